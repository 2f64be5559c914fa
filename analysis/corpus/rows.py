"""One article to the rows of its tables: spans of the language room, with offsets into the cleaned text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

import pandas as pd

from analysis.language import cleaning
from analysis.language.hits import find_hits
from analysis.language.people import Mention, Person, Speaker, find_mentions
from analysis.language.quotes import Quote, find_quotes, quoted_spans, saying
from analysis.language.sentences import split_paragraphs, split_sentences
from analysis.language.spans import Span, merged, outside, positions_inside
from analysis.language.tone import polarity
from analysis.language.words import count_between, word_starts
from analysis.lexicons import Lexicon

Row = tuple[Any, ...]


class Page(NamedTuple):
    """One article after pass 1: its text, its finished rows, and the quotes and names that pass 2 resolves."""

    article_id: str
    date: pd.Timestamp | None
    text: str
    headline: str | None
    wire: str | None
    words: list[int]  # where each word begins
    quoted: list[int]  # of these, the ones inside quotation marks
    removed: list[Row]
    sentences: list[Row]
    hits: list[Row]
    quotes: list[Quote]
    mentions: list[Mention]


def read_page(
    article_id: str,
    date: pd.Timestamp | None,
    raw: str,
    *,
    lexicons: Mapping[str, Lexicon],
    engine: str,
    clean: bool,
) -> Page:
    """Pass 1 over one article."""
    text, removals, headings, wire = cleaning.clean(raw) if clean else cleaning.Cleaned(raw, (), (), None)
    words, marked = word_starts(text), quoted_spans(text)
    spans, quotes = split_sentences(text), find_quotes(text, engine=engine)
    opens = bool(headings) and not text[: headings[0][0]].strip()
    page = Page(
        article_id,
        None if pd.isna(date) else date,
        text,
        headline=text[slice(*headings[0])] if opens else None,
        wire=wire,
        words=words,
        quoted=positions_inside(words, marked),
        removed=[(article_id, *removal) for removal in removals],
        sentences=[],
        hits=[row for kind, lexicon in lexicons.items() for row in _hits(article_id, text, spans, kind, lexicon)],
        quotes=quotes,
        mentions=find_mentions(text),
    )
    said = merged([*marked, *(span for quote in quotes for span in quote.spans)])
    return page._replace(sentences=_sentences(page, spans, {start for start, _ in headings}, said))


def _sentences(page: Page, spans: Sequence[Span], titles: set[int], said: Sequence[Span]) -> list[Row]:
    text = page.text
    begins = [start for start, _ in split_paragraphs(text)]
    lead = next((number for number, start in enumerate(begins) if start not in titles), -1)
    rows = []
    for number, (start, end) in enumerate(spans):
        paragraph = bisect_right(begins, start) - 1
        section = "headline" if begins[paragraph] in titles else "lead" if paragraph == lead else "body"
        own = " ".join(text[a:b] for a, b in outside(start, end, said))
        words, quoted = count_between(page.words, start, end), count_between(page.quoted, start, end)
        tone_all, subjectivity = polarity(text[start:end])
        tone_own = polarity(own)[0] if any(char.isalnum() for char in own) else nan
        place = (page.article_id, number, paragraph, section, start, end, text[start:end])
        rows.append((*place, words, quoted, tone_all, subjectivity, tone_own))
    return rows


def _hits(article_id: str, text: str, sentences: Sequence[Span], kind: str, lexicon: Lexicon) -> Iterator[Row]:
    begins = [start for start, _ in sentences]
    for start, end, part, term in find_hits(text, lexicon):
        yield article_id, bisect_right(begins, start) - 1, start, end, kind, part, term


def people_rows(page: Page, persons: Sequence[Person]) -> list[Row]:
    """Rows of the people table."""
    return [(page.article_id, *person) for person in persons]


def quote_rows(page: Page, speakers: Sequence[Speaker]) -> list[Row]:
    """Rows of the quotes table: each quote with the speaker that pass 2 gave it."""
    return [_quote_row(page, n, *pair) for n, pair in enumerate(zip(page.quotes, speakers, strict=True))]


def _quote_row(page: Page, number: int, quote: Quote, speaker: Speaker) -> Row:
    cue, cue_start, cue_end = _part(page.text, quote.cue)
    via, _, _ = _part(page.text, quote.via)
    return (
        page.article_id,
        number,
        quote.kind,
        quote.spans[0][0],
        quote.spans[-1][1],
        quote.spans,
        " ".join(page.text[start:end] for start, end in quote.spans),
        sum(count_between(page.words, *span) for span in quote.spans),
        sum(count_between(page.quoted, *span) for span in quote.spans),
        speaker.speaker,
        speaker.speaker_kind,
        speaker.confidence,
        *_part(page.text, quote.mention),
        speaker.how,
        cue,
        cue_start,
        cue_end,
        saying(cue) if cue else None,
        via,
    )


def _part(text: str, span: Span | None) -> tuple[str | None, int | None, int | None]:
    return (text[slice(*span)], *span) if span else (None, None, None)
