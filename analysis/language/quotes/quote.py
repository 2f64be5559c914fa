"""One attributed stretch of speech."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


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
        Estimated chance that words and mention are right.
    """

    spans: tuple[Span, ...]
    kind: str
    cue: Span | None
    mention: Span | None
    how: str
    via: Span | None = None
    confidence: float = 0.5
