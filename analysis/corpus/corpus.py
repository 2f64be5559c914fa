"""A corpus: the tables of one source, side by side, and what is known about where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.corpus.store import Stored, save
from analysis.errors import ArgumentError, check_choice, shorten


class _Table:
    """A field that holds a table: one that stands on disk is read when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, corpus: Corpus | None, owner: type) -> pd.DataFrame:
        if corpus is None:
            raise AttributeError(self.name)  # so that the field has no default
        held = vars(corpus)
        if isinstance(held[self.name], Stored):
            held[self.name] = held[self.name]()
        return held[self.name]

    def __set__(self, corpus: Corpus, table: pd.DataFrame | Stored) -> None:
        vars(corpus)[self.name] = table


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """All tables of one source (columns: `analysis.tables.TABLES`).

    The tables of a built corpus are read when they are first asked for. ``settings`` holds what stood beside the texts
    and how the corpus was built: provenance, outlets, people, lexicons, engine, counts of hand corrections. A corpus is
    never changed: `select` returns a new one.
    """

    articles: _Table = _Table()
    removed: _Table = _Table()
    ledger: _Table = _Table()
    sentences: _Table = _Table()
    hits: _Table = _Table()
    people: _Table = _Table()
    quotes: _Table = _Table()
    events: _Table = _Table()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, table in self._tables().items():
            if isinstance(table, pd.DataFrame):
                tables.require(table, name, name=name)

    def _tables(self) -> dict[str, pd.DataFrame | Stored]:
        return {name: vars(self)[name] for name in tables.CORPUS_TABLES}

    def _read(self, table: str, columns: Sequence[str]) -> pd.DataFrame:
        """Some columns of a table; where it stands on disk still, the others are not read."""
        held = vars(self)[table]
        return held(columns) if isinstance(held, Stored) else held[list(columns)]

    def __len__(self) -> int:
        return len(self._read("articles", ["article_id"]))

    def __repr__(self) -> str:
        outlets = self._read("articles", ["outlet"])["outlet"].nunique(dropna=False)
        quotes = len(self._read("quotes", ["article_id"]))
        return f"<Corpus of {len(self)} articles, {outlets} outlets, {quotes} quotes>"

    def _repr_html_(self) -> str:
        """What it holds, outlet by outlet, for notebooks."""
        articles = self._read("articles", ["article_id", "outlet", "date", "words"]).fillna({"outlet": "unknown"})
        quotes = self._read("quotes", ["article_id"]).value_counts("article_id")
        articles["quotes"] = articles["article_id"].map(quotes).fillna(0).astype("int64")
        days = {"first": ("date", "min"), "last": ("date", "max")}
        counts = {"articles": ("words", "size"), "words": ("words", "sum"), "quotes": ("quotes", "sum")}
        rows = articles.groupby("outlet").agg(**counts, **days).sort_values("articles", ascending=False, kind="stable")
        lines = [
            f"<tr><th scope='row'>{escape(str(row.Index))}</th><td>{row.articles:,}</td><td>{row.words:,}</td>"
            f"<td>{row.quotes:,}</td><td>{_printed(row.first)}</td><td>{_printed(row.last)}</td></tr>"
            for row in rows.head(20).itertuples()
        ]
        more = f"; {len(rows) - 20} more outlets" if len(rows) > 20 else ""
        sentences, events = (self._read(*column) for column in (("sentences", ["article_id"]), ("events", ["event"])))
        tail = f"{len(sentences):,} sentences, events: {events['event'].nunique():,}{more}"
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
        articles = self.articles if where else self._read("articles", ["article_id", "outlet", "date"])
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
        return self if keep.all() else self.only(articles.loc[keep, "article_id"])

    def save(self, path: str | Path) -> Path:
        """Write all tables as Parquet shards with a manifest; `analysis.load` opens the folder again."""
        return save(self._tables(), self.settings, Path(path))

    def only(self, ids: Iterable[str]) -> Corpus:
        """The articles of these ids; all tables follow but the ledger, which tells of the whole input."""
        ids, held = frozenset(ids), self._tables()
        for name in held.keys() - {"ledger"}:
            table = held[name]
            if isinstance(table, Stored):
                held[name] = replace(table, ids=ids if table.ids is None else ids & table.ids)
            else:
                held[name] = table[table["article_id"].isin(ids)].reset_index(drop=True)
        return Corpus(**held, settings=self.settings)


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
