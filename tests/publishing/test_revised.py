"""Past estimates that a later run gives another value."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import v4

from analysis.publishing import revised
from analysis.publishing.runner import Run

ROW = {"measure": "topics, x", "group": "BBC", "period": "", "part": "War", "unit": "share", "n": 1, "of": 4}
ROW |= {"value": 0.25, "low": None, "high": None, "articles": 4, "events": 2}


def run(out: Path, rows: list[dict[str, object]], group: str = "") -> list[dict[str, object]]:
    """Keep the estimates of one executed notebook with one chart."""
    csv = pd.DataFrame(rows).to_csv(index=False)
    about = {"name": "topics", "alt": "x", "csv": csv}
    shown = v4.new_output("display_data", data={"image/svg+xml": "<svg/>"}, metadata={"image/svg+xml": about})
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x", outputs=[shown])])
    nbformat.write(notebook, out / "topics.ipynb")
    return revised.keep(
        out, [Run("topics", "done", 1.0, "topics.ipynb", "topics.html", group=group), Run("x", "failed", 1.0)]
    )


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({}, {}, False),
        ({}, {"value": 0.5, "n": 2}, True),  # the same articles, read otherwise
        ({}, {"value": 0.5, "articles": 8}, False),  # more articles: the estimate grew
        ({"period": "2025-02"}, {"period": "2025-02", "value": 0.5, "articles": 8}, True),  # a late article
        ({"period": "2025-02"}, {"period": "2025-03", "value": 0.5}, False),  # another month
        ({}, {"low": 0.1}, False),
    ],
)
def test_a_closed_past_that_changes_is_told(
    tmp_path: Path, before: dict[str, object], now: dict[str, object], told: bool
) -> None:
    assert run(tmp_path, [ROW | before]) == []
    found = run(tmp_path, [ROW | now, ROW | {"part": "Peace"}])
    assert [(row["before"], row["now"], row["part"]) for row in found] == [("0.25", "0.5", "War")] * told


def test_estimates_are_kept_as_a_table_that_runs_no_formula(tmp_path: Path) -> None:
    run(tmp_path, [ROW | {"group": "'=1+1"}], group="@x")
    kept = pd.read_csv(tmp_path / "estimates.csv")
    assert kept[["group of reports", "notebook", "group"]].iloc[0].tolist() == ["'@x", "topics", "'=1+1"]
    assert kept["value"].tolist() == [0.25]
    assert run(tmp_path, [ROW | {"group": "'=1+1", "value": 0.5}], group="@x")[0]["now"] == "0.5"


def test_a_table_of_an_older_form_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "estimates.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(tmp_path, [ROW]) == []
    assert run(tmp_path, [ROW | {"value": 0.5}])
