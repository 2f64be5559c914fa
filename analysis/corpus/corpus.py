"""A corpus: the tables of one source, side by side, and what is known about where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import ArgumentError, check_choice, shorten


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """All tables of one source (columns: `analysis.tables.TABLES`).

    ``settings`` holds what stood beside the texts and how the corpus was built: provenance, outlets, people, lexicons,
    engine, counts of hand corrections. ``pages`` is what a later build takes over (see `analysis.corpus.pages`). A
    corpus is never changed: `select` returns a new one.
    """

    articles: pd.DataFrame
    removed: pd.DataFrame
    ledger: pd.DataFrame
    sentences: pd.DataFrame
    hits: pd.DataFrame
    people: pd.DataFrame
    quotes: pd.DataFrame
    events: pd.DataFrame
    settings: Mapping[str, Any] = field(default_factory=dict)
    pages: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        for table in tables.CORPUS_TABLES:
            tables.require(getattr(self, table), table, name=table)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        outlets = self.articles["outlet"].nunique(dropna=False)
        return f"<Corpus of {len(self)} articles, {outlets} outlets, {len(self.quotes)} quotes>"

    def _repr_html_(self) -> str:
        """What it holds, outlet by outlet, for notebooks."""
        articles = self.articles.assign(outlet=self.articles["outlet"].fillna("unknown"))
        quotes = self.quotes.groupby("article_id").size()
        articles["quotes"] = articles["article_id"].map(quotes).fillna(0).astype("int64")
        days = {"first": ("date", "min"), "last": ("date", "max")}
        counts = {"articles": ("text", "size"), "words": ("words", "sum"), "quotes": ("quotes", "sum")}
        rows = articles.groupby("outlet").agg(**counts, **days).sort_values("articles", ascending=False, kind="stable")
        lines = [
            f"<tr><th scope='row'>{escape(str(row.Index))}</th><td>{row.articles:,}</td><td>{row.words:,}</td>"
            f"<td>{row.quotes:,}</td><td>{_printed(row.first)}</td><td>{_printed(row.last)}</td></tr>"
            for row in rows.head(20).itertuples()
        ]
        more = f"; {len(rows) - 20} more outlets" if len(rows) > 20 else ""
        tail = f"{len(self.sentences):,} sentences, events: {self.events['event'].nunique():,}{more}"
        head = "".join(f"<th scope='col'>{name}</th>" for name in ("outlet", *rows.columns))
        return (
            f"<table><caption>{escape(repr(self)[1:-1])}; {tail}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table>"
        )

    def select(self, *, outlets: Iterable[str] = (), since: str = "", until: str = "", where: str = "") -> Corpus:
        """Some of the articles, by outlets, days (both ends included) or a pandas query; all tables follow.

        What is empty does not select.

        Raises
        ------
        ArgumentError
            When an outlet is not in the corpus, a day cannot be read, or the query fails.
        """
        articles = self.articles
        keep = pd.Series(True, index=articles.index)
        if wanted := [outlets] if isinstance(outlets, str) else list(outlets):
            known = articles["outlet"].dropna().unique().tolist()
            for outlet in wanted:
                check_choice("outlets", outlet, known)
            keep &= articles["outlet"].isin(wanted)
        if since:
            keep &= articles["date"] >= _day("since", since)
        if until:
            keep &= articles["date"] <= _day("until", until)
        if where:
            keep &= _query(articles, where)
        return self.only(set(articles.loc[keep, "article_id"]))

    def save(self, path: str | Path) -> Path:
        """Write all tables as Parquet shards with a manifest; `analysis.load` opens the folder again."""
        from analysis.corpus import store

        return store.save(self, Path(path))

    def only(self, ids: Iterable[str]) -> Corpus:
        """The articles of these ids; all tables follow but the ledger, which tells of the whole input."""
        ids = set(ids)
        kept = {"pages": pd.DataFrame()}
        for table in tables.CORPUS_TABLES:
            if table != "ledger":
                frame = getattr(self, table)
                kept[table] = frame[frame["article_id"].isin(ids)].reset_index(drop=True)
        return replace(self, **kept)


def _printed(day: pd.Timestamp) -> str:
    return "–" if pd.isna(day) else day.strftime("%Y-%m-%d")


def _day(name: str, value: str) -> pd.Timestamp:
    try:
        day = pd.Timestamp(value).tz_localize(None)
    except (ValueError, TypeError):
        day = pd.NaT
    if pd.isna(day):
        raise ArgumentError(f"{name} must be a day such as 2025-02-27, not {shorten(value)}")
    return day


def _query(articles: pd.DataFrame, where: str) -> pd.Series:
    try:
        found = articles.eval(where)
    except Exception as error:
        rule = "must be a pandas query over columns of articles"
        raise ArgumentError(f"where {rule}, not {shorten(where)}: {error}") from error
    if not isinstance(found, pd.Series) or found.dtype != bool:
        raise ArgumentError(f'where must be a condition such as "words > 100", not {shorten(where)}')
    return found
