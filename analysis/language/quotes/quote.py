"""One attributed stretch of speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.grammar import PREPOSITION
from analysis.language.quotes.marks import Span
from analysis.language.quotes.sources import Phrase, name_kind

ARTICLE = frozenset(("the", "a", "an"))
# Rough chances that a speaker found this way is right; set by hand, not calibrated.
CONFIDENCE = {"name": 0.93, "title": 0.85, "role": 0.85, "pronoun": 0.92, "carried": 0.8, "none": 0.5}


@dataclass(frozen=True)
class Quote:
    """Who says what, once; every span is a pair of code points ``[start, end)`` into the text.

    Attributes
    ----------
    spans : tuple of (int, int)
        The words: more than one where the cue interrupts them. Direct words come without their outer marks, mixed
        ones are the whole reported clause with its marks; ``that`` is left out.
    kind : {"direct", "mixed", "indirect"}
        All of it, some of it or nothing of it stands inside quotation marks.
    cue, mention : (int, int) or None
        The words that introduce it, and the speaker as written there.
    how : {"name", "title", "role", "pronoun", "carried", "none"}
        What the mention is. ``carried``: no cue of its own, the mention is that of the quotation before.
    via : (int, int) or None
        The medium the words come through.
    confidence : float
        Estimated chance that the mention is the right one.
    """

    spans: tuple[Span, ...]
    kind: str
    cue: Span | None
    mention: Span | None
    how: str
    via: Span | None = None
    confidence: float = 0.5


def make_quote(s: Sentence, spans: Sequence[Span], cue: Phrase, subject: Phrase | None) -> Quote | None:
    """A quote of one sentence; None when no words are left in its spans, or its speaker is none."""
    spans = tuple(span for span in spans if span[0] < span[1])
    if not spans or (subject and _is_participle(s, subject)):
        return None
    if subject and s.low[subject[1] - 1] in ARTICLE and subject[1] < cue[0] <= subject[1] + 2:
        subject = (subject[0], cue[0])  # "the ruling said": a noun that looks like a verb
    how = name_kind(s, subject) if subject else "none"
    mention = (s.start[subject[0]], s.end[subject[1] - 1]) if subject else None
    introduced = s.start[cue[0]], s.end[cue[1] - 1]
    return Quote(spans, _kind(s, spans), introduced, mention, how, None, CONFIDENCE[how])


def _is_participle(s: Sentence, subject: Phrase) -> bool:
    """Whether a lone first word is a verb, as in ``Pushed to clarify``, not a name."""
    alone = subject == (0, 1) and s.low[0].endswith(("ed", "ing"))
    return alone and (s.low[1] in PREPOSITION or s.low[1] in ("to", "whether", "if"))


def _kind(s: Sentence, spans: Sequence[Span]) -> str:
    quotations = [q for q in s.quotation if q]
    inside = sum(max(0, min(end, q.end) - max(start, q.start)) for start, end in spans for q in quotations)
    total = sum(end - start for start, end in spans)
    return "direct" if inside >= 0.97 * total else "mixed" if inside else "indirect"
