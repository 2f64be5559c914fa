"""Arithmetic on spans: (start, end) pairs of code points, end exclusive."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The union of spans, sorted, overlapping and touching ones joined.

    >>> merged([(5, 9), (0, 3), (2, 6)])
    [(0, 9)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        elif start < end:
            out.append((start, end))
    return out


def positions_inside(positions: Sequence[int], spans: Iterable[Span]) -> list[int]:
    """Those of the sorted positions that lie inside one of the spans."""
    found: list[int] = []
    for start, end in merged(spans):
        found += positions[bisect_left(positions, start) : bisect_left(positions, end)]
    return found


def inside(start: int, end: int, spans: Sequence[Span]) -> list[Span]:
    """What of ``[start, end)`` lies in the spans (sorted, disjoint).

    >>> inside(0, 10, [(2, 4), (9, 20)])
    [(2, 4), (9, 10)]
    """
    at = max(bisect_right(spans, (start,)) - 1, 0)
    found = []
    for span_start, span_end in spans[at:]:
        if span_start >= end:
            break
        if span_end > start:
            found.append((max(start, span_start), min(end, span_end)))
    return found


def outside(start: int, end: int, cuts: Sequence[Span]) -> list[Span]:
    """What is left of ``[start, end)`` when the cuts (sorted, disjoint) are taken out.

    >>> outside(0, 10, [(2, 4), (9, 20)])
    [(0, 2), (4, 9)]
    """
    left = []
    at = max(bisect_right(cuts, (start,)) - 1, 0)
    for cut_start, cut_end in cuts[at:]:
        if cut_start >= end:
            break
        if cut_start > start:
            left.append((start, cut_start))
        start = max(start, cut_end)
    if start < end:
        left.append((start, end))
    return left


def marked(text: str, spans: Sequence[Span], width: int) -> str:
    """The spans (sorted, disjoint) in double brackets, with whole words around them, in one line.

    On each side stand at most ``width`` characters.

    >>> marked("The trade\\nwar is not over.", [(4, 13)], 6)
    'The [[trade war]] is'
    """
    first, last = spans[0][0], spans[-1][1]
    start, end = max(first - width, 0), min(last + width, len(text))
    before, after = text[start:first], text[last:end]
    if start > 0 and not text[start - 1].isspace():
        before = before.partition(" ")[2]
    if end < len(text) and not text[end].isspace():
        after = after.rpartition(" ")[0]
    following = [*(span[0] for span in spans[1:]), last]
    said = "".join(f"[[{text[a:b]}]]{text[b:c]}" for (a, b), c in zip(spans, following, strict=True))
    return " ".join(f"{before}{said}{after}".split())
