"""Hits and polarity: the numbers of a plain regular expression and of TextBlob, faster.

CROSSREAD_ALLSIDES names a folder with AllSides' sample.parquet. Times are process times, so that a busy machine does
not decide.
"""

from __future__ import annotations

import gc
import os
import re
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from analysis.language.hits import find_hits
from analysis.language.sentences import split_sentences
from analysis.language.tone import polarity
from analysis.language.words import fold
from analysis.lexicons import Lexicon, Part

FOLDER = os.environ.get("CROSSREAD_ALLSIDES")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FOLDER, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet"),
]


def texts(number: int) -> list[str]:
    return pd.read_parquet(Path(str(FOLDER)) / "sample.parquet")["text"].head(number).tolist()


def big_lexicon(articles: list[str]) -> Lexicon:
    """Twenty topics of 200 terms from the articles' own words, a third of them stems, with accents and exclusions."""
    common = Counter(word for text in articles for word in re.findall(r"[a-z]{5,}", text.lower()))
    words = [word for word, _ in common.most_common(24_000)[4_000:]]
    parts = {}
    for topic in range(20):
        own = words[topic::20][:198]
        terms = [word[:-1] + "*" if place % 3 == 0 else word for place, word in enumerate(own)]
        parts[f"t{topic}"] = Part(f"t{topic}", (*terms, "café*", "señor"), (f"{own[1]} and", f"the {own[2]}"))
    return Lexicon("big", "big", "", parts, {})


def plain(text: str, patterns: dict[str, re.Pattern[str]]) -> dict[str, int]:
    """Counts by one alternation a part, its exceptions first: those match, but do not count."""
    folded = fold(text)
    found = {part: sum(m["term"] is not None for m in pattern.finditer(folded)) for part, pattern in patterns.items()}
    return {part: n for part, n in found.items() if n}


def alternation(part: Part) -> re.Pattern[str]:
    def words(term: str) -> str:
        return r"(?:\r\n|[\s-])".join(re.escape(word).replace(r"\*", r"\w*") for word in term.split())

    longest = sorted(part.terms, key=len, reverse=True)
    terms, exceptions = ("|".join(map(words, found)) for found in (longest, part.exceptions))
    return re.compile(rf"(?<!\w)(?:(?:{exceptions})(?!\w)|(?P<term>(?:{terms})(?!\w)))")


def test_twenty_topics_are_counted_ten_times_as_fast_as_by_an_alternation_with_equal_counts() -> None:
    first, articles = texts(3_400)[:3_000], texts(3_400)[3_000:]
    lexicon = big_lexicon(articles)
    patterns = {name: alternation(part) for name, part in lexicon.parts.items()}
    for text in first:  # a long run has met most words
        find_hits(text, lexicon)
    start = time.process_time()
    ours = [dict(Counter(hit.part for hit in find_hits(text, lexicon))) for text in articles]
    middle = time.process_time()
    theirs = [plain(text, patterns) for text in articles]
    end = time.process_time()
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    assert differ <= len(articles) // 100, differ  # an alternation skips a term that overlaps an exception's end
    assert (end - middle) / (middle - start) >= 10


def test_polarity_equals_textblob_five_times_as_fast_at_first_and_twelve_times_in_the_end() -> None:
    from textblob import TextBlob

    sentences = [text[a:b] for text in texts(7_882) for a, b in split_sentences(text)][:100_000]
    polarity("warm up"), TextBlob("warm up").sentiment
    gc.collect(), gc.freeze()  # the test runner's own objects are nobody's cost
    start = time.process_time()
    ours = [polarity(sentence) for sentence in sentences]
    cold = time.process_time()
    again = [polarity(sentence) for sentence in sentences]
    warm = time.process_time()
    theirs = [tuple(TextBlob(sentence).sentiment) for sentence in sentences]
    end = time.process_time()
    assert ours == again == theirs
    assert (end - warm) / (cold - start) >= 5
    assert (end - warm) / (warm - cold) >= 12
