"""Words as two outlets compare: the same word however each outlet spells or marks it.

House style must not make two quotations differ: case, curly marks, British and American endings ("defence",
"neighbour", "organise"), dots in initials ("U.S.") and the editor's own words in square brackets are levelled.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\[[^\[\]]{0,80}\]|(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]\w*(?:['’]\w+)*")
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

    >>> fold("Neighbour’s"), fold("DEFENCE"), fold("U.S."), fold("organised"), fold("2.5")
    ("neighbor's", 'defense', 'us', 'organized', '2.5')
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
    found = _TOKEN.finditer(text)
    return [Token(fold(m[0]), m.start(), m.end()) for m in found if m[0][0] != "["]


def surfaces(text: str) -> list[str]:
    """The words of a text as they are written, without an editor's brackets."""
    return [word for word in _TOKEN.findall(text) if word[0] != "["]


def words(text: str) -> list[str]:
    """The compared words of a text."""
    return [fold(word) for word in surfaces(text)]
