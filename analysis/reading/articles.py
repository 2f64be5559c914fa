"""A folder, a file or a table to raw articles and a ledger of everything found.

Each input found becomes one row of the ledger: read, duplicate (the same article again), superseded (a newer text
stands at the same url), skipped (no article) or failed (could not be read). Nothing is lost in silence and nothing in
the input raises. Texts stay raw here: cleaning comes later, so ids never change with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis import tables
from analysis.errors import SourceError, check_choice, listing, shorten
from analysis.lexicons import load_lexicon
from analysis.reading.dates import parse_dates
from analysis.reading.formats import READERS, Found, Unreadable, detect
from analysis.reading.settings import FIELDS, Settings, check_columns, load_settings

_NOT_ARTICLES = ("corpus.toml", "corrections.csv", "readme.md")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RESERVED = frozenset(tables.names("articles")) - set(FIELDS)
_PAGE = re.compile(r"[^/:]/[^/]")


class Reading(NamedTuple):
    """What `read_articles` found: the raw articles, the ledger and the settings beside the texts."""

    articles: pd.DataFrame
    ledger: pd.DataFrame
    settings: Settings


def read_articles(
    source: str | Path | pd.DataFrame, *, columns: Mapping[str, str] | None = None, format: str | None = None
) -> Reading:
    """Read the articles of a folder, a file or a DataFrame with a text column.

    Parameters
    ----------
    source : folder (read with its subfolders, in the order of the paths), file or DataFrame (its index is ignored)
    columns : how the fields are called, e.g. ``{"text": "body_html"}``; else the usual names are looked for
    format : read every file as txt, csv, json, jsonl or parquet; else content and suffix decide

    Returns
    -------
    Reading
        ``articles``: article_id, outlet, date, published, title, author, url, wire, text (raw), source, content_hash,
        then further input columns and facts of ``[outlets]``. ``ledger``: as in `analysis.tables`, one row for
        each input found. ``settings``: `Settings`.

    Raises
    ------
    SourceError
        When the source does not exist or holds no file.
    ArgumentError
        When ``columns``, ``format`` or ``corpus.toml`` break a rule.

    >>> table = pd.DataFrame({"body": ["One text.", "One text.", ""], "newspaper": "The Post"})
    >>> read_articles(table).ledger[["source", "status"]].values.tolist()
    [['row 1', 'read'], ['row 2', 'duplicate'], ['row 3', 'skipped']]
    """
    if format is not None:
        check_choice("format", format, tuple(READERS))
    check_columns(columns or {})
    if isinstance(source, pd.DataFrame):
        settings, found = Settings(), _of_table(source)
    else:
        settings, found = load_settings(source), _of_files(Path(source), format)
    rows, ledger = _rows(found, settings, {**settings.columns, **(columns or {})})
    articles = _articles(rows)
    notes = articles.pop("note").to_numpy() if rows else []
    kept = _keep(articles, ledger, notes)
    return Reading(kept, tables.conform(ledger, "ledger"), settings)


def _of_table(frame: pd.DataFrame) -> Iterator[tuple[str, Found]]:
    names = [str(name) for name in frame.columns]
    for number, values in enumerate(zip(*(frame[name] for name in frame.columns), strict=True), 1):
        yield "", Found(f"row {number}", dict(zip(names, values, strict=True)))


def _of_files(source: Path, format: str | None) -> Iterator[tuple[str, Found]]:
    """The files of a source, each with its path below the source."""
    if not source.exists():
        raise SourceError(f"source must be an existing folder or file, not {shorten(str(source))}")
    paths = sorted(source.rglob("*"), key=Path.as_posix) if source.is_dir() else [source]
    base = source if source.is_dir() else source.parent
    names = [path.relative_to(base) for path in paths]
    files = [name for name in names if _may_hold_articles(name) and (base / name).is_file()]
    if not files:
        raise SourceError(f"source must hold at least one file of articles, {shorten(str(source))} holds none")
    return chain.from_iterable(_of_file(base / name, name.as_posix(), format) for name in files)


def _may_hold_articles(name: Path) -> bool:
    return name.name.lower() not in _NOT_ARTICLES and not any(part.startswith(".") for part in name.parts)


def _of_file(path: Path, name: str, format: str | None) -> Iterator[tuple[str, Found]]:
    try:
        format = format or detect(path)
        if format is None:
            yield name, Found("", None, f"format {path.suffix or path.name} is not known")
            return
        count = 0
        for count, found in enumerate(READERS[format](path), 1):  # noqa: B007
            yield name, found
        if not count:
            yield name, Found("", {})
    except Unreadable as error:
        yield name, Found("", None, str(error))
    except Exception as error:  # one file must not stop the others, whatever a library raises on it
        yield name, Found("", None, f"cannot be read: {shorten(error, 120)}")


def _rows(
    found: Iterable[tuple[str, Found]], settings: Settings, columns: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of articles, each with its place in the ledger, and the ledger."""
    rows: list[dict[str, Any]] = []
    ledger: list[dict[str, Any]] = []
    layouts: dict[tuple[str, ...], dict[str, str]] = {}
    for file, (position, fields, reason) in found:
        source = f"{file} {position}".strip()
        entry = {"source": source, "status": "failed", "reason": reason or None, "article_id": None}
        ledger.append(entry)
        if fields is None:
            entry["status"] = "skipped" if reason.startswith("format") else "failed"
            continue
        key = tuple(fields)
        if key not in layouts:
            layouts[key] = _layout(key, columns)
        layout = layouts[key]
        row = {layout[name]: _plain(value) for name, value in fields.items()}
        text = row.get("text")
        if fields and "text" not in row:
            entry["reason"] = f"no text column among {listing(fields, 8)}"
        elif not text or not str(text).strip():
            entry.update(status="skipped", reason="empty")
        else:
            entry["status"] = "read"
            rows.append(_row(row, file, settings) | {"source": source, "place": len(ledger) - 1})
    return rows, ledger


def _layout(names: tuple[str, ...], columns: Mapping[str, str]) -> dict[str, str]:
    """What each column of a record is to be called: a field of an article, or its own name."""
    bare = {re.sub(r"[\W_]", "", name.lower()): name for name in reversed(names)}
    layout = {}
    for field, part in load_lexicon("columns").parts.items():
        aliases = (bare.get(alias.replace("_", "")) for alias in part.terms)
        name = columns[field] if field in columns else next((n for n in aliases if n and n not in layout), None)
        if name is not None:
            layout[name] = field
    for name in names:
        own = _SURROGATE.sub("\ufffd", name)
        layout.setdefault(name, f"input_{own}" if own in _RESERVED or own in layout.values() else own)
    return layout


def _plain(value: Any) -> Any:
    """A value as one cell: text without lone surrogates, lists and objects as text, nothing as None."""
    if isinstance(value, str):
        return (value if value.isascii() else _SURROGATE.sub("\ufffd", value)) or None
    if hasattr(value, "tolist") and not isinstance(value, pd.Timestamp):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(item)) for item in value) or None
    if isinstance(value, dict):
        name = value.get("name")
        return _plain(name if isinstance(name, str) else json.dumps(value, ensure_ascii=False, default=str))
    return None if pd.isna(value) else value


def _row(row: dict[str, Any], file: str, settings: Settings) -> dict[str, Any]:
    """A record with its ids and what the settings say of it; the ids see the input only, never the settings."""
    for name in FIELDS:
        value = row.get(name)
        row[name] = _given(value) if value is not None else None
    digest = sha256(row["text"].encode())
    row["content_hash"] = digest.hexdigest()
    for name in ("title", "date", "url", "outlet"):
        digest.update(b"\x1f" + (row[name] or "").encode())
    row["article_id"] = digest.hexdigest()[:16]
    row.update(settings.about(file, row["outlet"] or ""))
    return row


def _given(value: Any) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text.removesuffix("T00:00:00")


def _articles(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table, the columns in the order of the schema, further ones behind."""
    names = [name for name in tables.names("articles") if name not in ("words", "copy_of")]
    if not rows:
        return tables.empty("articles")[names]
    frame = pd.DataFrame(rows)
    dates = parse_dates(frame["date"].where(frame["date"].notna(), None).tolist())
    frame = frame.assign(**{name: dates[name] for name in dates})
    kinds = {column.name: column.kind for column in tables.TABLES["articles"]}
    further = [name for name in frame.columns if name not in names]
    out = {name: frame[name].astype("str") if kinds[name] == "text" else frame[name] for name in names}
    return pd.DataFrame(out | {name: _typed(frame[name]) for name in further})


def _typed(values: pd.Series) -> pd.Series:
    """A further column with one type, so that it can be stored; mixed values become text."""
    if values.dtype != "object":
        return values
    kind = pd.api.types.infer_dtype(values, skipna=True)
    types = {"integer": "Int64", "boolean": "boolean", "floating": "float64", "mixed-integer-float": "float64"}
    return values.astype(types[kind]) if kind in types else values.map(_given, na_action="ignore").astype("str")


def _keep(articles: pd.DataFrame, ledger: list[dict[str, Any]], notes: Iterable[str]) -> pd.DataFrame:
    """The articles without duplicates and superseded texts; the ledger's rows are completed in place."""
    first: dict[str, str] = {}
    status = []
    newest = _newest(articles)
    for row, note in zip(articles[["place", "article_id", "source"]].itertuples(index=False), notes, strict=True):
        entry = ledger[row.place]
        entry["article_id"] = row.article_id
        entry["reason"] = note or entry["reason"]
        if row.article_id in first:
            entry.update(status="duplicate", reason=f"the same as {first[row.article_id]}")
        elif row.article_id in newest:
            stays, where = newest[row.article_id]
            entry.update(status="superseded", reason=f"newer text of the same url: {where}", article_id=stays)
        first.setdefault(row.article_id, row.source)
        status.append(entry["status"])
    keep = pd.Series(status, index=articles.index, dtype="str") == "read"
    return articles[keep].drop(columns="place").reset_index(drop=True)


def _newest(articles: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """For each superseded article the id and source of the newest text at its url (a bare domain is no page's url)."""
    pages = articles[articles["url"].str.contains(_PAGE, na=False)].drop_duplicates("article_id")
    when = pages["published"].fillna(pages["date"].dt.tz_localize("UTC"))
    pages = pages.assign(when=when).sort_values("when", kind="stable", na_position="first")
    last = pages.groupby("url")[["article_id", "source"]].transform("last")
    old = pages["article_id"] != last["article_id"]
    return dict(zip(pages["article_id"][old], last[old].itertuples(index=False, name=None), strict=True))
