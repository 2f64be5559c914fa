"""What a later run says differently about the past.

All estimates that a run's charts were drawn from are kept in ``estimates.csv``. The next run into the same folder
compares: an estimate of a period, or one that rests on as many articles as before, should not change. Where it does,
late articles, corrections or another version revised it. That an estimate without a period grows with its articles is
no revision.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.publishing import pictures
from analysis.publishing.runner import Run
from analysis.publishing.text import defuse

KEYS = ["group of reports", "notebook", "figure", "measure", "group", "period", "part", "unit"]
FILE = "estimates.csv"


def keep(out: Path, runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Write the estimates of finished runs to ``out/estimates.csv``; return what they revise of those there before.

    Each revision has the key (set of reports, notebook, figure, measure, group, period, part, unit) and ``before``,
    ``now``, ``articles before`` and ``articles now``.
    """
    now = estimates(out, runs)
    path = out / FILE
    before = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8") if path.is_file() else now
    part = path.with_suffix(".part.csv")
    now.to_csv(part, index=False, encoding="utf-8", lineterminator="\n")
    part.replace(path)
    return revisions(before, now).to_dict("records") if set(now.columns) <= set(before.columns) else []


def estimates(out: Path, runs: Iterable[Run]) -> pd.DataFrame:
    """The data of all charts that show estimates, as text: the columns of estimates behind those that say where."""
    columns = [*KEYS[:3], *tables.names("estimates")]
    rows: list[dict[str, str]] = []
    for run in runs:
        charts = pictures.shown(out / run.ipynb) if run.status != "failed" else ()
        for about in (about for _, metadata in charts for about in metadata.values() if isinstance(about, dict)):
            head, *lines = csv.reader(io.StringIO(about.get("csv", ""), newline="")) if about.get("csv") else ([],)
            if set(tables.names("estimates")) <= set(head):
                where = dict(zip(KEYS, (defuse(run.group), run.notebook, about["name"]), strict=False))
                rows += [where | dict(zip(head, line, strict=True)) for line in lines]
    return pd.DataFrame(rows, columns=columns, dtype="str").fillna("")


def revisions(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The estimates of ``before`` that ``now`` gives another value, though their past is closed."""
    both = before.drop_duplicates(KEYS).merge(now.drop_duplicates(KEYS), on=KEYS, suffixes=(" before", " now"))
    closed = both["period"].ne("") | both["articles before"].eq(both["articles now"])
    changed = both[both["value before"].ne(both["value now"]) & closed]
    found = changed[[*KEYS, "value before", "value now", "articles before", "articles now"]]
    return found.rename(columns={"value before": "before", "value now": "now"}).reset_index(drop=True)
