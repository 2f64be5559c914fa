"""When reported speech says again what another article reports or quotes.

A report keeps some words and changes the rest, so two of them agree when enough of the rare words of each stand in the
whole sentence of the other: a clause may be cut short where its sentence goes on. Rare is what few sentences of the
event say, so the topic itself counts little. The names in it are shared by all that is said of the same people:
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

# Chosen on 550 pairs of AllSides and BASIL read by eye.
ALIKE = 0.475  # mean share of the rare words of each claim that stand in the other's sentence
COMMON = 3  # stems, names aside, that both claims have
ENOUGH = 2.1  # how rare these must be together; a word said once counts 1
_SMALL = re.compile(r"\b[^\W_A-Z][\w’'.,]*")


@dataclass(eq=False, slots=True)
class Claim:
    """What one sentence says: stems of its telling words, of its whole sentence, and those in small letters."""

    articles: set[str]
    stems: set[str]
    around: set[str]
    small: set[str]

    def __or__(self, other: Claim) -> Claim:
        """Both claims as one, when they say the same."""
        return Claim(
            self.articles | other.articles,
            self.stems | other.stems,
            self.around | other.around,
            self.small | other.small,
        )


def claims(article: str, text: str, sentence: str | None = None) -> list[Claim]:
    """The claims of a quotation, one for each of its sentences; of reported speech, one within its ``sentence``."""
    pairs = [(text, sentence)] if sentence is not None else [(text[i:j], "") for i, j in split_sentences(text)]
    return [
        Claim({article}, _stems(said), _stems(f"{said} {around}"), _stems(" ".join(_SMALL.findall(around or said))))
        for said, around in pairs
    ]


def rarities(said: Collection[list[Claim]], told: Collection[list[Claim]] = ()) -> dict[str, float]:
    """How rare each stem is among the sentences of an event, at most 1; what is only told counts as said once."""
    counts = Counter(stem for own in said for claim in own for stem in claim.around)
    stems = counts.keys() | {stem for own in told for claim in own for stem in claim.around}
    size = max(sum(map(len, said)), 1)
    return {stem: log(1 + size / max(counts[stem], 1)) / log(1 + size) for stem in stems}


def agreement(claim: Claim, other: Claim, rarity: dict[str, float]) -> float:
    """The mean share of a claim's rare words that the other's sentence has too; 0 where they do not agree."""
    common = claim.stems & other.stems & (claim.small | other.small)
    if claim.articles & other.articles or len(common) < COMMON or sum(rarity[stem] for stem in common) < ENOUGH:
        return 0.0
    shares = [
        sum(rarity[stem] for stem in mine.stems & theirs.around) / sum(rarity[stem] for stem in mine.stems)
        for mine, theirs in ((claim, other), (other, claim))
    ]
    return sum(shares) / 2 if sum(shares) >= 2 * ALIKE else 0.0


@cache
def everyday() -> frozenset[str]:
    """Words by which no quotation is recognised."""
    return lexicons.words("function_words", "grammar") | lexicons.words("function_words", "everyday")


@cache
def _places() -> dict[str, str]:
    """A country by its names and its people's, in one word: Britain, UK, British."""
    parts = lexicons.load_lexicon("places").parts
    return {
        words(term)[0]: f"@{part}"
        for part in parts.keys() - {"regions"}
        for term in parts[part].terms
        if len(words(term)) == 1
    }


def _stems(text: str) -> set[str]:
    """Crude stems of the telling words; numbers, which tell most, twice."""
    telling = [word for word in words(text) if word not in everyday()]
    return {_places().get(word, word[:6]) for word in telling} | {f"#{word}" for word in telling if word[0].isdigit()}
