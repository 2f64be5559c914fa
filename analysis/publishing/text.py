"""Texts from articles, made fit for a page or a chart: no markup, no control characters, no lone surrogates."""

from __future__ import annotations

import re
from html import escape

SNIPPET = 320  # characters of an article's text that may stand on a page as a quotation
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe(value: object) -> str:
    """Any value as HTML text: escaped, without control characters and lone surrogates.

    >>> safe("<b onclick='x'>")
    '&lt;b onclick=&#x27;x&#x27;&gt;'
    """
    return escape(_BAD.sub("\ufffd", str(value)), quote=True)


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
