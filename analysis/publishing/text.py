"""Texts from articles, made fit for a page or a chart: no markup, no control characters, no lone surrogates."""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import Any

TEXTS = ("none", "snippets", "full")  # how much of the articles' texts may stand on a page
SNIPPET = 320  # characters of one text that may stand there as a quotation
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe(value: object) -> str:
    """Any value as HTML text: escaped, without control characters and lone surrogates.

    >>> safe("<b onclick='x'>")
    '&lt;b onclick=&#x27;x&#x27;&gt;'
    """
    return escape(_BAD.sub("\ufffd", str(value)), quote=True)


def places(term: str) -> re.Pattern[str]:
    """The pattern of a word or phrase as whole words in any case; ``*`` stands for any letters.

    >>> places("trade deal*").findall("Trade  deals, but no trader deal")
    ['Trade  deals']
    """
    words = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in term.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def marked(text: str, start: int, end: int, *, full: bool = False) -> str:
    """A text as HTML with a passage marked; unless ``full``, cut between words to about 320 characters around it.

    >>> marked("We say <no>.", 7, 11)
    'We say <mark>&lt;no&gt;</mark>.'
    """
    room = max(SNIPPET - (end - start), 0) // 2
    low = 0 if full else max(min(start - room, len(text) - SNIPPET), 0)
    high = len(text) if full else max(end + room, low + SNIPPET)
    if low:
        low = max(text.find(" ", low, start) + 1, low)
    if high < len(text):
        high = text.rfind(" ", end, high) if " " in text[end:high] else high
    mark = f"<mark>{safe(text[start:end])}</mark>" if start < end else ""
    before, after = "… " if low else "", " …" if high < len(text) else ""
    return f"{before}{safe(text[low:start])}{mark}{safe(text[end:high])}{after}"


def label(value: object, limit: int = 28) -> str:
    """Any value as one safe line of at most ``limit`` characters.

    >>> label("Volodymyr Oleksandrovych Zelenskyy of Ukraine", 20)
    'Volodymyr Oleksandr…'
    """
    text = " ".join(_BAD.sub("\ufffd", str(value)).split())
    return text if len(text) <= limit else text[: max(limit - 1, 1)].rstrip() + "…"


def count(n: float, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "article"), count(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{n:,.0f} {noun}" + ("" if n == 1 else "s")


def slug(value: object) -> str:
    """A name for files and folders; different values have different ones, whatever a file system makes of case.

    >>> slug("BBC"), slug("../TRT World")
    ('BBC-225868', 'TRT_World-1af3eb')
    """
    code = hashlib.sha256(str(value).encode("utf-8", "replace")).hexdigest()[:6]
    words = re.sub(r"\W+", "_", str(value)).strip("_")[:40]
    return f"{words or 'x'}-{code}"


def defuse(value: Any) -> Any:
    """A text that no spreadsheet runs as a formula, an apostrophe before what looks like one; other values as they are.

    >>> defuse("=1+1"), defuse("Peace"), defuse(-1)
    ("'=1+1", 'Peace', -1)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
