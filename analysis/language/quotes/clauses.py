"""An article as the rules see it: sentences of tokens in which every quotation is one token.

With a quotation folded into one token ``"``, patterns of attribution become short: ``" , he said . "`` is a quotation,
a speaker, a cue and the rest of the quotation. Sentence ends inside quotation marks disappear with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.quotes.marks import Quotation
from analysis.language.sentences import split_sentences

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z][a-z]{0,3}\.(?=[ \xa0][A-Z])|[^\W_]+(?:[.’'&/-](?=[^\W_])[^\W_]+)*[’'](?=\s)|"
    r"[^\W_]+(?:[.’'&/-](?=[^\W_])[^\W_]+)*(?:\.(?=,))?|\.{3,}|--+|[^\w\s]|_+"
)


class Token(NamedTuple):
    """A word, a mark of punctuation, or a whole quotation (``low`` is then ``"``)."""

    start: int
    end: int
    low: str
    capital: bool
    quotation: Quotation | None = None


class Sentence(NamedTuple):
    """The tokens of one sentence, and the number of its paragraph."""

    tokens: list[Token]
    paragraph: int

    @property
    def start(self) -> int:
        """First character."""
        return self.tokens[0].start


def read_sentences(text: str, quotations: list[Quotation]) -> Iterator[Sentence]:
    """The sentences of a text, quotations folded; a sentence end inside a quotation does not count."""
    paragraph, begin, last_end, at = 0, -1, 0, 0
    spans = split_sentences(text)
    for number, (start, end) in enumerate(spans):
        begin = start if begin < 0 else begin
        first = at
        while at < len(quotations) and quotations[at].outer < end:
            at += 1
        last = at - 1
        if last >= first and quotations[last].after > end and number + 1 < len(spans):
            at = last
            continue
        paragraph += "\n" in text[last_end:begin]
        inside = [q for q in quotations[bisect_left(quotations, (begin,)) : at] if q.outer >= begin]
        last_end = max(end, inside[-1].after) if inside else end
        if tokens := list(_tokens(text, begin, end, inside)):
            yield Sentence(tokens, paragraph)
        begin = -1


def _tokens(text: str, start: int, end: int, quotations: list[Quotation]) -> Iterator[Token]:
    for quotation in quotations:
        yield from _words(text, start, quotation.outer)
        yield Token(quotation.outer, quotation.after, '"', False, quotation)
        start = quotation.after
    yield from _words(text, start, end)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        yield Token(match.start(), match.end(), word.lower().replace("’", "'"), word[0].isupper())
