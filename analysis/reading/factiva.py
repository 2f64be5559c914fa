"""Factiva exports: .html with labelled rows (``HD`` headline, ``LP`` lead ...) or plain lines, and .xml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.reading.dates import is_date
from analysis.reading.found import MAX_XML, Found, Unreadable, elements, flat, number_in, paragraphs, soup, text_of

_ROWS = {"HD": "title", "BY": "author", "PD": "date", "SN": "outlet", "LP": "lead", "TD": "body", "AN": "accession"}
_ROWS |= {"LA": "language", "SE": "section", "ED": "edition", "WC": "word_count", "CR": "credit", "PG": "page"}
_ROWS |= {"CLM": "column", "DLN": "dateline"}
_ELEMENTS = {"accessionNo": "accession", "baseLanguage": "language", "headline": "title", "byline": "author"}
_ELEMENTS |= {"sourceName": "outlet", "sectionName": "section", "wordCount": "word_count", "credit": "credit"}
_ELEMENTS |= {"publicationDate": "date", "edition": "edition", "columnName": "column"}
_WORDS = re.compile(r"\d[\d.,\s]* (?:words|mots|Wörter|palabras|parole|palavras|woorden)")


def read_factiva(path: Path) -> Iterator[Found]:
    """The articles of a Factiva .html or .xml, each lead before its body; the accession number is kept whole."""
    with path.open("rb") as file:
        is_xml = b"ppsarticle" in file.read(20_000).lower()
    yield from _read_xml(path) if is_xml else _read_html(path)


def _read_html(path: Path) -> Iterator[Found]:
    articles = soup(path).find_all("div", class_="article")
    for number, article in enumerate(articles, 1):
        fields = _of_rows(article) if article.find("td", class_="index") else _of_lines(article)
        yield _found(number, fields, None)
    if not articles:
        yield Found("", None, "no article of Factiva found")


def _of_rows(article: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for row in article("tr"):
        cells = row("td")
        if len(cells) == 2 and (name := _ROWS.get(flat(cells[0].get_text()))):
            text = text_of(cells[1])
            fields[name] = text if name in ("lead", "body") else flat(text)
    fields["text"] = paragraphs([fields.get("lead", ""), fields.pop("body", "")])
    return fields


def _of_lines(article: Any) -> dict[str, Any]:
    """An article without labels: headline, byline, words, date, time, outlet, one below the other."""
    lines = [flat(node.get_text()) for node in article(["div", "h1"]) if not node.find(["div", "p"])]
    at = next((i for i, line in enumerate(lines) if _WORDS.fullmatch(line)), 0)
    day = next((i for i in range(at, len(lines)) if is_date(lines[i])), len(lines))
    after = [line for line in lines[day + 1 :] if not re.fullmatch(r"\d\d?[:.]\d\d.{0,6}", line)]
    heading = article.find(class_=re.compile("Headline$")) or article.find("h1")
    title = flat(heading.get_text()) if heading else (lines or [""])[0]
    number = re.search(r"Document (\w{20,40})", article.get_text())
    return {
        "title": title,
        "author": lines[at - 1] if at and lines[at - 1] != title else None,
        "date": lines[day] if day < len(lines) else None,
        "outlet": after[0] if after else None,
        "accession": number[1] if number else "",
        "text": paragraphs(map(text_of, article.find_all("p", class_=re.compile("articleParagraph")))),
    }


def _read_xml(path: Path) -> Iterator[Found]:
    announced, number = 0, 0
    if path.stat().st_size > MAX_XML:
        raise Unreadable(f"larger than {MAX_XML // 1_000_000} MB")
    with path.open("rb") as file:
        for event, name, element in elements(file, {"article", "ppsarticleResultSet"}):
            if event == "start" and name == "ppsarticleResultSet":
                announced += number_in(element.get("count", "")) or 0
            elif event == "end" and name == "article":
                number += 1
                yield _found(number, _of_element(element), announced or None)


def _of_element(article: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    parts: dict[str, list[str]] = {"leadParagraph": [], "tailParagraphs": []}
    for child in article:
        name = str(child.tag).rpartition("}")[2]
        if name in _ELEMENTS:
            fields[_ELEMENTS[name]] = flat("".join(child.itertext()))
        elif name in parts:
            parts[name] += [flat("".join(node.itertext())) for node in child]
    lead = paragraphs(parts["leadParagraph"])
    return {**fields, "lead": lead, "text": paragraphs([lead, *parts["tailParagraphs"]])}


def _found(number: int, fields: dict[str, Any], announced: int | None) -> Found:
    position = f"document {number}"
    fields["accession"] = fields.get("accession", "").removeprefix("Document ") or None
    if not fields["text"]:
        return Found(position, None, f"no text: {fields.get('title') or fields['accession']}", "skipped", announced)
    return Found(position, fields, announced=announced)
