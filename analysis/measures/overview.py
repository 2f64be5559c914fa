"""What we have: the tables with which every notebook begins, before anything is measured.

Missing values are counted first, and each percentage names its denominator.
"""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice

PROVENANCE = ("query", "database", "period", "retrieved", "exclusions")


def overview(corpus: Corpus, *, by: str = "outlet") -> pd.DataFrame:
    """One row for each group with what it holds.

    Parameters
    ----------
    by
        Any column of articles; articles without a value stand under "unknown".

    Returns
    -------
    DataFrame
        Columns: the group, articles, copies (articles that repeat an earlier one), events, first, last (days), words,
        quotes, quoted_words (inside quotation marks), unattributed (quotes for which nobody was found).
    """
    check_choice("by", by, corpus.articles.columns)
    articles = corpus.articles.merge(corpus.events[["article_id", "event"]], on="article_id", how="left")
    articles = articles.assign(group=articles[by].astype("object").fillna("unknown").astype("str"))
    quotes = corpus.quotes.merge(articles[["article_id", "group"]], on="article_id")
    groups = articles.groupby("group", sort=False)
    frame = pd.DataFrame(
        {
            "articles": groups.size(),
            "copies": groups["copy_of"].count(),
            "events": groups["event"].nunique(),
            "first": groups["date"].min(),
            "last": groups["date"].max(),
            "words": groups["words"].sum(),
            "quotes": quotes.groupby("group").size(),
            "quoted_words": quotes.groupby("group")["quoted_words"].sum(),
            "unattributed": quotes["speaker"].isna().groupby(quotes["group"]).sum(),
        }
    )
    counts = ["quotes", "quoted_words", "unattributed"]
    return frame.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64")).rename_axis(by).reset_index()


def read_and_lost(corpus: Corpus) -> pd.DataFrame:
    """How many inputs had which fate: columns status, inputs, reasons (the commonest, at most three)."""
    ledger = corpus.ledger
    reasons = ledger.groupby("status", sort=False)["reason"].agg(lambda r: "; ".join(r.value_counts().index[:3]))
    return pd.DataFrame({"inputs": ledger["status"].value_counts(sort=False), "reasons": reasons}).reset_index()


def cleaning(corpus: Corpus, *, by: str = "outlet") -> pd.DataFrame:
    """What the cleaning rules took out: rules as rows, groups as columns, counts of passages."""
    check_choice("by", by, corpus.articles.columns)
    groups = corpus.articles[["article_id", by]].rename(columns={by: "group"})
    frame = corpus.removed.merge(groups, on="article_id")
    frame["group"] = frame["group"].astype("object").fillna("unknown")
    return pd.crosstab(frame["rule"], frame["group"]).rename_axis(columns=None).reset_index()


def provenance(corpus: Corpus) -> pd.DataFrame:
    """Where the articles come from, as corpus.toml states it: columns item, value ("not stated" where it is silent)."""
    stated = corpus.settings.get("provenance", {})
    items = [*PROVENANCE, *(item for item in stated if item not in PROVENANCE)]
    return pd.DataFrame({"item": items, "value": [str(stated.get(item) or "not stated") for item in items]})
