"""A folder, a file or a table to raw articles and a ledger of everything found.

Each input found is one row of the ledger: read, duplicate (the same article again), superseded (a newer text stands at
the same url), skipped (no article, or not in English) or failed (could not be read). Nothing is lost in silence and
nothing in the input raises. Ids are taken from the input as it is; then outlets are given one name, authors are set
apart and mojibake is mended. Texts stay raw otherwise: cleaning comes later.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import nan
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from analysis import tables
from analysis.errors import check_choice
from analysis.lexicons import load_lexicon
from analysis.reading.dates import parse_dates
from analysis.reading.formats import FORMATS
from analysis.reading.found import Found
from analysis.reading.records import ADDRESS, complete, layout, no_text, shown, storable, to_row
from analysis.reading.settings import Settings, check_entries, load_settings
from analysis.reading.sources import of_files

_COLUMNS = [name for name in tables.names("articles") if name not in ("words", "copy_of")]
_PAGE = re.compile(r"[^/:]/[^/]")  # a url with a path: at a bare domain many articles stand
_CHUNK = 2_000  # articles whose texts are packed at a time
_TYPES = {"integer": "Int64", "boolean": "boolean", "floating": "float64", "mixed-integer-float": "float64"}


class Reading(NamedTuple):
    """What `read_articles` found: the raw articles, the ledger and the settings beside the texts."""

    articles: pd.DataFrame
    ledger: pd.DataFrame
    settings: Settings


def read_articles(
    source: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
    languages: Collection[str] | None = ("en",),
) -> Reading:
    """Read the articles of a folder, a file or a DataFrame with a text column.

    Parameters
    ----------
    source : folder (with its subfolders, in the order of the paths), file, or DataFrame (its index is ignored)
    columns : how fields are called, e.g. ``{"text": "body_html"}``; the others are looked for by their usual names
    format : read every file in this format, a key of `analysis.reading.formats.FORMATS`; else content and suffix decide
    languages : codes of the languages that are kept, None for all; an article in no language that is known is kept

    Returns
    -------
    Reading
        ``articles``: article_id, outlet, date, published, title, author, url, wire, text (raw), source, content_hash,
        then language, outlet_given (where another name was given), further input columns and facts of ``[outlets]``.
        ``ledger``: as in `analysis.tables`, one row for each input found; the first row of a file has the numbers of
        articles announced and found, and where they differ a row of its own says so. ``settings``: `Settings`.

    Raises
    ------
    SourceError
        When the source does not exist or holds no file.
    ArgumentError
        When ``columns``, ``format``, ``languages`` or ``corpus.toml`` break a rule.

    >>> table = pd.DataFrame({"body": ["One text.", "One text.", ""], "newspaper": "The Post"})
    >>> read_articles(table).ledger[["source", "status"]].values.tolist()
    [['row 1', 'read'], ['row 2', 'duplicate'], ['row 3', 'skipped']]
    """
    if format is not None:
        check_choice("format", format, tuple(FORMATS))
    for code in languages or ():
        check_choice("languages", code, tuple(load_lexicon("languages").parts))
    check_entries(columns or {}, "columns", "columns")
    if isinstance(source, pd.DataFrame):
        settings, names = Settings(), [str(name) for name in source.columns]
        values = enumerate(source.itertuples(index=False, name=None), 1)
        found: Iterator[tuple[str, Found]]
        found = (("", Found(f"row {at}", dict(zip(names, row, strict=True)))) for at, row in values)
    else:
        settings, found = load_settings(source), of_files(Path(source), format)
    rows, texts, ledger = _rows(found, settings, {**settings.columns, **(columns or {})}, languages)
    read = [entry for entry in ledger if entry["status"] == "read"]
    dates = parse_dates(row["date"] for row in rows)
    for at, note in dates.loc[dates["note"] != "", "note"].items():
        read[at]["reason"] = "; ".join(filter(None, [read[at]["reason"], note]))
    articles = _table(rows, dates)
    kept = _keep(articles, read)
    articles = articles.loc[kept].reset_index(drop=True)
    articles["text"] = pd.Series(texts.filter(pa.array(kept, pa.bool_())), dtype=pd.StringDtype("pyarrow", nan))
    ledger_table = tables.conform(ledger, "ledger")
    return Reading(articles, ledger_table.assign(reason=ledger_table["reason"].replace("", pd.NA)), settings)


def _rows(
    found: Iterable[tuple[str, Found]],
    settings: Settings,
    columns: Mapping[str, str],
    languages: Collection[str] | None,
) -> tuple[list[dict[str, Any]], pa.ChunkedArray, list[dict[str, Any]]]:
    """The articles, their texts, and the ledger; its entries with status "read" are the articles, in order."""
    rows: list[dict[str, Any]] = []
    texts: list[pa.Array] = []
    ledger: list[dict[str, Any]] = []
    layouts: dict[tuple[str, ...], dict[str, str]] = {}
    firsts: dict[str, dict[str, Any]] = {}
    metadata: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for file, (position, fields, reason, status, announced) in found:
        entry = {"source": storable(f"{file} {position}".strip()), "status": status, "reason": storable(reason)}
        ledger.append(entry)
        first = firsts.setdefault(file, entry)
        first["found"] = first.get("found", 0) + (fields is not None or position != "")
        first["announced"] = announced or first.get("announced")
        if fields is None:
            continue
        if (names := tuple(fields)) not in layouts:
            layouts[names] = layout(names, columns)
        row = to_row(fields, layouts[names])
        if row["text"] and not row["text"].isspace():
            entry["status"], notes = complete(row, file, settings, languages)
            entry["reason"] = "; ".join([entry["reason"], *notes] if entry["reason"] else notes)
        elif "text" in layouts[names].values():
            entry |= {"status": "skipped", "reason": "empty"}
        elif row["url"]:
            entry |= {"status": "skipped", "reason": "metadata without a text"}
            metadata.append((row, entry))
        else:
            entry |= {"status": "failed", "reason": no_text(fields)}
        if entry["status"] == "read":
            row["source"] = entry["source"]
            rows.append(row)
            if len(rows) % _CHUNK == 0:
                texts.append(_texts(rows[-_CHUNK:]))
    texts.append(_texts(rows[len(rows) // _CHUNK * _CHUNK :]))
    _join(rows, metadata)
    return rows, pa.chunked_array(texts), ledger


def _texts(rows: list[dict[str, Any]]) -> pa.Array:
    """The texts out of the rows, so that the bulk of the memory is held once, and compactly."""
    return pa.array([row.pop("text") for row in rows], pa.large_string())


def _join(rows: list[dict[str, Any]], metadata: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Complete the rows, in place, by records without a text that have the same address (Media Cloud)."""
    by_page = {re.sub(ADDRESS, "", str(record["url"])): (record, entry) for record, entry in reversed(metadata)}
    for row in rows if by_page else ():
        record, entry = by_page.get(re.sub(ADDRESS, "", row["url"] or ""), ({}, {}))
        entry["reason"] = f"metadata of {row['source']}"
        for name, value in record.items():
            if row.get(name) is None and value is not None:
                row[name] = value


def _table(rows: list[dict[str, Any]], dates: pd.DataFrame) -> pd.DataFrame:
    """The rows with their columns in the order of the schema, further ones behind; the text has yet to come."""
    frame = pd.DataFrame(rows, columns=None if rows else _COLUMNS)
    frame = frame.assign(text=None, date=dates["date"], published=dates["published"])
    kinds = {column.name: column.kind for column in tables.TABLES["articles"]}
    known = {name: frame[name].astype("str") if kinds[name] == "text" else frame[name] for name in _COLUMNS}
    return pd.DataFrame({**known, **{name: _typed(frame[name]) for name in frame.columns if name not in known}})


def _typed(values: pd.Series) -> pd.Series:
    """A further column with one type, so that it can be stored; mixed values become text."""
    if values.dtype != "object":
        return values
    try:
        return values.astype(_TYPES[pd.api.types.infer_dtype(values, skipna=True)])
    except (KeyError, OverflowError):
        return values.map(shown, na_action="ignore").astype("str")


def _keep(articles: pd.DataFrame, entries: list[dict[str, Any]]) -> list[bool]:
    """Which articles are no duplicates and not superseded; their ledger entries are completed in place."""
    for entry, id in zip(entries, articles["article_id"].tolist(), strict=True):
        entry["article_id"] = id
    is_page = articles["url"].str.contains(_PAGE, na=False)
    pages = articles["url"].str.replace(ADDRESS, "", regex=True).where(is_page, articles["article_id"])
    several = articles.assign(page=pages)[pages.duplicated(keep=False)]
    when = several["published"].fillna(several["date"].dt.tz_localize("UTC"))[~several["article_id"].duplicated()]
    order = when.sort_values(kind="stable", na_position="first").index
    known = several[["article_id", "source", "page"]]
    newest = {page: (id, source) for id, source, page in known.loc[order].itertuples(index=False)}
    first: dict[str, str] = {}
    for at, id, source, page in known.itertuples():
        entries[at]["article_id"], where = newest[page]
        if id in first:
            entries[at] |= {"status": "duplicate", "reason": f"the same as {first[id]}"}
        elif id != entries[at]["article_id"]:
            entries[at] |= {"status": "superseded", "reason": f"newer text of the same url: {where}"}
        first.setdefault(id, source)
    return [entry["status"] == "read" for entry in entries]
