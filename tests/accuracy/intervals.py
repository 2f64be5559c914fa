"""Coverage of the 95 % intervals of shares, by simulation: ``python tests/accuracy/intervals.py``.

The words of an article belong to a part with a chance drawn from a beta distribution, whose spread is the intra-article
correlation (ICC). A missing interval is a miss. The grid stands in measured/intervals.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measures.statistics import estimate

MEASURED = Path(__file__).parent / "measured" / "intervals.json"
ARTICLES = (10, 15, 20, 30, 50, 75, 100, 150, 200)
SHARES = (0.05, 0.1, 0.2, 0.35, 0.5)
ICCS = (0.1, 0.3, 0.6)
RUNS = 4_000


def cell(rng: np.random.Generator, articles: int, share: float, icc: float, runs: int = RUNS) -> float:
    """How often the interval of one simulated corpus holds the share."""
    weight = (1 - icc) / icc
    chance = rng.beta(share * weight, (1 - share) * weight, (runs, articles))
    words = np.maximum(rng.lognormal(np.log(80), 0.6, chance.shape), 1).astype(int)
    group = np.repeat(np.arange(runs).astype(str), articles)
    base = pd.DataFrame({"article_id": np.arange(chance.size), "group": group, "period": "", "of": words.ravel()})
    base = base.assign(event=base["article_id"])
    counts = pd.DataFrame({"article_id": base["article_id"], "part": "x", "n": rng.binomial(words, chance).ravel()})
    table = estimate(counts, base, measure="m", unit="share", parts=["x"])
    return float(((table["low"] <= share) & (share <= table["high"])).mean())


def measure(runs: int = RUNS) -> dict[str, float]:
    """Coverage of every cell of the grid."""
    rng = np.random.default_rng(0)
    grid = [(articles, share, icc) for articles in ARTICLES for share in SHARES for icc in ICCS]
    return {f"{a} articles, share {s}, ICC {i}": round(cell(rng, a, s, i, runs), 4) for a, s, i in grid}


if __name__ == "__main__":
    cells = measure()
    values = list(cells.values())
    record = {
        "measure": "95 % intervals of shares: coverage, a missing interval counting as a miss",
        "data": f"simulated, {RUNS:,} corpora a cell; {min(ARTICLES)} to {max(ARTICLES)} articles",
        "command": "python tests/accuracy/intervals.py",
        "smallest": {"value": min(values)},
        "mean": {"value": round(sum(values) / len(values), 4)},
        "largest": {"value": max(values)},
        "cells": cells,
    }
    MEASURED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
