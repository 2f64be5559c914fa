"""Which article counts in which group, period and event: the first step of every measure."""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
UNKNOWN = "unknown"


def members(corpus: Corpus, *, by: str = "outlet", over: str | None = None, copies_once: bool = False) -> pd.DataFrame:
    """One row for each article that counts: columns article_id, group, period, event.

    Parameters
    ----------
    by
        Any column of articles, or ``event``; articles without a value stand under "unknown".
    over
        ``day``, ``week`` (ISO, 2025-W09) or ``month`` of ``date``; without it ``period`` is empty.
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
        original = articles["copy_of"].fillna(articles["article_id"])
        first = articles["copy_of"].isna().sort_values(ascending=False, kind="stable").index
        articles = articles.loc[~original.loc[first].duplicated().reindex(articles.index)]
    period = articles["date"].dt.strftime(PERIODS[over]).fillna(UNKNOWN) if over else ""
    return pd.DataFrame(
        {
            "article_id": articles["article_id"],
            "group": articles[by].astype("object").where(articles[by].notna(), UNKNOWN).astype("str"),
            "period": period,
            "event": articles["event"].fillna(articles["article_id"]),
        }
    ).reset_index(drop=True)
