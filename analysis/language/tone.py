"""TextBlob's polarity and subjectivity of a sentence, described and never used to rank.

TextBlob averages word scores from a list made for product reviews. Known traps: "Great Britain" is +0.8, "first lady"
+0.25, "isn't good" +0.7 (the negation is missed); war, kill and attack are 0.

The numbers are TextBlob's, the pace is not. Most chunks between spaces score nothing and cut off what stands before
them, so only the runs of chunks between them are given to TextBlob ("not a very good"), and both are remembered.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

# TextBlob peels punctuation off one character at a time, copying the rest: no run may be endless.
_LONG_RUN = re.compile(r"((?:[^\w\s]|_){200})(?:[^\w\s]|_)+")
# What acts beyond its place: exclamation marks, empty lines (TextBlob's sign for one too), what may be an emoticon.
_ODD = re.compile(
    r"""[!=<>*_°♥:;8xX.\n-](?: (?<=[!=<>*_°♥]) | (?<=\n)\r?\n | (?<=-)OF-SENTENCE | (?<=8)\s*[-)]
    | (?<=[:;])\s*(?:[^\w\s"“‘”’'] | '\s*['(] | \w(?:\W|$|n't))
    | (?<=[xX])\s*[dD](?:\W|$|n't) | (?<=[.-])\s*[doDO](?:\W|$|n't))""",
    re.VERBOSE,
)
_MARKS = ".,;:?()[]“”‘’\"'"
_RUN = re.compile("s[sp]*")  # of chunks that score, with those that may pass a "not" or "very" on
_MEMO, _LONG = 1 << 17, 80  # how many chunks and runs are remembered, and of how many characters at most


def polarity(text: str) -> tuple[float, float]:
    """Polarity (-1 to 1) and subjectivity (0 to 1), the same numbers as ``TextBlob(text).sentiment``.

    Source: the word list and rules of Pattern (De Smedt & Daelemans 2012, JMLR 13) as TextBlob ships them.

    >>> polarity("Great Britain is big.")
    (0.4, 0.425)
    """
    if _ODD.search(text):
        scores = _scores(text)
    else:
        chunks = text.split()
        kinds = "".join(map(_kinds().__getitem__, chunks))
        runs = [" ".join(chunks[run.start() : run.end()]) for run in _RUN.finditer(kinds)]
        scores = [score for run in runs for score in (_remembered(run) if len(run) < _LONG else _scores(run))]
    polar = subjective = 0.0
    for score, subjectivity in scores:  # added one by one like TextBlob: sum() rounds differently from 3.12 on
        polar += score
        subjective += subjectivity
    count = float(len(scores) or 1)
    return polar / count, subjective / count


def is_adjective(word: str) -> bool:
    """Whether a word in small letters is an adjective of TextBlob's word list.

    >>> is_adjective("angry"), is_adjective("reason")
    (True, False)
    """
    return "JJ" in _sentiment().get(word, ())


@cache
def _sentiment() -> Any:
    """TextBlob's sentiment object, called below its wrapper, which builds a class for each sentence."""
    from textblob.en import sentiment

    return sentiment


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in " ".join(_sentiment().tokenizer(_LONG_RUN.sub(r"\1", text))).split()]


def _scores(text: str) -> list[tuple[float, float]]:
    """The pairs that TextBlob averages."""
    found = _sentiment().assessments([(token, None) for token in _tokens(text)])
    return [(polar, subjective) for _, polar, subjective, _ in found]


_remembered = lru_cache(_MEMO)(_scores)


class _Kinds(dict[str, str]):
    """Chunks that score or negate (s), that a "not" or "very" passes over (p), and that cut it off (c)."""

    def __init__(self) -> None:
        self.known = {*_sentiment(), *_sentiment().negations}

    def __missing__(self, chunk: str) -> str:
        core = chunk.strip(_MARKS).lower()
        tokens = [core] if core.isalpha() and len(core) > 2 else _tokens(chunk)  # saves the tokeniser
        cuts = any(len(token.strip("'")) > 2 for token in tokens)
        kind = "s" if not self.known.isdisjoint(tokens) else "c" if cuts else "p"
        if len(self) > _MEMO:
            self.clear()
        if len(chunk) < _LONG:
            self[chunk] = kind
        return kind


_kinds = cache(_Kinds)
