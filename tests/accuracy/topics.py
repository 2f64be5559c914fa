"""Measure seed-word topics against readers' labels: ``python tests/accuracy/topics.py FILE.parquet``.

FILE holds AllSides articles (Baly et al., EMNLP 2020) with columns title, text and topic, one label an article. An
article has a topic where its terms reach a rate per word; the rate is chosen on one half of the articles, F1 measured
on the other, both ways.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.language.hits import find_hits
from analysis.lexicons import load_lexicon

MEASURED = Path(__file__).parent / "measured" / "topics.json"
LABELS = {
    "elections": "elections",
    "immigration": "immigration",
    "healthcare": "healthcare",
    "coronavirus": "coronavirus",
    "supreme_court": "supreme_court",
    "guns": "gun_control_and_gun_rights",
    "economy": "economy_and_jobs",
    "environment": "environment",
    "education": "education",
    "terrorism": "terrorism",
    "trade": "trade",
    "lgbt": "lgbt_rights",
    "abortion": "abortion",
    "taxes": "taxes",
    "impeachment": "impeachment",
    "north_korea": "north_korea",
}
TITLE, PRIOR = 3, 100  # a hit in the title counts so often; words added to each article, so that short ones do not win


def rates(articles: pd.DataFrame) -> pd.DataFrame:
    """Hits per word of each part, a row for each article."""
    lexicon, rows = load_lexicon("us_politics"), []
    for title, text in zip(articles["title"].fillna(""), articles["text"], strict=True):
        row = dict.fromkeys(LABELS, 0.0)
        for hit in find_hits(f"{title}\n{text}", lexicon):
            row[hit.part] += TITLE if hit.end <= len(title) else 1
        rows.append({part: n / (len(text.split()) + PRIOR) for part, n in row.items()})
    return pd.DataFrame(rows)


def f1(said: np.ndarray, gold: np.ndarray) -> float:
    """F1 of a yes or no."""
    return float(2 * (said & gold).sum() / max(said.sum() + gold.sum(), 1))


def held_out(rate: np.ndarray, gold: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Whether each article has the topic, by the threshold that is best on the half it is not in."""
    said = np.zeros(len(rate), dtype=bool)
    for chosen in (half, ~half):
        steps = np.quantile(rate[chosen], np.linspace(0.3, 0.999, 250))
        best = max(steps, key=lambda step: f1((rate >= step)[chosen], gold[chosen]))
        said |= ~chosen & (rate >= best)
    return said


def measure(articles: pd.DataFrame, draws: int = 200) -> dict[str, dict[str, float]]:
    """F1 of each topic and the mean, with the interval of a bootstrap over articles."""
    rate, topic = rates(articles), articles["topic"].to_numpy()
    rng = np.random.default_rng(0)
    half = rng.random(len(articles)) < 0.5
    golds = {part: topic == label for part, label in LABELS.items()}
    saids = {part: held_out(rate[part].to_numpy(), gold, half) for part, gold in golds.items()}
    samples = [rng.integers(0, len(articles), len(articles)) for _ in range(draws)]
    means = [np.mean([f1(saids[part][sample], golds[part][sample]) for part in LABELS]) for sample in samples]
    values = {part: f1(saids[part], golds[part]) for part in LABELS}
    low, high = np.quantile(means, [0.025, 0.975])
    mean = {"value": np.mean(list(values.values())), "low": low, "high": high}
    figures = {"mean": mean, **{part: {"value": value} for part, value in values.items()}}
    return {name: {key: round(float(value), 3) for key, value in row.items()} for name, row in figures.items()}


def measure_both(file: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Among the articles with one of the labels, and among all, of which many could have had another label too."""
    articles = pd.read_parquet(file)
    known = articles[articles["topic"].isin(LABELS.values())].reset_index(drop=True)
    return {"F1 among 16 topics": measure(known), "F1 among all articles": measure(articles)}


if __name__ == "__main__":
    record = {
        "measure": "seed-word topics, F1 against readers' labels",
        "data": "AllSides sample, 16 of its labels; thresholds from one half, measured on the other",
        "command": "python tests/accuracy/topics.py FILE.parquet",
        **measure_both(Path(sys.argv[1])),
    }
    MEASURED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
