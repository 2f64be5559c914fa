"""Who says what, by rules: each cue looks for its speaker and its words within the sentence.

Two orders carry nearly all of news English: words first (``"We can," Trump said. "And we will."``; ``The deal is close,
said two officials``) and cue first (``Trump said that ...``). Quotations nobody claims are then joined to the quotation
they follow, or stand alone with the speaker carried over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.language.quotes.clauses import Sentence, Token, read_sentences
from analysis.language.quotes.marks import Quotation, find_quotations
from analysis.language.quotes.quote import Quote, Span
from analysis.language.quotes.saying import cue_verbs
from analysis.language.quotes.sources import (
    AUXILIARY, BOUNDARY, DASHES, DETERMINER, PREPOSITION, PRONOUN, STOPS, TIME, Range, is_adverb, is_name, main_subject, name_kind, subject_after, subject_before,
)
from analysis.lexicons import words

_NOUN_CUES = words("quote_cues", "noun")
_END = frozenset(".?!…;") | {"..."}
_AND = frozenset(("and", "but", "then", "or"))
_JOINTS = frozenset((",", "and", "but", "while", "though", "although", ";")) | DASHES
_QUESTION = frozenset(("whether", "if", "how", "why", "what", "when", "where", "who"))
_AFTER_QUOTATION = _AND | _END | {",", "while", "as", "when", "after", "before", "during", ")"} | DASHES
NOUNS = words("quote_cues", "noun_form")
_ORDER = {"direct": 0, "mixed": 1, "indirect": 2}
_OCCASIONS = words("quote_cues", "occasion")
_UNNAMED = words("quote_cues", "unnamed")
_TURN = re.compile(r"^[^\S\n]*(?P<who>[A-Z][^\n:\"“”]{1,40}?)(?P<cue>:)\s+(?=\S)", re.MULTILINE)
CONFIDENCE = {"name": 0.93, "title": 0.85, "role": 0.85, "pronoun": 0.92, "carried": 0.8, "none": 0.5}


def find_by_rules(text: str) -> list[Quote]:
    """All quotes of a text, by rules alone."""
    sentences = list(read_sentences(text, find_quotations(text)))
    found: list[Quote] = []
    for sentence in sentences:
        found += _attributions(text, sentence.tokens)
    found = follow_ups(text, sentences, disjoint(found))
    return sorted([*found, *unclaimed(text, sentences, found)], key=lambda quote: quote.spans)


def _attributions(text: str, tokens: Sequence[Token]) -> Iterator[Quote]:
    """The quotes whose cue stands in this sentence."""
    verbs, subject = cue_verbs(), None
    headline = sum(t.capital for t in tokens) > 0.6 * len(tokens)
    for at, token in enumerate(tokens):
        quote = None
        if token.low == "according" and tokens[at + 1 : at + 2] and tokens[at + 1].low == "to":
            quote = _according_to(text, tokens, at)
        elif token.low in verbs and (not token.capital or headline or at == 0):
            if _is_passive(tokens, at):
                quote = _asked(text, tokens, at)
            elif found := _subject(text, tokens, at, subject):
                quote = _said(text, tokens, at, found)
                subject = found if quote else subject
        elif token.low in _NOUN_CUES:
            quote = _noun_cue(text, tokens, at)
        elif token.low == ":" and 0 < at < 8:
            quote = _named_before_colon(text, tokens, at)
        elif token.low in DASHES and at and tokens[at - 1].quotation and len(tokens) - at < 8:
            quote = _byline(text, tokens, at)
        if quote:
            yield quote


def _is_passive(tokens: Sequence[Token], cue: int) -> bool:
    """Whether the verb says what was said to its subject: ``he was asked``, ``When asked``, ``Asked``."""
    low, at = tokens[cue].low, cue
    if not low.endswith(("ed", "told")):
        return False
    while at > 0 and (tokens[at - 1].low.endswith("ly") or tokens[at - 1].low in ("also", "later", "then", "not", "repeatedly")):
        at -= 1
    before = tokens[at - 1].low if at else ""
    return before in ("was", "were", "is", "are", "be", "been", "being", "when", "if") or (cue == 0 and low == "asked")


def _asked(text: str, tokens: Sequence[Token], cue: int) -> Quote | None:
    """The question somebody ``was asked``; who asked is not said."""
    if tokens[cue].low != "asked" or cue + 2 >= len(tokens) or tokens[cue + 1].low not in _QUESTION | {"about"}:
        return None
    end = next((i for i in range(cue + 2, len(tokens)) if tokens[i].low == "," or tokens[i].quotation), len(tokens))
    span = _trimmed(tokens, cue + 1, end)
    return Quote((span,), "indirect", (tokens[cue].start, tokens[cue].end), None, "none", confidence=CONFIDENCE["none"])


def _noun_cue(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    """``His announcement Tuesday that ...``: the owner of the noun speaks."""
    owner = tokens[at - 1].low if at else ""
    that = next((i for i in range(at + 1, min(at + 4, len(tokens))) if tokens[i].low == "that"), 0)
    if not that or not (owner in ("his", "her", "their", "its") or owner.endswith(("'s", "s'"))):
        return None
    first = at - 1
    while first > 0 and is_name(tokens[first]) and is_name(tokens[first - 1]):
        first -= 1
    span = _trimmed(tokens, that + 1, _end_of_words(text, tokens, that + 1)) if that + 1 < len(tokens) else (0, 0)
    return _quote(text, tokens, [span], (at, at + 1), (first, at)) if span[0] < span[1] else None


def _subject(text: str, tokens: Sequence[Token], cue: int, earlier: Range | None) -> Range | None:
    """Who does the saying: the phrase left of the verb, right of it, or the subject the verb shares."""
    low, before = tokens[cue].low, tokens[cue - 1].low if cue else ""
    verb = cue_verbs()[low]
    if verb.bound and not (cue + 1 < len(tokens) and tokens[cue + 1].low in verb.particle):
        return None
    if before == "to" and not (cue > 1 and tokens[cue - 2].low in ("on", "continued")):
        return None
    if low.endswith("ing"):
        return _subject_of_participle(tokens, cue, earlier)
    found = subject_before(tokens, cue)
    if found and _is_negated(tokens, found[1], cue) and not _marked(tokens, cue + 1):
        return None
    if found and low in NOUNS and not _agrees(tokens, found, low) and not _marked(tokens, cue + 1):
        return None
    if before in (",", '"', "?", "!") or before in DASHES:
        inverted = None if verb.bound else subject_after(tokens, cue)
        if inverted and (found is None or verb.lemma != "tell" and _nothing_said(text, tokens, inverted[1])):
            return inverted
        return found or earlier
    if found is None and before in _AND:
        return _subject_of_participle(tokens, cue, earlier)
    if found is None and all(is_adverb(t) for t in tokens[max(0, cue - 2) : cue]) and cue > 2:
        return earlier
    return found


def _agrees(tokens: Sequence[Token], subject: Range, form: str) -> bool:
    """Whether a form that may be a noun (``states``, ``report``) is the verb of this subject."""
    last = tokens[subject[1] - 1]
    if last.low in PRONOUN:
        return True
    return last.capital if form.endswith("s") else last.low.endswith("s")


def _marked(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and (tokens[at].low in ("that", ":", '"') or tokens[at].low in _QUESTION)


def _is_negated(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[first:last])


def _subject_of_participle(tokens: Sequence[Token], cue: int, earlier: Range | None) -> Range | None:
    """Whose ``saying`` it is: ``with Gorka noting``, the last ``he``, the subject of the verb before, the sentence's."""
    beside = subject_before(tokens, cue)
    if beside and beside[0] and tokens[beside[0] - 1].low == "with":
        return beside
    for at in range(cue - 1, max(earlier[1] if earlier else 0, cue - 25) - 1, -1):
        if tokens[at].low in ("he", "she", "they"):
            return at, at + 1
    return earlier or main_subject(tokens, cue)


def _said(text: str, tokens: Sequence[Token], cue: int, subject: Range) -> Quote | None:
    """The quote of one verb of saying."""
    verb = cue_verbs()[tokens[cue].low]
    first, right = min(cue, subject[0]), max(cue + 1, subject[1])
    if first < cue and cue - subject[1] > 25:
        first = cue
    if verb.clause and (near := _after_quotation(tokens, first)):
        first, subject = near, (near, subject[1])
    if first > 1 and tokens[first - 1].low == "as":
        first -= 1
    relative = tokens[subject[0]].low in ("who", "which")
    spans = _words_first(text, tokens, first, right) if verb.clause and not relative else []
    if not spans and right == cue + 1:
        spans = _cue_first(text, tokens, cue)
    quote = _quote(text, tokens, spans, (cue, cue + 1), subject) if spans else None
    named = quote and not verb.clause and tokens[cue + 1].quotation and quote.how == "role"  # "a film called ..."
    return None if named else quote


def _after_quotation(tokens: Sequence[Token], first: int) -> int:
    """Where a speaker begins whose name stands a few plain words after a quotation: ``"No," election expert Li said``."""
    at = first
    while at > 0 and first - at < 7 and tokens[at - 1].low not in STOPS | BOUNDARY | PREPOSITION | PRONOUN:
        at -= 1
    return at if 0 < at < first and tokens[at - 1].quotation else 0


def _words_first(text: str, tokens: Sequence[Token], first: int, right: int) -> list[Span]:
    """Words, then speaker and cue: ``"A," he said, "B."``; empty when the order is another."""
    if first == 0:
        return []
    edge = tokens[first - 1]
    left = first if edge.quotation else first - 1
    if not left or not (edge.quotation or edge.low == "," or edge.low in DASHES or edge.low in "?!"):
        return []
    quoted = tokens[left - 1].quotation
    follows = tokens[right].low if right < len(tokens) else "."
    if quoted is None and not _nothing_said(text, tokens, right) or follows in ("that", ":"):
        return []
    begin = left - 1 if quoted and left > 1 and _stands_alone(text, tokens, left - 1) else 0
    if quoted and begin == 0 and left > 1 and follows == "," and not _nothing_said(text, tokens, right):
        return []
    spans = [_trimmed(tokens, begin, left)]
    rest = right
    while rest < len(tokens) and tokens[rest].low not in (",", ":", '"') and tokens[rest].low not in DASHES:
        rest += 1
    if rest == right and quoted is None and first + 1 < right and _resumes(tokens, rest + 1):
        rest += 1
    elif quoted is None:
        rest = len(tokens)
    elif rest + 1 < len(tokens) and tokens[rest + 1].quotation:
        rest += 1
    elif rest < len(tokens) and tokens[rest].low == ",":
        rest = next((i for i in range(rest, len(tokens)) if tokens[i].quotation and tokens[i - 1].low == ","), len(tokens))
    if rest < len(tokens) and tokens[rest].quotation and tokens[rest - 1].low not in STOPS and rest > right:
        rest = len(tokens)
    if rest < len(tokens) and (quoted is None or tokens[rest].quotation):
        spans.append(_trimmed(tokens, rest, len(tokens)))
    return [span for span in spans if span[0] < span[1]]


def _resumes(tokens: Sequence[Token], at: int) -> bool:
    """Whether ``These employees, Stumpf explained, were well paid`` goes on after its cue."""
    if at >= len(tokens):
        return False
    low = tokens[at].low
    return not (low.endswith("ing") or low in PREPOSITION or low in ("according", "a", "an", "who", "which", "as", "while"))


def _stands_alone(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a quotation inside a sentence is a sentence of its own."""
    before, quotation = tokens[at - 1].low, tokens[at].quotation
    return before in _END or before == ":" or (before in STOPS and quotation is not None and _is_sentence(text, quotation))


def _nothing_said(text: str, tokens: Sequence[Token], right: int) -> bool:
    """Whether what follows the cue only says when, where or to whom."""
    rest = tokens[right:]
    if not rest or rest[0].low in _END:
        return True
    if rest[0].low == ",":
        return not (len(rest) > 1 and (only := rest[1].quotation) and text[only.start].isupper())
    if any(token.low in ("that", ":", '"') for token in rest):
        return False
    return rest[0].low in PREPOSITION or rest[0].low in TIME


def _cue_first(text: str, tokens: Sequence[Token], cue: int) -> list[Span]:
    """Cue, then words: ``Trump told reporters on Monday that ...``."""
    verb = cue_verbs()[tokens[cue].low]
    start, marked = _start_of_words(text, tokens, cue)
    if start >= len(tokens) or tokens[start].low in _END:
        return []
    end = _end_of_words(text, tokens, start)
    quoted = any(token.quotation for token in tokens[start:end])
    if not (quoted or (marked and verb.clause) or verb.content or tokens[cue + 1].low in verb.particle or (verb.bare and _is_clause(tokens, start, end))):
        return []
    span = _trimmed(tokens, start, end)
    return [span] if span[0] < span[1] else []


def _is_clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words can be a clause of their own rather than an object or a place."""
    inside = tokens[start:end]
    return len(inside) > 2 and inside[0].low not in PREPOSITION and any(t.low in AUXILIARY - {"to", "on", "also"} or t.low.endswith(("ed", "n't")) for t in inside)


def _start_of_words(text: str, tokens: Sequence[Token], cue: int) -> tuple[int, bool]:
    """Where the words begin after a cue, and whether ``that``, a colon or a mark says so."""
    verb, at = cue_verbs()[tokens[cue].low], cue + 1
    if verb.hearer and at < len(tokens) and tokens[at].low not in _QUESTION | {"that"}:
        hearer = subject_after(tokens, cue) or ((at, at + 1) if tokens[at].low in PRONOUN | {"him", "her", "them", "us", "me"} else None)
        at = hearer[1] if hearer else at
    begin, plain, phrase = at, True, False
    while at < len(tokens) and at - begin < 16:
        low = tokens[at].low
        if low == ":" or (low == "that" and plain):
            return at + 1, True
        if low == "," and (only := tokens[at + 1 : at + 2]) and only[0].quotation:
            if plain or text[only[0].quotation.start].isupper():
                return at + 1, True
        if (low == '"' or low in _QUESTION) and plain:
            return at, True
        if low in _END or low == "," or low in cue_verbs():
            break
        phrase = phrase or low in PREPOSITION
        plain = plain and (phrase or low in TIME or low in ("out", "as") or low.endswith("ly"))
        at += 1
    at = begin
    while at < len(tokens) and tokens[at].low != "this" and (when := _time_phrase(tokens, at)):
        at += when
    return at, False


def _time_phrase(tokens: Sequence[Token], at: int) -> int:
    """How many tokens say when or how at this place: ``Tuesday``, ``on Tuesday``, ``in a statement``."""
    low = tokens[at].low
    if low in TIME or (low.endswith("ly") and not tokens[at].capital):
        return 1
    if low not in PREPOSITION:
        return 0
    after = [t.low for t in tokens[at + 1 : at + 3]]
    if after and after[0] in TIME:
        return 2
    return 3 if len(after) == 2 and after[0] in DETERMINER and after[1] in _OCCASIONS else 0


def _is_sentence(text: str, quotation: Quotation) -> bool:
    return text[quotation.start].isupper() and text[quotation.end - 1] in ".?!,"


def _end_of_words(text: str, tokens: Sequence[Token], start: int) -> int:
    """The content ends with the sentence, or where the next cue of the same speaker begins."""
    if (only := tokens[start].quotation) and (
        start + 1 == len(tokens) or tokens[start + 1].low in _AFTER_QUOTATION or _is_sentence(text, only)
    ):
        end = start + 1
        while end < len(tokens) and tokens[end].quotation:
            end += 1
        return end
    verbs = cue_verbs()
    for at in range(start + 1, len(tokens) - 1):
        low = tokens[at].low
        if (only := tokens[at].quotation) and text[only.end - 1] in ".?!" and tokens[at + 1].quotation:
            return at + 1
        if low in _AND or low == "," or low in DASHES:
            after = at + 1
            while after < len(tokens) - 1 and (tokens[after].low in AUXILIARY or tokens[after].low in _AND or is_adverb(tokens[after])):
                after += 1
            follows = tokens[after].low
            if follows == "according" or (follows in verbs and (follows.endswith("ing") or tokens[after - 1].low in _AND or low in _AND)):
                return at
        elif low in verbs and not low.endswith("ing") and not tokens[at].capital and (other := subject_before(tokens, at)):
            joint = other[0] - 1
            if joint > start + 2 and tokens[joint].low in _JOINTS and low not in NOUNS:
                return joint
    return len(tokens)


def _according_to(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    subject = subject_after(tokens, at + 1)
    if subject is None:
        return None
    left = at - 1 if at and tokens[at - 1].low == "," else at
    begin, end = 0, left
    if left == 0:
        begin = next((i + 1 for i in range(subject[1], len(tokens)) if tokens[i].low == ","), len(tokens))
        end = len(tokens)
    spans = [_trimmed(tokens, begin, end)]
    if 0 < left < 8 and tokens[subject[1] : subject[1] + 1] and tokens[subject[1]].low == "," and _resumes(tokens, subject[1] + 1):
        spans.append(_trimmed(tokens, subject[1] + 1, len(tokens)))
    return _quote(text, tokens, spans, (at, at + 2), subject) if spans[0][0] < spans[0][1] else None


def _named_before_colon(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    """``Clinton: "Our goal is not to deter ISIS."`` and headlines such as ``Sanders: Clinton needs to ...``."""
    if at + 1 >= len(tokens) or not all(t.capital or t.low in PREPOSITION or t.low in DETERMINER for t in tokens[:at]):
        return None
    if not tokens[at + 1].quotation and (tokens[0].start > 20 or text.count(text[tokens[at - 1].start : tokens[at - 1].end]) < 2):
        return None
    span = _trimmed(tokens, at + 1, len(tokens))
    return _quote(text, tokens, [span], (at, at + 1), (0, at))


def _byline(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    """``“We will win.” ― Jane Doe``."""
    name = tokens[at + 1 :]
    if not name or not name[0].capital or any(t.low in cue_verbs() or t.quotation for t in name):
        return None
    subject = subject_after(tokens, at)
    return _quote(text, tokens, [_trimmed(tokens, 0, at)], (at, at + 1), subject) if subject else None


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> Span:
    """Characters of tokens ``[first, last)`` without final punctuation; a lone quotation without its marks."""
    while last > first and (tokens[last - 1].low in _END or tokens[last - 1].low in ",:" or tokens[last - 1].low in DASHES):
        last -= 1
    while first < last and (tokens[first].low in _END or tokens[first].low in ",:" or tokens[first].low in DASHES):
        first += 1
    if first >= last:
        return 0, 0
    opening, closing = tokens[first].quotation, tokens[last - 1].quotation
    if opening and closing and all(token.quotation for token in tokens[first:last]):
        return opening.start, closing.end
    return tokens[first].start, tokens[last - 1].end


def _quote(text: str, tokens: Sequence[Token], spans: list[Span], cue: Range, subject: Range) -> Quote:
    how = name_kind(tokens, subject)
    if how == "name" and subject[1] - subject[0] == 1 and tokens[subject[0]].low in _UNNAMED:
        how = "role"
    mention = tokens[subject[0]].start, tokens[subject[1] - 1].end
    cue_span = tokens[cue[0]].start, tokens[cue[1] - 1].end
    return Quote(tuple(spans), _kind(tokens, spans), cue_span, mention, how, confidence=CONFIDENCE[how])


def _kind(tokens: Sequence[Token], spans: list[Span]) -> str:
    quoted = total = 0
    for start, end in spans:
        total += end - start
        quoted += sum(min(end, q.end) - max(start, q.start) for t in tokens if (q := t.quotation) and q.start < end and start < q.end)
    return "direct" if quoted >= 0.97 * total else "mixed" if quoted else "indirect"


def disjoint(found: list[Quote]) -> list[Quote]:
    """Of quotes that claim the same words, those with quotation marks come first, then the longer ones."""
    kept: list[Quote] = []
    taken: set[int] = set()
    for quote in sorted(found, key=lambda q: (_ORDER[q.kind], q.spans[0][0] - q.spans[-1][1])):
        if not any(cell in taken for start, end in quote.spans for cell in range(start, end, 4)):
            kept.append(quote)
            for start, end in quote.spans:
                taken.update(range(start - 3, end))
    return sorted(kept, key=lambda quote: quote.spans)


def follow_ups(text: str, sentences: list[Sentence], found: list[Quote]) -> list[Quote]:
    """Join quotations that stand alone to the quote they follow, or carry its speaker over; sorted."""
    quotes, at = list(found), 0
    by_cue = sorted((q.cue[0], i) for i, q in enumerate(found) if q.cue)
    last, last_paragraph = -1, -1
    intro: Quote | None = None
    for sentence in sentences:
        tokens = sentence.tokens
        own = []
        while at < len(by_cue) and by_cue[at][0] < tokens[-1].end:
            own.append(by_cue[at][1])
            at += 1
        if own:
            first = [i for i in own if tokens[0].quotation and quotes[i].spans[0][0] == tokens[0].quotation.start]
            last, last_paragraph = (first or own)[-1], sentence.paragraph
            continue
        spans = tuple((q.start, q.end) for t in tokens if (q := t.quotation))
        if spans and all(t.quotation or t.low in _END for t in tokens):
            if intro:
                quotes.append(replace(intro, spans=spans))
                last, last_paragraph = len(quotes) - 1, sentence.paragraph
            elif last >= 0 and (sentence.paragraph == last_paragraph or tokens[0].quotation.joined) and quotes[last].kind != "indirect":
                quotes[last] = replace(quotes[last], spans=(*quotes[last].spans, *spans))
            elif last >= 0 and sentence.paragraph <= last_paragraph + 1 and len(text[slice(*spans[0])].split()) > 2:
                quotes.append(Quote(spans, "direct", None, quotes[last].mention, "carried", confidence=CONFIDENCE["carried"]))
                last, last_paragraph = len(quotes) - 1, sentence.paragraph
        elif sentence.paragraph != last_paragraph:
            last = -1
        intro = _introduction(text, tokens)
    return sorted(quotes, key=lambda quote: quote.spans)


def _introduction(text: str, tokens: Sequence[Token]) -> Quote | None:
    """What ``He told the crowd, to applause:`` promises for the next paragraph; its words are still to come."""
    if tokens[-1].low != ":" or len(tokens) < 2:
        return None
    verbs = cue_verbs()
    cue = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].low in verbs), len(tokens) - 1)
    subject = subject_before(tokens, cue) if tokens[cue].low in verbs else None
    subject = subject or main_subject(tokens, cue)
    return _quote(text, tokens, [(0, 0)], (cue, cue + 1), subject) if subject else None


def unclaimed(text: str, sentences: list[Sentence], found: list[Quote]) -> Iterator[Quote]:
    """Quotations without a known cue that are speech all the same: whole sentences, or five words and more."""
    taken = sorted(span for quote in found for span in quote.spans)
    for sentence in sentences:
        tokens = sentence.tokens
        for at, token in enumerate(tokens):
            if token.quotation and not _overlaps(taken, token) and (quote := _without_cue(text, tokens, at)):
                yield quote


def _overlaps(taken: list[Span], token: Token) -> bool:
    at = bisect_left(taken, (token.end, 0))
    return at > 0 and taken[at - 1][1] > token.start


def _without_cue(text: str, tokens: Sequence[Token], at: int) -> Quote | None:
    quotation = tokens[at].quotation
    assert quotation is not None
    words = text[quotation.start : quotation.end].split()
    before = tokens[at - 1].low if at else ""
    whole = _is_sentence(text, quotation)
    if whole and len(words) > 2 and at + 2 < len(tokens) and (subject := subject_after(tokens, at)) and at == 0:
        verb = subject[1] if subject[1] < len(tokens) else subject[1] - 1
        return _quote(text, tokens, [_trimmed(tokens, at, at + 1)], (verb, verb + 1), subject)
    that = next((i for i in range(at - 1, max(0, at - 25), -1) if tokens[i].low == "that"), 0)
    if that > 1 and (subject := subject_before(tokens, that - 1)) and tokens[that - 1].low.endswith(("s", "d", "ing")):
        return _quote(text, tokens, [_trimmed(tokens, that + 1, _end_of_words(text, tokens, that + 1))], (that - 1, that), subject)
    if len(words) < (3 if whole and before in (",", ":") else 5) or not at:
        return None
    subject = next(((i, i + 1) for i in range(at - 1, max(0, at - 25), -1) if tokens[i].low in ("he", "she", "they")), None)
    named = subject_before(tokens, at - 1) if before == ":" else None
    subject = named if named and tokens[named[1] - 1].capital else subject or main_subject(tokens, at)
    if subject is None or subject[1] >= at:
        return None
    return _quote(text, tokens, [_trimmed(tokens, at, at + 1)], (subject[1], subject[1] + 1), subject)
