"""Interviews and transcripts: ``LIMA: We will go.`` is a turn, and one speaker has all of it.

A text is read so only where it has three turns or more, two speakers, and one of them speaks twice. Labels stand in
capitals, or are ``Q`` and ``A``, whose speakers are not named; names in small letters count only where nearly every
paragraph has one (else ``Related: ...`` and ``Winner: ...`` would speak). A quoted transcript may open each turn with a
mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from analysis.language.quotes.quote import Quote
from analysis.language.sentences import split_paragraphs

TURNS = 3
MIXED_CASE_TURNS = 6  # and so much of all paragraphs:
MIXED_CASE_SHARE = 0.7
RUNS_ON = 3  # paragraphs without a label that a turn may run on before the next label
_LABEL = re.compile(r"[\"“]?(?P<who>[QA]|(?:[A-Z][\w.’'-]{0,30} ?){1,5}(?:\([^()\n]{1,40}\))?) ?:\s+(?=\S)")


def find_turns(text: str) -> list[Quote]:
    """The turns of a transcript in order; none where the text is no transcript.

    >>> [turn.spans for turn in find_turns("LIMA: Go.\\n\\nCOSTA: Why?\\n\\nLIMA: Rain.")]
    [((6, 9),), ((18, 22),), ((30, 35),)]
    """
    paragraphs = split_paragraphs(text)
    labels = [label for start, end in paragraphs if (label := _LABEL.match(text, start, end))]
    capitals = [label for label in labels if label["who"].isupper()]
    if len(capitals) < TURNS and len(labels) >= max(MIXED_CASE_TURNS, MIXED_CASE_SHARE * len(paragraphs)):
        capitals = labels
    times = Counter(label["who"] for label in capitals)
    if len(capitals) < TURNS or len(times) < 2 or max(times.values()) < 2:
        return []
    begins = [start for start, _ in paragraphs]
    places = [bisect_right(begins, label.start()) - 1 for label in capitals]
    turns = []
    for label, place, following in zip(capitals, places, [*places[1:], len(paragraphs) + RUNS_ON + 2], strict=True):
        last = following - 1 if following - place <= RUNS_ON + 1 else place
        named = len(label["who"]) > 1
        how, mention = ("name", label.span("who")) if named else ("none", None)
        spans = ((label.end(), paragraphs[last][1]),)
        turns.append(Quote(spans, "direct", None, mention, how))
    return turns
