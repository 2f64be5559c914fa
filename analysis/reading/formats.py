"""Files to records: one small reader for each format, and the registry of them.

A reader takes a path and yields `Found`: the fields of one article as they stand in the file, and where. What it cannot
read it yields with a reason, or, for a whole file, raises `Unreadable`. A new format is one reader and one line in
`READERS`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from charset_normalizer import from_bytes

from analysis.errors import shorten


class Unreadable(ValueError):
    """A file that cannot be read; the message is the ledger's reason."""


class Found(NamedTuple):
    """One article as found: where in the file ("" for the whole file) and its fields, or why there are none."""

    position: str
    fields: Mapping[str, Any] | None
    reason: str = ""
    status: str = "failed"


_DATE_PREFIX = re.compile(r"\s?date (\d{4}-\d\d-\d\d)\s")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))


def decode(raw: bytes) -> str:
    """Bytes as text: UTF-8 (a few broken bytes become U+FFFD), UTF-16 with its mark, else Windows-1252 or a guess.

    >>> decode("She said: “I won’t.”".encode("cp1252"))
    'She said: “I won’t.”'
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    head = raw[:8192]
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) / 50:
        raise Unreadable("binary")
    text = raw.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    if broken and broken * 2 > len(text) - len(text.encode("ascii", "ignore")):
        if broken * 5 < len(text):  # English with a few other letters and marks
            return raw.decode("cp1252", "replace")
        best = from_bytes(raw[:100_000]).best()
        if best is None:
            raise Unreadable("cannot decode")
        return raw.decode(best.encoding, "replace")
    return text


def read_txt(path: Path) -> Iterator[Found]:
    """One article a file; a `` date YYYY-MM-DD `` before the text is its date (and stays in the raw text)."""
    text = decode(path.read_bytes())
    date = _DATE_PREFIX.match(text)
    yield Found("", {"text": text, "date": date[1] if date else None})


def read_csv(path: Path) -> Iterator[Found]:
    """One article a row, below a row of column names; comma, semicolon, tab or bar separated."""
    csv.field_size_limit(2**31 - 1)
    text = decode(path.read_bytes())
    first = text[: text.find("\n")]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    header = next(rows, [])
    for number, row in enumerate(rows, 1):
        if len(row) < len(header) or any(row[len(header) :]):
            if row:
                yield Found(f"row {number}", None, f"{len(row)} fields where the header has {len(header)}")
        else:
            yield Found(f"row {number}", dict(zip(header, row, strict=False)))


def read_json(path: Path) -> Iterator[Found]:
    """One article, a list of articles, or an object that holds such a list (``{"articles": [...]}``)."""
    data = _loads(decode(path.read_bytes()))
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
    for number, line in enumerate(decode(path.read_bytes()).split("\n"), 1):
        if line.strip():
            try:
                yield _record(f"line {number}", _loads(line))
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
}
_SUFFIXES = {"": "txt", ".text": "txt", ".tsv": "csv", ".ndjson": "jsonl", ".pq": "parquet"}


def detect(path: Path) -> str | None:
    """The format of a file: by its first bytes where they tell, else by its suffix; None when it is not known."""
    with path.open("rb") as file:
        first, more = file.readline().strip(), file.readline().strip()
    if first.startswith(b"PAR1"):
        return "parquet"
    suffix = path.suffix.lower()
    format = _SUFFIXES.get(suffix, suffix.lstrip("."))
    if format in ("json", "jsonl"):
        return "jsonl" if more and first.lstrip(b"\xef\xbb\xbf").startswith(b"{") and first.endswith(b"}") else "json"
    return format if format in READERS else None
