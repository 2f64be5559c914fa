"""A source to all tables: `load` builds a `Corpus` (or opens a built one), `Corpus.save` keeps it as Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.bundled import bundled
from analysis.corpus import store
from analysis.corpus.build import build_corpus, processes
from analysis.corpus.corpus import Corpus
from analysis.corpus.corrections import read_corrections
from analysis.errors import check_choice
from analysis.reading import read_articles

__all__ = ["Corpus", "load", "processes"]

ENGINES = ("learned", "rules")


def load(
    source: str | Path | pd.DataFrame | Corpus | None = None,
    *,
    engine: str = "learned",
    clean: bool = True,
    columns: Mapping[str, str] | None = None,
    executor: Executor | None = None,
    out: str | Path = "",
) -> Corpus:
    """All tables of a source.

    Parameters
    ----------
    source
        A folder or file of articles, a DataFrame with a ``text`` column, a built corpus or a Corpus (both taken as they
        were built). Without a source the five seeds are read.
    engine
        Who finds quotes: ``learned`` (trained model and rules) or ``rules`` alone.
    clean
        Whether datelines, promos, captions and the like are taken out of the texts (see the table ``removed``).
    columns
        Which column of the input is which, where the usual names do not fit: ``{"text": "body_html"}``.
    executor
        Runs shards of articles in parallel; worth it above about 5,000 articles.
    out
        A folder for the tables: they are written there while they are made, and read when they are asked for, so that
        many more articles fit in memory. What an older corpus there, or a build that was stopped, holds of the same
        articles, found by the same code, models, word lists and options, is taken over; the tables are the same as
        without it.

    Returns
    -------
    Corpus
        With the tables articles, removed, ledger, sentences, hits, people, quotes, events.

    Raises
    ------
    SourceError
        When the source does not exist or was built with another version of the schema.
    ArgumentError
        When an argument breaks a rule.

    Examples
    --------
    >>> load().articles["outlet"].tolist()
    ['Fox News', 'Bangkok Post', 'VOA', 'TRT World', 'BBC']
    """
    check_choice("engine", engine, ENGINES)
    target = Path(out) if out else None
    build = partial(build_corpus, engine=engine, clean=clean, executor=executor, out=target)
    if isinstance(source, pd.DataFrame):
        return build(partial(read_articles, source, columns=columns))
    if isinstance(source, Corpus):
        corpus = source
    else:
        path = Path(source) if source else bundled("seeds")
        if not store.is_built(path):
            corrections = read_corrections(path if path.is_dir() else path.parent)
            return build(partial(read_articles, path, columns=columns), corrections=corrections)
        found, settings = store.opened(path)
        corpus = Corpus(**found, settings=settings)
    if target:
        corpus.save(target)
    return corpus
