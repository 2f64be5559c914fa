"""Side by side: which outlet carries which words of one event, how, and which it does not.

Silence is shown with care. That an outlet does not carry an utterance says something only where the outlet could have:
its latest article on the event is of a later day than the first that carries the words. The same day, an earlier one or
none is "cannot tell". Its whole text is searched, not only what stands in quotation marks.
"""

from __future__ import annotations

import textwrap

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.linking.shared import COLUMNS, align
from analysis.linking.words import words
from analysis.measures.grouping import with_wire

FORMS = ("full", "trimmed", "reworded", "paraphrased")
STATUSES = ("carried", "not carried", "cannot tell")
NO_OUTLET = "unknown"
RUN = 4  # words in a row that are looked for in a text
LOOKED_FOR = 100  # words of an utterance that are looked for
FOUND = 0.5  # share of an utterance's runs that must stand in a text


def shared_quotes(corpus: Corpus) -> pd.DataFrame:
    """The utterances that two or more articles of one event carry, a row for each carrier, the fullest first.

    Returns
    -------
    DataFrame
        The columns of `analysis.linking.shared.align` (utterance, event, speaker, form, trimmed_at, article_id, quote,
        start, end, text, quoted, cue, saying, missing, added, similarity), with outlet after article_id.
    """
    rows = align(corpus.quotes, corpus.sentences, corpus.events)
    rows.insert(COLUMNS.index("article_id") + 1, "outlet", rows["article_id"].map(_outlets(corpus)).astype("str"))
    rows.attrs["names"] = with_wire(corpus)
    return rows


def not_carried(corpus: Corpus) -> pd.DataFrame:
    """For each outlet, the utterances of its events that at least two other outlets carry, and whether it does.

    Returns
    -------
    DataFrame
        Events with three or more outlets only: utterance, event, speaker, text (of the fullest carrier), outlet, status
        {carried, not carried, cannot tell}, form (how it is carried, as in `quote_matrix`), others (other outlets
        that carry it).
    """
    table = _statuses(corpus, shared_quotes(corpus))
    outlets = corpus.events["article_id"].map(_outlets(corpus)).groupby(corpus.events["event"]).nunique()
    wide = table["event"].map(outlets) >= 3
    return table[wide & (table["others"] >= 2)].reset_index(drop=True)


def quote_matrix(corpus: Corpus, *, event: str | None = None) -> pd.DataFrame:
    """One event as a matrix: a row for each shared utterance, a column for each outlet.

    Parameters
    ----------
    corpus
        The corpus.
    event
        An event of ``corpus.events``; without one, that whose utterances most outlets share.

    Returns
    -------
    DataFrame
        Indexed by utterance, speaker and a short text; values full, trimmed, reworded, paraphrased, not carried or
        cannot tell (an outlet's fullest form counts).

    Raises
    ------
    ArgumentError
        When the event is not in the corpus.
    """
    rows = shared_quotes(corpus)
    if event is None:
        widest = rows.groupby("event")[["outlet", "utterance"]].nunique()
        event = widest.sort_values(["outlet", "utterance"], kind="stable").index[-1] if len(rows) else ""
    else:
        check_choice("event", event, corpus.events["event"].unique().tolist())
    table = _statuses(corpus, rows[rows["event"] == event])
    short = table["text"].map(lambda text: textwrap.shorten(text, 90, placeholder=" …"))
    table = table.assign(text=short, speaker=table["speaker"].fillna("unattributed"))
    table["value"] = table["form"].fillna(table["status"])
    keys = ["utterance", "speaker", "text"]
    return table.pivot_table(index=keys, columns="outlet", values="value", aggfunc="first").rename(
        columns=with_wire(corpus)
    )


def coverage(corpus: Corpus) -> pd.DataFrame:
    """Articles of each outlet on each event: indexed by event and event_title, the widest covered first."""
    outlet = corpus.events["article_id"].map(_outlets(corpus)).rename("outlet")
    counts = pd.crosstab([corpus.events["event"], corpus.events["event_title"].fillna("")], outlet)
    order = pd.DataFrame({"outlets": (counts > 0).sum(axis=1), "articles": counts.sum(axis=1)})
    return counts.loc[order.sort_values(["outlets", "articles"], ascending=False, kind="stable").index]


def _outlets(corpus: Corpus) -> pd.Series:
    return corpus.articles.set_index("article_id")["outlet"].fillna(NO_OUTLET)


def _statuses(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """Each utterance against each outlet of its event."""
    articles = corpus.articles.merge(corpus.events, on="article_id").assign(
        outlet=lambda a: a["outlet"].fillna(NO_OUTLET)
    )
    articles = articles[articles["event"].isin(rows["event"].unique())]
    days = articles.set_index("article_id")["date"]
    by_event = {event: list(group.groupby("outlet")) for event, group in articles.groupby("event")}
    spoken = {
        i: " " + " ".join(words(text)) + " " for i, text in zip(articles["article_id"], articles["text"], strict=True)
    }
    out = []
    for number, carriers in rows.groupby("utterance"):
        event, speaker, text = carriers.iloc[0][["event", "speaker", "text"]]
        text = carriers["quoted"].iloc[0] or text
        forms = carriers.groupby("outlet")["form"].agg(lambda forms: min(forms, key=FORMS.index))
        said = carriers["article_id"].map(days).min()
        for outlet, own in by_event[event]:
            form = forms.get(outlet)
            if form is None and any(_stands_in(text, spoken[i]) for i in own["article_id"]):
                form = "paraphrased"
            status = "carried" if form else "not carried" if own["date"].max() > said else "cannot tell"
            others = len(forms) - (outlet in forms.index)
            out.append([number, event, speaker, text, outlet, status, form, others])
    columns = ["utterance", "event", "speaker", "text", "outlet", "status", "form", "others"]
    types = {column: "int64" if column in ("utterance", "others") else "str" for column in columns}
    return pd.DataFrame(out, columns=columns).astype(types)


def _stands_in(utterance: str, text: str) -> bool:
    """Whether most runs of an utterance's words stand in a text (compared words between spaces)."""
    row = words(utterance)[:LOOKED_FOR]
    runs = [" ".join(row[i : i + RUN]) for i in range(max(len(row) - RUN + 1, 1))]
    return sum(f" {run} " in text for run in runs) >= FOUND * len(runs)
