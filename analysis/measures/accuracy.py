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
    rows = []
    for found in map(record, measures or _names()):
        about = {key: found.get(key, "") for key in ("measure", "data", "command")}
        rows += [{**about, **figure} for figure in _figures(found)]
    return pd.DataFrame(rows, columns=COLUMNS)


def record(measure: str) -> dict[str, Any]:
    """All that was written down of one measure."""
    check_choice("measures", measure, _names())
    return dict(json.loads((bundled("accuracy") / f"{measure}.json").read_text(encoding="utf-8")))


def _names() -> list[str]:
    return sorted(path.stem for path in bundled("accuracy").glob("*.json"))


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
