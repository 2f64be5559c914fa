"""The ledger told by file: what each announced, what was found in it, and what became of that."""

from __future__ import annotations

import re

import pandas as pd

_POSITION = re.compile(r"(?:^| )(?:row|line|document) \d+(?: of [^.]*)?$")


def by_file(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row for each file of a ledger, in its order.

    Returns
    -------
    DataFrame
        Columns file ("" for a table), announced (articles the file says it holds, where it says so), found,
        read, dropped (found and not read), reasons (why, the commonest first, each with its number).

    >>> from analysis.reading import read_articles
    >>> ledger = read_articles(pd.DataFrame({"text": ["One.", "One.", ""]})).ledger
    >>> by_file(ledger)[["found", "read", "dropped", "reasons"]].values.tolist()
    [[3, 1, 2, 'the same as row 1; empty']]
    """
    files = ledger["source"].str.replace(_POSITION, "", regex=True).rename("file")
    groups = ledger.assign(kept=ledger["status"] == "read").groupby(files, sort=False)
    table = groups.agg(announced=("announced", "sum"), found=("found", "sum"), read=("kept", "sum"))
    table["announced"] = table["announced"].astype("Int64").mask(groups["announced"].count() == 0)
    table = table.astype({"found": "int64", "read": "int64"})
    table["dropped"] = table["found"] - table["read"]
    lost = ledger[ledger["status"] != "read"]
    table["reasons"] = lost.groupby(files)["reason"].agg(_told).reindex(table.index).fillna("").astype("str")
    return table.reset_index()


def _told(reasons: pd.Series) -> str:
    counts = reasons.value_counts()
    return "; ".join(f"{reason} ({n})" if n > 1 else reason for reason, n in counts.items())
