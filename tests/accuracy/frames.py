"""How well frame vocabulary ranks articles that people coded for the frame: the area under the ROC curve.

Data: narrative-frames (github phenixace/narrative-framing), a folder with ``dev.jsonl``. Run
``python tests/accuracy/frames.py FOLDER``; the figures stand in analysis/lexicons/frames.toml and, with their
intervals, in measured/frames.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from analysis.language.hits import find_hits
from analysis.lexicons import load_lexicon

CODES = {
    "conflict": "conflict",
    "human_interest": "human_interest",
    "economic": "economic",
    "morality": "morality",
    "responsibility": "resolution",
}


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """AUC of each frame with the 95 % interval of 300 bootstrap samples of articles."""
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    words = np.array([max(50, len(row["text"].split())) for row in rows])
    hits = [[hit.part for hit in find_hits(row["text"], load_lexicon("frames"))] for row in rows]
    rng, figures = np.random.default_rng(0), {}
    for part, code in CODES.items():
        coded = np.array([str(row[code]) == "True" for row in rows])
        rate = np.array([parts.count(part) for parts in hits]) / words
        samples = (rng.integers(0, len(rows), len(rows)) for _ in range(300))
        low, high = np.quantile([roc_auc_score(coded[i], rate[i]) for i in samples], [0.025, 0.975])
        auc = roc_auc_score(coded, rate)
        figures[part] = {"value": round(auc, 3), "low": round(low, 3), "high": round(high, 3), "n": len(rows)}
    return figures


if __name__ == "__main__":
    result = {
        "measure": "frame vocabulary: area under the ROC curve against human codes",
        "data": "narrative-frames, development part: US news on climate change",
        "command": "python tests/accuracy/frames.py FOLDER",
        "auc": measure(Path(sys.argv[1])),
    }
    target = Path(__file__).parent / "measured" / "frames.json"
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
