"""What crawlers of news leave: trafilatura (.json, .xml), newspaper4k and news-please (.json), saved pages (.html).

Their JSON is read like any other; `LAYOUTS` says which of their keys is which where the usual names would mislead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

# The keys by which a crawler is known, and its names of our fields.
LAYOUTS: Mapping[str, tuple[frozenset[str], Mapping[str, str]]] = {
    "trafilatura": (
        frozenset({"source-hostname", "source", "text"}),
        {"outlet": "source-hostname", "url": "source"},
    ),
    "newspaper4k": (
        frozenset({"meta_site_name", "canonical_link", "text"}),
        {"outlet": "meta_site_name"},
    ),
    "news-please": (
        frozenset({"maintext", "date_publish", "source_domain"}),
        {"text": "maintext", "outlet": "source_domain", "date": "date_publish"},
    ),
}


def renamed(names: tuple[str, ...]) -> Mapping[str, str]:
    """The fields of a crawler's record by the names of its keys; nothing for other records.

    >>> renamed(("maintext", "date_publish", "source_domain", "title"))["outlet"]
    'source_domain'
    """
    return next((fields for keys, fields in LAYOUTS.values() if keys <= set(names)), {})


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
