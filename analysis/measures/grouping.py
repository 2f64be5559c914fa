"""From what was counted to a table: which article stands in which group, period and event, and the one table shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.measures.statistics import estimate


class Grouping(NamedTuple):
    """The options that all measures share (`members`), and the confidence level."""

    by: str
    over: str | None
    level: float
    copies_once: bool


PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def members(corpus: Corpus, *, by: str = "outlet", over: str | None = None, copies_once: bool = False) -> pd.DataFrame:
    """One row for each article that counts: columns article_id, group, period, event.

    Parameters
    ----------
    by
        Any column of articles, or ``event``; articles without a value stand under "unknown".
    over
        ``day``, ``week`` (ISO: 2025-W09) or ``month`` of ``date``; undated articles stand under "unknown".
    copies_once
        Count articles with the same text once, in the group of the first.

    Raises
    ------
    ArgumentError
        When ``by`` is no column of articles or ``over`` no period.
    """
    articles = corpus.articles.merge(corpus.events[["article_id", "event"]], on="article_id", how="left")
    check_choice("by", by, articles.columns)
    check_choice("over", over, [None, *PERIODS])
    if copies_once:
        articles = articles.sort_values("copy_of", na_position="first", kind="stable")
        articles = articles[~articles["copy_of"].fillna(articles["article_id"]).duplicated()].sort_index()
    group = articles[by].astype("object").where(articles[by].notna(), "unknown").astype("str")
    period = articles["date"].dt.strftime(PERIODS[over]).fillna("unknown") if over else ""
    event = articles["event"].fillna(articles["article_id"])
    frame = pd.DataFrame({"article_id": articles["article_id"], "group": group, "period": period, "event": event})
    return frame.reset_index(drop=True)


def with_wire(corpus: Corpus) -> dict[str, str]:
    """How charts name the outlets whose articles are all credited to one agency: Bangkok Post -> Bangkok Post (AFP)."""
    pairs = corpus.articles[["outlet", "wire"]].drop_duplicates()
    pairs = pairs[~pairs["outlet"].duplicated(keep=False)].dropna()
    return dict(zip(pairs["outlet"], pairs["outlet"] + " (" + pairs["wire"] + ")", strict=True))


def tabulate(
    corpus: Corpus,
    counts: pd.DataFrame,
    grouping: Grouping,
    *,
    measure: str,
    parts: Sequence[str] | None,
    of: pd.Series | None = None,
    unit: str = "share",
    units: Mapping[str, Any],
) -> pd.DataFrame:
    """The estimates of a measure, remembering in ``attrs`` how they were made, for `analysis.evidence`.

    Parameters
    ----------
    counts
        Columns article_id, part, n; a column group replaces the articles' own groups.
    of
        The denominator of each article_id; by default all that was counted in it.
    units
        The options with which the counts were made.
    """
    by, over, level, copies_once = grouping
    base = members(corpus, by="outlet" if "group" in counts else by, over=over, copies_once=copies_once)
    if "group" in counts:
        totals = counts.groupby(["article_id", "group"], as_index=False)["n"].sum().rename(columns={"n": "of"})
        base = base.drop(columns="group").merge(totals, on="article_id")
    else:
        of = counts.groupby("article_id")["n"].sum() if of is None else of
        base = base.assign(of=base["article_id"].map(of).fillna(0))
    frame = estimate(counts, base, measure=measure, unit=unit, level=level, parts=parts)
    frame.attrs.update(grouping._asdict(), units=dict(units), names=with_wire(corpus) if by == "outlet" else {})
    return frame
