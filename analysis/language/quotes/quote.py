"""One attributed stretch of speech."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.grammar import CUE_VERBS
from analysis.language.quotes.marks import Span
from analysis.language.quotes.sources import Phrase, name_kind
from analysis.lexicons import load_lexicon

# By kind and how: the share of right mentions where words were found, on articles held out of training.
CONFIDENCE: dict[str, dict[str, float]] = load_lexicon("quote_cues").extra["confidence"]


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
        Chance that the mention is the right one if these are somebody's words: measured by kind and how, on articles
        held out of training, and kept in ``lexicons/quote_cues.toml``.
    """

    spans: tuple[Span, ...]
    kind: str
    cue: Span | None
    mention: Span | None
    how: str
    via: Span | None = None

    @property
    def confidence(self) -> float:  # noqa: D102
        return CONFIDENCE[self.kind][self.how]

    def overlaps(self, spans: Iterable[Span]) -> bool:
        """Whether any of its words lie in the spans."""
        return any(start < b and a < end for start, end in spans for a, b in self.spans)


def make_quote(s: Sentence, spans: Sequence[Span], cue: Phrase, subject: Phrase | None) -> Quote | None:
    """A quote of one sentence; None when no words are left in its spans."""
    spans = tuple(span for span in spans if span[0] < span[1])
    if not spans or (subject == (0, 1) and s.low[0] in CUE_VERBS):  # "Pushed to clarify": nobody's name
        return None
    how = name_kind(s, subject) if subject else "none"
    mention = (s.start[subject[0]], s.end[subject[1] - 1]) if subject else None
    introduced = s.start[cue[0]], s.end[cue[1] - 1]
    return Quote(spans, _kind(s, spans), introduced, mention, how)


def _kind(s: Sentence, spans: Sequence[Span]) -> str:
    inside = sum(max(0, min(end, q.end) - max(start, q.start)) for start, end in spans for q in s.marks)
    total = sum(end - start for start, end in spans)
    return "direct" if inside >= 0.97 * total else "mixed" if inside else "indirect"
