"""A corpus written by hand, small enough to count on one's fingers."""

import re

import pandas as pd

from analysis import tables
from analysis.corpus import Corpus

SENTENCE = re.compile(r"\S[^.]*\.")
TOPICS = {"economy": ["tariff", "tax"], "crime": ["police"]}


def corpus_of(texts, *, outlets, dates=None, events=None, quotes=(), people=(), hits=(), copy_of=None, settings=None):
    """A corpus of one-paragraph texts; quotes are (article number, words, kind, speaker, extra columns)."""
    ids = [f"{number:016x}" for number in range(len(texts))]
    articles = pd.DataFrame(
        {
            "article_id": ids,
            "outlet": outlets,
            "date": pd.to_datetime(pd.Series(dates if dates is not None else [None] * len(texts), dtype="object")),
            "text": texts,
            "words": [len(text.split()) for text in texts],
            "source": ids,
            "content_hash": ids,
            "copy_of": [None if number is None else ids[number] for number in copy_of or [None] * len(texts)],
        }
    )
    sentences = [
        (
            article,
            number,
            0,
            "body" if number else "lead",
            *match.span(),
            match[0],
            len(match[0].split()),
            0,
            0.0,
            0.0,
            0.1,
        )
        for article, text in zip(ids, texts, strict=True)
        for number, match in enumerate(SENTENCE.finditer(text))
    ]
    frames = {
        "articles": tables.conform(articles, "articles"),
        "sentences": tables.conform(pd.DataFrame(sentences, columns=tables.names("sentences")), "sentences"),
        "events": tables.conform(
            pd.DataFrame({"article_id": ids, "event": events or ids, "event_title": ""}), "events"
        ),
        "quotes": _quotes(ids, texts, quotes),
        "people": _people(ids, texts, people),
        "hits": _hits(ids, texts, hits),
    }
    rest = {table: tables.empty(table) for table in ("removed", "ledger")}
    return Corpus(**frames, **rest, settings=settings or {})


def _quotes(ids, texts, quotes):
    rows = []
    for number, (article, words, kind, speaker, extra) in enumerate(quotes):
        start = texts[article].index(words)
        row = {
            "article_id": ids[article],
            "quote": number,
            "kind": kind,
            "start": start,
            "end": start + len(words),
            "spans": ((start, start + len(words)),),
            "text": words,
            "words": len(words.split()),
            "quoted_words": 0 if kind == "indirect" else len(words.split()),
            "speaker": speaker,
            "speaker_kind": "unknown" if speaker is None else "person",
            "confidence": 1.0,
            "how": "name",
        }
        rows.append({**row, **extra})
    return tables.conform(rows, "quotes")


def _people(ids, texts, people):
    rows = []
    for article, surface, person, how in people:
        start = texts[article].index(surface)
        rows.append(
            {
                "article_id": ids[article],
                "start": start,
                "end": start + len(surface),
                "surface": surface,
                "person": person,
                "how": how,
                "confidence": 1.0,
            }
        )
    return tables.conform(rows, "people")


def _hits(ids, texts, hits):
    rows = []
    for article, term, lexicon, part in hits:
        start = texts[article].index(term)
        sentence = sum(match.end() <= start for match in SENTENCE.finditer(texts[article]))
        rows.append(
            {
                "article_id": ids[article],
                "sentence": sentence,
                "start": start,
                "end": start + len(term),
                "lexicon": lexicon,
                "part": part,
                "term": term,
            }
        )
    return tables.conform(rows, "hits")
