"""Two groups compared within the events that both cover, so that the mix of topics cannot pass for a difference.

Over a whole corpus an outlet may speak more of crime because it picks other events. Within one event that choice is
made: any measure is taken for each group in each event apart, the difference is taken event by event, and the interval
is that of the mean difference over events (a paired t interval). Every event counts the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.measures.grouping import members
from analysis.measures.statistics import UNKNOWN, estimate, fdr

WITHIN = ", within events"
_CELL = "event and group"


def shared_events(corpus: Corpus, *, by: str = "outlet") -> pd.DataFrame:
    """How many events each two groups both cover: first, second, events; the most first."""
    base = members(corpus, by=by)
    base = base[base["group"] != UNKNOWN]
    covers = pd.crosstab(base["event"], base["group"]).clip(upper=1)
    both = covers.T.to_numpy() @ covers.to_numpy()
    names = covers.columns
    rows = [(one, two, both[i, j]) for i, one in enumerate(names) for j, two in enumerate(names) if i < j]
    frame = pd.DataFrame(rows, columns=["first", "second", "events"]).astype({"events": "int64"})
    return frame.sort_values("events", ascending=False, kind="stable", ignore_index=True)


def paired(
    corpus: Corpus,
    measure: Callable[..., pd.DataFrame],
    first: str = "",
    second: str = "",
    *,
    by: str = "outlet",
    level: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """What group ``first`` has more than ``second`` of a measure, on average over the events that both cover.

    Parameters
    ----------
    measure
        A function of a corpus that takes ``by`` and gives estimates, such as `analysis.topic_frequency`.
    first, second
        Two groups; where they are empty, the two that share most events.
    by
        A column of articles.
    options
        Further options of the measure.

    Returns
    -------
    DataFrame
        Estimates with group "first − second" and p, q added (paired t test; false discovery rate over the table), in
        the measure's own unit: ``value`` is the mean difference, ``n`` the sum over ``of`` events. No interval below
        ten events. Empty where the two share no event.

    Raises
    ------
    ArgumentError
        When ``first`` or ``second`` is no group.
    """
    from scipy.special import stdtr, stdtrit

    base, pairs = members(corpus, by=by), shared_events(corpus, by=by)
    if not (first or second) and len(pairs):
        first, second = pairs.loc[0, ["first", "second"]]
    for name, group in (("first", first), ("second", second)):
        if len(pairs):
            check_choice(name, group, base["group"].unique().tolist())
    base = base[base["group"].isin([first, second])]
    base = base[base.groupby("event")["group"].transform("nunique") == 2].set_index("article_id")
    if base.empty:
        return tables.empty("estimates").assign(p=np.nan, q=np.nan)
    ids = corpus.articles["article_id"]
    cells = ids.map(base["event"] + " " + base["group"])
    marked = replace(corpus, articles=corpus.articles.assign(**{_CELL: cells}))
    found = measure(marked.only(set(base.index)), by=_CELL, level=level, **options)
    place = base.assign(cell=base["event"] + " " + base["group"]).drop_duplicates("cell").set_index("cell")
    found = found.assign(event=found["group"].map(place["event"]), side=found["group"].map(place["group"]))
    keys = ["measure", "unit", "part", "event"]
    gaps = found.pivot_table(index=keys, columns="side", values="value", sort=False).dropna()
    gaps = (gaps[first] - gaps[second]).rename("n").reset_index()
    frames = []
    for (name, unit), rows in gaps.groupby(["measure", "unit"], sort=False):
        counts = rows.rename(columns={"event": "article_id"})
        events = pd.DataFrame({"article_id": counts["article_id"].unique(), "period": "", "of": 1.0})
        events = events.assign(event=events["article_id"], group=f"{first} − {second}")
        parts = counts["part"].unique().tolist()
        frame = estimate(counts, events, measure=f"{name}{WITHIN}", unit="mean", level=level, parts=parts)
        frames.append(frame.assign(unit=unit))
    out = pd.concat(frames, ignore_index=True)
    df = np.maximum(out["events"] - 1, 1)
    t = out["value"] / ((out["high"] - out["low"]) / 2) * stdtrit(df, (1 + level) / 2)
    p = 2 * stdtr(df, -t.abs())
    out = out.assign(articles=int(base["event"].isin(gaps["event"]).sum()), p=p, q=fdr(p))
    out.attrs.update(found.attrs, by=by, names={})
    return out


def sides(base: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """For evidence of rows of `paired`: the articles of both groups in shared events, and a row for each group."""
    measure, groups = rows["measure"].str.removesuffix(WITHIN), rows["group"].str.split(" − ")
    rows = rows.assign(measure=measure, group=groups).explode("group")
    base = base[base["group"].isin(rows["group"])]
    return base[base.groupby("event")["group"].transform("nunique") == 2], rows
