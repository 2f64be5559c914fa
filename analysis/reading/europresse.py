"""Europresse (Eureka) exports: one .html with an ``article`` element for each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.reading.found import Found, flat, paragraphs, soup, text_of


def read_europresse(path: Path) -> Iterator[Found]:
    """The articles of a Europresse .html; the section and the page stand beside the date there."""
    articles = soup(path)("article")
    for number, article in enumerate(articles, 1):
        fields = _fields(article)
        if fields["text"]:
            yield Found(f"document {number}", fields)
        else:
            yield Found(f"document {number}", None, f"no text: {fields['title'] or fields['outlet']}", "skipped")
    if not articles:
        yield Found("", None, "no article of Europresse found")


def _fields(article: Any) -> dict[str, Any]:
    # An unbalanced tag may close the section early: the text is whatever stands before the notes and the footer.
    for node in article(["aside", "footer"]):
        node.extract()
    header = article.find("header")
    head = header.extract() if header else article
    section, _, rest = _text(head, "DocHeader").partition(",")
    title = head.find(class_="titreArticle")
    return {
        "title": _text(head, "titreArticleVisu") or None,
        "lead": paragraphs(map(text_of, title.find_all(class_="sm-margin-bottom"))) or None if title else None,
        "outlet": _text(head, "DocPublicationName").partition("\n")[0] or None,
        "date": f"{section},{rest}",
        "section": section.strip() if re.search(r"\d{4}", rest) else None,
        "author": _text(head, "sm-margin-bottomNews") or _author(title),
        "text": text_of(article),
    }


def _text(node: Any, name: str) -> str:
    found = node.find(class_=re.compile(rf"^(?:rdp__)?{name}$"))
    return flat(found.get_text()) if found else ""


def _author(title: Any) -> str | None:
    """The line below the headline."""
    below = title.find_next_sibling("div") if title else None
    return flat(below.get_text()) or None if below else None
