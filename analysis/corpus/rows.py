"""One article to the rows of its tables: spans of the language room, with offsets into the cleaned text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from analysis.language.cleaning import Cleaned, clean
from analysis.language.hits import find_hits
from analysis.language.people import Mention, Person, Speaker, find_mentions
from analysis.language.quotes import Quote, find_quotes, quoted_spans, saying
from analysis.language.sentences import split_paragraphs, split_sentences
from analysis.language.spans import Span, merged, outside, positions_inside
from analysis.language.tone import polarity
from analysis.language.words import count_between, word_starts
from analysis.lexicons import Lexicon

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Page:
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
    cleaning: bool,
) -> Page:
    """Pass 1 over one article."""
    cleaned = clean(raw) if cleaning else Cleaned(raw, (), (), None)
    text = cleaned.text
    words, marked = word_starts(text), quoted_spans(text)
    quotes = find_quotes(text, engine=engine)
    spans = split_sentences(text)
    page = Page(
        article_id=article_id,
        date=None if pd.isna(date) else date,
        text=text,
        headline=_headline(cleaned),
        wire=cleaned.wire,
        words=words,
        quoted=positions_inside(words, marked),
        removed=[
            (article_id, r.rule, r.text, r.replacement, r.start, r.raw_start, r.raw_end) for r in cleaned.removals
        ],
        sentences=[],
        hits=_hits(article_id, text, spans, lexicons),
        quotes=quotes,
        mentions=find_mentions(text),
    )
    page.sentences.extend(_sentences(page, spans, cleaned.headings, marked))
    return page


def _headline(cleaned: Cleaned) -> str | None:
    """The heading with which the text begins, if it begins with one."""
    if cleaned.headings and not cleaned.text[: cleaned.headings[0][0]].strip():
        start, end = cleaned.headings[0]
        return cleaned.text[start:end]
    return None


def _sentences(page: Page, spans: Sequence[Span], headings: Sequence[Span], marked: Sequence[Span]) -> list[Row]:
    text = page.text
    paragraphs = split_paragraphs(text)
    begins = [start for start, _ in paragraphs]
    titles = {start for start, _ in headings}
    lead = next((number for number, start in enumerate(begins) if start not in titles), -1)
    said = merged([*marked, *(span for quote in page.quotes for span in quote.spans)])
    rows = []
    for number, (start, end) in enumerate(spans):
        paragraph = max(bisect_right(begins, start) - 1, 0)
        heading = bool(begins) and begins[paragraph] in titles
        section = "headline" if heading else "lead" if paragraph == lead else "body"
        own = " ".join(text[a:b] for a, b in outside(start, end, said))
        words, quoted = count_between(page.words, start, end), count_between(page.quoted, start, end)
        tone_all, subjectivity = polarity(text[start:end])
        tone_own = polarity(own)[0] if any(char.isalnum() for char in own) else nan
        place = (page.article_id, number, paragraph, section, start, end, text[start:end])
        rows.append((*place, words, quoted, tone_all, subjectivity, tone_own))
    return rows


def _hits(article_id: str, text: str, sentences: Sequence[Span], lexicons: Mapping[str, Lexicon]) -> list[Row]:
    begins = [start for start, _ in sentences]
    return [
        (article_id, max(bisect_right(begins, hit.start) - 1, 0), hit.start, hit.end, kind, hit.part, hit.term)
        for kind, lexicon in lexicons.items()
        for hit in find_hits(text, lexicon)
    ]


def people_rows(page: Page, persons: Sequence[Person]) -> list[Row]:
    """Rows of the people table."""
    return [(page.article_id, p.start, p.end, p.surface, p.person, p.how, p.confidence) for p in persons]


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
