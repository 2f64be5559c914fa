"""What all readers share: the shape of what they find, the limits they keep, and bytes to text and to markup.

A reader takes a path and yields `Found`: the fields of one article as they stand in the file, and where. What it cannot
read it yields with a reason, or, for a whole file, raises `Unreadable`. The limits keep hostile files from filling the
memory; a file beyond one gets a line in the ledger and the others are read.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from charset_normalizer import from_bytes
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

MAX_WHOLE = 200_000_000  # bytes of a file that is read at once (.txt, .json), characters of a line of .jsonl or .csv
MAX_CELL = 20_000_000  # characters of one field of a .csv
MAX_MARKUP = 30_000_000  # bytes of one .html
MAX_NESTING = 300  # elements of HTML within elements
MAX_XML = 500_000_000  # bytes of XML, read as a stream
_SAMPLE = 30_000_000  # bytes by which the encoding of a file that is read line by line is told
_BREAK = "\v"  # no text of a page has it, and it is white space
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))


class Unreadable(ValueError):
    """A file that cannot be read, with the ledger's reason and, where it is not "failed", the ledger's status."""


class Found(NamedTuple):
    """One article as found: where in the file ("" for the whole file) and its fields, or why there are none.

    ``announced`` is the number of articles the file says it holds; a reader gives it with any one of them.
    """

    position: str
    fields: Mapping[str, Any] | None
    reason: str = ""
    status: str = "failed"
    announced: int | None = None


def documents(records: Iterable[dict[str, Any]], archive: str) -> Iterator[Found]:
    """The numbered articles of an archive's export; ``announced`` among the fields is the file's own count."""
    number = 0
    for number, fields in enumerate(records, 1):
        announced = fields.pop("announced", None)
        name = fields.get("title") or fields.get("outlet") or fields.get("accession")
        reason = "" if fields["text"] else f"no text: {name}"
        yield Found(f"document {number}", fields if fields["text"] else None, reason, "skipped", announced)
    if not number:
        raise Unreadable(f"no article of {archive} found")


def limited(size: int, limit: int, rule: str = "larger than") -> None:
    """Raise `Unreadable` where a size is beyond its limit."""
    if size > limit:
        raise Unreadable(f"{rule} {limit // 1_000_000} MB")


def read_text(path: Path, limit: int = MAX_WHOLE) -> str:
    """A file as text, unless it is larger than ``limit`` bytes."""
    limited(path.stat().st_size, limit)
    return decode(path.read_bytes())


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a file as text, one at a time, so that a file of any size is read in the memory of a line."""
    with path.open("rb") as raw:
        sample = raw.read(min(_SAMPLE, path.stat().st_size))
        encoding = _encoding(sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1] or sample)
        raw.seek(0)
        file = io.TextIOWrapper(raw, encoding, "replace", "")
        while line := file.readline(MAX_WHOLE + 1):
            limited(len(line), MAX_WHOLE, "a line is longer than")
            yield line


def decode(raw: bytes) -> str:
    """Bytes as text: UTF-8 (a few broken bytes become U+FFFD), UTF-16 with its mark, else Windows-1252 or a guess.

    >>> decode("She said: “I won’t.”".encode("cp1252"))
    'She said: “I won’t.”'
    """
    return raw.decode(_encoding(raw), "replace")


def _encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:8192]
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) / 50:
        raise Unreadable("binary")
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or broken * 2 <= len(text) - len(text.encode("ascii", "ignore")):
        return "utf-8-sig"
    if broken * 5 < len(text):  # English with a few other letters and marks
        return "cp1252"
    best = from_bytes(raw[:100_000]).best()
    if best is None:
        raise Unreadable("cannot decode")
    return best.encoding


def soup(path: Path) -> Any:
    """The tree of an HTML file, its line breaks and paragraphs marked for `text_of`."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    first, *parts = read_text(path, MAX_MARKUP).split("<!--")
    markup = "".join([first, *(part.partition("-->")[2] for part in parts)])
    # The parser takes quadratic time for comments and tags that are left open.
    markup = re.sub(r"<(?=[^<>]*(?:<|\Z))", "&lt;", markup)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        tree = BeautifulSoup(markup, "html.parser")
    depth = {id(tree): 0}
    for node in tree.find_all():
        depth[id(node)] = depth[id(node.parent)] + 1
    if max(depth.values()) > MAX_NESTING:
        raise Unreadable(f"HTML nested more than {MAX_NESTING} deep")
    for node in tree(["br", "p"]):
        node.insert(0, _BREAK if node.name == "br" else _BREAK * 2)
        if node.name == "p":
            node.append(_BREAK * 2)
    return tree


def text_of(node: Any) -> str:
    """The text of a node of `soup`: lines where it has line breaks, an empty line between its paragraphs."""
    lines = "\n".join(flat(line) for line in node.get_text().split(_BREAK))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def elements(file: IO[bytes], names: Collection[str]) -> Iterator[tuple[str, str, Any]]:
    """The elements of those names (without namespace) as (event, name, element), emptied once they have been used.

    An element comes twice: at its ``start`` with its attributes, at its ``end`` with its content.
    """
    try:
        for event, element in iterparse(file, events=("start", "end")):
            name = local(element)
            if name in names:
                yield event, name, element
                if event == "end":
                    element.clear()
    except ParseError as error:
        raise Unreadable(f"broken XML: {error}") from error
    except DefusedXmlException as error:
        raise Unreadable("XML that declares entities is not read") from error


def local(element: Any) -> str:
    """The name of an XML element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def inner_text(element: Any) -> str:
    """All text in an XML element, in one line."""
    return flat("".join(element.itertext()))


def flat(text: str) -> str:
    """A text in one line, each run of white space one space."""
    return " ".join(text.split())


def number_in(text: str) -> int | None:
    """A text as a count, if it is one."""
    return int(text) if re.fullmatch(r"\d{1,7}", text) else None


def paragraphs(texts: Iterable[str]) -> str:
    """Texts as paragraphs with an empty line between them; empty ones are left out."""
    return "\n\n".join(filter(None, (text.strip() for text in texts)))
