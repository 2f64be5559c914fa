"""The ledger told by file: what each announced, what was found in it, and what became of that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pandas as pd

from analysis import tables
from analysis.errors import listing
from analysis.reading.articles import Reading
from analysis.reading.outlets import fold_outlet, host
from analysis.reading.settings import NAME

_POSITION = re.compile(r"(?:^| )(?:row|line|document) \d+(?: of [^.]*)?$")


def by_file(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row for each file of a ledger, in its order.

    Columns file ("" for a table), announced (articles the file says it holds, where it says so), found, read, dropped
    (found and not read), reasons (why, each once).

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
        noted = notes.get(str(row.file), [])
        if len(noted) == 1 and not row.found and not announced:
            yield f"{row.file}: {noted[0].strip()}"
            continue
        yield f"{row.file or 'table'}: {announced}found {row.found}, read {row.read}, dropped {row.dropped}"
        yield from noted
    yield (
        ", ".join(f"{n} {status}" for status, n in ledger["status"].value_counts(sort=False).items()) or "nothing found"
    )
    yield from _advice(reading)


def _advice(reading: Reading) -> Iterator[str]:
    """What can be done about what is not known, and which columns and lines of the settings were used for nothing."""
    articles, files = reading.articles, _files(reading.ledger)
    if formats := files[reading.ledger["reason"].str.match(r"format \S* ?is not known", na=False)].tolist():
        yield f"files of no format that is read: {len(formats)}; articles among them can be saved as .docx or .txt"
    unknown = {name: pd.unique(_files(articles[articles[name].isna()])) for name in ("outlet", "date")}
    missing = articles[list(unknown)].isna().sum()
    if missing["date"]:
        yield f"articles without a date: {missing['date']}, in {listing(unknown['date'], 3)}"
    stated = {fact for facts in reading.settings.outlets.values() for fact in facts}
    known = {*tables.names("articles"), "language", "outlet_given", *stated}
    if further := [name for name in articles if name not in known]:
        yield f"further columns, kept: {listing(further)} ([columns] in {NAME} can name the date or the outlet there)"
    given = set(articles.reindex(columns=["outlet", "outlet_given"]).melt()["value"].dropna())
    names = {*files, *given, *filter(None, map(fold_outlet, given)), *articles["url"].dropna().map(host)}
    for pattern in reading.settings.outlets:
        if not any(fnmatchcase(name, pattern) for name in names):
            yield f"{NAME} [outlets] {pattern} fits no file and no outlet"
    if missing["outlet"]:
        where = listing(unknown["outlet"], 3)
        yield f"articles without an outlet: {missing['outlet']}, in {where}; name it in {NAME} beside them:"
        yield f'    [outlets]\n    "{unknown["outlet"][0]}" = "The Valley Post"'


def _files(table: pd.DataFrame) -> pd.Series:
    return table["source"].str.replace(_POSITION, "", regex=True).rename("file")
