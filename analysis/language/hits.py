"""Where the terms of a lexicon stand in a text.

One great regular expression tries every term at every character. Here the text is cut at its spaces, a
dictionary tells which terms may begin in each chunk, and only those few are tried: many times faster, with the same
hits. News repeats its words, so what a chunk holds is remembered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from analysis.errors import ArgumentError, shorten
from analysis.language.words import fold
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
    rest: str  # a pattern of what follows the first word; empty: nothing
    counts: bool  # False: an exception


class _Begun(NamedTuple):
    """The terms that may begin with a word."""

    words: list[_Term]
    phrases: list[tuple[_Term, re.Pattern[str]]]
    some: re.Pattern[str]  # matches where one of the phrases does


_WORD = re.compile(r"\w+")
_MEMO, _LONG = 1 << 18, 40  # how many chunks are remembered, and of how many characters at most


def find_hits(text: str, lexicon: Lexicon) -> list[Hit]:
    r"""Find the terms of a lexicon in a text, in order.

    Terms are whole words without regard to case; ``*`` stands for any letters at a word's end; one white space, line
    break or hyphen may part the words of a phrase. Within a part the longest match counts and hits do not overlap;
    several parts may count the same words. Terms inside an exception of their part do not count.

    Raises
    ------
    ArgumentError
        When a term does not begin with a letter or digit.

    >>> from analysis.lexicons import load_lexicon
    >>> [hit.term for hit in find_hits("A cease-fire, or cease\nfire?", load_lexicon("topics"))]
    ['cease fire*', 'cease fire*']
    """
    folded = fold(text)
    chunks = folded.split(" ")
    starts = accumulate((len(chunk) + 1 for chunk in chunks), initial=0)
    lively = [pair for pair in zip(starts, map(_chunks(lexicon).__getitem__, chunks), strict=False) if pair[1]]
    hits: list[Hit] = []
    ends: dict[str, int] = defaultdict(int)
    excepted: dict[str, int] = defaultdict(int)
    for start, after, begun in ((at + start, at + end, begun) for at, found in lively for start, end, begun in found):
        best: dict[str, Hit] = {}
        found = [(term, after) for term in begun.words]
        if begun.phrases and begun.some.match(folded, after):
            tried = ((term, rest.match(folded, after)) for term, rest in begun.phrases)
            found += [(term, match.end()) for term, match in tried if match]
        for term, end in found:
            if not term.counts:
                excepted[term.part] = max(excepted[term.part], end)
            elif start >= ends[term.part] and (term.part not in best or end > best[term.part].end):
                best[term.part] = Hit(start, end, term.part, term.term)
        for part, hit in best.items():
            ends[part] = hit.end
            if hit.end > excepted[part]:
                hits.append(hit)
    return hits


class _Chunks(dict[str, list[tuple[int, int, _Begun]]]):
    """What lies between two spaces, and the words in it that some term of a lexicon may begin with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.whole: dict[str, list[_Term]] = defaultdict(list)
        self.stems: dict[str, list[_Term]] = defaultdict(list)
        for name, part in lexicon.parts.items():
            for term in part.terms:
                self._add(name, term, counts=True)
            for term in part.exceptions:
                self._add(name, term, counts=False)
        self.lengths = sorted(set(map(len, self.stems)))
        self.beginning = lru_cache(_MEMO)(self._beginning)

    def __missing__(self, chunk: str) -> list[tuple[int, int, _Begun]]:
        words = ((match.span(), self.beginning(match[0])) for match in _WORD.finditer(chunk))
        found = [(*span, begun) for span, begun in words if begun]
        if len(self) > _MEMO:
            self.clear()
        if len(chunk) < _LONG:
            self[chunk] = found
        return found

    def _add(self, part: str, term: str, *, counts: bool) -> None:
        folded = fold(term).strip()
        first = re.match(r"(\w+)(\*?)", folded)
        if not first:
            raise ArgumentError(f"term must begin with a letter or digit, not {shorten(term)}")
        words = [re.escape(word).replace(r"\*", r"\w*") for word in re.split(r"[\s-]", folded[first.end() :])]
        rest = r"(?:\r\n|[\s-])".join(words)
        (self.stems if first[2] else self.whole)[first[1]].append(_Term(part, term, rest and rest + r"(?!\w)", counts))

    def _beginning(self, word: str) -> _Begun | None:
        stems = [self.stems[stem] for length in self.lengths if (stem := word[:length]) in self.stems]
        if not stems and word not in self.whole:
            return None
        terms = [*self.whole.get(word, ()), *(term for found in stems for term in found)]
        phrases = [(term, re.compile(term.rest)) for term in terms if term.rest]
        some = re.compile("|".join(term.rest for term, _ in phrases))
        return _Begun([term for term in terms if not term.rest], phrases, some)


@lru_cache(maxsize=32)
def _chunks(lexicon: Lexicon) -> _Chunks:
    return _Chunks(lexicon)
