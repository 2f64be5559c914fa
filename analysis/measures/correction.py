"""Speaker shares corrected for speakers that were got wrong.

The model: a quote whose speaker was found in some way (``how``: by name, by pronoun ...) and which is of some kind
(direct, mixed, indirect) is right with the share measured for that way and kind. The rest of its weight goes to the
other speakers of the same article, by how much each is quoted there; where there is nobody else it becomes
unattributed. Unattributed quotes stay so unless a rate for ``none`` is given.

Its limits: errors count as equally likely for every speaker and outlet, the true speaker as one of those found in the
article, rates as independent of each other, and quotes that are none, or were missed, are not corrected (see
`analysis.measures.audit`). Rates measured on other texts than these are borrowed; an audit of the corpus gives its own.

The interval is no bootstrap, for that knows too little of few articles: simulated (tests/slow/
test_corrected_coverage.py), 95 % percentile intervals over articles and rates drawn again cover the true share of a
speaker in 84 % of corpora of 10 articles, these in 95 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import ArgumentError, check_number, shorten
from analysis.measures.accuracy import record
from analysis.measures.grouping import Grouping, grouped, members, tabulate
from analysis.measures.speakers import KINDS, SHARES, UNATTRIBUTED, every_part, speaker_units, top_speakers

Rates = Mapping[str, Mapping[str, float]]
# Pairs below which a rate is not used, but the one of all kinds, or of all ways: a rate of .8 is known to .2 by then.
ENOUGH = 20
AUDITED = 50  # judged speakers from which an audit's rates replace the published ones: .8 is known to .1


@grouped
def corrected_share(
    corpus: Corpus,
    *,
    of: str = "quoted_words",
    kinds: Sequence[str] = KINDS,
    top: int = 10,
    errors: Rates | None = None,
    **grouping: Unpack[Grouping],
) -> pd.DataFrame:
    """`analysis.speaker_share`, corrected for misattribution.

    Parameters
    ----------
    errors
        What `error_rates` returns. By default the rates of this corpus's audit, where it judged 50 speakers or more,
        else those measured on public data.

    Returns
    -------
    DataFrame
        Estimates, with the uncorrected share as ``raw``. Intervals join that over articles with the margin
        of the rates (MOVER; Zou & Donner 2008, doi:10.1002/sim.3095); below 10 articles there is none.

    Raises
    ------
    ArgumentError
        When the error rates are not of the right shape.
    """
    rates = _checked(known_errors(corpus) if errors is None else errors)
    units: dict[str, Any] = {"of": of, "kinds": list(kinds)}
    units["names"] = names = top_speakers(corpus, top, **units)
    quotes = speaker_units(corpus, **units)
    who = quotes["speaker"].fillna(UNATTRIBUTED)
    rate = [_rate(rates, *cells) for cells in zip(quotes["how"], quotes["kind"], quotes["part"], strict=True)]
    moves = _moves(quotes.assign(who=who, rate=rate))
    wrong = {key: 1 - rates[key]["right"] for key in moves["rate"].unique()}
    change = moves.assign(n=moves["n"] * moves["rate"].map(wrong))
    counts = pd.concat([quotes, change]).groupby(["article_id", "part"], as_index=False)["n"].sum()
    counts["n"] = counts["n"].clip(lower=0)
    of_each = quotes.groupby("article_id")["n"].sum()
    options: dict[str, Any] = {"parts": every_part(names), "of": of_each, "units": units, **grouping}
    table = tabulate(corpus, counts, f"speakers, {SHARES[of]}, corrected", **options)
    table["raw"] = tabulate(corpus, quotes, "", **options)["value"]
    base = members(corpus, **{name: table.attrs[name] for name in ("by", "over", "copies_once")})
    margin = _margin(table, moves.merge(base), rates)
    table["low"] = (table["value"] - np.hypot(table["value"] - table["low"], margin)).clip(lower=0)
    table["high"] = (table["value"] + np.hypot(table["high"] - table["value"], margin)).clip(upper=1)
    return table


def _moves(quotes: pd.DataFrame) -> pd.DataFrame:
    """What each part of an article gains or loses if every quote of a rate is wrong: article_id, part, rate, n."""
    cells = quotes.groupby(["article_id", "who", "part", "rate"], as_index=False)["n"].sum()
    people = cells.groupby(["article_id", "who", "part"], as_index=False)["n"].sum()
    said = people.assign(all=people.groupby("article_id")["n"].transform("sum"))
    cells = cells.merge(said.rename(columns={"n": "own"})).query("rate != '' and n > 0")
    others = cells["all"] - cells["own"]
    cells["spread"] = (cells["n"] / others).where(others > 0, 0.0)  # what each word of the others gains
    gains = cells.groupby(["article_id", "rate"], as_index=False)["spread"].sum().merge(people)
    own = cells[["article_id", "rate", "who", "part", "spread"]].rename(columns={"spread": "mine"})
    gains = gains.merge(own, how="left").fillna({"mine": 0.0})
    gains["n"] = gains["n"] * (gains["spread"] - gains["mine"])
    alone = cells[others == 0].assign(part=UNATTRIBUTED)
    moves = pd.concat([cells.assign(n=-cells["n"]), gains, alone])
    return moves.groupby(["article_id", "part", "rate"], as_index=False)["n"].sum()


def _margin(table: pd.DataFrame, moves: pd.DataFrame, rates: Rates) -> Any:
    """How far each share may be off because the rates are: normal, with the variance of Jeffreys' posterior."""
    from scipy.special import ndtri

    cells = pd.MultiIndex.from_frame(table[["group", "period", "part"]].fillna({"period": ""}))
    moved = moves.pivot_table(index=cells.names, columns="rate", values="n", aggfunc="sum", fill_value=0)
    moved = moved.reindex(cells, fill_value=0)
    n = np.array([rates[key]["n"] for key in moved])
    right = (np.array([rates[key]["right"] for key in moved]) * n + 0.5) / (n + 1)
    spread = np.sqrt(moved.to_numpy() ** 2 @ (right * (1 - right) / (n + 2)))
    return ndtri((1 + table.attrs["level"]) / 2) * spread / table["of"].to_numpy()


def error_rates(pairs: pd.DataFrame) -> dict[str, dict[str, float]]:
    """How often the speaker is right, from quotes that were judged.

    Parameters
    ----------
    pairs
        Columns how, kind, right (bool): one row for each quote whose speaker was compared with the true one.

    Returns
    -------
    dict
        ``{"all": {"right": share, "n": pairs}, "name": ..., "name direct": ...}``; the key ``errors`` of
        ``tests/accuracy/measured/speakers.json`` has the same shape.

    >>> error_rates(pd.DataFrame({"how": ["name", "name"], "kind": "direct", "right": [True, False]}))["name direct"]
    {'right': 0.5, 'n': 2}
    """
    tables.require(pairs, ["how", "kind", "right"], name="pairs")
    named = pairs[pairs["how"] != "none"]
    cells = (pairs["how"], pairs["how"] + " " + pairs["kind"])
    keys = [named.assign(key="all"), *(pairs.assign(key=cell) for cell in cells)]
    found = pd.concat(keys).groupby("key", sort=False)["right"].agg(["mean", "size"])
    return {key: {"right": round(float(row["mean"]), 4), "n": int(row["size"])} for key, row in found.iterrows()}


def known_errors(corpus: Corpus) -> Rates:
    """The error rates of this corpus's audit, else those measured on public data."""
    audit = corpus.settings.get("audit", {}).get("errors", {})
    if audit.get("all", {}).get("n", 0) >= AUDITED:
        return audit
    return record("speakers")["errors"]


def _checked(rates: Rates) -> Rates:
    if "all" not in rates:
        raise ArgumentError(f"errors must have the key 'all', not only {shorten(list(rates))}")
    for key, rate in rates.items():
        check_number(f"errors[{key!r}]['right']", rate.get("right"), 0, 1)
        check_number(f"errors[{key!r}]['n']", rate.get("n"), 1, 1e9)
    return rates


def _rate(rates: Rates, how: str, kind: str, part: str) -> str:
    """The key of the finest rate with enough pairs; "" for a quote that stays where it is."""
    lost = part == UNATTRIBUTED
    fine = (key for key in (f"{how} {kind}", how) if key in rates and rates[key]["n"] >= ENOUGH)
    return next(fine, "" if lost else "all")
