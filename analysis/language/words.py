"""Words: the one definition behind every word count, and the forms in which words are compared.

A word is a run of letters and digits, joined by inner apostrophes, hyphens, full stops or commas between digits:
``don’t``, ``state-of-the-art``, ``U.S.``, ``2.5`` and ``O’Hanlon`` are one word each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[’'.,-](?=[^\W_])[^\W_]+)*")
PART = re.compile(r"[^\W_]+(?:[’'.,](?=[^\W_])[^\W_]+)*")  # words parted at hyphens, where outlets differ

_FINAL = re.compile(r"(?:iy|yy|ij|ii|ey|y|i)$")
_DOUBLE = re.compile(r"(.)\1+")


def word_starts(text: str) -> list[int]:
    """Where each word begins, in order.

    >>> word_starts("Don't panic: 2.5 %")
    [0, 6, 13]
    """
    return [match.start() for match in WORD.finditer(text)]


def count_between(starts: Sequence[int], start: int, end: int) -> int:
    """How many of the sorted positions lie in ``[start, end)``."""
    return bisect_left(starts, end) - bisect_left(starts, start)


def fold(text: str) -> str:
    """The text in small letters and with straight apostrophes, every character at its place.

    >>> fold("İzmir’s CAFÉ")
    "izmir's café"
    """
    return text.replace("İ", "i").lower().replace("’", "'")


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A name without accents, case, apostrophes, doubled letters and the many ways to spell a final ``i``.

    >>> fold_name("Zelenskyy") == fold_name("ZELENSKY")
    True
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return _DOUBLE.sub(r"\1", _FINAL.sub("i", re.sub(r"[’'`.\]\[]", "", plain).lower()))
