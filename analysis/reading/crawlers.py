"""What crawlers of news leave that is no JSON: trafilatura's .xml, and saved pages (.html), read by trafilatura."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.reading.found import (
    MAX_MARKUP,
    Found,
    Unreadable,
    documents,
    elements,
    flat,
    missing,
    paragraphs,
    read_text,
)


def read_trafilatura(path: Path) -> Iterator[Found]:
    """The articles of trafilatura's .xml (``<doc>``), paragraphs and headings kept apart."""
    with path.open("rb") as file:
        docs = (doc for event, _, doc in elements(file, {"doc"}) if event == "end")
        yield from documents(map(_of_doc, docs), "trafilatura")


def _of_doc(doc: Any) -> dict[str, Any]:
    main = doc.find("main")
    blocks = [] if main is None else [flat("".join(block.itertext())) for block in main]
    fields: dict[str, Any] = {**doc.attrib, "text": paragraphs(blocks)}
    fields["outlet"] = fields.pop("sitename", None) or fields.pop("hostname", None)
    fields["url"] = fields.pop("source", None) or fields.pop("url", None)
    return fields


def read_page(path: Path) -> Iterator[Found]:
    """The article of a saved web page, found by trafilatura."""
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise missing("a saved web page", "formats") from error
    document: Any = bare_extraction(read_text(path, MAX_MARKUP), with_metadata=True, include_comments=False)
    if document is None or not document.text:
        raise Unreadable("no article found in the web page")
    names = {"title": "title", "author": "author", "date": "date", "url": "url", "description": "lead"}
    fields = {ours: getattr(document, theirs) for theirs, ours in names.items()}
    lines = document.text.split("\n")
    text = paragraphs(lines[1:] if lines[0] == document.title else lines)
    yield Found("", {**fields, "outlet": document.sitename or document.hostname, "text": text})
