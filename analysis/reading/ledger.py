"""The ledger told by file: what each announced, what was found in it, and what became of that."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from analysis.errors import listing
from analysis.reading.articles import Reading
from analysis.reading.settings import NAME

_POSITION = re.compile(r"(?:^| )(?:row|line|document) \d+(?: of [^.]*)?$")


def by_file(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row for each file of a ledger, in its order.

    Returns
    -------
    DataFrame
        Columns file ("" for a table), announced (articles the file says it holds, where it says so), found,
        read, dropped (found and not read), reasons (why, each once).

    >>> from analysis.reading import read_articles
    >>> ledger = read_articles(pd.DataFrame({"text": ["One.", "One.", ""]})).ledger
    >>> by_file(ledger)[["found", "read", "dropped", "reasons"]].values.tolist()
    [[3, 1, 2, 'the same as row 1; empty']]
    """
    files = _files(ledger)
    groups = ledger.assign(kept=ledger["status"] == "read").groupby(files, sort=False)
    table = groups.agg(announced=("announced", "sum"), found=("found", "sum"), read=("kept", "sum"))
    table["announced"] = table["announced"].astype("Int64").mask(groups["announced"].count() == 0)
    table = table.astype({"found": "int64", "read": "int64"})
    table["dropped"] = table["found"] - table["read"]
    lost = ledger[ledger["status"] != "read"].groupby(files)["reason"].agg(lambda few: "; ".join(few.unique()))
    table["reasons"] = lost.reindex(table.index).fillna("").astype("str")
    return table.reset_index()


def told(reading: Reading) -> Iterator[str]:
    """The lines of ``crossread check``: each file with its numbers and what was noticed in it, the sums, and advice."""
    ledger = reading.ledger
    noticed = (
        ledger[ledger["reason"].notna()].assign(file=_files(ledger)).groupby(["file", "status", "reason"], sort=False)
    )
    notes: dict[str, list[str]] = {}
    for (file, status, reason), rows in noticed:
        first = str(rows["source"].iloc[0]).removeprefix(file).strip()
        place = f" ({len(rows)} times, first at {first})" if len(rows) > 1 else f" ({first})" if first else ""
        notes.setdefault(str(file), []).append(f"    {status}: {reason}{place}")
    for row in by_file(ledger).itertuples():
        announced = "" if pd.isna(row.announced) else f"announced {row.announced}, "
        yield f"{row.file or 'table'}: {announced}found {row.found}, read {row.read}, dropped {row.dropped}"
        yield from notes.get(str(row.file), [])
    yield (
        ", ".join(f"{n} {status}" for status, n in ledger["status"].value_counts(sort=False).items()) or "nothing found"
    )
    unknown = reading.articles[reading.articles["outlet"].isna()]
    if len(unknown):
        files = pd.unique(_files(unknown))
        yield f"no outlet is known of {len(unknown)} articles, in {listing(files, 3)}; name it in {NAME} beside them:"
        yield f'    [outlets]\n    "{files[0]}" = "The Valley Post"'


def _files(table: pd.DataFrame) -> pd.Series:
    return table["source"].str.replace(_POSITION, "", regex=True).rename("file")
