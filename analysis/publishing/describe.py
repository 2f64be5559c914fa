"""What a chart shows, in words computed from its table: the alt text of its picture."""

from __future__ import annotations

import pandas as pd

from analysis import tables
from analysis.publishing.drawing import REST, number, sample
from analysis.publishing.text import count, label


def describe(table: pd.DataFrame) -> str:
    """The finding of a table in a sentence, how much it rests on, and the caution due.

    Outlets are named at the ends of a range only where each has more than one article; tone is never ranked. A table
    that holds no estimates is told by its size, a quote matrix by how often each form occurs.

    >>> describe(pd.DataFrame({"outlet": ["A"], "articles": [3]}))
    '1 row: outlet, articles.'
    """
    if not set(tables.names("estimates")) <= set(table.columns):
        return _other(table)
    known = table[table["value"].notna()]
    if (known["group"] != "unknown").any():  # articles without an outlet are no outlet to compare
        known = known[known["group"] != "unknown"]
    if known.empty:
        return "No estimates."
    finding = {"mean": _means, "log_odds": _words}.get(known["unit"].iloc[0], _largest)
    return f"{finding(known)} {sample(table)}"


def _other(table: pd.DataFrame) -> str:
    outlets = [name for name in table.columns if table[name].isin(["full", "trimmed", "not carried"]).any()]
    if not outlets:
        return f"{count(len(table), 'row')}: {label(', '.join(map(str, table.columns)), 200)}."
    forms = pd.concat([table[name] for name in outlets]).value_counts()
    told = ", ".join(f"{label(form)} {n}" for form, n in forms.items())
    return f"{count(len(table), 'quotation')} at {count(len(outlets), 'outlet')}: {told}."


def _range(rows: pd.DataFrame) -> str:
    """Lowest to highest value, with the groups where naming them is fair."""
    ends = [rows.loc[place] for place in (rows["value"].idxmin(), rows["value"].idxmax())]
    named = rows["articles"].min() > 1 and ends[0]["unit"] != "mean"
    told = [number(end["value"], end["unit"]) + f" ({label(end['group'])})" * bool(named) for end in ends]
    return " to ".join(dict.fromkeys(told))


def _largest(known: pd.DataFrame) -> str:
    """The part that is largest in most groups, and the range of its values."""
    named = known[~known["part"].isin(REST)]
    rows = named if len(named) else known
    first = rows.loc[rows.groupby("group")["value"].idxmax(), "part"].value_counts()
    what = "share" if known["unit"].iloc[0] == "share" else "rate per 1,000 words"
    where = f"{first.iloc[0]} of {count(rows['group'].nunique(), known.attrs.get('by', 'outlet'))}"
    return f"Largest {what} at {where}: {label(first.index[0])}, {_range(rows[rows['part'] == first.index[0]])}."


def _means(known: pd.DataFrame) -> str:
    told = [f"{label(part)} {_range(rows)}" for part, rows in known.groupby("part", sort=False)]
    return f"Mean {', '.join(told[:6])}."


def _words(known: pd.DataFrame) -> str:
    """The three words that set each group apart most."""
    told = [
        f"{label(group)}: {', '.join(map(label, rows.nlargest(3, 'value')['part']))}"
        for group, rows in known[known["value"] > 0].groupby("group", sort=False)
    ]
    return f"Most distinctive words. {'; '.join(told[:6])}."
