"""All tables of a corpus for other programs: a workbook, CSV or Parquet files, with a codebook.

A text of an article may begin with ``=`` or ``@``, and a spreadsheet would run it. In a workbook every text is stored
as text, which no spreadsheet runs. CSV has no such thing: an apostrophe is put before what looks like a formula.
Parquet keeps everything as it is.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import ArgumentError, check_choice, shorten
from analysis.publishing.text import defuse

FORMATS = ("xlsx", "csv", "parquet")
ROWS, LONGEST = 1_048_575, 32_767  # what a worksheet and its cells can hold
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def export_tables(corpus: Corpus, path: str | Path, *, to: str) -> int:
    """Write all tables and the codebook: ``path`` is a new workbook, or a new folder of CSV or Parquet files.

    Returns how many texts were cut because a cell of a workbook holds 32,767 characters. `ArgumentError` when ``path``
    exists, a table is too long for a worksheet, or openpyxl is not installed.
    """
    check_choice("to", to, FORMATS)
    path = Path(path)
    if path.exists():
        raise ArgumentError(f"out must be a new file or folder, {shorten(str(path))} exists")
    frames = {name: getattr(corpus, name) for name in tables.CORPUS_TABLES}
    book = tables.codebook()
    frames["codebook"] = book[book["table"].isin(frames)].reset_index(drop=True)
    if to == "xlsx":
        return _workbook(frames, path)
    path.mkdir(parents=True)
    for name, frame in frames.items():
        if to == "csv":
            plain = frame.map(lambda cell: json.dumps(cell) if isinstance(cell, tuple) else defuse(cell))
            plain.to_csv(path / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n", errors="replace")
        elif name == "codebook":
            frame.to_parquet(path / f"{name}.parquet", index=False)
        else:
            tables.write(frame, path / f"{name}.parquet", name)
    return 0


def _workbook(frames: dict[str, pd.DataFrame], path: Path) -> int:
    if not find_spec("openpyxl"):
        raise ArgumentError('xlsx needs openpyxl; install it with  pip install "crossread[excel]"')
    if longest := [name for name, frame in frames.items() if len(frame) > ROWS]:
        raise ArgumentError(f"to must be csv or parquet: {longest[0]} has more rows than a worksheet can hold")
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book, cut = Workbook(write_only=True), 0
    for name, frame in frames.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(list(frame.columns))
        for values in frame.itertuples(index=False, name=None):
            row = []
            for value in values:
                plain = _sheet_cell(value)
                cell = WriteOnlyCell(sheet, plain if not isinstance(plain, str) else plain[:LONGEST])
                if isinstance(plain, str):
                    cell.data_type = "s"
                    cut += len(plain) > LONGEST
                row.append(cell)
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return cut


def _sheet_cell(value: Any) -> Any:
    """A value as a workbook can hold it: spans as JSON, moments with a time zone as text."""
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, str):
        return _ILLEGAL.sub("\ufffd", value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat() if value.tzinfo else value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value
