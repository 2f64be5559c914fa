"""Quotation marks: where quoted words begin and end.

One scan over the text. A mark opens or closes by its shape (``“`` opens, ``”`` closes), a straight one by parity within
its paragraph, corrected by the space around it. Four things real pages do are allowed for: a quotation that runs on
opens again in the next paragraph (``joined``); a mark that never closes ends with its paragraph; an opener while a
quotation is open ends that one first; a stray closer counts for nothing. Single marks are quotations only outside
double ones, only in pairs, and never where an apostrophe is meant (``O’Hanlon``, ``’90s``, ``the students’ union``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DOUBLE = re.compile(r"=\"[^\"\n]{0,200}\"|``|'''?|[\"“”„‟«»＂]|\n\s*+")
_SINGLE = re.compile(r"[‘'‚’\n]")
_ELISION = re.compile(r"['‘](?:\d0s|em|til|cause|tis|twas|n|bout|round)\b", re.IGNORECASE)


Span = tuple[int, int]


class Quotation(NamedTuple):
    """One pair of marks: ``[start, end)`` are the words, ``[outer, after)`` the words with their marks."""

    outer: int
    start: int
    end: int
    after: int
    joined: bool = False
    single: bool = False


def find_quotations(text: str) -> list[Quotation]:
    """All outermost quotations of a text, in order.

    >>> [tuple(q[:4]) for q in find_quotations('He said "no" to O’Hanlon.')]
    [(8, 9, 11, 12)]
    """
    doubles = _doubles(text)
    singles = _singles(text, doubles) if re.search(r"['‘‚]", text) else []
    return _outermost(sorted(doubles + singles))


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the words inside quotation marks, marks excluded, in order and without overlap.

    >>> text = "“We can,” she said. “And we ‘will’.”"
    >>> [text[start:end] for start, end in quoted_spans(text)]
    ['We can,', 'And we ‘will’.']
    """
    return [(q.start, q.end) for q in find_quotations(text)]


def _doubles(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    open_mark: tuple[int, int, str] | None = None
    runs_on = fresh = False  # the last paragraph ended within a quotation; no mark yet in this one
    paragraph = 0
    for match in _DOUBLE.finditer(text):
        mark, at, after = match.group(), match.start(), match.end()
        if mark[0] == "=":  # an attribute of a tag left in the text
            continue
        if mark[0] == "\n":
            if text[after : after + 1].islower() and mark.count("\n") == 1:  # a wrapped line
                continue
            if open_mark:
                found.append(_quotation(text, open_mark, at, at, runs_on))
            runs_on, fresh, open_mark, paragraph = bool(open_mark), True, None, after
            continue
        if _opens(text, mark, at, after, open_mark):
            if open_mark:
                found.append(_quotation(text, open_mark, at, at, runs_on))
            runs_on = bool(open_mark) or (runs_on and fresh and not text[paragraph:at].strip())
            open_mark = (at, after, mark)
        elif open_mark:
            found.append(_quotation(text, open_mark, at, after, runs_on))
            open_mark, runs_on = None, False
        elif runs_on and fresh:
            found.append(_quotation(text, (paragraph, paragraph, mark), at, after, True))
            runs_on = False
        fresh = False
    if open_mark:
        found.append(_quotation(text, open_mark, len(text), len(text), runs_on))
    return [q for q in found if q.start < q.end]


def _opens(text: str, mark: str, at: int, after: int, open_mark: tuple[int, int, str] | None) -> bool:
    opened = open_mark[2] if open_mark else ""
    if mark in ("“", "‟"):
        return opened != "„"
    if mark in ("„", "``"):
        return True
    before, behind = text[at - 1 : at], text[after : after + 1]
    loose = (not before or before.isspace() or before in "([—–-") and bool(behind) and not behind.isspace()
    if mark == "«":
        return opened != "»"
    if mark in ("”", "»", "''", "'''"):
        return not opened and loose
    if opened:
        return loose
    return loose or not before.isdigit() or (bool(behind) and not behind.isspace())


def _quotation(text: str, opened: tuple[int, int, str], end: int, after: int, joined: bool) -> Quotation:
    """The quotation from an opening mark on, its words without surrounding space."""
    words = text[opened[1] : end]
    start = opened[1] + len(words) - len(words.lstrip())
    return Quotation(opened[0], start, max(start, opened[1] + len(words.rstrip())), after, joined)


def _singles(text: str, doubles: list[Quotation]) -> list[Quotation]:
    found: list[Quotation] = []
    opened, inside = -1, 0
    for match in _SINGLE.finditer(text):
        at, mark = match.start(), match.group()
        while inside < len(doubles) and doubles[inside].after <= at:
            inside += 1
        if inside < len(doubles) and doubles[inside].outer <= at:
            continue
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if mark == "\n":
            opened = -1
        elif (
            mark != "’" and not (before.isalnum() or before in ("'", "’")) and (behind.isalnum() or behind in "$£€.…([")
        ):
            if opened < 0 and behind and not _ELISION.match(text, at):
                opened = at
        elif opened >= 0 and mark in "’'" and (before.isalnum() or before in ".,!?…)%–—-") and not behind.isalnum():
            if before == "s" and _is_possessive(text, at):
                continue
            found.append(Quotation(opened, opened + 1, at, at + 1, single=True))
            opened = -1
    return found


def _is_possessive(text: str, at: int) -> bool:
    """Whether this mark reads as in ``the students’ union`` and another may close: words go on and a mark follows."""
    rest = text[at + 1 : at + 300].split("\n", 1)[0]
    return bool(re.match(r" [a-z]", rest)) and bool(re.search(r"[\w.,!?][’'](?!\w)", rest))


def _outermost(quotations: list[Quotation]) -> list[Quotation]:
    kept: list[Quotation] = []
    for quotation in quotations:
        if not kept or quotation.outer >= kept[-1].after:
            kept.append(quotation)
    return kept
