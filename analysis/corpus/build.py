"""Raw articles to tables, in two passes.

Pass 1 (`pages`) reads each article alone: cleaning, sentences, hits, quotes and the names it mentions. The names of all
articles are then merged into one small roster, and what the articles have in common is found (`linking`). Pass 2 goes
over the articles again and gives each mention and each quote its person. Both passes work on shards of articles and
share nothing, so any `concurrent.futures.Executor` can run them; with a folder to write to, no process holds more of
the tables than its shard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.corpus import store
from analysis.corpus.corpus import Corpus
from analysis.corpus.corrections import NONE, correct
from analysis.corpus.pages import as_table, names_in, read_pages, recipe, unpacked
from analysis.corpus.rows import quote_rows
from analysis.corpus.store import Shard
from analysis.language.people import Roster, merge, resolve
from analysis.lexicons import load_lexicon
from analysis.linking.copies import copies
from analysis.linking.events import group_events
from analysis.reading import Reading

SHARD = 1_000  # articles; pass 1 takes .25 MB for each of a shard (measured), and smaller ones mean more files
_LINKED = ["article_id", "title", "date", "published", "wire", "text"]
_Task = tuple[Shard, pd.DataFrame, list[Shard]]


def build_corpus(
    read: Callable[[], Reading],
    *,
    engine: str,
    clean: bool,
    corrections: pd.DataFrame = NONE,
    executor: Executor | None = None,
    out: Path | None = None,
) -> Corpus:
    """All tables of what `read_articles` reads; options as in `analysis.load`, hand corrections are applied last."""
    raw, ledger, about = read()
    chosen = {"topics": "topics", "frames": "frames", **about.lexicons}
    lexicons = {kind: load_lexicon(name) for kind, name in chosen.items()}
    made_by = recipe(lexicons, engine, clean, corrections[corrections["table"] == "sentences"].to_json())
    part = store.begin(out, made_by, *raw["article_id"]) if out else None
    first = partial(_first_pass, lexicons=lexicons, engine=engine, clean=clean)
    todo = _tasks(raw, part, out, made_by)
    roster, done = merge([]), []
    for shard, names in _each(executor, first, todo):
        done.append(shard)
        roster += names
    del raw, todo  # what follows needs the memory, and no raw text
    second = partial(_second_pass, roster=roster, people=about.people, corrections=corrections)
    tasks = list(zip(done, _cut(_links(done)), strict=True))
    shards, counts = zip(*_each(executor, second, tasks), strict=True)
    settings = {
        "provenance": dict(about.provenance),
        "people": dict(about.people),
        "lexicons": {kind: lexicon.name for kind, lexicon in lexicons.items()},
        "engine": engine,
        "clean": clean,
        "corrections": {"applied": sum(counts), "unmatched": len(corrections) - sum(counts)},
        "recipe": made_by,
    }
    if out and part:
        Shard(part, 0)["ledger"] = ledger
        stored, settings = store.opened(store.finish(part, out, settings))
        return Corpus(**stored, settings=settings)
    names = (name for name in tables.CORPUS_TABLES if name != "ledger")
    whole = {name: pd.concat([shard[name] for shard in shards], ignore_index=True) for name in names}
    return Corpus(**whole, ledger=ledger, settings=settings)


def processes(workers: int) -> AbstractContextManager[Executor | None]:
    """An executor of so many processes, of which none starts for a single shard; no executor for one."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers > 1 else nullcontext()


def _cut(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The frame in shards; one empty shard of an empty frame."""
    return [frame.iloc[at : at + SHARD] for at in range(0, max(len(frame), 1), SHARD)]


def _each(executor: Executor | None, task: Callable[[Any], Any], shards: Sequence[Any]) -> Iterator[Any]:
    """The task on each shard; a single one is not worth a pool."""
    return map(task, shards) if executor is None or len(shards) == 1 else executor.map(task, shards)


def _tasks(articles: pd.DataFrame, part: Path | None, out: Path | None, made_by: str) -> list[_Task]:
    """Each shard with its raw articles and the shards that an earlier build has of them."""
    known, tasks = store.known(out, made_by), []
    for number, raw in enumerate(_cut(articles)):
        shard = Shard(part, number)
        earlier = sorted({known[id] for id in raw["article_id"] if id in known})
        tasks.append((shard, raw, [shard] if "pages" in shard else [Shard(out, other) for other in earlier]))
    return tasks


def _first_pass(task: _Task, **options: Any) -> tuple[Shard, Roster]:
    shard, raw, old = task
    for name, frame in read_pages(raw, old, **options).items():
        shard[name] = frame
    return shard, names_in(shard["articles"], shard["pages"])


def _links(shards: Sequence[Shard]) -> pd.DataFrame:
    """What the articles have in common: copies, wires passed on and events."""
    articles = pd.concat([shard["articles"][_LINKED] for shard in shards], ignore_index=True)
    return pd.concat([copies(articles)[["copy_of", "wire"]], group_events(articles)], axis="columns")


def _second_pass(
    task: tuple[Shard, pd.DataFrame], *, roster: Roster, people: Mapping[str, Any], corrections: pd.DataFrame
) -> tuple[Shard, int]:
    """The tables that need the other articles; hand corrections applied, and how many."""
    shard, links = task
    links, articles = links.reset_index(drop=True), shard["articles"]
    persons, said = [], []
    rows = zip(articles["article_id"], articles["date"], articles["text"], shard["pages"]["found"], strict=True)
    for id, date, text, found in rows:
        quotes, mentions = unpacked(found)
        date = None if pd.isna(date) else date
        named, speakers = resolve(text, mentions, quotes, roster, date=date, settings=people)
        persons.append([(id, *person) for person in named])
        said.append(quote_rows(id, text, quotes, speakers))
    shard["people"], shard["quotes"] = as_table("people", persons), as_table("quotes", said)
    shard["articles"] = articles.assign(copy_of=links["copy_of"], wire=articles["wire"].fillna(links["wire"]))
    shard["events"] = links[tables.names("events")]
    changed, applied = correct(shard, corrections[corrections["article_id"].isin(articles["article_id"])])
    for name, frame in changed.items():
        shard[name] = frame
    return shard, applied
