"""Files to records: the plain formats, and the registry of all of them.

A new format is one reader (see `analysis.reading.found`) and one line in `FORMATS`.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from analysis.errors import shorten
from analysis.lexicons import load_lexicon
from analysis.reading.archives import DOCX, read_europresse, read_factiva, read_lexis, read_nexis
from analysis.reading.found import (
    MAX_CELL,
    MAX_MARKUP,
    MAX_WHOLE,
    MAX_XML,
    Found,
    Unreadable,
    documents,
    elements,
    inner_text,
    limited,
    paragraphs,
    read_text,
    text_lines,
)

_MISSING = '{} cannot be read yet: pip install "crossread[{}]"'
_LONGEST_NAME = 200  # characters of the name of a column
_HEAD = 20_000  # bytes in which a format shows
_DATE_PREFIX = re.compile(r"\s?date (\d{4}-\d\d-\d\d)\s")
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{1,20}):[ \t]*(\S[^\r\n]{0,500})(?:\r?\n|\Z)")
_HEADER_NAMES = frozenset(
    term.replace("_", " ")
    for field, part in load_lexicon("columns").parts.items()
    if field != "text"
    for term in part.terms
)


def read_txt(path: Path) -> Iterator[Found]:
    """One article a file.

    Its first lines may name fields (``Outlet: BBC``, ``Date: 2 March 2025``, ``Headline:``, ``Author:``, ``URL:`` ...,
    the names of columns, others between them);
    the text begins below them. A `` date YYYY-MM-DD `` before the text is its date too, and
    stays in the raw text.
    """
    text = read_text(path)
    if not text.strip():
        raise Unreadable("empty", "skipped")
    lines: list[re.Match[str]] = []
    while line := _HEADER_LINE.match(text, lines[-1].end() if lines else 0):
        lines.append(line)
    known = [number for number, line in enumerate(lines, 1) if line[1].lower() in _HEADER_NAMES]
    head = lines[: known[-1]] if known[:1] == [1] else []
    fields: dict[str, Any] = {line[1].lower(): line[2].strip() for line in reversed(head)}
    at = head[-1].end() if head else 0
    note = f"{', '.join(reversed(fields))} by its first lines" if fields else ""
    if date := _DATE_PREFIX.match(text):
        fields["date"] = date[1]
    yield Found("", {"text": text[at:].lstrip("\r\n") if at else text, **fields}, note)


def read_csv(path: Path) -> Iterator[Found]:
    """One article a row, below a row of column names; comma, semicolon, tab or bar separated."""
    csv.field_size_limit(MAX_CELL)
    lines = text_lines(path)
    first = next(lines, "")
    yield from _table(csv.reader(chain([first], lines), delimiter=max(",;\t|", key=first.count)), "")


def read_xlsx(path: Path) -> Iterator[Found]:
    """One article a row of each sheet, below a row of column names."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise Unreadable(_MISSING.format("an Excel file", "excel")) from error
    with zipfile.ZipFile(path) as archive:
        limited(sum(info.file_size for info in archive.infolist()), MAX_XML, "expands to more than")
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield from _table((list(row) for row in sheet.iter_rows(values_only=True)), f" of {sheet.title}")
    book.close()


def _table(rows: Iterator[list[Any]], place: str) -> Iterator[Found]:
    """The rows below the first that is not empty, which names the columns."""
    header: list[str] = []
    for number, row in enumerate(rows):
        if not any(row):
            continue
        if not header:
            header = _header(row)
        elif (len(row) < len(header) and not place) or any(row[len(header) :]):  # a sheet leaves empty cells out
            yield Found(f"row {number}{place}", None, f"{len(row)} fields where the header has {len(header)}")
        else:
            yield Found(f"row {number}{place}", dict(zip(header, row, strict=False)))


def _header(row: list[Any]) -> list[str]:
    """The names of the columns; one without a name, or with that of another, is called by its number."""
    names: list[str] = []
    last = max(at for at, name in enumerate(row, 1) if name)
    for at, name in enumerate(row[:last], 1):
        own = str(name or "column")
        names.append(own if name and own not in names else f"{own} {at}")
    if any(len(name) > _LONGEST_NAME for name in names):
        raise Unreadable("its first row must name the columns, and seems to hold an article")
    return names


def read_json(path: Path) -> Iterator[Found]:
    """One article, a list of articles, an object with such a list (``{"articles": [...]}``), or one object a line."""
    lines = ((number, line) for number, line in enumerate(text_lines(path), 1) if line.strip())
    first = list(islice(lines, 2))
    ends = [line.rstrip().endswith("}") for _, line in first if line.lstrip().startswith("{")]
    if len(first) == 2 and first[0][1].lstrip().startswith("{") and any(ends):
        for number, line in chain(first, lines):
            try:
                yield _record(f"line {number}", _loads(line))
            except Unreadable as error:
                yield Found(f"line {number}", None, str(error))
        return
    limited(path.stat().st_size, MAX_WHOLE)
    data = _loads("".join(line for _, line in chain(first, lines)))
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        has_text = any(isinstance(value, str) and len(value) > 200 for value in data.values())
        data = lists[0] if len(lists) == 1 and not has_text else data
    if isinstance(data, list):
        yield from (_record(f"row {number}", item) for number, item in enumerate(data, 1))
    else:
        yield _record("", data)


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error


def _record(position: str, item: Any) -> Found:
    if isinstance(item, dict):
        return Found(position, item)
    return Found(position, None, f"not a JSON object: {shorten(item, 40)}")


def read_parquet(path: Path) -> Iterator[Found]:
    """One article a row."""
    number = 0
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for batch in file.iter_batches(2_000):
            for fields in batch.to_pylist():
                number += 1
                yield Found(f"row {number}", fields)


def read_trafilatura(path: Path) -> Iterator[Found]:
    """The articles of trafilatura's .xml (``<doc>``), paragraphs and headings kept apart."""
    with path.open("rb") as file:
        docs = (doc for event, _, doc in elements(file, {"doc"}) if event == "end")
        yield from documents(map(_of_doc, docs), "trafilatura")


def _of_doc(doc: Any) -> dict[str, Any]:
    main = doc.find("main")
    fields: dict[str, Any] = {**doc.attrib, "text": paragraphs(map(inner_text, () if main is None else main))}
    fields["outlet"] = fields.pop("sitename", None) or fields.pop("hostname", None)
    fields["url"] = fields.pop("source", None) or fields.pop("url", None)
    return fields


def read_page(path: Path) -> Iterator[Found]:
    """The article of a saved web page, found by trafilatura."""
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise Unreadable(_MISSING.format("a saved web page", "formats")) from error
    document: Any = bare_extraction(read_text(path, MAX_MARKUP), with_metadata=True, include_comments=False)
    if document is None or not document.text:
        raise Unreadable("no article found in the web page")
    names = {"title": "title", "author": "author", "date": "date", "url": "url", "description": "lead"}
    fields = {ours: getattr(document, theirs) for theirs, ours in names.items()}
    lines = document.text.split("\n")
    text = paragraphs(lines[1:] if lines[0] == document.title else lines)
    yield Found("", {**fields, "outlet": document.sitename or document.hostname, "text": text})


class Format(NamedTuple):
    """A format: its reader, its suffixes, and the pattern by which the first bytes of a file tell it."""

    read: Callable[[Path], Iterator[Found]]
    suffixes: Collection[str] = ()
    mark: str = r"(?!)"


# Tried in this order: the page of an archive comes before any other page.
FORMATS: dict[str, Format] = {
    "parquet": Format(read_parquet, (".parquet", ".pq"), r"PAR1"),
    "json": Format(read_json, (".json", ".jsonl", ".ndjson"), r"\{\s*\"|\[\s*\{\s*\""),
    "nexis": Format(read_nexis),
    "xlsx": Format(read_xlsx),
    "factiva": Format(read_factiva, mark=r"<(?i:.*(?:ppsarticle|<title>\s*factiva))"),
    "europresse": Format(read_europresse, mark=r"<.*(?:DocPublicationName|titreArticle)"),
    "lexis": Format(
        read_lexis, mark=r"<.*(?:<DOCFULL>|LXNComment|\d of \d+ DOCUMENTS)|(?:.*^)?\s*\d+ of \d+ DOCUMENTS?\s*$"
    ),
    "trafilatura": Format(read_trafilatura, mark=r"<(?:[^>]*>\s*<)*?doc\s"),
    "html": Format(read_page, (".html", ".htm"), r"<(?i:!doctype html|(?:.*<)?(?:html|head|body)\b)"),
    "csv": Format(read_csv, (".csv", ".tsv")),
    "txt": Format(read_txt, (".txt", ".text", "")),
}
ARCHIVES = ("zip", "gz")


def detect(path: Path) -> str | None:
    """The format of a file: by its first bytes where they tell, else by its suffix; None when it is not known.

    ``zip`` and ``gz`` are archives, which hold files of any format.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        return "nexis" if DOCX in names else "xlsx" if "xl/workbook.xml" in names else "zip"
    by_suffix = next((name for name, format in FORMATS.items() if path.suffix.lower() in format.suffixes), None)
    if by_suffix == "csv":
        return by_suffix
    text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "ignore").lstrip()
    marks = ((name, re.match(format.mark, text, re.DOTALL | re.MULTILINE)) for name, format in FORMATS.items())
    return next((name for name, match in marks if match), by_suffix)
