"""Hand corrections: ``corrections.csv`` beside the texts, applied each time the corpus is built.

One row corrects one value: columns article_id, table, start (the offset of the row; empty for articles), field, value.
A correction that fits no row is kept in the count of unmatched ones, and every report prints both counts.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.corpus.store import Shard
from analysis.errors import SourceError, listing, shorten

NAME = "corrections.csv"
COLUMNS = ("article_id", "table", "start", "field", "value")
CORRECTABLE = ("articles", "sentences", "people", "quotes", "events")
FIXED = ("article_id", "text", "source", "content_hash")
DERIVED = ("int", "int?", "spans")  # offsets and counts follow from the text


NONE = pd.DataFrame(columns=list(COLUMNS), dtype="str")


def read_corrections(folder: Path) -> pd.DataFrame:
    """The corrections beside the texts; a file that cannot be read or names what cannot be corrected is refused."""
    path = folder / NAME
    if not path.is_file():
        return NONE
    try:
        rows = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    except (OSError, ValueError) as error:
        raise SourceError(f"{NAME} must be a CSV file in UTF-8: {shorten(str(error))}") from error
    if missing := [column for column in COLUMNS if column not in rows.columns]:
        raise SourceError(f"{NAME} must have the columns {listing(COLUMNS)}, {missing[0]!r} is missing")
    for table, field in rows[["table", "field"]].drop_duplicates().itertuples(index=False):
        if table not in CORRECTABLE:
            raise SourceError(f"{NAME}: table must be one of {listing(CORRECTABLE)}, not {shorten(table)}")
        columns = [c.name for c in tables.TABLES[table] if c.kind not in DERIVED and c.name not in FIXED]
        if field not in columns:
            raise SourceError(f"{NAME}: field must be a column of {table}, not {shorten(field)}: {listing(columns)}")
    return rows


def correct(found: Shard, corrections: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], int]:
    """The tables that corrections change, and how many corrections found their row."""
    out: dict[str, pd.DataFrame] = {}
    applied = 0
    for (table, field), rows in corrections.groupby(["table", "field"], sort=False):
        frame = out.get(table, found[table])
        key, wanted = (_key(table, either) for either in (frame, rows))
        values = dict(zip(wanted, rows["value"].replace("", None), strict=True))
        hit = key.isin(values)
        column = frame[field].astype("object")
        column[hit] = key[hit].map(values)
        out[table] = tables.conform(frame.assign(**{field: column}), table)
        applied += int(wanted.isin(key).sum())
    return out, applied


def _key(table: str, rows: pd.DataFrame) -> pd.Series:
    one_each = table in ("articles", "events")
    return rows["article_id"] if one_each else rows["article_id"] + "@" + rows["start"].astype("str")
