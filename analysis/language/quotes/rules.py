"""Who says what, by rules: each cue of a sentence looks for its speaker and its words.

Cues are verbs of saying, ``according to``, nouns such as ``announcement`` and, beside a quotation, a colon or a dash.
What they leave over is dealt with in `joining`.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.content import cue_first, end_of_words, trimmed, words_first
from analysis.language.quotes.grammar import (
    BOUNDARY,
    CUE_VERBS,
    DASHES,
    DETERMINER,
    FINITE,
    NOUN_CUE,
    NOUN_FORM,
    PREPOSITION,
    PRONOUN,
    QUESTION,
    STOPS,
)
from analysis.language.quotes.quote import Quote, make_quote
from analysis.language.quotes.sources import Phrase, is_name, main_subject, subject_after, subject_before

_CUES = frozenset((*CUE_VERBS, *NOUN_CUE, *DASHES, "according", ":"))
_AND = frozenset(("and", "but", "then", "or"))
_BE = frozenset(("was", "were", "is", "are", "be", "been", "being", "when", "if"))


def attributions(s: Sentence) -> Iterator[Quote]:
    """The quotes whose cue stands in this sentence."""
    subject = None
    for at in (at for at, low in enumerate(s.low) if low in _CUES):
        low, quote = s.low[at], None
        if low in CUE_VERBS:
            if s.capital[at] and at and 10 * sum(s.capital) < 6 * len(s):  # a name, unless in a headline
                continue
            if at == 0 or (low.endswith(("ed", "told")) and s.low[at - 1] in _BE):  # said to its subject, or nobody
                quote = _asked(s, at)
            elif found := subject_of(s, at, subject):
                quote = _said(s, at, found)
                subject = found if quote else subject
        elif low == "according" and s.low[at + 1] == "to":
            quote = _according_to(s, at)
        elif low in NOUN_CUE:
            quote = _noun_cue(s, at)
        elif low == ":" and 0 < at < 8:
            quote = _named_before_colon(s, at)
        elif low in DASHES and s.quotation[at - 1] and len(s) - at < 8:
            quote = _byline(s, at)
        if quote:
            yield quote


def subject_of(s: Sentence, cue: int, earlier: Phrase | None = None) -> Phrase | None:
    """Who does the saying: the phrase left of the verb, right of it, or the subject the verb shares."""
    low, before, verb = s.low[cue], s.low[cue - 1], CUE_VERBS[s.low[cue]]
    if before == "to" or (verb.bound and s.low[cue + 1] not in verb.particle):
        return None
    if low.endswith("ing"):
        return earlier or main_subject(s, cue)
    found = subject_before(s, cue)
    if found:
        negated = not {"not", "never"}.isdisjoint(s.low[found[1] : cue])
        if negated or (low in NOUN_FORM and not _agrees(s, found, low)):
            return None
    if before in (",", '"', "?", "!"):
        return found or subject_after(s, cue) or earlier
    return found or (earlier or main_subject(s, cue) if before in _AND else None)


def _agrees(s: Sentence, subject: Phrase, form: str) -> bool:
    """Whether a form that may be a noun (``claims``, ``report``) is the verb of this subject."""
    first, last = subject[0], subject[1] - 1
    if s.low[last] in PRONOUN:
        return True
    return s.capital[last] if form.endswith("s") else s.low[last].endswith("s") and s.low[first] not in DETERMINER


def _said(s: Sentence, cue: int, subject: Phrase) -> Quote | None:
    """The quote of one verb of saying."""
    verb, spans = CUE_VERBS[s.low[cue]], []
    first, right = subject[0] if subject[1] <= cue < subject[1] + 25 else cue, max(cue + 1, subject[1])
    if verb.clause and s.low[subject[0]] not in ("who", "which"):
        first = _back_to_quotation(s, first)
        subject = (first, subject[1]) if first < subject[0] < cue else subject
        spans = words_first(s, first - (s.low[first - 1] == "as"), right)
    if not spans and right == cue + 1:
        spans = cue_first(s, cue)
    quote = make_quote(s, spans, (cue, cue + 1), subject)
    a_name = not verb.clause and s.quotation[cue + 1] and quote and quote.how == "role"  # "a film called ..."
    return None if a_name else quote


def _back_to_quotation(s: Sentence, first: int) -> int:
    """Where a speaker begins who stands a few plain words after a quotation: ``"No," election expert Li said``."""
    at = first
    while at > max(0, first - 7) and s.low[at - 1] not in STOPS | BOUNDARY | PREPOSITION | PRONOUN:
        at -= 1
    return at if at > 0 and s.quotation[at - 1] else first


def _asked(s: Sentence, cue: int) -> Quote | None:
    """The question somebody ``was asked``; who asked is not said."""
    if s.low[cue] != "asked" or not (s.low[cue + 1] in QUESTION or s.low[cue + 1] == "about"):
        return None
    end = next((i for i in range(cue + 2, len(s)) if s.low[i] in (",", '"')), len(s))
    return make_quote(s, [trimmed(s, cue + 1, end)], (cue, cue + 1), None)


def _noun_cue(s: Sentence, at: int) -> Quote | None:
    """``His announcement Tuesday that ...``: the owner of the noun speaks."""
    owner = s.low[at - 1]
    that = next((i for i in range(at + 1, min(at + 4, len(s) - 1)) if s.low[i] == "that"), 0)
    if not that or not (owner in ("his", "her", "their", "its") or owner.endswith(("'s", "s'"))):
        return None
    first = at - 1
    while is_name(s, first - 1):
        first -= 1
    end = end_of_words(s, that + 1)
    finite = [i for i in range(that + 1, end) if s.low[i] in FINITE]  # the second one is the main verb
    return make_quote(s, [trimmed(s, that + 1, [*finite, end, end][1])], (at, at + 1), (first, at))


def _according_to(s: Sentence, at: int) -> Quote | None:
    subject = subject_after(s, at + 1)
    if not subject:
        return None
    left, right = at - (s.low[at - 1] == ","), subject[1]
    if left <= 0:
        comma = next((i for i in range(right, len(s)) if s.low[i] == ","), len(s))
        return make_quote(s, [trimmed(s, comma, len(s))], (at, at + 2), subject)
    spans = [trimmed(s, 0, left)]
    if left < 8 and s.low[right] == ",":
        spans.append(trimmed(s, right + 1, len(s)))
    return make_quote(s, spans, (at, at + 2), subject)


def _named_before_colon(s: Sentence, at: int) -> Quote | None:
    """``Clinton: "Our goal is not to deter ISIS."`` and headlines such as ``Sanders: Clinton needs to ...``."""
    if not all(s.capital[i] or s.low[i] in PREPOSITION or s.low[i] in DETERMINER for i in range(at)):
        return None
    headline = s.start[0] < 20 and s.text.count(s.text[s.start[at - 1] : s.end[at - 1]]) > 1
    if not (s.quotation[at + 1] or headline):
        return None
    return make_quote(s, [trimmed(s, at + 1, len(s))], (at, at + 1), (0, at))


def _byline(s: Sentence, at: int) -> Quote | None:
    """``“We will win.” ― Jane Doe``."""
    subject = subject_after(s, at)
    rest = s.low[at + 1 : len(s)]
    if not subject or not s.capital[at + 1] or '"' in rest or not CUE_VERBS.keys().isdisjoint(rest):
        return None
    return make_quote(s, [trimmed(s, 0, at)], (at, at + 1), subject)
