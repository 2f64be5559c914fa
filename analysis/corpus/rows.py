"""One article to the rows of its tables: spans of the language room, with offsets into the cleaned text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

from analysis.language import cleaning
from analysis.language.hits import find_hits
from analysis.language.people import Mention, Speaker, find_mentions
from analysis.language.quotes import Quote, find_quotes, quoted_spans, saying
from analysis.language.sentences import split_paragraphs, split_sentences
from analysis.language.spans import Span, merged, outside, positions_inside
from analysis.language.tone import polarity
from analysis.language.words import count_between, word_starts
from analysis.lexicons import Lexicon

Row = tuple[Any, ...]


class Page(NamedTuple):
    """One article after pass 1: its cleaned text, its finished rows, the quotes and names that pass 2 resolves."""

    text: str
    headline: str | None
    wire: str | None
    removed: list[Row]
    sentences: list[Row]
    hits: list[Row]
    quotes: list[Quote]
    mentions: list[Mention]


def read_page(article_id: str, raw: str, *, lexicons: Mapping[str, Lexicon], engine: str, clean: bool) -> Page:
    """Pass 1 over one article."""
    text, removals, headings, wire = cleaning.clean(raw) if clean else cleaning.Cleaned(raw, (), (), None)
    spans, quotes = split_sentences(text), find_quotes(text, engine=engine)
    opens = bool(headings) and not text[: headings[0][0]].strip()
    return Page(
        text,
        headline=text[slice(*headings[0])] if opens else None,
        wire=wire,
        removed=[(article_id, *removal) for removal in removals],
        sentences=_sentences(article_id, text, spans, {start for start, _ in headings}, quotes),
        hits=[row for kind, lexicon in lexicons.items() for row in hit_rows(article_id, text, spans, kind, lexicon)],
        quotes=quotes,
        mentions=find_mentions(text),
    )


def _sentences(
    article_id: str, text: str, spans: Sequence[Span], titles: set[int], quotes: Sequence[Quote]
) -> list[Row]:
    marked, starts = quoted_spans(text), word_starts(text)
    inside = positions_inside(starts, marked)
    said = merged([*marked, *(span for quote in quotes for span in quote.spans)])
    begins = [start for start, _ in split_paragraphs(text)]
    lead = next((number for number, start in enumerate(begins) if start not in titles), -1)
    rows = []
    for number, (start, end) in enumerate(spans):
        paragraph = bisect_right(begins, start) - 1
        section = "headline" if begins[paragraph] in titles else "lead" if paragraph == lead else "body"
        own = " ".join(text[a:b] for a, b in outside(start, end, said))
        words, quoted = count_between(starts, start, end), count_between(inside, start, end)
        tone_all, subjectivity = polarity(text[start:end])
        tone_own = polarity(own)[0] if any(char.isalnum() for char in own) else nan
        place = (article_id, number, paragraph, section, start, end, text[start:end])
        rows.append((*place, words, quoted, tone_all, subjectivity, tone_own))
    return rows


def hit_rows(article_id: str, text: str, sentences: Sequence[Span], kind: str, lexicon: Lexicon) -> Iterator[Row]:
    """Rows of the hits table: the terms of a lexicon in a text of these sentences."""
    begins = [start for start, _ in sentences]
    for start, end, part, term in find_hits(text, lexicon):
        yield article_id, bisect_right(begins, start) - 1, start, end, kind, part, term


def quote_rows(article_id: str, text: str, quotes: Sequence[Quote], speakers: Sequence[Speaker]) -> list[Row]:
    """Rows of the quotes table: each quote with the speaker that pass 2 gave it."""
    starts = word_starts(text)
    inside = positions_inside(starts, quoted_spans(text))
    rows = []
    for number, (quote, speaker) in enumerate(zip(quotes, speakers, strict=True)):
        place = (article_id, number, quote.kind, quote.spans[0][0], quote.spans[-1][1], quote.spans)
        words = " ".join(text[start:end] for start, end in quote.spans)
        counts = (sum(count_between(where, *span) for span in quote.spans) for where in (starts, inside))
        who = (speaker.speaker, speaker.speaker_kind, speaker.confidence, *_part(text, quote.mention), speaker.how)
        cue = _part(text, quote.cue)
        verb, via = saying(cue[0]) if cue[0] else None, _part(text, quote.via)[0]
        rows.append((*place, words, *counts, *who, *cue, verb, via))
    return rows


def _part(text: str, span: Span | None) -> tuple[str | None, int | None, int | None]:
    return (text[slice(*span)], *span) if span else (None, None, None)
