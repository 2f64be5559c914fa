"""How sure an estimate is: intervals that count articles, never words or sentences.

The words of one article are not independent, so each share and rate is a ratio of sums over articles, and its
uncertainty comes from how the articles differ:

1. ``n`` and ``of`` are added up within clusters: events where a group covers several, else single articles. Within
   one event an interval speaks of other articles on that event; across events, of other events too.
2. The ratio is linearised over the clusters (Korn & Graubard 1998, Survey Methodology 24:193), for its variance.
3. Lower ends are t intervals on the logit scale (shares) or the log scale (rates).
4. Upper ends follow the exact binomial (Poisson) rule at the effective sample size. Few articles that carry a part say
   little of the ones not seen, so part of a fully clustered design's variance is added where they and the share are
   small. Nothing found is nothing in as many trials as there are clusters. Shares above one half are treated as their
   complement.
5. Where each cluster is a single trial (share of articles) the interval is that of Jeffreys, exact at zero.
6. With fewer than `MIN_ARTICLES` articles there is no interval, only the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.errors import check_number

MIN_ARTICLES = 10
UNKNOWN = "unknown"  # the articles that lack the grouping column: shown, never compared
# Simulated (tests/accuracy/intervals.py): the share of a fully clustered design's variance that is added where one
# article carries the part, and over how many articles that fades.
CLUSTERING, FADE = 0.5, 5.0

_FACTOR = {"share": 1.0, "per_1000_words": 1000.0, "mean": 1.0}
_CELL = ["group", "period"]


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

    ``counts`` has the columns article_id, part, n (and group, where one article stands in several); what is absent is
    zero. ``base`` has article_id, group, period, event and ``of``, the denominator; articles where that is zero do not
    contribute. ``unit`` is share, per_1000_words or mean. The estimates table has, for each group and period whose
    denominator is not zero, a row for each of ``parts``, found or not; by default those found, the largest first.
    """
    check_number("level", level, 0.5, 0.999)
    base = base[base["of"] > 0]
    if base.empty:
        return tables.empty("estimates")
    several = base.groupby(_CELL)["event"].transform("nunique") > 1
    base = base.assign(cluster=base["event"].where(several, base["article_id"]))
    clusters = base.groupby([*_CELL, "cluster"], as_index=False).agg(cluster_of=("of", "sum"))
    clusters = clusters.assign(oo=clusters["cluster_of"] ** 2)
    cells = base.groupby(_CELL).agg(articles=("article_id", "nunique"), events=("event", "nunique"), of=("of", "sum"))
    cells = cells.join(clusters.groupby(_CELL)["oo"].agg(oo="sum", clusters="size"))
    keys = [key for key in ("article_id", "group") if key in counts]
    rows = counts.merge(base[["article_id", *_CELL, "cluster"]], on=keys)
    rows = rows.groupby([*_CELL, "cluster", "part"], as_index=False)["n"].sum().merge(clusters)
    totals = rows.assign(nn=rows["n"] ** 2, no=rows["n"] * rows["cluster_of"]).groupby([*_CELL, "part"])
    sums = totals[["n", "nn", "no"]].sum()
    if parts is None:
        parts = sums.groupby("part")["n"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    every = pd.MultiIndex.from_tuples([(*cell, part) for cell in cells.index for part in parts], names=sums.index.names)
    frame = sums.reindex(every, fill_value=0.0).reset_index().merge(cells.reset_index(), on=_CELL)
    low, high = _interval(frame, unit, level)
    value, factor = frame["n"] / frame["of"], _FACTOR[unit]
    frame = frame.assign(measure=measure, unit=unit, value=factor * value, low=factor * low, high=factor * high)
    frame["period"] = frame["period"].replace("", None)
    return tables.conform(frame[tables.names("estimates")], "estimates")


def _interval(sums: pd.DataFrame, unit: str, level: float) -> tuple[Any, Any]:
    """Both ends, from sums over clusters of n, of, n * n (nn), n * of (no) and of * of (oo)."""
    n, of, nn, no, oo, k = (sums[name].to_numpy(float) for name in ("n", "of", "nn", "no", "oo", "clusters"))
    known = (sums["articles"] >= MIN_ARTICLES).to_numpy()
    if not known.any():  # saves loading scipy
        return np.full(len(n), np.nan), np.full(len(n), np.nan)
    k = np.where(known, k, 2)
    turned = (n > of / 2) & (unit == "share")
    n, nn, no = np.where(turned, (of - n, oo - 2 * no + nn, oo - no), (n, nn, no))
    value = n / of
    variance = np.maximum(nn - 2 * value * no + value**2 * oo, 0) * k / (k - 1) / of**2
    if unit == "mean":
        from scipy.special import stdtrit

        margin = stdtrit(k - 1, (1 + level) / 2) * np.sqrt(variance)
        low, high = value - margin, value + margin
    else:
        carriers = n**2 / np.where(n > 0, nn, 1)
        low, high = _positive(value, variance, k, carriers, of, oo, level, unit == "share")
    low, high = np.where(turned, (1 - high, 1 - low), (low, high))
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _positive(
    value: Any, variance: Any, k: Any, carriers: Any, of: Any, oo: Any, level: float, share: bool
) -> tuple[Any, Any]:
    """Both ends for shares up to one half and for rates."""
    from scipy.special import betaincinv, expit, gammaincinv, logit, ndtri, stdtrit

    tail, some = (1 + level) / 2, value > 0
    t = stdtrit(k - 1, tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = value * (1 - value) if share else value
        variance = np.maximum(variance, scale / of)  # articles that happen to be alike are no better than independence
        # The variance of what an article has whole or not at all follows from its mean: it needs no t.
        known = np.minimum(variance * k / scale, 0.999) if share else 0
        spread = stdtrit((k - 1) / (1 - known), tail) * np.sqrt(variance) / scale
        low = expit(logit(value) - spread) if share else value * np.exp(-spread)
        clustered = scale * (1 - 2 * value) / k if share else value**2
        variance = variance + CLUSTERING * np.exp((1 - carriers) / FADE) * clustered
        size = scale / variance * (ndtri(tail) / t) ** 2
    size = np.where(some, size, k if share else of)
    hits = value * size
    if not share:
        return np.where(some, low, 0.0), gammaincinv(hits + 1, tail) / size
    high = betaincinv(hits + 1, np.maximum(size - hits, 1e-9), tail)
    single, hits = oo == of, value * of
    low = np.where(single, betaincinv(hits + 0.5, of - hits + 0.5, 1 - tail), low)
    above = np.where(some, 0.5, 1.0)
    high = np.where(single, betaincinv(hits + above, of - hits + 1 - above, tail), high)
    return np.where(some, low, 0.0), high


def differences(table: pd.DataFrame, *, top: int = 6) -> pd.DataFrame:
    """What one group has more than another, part by part, for every two of the ``top`` groups with most articles.

    A row says: the first group's value minus the second's is ``value``, between ``low`` and ``high``.

    The two groups' intervals are joined (MOVER; Zou & Donner 2008, doi:10.1002/sim.3095), which keeps their skew. The
    groups count as independent: cautious where they cover the same events, which `analysis.paired` compares one by one.
    Few articles make it cautious too: of pairs that do not differ, simulated, 5 % have p below .05 with 40 articles a
    group, 4 % with 20, 1 % with 10. Articles that lack the grouping column are no group and are left out.

    Returns
    -------
    DataFrame
        Estimates with group "first − second" and z, p, q added, the smallest q first: ``p`` is below 1 - level where
        the interval excludes zero, ``q`` is the share of false discoveries to expect among the rows with a q as small
        (`fdr`, over the table). ``articles`` and ``events`` are those of the smaller group. No rows where fewer than
        two groups have intervals. ``attrs["note"]`` says in words how many tests were made.
    """
    known = table[table["group"] != UNKNOWN].dropna(subset=["low", "high"])
    sizes = known.groupby("group", sort=False)["articles"].max()
    groups = sizes.sort_values(ascending=False, kind="stable").index[:top]
    level = table.attrs.get("level", 0.95)
    pairs = [_difference(known, one, two, level) for one, two in combinations(groups, 2)]
    out = pd.concat(pairs) if pairs else tables.empty("estimates").assign(z=0.0, p=0.0)
    out = out.assign(q=fdr(out["p"])).sort_values("q", kind="stable", ignore_index=True)
    independent = "Groups count as independent: cautious where they cover the same events."
    tested = f"{len(out):,} tests, {(out['q'] <= 0.05).sum():,} with q up to .05. {independent}"
    out.attrs["note"] = tested if len(out) else f"Not tested: two groups with {MIN_ARTICLES} articles each are needed."
    return out


def _difference(table: pd.DataFrame, first: str, second: str, level: float) -> pd.DataFrame:
    from scipy.special import ndtr, ndtri

    one, two = (table[table["group"] == group] for group in (first, second))
    both = one.merge(two, on=["measure", "period", "part", "unit"], suffixes=("", "_2"))
    gap = both["value"] - both["value_2"]
    down = np.hypot(both["value"] - both["low"], both["high_2"] - both["value_2"])
    up = np.hypot(both["high"] - both["value"], both["value_2"] - both["low_2"])
    z = gap / np.where(gap > 0, down, up) * ndtri((1 + level) / 2)
    fewer = {name: both[[name, f"{name}_2"]].min(axis=1) for name in ("articles", "events")}
    out = both.assign(group=f"{first} − {second}", value=gap, low=gap - down, high=gap + up, **fewer)
    return tables.conform(out[tables.names("estimates")].assign(z=z, p=2 * ndtr(-z.abs())), "estimates")


def fdr(p: Iterable[float]) -> Any:
    """Adjusted p (q), which control the false discovery rate; missing stays missing.

    Source: Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    >>> fdr([0.01, 0.02, float("nan"), 0.5]).round(3).tolist()
    [0.03, 0.03, nan, 0.5]
    """
    values = np.asarray(list(p), dtype=float)
    order = np.argsort(-values, kind="stable")  # missing values sort last
    order = order[: np.count_nonzero(~np.isnan(values))]
    ranks = np.arange(len(order), 0, -1)
    q = np.full(len(values), np.nan)
    q[order] = np.minimum.accumulate(np.minimum(values[order] * len(order) / ranks, 1.0))
    return q
