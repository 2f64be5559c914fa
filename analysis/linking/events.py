"""Which articles tell of the same event.

An event is one occurrence at one time and place, with its direct run-up and the reactions to it; the next vote,
visitor or arrest of the same affair is another (after the definition of Topic Detection and Tracking, Cieri et al.
2002; the whole rule stands in tests/accuracy/linking.py). Two articles within a few days of each other are near, to
one half, as far as they use the same rare words (TF-IDF cosine) and, to the other, as far as the words of each one's
headline stand in the other's headline and opening: there news says what is new, while the background of a running
story is the same every day. Articles are then joined bottom-up, the nearest groups first, while two groups are on
average near enough (average linkage, Sokal and Michener 1958): unlike joining whatever touches, a chain of look-alikes
does not grow into one event. Only pairs in the window that are a little near at all are looked at, so time grows with
the articles, not with their pairs; only the undated are compared with all.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis import lexicons, tables
from analysis.linking.words import fold, numbered, words

# Chosen on BASIL's events and pairs of AllSides (tests/accuracy/linking.py); the result is flat around them.
WINDOW_DAYS = 3  # articles further apart are never compared
NEAR = 0.25  # average nearness from which two groups are one event
FLOOR = 0.05  # nearness below which a pair counts as nothing
FADE = 0.06  # share of the nearness that each day between two articles takes away
HEADLINE = 0.5  # weight of the headlines; the whole texts have the rest
OPENING = 200  # words in which the other's headline is looked for, after its own headline
UNTITLED = 12  # first words that stand for a missing headline
TITLE_WEIGHT = 2  # times a word of the title counts in the whole text
STRONGEST = 400  # words of an article that are compared

_BLOCK = 256


def group_events(articles: pd.DataFrame) -> pd.DataFrame:
    """Group articles into events.

    Parameters
    ----------
    articles
        Columns article_id and text; title, date and published are used where present. An article without a date
        may join an event of any day.

    Returns
    -------
    DataFrame
        The ``events`` table: article_id, event (smallest article_id of the event), event_title (its strongest words);
        one row for each article in the given order, singletons included. The order of the articles does not matter.

    Raises
    ------
    SchemaError
        When article_id or text is missing.
    """
    tables.require(articles, ["article_id", "text"], name="articles")
    if articles.empty:
        return tables.empty("events")
    ordered = articles.drop_duplicates("article_id").sort_values("article_id", ignore_index=True)
    texts, headlines, openings, vocabulary = _vectors(ordered)
    pairs = _near_pairs(_sides(texts, headlines, openings), days(ordered))
    clusters = _average_linkage(pairs, len(ordered))
    ids = ordered["article_id"].tolist()
    titles = _titles(texts, vocabulary, clusters)
    rows = {ids[i]: (ids[members[0]], title) for members, title in zip(clusters, titles, strict=True) for i in members}
    found = [(i, *rows[i]) for i in articles["article_id"]]
    return tables.conform(pd.DataFrame(found, columns=tables.names("events")), "events")


def _titles(vectors: Any, vocabulary: list[str], clusters: list[list[int]]) -> list[str]:
    """The four strongest words of each cluster."""
    from scipy.sparse import csr_array

    column = np.concatenate([np.array(members) for members in clusters])
    row = np.repeat(np.arange(len(clusters)), [len(members) for members in clusters])
    sums = csr_array((np.ones(len(row)), (row, column)), shape=(len(clusters), vectors.shape[0])) @ vectors
    sums.sort_indices()
    parts = [slice(first, end) for first, end in pairwise(sums.indptr)]
    strongest = [sums.indices[part][np.argsort(-sums.data[part], kind="stable")[:4]] for part in parts]
    return [", ".join(vocabulary[i] for i in top) for top in strongest]


def _vectors(articles: pd.DataFrame) -> tuple[Any, Any, Any, list[str]]:
    """TF-IDF of texts (rows of length 1), rarity of headline words (rows of sum 1), words of openings; all words."""
    titles = articles["title"].fillna("") if "title" in articles else pd.Series("", index=articles.index)
    rows, written = numbered(f"{t} " * TITLE_WEIGHT + text for t, text in zip(titles, articles["text"], strict=True))
    skipped = lexicons.words("function_words", "grammar") | lexicons.words("function_words", "reporting")
    ids: dict[str, int] = {}
    folded = [fold(surface).removesuffix("'s") for surface in written]
    word = np.array([-1 if w in skipped else ids.setdefault(w, len(ids)) for w in folded], dtype=np.int32)
    total = np.bincount(np.concatenate(rows), minlength=len(written))
    best = {folded[i]: written[i] for i in sorted(range(len(written)), key=lambda i: (total[i], written[i]))}
    texts = _counted([word[row] for row in rows], len(ids))
    rarity = np.log((1 + len(rows)) / (1 + np.bincount(texts.indices, minlength=len(ids)))) + 1
    lengths = [len(words(title)) for title in titles]
    headlines = _counted([word[row[: n or UNTITLED]] for row, n in zip(rows, lengths, strict=True)], len(ids))
    openings = _counted(
        [word[row[: n * TITLE_WEIGHT + OPENING]] for row, n in zip(rows, lengths, strict=True)], len(ids)
    )
    openings.data[:] = 1
    headlines.data = rarity[headlines.indices]
    texts.data = (1 + np.log(texts.data)) * rarity[texts.indices]
    return _strongest(texts), _scaled(headlines, 1), openings, [best[w] for w in ids]


def _counted(rows: list[np.ndarray], width: int) -> Any:
    """How often each word (not -1) stands in each row."""
    from scipy.sparse import csr_array

    counts = [np.unique(row[row >= 0], return_counts=True) for row in rows]
    column, count = (np.concatenate(parts) for parts in zip(*counts, strict=True))
    ends = np.cumsum([0, *(len(words) for words, _ in counts)])
    return csr_array((count.astype(float), column, ends), shape=(len(rows), width))


def _strongest(weights: Any) -> Any:
    """The strongest words of each row only, as rows of unit length."""
    for first, end in pairwise(weights.indptr):
        strengths = weights.data[first:end]
        if len(strengths) > STRONGEST:
            strengths[np.argpartition(-strengths, STRONGEST)[STRONGEST:]] = 0
    weights.eliminate_zeros()
    return _scaled(weights, 2)


def _scaled(weights: Any, norm: int) -> Any:
    """Rows whose ``norm`` is 1; a row of zeros stays."""
    for first, end in pairwise(weights.indptr):
        weights.data[first:end] /= np.linalg.norm(weights.data[first:end], norm) or 1
    return weights


def _sides(texts: Any, headlines: Any, openings: Any) -> tuple[Any, Any]:
    """Two matrices: row i of the first times row j of the second is how near i and j are."""
    from scipy.sparse import hstack

    half = HEADLINE / 2
    left = hstack([(1 - HEADLINE) * texts, half * headlines, half * openings], format="csr")
    return left, hstack([texts, openings, headlines], format="csr")


def days(articles: pd.DataFrame) -> np.ndarray:
    """Day numbers, NaN where no date is known."""
    dates = pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us]")
    for column in ("date", "published"):
        if column in articles:
            given = pd.to_datetime(articles[column], utc=True, errors="coerce", format="mixed").dt.tz_localize(None)
            dates = dates.fillna(given.astype("datetime64[us]"))
    days = (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return np.floor(days.to_numpy(float))


def _near_pairs(sides: tuple[Any, Any], day: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Pairs (i < j) in the window whose nearness is at least ``FLOOR``; the undated are compared with all."""
    undated = np.flatnonzero(np.isnan(day))
    dated = np.flatnonzero(~np.isnan(day))
    dated = dated[np.argsort(day[dated], kind="stable")]
    when = day[dated]
    jobs = [(undated, np.arange(len(day)))]
    for first in range(0, len(dated), _BLOCK):
        block = dated[first : first + _BLOCK]
        end = np.searchsorted(when, day[block[-1]] + WINDOW_DAYS, side="right")
        jobs.append((block, dated[first:end]))
    for left, right in jobs:
        for first in range(0, len(left), _BLOCK):
            rows = left[first : first + _BLOCK]
            products = (sides[0][rows] @ sides[1][right].T).tocoo()
            some = products.data >= FLOOR
            i, j = rows[products.row[some]], right[products.col[some]]
            apart = np.nan_to_num(np.abs(day[i] - day[j]))
            near = products.data[some] * (1 - FADE * apart)
            low, high = np.minimum(i, j), np.maximum(i, j)
            ok = (i != j) & (apart <= WINDOW_DAYS) & (near >= FLOOR)
            yield from zip(low[ok].tolist(), high[ok].tolist(), near[ok].tolist(), strict=True)


def _average_linkage(pairs: Iterator[tuple[int, int, float]], n: int) -> list[list[int]]:
    """Clusters of 0..n-1, sorted; a pair that is not given counts as similarity 0."""
    totals: list[dict[int, float]] = [{} for _ in range(n)]
    for i, j, similarity in pairs:
        totals[i][j] = totals[j][i] = similarity
    members = [[i] for i in range(n)]
    heap = [(-s, i, j) for i in range(n) for j, s in totals[i].items() if i < j and s >= NEAR]
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if not (members[i] and members[j]) or -negative != _average(totals, members, i, j):
            continue
        members[i] += members[j]
        members[j] = []
        for k, total in totals[j].items():
            if k != i:
                totals[i][k] = totals[k][i] = totals[i].get(k, 0.0) + total
            del totals[k][j]
        totals[j] = {}
        for k in totals[i]:
            if (average := _average(totals, members, i, k)) >= NEAR:
                heapq.heappush(heap, (-average, min(i, k), max(i, k)))
    return [sorted(cluster) for cluster in members if cluster]


def _average(totals: list[dict[int, float]], members: list[list[int]], i: int, j: int) -> float:
    return totals[i][j] / (len(members[i]) * len(members[j]))
