"""Which articles tell of the same event.

Two articles are near when they use the same rare words (TF-IDF cosine) within a few days. Articles are then joined
bottom-up, the nearest groups first, while two groups are on average near enough (average linkage, Sokal and Michener
1958): unlike joining whatever touches, a chain of look-alikes does not grow into one event. Only pairs in the window
that are a little near at all are looked at, so time grows with the articles, not with their pairs.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis import lexicons, tables
from analysis.linking.words import fold, surfaces

# Chosen on halves of BASIL's events (tests/accuracy/linking.py); the result is flat around them.
WINDOW_DAYS = 3
NEAR = 0.18
FLOOR = 0.05
TITLE_WEIGHT = 2
STRONGEST = 400

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
    vectors, vocabulary = _vectors(ordered)
    clusters = _average_linkage(_near_pairs(vectors, days(ordered)), len(ordered))
    ids = ordered["article_id"].tolist()
    rows = {}
    for members in clusters:
        strongest = np.asarray(vectors[members].mean(axis=0)).ravel()
        title = ", ".join(vocabulary[i] for i in np.argsort(-strongest, kind="stable")[:4] if strongest[i] > 0)
        rows.update({ids[member]: (ids[members[0]], title) for member in members})
    found = [(i, *rows[i]) for i in articles["article_id"]]
    return tables.conform(pd.DataFrame(found, columns=tables.names("events")), "events")


def _vectors(articles: pd.DataFrame) -> tuple[Any, list[str]]:
    """TF-IDF rows of unit length over the strongest words of each article, and the words as mostly written."""
    from scipy.sparse import csr_array

    titles = articles["title"].fillna("") if "title" in articles else [""] * len(articles)
    written: dict[str, int] = {}
    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for title, text in zip(titles, articles["text"], strict=True):
        found = Counter(surfaces(f"{title} " * TITLE_WEIGHT + text))
        columns.extend([written.setdefault(surface, len(written)) for surface in found])
        counts.extend(found.values())
        ends.append(len(columns))
    skipped = lexicons.words("function_words", "grammar") | lexicons.words("function_words", "reporting")
    ids: dict[str, int] = {}
    folded = [fold(surface).removesuffix("'s") for surface in written]
    word = np.array([-1 if w in skipped else ids.setdefault(w, len(ids)) for w in folded], dtype=np.int64)
    column, count = word[columns], np.array(counts, dtype=np.float64)
    row = np.repeat(np.arange(len(articles)), np.diff(ends))[column >= 0]
    matrix = csr_array((count[column >= 0], (row, column[column >= 0])), shape=(len(articles), len(ids)))
    total = np.bincount(columns, weights=count, minlength=len(written))
    best = {folded[i]: surface for surface, i in sorted(written.items(), key=lambda item: (total[item[1]], item[0]))}
    return _weigh(matrix), [best[w] for w in ids]


def _weigh(counts: Any) -> Any:
    """Damped counts times rarity, the strongest words of each row only, rows of unit length."""
    n = counts.shape[0]
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + n) / (1 + spread)) + 1
    weights = counts.copy()
    weights.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    for first, end in pairwise(weights.indptr):
        row = weights.data[first:end]
        if len(row) > STRONGEST:
            row[np.argpartition(-row, STRONGEST)[STRONGEST:]] = 0
        row /= np.linalg.norm(row) or 1
    weights.eliminate_zeros()
    return weights


def days(articles: pd.DataFrame) -> np.ndarray:
    """Day numbers, NaN where no date is known."""
    dates = pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us]")
    for column in ("date", "published"):
        if column in articles:
            given = pd.to_datetime(articles[column], utc=True, errors="coerce").dt.tz_localize(None)
            dates = dates.fillna(given.astype("datetime64[us]"))
    days = (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return np.floor(days.to_numpy(float))


def _near_pairs(vectors: Any, day: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Pairs (i < j) in the window whose cosine is at least ``FLOOR``; the undated are compared with all."""
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
            products = (vectors[rows] @ vectors[right].T).tocoo()
            keep = products.data >= FLOOR
            i, j = rows[products.row[keep]], right[products.col[keep]]
            low, high = np.minimum(i, j), np.maximum(i, j)
            ok = (i != j) & ~(np.abs(day[i] - day[j]) > WINDOW_DAYS)
            yield from zip(low[ok].tolist(), high[ok].tolist(), products.data[keep][ok].tolist(), strict=True)


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
