"""An article as the rules see it: sentences of words in which every quotation is one word.

With a quotation folded into the one word ``"``, patterns of attribution become short: ``" , he said . "`` is a
quotation, a speaker, a cue and the rest of the quotation, and sentence ends inside quotation marks disappear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.language.quotes.marks import Quotation
from analysis.language.sentences import split_sentences

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z][a-z]{0,3}\.(?=[ \xa0][A-Z])|"
    r"[^\W_]+(?:(?:[.'&/-]|(?<=\d),(?=\d))(?=[^\W_])[^\W_]+)*(?:['-](?=\s)|\.(?=,))?|"
    r"\.{3,}|--+|[^\w\s]|_+"
)
_WORD = re.compile(r"[a-z]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile(r"\s*\n\s*(?![a-z\s])")
Word = tuple[int, int, str, Quotation | None]
LONGEST = 150  # words; longer sentences are cut, so that looking around in a sentence costs a constant


class Sentence:
    """The words of one sentence as parallel lists, padded so that one or two steps outside find an empty word.

    ``low`` holds the words in small letters (``"`` for a quotation), ``capital`` whether they begin with a capital,
    ``quotation`` the `Quotation` or None (``marks`` are those that are one), ``start`` and ``end`` where they stand in
    ``text``; ``subject`` remembers who was found before a verb, else a sentence of cues alone takes long.
    """

    def __init__(self, text: str, paragraph: int, words: Sequence[Word]) -> None:  # noqa: D107
        self.text, self.paragraph = text, paragraph
        self.subject: dict[int, tuple[int, int] | None] = {}
        self.start = [start for start, _, _, _ in words]
        self.end = [end for _, end, _, _ in words]
        self.low = [word.lower() for _, _, word, _ in words] + ["", "", ""]
        self.capital = [word[0].isupper() for _, _, word, _ in words] + [False] * 3
        self.quotation = [quotation for _, _, _, quotation in words] + [None] * 3
        self.marks = [quotation for quotation in self.quotation if quotation]

    def __len__(self) -> int:
        return len(self.start)

    def is_whole(self, at: int) -> bool:
        """Whether this word is a quotation that reads as a sentence: a capital first, a stop or comma last."""
        quotation = self.quotation[at]
        return bool(quotation and self.text[quotation.start].isupper() and self.text[quotation.end - 1] in ".?!,")


def read_sentences(text: str, quotations: list[Quotation], triggers: frozenset[str]) -> Iterator[Sentence]:
    """The sentences that hold a quotation or a word that may introduce one, quotations folded."""
    plain = _SURROGATE.sub("\ufffd", text.replace("’", "'"))
    paragraph, last = 0, 0
    for start, end in _spans(text, quotations):
        paragraph += "\n" in text[last:start]
        last = end
        first = bisect_left(quotations, (start,))
        inside = quotations[first : bisect_left(quotations, (end,))]
        if inside or text[end - 1] == ":" or not triggers.isdisjoint(_WORD.findall(plain[start:end].lower())):
            yield from _sentences(plain, text, start, end, inside, paragraph)


def _spans(text: str, quotations: list[Quotation]) -> Iterator[tuple[int, int]]:
    """Sentence spans; an end inside a quotation does not count."""
    at, begin = 0, -1
    for (start, end), (following, _) in pairwise([*_lines(text), (len(text), len(text))]):
        begin = start if begin < 0 else begin
        while at < len(quotations) and quotations[at].after <= following:
            at += 1
        byline = at and quotations[at - 1].after == end and text[following : following + 1] in ("—", "–", "―")
        if not byline and (at == len(quotations) or quotations[at].outer >= following):
            yield begin, max(end, quotations[at - 1].after if at else 0)
            begin = -1


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, cut where a line ends and the next begins with no small letter."""
    for start, end in split_sentences(text):
        for match in _LINE_END.finditer(text, start, end):
            yield start, match.start()
            start = match.end()
        yield start, end


def _sentences(
    plain: str, text: str, start: int, end: int, quotations: list[Quotation], paragraph: int
) -> Iterator[Sentence]:
    words: list[Word] = []
    for quotation in [*quotations, None]:
        words += [
            (*match.span(), match.group(), None)
            for match in _TOKEN.finditer(plain, start, quotation.outer if quotation else end)
        ]
        if quotation:
            words.append((quotation.outer, quotation.after, '"', quotation))
            start = quotation.after
    for first in range(0, len(words), LONGEST):
        yield Sentence(text, paragraph, words[first : first + LONGEST])
