"""Raw articles to tables, in two passes.

Pass 1 reads each article alone: cleaning, sentences, hits, quotes and the names it mentions. The names of all articles
are then merged into one small roster. Pass 2 goes over the articles again and gives each mention and each quote its
person. Both passes work on shards of articles and share nothing, so any `concurrent.futures.Executor` can run them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial, reduce
from operator import iadd
from typing import Any, TypeVar

import pandas as pd

from analysis import tables
from analysis.corpus.corpus import Corpus
from analysis.corpus.corrections import correct
from analysis.corpus.rows import Page, people_rows, quote_rows, read_page
from analysis.language.people import Roster, merge, resolve
from analysis.lexicons import Lexicon, load_lexicon
from analysis.linking.copies import copies
from analysis.linking.events import group_events
from analysis.reading import Reading

SHARD = 2_500  # articles; larger shards gain nothing, smaller ones cost start-up (measured on 37,554 articles)

T = TypeVar("T")


def build_corpus(
    reading: Reading,
    *,
    engine: str,
    clean: bool,
    corrections: pd.DataFrame | None = None,
    executor: Executor | None = None,
) -> Corpus:
    """All tables of what `read_articles` read; options as in `analysis.load`, hand corrections are applied last."""
    chosen = {"topics": "topics", "frames": "frames", **reading.settings.lexicons}
    lexicons = {kind: load_lexicon(name) for kind, name in chosen.items()}
    shards = [reading.articles.iloc[at : at + SHARD] for at in range(0, len(reading.articles), SHARD)]
    first = _each(executor, partial(_first_pass, lexicons=lexicons, engine=engine, clean=clean), shards)
    roster = reduce(iadd, (names for _, names in first), merge([]))
    in_shards = [pages for pages, _ in first]
    second = _each(executor, partial(_second_pass, roster=roster, people=reading.settings.people), in_shards)
    pages = [page for shard in in_shards for page in shard]
    articles = _articles(reading.articles, pages)
    found = {
        "articles": articles,
        "ledger": reading.ledger,
        "removed": _table("removed", (page.removed for page in pages)),
        "sentences": _table("sentences", (page.sentences for page in pages)),
        "hits": _table("hits", (page.hits for page in pages)),
        "people": _table("people", (people for people, _ in second)),
        "quotes": _table("quotes", (quotes for _, quotes in second)),
        "events": group_events(articles),
    }
    found, counts = correct(found, corrections)
    settings = {
        "provenance": dict(reading.settings.provenance),
        "people": dict(reading.settings.people),
        "lexicons": {kind: lexicon.name for kind, lexicon in lexicons.items()},
        "engine": engine,
        "clean": clean,
        "corrections": counts,
    }
    return Corpus(**found, settings=settings)


def _each(executor: Executor | None, task: Callable[[Any], T], shards: Sequence[Any]) -> list[T]:
    return list(map(task, shards) if executor is None else executor.map(task, shards))


def _first_pass(
    articles: pd.DataFrame, *, lexicons: Mapping[str, Lexicon], engine: str, clean: bool
) -> tuple[list[Page], Roster]:
    """What pass 1 makes of some articles: their pages, and the names in them."""
    rows = zip(articles["article_id"], articles["date"], articles["text"], strict=True)
    pages = [read_page(*row, lexicons=lexicons, engine=engine, clean=clean) for row in rows]
    return pages, merge((page.article_id, page.date, page.mentions) for page in pages)


def _second_pass(pages: Sequence[Page], *, roster: Roster, people: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Rows of the people table and of the quotes table."""
    found: list[Any] = []
    said: list[Any] = []
    for page in pages:
        persons, speakers = resolve(page.text, page.mentions, page.quotes, roster, date=page.date, settings=people)
        found += people_rows(page, persons)
        said += quote_rows(page, speakers)
    return found, said


def _table(table: str, parts: Iterable[list[Any]]) -> pd.DataFrame:
    rows = [row for part in parts for row in part]
    return tables.conform(pd.DataFrame(rows, columns=tables.names(table)), table)


def _articles(raw: pd.DataFrame, pages: Sequence[Page]) -> pd.DataFrame:
    """The articles table: cleaned texts, the title where it stands in the text, wires and copies."""
    frame = raw.assign(text=[page.text for page in pages], words=[len(page.words) for page in pages])
    for column, values in (("title", [page.headline for page in pages]), ("wire", [page.wire for page in pages])):
        given = frame[column] if column in frame else pd.Series(index=frame.index, dtype="str")
        frame[column] = given.astype("str").fillna(pd.Series(values, index=frame.index, dtype="str"))
    frame = tables.conform(frame, "articles")
    known = copies(frame).set_index("article_id")
    frame["copy_of"] = frame["article_id"].map(known["copy_of"]).astype("str")
    if "wire" in known:
        frame["wire"] = frame["wire"].fillna(frame["article_id"].map(known["wire"]).astype("str"))
    return frame
