"""Raw articles to tables, in two passes.

Pass 1 (`pages`) reads each article alone: cleaning, sentences, hits, quotes and the names it mentions. The names of all
articles are then merged into one small roster. Pass 2 goes over the articles again and gives each mention and each
quote its person. Both passes work on shards of articles and share nothing, so any `concurrent.futures.Executor` can run
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

import pandas as pd

from analysis import tables
from analysis.corpus.corpus import Corpus
from analysis.corpus.corrections import correct
from analysis.corpus.pages import COLUMNS, Pages, as_table, joined, read_pages, recipe, taken_over, unpacked
from analysis.corpus.rows import quote_rows
from analysis.language.people import Roster, resolve
from analysis.language.words import word_starts
from analysis.lexicons import load_lexicon
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
    earlier: Callable[[str], Mapping[str, pd.DataFrame]] = lambda recipe: {},
) -> Corpus:
    """All tables of what `read_articles` read; options as in `analysis.load`, hand corrections are applied last.

    ``earlier`` gives the tables of an earlier build with the same recipe, or none.
    """
    chosen = {"topics": "topics", "frames": "frames", **reading.settings.lexicons}
    lexicons = {kind: load_lexicon(name) for kind, name in chosen.items()}
    by_hand = "" if corrections is None else corrections[corrections["table"] == "sentences"].to_json()
    made_by = recipe(lexicons, engine, clean, by_hand)
    first = partial(read_pages, lexicons=lexicons, engine=engine, clean=clean)
    pages = _first_pass(reading.articles, first, executor, earlier(made_by))
    second = partial(_second_pass, roster=pages.roster, people=reading.settings.people)
    people, quotes = zip(*_each(executor, second, _shards(pages.texts)), strict=True)
    articles = _articles(reading.articles, pages.texts)
    found = {
        "articles": articles,
        "ledger": reading.ledger,
        "removed": pages.removed,
        "sentences": pages.sentences,
        "hits": pages.hits,
        "people": pd.concat(people, ignore_index=True),
        "quotes": pd.concat(quotes, ignore_index=True),
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
        "recipe": made_by,
    }
    return Corpus(**found, settings=settings, pages=pages.texts[COLUMNS])


def processes(workers: int) -> AbstractContextManager[Executor | None]:
    """An executor of so many processes, of which none starts for a single shard; no executor for one."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers > 1 else nullcontext()


def _shards(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The frame in shards; one empty shard of an empty frame."""
    return [frame.iloc[at : at + SHARD] for at in range(0, max(len(frame), 1), SHARD)]


def _each(executor: Executor | None, task: Callable[[Any], T], shards: Sequence[Any]) -> list[T]:
    """The task on each shard; a single one is not worth a pool."""
    return list(map(task, shards) if executor is None or len(shards) == 1 else executor.map(task, shards))


def _first_pass(
    articles: pd.DataFrame,
    task: Callable[[pd.DataFrame], Pages],
    executor: Executor | None,
    earlier: Mapping[str, pd.DataFrame],
) -> Pages:
    """Pass 1 over the articles that no earlier build knows, and the pages of those it does."""
    old = [taken_over(earlier, articles)] if earlier else []
    known = old[0].texts["article_id"] if old else []
    new = articles.loc[~articles["article_id"].isin(known), ["article_id", "date", "text"]]
    return joined([*old, *_each(executor, task, _shards(new))], articles)


def _second_pass(
    texts: pd.DataFrame, *, roster: Roster, people: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables people and quotes of some articles."""
    persons, said = [], []
    for id, date, text, found in texts[["article_id", "date", "text", "found"]].itertuples(index=False):
        quotes, mentions = unpacked(found)
        date = None if pd.isna(date) else date
        named, speakers = resolve(text, mentions, quotes, roster, date=date, settings=people)
        persons.append([(id, *person) for person in named])
        said.append(quote_rows(id, text, quotes, speakers))
    return as_table("people", persons), as_table("quotes", said)


def _articles(raw: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """The articles table: cleaned texts, the title where it stands in the text, wires and copies."""
    counts = [len(word_starts(text)) for text in texts["text"]]
    frame = raw.assign(text=texts["text"].to_numpy(), words=counts)
    for column in ("title", "wire"):
        given = frame[column] if column in frame else pd.Series(index=frame.index, dtype="str")
        frame[column] = given.astype("str").fillna(pd.Series(texts[column].to_numpy(), index=frame.index, dtype="str"))
    frame = tables.conform(frame, "articles")
    known = copies(frame).set_index("article_id")
    frame["copy_of"] = frame["article_id"].map(known["copy_of"]).astype("str")
    if "wire" in known:
        frame["wire"] = frame["wire"].fillna(frame["article_id"].map(known["wire"]).astype("str"))
    return frame
