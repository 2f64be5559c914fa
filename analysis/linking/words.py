"""Words as two outlets compare: the same word however each outlet spells or marks it.

House style must not make two quotations differ: case, curly marks, hyphens, British and American endings ("defence",
"neighbour", "organise"), dots in initials ("U.S.") and the editor's own words in square brackets are levelled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from analysis.language.words import PART

_EDITOR = re.compile(r"\[[^\[\]]{0,80}\]")
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|ed|es|er|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our(?=s|ed|ing|able|ite|hood|$)"), "or"),
    (re.compile(r"(?<=[a-z]{2}en)ce(?=less|s?$)"), "se"),
    (re.compile(r"(?<=[a-z]{2})ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"(?<=sk)(?:yy|iy|ii|i)$"), "y"),
)


class Token(NamedTuple):
    """One word in its compared form, and where it stands."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=2**18)
def fold(word: str) -> str:
    """The compared form of one word.

    >>> fold("Neighbour"), fold("DEFENCE"), fold("U.S"), fold("can’t"), fold("2.5")
    ('neighbor', 'defense', 'us', "can't", '2.5')
    """
    word = word.casefold().replace("’", "'")
    if not word[0].isalpha():
        return word
    word = word.replace(".", "")
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


def tokens(text: str) -> list[Token]:
    """The compared words of a text with their offsets.

    >>> tokens("give him [Putin] time")[2]
    Token(word='time', start=17, end=21)
    """
    return [Token(fold(match[0]), *match.span()) for match in PART.finditer(_without_editor(text))]


def words(text: str) -> list[str]:
    """The compared words of a text."""
    return [fold(word) for word in PART.findall(_without_editor(text))]


def numbered(texts: Iterable[str]) -> tuple[list[np.ndarray], list[str]]:
    """Texts as rows of numbers, one for each word as it is written, and the words they stand for.

    A corpus has millions of words but few different ones, so whatever is asked of a word is asked once.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    rows = [np.array([numbers[w] for w in PART.findall(_without_editor(text))], dtype=np.int32) for text in texts]
    return rows, list(numbers)


def _without_editor(text: str) -> str:
    """Blanks for an editor's brackets, so that offsets stay."""
    return _EDITOR.sub(lambda match: " " * len(match[0]), text)
