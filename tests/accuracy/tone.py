"""Measure TextBlob's polarity as tone towards a target: ``python tests/accuracy/tone.py FOLDER``.

FOLDER holds NewsMTSC (Hamborg & Donnay, EACL 2021) as train.jsonl: sentences with the sentiment towards a target. A
sentence is positive above, negative below a threshold; the threshold is chosen on one half of the sentences, the figure
measured on the other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from analysis.language.tone import polarity

MEASURED = Path(__file__).parent / "measured" / "tone.json"
LABELS = {2.0: -1, 4.0: 0, 6.0: 1}
THRESHOLDS = np.arange(0, 0.5, 0.05)
DRAWS = 200


def sentences(folder: Path) -> pd.DataFrame:
    """Columns polarity and gold (-1, 0, 1), one row for each annotated target, in a seeded order."""
    rows = map(json.loads, (folder / "train.jsonl").read_text(encoding="utf-8").splitlines())
    found = [(polarity(row["sentence_normalized"])[0], target["polarity"]) for row in rows for target in row["targets"]]
    frame = pd.DataFrame(found, columns=["polarity", "gold"])
    return frame.assign(gold=frame["gold"].map(LABELS)).sample(frac=1, random_state=0, ignore_index=True)


def macro_f1(frame: pd.DataFrame, threshold: float) -> float:
    """Macro-F1 over negative, neutral and positive."""
    said = np.sign(frame["polarity"].where(frame["polarity"].abs() > threshold, 0))
    return float(f1_score(frame["gold"].astype(int), said.astype(int), average="macro"))


def measure(folder: Path) -> dict[str, object]:
    """The record for ``measured/tone.json``; the interval is a bootstrap over sentences."""
    frame = sentences(folder)
    half = len(frame) // 2
    chosen, held = frame[:half], frame[half:]
    threshold = max(THRESHOLDS, key=lambda value: macro_f1(chosen, value))
    draws = [macro_f1(held.sample(frac=1, replace=True, random_state=seed), threshold) for seed in range(DRAWS)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return {
        "measure": "TextBlob polarity as tone towards a person, macro-F1",
        "data": "NewsMTSC train, second half; threshold chosen on the first",
        "command": "python tests/accuracy/tone.py FOLDER",
        "n": len(held),
        "value": round(macro_f1(held, threshold), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


if __name__ == "__main__":
    record = measure(Path(sys.argv[1]))
    MEASURED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
