"""Where the terms of a lexicon stand in a text.

Counting by one great regular expression tries every term at every character. Here the text is cut into words once, a
dictionary tells which terms may begin at each word, and only those few are tried: more than ten times faster, with the
same hits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from analysis.errors import ArgumentError, shorten
from analysis.lexicons import Lexicon


class Hit(NamedTuple):
    """One counted term: ``text[start:end]``, the part of the lexicon, the term as the lexicon writes it."""

    start: int
    end: int
    part: str
    term: str


class _Term(NamedTuple):
    part: str
    term: str
    pattern: re.Pattern[str]
    counts: bool


_CUT = re.compile(r"(\W+)")


def fold(text: str) -> str:
    """The text in small letters and with straight apostrophes, every character at its place.

    >>> fold("İzmir’s CAFÉ")
    "izmir's café"
    """
    return text.replace("İ", "i").lower().replace("’", "'")


def find_hits(text: str, lexicon: Lexicon) -> list[Hit]:
    """The terms of a lexicon in a text, in order.

    Terms are whole words without regard to case; ``*`` stands for any letters at a word's end; the words of a phrase
    may be parted by one white space, line break or hyphen. Within a part the longest match counts and hits do not
    overlap; several parts may count the same words. Terms inside an exception of their part do not count.

    Raises
    ------
    ArgumentError
        When a term does not begin with a letter or digit.

    >>> from analysis.lexicons import load_lexicon
    >>> [hit.term for hit in find_hits("A cease-fire, or cease\\nfire?", load_lexicon("topics"))]
    ['cease fire*', 'cease fire*']
    """
    matcher = _matcher(lexicon)
    folded = fold(text)
    pieces = _CUT.split(folded)
    begins = {word: terms for word in set(pieces) if (terms := matcher.beginning(word))}
    if not begins:
        return []
    starts = list(accumulate(map(len, pieces), initial=0))
    ends: dict[str, int] = {}
    hits: list[Hit] = []
    excepted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, word in zip(starts, pieces, strict=False):
        if word not in begins:
            continue
        best: dict[str, Hit] = {}
        for term in begins[word]:
            if match := term.pattern.match(folded, start):
                if not term.counts:
                    excepted[term.part].append(match.span())
                elif start >= ends.get(term.part, 0) and (term.part not in best or match.end() > best[term.part].end):
                    best[term.part] = Hit(start, match.end(), term.part, term.term)
        hits.extend(best.values())
        ends.update((part, hit.end) for part, hit in best.items())
    return _without(hits, excepted) if excepted else hits


def _without(hits: list[Hit], excepted: dict[str, list[tuple[int, int]]]) -> list[Hit]:
    """The hits that do not stand inside an exception of their part, in one sweep: both come in order of start."""
    kept = []
    reach: dict[str, int] = defaultdict(int)
    places = {part: iter(spans) for part, spans in excepted.items()}
    ahead = {part: next(spans) for part, spans in places.items()}
    for hit in hits:
        while hit.part in ahead and ahead[hit.part][0] <= hit.start:
            reach[hit.part] = max(reach[hit.part], ahead[hit.part][1])
            following = next(places[hit.part], None)
            if following is None:
                del ahead[hit.part]
            else:
                ahead[hit.part] = following
        if hit.end > reach[hit.part]:
            kept.append(hit)
    return kept


class _Matcher:
    """The terms of a lexicon by their first word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.whole: dict[str, list[_Term]] = defaultdict(list)
        self.stems: dict[str, list[_Term]] = defaultdict(list)
        for name, part in lexicon.parts.items():
            for counts, terms in ((True, part.terms), (False, part.exceptions)):
                for term in terms:
                    self._add(_Term(name, term, _pattern(term), counts))
        self.lengths = sorted({len(stem) for stem in self.stems})
        self.beginning = lru_cache(maxsize=1 << 16)(self._beginning)

    def _add(self, term: _Term) -> None:
        first = re.match(r"(\w+)(\*?)", fold(term.term))
        if not first:
            raise ArgumentError(f"term must begin with a letter or digit, not {shorten(term.term)}")
        (self.stems if first[2] else self.whole)[first[1]].append(term)

    def _beginning(self, word: str) -> tuple[_Term, ...]:
        """The terms that may begin with a word."""
        stems = [self.stems.get(word[:length], ()) for length in self.lengths if length <= len(word)]
        return (*self.whole.get(word, ()), *(term for terms in stems for term in terms))


@lru_cache(maxsize=32)
def _matcher(lexicon: Lexicon) -> _Matcher:
    return _Matcher(lexicon)


def _pattern(term: str) -> re.Pattern[str]:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in re.split(r"[\s-]", fold(term).strip())]
    return re.compile(r"(?:\r\n|[\s-])".join(words) + r"(?!\w)")
