"""Quotes of one article made to fit together.

Two cues may claim the same words; a quotation may follow the one before without a cue; and some speech has a cue no
list foresees. Here the first are decided, the second joined or carried over, the third found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.language.quotes.clauses import Sentence, read_sentences
from analysis.language.quotes.content import trimmed
from analysis.language.quotes.grammar import CUE_VERBS, DASHES
from analysis.language.quotes.marks import Span, find_quotations
from analysis.language.quotes.quote import Quote, make_quote
from analysis.language.quotes.sources import main_subject, subject_after, subject_before
from analysis.language.spans import inside

_ORDER = {"direct": 0, "mixed": 1, "indirect": 2}


def assemble(text: str, attributions: Callable[[Sentence], Iterable[Quote]], triggers: frozenset[str]) -> list[Quote]:
    """All quotes of a text, ``attributions`` being those of one sentence with a word of ``triggers``; sorted."""
    sentences = read_sentences(text, find_quotations(text), triggers)
    spoken = [(s, _disjoint(_with_medium(s, list(attributions(s))))) for s in sentences]
    found = follow_ups(spoken)
    return sorted([*found, *unclaimed((s for s, _ in spoken), found)], key=lambda quote: quote.spans)


def _with_medium(s: Sentence, found: list[Quote]) -> list[Quote]:
    """In ``"...," he said, according to Reuters`` the words are his, via Reuters."""
    media = [q for q in found if s.text[slice(*q.cue or (0, 0))].lower().startswith("according")]
    told = [q for q in found if q not in media]
    for via in media:
        whole = [(via.spans[0][0], via.spans[-1][1])]
        if any(q.overlaps(whole) for q in told):
            told = [replace(q, via=via.mention) if q.overlaps(whole) else q for q in told]
        else:
            told.append(via)
    return told


def _disjoint(found: Iterable[Quote]) -> list[Quote]:
    """Of quotes that claim the same words, those with quotation marks stay, then the longer ones; sorted."""
    kept: list[Quote] = []
    for quote in sorted(found, key=lambda quote: (_ORDER[quote.kind], quote.spans[0][0] - quote.spans[-1][1])):
        if not any(quote.overlaps(other.spans) for other in kept):
            kept.append(quote)
    return sorted(kept, key=lambda quote: quote.spans)


def follow_ups(spoken: Iterable[tuple[Sentence, list[Quote]]]) -> list[Quote]:
    """The quotes of all sentences, quotations that stand alone joined to the quote they follow or carrying its speaker.

    Next to it, or when the marks run on over paragraphs, they are joined; after other words of the paragraph, and in
    the next one, they are quotes of their own with the speaker carried over; after a colon they belong to the sentence
    that ends with it.
    """
    quotes: list[Quote] = []
    more = defaultdict[int, list[Span]](list)
    last, last_paragraph, reached = -1, -1, 0
    introduction: Quote | None = None
    for s, own in spoken:
        spans = [(q.start, q.end) for q in s.marks]
        alone = len(spans) == len(s)
        if own:
            opening = [len(quotes) + i for i, quote in enumerate(own) if quote.spans[0] in spans[:1]]
            quotes += own
            last, last_paragraph = (opening or [len(quotes) - 1])[-1], s.paragraph
        elif alone and introduction:
            quotes.append(replace(introduction, spans=tuple(spans), kind="direct"))
            last, last_paragraph = len(quotes) - 1, s.paragraph
        elif alone and last >= 0 and s.paragraph <= last_paragraph + 1:
            next_to = s.paragraph == last_paragraph and not any(map(str.isalnum, s.text[reached : s.start[0]]))
            runs_on = next_to or any(q and q.joined for q in s.quotation[:1])
            if runs_on and quotes[last].kind != "indirect":
                more[last] += spans
            elif len(s.text[slice(*spans[0])].split()) > 2:
                quotes.append(Quote(tuple(spans), "direct", None, quotes[last].mention, "carried"))
                last, last_paragraph = len(quotes) - 1, s.paragraph
        reached = s.end[len(s) - 1] if own or alone else reached
        introduction = None if own else _introduction(s)
    return [replace(q, spans=(*q.spans, *more[i])) if i in more else q for i, q in enumerate(quotes)]


def _introduction(s: Sentence) -> Quote | None:
    """What ``He told the crowd, to applause:`` promises for the next paragraph; its words are still to come."""
    if s.low[len(s) - 1] != ":":
        return None
    cue = next((i for i in range(len(s) - 1, 0, -1) if s.low[i] in CUE_VERBS), 0)
    subject = (subject_before(s, cue) if cue else None) or main_subject(s, cue or len(s) - 1)
    cue = cue or len(s) - 1
    return make_quote(s, [(0, 1)], (cue, cue + 1), subject) if subject else None


def unclaimed(sentences: Iterable[Sentence], found: Sequence[Quote]) -> Iterator[Quote]:
    """Quotations without a known cue that are speech all the same: whole sentences, or five words and more."""
    taken = sorted(span for quote in found for span in quote.spans)
    for s in sentences:
        for at, quotation in enumerate(s.quotation):
            free = quotation and not inside(quotation.outer, quotation.after, taken)
            if free and (quote := _without_cue(s, at)):
                yield quote


def _without_cue(s: Sentence, at: int) -> Quote | None:
    count = len(s.text[s.start[at] : s.end[at]].split())
    words = [trimmed(s, at, at + 1)]
    if at == 0:  # "No, never!" beamed Li.    "No, never," Li boomed.
        inverted = s.low[1].endswith("ed")
        subject = subject_after(s, int(inverted)) if s.is_whole(at) else None
        cue = 1 if inverted else subject[1] if subject else len(s)
        return make_quote(s, words, (cue, cue + 1), subject) if subject and cue < len(s) else None
    if count < 5:
        return None
    pronoun = next(((i, i + 1) for i in range(at - 1, max(0, at - 25), -1) if s.low[i] in ("he", "she", "they")), None)
    subject = pronoun or main_subject(s, at)
    said = subject and subject[1] < at and s.low[subject[1]] not in DASHES
    return make_quote(s, words, (subject[1], subject[1] + 1), subject) if subject and said else None
