"""From what was counted to a table: which article stands in which group, period and event, and the one table shape.

Every measure counts something in each article (rows of article_id, part, n) and hands it to `tabulate`. Which articles
make a group is asked for in the same four words everywhere (`Grouping`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypedDict

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.measures.statistics import UNKNOWN, estimate

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


class Grouping(TypedDict, total=False):
    """The options that all measures share.

    ``by`` is any column of articles, or ``event``; ``over`` is ``day``, ``week`` (ISO: 2025-W09) or ``month`` of
    ``date`` and adds a period to each row; ``copies_once`` counts articles with the same text once, in the group of the
    first; ``level`` is the confidence level of the intervals. Articles without a value stand under "unknown".
    """

    by: str
    over: str | None
    level: float
    copies_once: bool


P = ParamSpec("P")


def members(corpus: Corpus, *, by: str = "outlet", over: str | None = None, copies_once: bool = False) -> pd.DataFrame:
    """One row for each article that counts: columns article_id, group, period, event (options: `Grouping`).

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
    group = articles[by].astype("object").where(articles[by].notna(), UNKNOWN).astype("str")
    period = articles["date"].dt.strftime(PERIODS[over]).fillna(UNKNOWN) if over else ""
    event = articles["event"].fillna(articles["article_id"])
    frame = pd.DataFrame({"article_id": articles["article_id"], "group": group, "period": period, "event": event})
    return frame.reset_index(drop=True)


def group_names(corpus: Corpus, by: str = "outlet") -> dict[str, str]:
    """How charts name groups: "outlet unknown"; an outlet whose articles are all of one agency "Bangkok Post (AFP)"."""
    unknown = {UNKNOWN: f"{by} unknown"}
    if by != "outlet":
        return unknown
    pairs = corpus.articles[["outlet", "wire"]].drop_duplicates()
    pairs = pairs[~pairs["outlet"].duplicated(keep=False)].dropna()
    return unknown | dict(zip(pairs["outlet"], pairs["outlet"] + " (" + pairs["wire"] + ")", strict=True))


def body(corpus: Corpus) -> pd.DataFrame:
    """The sentences of lead and body: a headline is not always the outlet's own, nor always there."""
    return corpus.sentences[corpus.sentences["section"] != "headline"]


def tabulate(
    corpus: Corpus,
    counts: pd.DataFrame,
    measure: str,
    *,
    parts: Sequence[str] | None = None,
    of: pd.Series | float | None = None,
    unit: str = "share",
    units: Mapping[str, Any] | None = None,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """The estimates of a measure, remembering in ``attrs`` how they were made, for `analysis.evidence`.

    ``counts`` has the columns article_id, part, n; a column group replaces the articles' own groups. ``of`` is the
    denominator of each article_id, or one for all; by default what was counted in each. ``units`` are the options with
    which the counts were made.
    """
    base = members(corpus, by="outlet" if "group" in counts else by, over=over, copies_once=copies_once)
    if "group" in counts:
        totals = counts.groupby(["article_id", "group"], as_index=False)["n"].sum().rename(columns={"n": "of"})
        base = base.drop(columns="group").merge(totals, on="article_id")
    else:
        of = counts.groupby("article_id")["n"].sum() if of is None else of
        base = base.assign(of=base["article_id"].map(of).fillna(0) if isinstance(of, pd.Series) else of)
    frame = estimate(counts, base, measure=measure, unit=unit, level=level, parts=parts)
    made: Grouping = {"by": by, "over": over, "level": level, "copies_once": copies_once}
    frame.attrs.update(made, units=dict(units or {}), names=group_names(corpus, by))
    return frame


def grouped(measure: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """Show the options of `Grouping` with their defaults in the signature that ``help`` and JupyterLab print."""
    sign, options = inspect.signature(measure), inspect.signature(tabulate).parameters
    own = [option for option in sign.parameters.values() if option.kind is not option.VAR_KEYWORD]
    shared = [options[name] for name in Grouping.__annotations__]
    measure.__signature__ = sign.replace(parameters=[*own, *shared])  # type: ignore[attr-defined]
    return measure
