"""Who says what, by rules: each cue looks for its speaker and its words within the sentence.

Two orders carry nearly all of news English: words first (``"We can," Trump said. "And we will."``; ``The deal is close,
said two officials``) and cue first (``Trump said that ...``). Quotations nobody claims are then joined to the quotation
they follow, or stand alone with the speaker carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.language.quotes.clauses import Sentence, Token, read_sentences
from analysis.language.quotes.marks import find_quotations
from analysis.language.quotes.quote import Quote, Span
from analysis.language.quotes.saying import forms
from analysis.language.quotes.sources import grammar, source_kind, subject_after, subject_before

_END = frozenset(".?!…;") | {"..."}
_DASHES = frozenset("—–―") | {"--"}
_COORDINATE = frozenset(("and", "but", "then"))
CONFIDENCE = {"name": 0.93, "title": 0.85, "role": 0.85, "pronoun": 0.92, "carried": 0.8, "none": 0.5}


def find_by_rules(text: str) -> list[Quote]:
    """All quotes of a text, by rules alone."""
    quotations = find_quotations(text)
    sentences = list(read_sentences(text, quotations))
    found: list[Quote] = []
    for sentence in sentences:
        found += _attributions(text, sentence.tokens)
    found = _disjoint(found)
    return sorted(_follow_ups(text, sentences, found), key=lambda quote: quote.spans[0])


def _attributions(text: str, tokens: Sequence[Token]) -> Iterator[Quote]:
    """The quotes whose cue stands in this sentence."""
    subject: tuple[int, int] | None = None
    for at, token in enumerate(tokens):
        if token.low == "according" and at + 1 < len(tokens) and tokens[at + 1].low == "to":
            if quote := _according_to(text, tokens, at):
                yield quote
        elif token.low in forms("clause") or token.low in forms("label"):
            quote, subject = _said(text, tokens, at, subject)
            if quote:
                yield quote


def _said(
    text: str, tokens: Sequence[Token], cue: int, earlier: tuple[int, int] | None
) -> tuple[Quote | None, tuple[int, int] | None]:
    """The quote of one verb of saying, and its subject for verbs that share it."""
    before = tokens[cue - 1].low if cue else ""
    subject, right, first = subject_before(tokens, cue), cue + 1, cue
    if subject:
        first = subject[0]
    elif before in (",", '"') or before in _DASHES:
        if not tokens[cue].low.endswith("ing"):
            subject = subject_after(tokens, cue)
            right = subject[1] if subject else right
        subject = subject or earlier
    elif before in _COORDINATE:
        subject = earlier
    if subject is None:
        return None, earlier
    spans = _words_first(tokens, first, right) if tokens[cue].low in forms("clause") else []
    spans = spans or (_cue_first(tokens, cue, right) if right == cue + 1 else [])
    if not spans:
        return None, subject
    return _quote(text, tokens, spans, cue, subject), subject


def _words_first(tokens: Sequence[Token], first: int, right: int) -> list[Span]:
    """Words, then speaker and cue: ``"A," he said, "B."``; empty when the order is another."""
    if first == 0:
        return []
    edge = tokens[first - 1]
    if edge.low == '"':
        left = first
    elif (edge.low == "," or edge.low in _DASHES) and first > 1:
        left = first - 1
    else:
        return []
    if edge.low != '"' and tokens[left - 1].low != '"' and not _nothing_said(tokens, right):
        return []
    if edge.low == '"' and right < len(tokens) and tokens[right].low in ("that", ":"):
        return []
    spans = [_trimmed(tokens, 0, left)]
    rest = right
    while rest < len(tokens) and tokens[rest].low not in (",", ":", '"') and tokens[rest].low not in _DASHES:
        rest += 1
    if rest + 1 < len(tokens) and (tokens[rest + 1].low == '"' or (rest == right and edge.low != '"')):
        spans.append(_trimmed(tokens, rest + 1, len(tokens)))
    return [span for span in spans if span[0] < span[1]]


def _nothing_said(tokens: Sequence[Token], right: int) -> bool:
    """Whether what follows the cue only says when, where or to whom."""
    rest = tokens[right:]
    if not rest or rest[0].low in _END or rest[0].low == ",":
        return True
    if any(token.low in ("that", ":", '"') for token in rest):
        return False
    return rest[0].low in grammar("preposition") or rest[0].low in grammar("time")


def _cue_first(tokens: Sequence[Token], cue: int, right: int) -> list[Span]:
    """Cue, then words: ``Trump told reporters on Monday that ...``."""
    verb = tokens[cue].low
    start = _start_of_words(tokens, cue, right)
    if start is None or start >= len(tokens):
        return []
    end = _end_of_words(tokens, start)
    span = _trimmed(tokens, start, end)
    has_mark = any(token.quotation for token in tokens[start:end])
    if span[0] >= span[1] or (verb not in forms("clause") and not has_mark):
        return []
    return [span]


def _start_of_words(tokens: Sequence[Token], cue: int, right: int) -> int | None:
    at, verb = right, tokens[cue].low
    while at < len(tokens) and at - right < 30:
        low = tokens[at].low
        if low in ("that", ":") or (low == "," and at + 1 < len(tokens) and tokens[at + 1].low == '"'):
            return at + 1
        if low == '"' or low in ("whether", "if", "how", "why", "what"):
            return at
        if low in _END or low == ",":
            break
        at += 1
    at = right
    if verb in forms("addressee") and at < len(tokens):
        hearer = subject_after(tokens, cue)
        at = hearer[1] if hearer else at
    while at < len(tokens) and (tokens[at].low in grammar("time") or tokens[at].low.endswith("ly")):
        at += 1
    if at >= len(tokens) or tokens[at].low in _END or tokens[at].low == ",":
        return None
    if tokens[at].low in grammar("preposition") and verb not in forms("content"):
        return None
    return at


def _end_of_words(tokens: Sequence[Token], start: int) -> int:
    """The content ends with the sentence, or where the next cue of the same speaker begins."""
    if tokens[start].low == '"' and _closes_clause(tokens, start):
        return start + 1
    for at in range(start + 1, len(tokens) - 1):
        if tokens[at].low in _COORDINATE or tokens[at].low == ",":
            after = at + 1
            while after < len(tokens) - 1 and (
                tokens[after].low in grammar("auxiliary") or tokens[after].low in _COORDINATE
            ):
                after += 1
            low = tokens[after].low
            if low == "according" or (
                low in forms("clause") and (low.endswith("ing") or tokens[at].low in _COORDINATE)
            ):
                return at
    return len(tokens)


def _closes_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words end with this quotation although the sentence goes on."""
    quotation = tokens[at].quotation
    if quotation is None or at + 1 >= len(tokens):
        return True
    follows = tokens[at + 1].low
    return (
        follows in _COORDINATE
        or follows in ("while", "as", "when", "after", "before", "during")
        or follows in _END
        or follows == ","
    )


def _according_to(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    subject = subject_after(tokens, at + 1)
    if subject is None:
        return None
    left = at - 1 if at and tokens[at - 1].low == "," else at
    if left > 0:
        spans = [_trimmed(tokens, 0, left)]
    else:
        start = next((i + 1 for i in range(subject[1], len(tokens)) if tokens[i].low == ","), len(tokens))
        spans = [_trimmed(tokens, start, len(tokens))] if start < len(tokens) else []
    if not spans or spans[0][0] >= spans[0][1]:
        return None
    return _quote(text, tokens, spans, at, subject, cue_end=at + 2)


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> Span:
    """Characters of tokens ``[first, last)`` without final punctuation; a lone quotation without its marks."""
    while last > first and (
        tokens[last - 1].low in _END or tokens[last - 1].low in (",", ":") or tokens[last - 1].low in _DASHES
    ):
        last -= 1
    if first >= last:
        return 0, 0
    if last - first == 1 and (only := tokens[first].quotation):
        return only.start, only.end
    if all(token.quotation for token in tokens[first:last]):
        return tokens[first].quotation.start, tokens[last - 1].quotation.end  # type: ignore[union-attr]
    return tokens[first].start, tokens[last - 1].end


def _quote(
    text: str,
    tokens: Sequence[Token],
    spans: list[Span],
    cue: int,
    subject: tuple[int, int],
    cue_end: int | None = None,
) -> Quote:
    how = source_kind(text, tokens, subject)
    mention = tokens[subject[0]].start, tokens[subject[1] - 1].end
    cue_span = tokens[cue].start, tokens[(cue_end or cue + 1) - 1].end
    return Quote(tuple(spans), _kind(tokens, spans), cue_span, mention, how, confidence=CONFIDENCE[how])


def _kind(tokens: Sequence[Token], spans: list[Span]) -> str:
    quoted = total = 0
    for start, end in spans:
        total += end - start
        quoted += sum(
            min(end, q.end) - max(start, q.start)
            for t in tokens
            if (q := t.quotation) and q.start < end and start < q.end
        )
    return "direct" if quoted >= 0.97 * total else "mixed" if quoted else "indirect"


def _disjoint(found: list[Quote]) -> list[Quote]:
    """Of two quotes that claim the same words, the one that begins with a quotation or has the longer words stays."""
    kept: list[Quote] = []
    for quote in sorted(found, key=lambda q: (q.kind == "indirect", q.spans[0][0] - q.spans[-1][1])):
        if not any(a < d and c < b for other in kept for a, b in other.spans for c, d in quote.spans):
            kept.append(quote)
    return kept


def _follow_ups(text: str, sentences: list[Sentence], found: list[Quote]) -> list[Quote]:
    """Join or carry over quotations that stand alone after an attributed one."""
    by_start = sorted(found, key=lambda quote: quote.spans[0])

    out = {id(quote): quote for quote in by_start}
    last: Quote | None = None
    last_paragraph = -1

    for sentence in sentences:
        tokens = sentence.tokens
        end = tokens[-1].end
        own = [q for q in by_start if q.cue and tokens[0].start <= q.cue[0] < end]
        if own:
            last, last_paragraph = own[-1], sentence.paragraph
            continue
        lone = tokens[0].quotation
        if lone is None or any(not t.quotation and t.low not in _END for t in tokens) or last is None:
            if sentence.paragraph != last_paragraph:
                last = None
            continue
        spans = tuple((t.quotation.start, t.quotation.end) for t in tokens if t.quotation)
        if sentence.paragraph == last_paragraph and last.kind != "indirect":
            joined = replace(out[id(last)], spans=(*out[id(last)].spans, *spans))
            out[id(last)] = joined
        elif sentence.paragraph <= last_paragraph + 1:
            carried = Quote(spans, "direct", None, last.mention, "carried", confidence=CONFIDENCE["carried"])
            out[id(carried)] = carried
            last_paragraph = sentence.paragraph
    return list(out.values())
