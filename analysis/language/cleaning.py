"""Cleaning takes out what is no part of the article, and keeps a note of every character it took.

`clean` gathers the edits of every rule of `analysis.language.boilerplate`, applies them once, and returns the text
with one `Removal` for each edit; `rebuild` puts the raw text together again, exactly. Headlines and subheadings stay
in the text and are listed: they are the outlet's words, but no sentences of the story.

>>> raw = "By Ann Lee, Reuters\\n\\nOSLO (Reuters) - The talks failed on Monday, a minister said.\\n\\n###"
>>> cleaned = clean(raw)
>>> cleaned.text, cleaned.wire
('The talks failed on Monday, a minister said.', 'Reuters')
>>> [removal.rule for removal in cleaned.removals if removal.rule != "space"]
['byline', 'dateline', 'trailing_mark']
>>> rebuild(cleaned.text, cleaned.removals) == raw
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.language.boilerplate import (
    LINE_RULES,
    SPAN_RULES,
    Line,
    date_prefix,
    find_dateline,
    find_wire,
    read_lines,
)
from analysis.language.spans import Span

Edit = tuple[int, int, str, str]  # raw start, raw end, rule, replacement
LONGEST = 500  # characters of a line that can be dirt as a whole
_LIST_ITEM = re.compile(r"[-–—•*·▪►@#]|\(|\d{1,3}[.)]\s|[QA]:|[A-Z]{2,}[A-Z .]*:\s")


class Removal(NamedTuple):
    """One edit: ``text`` of the raw text gave way to ``replacement``, which stands at ``start`` of the cleaned text."""

    rule: str
    text: str
    replacement: str
    start: int
    raw_start: int
    raw_end: int


class Cleaned(NamedTuple):
    """A cleaned text, its removals in order, spans of headline and subheadings, and the agency credited, if any."""

    text: str
    removals: tuple[Removal, ...]
    headings: tuple[Span, ...]
    wire: str | None


def clean(raw: str) -> Cleaned:
    """Take out what is no part of the article; lines of the cleaned text end in one newline, paragraphs in two."""
    begin = date_prefix(raw)
    lines = read_lines(raw, begin)
    dirt = {
        index: rule
        for index, line in enumerate(lines)
        if len(line.text) <= LONGEST
        and (rule := next((rule for rule, takes in LINE_RULES.items() if takes(lines, index)), None))
    }
    kept = [line for index, line in enumerate(lines) if index not in dirt]
    edits: list[Edit] = [(0, begin, "date_prefix", "")] if begin else []
    edits += [(lines[index].start, lines[index].end, rule, "") for index, rule in dirt.items()]
    edits += _gaps(raw, begin, lines, dirt)
    if dateline := find_dateline(kept):
        edits.append((*dateline, "dateline", ""))
    edits += [(start, end, rule, new) for rule, find in SPAN_RULES.items() for start, end, new in find(raw)]
    text, removals = _apply(raw, edits)
    headings = tuple((line.start, line.end) for line in _headings(read_lines(text)))
    return Cleaned(text, removals, headings, find_wire((removal.rule, removal.text) for removal in removals))


def rebuild(text: str, removals: Sequence[Removal]) -> str:
    """The raw text, from the cleaned text and its removals."""
    pieces, position = [], 0
    for removal in removals:
        pieces += [text[position : removal.start], removal.text]
        position = removal.start + len(removal.replacement)
    return "".join([*pieces, text[position:]])


def _gaps(raw: str, begin: int, lines: Sequence[Line], dirt: dict[int, str]) -> Iterator[Edit]:
    """Between two kept lines one newline, or one blank line where there was one; no space at either end."""
    ends, starts = [begin, *(line.end for line in lines)], [*(line.start for line in lines), len(raw)]
    newlines, has_later = 0, False
    for index in reversed(range(len(ends))):
        space, new = raw[ends[index] : starts[index]], ""
        newlines = max(newlines, space.count("\n"), space.count("\r"))
        if index > 0 and index - 1 not in dirt:
            new = ("\n\n" if newlines > 1 else "\n") if has_later else ""
            newlines, has_later = 0, True
        if new != space:
            yield ends[index], starts[index], "space", new


def _apply(raw: str, edits: Sequence[Edit]) -> tuple[str, tuple[Removal, ...]]:
    """Apply the edits from left to right; of two that overlap the first (of two at one place the longest) counts."""
    pieces: list[str] = []
    removals: list[Removal] = []
    position = length = 0
    for start, end, rule, replacement in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start < position or start == end:
            continue
        pieces += [raw[position:start], replacement]
        length += start - position
        removals.append(Removal(rule, raw[start:end], replacement, length, start, end))
        length += len(replacement)
        position = end
    return "".join([*pieces, raw[position:]]), tuple(removals)


def _headings(lines: Sequence[Line]) -> Iterator[Line]:
    """The headline above the first paragraph, and subheadings between paragraphs."""
    for index, line in enumerate(lines[:-1]):
        limit, before = (160, None) if index == 0 else (70, lines[index - 1].text)
        follows = before is None or _ends_sentence(before) or index == 1
        below = lines[index + 1].text
        if follows and _is_title(line.text, limit) and len(below) >= 60 and _ends_sentence(below):
            yield line


def _is_title(text: str, limit: int) -> bool:
    """Short, not a list item, no sentence: it opens with no small letter and ends without a full stop."""
    if len(text) > limit or text[0].islower() or _LIST_ITEM.match(text) or text.count('"') % 2:
        return False
    return text.rstrip("\"'”’)")[-1:] not in ".,;:…!"


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’)] ")[-1:] in ".?!…"
