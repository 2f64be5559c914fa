"""What pass 1 finds in an article alone: kept between the passes, and in the built corpus for later builds.

Pass 1 costs twenty times what the rest of a build costs, and an article's pages depend on nothing but its text and the
recipe (code, models, word lists, options). So a build takes over the pages of an earlier one with the same recipe.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from importlib.metadata import version
from operator import iadd
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import analysis
from analysis import tables
from analysis.corpus.rows import read_page
from analysis.language.people import Mention, Roster, merge
from analysis.language.quotes import Quote
from analysis.lexicons import Lexicon

COLUMNS = ["article_id", "title", "wire", "found"]
_RECIPE = ("language/**/*.py", "lexicons/*.toml", "models/*.crfsuite", "corpus/pages.py", "corpus/rows.py")
_PACKAGES = ("python-crfsuite", "textblob")


class Pages(NamedTuple):
    """Pass 1 over some articles: their finished rows, their names, and what pass 2 needs.

    ``texts``: article_id, date, text, title (the headline in the text), wire, found (quotes and mentions as JSON: a
    fiftieth of what they take as objects).
    """

    texts: pd.DataFrame
    removed: pd.DataFrame
    sentences: pd.DataFrame
    hits: pd.DataFrame
    roster: Roster


def read_pages(articles: pd.DataFrame, *, lexicons: Mapping[str, Lexicon], engine: str, clean: bool) -> Pages:
    """Pass 1 over raw articles (columns article_id, date, text)."""
    raw = zip(articles["article_id"], articles["text"], strict=True)
    pages = [read_page(*row, lexicons=lexicons, engine=engine, clean=clean) for row in raw]
    texts = pd.DataFrame(
        {
            "article_id": articles["article_id"],
            "date": articles["date"],
            "text": [page.text for page in pages],
            "title": [page.headline for page in pages],
            "wire": [page.wire for page in pages],
            "found": [_packed(page.quotes, page.mentions) for page in pages],
        }
    )
    names = zip(articles["article_id"], articles["date"], (page.mentions for page in pages), strict=True)
    return Pages(
        texts,
        as_table("removed", (page.removed for page in pages)),
        as_table("sentences", (page.sentences for page in pages)),
        as_table("hits", (page.hits for page in pages)),
        _roster(names),
    )


def joined(parts: Sequence[Pages], articles: pd.DataFrame) -> Pages:
    """Pages of several parts as one, in the order of the articles."""
    place = pd.Series(np.arange(len(articles)), index=articles["article_id"])
    frames = []
    for table in Pages._fields[:-1]:
        rows = [getattr(part, table) for part in parts]
        frame = pd.concat(rows, ignore_index=True) if len(rows) > 1 else rows[0]
        order = np.argsort(place[frame["article_id"]].to_numpy(), kind="stable")
        frames.append(frame.iloc[order].reset_index(drop=True))
    texts, removed, sentences, hits = frames
    return Pages(texts, removed, sentences, hits, reduce(iadd, (part.roster for part in parts), merge([])))


def taken_over(earlier: Mapping[str, pd.DataFrame], articles: pd.DataFrame) -> Pages:
    """The pages of an earlier build (its tables articles, pages, removed, sentences and hits) for these articles."""
    texts = earlier["pages"].merge(earlier["articles"][["article_id", "text"]]).merge(articles[["article_id", "date"]])
    removed, sentences, hits = (
        earlier[name][earlier[name]["article_id"].isin(texts["article_id"])]
        for name in ("removed", "sentences", "hits")
    )
    mentions = (unpacked(found)[1] for found in texts["found"])
    roster = _roster(zip(texts["article_id"], texts["date"], mentions, strict=True))
    return Pages(texts[["article_id", "date", "text", "title", "wire", "found"]], removed, sentences, hits, roster)


def _roster(names: Iterable[tuple[str, pd.Timestamp, Sequence[Mention]]]) -> Roster:
    return merge((id, None if pd.isna(date) else date, mentions) for id, date, mentions in names)


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
    whole = hashlib.sha256(repr([version(name) for name in _PACKAGES]).encode())
    for path in sorted(path for pattern in _RECIPE for path in home.glob(pattern)):
        whole.update(path.relative_to(home).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _packed(quotes: Sequence[Quote], mentions: Sequence[Mention]) -> str:
    return json.dumps([[vars(quote) for quote in quotes], mentions], ensure_ascii=False, separators=(",", ":"))


def unpacked(found: str) -> tuple[list[Quote], list[Mention]]:
    """Quotes and mentions as pass 1 found them."""
    quotes, mentions = json.loads(found)
    fields = [{name: _tuples(value) for name, value in quote.items()} for quote in quotes]
    return [Quote(**quote) for quote in fields], [Mention(*map(_tuples, mention)) for mention in mentions]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
