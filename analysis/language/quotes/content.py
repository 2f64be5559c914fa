"""What is said: the words that belong to a cue, left of it, right of it or around it.

Two orders carry nearly all of news English: words first (``"We can," Trump said. "And we will."``; ``The deal is close,
two officials said``) and cue first (``Trump said on Monday that ...``).
"""

from __future__ import annotations

from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.grammar import (
    AUXILIARY,
    CUE_VERBS,
    DASHES,
    DETERMINER,
    END,
    NOUN_FORM,
    PREPOSITION,
    QUESTION,
    STOPS,
    TIME,
)
from analysis.language.quotes.marks import Span
from analysis.language.quotes.sources import is_adverb, subject_after, subject_before
from analysis.lexicons import words

_AND = frozenset(("and", "but", "then", "or"))
_JOINTS = frozenset((",", ";", "and", "but", "while", "though", "although")) | DASHES
_EDGES = END | DASHES | {",", ":"}
_ASIDE = frozenset(("according", "a", "an", "who", "which", "as", "while"))
_VERBAL = AUXILIARY - {"to", "on", "also"}
_OCCASION = words("quote_cues", "occasion")


def words_first(s: Sentence, first: int, right: int) -> list[Span]:
    """The words of ``"A," he said, "B."``, speaker and cue being ``[first, right)``; empty in another order."""
    edge, follows = s.low[first - 1], s.low[right]
    left = first if edge == '"' else first - 1
    if edge not in ('"', ",", "?", "!") or follows in ("that", ":"):
        return []
    if not s.quotation[left - 1]:
        resumed = follows == "," and not (s.low[right + 1].endswith("ing") or s.low[right + 1] in _ASIDE)
        spans = [trimmed(s, 0, left), trimmed(s, right + 1, len(s)) if resumed else (0, 0)]
        return [span for span in spans if span[0] < span[1]] if nothing_said(s, right) else []
    alone = s.low[left - 2] in STOPS and s.is_whole(left - 1)
    spans = [trimmed(s, left - 1 if alone else 0, left)]
    rest = right
    while rest < len(s) and not (s.quotation[rest] and (rest == right or s.low[rest - 1] in STOPS)):
        rest += 1
    return [*spans, trimmed(s, rest, len(s))]


def nothing_said(s: Sentence, right: int) -> bool:
    """Whether what follows a cue only says when, where or to whom."""
    follows = s.low[right]
    if follows in DASHES:
        return True
    if follows == ",":
        following = s.quotation[right + 1]
        return not (following and s.text[following.start].isupper())
    if any(low in ("that", ":", '"') for low in s.low[right : len(s)]):
        return False
    at = right
    while when := _time_phrase(s, at):
        at += when
    return s.low[at] in STOPS


def cue_first(s: Sentence, cue: int) -> list[Span]:
    """The words of ``Trump told reporters on Monday that ...``; empty when there are none."""
    verb = CUE_VERBS[s.low[cue]]
    start, marked = _start(s, cue)
    end = end_of_words(s, start)
    said = verb.content or s.low[cue + 1] in verb.particle or (marked and verb.clause) or any(s.quotation[start:end])
    if not said and verb.bare and s.low[start] not in PREPOSITION:  # a clause without "that"
        said = any(low in _VERBAL or low.endswith(("ed", "n't")) for low in s.low[start:end])
    return [trimmed(s, start, end)] if said else []


def _start(s: Sentence, cue: int) -> tuple[int, bool]:
    """Where the words begin after a cue, and whether ``that``, a colon or a mark says so."""
    begin = cue + 1
    if CUE_VERBS[s.low[cue]].hearer:
        hearer = subject_after(s, cue)
        begin = hearer[1] if hearer else begin
    plain, phrase = True, False
    for at in range(begin, min(begin + 16, len(s))):
        low, following = s.low[at], s.quotation[at + 1]
        if low == ":" or (low == "that" and plain):
            return at + 1, True
        if low == "," and following and (plain or s.text[following.start].isupper()):
            return at + 1, True
        if (low == '"' or low in QUESTION) and plain and s.low[at - 1] not in PREPOSITION:
            return at, True
        if low in END or (low == "," and not CUE_VERBS[s.low[cue]].hearer) or low in CUE_VERBS:
            break
        phrase = phrase or low in PREPOSITION
        plain = plain and (phrase or low in TIME or low in ("out", "as", ",") or low.endswith("ly"))
    while s.low[begin] != "this" and (when := _time_phrase(s, begin)):
        begin += when
    return begin, False


def _time_phrase(s: Sentence, at: int) -> int:
    """How many words say when or how at this place: ``Tuesday``, ``on Tuesday``, ``in a statement``."""
    low, second, third = s.low[at : at + 3] if at < len(s) else ("", "", "")
    if low in TIME:
        return 1
    if low not in PREPOSITION:
        return 0
    return 2 if second in TIME else 3 if second in DETERMINER and third in _OCCASION else 0


def end_of_words(s: Sentence, start: int) -> int:
    """The words end with the sentence, with a quotation that is a sentence, or where the next cue begins."""
    if s.is_whole(start):
        return start + 1
    for at in range(start + 1, len(s) - 1):
        quotation, low = s.quotation[at], s.low[at]
        if low in _AND or low == "," or low in DASHES or (quotation and s.text[quotation.end - 1] == ","):
            after = at + 1
            while after < len(s) - 1 and (s.low[after] in _AND or is_adverb(s, after)):
                after += 1
            follows, joined = s.low[after], low in _AND or s.low[after - 1] in _AND
            if follows == "according" or (follows in CUE_VERBS and (joined or follows.endswith("ing"))):
                return at + bool(quotation)
        elif (
            low in CUE_VERBS
            and low not in NOUN_FORM
            and not low.endswith("ing")
            and not s.capital[at]
            and s.low[at - 1] != "to"
        ):
            joint = (subject_before(s, at) or (0, 0))[0] - 1
            if joint > start + 2 and s.low[joint] in _JOINTS:
                return joint
    return len(s)


def trimmed(s: Sentence, first: int, last: int) -> Span:
    """Characters of words ``[first, last)`` without outer punctuation; quotations alone without their marks."""
    while last > first and s.low[last - 1] in _EDGES:
        last -= 1
    while first < last and s.low[first] in _EDGES:
        first += 1
    if first >= last:
        return 0, 0
    inside = [quotation for quotation in s.quotation[first:last] if quotation]
    if len(inside) == last - first:
        return inside[0].start, inside[-1].end
    return s.start[first], s.end[last - 1]
