"""How far to trust each automatic measure: the accuracy measured on public data, as the reports print it.

Each file of ``tests/accuracy/measured`` is a record: what was measured, on which data, by which command, and figures
``{"value": ..., "low": ..., "high": ...}`` named by the keys that lead to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.bundled import bundled
from analysis.errors import check_choice

COLUMNS = ["measure", "figure", "value", "low", "high", "data", "command"]


def accuracy(*measures: str) -> pd.DataFrame:
    """The measured figures of some measures, of all without an argument.

    Parameters
    ----------
    measures
        Names of records: ``quotes``, ``speakers``, ``sentences`` ...

    Returns
    -------
    DataFrame
        Columns measure, figure, value, low, high (95 % interval over articles), data, command.

    Raises
    ------
    ArgumentError
        When nothing was measured under a name.
    """
    files = {path.stem: path for path in sorted(bundled("accuracy").glob("*.json"))}
    rows = []
    for name in measures or files:
        check_choice("measures", name, sorted(files))
        record = json.loads(files[name].read_text(encoding="utf-8"))
        about = {key: record.get(key, "") for key in ("measure", "data", "command")}
        rows += [{**about, **found} for found in _figures(record)]
    return pd.DataFrame(rows, columns=COLUMNS)


def measured(name: str, *figures: str) -> str:
    """Some figures of a record in words, for the line beside a chart; all of them without an argument.

    >>> measured("topics", "F1 mean")  # doctest: +ELLIPSIS
    "Topic list topics against readers' labels: F1 mean 0... [0..., 0...]. Measured on ... not on your texts."
    """
    table = accuracy(name)
    rows = table[table["figure"].isin(figures)] if figures else table
    told = ", ".join(
        f"{row.figure} {row.value:.2f}".lstrip() + (f" [{row.low:.2f}, {row.high:.2f}]" if pd.notna(row.low) else "")
        for row in rows.itertuples()
    )
    what, data = table.loc[0, ["measure", "data"]]
    return f"{what[:1].upper()}{what[1:]}: {told}. Measured on {data}, not on your texts."


def _figures(record: Mapping[str, Any], name: str = "") -> Iterator[dict[str, Any]]:
    """Every figure of a record, wherever it is nested."""
    if "value" in record:
        yield {"figure": name, "value": record["value"], "low": record.get("low"), "high": record.get("high")}
        return
    for key, inner in record.items():
        if isinstance(inner, dict):
            yield from _figures(inner, f"{name} {key.replace('_', ' ')}".strip())
