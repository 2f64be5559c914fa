"""What we have: the tables with which every notebook begins, before anything is measured.

Missing values are counted first, and each percentage names its denominator.
"""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import listing
from analysis.measures.grouping import body, members
from analysis.measures.statistics import MIN_ARTICLES, UNKNOWN
from analysis.reading.settings import Settings


def overview(corpus: Corpus, *, by: str = "outlet") -> pd.DataFrame:
    """One row for each group with what it holds.

    Parameters
    ----------
    by
        Any column of articles; articles without a value stand under "unknown".

    Returns
    -------
    DataFrame
        Columns: the group, articles, events, days (the first to the last), words (of lead and body, as the rates count
        them), quotes, quoted_words (inside quotation marks), unattributed (quotes for which nobody was found).
    """
    base = members(corpus, by=by).merge(corpus.articles[["article_id", "date"]], on="article_id")
    groups = base.groupby("group", sort=False)
    days = [groups["date"].agg(end).dt.strftime("%Y-%m-%d") for end in ("min", "max")]
    frame = pd.DataFrame({"articles": groups.size(), "events": groups["event"].nunique()})
    frame["days"] = days[0].where(days[0] == days[1], days[0] + " to " + days[1]).fillna("undated")
    quotes = corpus.quotes.assign(quotes=1, unattributed=corpus.quotes["speaker"].isna())
    counts = {"words": body(corpus), "quotes": quotes, "quoted_words": quotes, "unattributed": quotes}
    for name, rows in counts.items():
        total = rows[name].groupby(rows["article_id"].map(base.set_index("article_id")["group"])).sum()
        frame[name] = total.reindex(frame.index, fill_value=0).astype("int64")
    return frame.rename_axis(by).reset_index()


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
    stated = {**Settings().provenance, **corpus.settings.get("provenance", {})}
    return pd.DataFrame({"item": list(stated), "value": [str(value or "not stated") for value in stated.values()]})


def cautions(corpus: Corpus, *, by: str = "outlet") -> list[str]:
    """What a reader must know before believing a chart, one sentence each, the gravest first."""
    articles, ledger, base = corpus.articles, corpus.ledger, members(corpus, by=by)
    sizes = base["group"].value_counts()
    every, groups, named = f"{len(articles):,}", len(sizes), f"{by[:1].upper()}{by[1:]}s"
    single, small = int((sizes == 1).sum()), int((sizes < MIN_ARTICLES).sum())
    lost = int(ledger["status"].isin(["failed", "skipped"]).sum())
    short = ledger.loc[ledger["reason"].str.startswith("the file announces ", na=False), "source"]
    copied = int(articles["copy_of"].count())
    undated, nameless = (int(articles[name].isna().sum()) for name in ("date", "outlet"))
    known = base[base["group"] != UNKNOWN].groupby("event")["group"].nunique()
    corrected = corpus.settings.get("corrections", {}).get("applied", 0)
    people = corpus.settings.get("people", {})
    rules = sum(len(people.get(key, ())) for key in ("aliases", "merges", "not_a_person"))
    told = [
        (0 < groups == single, f"Each {by} has one article: the charts describe these articles, not these {by}s."),
        (0 < single < groups, f"{named} of one article: {single} of {groups}; there the charts describe that article."),
        (small > single, f"{named} of fewer than {MIN_ARTICLES} articles: {small} of {groups}; they have no interval."),
        (phases := _phases(articles, by), phases),
        (articles["wire"].notna().any(), _wires(articles)),
        (
            groups > 1 and not (known > 1).any(),
            f"No event is covered by two {by}s: the mix of topics is not controlled.",
        ),
        (lost, f"Inputs that could not be read: {lost:,} of {len(ledger):,}; the ledger says why."),
        (len(short), f"Files that announce another number of articles than was found: {listing(short, 3)}."),
        (copied, f"Articles that repeat the text of an earlier one: {copied:,} of {every}."),
        (
            nameless,
            f"Articles without an outlet: {nameless:,} of {every}; they stand together, corpus.toml can name them.",
        ),
        (undated, f"Articles without a date: {undated:,} of {every}."),
        (corrected, f"Values corrected by hand: {corrected:,}."),
        (rules, f"Rules of corpus.toml that say by hand who is who: {rules}."),
    ]
    return [sentence for holds, sentence in told if holds]


def _phases(articles: pd.DataFrame, by: str) -> str:
    if "phase" not in articles or by not in articles or len(set(articles["phase"].dropna())) < 2:
        return ""
    phases = articles.groupby("phase", sort=False)[by].agg(lambda names: ", ".join(dict.fromkeys(names.dropna())))
    stated = "; ".join(f"{phase}: {names}" for phase, names in phases.items())
    return f"The articles stem from different phases of the event ({stated}): differences are also differences in time."


def _wires(articles: pd.DataFrame) -> str:
    sizes = articles["outlet"].value_counts()
    pairs = articles.groupby(["outlet", "wire"], sort=False).size().items()
    told = listing(f"{outlet} ({wire}, {n:,} of {sizes[outlet]:,})" for (outlet, wire), n in pairs)
    return f"Agency copy is not an independent voice: {told}."
