"""The exports of press archives: many articles in one file, told apart by its labels, rows or classes.

Nexis Uni (.docx) writes headline, outlet and date above labels (``Length:``), then ``Body`` and the text, and closes
with ``End of Document``. Lexis (.txt, .html) opened with ``1 of 10 DOCUMENTS``, wrote outlet, date and headline, and
labels in capitals above and below the text. Factiva has .html with labelled rows (``HD`` headline, ``LP`` lead ...) or
plain lines, and .xml; Europresse (Eureka) .html with an ``article`` element for each article. What a file says of its
number of articles is kept with every one of them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from analysis.lexicons import load_lexicon, words
from analysis.reading.dates import is_date
from analysis.reading.found import (
    MAX_XML,
    Found,
    Unreadable,
    documents,
    elements,
    flat,
    inner_text,
    limited,
    local,
    number_in,
    paragraphs,
    read_text,
    soup,
    text_of,
)

DOCX = "word/document.xml"
_LABEL = re.compile(r"\s*([A-Z][\w-]{2,20}(?: [\w-]{2,20})?):(?:\s+|$)")
_FIELDS = load_lexicon("archive_labels").extra["fields"]
_ANNOUNCED = re.compile(r"Documents? \((\d{1,7})\)")
_OF = re.compile(r"^[ \t]*(\d{1,7}) (?:of|von|de|di) (\d{1,7}) DOC[A-Z]+[ \t]*$", re.MULTILINE)
_ITEMS = re.compile(r"(?:Selected Items|Ausgewählte Einträge): (\d[\d, -]*)")
_RANGE = re.compile(r"(\d{1,7})(?: *- *(\d{1,7}))?")
_LANGUAGE = re.compile(r"\s*language:", re.IGNORECASE)  # of the labels below a text, the one that is kept
_NOT_TEXT = re.compile(r"^\s*(?:Copyright|©|\(c\))\s*\d{4}|All Rights Reserved\s*$", re.IGNORECASE)
_FACTIVA = load_lexicon("archive_labels").extra["factiva"]
_WORDS = re.compile(r"\d[\d.,\s]* (?:words|mots|Wörter|palabras|parole|palavras|woorden)")


def read_nexis(path: Path) -> Iterator[Found]:
    """The articles of a Nexis Uni .docx; any other .docx is one article."""
    with zipfile.ZipFile(path) as archive:
        limited(archive.getinfo(DOCX).file_size, MAX_XML, "expands to more than")
        with archive.open(DOCX) as file:
            yield from documents(_of_docx(file), "Nexis")


def _of_docx(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    announced = None
    for number, (lines, is_closed) in enumerate(_parts(file)):
        if not number:
            announced = next((int(match[1]) for line in lines if (match := _ANNOUNCED.fullmatch(line))), None)
        if is_closed or "Body" in lines:
            yield {**of_nexis(lines), "announced": announced}
        elif not number and announced is not None:
            raise Unreadable(f"a list of {announced} documents without their texts", "skipped")
        elif not number:
            yield {"text": paragraphs(lines)}


def _parts(file: IO[bytes]) -> Iterator[tuple[list[str], bool]]:
    """The paragraphs up to each ``End of Document``, and those below the last; no-break spaces as spaces."""
    marks = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
    lines: list[str] = []
    for event, _, paragraph in elements(file, {"p"}):
        if event == "end":
            names = ((local(node), node) for node in paragraph.iter())
            parts = [(node.text or "") if name == "t" else marks.get(name, "") for name, node in names]
            lines.append("".join(parts).replace("\xa0", " ").strip())
            if lines[-1] == "End of Document":
                yield lines[:-1], True
                lines = []
    yield lines, False


def of_nexis(lines: Sequence[str]) -> dict[str, Any]:
    """The fields of one Nexis Uni article; a cover may stand before it.

    >>> of_nexis(["", "Mayor resigns", "The Post", "March 2, 2025 Sunday", "Length: 2 words", "Body", "", "She did."])
    {'word_count': '2 words', 'title': 'Mayor resigns', 'outlet': 'The Post', 'date': 'March 2, 2025 Sunday', \
'text': 'She did.'}
    """
    at = next((i for i, line in enumerate(lines) if line == "Body"), len(lines))
    tail = words("archive_labels", "nexis_tail")
    end = next((i for i in range(at, len(lines)) if lines[i].split(":")[0] in tail), len(lines))
    top, fields = _labelled([*lines[:at], *filter(_LANGUAGE.match, lines[end:])], "nexis")
    day = next((i for i in range(len(top) - 1, -1, -1) if len(top[i]) < 100 and is_date(top[i])), len(top))
    start = next((i + 1 for i in range(day - 1, -1, -1) if not top[i]), 0)
    head = top[start:day]
    title = head[0] if len(head) > 1 and head[0] != "No Headline In Original" else None
    fields |= {"title": title, "outlet": head[-1] if head else None}
    fields |= {"date": top[day] if day < len(top) else None, "text": paragraphs(lines[at + 1 : end])}
    if edition := flat(" ".join(line for line in top[day + 1 :] if not _NOT_TEXT.search(line))):
        fields["edition"] = edition
    return fields


def _labelled(blocks: Sequence[str], archive: str) -> tuple[list[str], dict[str, Any]]:
    """The blocks above the first label, and the fields that the labels name."""
    known = words("archive_labels", archive) | words("archive_labels", f"{archive}_tail")
    top: list[str] = []
    fields: dict[str, Any] = {}
    name = ""
    for block in blocks:
        match = _LABEL.match(block)
        if match and match[1] in known:
            name = _FIELDS.get(match[1].upper()) or re.sub(r"\W", "_", match[1].lower())
            fields[name] = flat(block[match.end() :])
        elif name:
            fields[name] = f"{fields[name]} {flat(block)}".rstrip()
        else:
            top.append(block)
    return top, fields


def read_lexis(path: Path) -> Iterator[Found]:
    """The articles of an old Lexis .txt or .html."""
    text = read_text(path)
    if re.search(r"<(?:html|body|div|p)\b", text[:20_000], re.IGNORECASE):
        tree = soup(path)
        text = "\n\n".join(text_of(node).replace("\n", "\n ") for node in tree("p"))
        given = tree.find("meta", attrs={"documents": True})
        announced = number_in(given["documents"]) if given else None
    else:
        text = text.replace("\r\n", "\n").replace("\xa0", " ")
        items = _ITEMS.search(text[:20_000])
        ranges = _RANGE.findall(items[1]) if items else []
        announced = sum(int(last or first) - int(first) + 1 for first, last in ranges) or None
    marks = list(_OF.finditer(text))
    if announced is None and marks:  # the numbers of the first and the last
        announced = int(marks[-1][1]) - int(marks[0][1]) + 1
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    articles = (text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=False))
    fields = (of_lexis(re.split(r"\n[ \t]*\n\s*", article)) for article in articles)
    yield from documents(({**one, "announced": announced} for one in fields), "Lexis")


def of_lexis(blocks: Sequence[str]) -> dict[str, Any]:
    """The fields of one Lexis article: outlet, date, headline, labels, text, further labels.

    >>> of_lexis(["The Post", "March 2, 2025", "Mayor resigns", "LENGTH: 2 words", "She did.", "LOAD-DATE: today"])
    {'word_count': '2 words', 'title': 'Mayor resigns', 'outlet': 'The Post', 'date': 'March 2, 2025', \
'text': 'She did.'}
    """
    labels = [match[1] if (match := _LABEL.match(block)) else "" for block in blocks]
    head, tail = words("archive_labels", "lexis"), words("archive_labels", "lexis_tail")
    day = next((i for i, block in enumerate(blocks[:6]) if is_date(block.split("\n")[0])), -1)
    rest = range(day + 1, len(blocks))
    first = next((i for i in rest if labels[i] in head | tail), min(day + 2, len(blocks)))
    start = next((i for i in rest if i >= first and labels[i] not in head), len(blocks))
    end = next((i for i in rest if i >= start and (labels[i] in tail or _NOT_TEXT.search(blocks[i]))), len(blocks))
    fields = _labelled([*blocks[first:start], *filter(_LANGUAGE.match, blocks[end:])], "lexis")[1]
    title = flat(" ".join(blocks[day + 1 : first])) or fields.get("title")
    fields |= {"title": title, "outlet": flat(blocks[max(day - 1, 0)]) if blocks and day else None}
    fields |= {"date": flat(blocks[day]) if day >= 0 else None}
    return fields | {"text": paragraphs(map(_unwrapped, blocks[start:end]))}


def _unwrapped(block: str) -> str:
    """A paragraph without the line ends of its wrapping; HTML lines, which begin with a space, stay lines."""
    return "\n".join(flat(line) for line in block.split("\n ")) if "\n " in block else flat(block)


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
    texts = {_FACTIVA.get(flat(label.get_text())): text_of(cell) for label, cell in rows}
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
    limited(path.stat().st_size, MAX_XML)
    with path.open("rb") as file:
        for event, name, element in elements(file, {"article", "ppsarticleResultSet"}):
            if event == "start" and name == "ppsarticleResultSet":
                announced += number_in(element.get("count", "")) or 0
            elif event == "end" and name == "article":
                yield {**_of_element(element), "announced": announced or None}


def _of_element(article: Any) -> dict[str, Any]:
    texts = {local(child): child for child in article}
    fields = {_FACTIVA[name]: inner_text(child) for name, child in texts.items() if name in _FACTIVA}
    parts = [paragraphs(map(inner_text, texts.get(name, ()))) for name in ("leadParagraph", "tailParagraphs")]
    return {**fields, "lead": parts[0], "text": paragraphs(parts)}


def read_europresse(path: Path) -> Iterator[Found]:
    """The articles of a Europresse .html; the section and the page stand beside the date there."""
    yield from documents(map(_of_europresse, soup(path)("article")), "Europresse")


def _of_europresse(article: Any) -> dict[str, Any]:
    # An unbalanced tag may close the section early: the text is whatever stands before the notes and the footer.
    for node in article(["aside", "footer"]):
        node.extract()
    header = article.find("header")
    head = header.extract() if header else article
    section, _, rest = _class_text(head, "DocHeader").partition(",")
    title = head.find(class_="titreArticle")
    below = title.find_next_sibling("div") if title else None
    return {
        "title": _class_text(head, "titreArticleVisu") or None,
        "lead": paragraphs(map(text_of, title.find_all(class_="sm-margin-bottom"))) or None if title else None,
        "outlet": _class_text(head, "DocPublicationName").partition("\n")[0] or None,
        "date": f"{section},{rest}",
        "section": section.strip() if re.search(r"\d{4}", rest) else None,
        "author": _class_text(head, "sm-margin-bottomNews") or (flat(below.get_text()) if below else None) or None,
        "text": text_of(article),
    }


def _class_text(node: Any, name: str) -> str:
    found = node.find(class_=re.compile(rf"^(?:rdp__)?{name}$"))
    return flat(found.get_text()) if found else ""
