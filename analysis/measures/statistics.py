"""How sure an estimate is: intervals that count articles, never words or sentences.

Words of one article are not independent, so every share and rate is a ratio of two article totals,
``sum(n) / sum(of)``, and its uncertainty comes from how the articles differ:

1. `estimate` adds up ``n`` and ``of`` within clusters: events where a group covers several, else single articles.
   Within one event the interval speaks of other articles on that event; across events, of other events too.
2. The ratio is linearised over the clusters (Korn & Graubard 1998, Survey Methodology 24:193): that is its variance.
3. Lower ends come from a t interval on the logit scale (shares) or the log scale (rates).
4. Upper ends come from the exact binomial (Poisson) rule at the effective sample size. The fewer articles carry the
   part, the less their likeness says about the ones not seen, so the variance is raised by a share of what fully
   clustered articles would have. Nothing found is nothing in as many trials as there are clusters.
5. With fewer than `MIN_ARTICLES` articles there is no interval: only the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.errors import check_choice, check_number

MIN_ARTICLES = 10
FACTOR = {"share": 1.0, "per_1000_words": 1000.0, "mean": 1.0}
# Chosen by simulation (tests/slow/test_coverage.py): how much of a fully clustered design's variance is added where
# one article carries the part, and how quickly (in articles) that fades.
CLUSTERING, FADE = 0.5, 2.0

CELL = ["group", "period"]


def estimate(
    counts: pd.DataFrame,
    base: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    level: float = 0.95,
    parts: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Counts per article to estimates with intervals: the one function behind every measure.

    Parameters
    ----------
    counts
        Columns article_id, part, n (and group, where one article stands in several groups). Rows of one article and
        part are added up; what is absent is zero.
    base
        Columns article_id, group, period, event, of: the denominators. Articles with ``of`` zero do not contribute.
    measure, unit
        Written into the result; ``unit`` is share, per_1000_words or mean.
    level
        Confidence level of the intervals.
    parts
        The parts in order, found or not; by default those found, the largest first.

    Returns
    -------
    DataFrame
        An estimates table, one row for each group, period and part; ``low`` and ``high`` are missing below
        `MIN_ARTICLES` articles. A group whose denominator is zero has no row.
    """
    check_choice("unit", unit, FACTOR)
    check_number("level", level, 0.5, 0.999)
    base = base[base["of"] > 0]
    cells = base.groupby(CELL).agg(articles=("article_id", "nunique"), events=("event", "nunique"), of=("of", "sum"))
    if cells.empty:
        return tables.empty("estimates")
    several = base.groupby(CELL)["event"].transform("nunique") > 1
    base = base.assign(cluster=base["event"].where(several, base["article_id"]))
    clusters = base.groupby([*CELL, "cluster"])["of"].sum().rename("cluster_of").reset_index()
    squares = clusters.assign(oo=clusters["cluster_of"] ** 2).groupby(CELL)["oo"]
    cells = cells.assign(oo=squares.sum(), clusters=squares.size())

    keys = [key for key in ("article_id", "group") if key in counts]
    rows = counts.merge(base[["article_id", *CELL, "cluster"]], on=keys)
    rows = rows.groupby([*CELL, "part", "cluster"])["n"].sum().reset_index().merge(clusters, on=[*CELL, "cluster"])
    rows = rows.assign(nn=rows["n"] ** 2, no=rows["n"] * rows["cluster_of"])
    totals = rows.groupby([*CELL, "part"])[["n", "nn", "no"]].sum()
    if parts is None:
        parts = totals.groupby("part")["n"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    index = pd.MultiIndex.from_tuples([(*cell, part) for cell in cells.index for part in parts], names=[*CELL, "part"])
    frame = totals.reindex(index, fill_value=0.0).reset_index().merge(cells.reset_index(), on=CELL)
    low, high = _bounds(frame, unit, level)
    frame = frame.assign(measure=measure, unit=unit, value=FACTOR[unit] * frame["n"] / frame["of"])
    frame = frame.assign(low=FACTOR[unit] * low, high=FACTOR[unit] * high, period=frame["period"].replace("", pd.NA))
    return tables.conform(frame[tables.names("estimates")], "estimates")


def _bounds(sums: pd.DataFrame, unit: str, level: float) -> tuple[Any, Any]:
    """Low and high from sums over clusters: n, of, nn (squares of n), no (products), oo (squares of of)."""
    n, of, nn, no, oo = (sums[name].to_numpy(float) for name in ("n", "of", "nn", "no", "oo"))
    k, enough = sums["clusters"].to_numpy(float), sums["articles"].to_numpy() >= MIN_ARTICLES
    if not enough.any():
        return np.full(len(n), np.nan), np.full(len(n), np.nan)
    k = np.where(enough, k, 2)
    if unit == "share":  # the rarer side is the hard one: treat it, then turn back
        turned = n > of / 2
        n, nn, no = np.where(turned, of - n, n), np.where(turned, oo - 2 * no + nn, nn), np.where(turned, oo - no, no)
    value = n / of
    variance = np.maximum(nn - 2 * value * no + value**2 * oo, 0) * k / (k - 1) / of**2
    if unit == "mean":
        low, high = _linear(value, variance, k, level)
    else:
        low, high = _positive(value, variance, k, nn / of**2, of, level, share=unit == "share")
    if unit == "share":
        low, high = np.where(turned, 1 - high, low), np.where(turned, 1 - low, high)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _linear(value: Any, variance: Any, k: Any, level: float) -> tuple[Any, Any]:
    from scipy.special import stdtrit

    margin = stdtrit(k - 1, (1 + level) / 2) * np.sqrt(variance)
    return value - margin, value + margin


def _positive(value: Any, variance: Any, k: Any, square: Any, of: Any, level: float, *, share: bool) -> tuple[Any, Any]:
    """Ends for shares up to one half (logit, binomial) and for rates (log, Poisson)."""
    from scipy.special import betaincinv, expit, gammaincinv, logit, ndtri, stdtrit

    tail = (1 + level) / 2
    t, some = stdtrit(k - 1, tail), value > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        other = 1 - value if share else 1.0
        spread = t * np.sqrt(variance) / (value * other)
        low = expit(logit(value) - spread) if share else value * np.exp(-spread)
        carriers = value**2 / square
        full = value * other / k if share else value**2
        variance = variance + CLUSTERING * np.exp((1 - carriers) / FADE) * full
        size = value * other / variance * (ndtri(tail) / t) ** 2
    size = np.where(some, size, k if share else of)
    hits = value * size
    exact = betaincinv(hits + 1, np.maximum(size - hits, 1e-9), tail) if share else gammaincinv(hits + 1, tail) / size
    return np.where(some, low, 0.0), exact


def ratio_interval(
    n: Iterable[float], of: Iterable[float], *, level: float = 0.95, unit: str = "share"
) -> tuple[float, float | None, float | None]:
    """Value, low and high of ``sum(n) / sum(of)`` over articles; no interval below `MIN_ARTICLES` articles.

    ``n`` and ``of`` hold one number for each article: its hits and its trials (words, sentences, quotes).

    >>> value, low, high = ratio_interval([0, 1, 0, 2, 1, 0, 0, 1, 0, 1], [10] * 10)
    >>> value, round(low, 2), round(high, 2)
    (0.06, 0.03, 0.13)
    >>> ratio_interval([1, 2], [10, 10])
    (0.15, None, None)
    """
    base = pd.DataFrame({"of": list(of)}, dtype=float)
    base = base.assign(article_id=base.index, group="", period="", event="")
    counts = pd.DataFrame({"article_id": base.index, "part": "", "n": list(n)})
    row = estimate(counts, base, measure="", unit=unit, level=level).iloc[0]
    if pd.isna(row["low"]):
        return float(row["value"]), None, None
    return float(row["value"]), float(row["low"]), float(row["high"])


def mean_interval(values: Iterable[float], *, level: float = 0.95) -> tuple[float, float | None, float | None]:
    """Mean over articles with its t interval; no interval below `MIN_ARTICLES` articles.

    >>> mean_interval([0.5, 0.1])
    (0.3, None, None)
    """
    numbers = list(values)
    return ratio_interval(numbers, [1.0] * len(numbers), level=level, unit="mean")


def difference(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """What group ``first`` has more than ``second``, part by part, with intervals and tests.

    The interval joins the two groups' own intervals (MOVER; Zou & Donner 2008, doi:10.1002/sim.3095), so it keeps
    their skew; ``p`` is below 1 - level exactly where it excludes zero, ``q`` controls the false discovery rate over
    the table. The groups are taken as independent, which is cautious where both covered the same events.

    Returns
    -------
    DataFrame
        Estimates with group "first − second", the columns z, p and q added; ``articles`` and ``events`` are those of
        the smaller group. Where a group has no interval, low, high, z, p and q are missing.
    """
    from scipy.special import ndtr, ndtri

    for name, group in (("first", first), ("second", second)):
        check_choice(name, group, table["group"].unique().tolist())
    one, two = (table[table["group"] == group] for group in (first, second))
    both = one.merge(two, on=["measure", "period", "part", "unit"], suffixes=("", "_2"))
    gap = both["value"] - both["value_2"]
    down = np.hypot(both["value"] - both["low"], both["high_2"] - both["value_2"])
    up = np.hypot(both["high"] - both["value"], both["value_2"] - both["low_2"])
    z = gap / np.where(gap > 0, down, up) * ndtri((1 + table.attrs.get("level", 0.95)) / 2)
    out = both.assign(group=f"{first} − {second}", value=gap, low=gap - down, high=gap + up)
    out = out.assign(**{name: both[[name, f"{name}_2"]].min(axis=1) for name in ("articles", "events")})
    p = 2 * ndtr(-z.abs())
    return tables.conform(out[tables.names("estimates")].assign(z=z, p=p, q=fdr(p)), "estimates")


def fdr(p: Iterable[float]) -> Any:
    """Adjusted p values (q) that control the false discovery rate (Benjamini & Hochberg 1995); missing stays missing.

    >>> fdr([0.01, 0.02, float("nan"), 0.5]).round(3).tolist()
    [0.03, 0.03, nan, 0.5]
    """
    values = np.asarray(list(p), dtype=float)
    q = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known])[::-1]]
    ranks = np.arange(len(order), 0, -1)
    q[order] = np.minimum.accumulate(np.minimum(values[order] * len(order) / ranks, 1.0))
    return q
