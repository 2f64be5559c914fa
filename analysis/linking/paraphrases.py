"""When reported speech says again what another article reports or quotes.

A report keeps some words and changes the rest, so two of them agree when, of each, enough of its rare words stand in
the whole sentence of the other: a clause may be cut short where its sentence goes on. Rare is what few sentences of
the event say, so the topic itself counts little. The names in it are shared by all that is said of the same people:
they make no agreement alone. The same article is never compared with itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from math import log

from analysis import lexicons
from analysis.language.sentences import split_sentences
from analysis.linking.words import words

# Chosen on 190 pairs of AllSides and BASIL read by eye; the smaller share tells best of those tried.
ALIKE = 0.45  # share of the rare words of each claim that must stand in the other's sentence
COMMON = 4  # words besides names and numbers that both claims must have
_SMALL = re.compile(r"\b[^\W_A-Z][\w’'.,]*")


@dataclass(eq=False, slots=True)
class Claim:
    """What one sentence says: stems of its telling words, of its whole sentence, and those in small letters."""

    article: str
    stems: set[str]
    around: set[str]
    small: set[str]


def claims(article: str, text: str, sentence: str | None = None) -> list[Claim]:
    """The claims of a quotation, one for each of its sentences; of reported speech, one within its ``sentence``."""
    pairs = [(text, sentence)] if sentence is not None else [(text[i:j], "") for i, j in split_sentences(text)]
    return [
        Claim(article, _stems(said), _stems(f"{said} {around}"), _stems(" ".join(_SMALL.findall(around or said))))
        for said, around in pairs
    ]


def rarities(said: Collection[list[Claim]]) -> dict[str, float]:
    """How rare each stem is among the sentences of an event."""
    counts = Counter(stem for own in said for claim in own for stem in claim.around)
    return {stem: log(1 + sum(map(len, said)) / n) for stem, n in counts.items()}


def agreement(claim: Claim, other: Claim, rarity: dict[str, float]) -> float:
    """The smaller share of a claim's rare words that the other's sentence has too; 0 where they do not agree."""
    common = {stem for stem in claim.stems & other.stems & (claim.small | other.small) if stem[0] != "#"}
    if claim.article == other.article or len(common) < COMMON:
        return 0.0
    shares = [
        sum(rarity[stem] for stem in mine.stems & theirs.around) / sum(rarity[stem] for stem in mine.stems)
        for mine, theirs in ((claim, other), (other, claim))
    ]
    return min(shares) if min(shares) >= ALIKE else 0.0


@cache
def everyday() -> frozenset[str]:
    """Words by which no quotation is recognised."""
    return lexicons.words("function_words", "grammar") | lexicons.words("function_words", "everyday")


def _stems(text: str) -> set[str]:
    """Crude stems of the telling words; numbers, which tell most, twice."""
    telling = [word for word in words(text) if word not in everyday()]
    return {word[:6] for word in telling} | {f"#{word}" for word in telling if word[0].isdigit()}
