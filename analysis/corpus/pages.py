"""What pass 1 finds in an article alone: kept between the passes, and in the built corpus for later builds.

Pass 1 costs twenty times what the rest of a build costs, and an article's pages depend on nothing but its text and the
recipe (code, models, word lists, options). So a build takes over the pages of an earlier one with the same recipe.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import analysis
from analysis import tables
from analysis.corpus.rows import Page, read_page
from analysis.corpus.store import Shard
from analysis.language.people import Mention, Roster, merge
from analysis.language.quotes import Quote
from analysis.language.words import word_starts
from analysis.lexicons import Lexicon

_RECIPE = ("language/**/*.py", "lexicons/*.toml", "models/*.crfsuite", "corpus/pages.py", "corpus/rows.py")
_FINISHED = ("removed", "sentences", "hits")  # what pass 2 does not change


def read_pages(
    articles: pd.DataFrame, old: Sequence[Shard], *, lexicons: Mapping[str, Lexicon], engine: str, clean: bool
) -> dict[str, pd.DataFrame]:
    """Pass 1 over raw articles: the tables articles (copies not known yet), removed, sentences, hits and pages.

    What ``old`` shards have of the same articles is taken over.
    """
    known = _taken_over(old, articles["article_id"])
    new = articles[~articles["article_id"].isin(known["pages"]["article_id"])] if known else articles
    raw = zip(new["article_id"], new["text"], strict=True)
    pages = {id: read_page(id, text, lexicons=lexicons, engine=engine, clean=clean) for id, text in raw}
    found = {name: as_table(name, (getattr(page, name) for page in pages.values())) for name in _FINISHED}
    found["pages"] = as_table("pages", [[(id, page.headline, page.wire, _packed(page)) for id, page in pages.items()]])
    texts = {id: page.text for id, page in pages.items()}
    if known:
        texts |= dict(known["articles"][["article_id", "text"]].itertuples(index=False))
        found = {name: _in_order([known[name], frame], articles["article_id"]) for name, frame in found.items()}
    return {"articles": _articles(articles.assign(text=articles["article_id"].map(texts)), found["pages"]), **found}


def _taken_over(old: Sequence[Shard], ids: pd.Series) -> dict[str, pd.DataFrame]:
    """What old shards have of these articles; nothing where they cannot be read."""
    try:
        return {
            name: pd.concat([table[table["article_id"].isin(ids)] for table in (shard[name] for shard in old)])
            for name in ("articles", "pages", *_FINISHED)
        }
    except (OSError, ValueError, KeyError):
        return {}


def _in_order(parts: Sequence[pd.DataFrame], ids: pd.Series) -> pd.DataFrame:
    """The rows of several tables as one, in the order of the articles."""
    place = {id: number for number, id in enumerate(ids)}
    return pd.concat(parts).sort_values("article_id", key=lambda own: own.map(place), kind="stable", ignore_index=True)


def _articles(articles: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """The articles table of cleaned texts: words, and the title and wire that stand in the text where none is given."""
    frame = articles.assign(words=[len(word_starts(text)) for text in articles["text"]])
    for column in ("title", "wire"):
        frame[column] = frame[column].fillna(pages[column].set_axis(frame.index))
    return tables.conform(frame, "articles")


def names_in(articles: pd.DataFrame, pages: pd.DataFrame) -> Roster:
    """The roster of some articles alone."""
    rows = zip(articles["article_id"], articles["date"], pages["found"], strict=True)
    return merge((id, None if pd.isna(date) else date, unpacked(found)[1]) for id, date, found in rows)


def as_table(table: str, parts: Any) -> pd.DataFrame:
    """Rows of several articles as a table."""
    rows = [row for part in parts for row in part]
    return tables.conform(pd.DataFrame(rows, columns=tables.names(table)), table)


def recipe(lexicons: Mapping[str, Lexicon], *options: object) -> str:
    """A hash of all that pages depend on, but the texts."""
    lists = [(kind, lexicon.parts, lexicon.extra) for kind, lexicon in sorted(lexicons.items())]
    return hashlib.sha256(repr((_code(), lists, options)).encode()).hexdigest()


@cache
def _code() -> str:
    """A hash of the code, models and word lists of pass 1, and of the packages that work for it."""
    home = Path(analysis.__file__).parent
    whole = hashlib.sha256(repr([version(name) for name in ("python-crfsuite", "textblob")]).encode())
    for path in sorted(path for pattern in _RECIPE for path in home.glob(pattern)):
        whole.update(path.relative_to(home).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _packed(page: Page) -> str:
    """A fiftieth of what the quotes and mentions take as objects."""
    found = [[vars(quote) for quote in page.quotes], page.mentions]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def unpacked(found: str) -> tuple[list[Quote], list[Mention]]:
    """Quotes and mentions as pass 1 found them."""
    quotes, mentions = json.loads(found)
    fields = [{name: _tuples(value) for name, value in quote.items()} for quote in quotes]
    return [Quote(**quote) for quote in fields], [Mention(*map(_tuples, mention)) for mention in mentions]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
