"""Files to records: the plain formats, and the registry of all readers.

A new format is one reader (see `analysis.reading.found`), one line in `READERS` and, where its first bytes tell it, one
in `_MARKS`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from analysis.errors import shorten
from analysis.reading.crawlers import read_page, read_trafilatura
from analysis.reading.europresse import read_europresse
from analysis.reading.factiva import read_factiva
from analysis.reading.found import MAX_CELL, MAX_WHOLE, MAX_XML, Found, Unreadable, decode, missing, read_bytes
from analysis.reading.nexis import DOCX, read_lexis, read_nexis

_HEAD = 20_000  # bytes in which a format shows
_DATE_PREFIX = re.compile(r"\s?date (\d{4}-\d\d-\d\d)\s")


def read_txt(path: Path) -> Iterator[Found]:
    """One article a file; a `` date YYYY-MM-DD `` before the text is its date (and stays in the raw text)."""
    text = decode(read_bytes(path))
    date = _DATE_PREFIX.match(text)
    yield Found("", {"text": text, "date": date[1] if date else None})


def read_csv(path: Path) -> Iterator[Found]:
    """One article a row, below a row of column names; comma, semicolon, tab or bar separated."""
    csv.field_size_limit(MAX_CELL)
    text = decode(read_bytes(path))
    first = text[: text.find("\n")]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    yield from _table(rows, "")


def read_xlsx(path: Path) -> Iterator[Found]:
    """One article a row of each sheet, below a row of column names."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise missing("an Excel file", "excel") from error
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_XML:
            raise Unreadable(f"expands to more than {MAX_XML // 1_000_000} MB")
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = (list(row) for row in sheet.iter_rows(values_only=True))
        yield from _table((row for row in rows if any(cell is not None for cell in row)), f" of {sheet.title}")
    book.close()


def _table(rows: Iterator[list[Any]], place: str) -> Iterator[Found]:
    header = [str(name) for name in next(rows, []) if name is not None]
    for number, row in enumerate(rows, 1):
        if len(row) < len(header) or any(row[len(header) :]):
            if row:
                yield Found(f"row {number}{place}", None, f"{len(row)} fields where the header has {len(header)}")
        else:
            yield Found(f"row {number}{place}", dict(zip(header, row, strict=False)))


def read_json(path: Path) -> Iterator[Found]:
    """One article, a list of articles, or an object that holds such a list (``{"articles": [...]}``)."""
    try:
        data = _loads(decode(read_bytes(path)))
    except Unreadable as error:
        if "Extra data" not in str(error):
            raise
        yield from read_jsonl(path)
        return
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = lists[0] if len(lists) == 1 and not _has_text(data) else data
    if not isinstance(data, list):
        yield _record("", data)
        return
    for number, item in enumerate(data, 1):
        yield _record(f"row {number}", item)


def read_jsonl(path: Path) -> Iterator[Found]:
    """One JSON object a line."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise Unreadable("JSON Lines in UTF-16")
        file.seek(0)
        number = 0
        while line := file.readline(MAX_WHOLE):
            number += 1
            if len(line) == MAX_WHOLE:
                raise Unreadable(f"line {number} is longer than {MAX_WHOLE // 1_000_000} MB")
            if line.strip():
                try:
                    yield _record(f"line {number}", _loads(decode(line)))
                except Unreadable as error:
                    yield Found(f"line {number}", None, str(error))


def read_parquet(path: Path) -> Iterator[Found]:
    """One article a row."""
    number = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(2_000):
            for fields in batch.to_pylist():
                number += 1
                yield Found(f"row {number}", fields)


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error


def _record(position: str, item: Any) -> Found:
    if isinstance(item, dict):
        return Found(position, item)
    return Found(position, None, f"not a JSON object: {shorten(item, 40)}")


def _has_text(fields: Mapping[str, Any]) -> bool:
    return any(isinstance(value, str) and len(value) > 200 for value in fields.values())


READERS: dict[str, Callable[[Path], Iterator[Found]]] = {
    "txt": read_txt,
    "csv": read_csv,
    "json": read_json,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "xlsx": read_xlsx,
    "nexis": read_nexis,
    "lexis": read_lexis,
    "factiva": read_factiva,
    "europresse": read_europresse,
    "trafilatura": read_trafilatura,
    "html": read_page,
}
ARCHIVES = ("zip", "gz")
_SUFFIXES = {"": "txt", ".text": "txt", ".tsv": "csv", ".ndjson": "jsonl", ".pq": "parquet", ".htm": "html"}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|corpus|doc\b|head|body|!--)", re.IGNORECASE)
_MARKS = {
    "factiva": re.compile(rb"ppsarticle|<title>\s*factiva", re.IGNORECASE),
    "europresse": re.compile(rb"DocPublicationName|titreArticle"),
    "lexis": re.compile(rb"\d+ of \d+ DOCUMENTS|<DOCFULL>|LXNComment"),
    "trafilatura": re.compile(rb"(?:^|>)\s*<(?:corpus>\s*<)?doc\s"),
    "html": re.compile(rb"<(?:html|head|body)\b|<!doctype html", re.IGNORECASE),
}


def detect(path: Path) -> str | None:
    """The format of a file: by its first bytes where they tell, else by its suffix; None when it is not known.

    ``zip`` and ``gz`` are archives, which hold files of any format.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        return "nexis" if DOCX in names else "xlsx" if "xl/workbook.xml" in names else "zip"
    suffix = path.suffix.lower()
    format = _SUFFIXES.get(suffix, suffix.lstrip("."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if format in ("json", "jsonl") or re.match(rb"\{\s*\"|\[\s*\{\s*\"", head):
        first, _, more = head.partition(b"\n")
        lines = first.startswith(b"{") and first.rstrip().endswith(b"}") and more.strip()
        return "jsonl" if lines or (format == "jsonl" and len(head) > _HEAD - 100 and not more) else "json"
    if format != "csv" and (_MARKUP.match(head) or re.search(rb"^\s*\d+ of \d+ DOCUMENTS?\s*$", head, re.MULTILINE)):
        return next((name for name, mark in _MARKS.items() if mark.search(head)), None)
    return format if format in READERS and format not in ("nexis", "lexis", "factiva") else None
