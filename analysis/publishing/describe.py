"""What a chart shows, in words computed from its table: the alt text of its picture."""

from __future__ import annotations

import pandas as pd

from analysis.publishing import drawing


def describe(table: pd.DataFrame) -> str:
    """One to three sentences that state the finding of a table, how many articles it rests on, and the caution due.

    Outlets are named at the ends of a range only where no outlet has a single article; tone is never ranked.

    >>> describe(pd.DataFrame({"outlet": ["A"], "articles": [3]}))
    '1 row: outlet, articles.'
    """
    if not {"group", "part", "unit", "value", "articles", "events"} <= set(table.columns):
        return _plain(table)
    known = table[table["value"].notna()]
    if known.empty:
        return f"No estimates. {drawing.sample(table)}"
    unit = str(known["unit"].iloc[0])
    finding = _ranges if unit == "mean" else _words if unit == "log_odds" else _largest
    return f"{finding(known, unit)} {drawing.sample(table)}"


def _plain(table: pd.DataFrame) -> str:
    """Tables of another shape: their size, and for a quote matrix how often each form occurs."""
    forms = [c for c in table.columns if table[c].isin(["full", "not carried", "trimmed"]).any()]
    if not forms:
        return f"{drawing.count(len(table), 'row')}: {drawing.label(', '.join(map(str, table.columns)), 200)}."
    counts = table[forms].stack().value_counts()
    found = ", ".join(f"{n} {drawing.label(form)}" for form, n in counts.items())
    return f"{drawing.count(len(table), 'quotation')} at {drawing.count(len(forms), 'outlet')}: {found}."


def _range(rows: pd.DataFrame, unit: str) -> str:
    """Lowest to highest value, with the groups where that is a fair thing to name."""
    low, high = rows.loc[rows["value"].idxmin()], rows.loc[rows["value"].idxmax()]
    ends = [drawing.number(row["value"], unit) for row in (low, high)]
    if rows["group"].nunique() > 1 and rows["articles"].min() > 1 and unit != "mean":
        ends = [f"{end} ({drawing.label(row['group'])})" for end, row in zip(ends, (low, high), strict=True)]
    return ends[0] if low["value"] == high["value"] else f"{ends[0]} to {ends[1]}"


def _largest(known: pd.DataFrame, unit: str) -> str:
    """The part that is largest in most groups, and the range of its values."""
    named = known[~known["part"].isin(drawing.REST)]
    rows = named if len(named) else known
    firsts = rows.loc[rows.groupby("group")["value"].idxmax(), "part"].value_counts()
    part, groups = firsts.index[0], known["group"].nunique()
    where = f"at {firsts.iloc[0]} of {drawing.count(groups, drawing.by(known))}" if groups > 1 else "in all"
    what = "share" if unit == "share" else "rate per 1,000 words"
    return f"Largest {what} {where}: {drawing.label(part)}, {_range(rows[rows['part'] == part], unit)}."


def _ranges(known: pd.DataFrame, unit: str) -> str:
    """The range of each part, for means."""
    ranges = (f"{drawing.label(p)} {_range(rows, unit)}" for p, rows in known.groupby("part", sort=False))
    return f"Mean {', '.join(list(ranges)[:6])}."


def _words(known: pd.DataFrame, unit: str) -> str:
    """The three words that set each group apart most."""
    tops = (
        f"{drawing.label(group)}: {', '.join(drawing.label(p) for p in rows.nlargest(3, 'value')['part'])}"
        for group, rows in known[known["value"] > 0].groupby("group", sort=False)
    )
    return f"Words that set each {drawing.by(known)} apart: {'; '.join(list(tops)[:6])}."
