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
    pattern: re.Pattern[str] | None  # None: one word
    counts: bool  # False: an exception


_WORD = re.compile(r"\w+")
_MEMO = 1 << 16  # words and chunks remembered at most; of chunks that hold no term, four times as many
_LONG = 40  # chunks from this length on are no words of news and are not remembered


def fold(text: str) -> str:
    """The text in small letters and with straight apostrophes, every character at its place.

    >>> fold("İzmir’s CAFÉ")
    "izmir's café"
    """
    return text.replace("İ", "i").lower().replace("’", "'")


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
    matcher, folded = _matcher(lexicon), fold(text)
    hits: list[Hit] = []
    ends: dict[str, int] = defaultdict(int)
    excepted: dict[str, int] = defaultdict(int)
    for start, word in matcher.places(folded):
        best: dict[str, Hit] = {}
        for part, term, pattern, counts in matcher.beginning(word):
            match = pattern.match(folded, start) if pattern else None
            if pattern and not match:
                continue
            end = match.end() if match else start + len(word)
            if not counts:
                excepted[part] = max(excepted[part], end)
            elif start >= ends[part] and (part not in best or end > best[part].end):
                best[part] = Hit(start, end, part, term)
        for part, hit in best.items():
            ends[part] = hit.end
            if hit.end > excepted[part]:
                hits.append(hit)
    return hits


class _Matcher:
    """The terms of a lexicon by their first word."""

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
        self.dull: set[str] = set()
        self._remembered = lru_cache(_MEMO)(self._within)

    def _add(self, part: str, term: str, *, counts: bool) -> None:
        folded = fold(term).strip()
        first = re.match(r"(\w+)(\*?)", folded)
        if not first:
            raise ArgumentError(f"term must begin with a letter or digit, not {shorten(term)}")
        words = [re.escape(word).replace(r"\*", r"\w*") for word in re.split(r"[\s-]", folded)]
        pattern = re.compile(r"(?:\r\n|[\s-])".join(words) + r"(?!\w)") if first[0] != folded else None
        (self.stems if first[2] else self.whole)[first[1]].append(_Term(part, term, pattern, counts))

    def _beginning(self, word: str) -> list[_Term]:
        """The terms that may begin with a word."""
        stems = [self.stems[word[:length]] for length in self.lengths if word[:length] in self.stems]
        return [*self.whole.get(word, ()), *(term for terms in stems for term in terms)]

    def places(self, folded: str) -> list[tuple[int, str]]:
        """Where the words stand that some term may begin with, in order; chunks known to hold none are passed over."""
        chunks = folded.split(" ")
        lively = set(chunks) - self.dull
        starts = list(accumulate(map(len, chunks), initial=0))
        at = [(spaces + starts[spaces], chunk) for spaces, chunk in enumerate(chunks) if chunk in lively]
        return [(start + offset, word) for start, chunk in at for offset, word in self.within(chunk)]

    def within(self, chunk: str) -> list[tuple[int, str]]:
        """The words of a chunk that some term may begin with, and where."""
        return self._remembered(chunk) if len(chunk) < _LONG else self._within(chunk)

    def _within(self, chunk: str) -> list[tuple[int, str]]:
        found = [(match.start(), match[0]) for match in _WORD.finditer(chunk) if self.beginning(match[0])]
        if not found and len(chunk) < _LONG and len(self.dull) < 4 * _MEMO:
            self.dull.add(chunk)
        return found


@lru_cache(maxsize=32)
def _matcher(lexicon: Lexicon) -> _Matcher:
    return _Matcher(lexicon)
