"""Factiva exports: .html with labelled rows (``HD`` headline, ``LP`` lead ...) or plain lines, and .xml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.lexicons import load_lexicon
from analysis.reading.dates import is_date
from analysis.reading.found import (
    MAX_XML,
    Found,
    Unreadable,
    documents,
    elements,
    flat,
    local,
    number_in,
    paragraphs,
    soup,
    text_of,
)

_FIELDS = load_lexicon("archive_labels").extra["factiva"]
_WORDS = re.compile(r"\d[\d.,\s]* (?:words|mots|Wörter|palabras|parole|palavras|woorden)")


def read_factiva(path: Path) -> Iterator[Found]:
    """The articles of a Factiva .html or .xml, each lead before its body; the accession number is kept whole."""
    with path.open("rb") as file:
        is_xml = b"ppsarticle" in file.read(20_000).lower()
    yield from documents(_of_xml(path) if is_xml else _of_html(path), "Factiva")


def _of_html(path: Path) -> Iterator[dict[str, Any]]:
    for article in soup(path).find_all("div", class_="article"):
        fields = _of_rows(article) if article.find("td", class_="index") else _of_lines(article)
        number = re.search(r"Document (\w{20,40})", article.get_text())
        yield {**fields, "accession": number[1] if number else fields.get("accession")}


def _of_rows(article: Any) -> dict[str, Any]:
    rows = [cells for row in article("tr") if len(cells := row("td")) == 2]
    texts = {_FIELDS.get(flat(label.get_text())): text_of(cell) for label, cell in rows}
    text = paragraphs([texts.get("lead", ""), texts.pop("body", "")])
    return {name: value if name == "lead" else flat(value) for name, value in texts.items() if name} | {"text": text}


def _of_lines(article: Any) -> dict[str, Any]:
    """An article without labels: headline, byline, words, date, time, outlet, one below the other."""
    lines = [flat(node.get_text()) for node in article(["div", "h1"]) if not node.find(["div", "p"])]
    at = next((i for i, line in enumerate(lines) if _WORDS.fullmatch(line)), 0)
    day = next((i for i in range(at, len(lines)) if is_date(lines[i])), len(lines))
    after = [line for line in lines[day + 1 :] if not re.fullmatch(r"\d\d?[:.]\d\d.{0,6}", line)]
    heading = article.find(class_=re.compile("Headline$")) or article.find("h1")
    title = flat(heading.get_text()) if heading else (lines or [""])[0]
    return {
        "title": title,
        "author": lines[at - 1] if at and lines[at - 1] != title else None,
        "date": lines[day] if day < len(lines) else None,
        "outlet": after[0] if after else None,
        "text": paragraphs(map(text_of, article.find_all("p", class_=re.compile("articleParagraph")))),
    }


def _of_xml(path: Path) -> Iterator[dict[str, Any]]:
    announced = 0
    if path.stat().st_size > MAX_XML:
        raise Unreadable(f"larger than {MAX_XML // 1_000_000} MB")
    with path.open("rb") as file:
        for event, name, element in elements(file, {"article", "ppsarticleResultSet"}):
            if event == "start" and name == "ppsarticleResultSet":
                announced += number_in(element.get("count", "")) or 0
            elif event == "end" and name == "article":
                yield {**_of_element(element), "announced": announced or None}


def _of_element(article: Any) -> dict[str, Any]:
    texts = {local(child): child for child in article}
    fields = {_FIELDS[name]: flat("".join(child.itertext())) for name, child in texts.items() if name in _FIELDS}
    parts = [
        paragraphs(flat("".join(node.itertext())) for node in texts.get(name, ()))
        for name in ("leadParagraph", "tailParagraphs")
    ]
    return {**fields, "lead": parts[0], "text": paragraphs(parts)}
