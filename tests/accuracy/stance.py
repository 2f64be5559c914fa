"""Measure the stance of saying verbs: ``python tests/accuracy/stance.py FILE.parquet``.

FILE holds AllSides articles (Baly et al., EMNLP 2020) with columns id and text. ``labels_stance.csv`` says where 150
cues stand in them that the rules found, about 38 of each stance at random, and what one reader made of each: the stance
in its context, or ``none`` where the words introduce nobody's words ("floods threaten the town").
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from analysis.language.quotes import saying

LABELS = Path(__file__).parent / "labels_stance.csv"
MEASURED = Path(__file__).parent / "measured" / "stance.json"


def measure(file: Path) -> dict[str, dict[str, float]]:
    """The share of each stance that was right, with the interval of Jeffreys."""
    from scipy.stats import beta

    texts = pd.read_parquet(file).set_index("id")["text"]
    rows = pd.read_csv(LABELS, dtype={"article": "str"}, keep_default_na=False)
    found = pd.Series([saying(texts[row.article][row.start : row.end]) for row in rows.itertuples()])
    figures = {}
    for stance, right in (rows["read"] == found).groupby(found):
        low, high = beta.ppf([0.025, 0.975], right.sum() + 0.5, (~right).sum() + 0.5)
        named = {"value": right.mean(), "low": low, "high": high}
        figures[str(stance)] = {name: round(float(value), 3) for name, value in named.items()} | {"n": len(right)}
    return figures


if __name__ == "__main__":
    record = {
        "measure": "stance of saying verbs: precision",
        "data": "AllSides sample, 150 cues read in context by one reader",
        "command": "python tests/accuracy/stance.py FILE.parquet",
        **measure(Path(sys.argv[1])),
    }
    MEASURED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
