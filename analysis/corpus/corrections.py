"""Hand corrections: ``corrections.csv`` beside the texts, applied each time the corpus is built.

One row corrects one value: columns article_id, table, start (the offset of the row; empty for articles), field, value.
A correction that fits no row is kept in the count of unmatched ones, and every report prints both counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.errors import SourceError, listing, shorten

NAME = "corrections.csv"
COLUMNS = ("article_id", "table", "start", "field", "value")
CORRECTABLE = ("articles", "sentences", "people", "quotes", "events")


def read_corrections(folder: Path) -> pd.DataFrame:
    """The corrections beside the texts, or none.

    Raises
    ------
    SourceError
        When a column is missing, or a row names a table or field that does not exist.
    """
    path = folder / NAME
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    rows = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    if missing := [column for column in COLUMNS if column not in rows.columns]:
        raise SourceError(f"{NAME} must have the columns {listing(COLUMNS)}, {missing[0]!r} is missing")
    for table, field in rows[["table", "field"]].drop_duplicates().itertuples(index=False):
        if table not in CORRECTABLE:
            raise SourceError(f"{NAME}: table must be one of {listing(CORRECTABLE)}, not {shorten(table)}")
        if field not in tables.names(table):
            raise SourceError(f"{NAME}: field must be a column of {table}, not {shorten(field)}")
    return rows


def correct(
    found: Mapping[str, pd.DataFrame], corrections: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """The tables with the corrections applied, and how many were ``applied`` and ``unmatched``."""
    out = dict(found)
    applied = 0
    for (table, field), rows in corrections.groupby(["table", "field"], sort=False):
        frame = out[table].copy()
        key = frame["article_id"] if table in ("articles", "events") else _key(frame["article_id"], frame["start"])
        wanted = rows["article_id"] if table in ("articles", "events") else _key(rows["article_id"], rows["start"])
        values = dict(zip(wanted, rows["value"].replace("", None), strict=True))
        hit = key.isin(values)
        column = frame[field].astype("object")
        column[hit] = key[hit].map(values)
        out[table] = tables.conform(frame.assign(**{field: column}), table)
        applied += int(wanted.isin(key).sum())
    return out, {"applied": applied, "unmatched": len(corrections) - applied}


def _key(article_id: pd.Series, start: pd.Series) -> pd.Series:
    return article_id.astype("str") + "@" + start.astype("str")
