"""A folder, a file or a table to raw articles and a ledger of everything found.

Each input found is one row of the ledger: read, duplicate (the same article again), superseded (a newer text stands at
the same url), skipped (no article, or not in English) or failed (could not be read). Nothing is lost in silence and
nothing in the input raises. Ids are taken from the input as it is; then outlets are given one name, authors are set
apart and mojibake is mended. Texts stay raw otherwise: cleaning comes later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis import tables
from analysis.errors import check_choice, listing
from analysis.lexicons import load_lexicon
from analysis.reading.crawlers import layout
from analysis.reading.dates import parse_dates
from analysis.reading.formats import READERS
from analysis.reading.found import Found
from analysis.reading.outlets import fold_outlet, host, outlet_of_host, outlet_of_text
from analysis.reading.settings import FIELDS, Settings, check_columns, load_settings
from analysis.reading.sources import of_files
from analysis.reading.texts import language, language_name, mend, split_authors

_COLUMNS = [name for name in tables.names("articles") if name not in ("words", "copy_of")]
_RESERVED = frozenset([*tables.names("articles"), "language", "outlet_given"]) - set(FIELDS)
_ADDRESS = r"^\w+://(?:www\.)?|#.*$|/$"  # what two addresses of one page may differ in
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAGE = re.compile(r"[^/:]/[^/]")  # a url with a path: at a bare domain many articles stand
_LONG = 1_000  # characters of a name or byline; what is longer is none
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
    format : read every file in this format, a key of `analysis.reading.formats.READERS`; else content and suffix decide
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
        check_choice("format", format, tuple(READERS))
    for code in languages or ():
        check_choice("languages", code, tuple(load_lexicon("languages").parts))
    check_columns(columns or {})
    if isinstance(source, pd.DataFrame):
        settings, found = Settings(), _of_table(source)
    else:
        settings, found = load_settings(source), of_files(Path(source), format)
    rows, ledger = _rows(found, settings, {**settings.columns, **(columns or {})}, languages)
    read = [entry for entry in ledger if entry["status"] == "read"]
    dates = parse_dates(row["date"] for row in rows)
    for entry, note in zip(read, dates["note"], strict=True):
        entry["reason"] = "; ".join(filter(None, [entry["reason"], note]))
    articles = _keep(_table(rows, dates), read)
    ledger_table = tables.conform(ledger, "ledger")
    return Reading(articles, ledger_table.assign(reason=ledger_table["reason"].replace("", pd.NA)), settings)


def _of_table(frame: pd.DataFrame) -> Iterator[tuple[str, Found]]:
    names = [str(name) for name in frame.columns]
    for number, values in enumerate(frame.itertuples(index=False, name=None), 1):
        yield "", Found(f"row {number}", dict(zip(names, values, strict=True)))


def _rows(
    found: Iterable[tuple[str, Found]],
    settings: Settings,
    columns: Mapping[str, str],
    languages: Collection[str] | None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One row for each article, and the ledger; its entries with status "read" are those of the rows, in order."""
    rows: list[dict[str, Any]] = []
    ledger: list[dict[str, Any]] = []
    layouts: dict[tuple[str, ...], dict[str, str]] = {}
    firsts: dict[str, dict[str, Any]] = {}
    metadata: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for file, (position, fields, reason, status, announced) in found:
        entry = {"source": _storable(f"{file} {position}".strip()), "status": status, "reason": _storable(reason)}
        ledger.append(entry)
        if position or fields is not None:
            first = firsts.setdefault(file, entry)
            first |= {"found": first.get("found", 0) + 1, "announced": announced or first.get("announced")}
        if fields is None:
            continue
        if (names := tuple(fields)) not in layouts:
            layouts[names] = _layout(names, {**layout(names), **columns})
        row = {layouts[names][name]: _plain(value) for name, value in fields.items()}
        entry |= _fate(row, names)
        if entry["status"] == "read":
            entry |= _make_good(row, file, settings, languages)
            row["source"] = entry["source"]
        if entry["status"] == "read":
            rows.append(row)
        elif "text" not in row and row.get("url"):
            metadata.append((row, entry))
    _join(rows, metadata)
    return rows, ledger


def _fate(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Status and reason of a record: whether it has a text."""
    if names and "text" not in row:
        return {"status": "failed", "reason": _storable(f"no text column among {listing(names, 8)}")}
    empty = not str(row.get("text") or "").strip()
    return {"status": "skipped", "reason": "empty"} if empty else {"status": "read", "reason": ""}


def _join(rows: list[dict[str, Any]], metadata: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Complete the rows, in place, by records without a text that have the same address (Media Cloud)."""
    if not metadata:
        return
    by_page = {re.sub(_ADDRESS, "", str(record["url"])): (record, entry) for record, entry in reversed(metadata)}
    for _, entry in metadata:
        entry |= {"status": "skipped", "reason": "metadata without a text"}
    for row in rows:
        record, entry = by_page.get(re.sub(_ADDRESS, "", row["url"] or ""), ({}, {}))
        entry["reason"] = f"metadata of {row['source']}"
        for name, value in record.items():
            if row.get(name) is None and value is not None:
                row[name] = _given(value) if name in FIELDS else value


def _layout(names: tuple[str, ...], columns: Mapping[str, str]) -> dict[str, str]:
    """What each column of a record is to be called: a field of an article, or its own name."""
    bare = {re.sub(r"[\W_]", "", name.lower()): name for name in reversed(names)}
    names_of: dict[str, str] = {}
    for field, part in load_lexicon("columns").parts.items():
        usual = [bare.get(alias.replace("_", ""), "") for alias in part.terms]
        wanted = [columns[field]] if field in columns else usual
        if name := next((name for name in wanted if name in names and name not in names_of), None):
            names_of[name] = field
    for name in names:
        own = _storable(name)
        names_of.setdefault(name, f"input_{own}" if own in _RESERVED or own in names_of.values() else own)
    return names_of


def _storable(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _plain(value: Any) -> Any:
    """A value as one cell: text without lone surrogates, lists and objects as text, nothing as None."""
    if isinstance(value, str):
        return _storable(value) or None
    if isinstance(value, dict):
        name = value.get("name")
        return _plain(name if isinstance(name, str) else json.dumps(value, default=str))
    if isinstance(value, list | tuple) or getattr(value, "ndim", False):
        return ", ".join(str(_plain(item)) for item in value) or None
    return None if pd.isna(value) else value


def _make_good(row: dict[str, Any], file: str, settings: Settings, languages: Collection[str] | None) -> dict[str, str]:
    """Give a record, in place, its ids, one name of its outlet, its language and right letters.

    The ids see the input only. Returns what the ledger says of it.
    """
    for name in FIELDS:
        value = row.get(name)
        row[name] = value if value is None or type(value) is str else _given(value)
    digest = sha256(row["text"].encode())
    row["content_hash"] = digest.hexdigest()
    for name in ("title", "date", "url", "outlet"):
        digest.update(b"\x1f" + (row[name] or "").encode())
    row["article_id"] = digest.hexdigest()[:16]
    notes = []
    for name in ("title", "text"):
        if row[name] and not row[name].isascii():
            row[name], lines = mend(row[name])
            notes += [f"mojibake mended in the {name}"] if lines else []
    row["language"] = code = language(row["text"])
    if code and languages is not None and code not in languages:
        return {"status": "skipped", "reason": f"in {language_name(code)}"}
    if row["author"] and len(row["author"]) < _LONG:
        row["author"] = split_authors(row["author"])
    named, note = _outlet(row, file, settings)
    row |= named
    return {"reason": "; ".join([*notes, *note])}


def _outlet(row: Mapping[str, Any], file: str, settings: Settings) -> tuple[dict[str, Any], list[str]]:
    """The outlet, by the settings, its name, the address or the text; and by what, where no name was given."""
    given, place = row["outlet"], host((row["url"] or "")[:_LONG])
    name = (fold_outlet(given[:_LONG]) or given) if given else None
    facts = dict(settings.about(file, given or "", name or "", place))
    note = []
    if not name and "outlet" not in facts:
        if place:
            name, note = outlet_of_host(place), ["outlet by its address"]
        elif evidence := outlet_of_text(row["text"]):
            name, note = evidence[0], [f"outlet by {evidence[1]}"]
    named = {"outlet": name, **facts}
    return named | ({"outlet_given": given} if given and given != named["outlet"] else {}), note


def _given(value: Any) -> str:
    return value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else str(value)


def _table(rows: list[dict[str, Any]], dates: pd.DataFrame) -> pd.DataFrame:
    """The rows with their columns in the order of the schema, further ones behind."""
    frame = pd.DataFrame(rows, columns=None if rows else _COLUMNS).assign(
        date=dates["date"], published=dates["published"]
    )
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
        return values.map(_given, na_action="ignore").astype("str")


def _keep(articles: pd.DataFrame, entries: list[dict[str, Any]]) -> pd.DataFrame:
    """The articles without duplicates and superseded texts; their ledger entries are completed in place."""
    first: dict[str, str] = {}
    newest = _newest(articles)
    for id, source, entry in zip(articles["article_id"], articles["source"], entries, strict=True):
        entry["article_id"] = id
        if id in first:
            entry |= {"status": "duplicate", "reason": f"the same as {first[id]}"}
        elif id in newest:
            stays, where = newest[id]
            entry |= {"status": "superseded", "reason": f"newer text of the same url: {where}", "article_id": stays}
        first.setdefault(id, source)
    return articles.loc[[entry["status"] == "read" for entry in entries]].reset_index(drop=True)


def _newest(articles: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """For each superseded article the id and source of the newest text at its url."""
    pages = articles[articles["url"].str.contains(_PAGE, na=False)].drop_duplicates("article_id")
    when = pages["published"].fillna(pages["date"].dt.tz_localize("UTC"))
    pages = pages.assign(when=when).sort_values("when", kind="stable", na_position="first")
    last = pages.groupby(pages["url"].str.replace(_ADDRESS, "", regex=True))[["article_id", "source"]].transform("last")
    old = pages["article_id"] != last["article_id"]
    return dict(zip(pages["article_id"][old], last[old].itertuples(index=False, name=None), strict=True))
