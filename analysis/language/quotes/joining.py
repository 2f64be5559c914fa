"""Quotes of one article made to fit together.

Two cues may claim the same words; a quotation may follow the one before without a cue; and some speech has a cue no
list foresees. Here the first are decided, the second joined or carried over, the third found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.language.quotes.clauses import Sentence, read_sentences
from analysis.language.quotes.content import trimmed
from analysis.language.quotes.grammar import CUE_VERBS, END, NOUN_FORM
from analysis.language.quotes.marks import Span, find_quotations
from analysis.language.quotes.quote import Quote, make_quote
from analysis.language.quotes.sources import main_subject, subject_after, subject_before

_ORDER = {"direct": 0, "mixed": 1, "indirect": 2}


def assemble(text: str, attributions: Callable[[Sentence], Iterable[Quote]], triggers: frozenset[str]) -> list[Quote]:
    """All quotes of a text, ``attributions`` being those of one sentence with a word of ``triggers``; sorted."""
    sentences = list(read_sentences(text, find_quotations(text), triggers))
    found = [quote for s in sentences for quote in _with_medium(s, list(attributions(s)))]
    found = follow_ups(sentences, disjoint(found))
    return sorted([*found, *unclaimed(sentences, found)], key=lambda quote: quote.spans)


def _with_medium(s: Sentence, found: list[Quote]) -> list[Quote]:
    """In ``"...," he said, according to Reuters`` the words are his, via Reuters."""
    media = [q for q in found if s.text[slice(*q.cue or (0, 0))].lower().startswith("according")]
    told = [q for q in found if q not in media]
    if not media or not told:
        return found
    via = media[-1]
    return [replace(q, via=via.mention) if _overlap(q, via) else q for q in told]


def _overlap(one: Quote, other: Quote) -> bool:
    return one.spans[0][0] < other.spans[-1][1] and other.spans[0][0] < one.spans[-1][1]


def disjoint(found: Sequence[Quote]) -> list[Quote]:
    """Of quotes that claim the same words, those with quotation marks stay, then the longer ones; sorted."""
    kept: list[Quote] = []
    cluster: list[Quote] = []
    reach = 0
    for quote in sorted(found, key=lambda quote: quote.spans):
        if quote.spans[0][0] >= reach:
            kept += _best(cluster)
            cluster = []
        cluster.append(quote)
        reach = max(reach, quote.spans[-1][1])
    return sorted([*kept, *_best(cluster)], key=lambda quote: quote.spans)


def _best(cluster: list[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for quote in sorted(cluster, key=lambda quote: (_ORDER[quote.kind], quote.spans[0][0] - quote.spans[-1][1])):
        if not any(a < d and c < b for other in kept for a, b in other.spans for c, d in quote.spans):
            kept.append(quote)
    return kept


def follow_ups(sentences: Sequence[Sentence], found: Sequence[Quote]) -> list[Quote]:
    """Join quotations that stand alone to the quote they follow, or carry its speaker over; sorted.

    Next to it, or when the marks run on over paragraphs, they are joined; after other words of the paragraph, and in
    the next one, they are quotes of their own with the speaker carried over; after a colon they belong to the sentence
    that ends with it.
    """
    quotes, more = list(found), defaultdict[int, list[Span]](list)
    by_cue = sorted((quote.cue[0], number) for number, quote in enumerate(found) if quote.cue)
    at, last, last_paragraph = 0, -1, -1
    introduction: Quote | None = None
    reached = 0
    for s in sentences:
        own = []
        while at < len(by_cue) and by_cue[at][0] < s.end[-1]:
            own.append(by_cue[at][1])
            at += 1
        spans = [(q.start, q.end) for q in s.marks]
        alone = len(spans) > 0 and all(low == '"' or low in END for low in s.low[: len(s)])
        if own:
            opening = [number for number in own if quotes[number].spans[0] in spans[:1]]
            last, last_paragraph = (opening or own)[-1], s.paragraph
        elif alone and introduction:
            quotes.append(replace(introduction, spans=tuple(spans), kind="direct"))
            last, last_paragraph = len(quotes) - 1, s.paragraph
        elif alone and last >= 0 and s.paragraph <= last_paragraph + 1:
            next_to = s.paragraph == last_paragraph and not any(map(str.isalnum, s.text[reached : s.start[0]]))
            runs_on = next_to or any(q and q.joined for q in s.quotation[:1])
            if runs_on and quotes[last].kind != "indirect":
                more[last] += spans
            elif len(s.text[slice(*spans[0])].split()) > 2:
                mention = quotes[last].mention
                quotes.append(Quote(tuple(spans), "direct", None, mention, "carried"))
                last, last_paragraph = len(quotes) - 1, s.paragraph
        reached = s.end[len(s) - 1] if own or alone else reached
        introduction = None if own else _introduction(s)
    quotes = [replace(q, spans=(*q.spans, *more[i])) if i in more else q for i, q in enumerate(quotes)]
    return sorted(quotes, key=lambda quote: quote.spans)


def _introduction(s: Sentence) -> Quote | None:
    """What ``He told the crowd, to applause:`` promises for the next paragraph; its words are still to come."""
    if s.low[len(s) - 1] != ":" or len(s) < 2:
        return None
    cue = next((i for i in range(len(s) - 1, 0, -1) if s.low[i] in CUE_VERBS and s.low[i] not in NOUN_FORM), 0)
    subject = (subject_before(s, cue) if cue else None) or main_subject(s, cue or len(s) - 1)
    cue = cue or len(s) - 1
    return make_quote(s, [(0, 1)], (cue, cue + 1), subject) if subject else None


def unclaimed(sentences: Sequence[Sentence], found: Sequence[Quote]) -> Iterator[Quote]:
    """Quotations without a known cue that are speech all the same: whole sentences, or five words and more."""
    taken = sorted(span for quote in found for span in quote.spans)
    for s in sentences:
        for at, quotation in enumerate(s.quotation):
            if quotation:
                before = bisect_left(taken, (quotation.after, 0))
                free = before == 0 or taken[before - 1][1] <= quotation.outer
                if free and (quote := _without_cue(s, at)):
                    yield quote


def _without_cue(s: Sentence, at: int) -> Quote | None:
    count = len(s.text[s.start[at] : s.end[at]].split())
    words, before, whole = [trimmed(s, at, at + 1)], s.low[at - 1], s.is_whole(at)
    if at == 0:  # "No, never!" beamed Li.    "No, never," Li boomed.
        inverted = s.low[1].endswith("ed") and not s.capital[1]
        subject = subject_after(s, int(inverted)) if whole and count > 2 else None
        cue = 1 if inverted else subject[1] if subject else len(s)
        return make_quote(s, words, (cue, cue + 1), subject) if subject and cue < len(s) else None
    if count < (3 if whole and before in (",", ":") else 5):
        return None
    pronoun = next(((i, i + 1) for i in range(at - 1, max(0, at - 25), -1) if s.low[i] in ("he", "she", "they")), None)
    subject = pronoun or main_subject(s, at)
    return make_quote(s, words, (subject[1], subject[1] + 1), subject) if subject and subject[1] < at else None
