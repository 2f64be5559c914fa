"""Words: the one definition behind every word count.

A word is a run of letters and digits, joined by inner apostrophes, hyphens, full stops or commas between digits:
``don’t``, ``state-of-the-art``, ``U.S.``, ``2.5`` and ``O’Hanlon`` are one word each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+(?:[’'.,-](?=[^\W_])[^\W_]+)*")


def word_starts(text: str) -> list[int]:
    """Where each word begins, in order.

    >>> word_starts("Don't panic: 2.5 %")
    [0, 6, 13]
    """
    return [match.start() for match in WORD.finditer(text)]


def count_between(starts: Sequence[int], start: int, end: int) -> int:
    """How many of the sorted positions lie in ``[start, end)``."""
    return bisect_left(starts, end) - bisect_left(starts, start)
