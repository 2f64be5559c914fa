"""Nexis Uni (.docx) and old Lexis (.txt, .html): many articles in one document, told apart by their labels.

Nexis Uni writes headline, outlet and date above labels (``Length:``), then ``Body`` and the text, and closes with ``End
of Document``. Lexis opened with ``1 of 10 DOCUMENTS``, wrote outlet, date and headline, and labels in capitals above
and below the text. What each document says of its number of articles is kept with the first one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from analysis.lexicons import words
from analysis.reading.dates import is_date
from analysis.reading.found import (
    MAX_XML,
    Found,
    Unreadable,
    decode,
    elements,
    flat,
    number_in,
    paragraphs,
    read_bytes,
    soup,
    text_of,
)

_FIELDS = {"byline": "author", "highlight": "lead", "length": "word_count", "headline": "title"}
_LABEL = re.compile(r"\s*([A-Z][\w-]{2,20}(?: [\w-]{2,20})?):(?:\s+|$)")
_ANNOUNCED = re.compile(r"Documents? \((\d{1,7})\)")
_OF = re.compile(r"^[ \t]*(\d{1,7}) (?:of|von|de|di) (\d{1,7}) DOC[A-Z]+[ \t]*$", re.MULTILINE)
_ITEMS = re.compile(r"(?:Selected Items|Ausgewählte Einträge): (\d[\d, -]*)")
_NOT_TEXT = re.compile(r"^\s*(?:Copyright|©|\(c\))\s*\d{4}|All Rights Reserved\s*$", re.IGNORECASE)
DOCX = "word/document.xml"


def read_nexis(path: Path) -> Iterator[Found]:
    """The articles of a Nexis Uni .docx; any other .docx is one article."""
    announced, number = None, 0
    lines: list[str] = []
    whole: list[str] = []
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(DOCX).file_size > MAX_XML:
            raise Unreadable(f"expands to more than {MAX_XML // 1_000_000} MB")
        with archive.open(DOCX) as file:
            for line in _lines(file):
                if announced is None and (match := _ANNOUNCED.fullmatch(line)):
                    announced = int(match[1])
                lines.append(line)
                if line == "End of Document":
                    number += 1
                    yield _found(number, of_nexis(lines[:-1]), announced)
                    lines = []
                elif not number:
                    whole.append(line)
    if "Body" in lines:  # the closing line is missing
        yield _found(number + 1, of_nexis(lines), announced)
    elif not number and announced is not None:
        yield Found("", None, f"a list of {announced} documents without their texts", "skipped")
    elif not number:
        yield Found("", {"text": paragraphs(whole)})


def _lines(file: IO[bytes]) -> Iterator[str]:
    """The paragraphs of a .docx, no-break spaces as spaces."""
    marks = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
    for event, _, paragraph in elements(file, {"p"}):
        if event == "end":
            names = ((str(node.tag).rpartition("}")[2], node) for node in paragraph.iter())
            parts = [(node.text or "") if name == "t" else marks.get(name, "") for name, node in names]
            yield "".join(parts).replace("\xa0", " ").strip()


def of_nexis(lines: Sequence[str]) -> dict[str, Any]:
    """The fields of one Nexis Uni article; a cover may stand before it.

    >>> of_nexis(["", "Mayor resigns", "The Post", "March 2, 2025 Sunday", "Length: 2 words", "Body", "", "She did."])
    {'word_count': '2 words', 'title': 'Mayor resigns', 'outlet': 'The Post', 'date': 'March 2, 2025 Sunday', \
'text': 'She did.'}
    """
    at = next((i for i, line in enumerate(lines) if line == "Body"), len(lines))
    fields: dict[str, Any] = {}
    top = _labelled(lines[:at], fields)
    tail = words("archive_labels", "nexis_tail")
    end = next((i for i in range(at, len(lines)) if lines[i].split(":")[0] in tail), len(lines))
    below: dict[str, Any] = {}
    _labelled(lines[end:], below)
    day = next((i for i in range(len(top) - 1, -1, -1) if len(top[i]) < 100 and is_date(top[i])), len(top))
    start = next((i + 1 for i in range(day - 1, -1, -1) if not top[i]), 0)
    head = top[start:day]
    title = head[0] if len(head) > 1 and head[0] != "No Headline In Original" else None
    fields |= {"title": title, "outlet": head[-1] if head else None}
    fields |= {"date": top[day] if day < len(top) else None, "text": paragraphs(lines[at + 1 : end])}
    if edition := flat(" ".join(line for line in top[day + 1 :] if not _NOT_TEXT.search(line))):
        fields["edition"] = edition
    return {**_only(below, "language"), **fields}


def _labelled(lines: Sequence[str], fields: dict[str, Any]) -> list[str]:
    """The lines above the first label; what the labels say goes into ``fields``."""
    known = words("archive_labels", "nexis") | words("archive_labels", "nexis_tail")
    top: list[str] = []
    name = ""
    for line in lines:
        match = _LABEL.match(line)
        if match and match[1] in known:
            name = _field(match[1])
            fields[name] = flat(line[match.end() :])
        elif name and line:
            fields[name] = f"{fields[name]} {flat(line)}"
        elif not name:
            top.append(line)
    return top


def read_lexis(path: Path) -> Iterator[Found]:
    """The articles of an old Lexis .txt or .html."""
    raw = read_bytes(path)
    if re.search(rb"<(?:html|body|div|p)\b", raw[:20_000], re.IGNORECASE):
        tree = soup(path)
        text = "\n\n".join(text_of(node).replace("\n", "\n ") for node in tree("p"))
        given = tree.find("meta", attrs={"documents": True})
        announced = number_in(given["documents"]) if given else None
    else:
        text = decode(raw).replace("\r\n", "\n").replace("\xa0", " ")
        items = _ITEMS.search(text[:20_000])
        announced = _count(items[1]) if items else None
    marks = list(_OF.finditer(text))
    if announced is None and marks:  # the numbers of the first and the last
        announced = int(marks[-1][1]) - int(marks[0][1]) + 1
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=False):
        blocks = re.split(r"\n[ \t]*\n\s*", text[mark.end() : end].strip())
        yield _found(int(mark[1]), of_lexis(blocks), announced)
    if not marks:
        yield Found("", None, "no document of Lexis found")


def of_lexis(blocks: Sequence[str]) -> dict[str, Any]:
    """The fields of one Lexis article: outlet, date, headline, labels, text, further labels.

    >>> of_lexis(["The Post", "March 2, 2025", "Mayor resigns", "LENGTH: 2 words", "She did.", "LOAD-DATE: today"])
    {'word_count': '2 words', 'title': 'Mayor resigns', 'outlet': 'The Post', 'date': 'March 2, 2025', \
'text': 'She did.'}
    """
    fields: dict[str, Any] = {}
    below: dict[str, Any] = {}
    labels = [_label(block) for block in blocks]
    day = next((i for i, block in enumerate(blocks[:6]) if is_date(block.split("\n")[0])), -1)
    first = next((i for i, label in enumerate(labels) if label and i > day), min(day + 2, len(blocks)))
    start = first
    while start < len(blocks) and labels[start] in words("archive_labels", "lexis"):
        fields[_field(labels[start])] = flat(blocks[start].partition(":")[2])
        start += 1
    tail = words("archive_labels", "lexis_tail")
    end = next((i for i in range(start, len(blocks)) if labels[i] in tail or _NOT_TEXT.search(blocks[i])), len(blocks))
    for block, label in zip(blocks[end:], labels[end:], strict=True):
        if label:
            below[_field(label)] = flat(block.partition(":")[2])
    title = flat(" ".join(blocks[day + 1 : first])) or fields.get("title")
    fields |= {"title": title, "outlet": flat(blocks[max(day - 1, 0)]) if blocks and day else None}
    text = paragraphs(_unwrapped(block) for block in blocks[start:end])
    return {**_only(below, "language"), **fields, "date": flat(blocks[day]) if day >= 0 else None, "text": text}


def _label(block: str) -> str:
    match = _LABEL.match(block)
    known = words("archive_labels", "lexis") | words("archive_labels", "lexis_tail")
    return match[1] if match and match[1] in known else ""


def _unwrapped(block: str) -> str:
    """A paragraph without the line ends of its wrapping; HTML lines, which begin with a space, stay lines."""
    return "\n".join(flat(line) for line in block.split("\n ")) if "\n " in block else flat(block)


def _found(number: int, fields: dict[str, Any], announced: int | None) -> Found:
    position = f"document {number}"
    if not fields["text"]:
        return Found(position, None, f"no text: {fields['title'] or fields['outlet']}", "skipped", announced)
    return Found(position, fields, announced=announced)


def _field(label: str) -> str:
    name = label.lower().replace("-", "_").replace(" ", "_")
    return _FIELDS.get(name, name)


def _only(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}


def _count(items: str) -> int | None:
    """How many items "1-10, 15" are."""
    total = 0
    for part in items.replace(" ", "").strip(",-").split(","):
        low, _, high = part.partition("-")
        first, last = number_in(low), number_in(high or low)
        if first is None or last is None:
            return None
        total += last - first + 1
    return total
