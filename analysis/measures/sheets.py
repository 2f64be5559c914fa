"""Sheets that people fill in by hand: a random sample of anything, as a CSV file, and back.

`draw` samples at random within strata (outlets, kinds of quote) and gives each as equal a number of rows as its size
allows, so that small outlets can be judged too. `weights` undoes that inequality: a coded row stands for as many units
as its stratum has for each row coded. Weights come from the units of today, not from the file, so that a changed corpus
is noticed. The file survives spreadsheets: nothing in it is run as a formula, and what they make of separators,
encodings, capitals and empty cells is read back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import ArgumentError, SourceError, check_number, listing, shorten, suggestion
from analysis.reading.found import Unreadable, decode

Answer = Sequence[str] | type
YES_NO = ("yes", "no")
_SAME = {"y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\s]+")
_FORMULA = re.compile(r"'*[=+\-@]")


def draw(units: pd.DataFrame, *, rows: int, by: Sequence[str], seed: int = 0) -> pd.DataFrame:
    """A stratified random sample of the rows of ``units``, in random order.

    With fewer rows than strata the smallest strata are left out.

    >>> units = pd.DataFrame({"outlet": ["BBC"] * 5 + ["VOA"] * 95})
    >>> draw(units, rows=20, by=["outlet"])["outlet"].value_counts().to_dict()
    {'VOA': 15, 'BBC': 5}
    """
    check_number("rows", rows, 0, 1_000_000)
    tables.require(units, by, name="units")
    shuffled = units.sample(frac=1, random_state=seed)
    stratum = shuffled.groupby(list(by), dropna=False).ngroup()
    wanted = _allocation(stratum.value_counts().sort_index(), rows)
    return shuffled[stratum.groupby(stratum).cumcount() < stratum.map(wanted)].reset_index(drop=True)


def _allocation(sizes: pd.Series, rows: int) -> dict[Any, int]:
    """Rows for each stratum, the smallest first; what cannot be divided goes to the largest."""
    wanted: dict[Any, int] = {}
    for done, (stratum, size) in enumerate(sizes.sort_values(kind="stable").items()):
        wanted[stratum] = min(int(size), rows // (len(sizes) - done))
        rows -= wanted[stratum]
    return wanted


def weights(coded: pd.DataFrame, units: pd.DataFrame, *, by: Sequence[str]) -> pd.Series:
    """How many units each coded row stands for (1 over its chance to be coded; Horvitz & Thompson 1952)."""
    columns = list(by)
    sizes, rows = (frame.groupby(columns, dropna=False).size() for frame in (units, coded))
    stands_for = (sizes / rows).rename("weight").reset_index()
    return coded[columns].merge(stands_for, on=columns, how="left").set_axis(coded.index)["weight"]


def write_sheet(sheet: pd.DataFrame, path: str | Path, *, answers: Mapping[str, Answer]) -> Path:
    """Write a sample as CSV (UTF-8, commas) with an empty column for each answer.

    Cells that a spreadsheet would run as a formula get an apostrophe in front; line breaks become spaces.

    Raises
    ------
    ArgumentError
        When the file exists: hand work is never overwritten.
    """
    path = Path(path)
    if path.exists():
        raise ArgumentError(f"out must be a new file, {shorten(str(path))} exists and may hold answers")
    empty = dict.fromkeys(answers, "")
    with path.open("x", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*sheet.columns, *empty])
        writer.writerows([*map(_safe, row), *empty.values()] for row in sheet.itertuples(index=False))
    return path


def _safe(value: Any) -> str:
    text = "" if pd.isna(value) else _CONTROL.sub(" ", str(value)).strip()
    return f"'{text}" if _FORMULA.match(text) else text


def read_sheet(path: str | Path, *, columns: Sequence[str], answers: Mapping[str, Answer]) -> pd.DataFrame:
    """A sheet that came back: its columns as text, answers in lower case or as Int64, missing where not coded yet.

    ``columns`` must be there beside the answers and ``id``, which is unique. ``answers`` says for each answer column
    which words are allowed, or ``int`` (a whole number from 0) or ``str`` (anything).

    Raises
    ------
    SourceError
        When the file is no CSV, lacks a column, has an id twice or an answer that is not allowed.
    """
    path = Path(path)
    try:
        text = decode(path.read_bytes())
        first = text[: text.find("\n")]
        csv.field_size_limit(2**31 - 1)
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))
    except (Unreadable, ValueError, csv.Error) as error:
        raise SourceError(f"{path.name} must be a CSV file: {error}") from error
    names = [name.strip().lower() for name in header]
    for name in ("id", *columns, *answers):
        if name not in names:
            raise SourceError(f"{path.name} must have the column {name!r}{suggestion(name, names)}")
    cells = [[_plain(cell) for cell in row[: len(names)]] for row in rows]
    cells = [row + [""] * (len(names) - len(row)) for row in cells]  # spreadsheets drop empty cells at the end
    sheet = pd.DataFrame(cells, columns=names, dtype="str")
    read = {name: _answers(sheet[name], allowed, path.name) for name, allowed in answers.items()}
    sheet = sheet.assign(**read)[sheet["id"] != ""]
    if sheet["id"].duplicated().any():
        raise SourceError(f"{path.name} must have each id once, not {sheet['id'][sheet['id'].duplicated()].iloc[0]!r}")
    return sheet.reset_index(drop=True)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _answers(cells: pd.Series, allowed: Answer, file: str) -> pd.Series:
    if allowed is str:
        return cells.where(cells != "")
    read: list[Any] = [_answer(cell.lower(), allowed) if cell else None for cell in cells]
    for row, (cell, answer) in enumerate(zip(cells, read, strict=True), 2):
        if cell and answer is None:
            rule = "a whole number" if isinstance(allowed, type) else f"one of {listing(allowed)}"
            raise SourceError(f"{file} row {row}: {cells.name} must be {rule}, not {shorten(cell)}")
    return pd.Series(read, index=cells.index, dtype="Int64" if allowed is int else "str")


def _answer(cell: str, allowed: Answer) -> str | int | None:
    if isinstance(allowed, type):
        return int(match[1]) if (match := re.fullmatch(r"([0-9]{1,9})([.,]0+)?", cell)) else None
    return next((word for word in (cell, _SAME.get(cell)) if word in allowed), None)
