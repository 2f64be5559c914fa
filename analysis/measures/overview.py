"""What we have: the tables with which every notebook begins, before anything is measured.

Missing values are counted first, and each percentage names its denominator.
"""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice, listing
from analysis.measures.statistics import MIN_ARTICLES

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
        Columns: the group, articles, events, days (the first to the last), words, quotes, quoted_words (inside
        quotation marks), unattributed (quotes for which nobody was found).
    """
    check_choice("by", by, corpus.articles.columns)
    articles = corpus.articles.merge(corpus.events[["article_id", "event"]], on="article_id", how="left")
    articles = articles.assign(group=articles[by].astype("object").fillna("unknown").astype("str"))
    quotes = corpus.quotes.merge(articles[["article_id", "group"]], on="article_id")
    groups = articles.groupby("group", sort=False)
    frame = pd.DataFrame(
        {
            "articles": groups.size(),
            "events": groups["event"].nunique(),
            "days": _days(groups["date"].min(), groups["date"].max()),
            "words": groups["words"].sum(),
            "quotes": quotes.groupby("group").size(),
            "quoted_words": quotes.groupby("group")["quoted_words"].sum(),
            "unattributed": quotes["speaker"].isna().groupby(quotes["group"]).sum(),
        }
    )
    counts = ["quotes", "quoted_words", "unattributed"]
    return frame.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64")).rename_axis(by).reset_index()


def _days(first: pd.Series, last: pd.Series) -> pd.Series:
    """First and last day in words: one day, or "2025-02-27 to 2025-03-02"."""
    start, end = first.dt.strftime("%Y-%m-%d"), last.dt.strftime("%Y-%m-%d")
    return start.where(start == end, start + " to " + end).fillna("undated")


def read_and_lost(corpus: Corpus) -> pd.DataFrame:
    """How many inputs had which fate: columns status, inputs, reasons (the commonest, at most three)."""
    ledger = corpus.ledger
    reasons = ledger.groupby("status", sort=False)["reason"].agg(lambda r: "; ".join(r.value_counts().index[:3]))
    return pd.DataFrame({"inputs": ledger["status"].value_counts(sort=False), "reasons": reasons}).reset_index()


def authorship(corpus: Corpus) -> pd.DataFrame:
    """Who published, who wrote, when: columns outlet, wire, phase (where stated), articles, copies, first, last."""
    keys = [column for column in ("outlet", "wire", "phase") if column in corpus.articles]
    groups = corpus.articles.groupby(keys, dropna=False, sort=False)
    frame = groups.agg(
        articles=("words", "size"), copies=("copy_of", "count"), first=("date", "min"), last=("date", "max")
    )
    return frame.reset_index()


def taken_out(corpus: Corpus) -> pd.DataFrame:
    """The passages that cleaning took out, with their outlet; white space left over is not listed."""
    frame = corpus.removed[corpus.removed["rule"] != "space"]
    return frame.merge(corpus.articles[["article_id", "outlet", "date"]], on="article_id")


def cleaning(corpus: Corpus) -> pd.DataFrame:
    """What each cleaning rule took out: columns rule, passages, articles, outlets, characters."""
    frame = taken_out(corpus)
    frame["characters"] = frame["text"].str.len()
    rules = frame.groupby("rule").agg(
        passages=("text", "size"),
        articles=("article_id", "nunique"),
        outlets=("outlet", "nunique"),
        characters=("characters", "sum"),
    )
    return rules.sort_values("passages", ascending=False, kind="stable").reset_index()


def provenance(corpus: Corpus) -> pd.DataFrame:
    """Where the articles come from, as corpus.toml states it: columns item, value ("not stated" where it is silent)."""
    stated = corpus.settings.get("provenance", {})
    items = [*PROVENANCE, *(item for item in stated if item not in PROVENANCE)]
    return pd.DataFrame({"item": items, "value": [str(stated.get(item) or "not stated") for item in items]})


def cautions(corpus: Corpus, *, by: str = "outlet") -> list[str]:
    """What a reader must know before believing a chart, one sentence each, the gravest first."""
    articles, ledger = corpus.articles, corpus.ledger
    check_choice("by", by, articles.columns)
    sizes = articles[by].astype("object").fillna("unknown").value_counts()
    single, small = int((sizes == 1).sum()), int((sizes < MIN_ARTICLES).sum())
    lost = int(ledger["status"].isin(["failed", "skipped"]).sum())
    copies, undated = int(articles["copy_of"].notna().sum()), int(articles["date"].isna().sum())
    nameless = int(articles["outlet"].isna().sum())
    groups = corpus.events.merge(articles[["article_id", by]], on="article_id").groupby("event")[by].nunique()
    corrected = corpus.settings.get("corrections", {}).get("applied", 0)
    people = corpus.settings.get("people", {})
    rules = sum(len(people.get(key, ())) for key in ("aliases", "merges", "not_a_person"))
    found = {
        f"Each {by} has one article: the charts describe these articles, not these {by}s.": 0 < len(sizes) == single,
        f"{single} of {len(sizes)} groups have one article: there the charts describe that article.": 0
        < single
        < len(sizes),
        f"No interval is drawn for the {small} of {len(sizes)} groups with fewer than {MIN_ARTICLES} articles.": small
        > single,
        _phases(articles, by): "phase" in articles and len(articles["phase"].dropna().unique()) > 1,
        _wires(articles): articles["wire"].notna().any(),
        "No event is covered by two groups: the mix of topics is not controlled.": len(sizes) > 1
        and not (groups > 1).any(),
        f"{lost} of {len(ledger)} inputs could not be read; the ledger says why.": lost,
        f"{copies} of {len(articles)} articles repeat the text of an earlier one.": copies,
        f"{nameless} of {len(articles)} articles have no outlet and stand together as unknown; "
        "corpus.toml can name them.": nameless,
        f"{undated} of {len(articles)} articles have no date.": undated,
        f"{corrected} values were corrected by hand.": corrected,
        f"{rules} rules of corpus.toml say by hand who is who.": rules,
    }
    return [sentence for sentence, holds in found.items() if holds]


def _phases(articles: pd.DataFrame, by: str) -> str:
    if "phase" not in articles:
        return ""
    phases = articles.groupby("phase", sort=False)[by].agg(lambda names: ", ".join(dict.fromkeys(names.dropna())))
    stated = "; ".join(f"{phase}: {names}" for phase, names in phases.items())
    return f"The articles stem from different phases of the event ({stated}): differences are also differences in time."


def _wires(articles: pd.DataFrame) -> str:
    rows = articles.dropna(subset=["wire"]).drop_duplicates(["outlet", "wire"])
    pairs = listing(f"{row.outlet} ({row.wire})" for row in rows.itertuples())
    return f"Agency copy is not an independent voice: {pairs}."
