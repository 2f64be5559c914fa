"""Where sentences and paragraphs begin and end.

A full stop, question or exclamation mark before a space is a *candidate*; everything else is text. Each candidate is
judged by the word before it (an abbreviation?) and the word after it (could it open a sentence?), so the work is one
scan plus a short look at every candidate, linear in the text. The lists stand in ``lexicons/abbreviations.toml``.
Quotations hold sentences like any other text: ``"We can. We will," he said. "Soon."`` is three.
"""

from __future__ import annotations

import re

from analysis.lexicons import words

# One leading character class keeps the scan fast; the lookbehind and the possessive runs keep a million marks linear.
_CANDIDATE = re.compile(
    r"""[.!?…"”](?:
        (?<=[.!?…])(?<![.!?…].)(?P<more>[.!?…]*+)(?P<close>["'”’»)\]]*+)(?P<gap>\s++)
        |(?<=[a-z]{3}[.!?])”?(?P<joined>)(?=[A-Z][a-z]+\s)
        |(?<=\w["”])(?P<lost>\s++)(?=[A-Z][a-z]+\s)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NEXT_WORD = re.compile(r"""[\s"'“‘«(\[—–-]{0,8}(?P<word>[\w’']{0,24}(?:(?<=\b[A-Z])\.)?)""")
_TOKEN_BREAK = re.compile(r"""[\s"'“‘(\[/–—-]""")
_LETTERS = re.compile(r"(?:[a-z]\.)*[a-z]")
_NAME = r"(?:(?:[A-Z][\w.’'-]{0,24}|of|the|for)\s){1,7}?"
_NEW_CLAUSE = r"""(?!\s(?:that|he|she|they|it)\b|[,:]\s["“'‘])"""
_SAID = re.compile(rf"{_NAME}(?:\([^)\n]{{0,40}}\)\s)?(?P<verb>[a-z]{{4,10}})\b{_NEW_CLAUSE}")
_APPOSITION = re.compile(rf"[A-Z][^.!?,\n]{{1,60}},[^.!?\n]{{1,120}}?,\s(?P<verb>[a-z]{{4,10}})\b{_NEW_CLAUSE}")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n")


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs: what stands between blank lines.

    Where a text has no blank line, every line is a paragraph. Spans carry no surrounding space.

    >>> split_paragraphs("One.\\nStill one.\\n\\nTwo.")
    [(0, 15), (17, 21)]
    """
    separator = _BLANK_LINES if _BLANK_LINES.search(text.rstrip()) else _LINE
    edges = [0, *(edge for match in separator.finditer(text) for edge in match.span()), len(text)]
    pieces = ((start, text[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True))
    filled = ((start, piece) for start, piece in pieces if piece.strip())
    return [(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())) for start, piece in filled]


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, in order.

    Parameters
    ----------
    text : str
        Any text. Offsets count code points, end exclusive.

    Returns
    -------
    list of (int, int)
        Spans without surrounding space. Together they cover every character that is no space; none crosses a
        paragraph (`split_paragraphs`).

    Examples
    --------
    >>> text = 'Mr. Ruiz met Sen. Li at 9 a.m. in the U.S. Capitol. "Why now?" Li asked. They left.'
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Ruiz met Sen. Li at 9 a.m. in the U.S. Capitol.', '"Why now?" Li asked.', 'They left.']
    """
    spans = []
    for start, end in split_paragraphs(text):
        first = start
        for match in _CANDIDATE.finditer(text, start, end):
            if _is_boundary(text, match, first):
                spans.append((start, match.start(match.lastgroup or 0)))
                start = match.end()
        spans.append((start, end))
    return spans


def _is_boundary(text: str, match: re.Match[str], paragraph: int) -> bool:
    """Judge a candidate by its mark and its neighbours."""
    position = match.end()
    following = _NEXT_WORD.match(text, position)
    word = following["word"] if following else ""
    if word[:1].islower() and not word[1:2].isupper():
        return False
    if match.lastgroup == "gap":
        mark = match.start()
        if text[mark] == "." and not match["more"]:
            return not _is_abbreviated(text[max(paragraph, mark - 24) : mark], word, mark - paragraph)
        return not (match["close"] and _is_said_after(text, position))
    return match.lastgroup == "joined" or word.lower() in words("abbreviations", "restarters")


def _is_abbreviated(before: str, word: str, position: int) -> bool:
    """Whether the full stop after ``before`` belongs to an abbreviation that ``word`` goes on from."""
    token = _TOKEN_BREAK.split(before)[-1].lower()
    if len(token) > 7:
        return False
    if token in words("abbreviations", "ambiguous") or _LETTERS.fullmatch(token):
        return word.lower().replace("’", "'") not in words("abbreviations", "openers")
    if token in words("abbreviations", "before_name"):
        return True
    if token in words("abbreviations", "before_number"):
        return word[:1].isdigit()
    return token.isdigit() and len(token) == position


def _is_said_after(text: str, position: int) -> bool:
    """Whether ``?”`` is followed by its speaker: ``Name said`` or ``Name, a fellow of Place, said``."""
    following = text[position : position + 240]
    match = _SAID.match(following) or _APPOSITION.match(following)
    return match is not None and match["verb"] in words("abbreviations", "said")
