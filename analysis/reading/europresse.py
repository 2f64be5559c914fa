"""Europresse (Eureka) exports: one .html with an ``article`` element for each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.reading.found import Found, documents, flat, paragraphs, soup, text_of


def read_europresse(path: Path) -> Iterator[Found]:
    """The articles of a Europresse .html; the section and the page stand beside the date there."""
    yield from documents(map(_fields, soup(path)("article")), "Europresse")


def _fields(article: Any) -> dict[str, Any]:
    # An unbalanced tag may close the section early: the text is whatever stands before the notes and the footer.
    for node in article(["aside", "footer"]):
        node.extract()
    header = article.find("header")
    head = header.extract() if header else article
    section, _, rest = _text(head, "DocHeader").partition(",")
    title = head.find(class_="titreArticle")
    below = title.find_next_sibling("div") if title else None
    return {
        "title": _text(head, "titreArticleVisu") or None,
        "lead": paragraphs(map(text_of, title.find_all(class_="sm-margin-bottom"))) or None if title else None,
        "outlet": _text(head, "DocPublicationName").partition("\n")[0] or None,
        "date": f"{section},{rest}",
        "section": section.strip() if re.search(r"\d{4}", rest) else None,
        "author": _text(head, "sm-margin-bottomNews") or (flat(below.get_text()) if below else None) or None,
        "text": text_of(article),
    }


def _text(node: Any, name: str) -> str:
    found = node.find(class_=re.compile(rf"^(?:rdp__)?{name}$"))
    return flat(found.get_text()) if found else ""
