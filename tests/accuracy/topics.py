"""Measure the shipped topic lists against readers' labels: ``python tests/accuracy/topics.py FILE.parquet``.

FILE holds AllSides articles (Baly et al., EMNLP 2020) with columns title, text and topic, one label an article. An
article has a topic where its terms reach a rate per word; the rate is chosen on one half of the articles, F1 measured
on the other, both ways; or one term is enough, as in the share of articles. Each list has a record of its name in
measured/; parts that no label names are not measured.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.language.hits import find_hits
from analysis.lexicons import load_lexicon

MEASURED = Path(__file__).parent / "measured"
# The labels that name each part of a list; where there are several, any of them makes the topic.
LABELS: dict[str, dict[str, str]] = {
    "us_politics": {
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
    },
    "topics": {
        "elections": "elections campaign_finance voting_rights_and_voter_fraud campaign_rhetoric",
        "government": "us_house us_senate us_congress role_of_government",
        "diplomacy": "foreign_policy state_department north_korea",
        "defence": "us_military national_defense defense",
        "terrorism": "terrorism isis",
        "crime": "violence_in_america criminal_justice",
        "courts": "supreme_court justice criminal_justice",
        "guns": "gun_control_and_gun_rights",
        "migration": "immigration",
        "economy": "economy_and_jobs banking_and_finance economic_policy",
        "budget": "taxes federal_budget fiscal_cliff",
        "trade": "trade",
        "work": "labor business",
        "health": "healthcare coronavirus ebola opioid_crisis public_health",
        "education": "education",
        "climate": "environment energy epa",
        "disasters": "disaster",
        "technology": "technology cybersecurity",
        "rights": "lgbt_rights civil_rights race_and_racism religion_and_faith",
    },
}
ENOUGH = "mean where one term is enough"
TITLE, PRIOR = 3, 100  # a hit in the title counts so often; words added to each article, so that short ones do not win


def rates(articles: pd.DataFrame, name: str) -> pd.DataFrame:
    """Hits per word of each part of a list, a row for each article."""
    lexicon, rows = load_lexicon(name), []
    for title, text in zip(articles["title"].fillna(""), articles["text"], strict=True):
        row = dict.fromkeys(lexicon.parts, 0.0)
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


def measure(articles: pd.DataFrame, name: str = "us_politics", draws: int = 200) -> dict[str, dict[str, float]]:
    """F1 of each topic and the mean, with the interval of a bootstrap over articles."""
    rate, topic = rates(articles, name), articles["topic"].to_numpy()
    rng = np.random.default_rng(0)
    half = rng.random(len(articles)) < 0.5
    golds = {part: np.isin(topic, labels.split()) for part, labels in LABELS[name].items()}
    saids = {part: held_out(rate[part].to_numpy(), gold, half) for part, gold in golds.items()}
    once = {part: rate[part].to_numpy() > 0 for part in golds}
    samples = [rng.integers(0, len(articles), len(articles)) for _ in range(draws)]
    each = {part: {"value": f1(saids[part], gold)} for part, gold in golds.items()}
    figures = {"mean": mean(saids, golds, samples), ENOUGH: mean(once, golds, samples), **each}
    return {part: {key: round(float(value), 3) for key, value in row.items()} for part, row in figures.items()}


def mean(
    saids: dict[str, np.ndarray], golds: dict[str, np.ndarray], samples: list[np.ndarray]
) -> dict[str, float | np.ndarray]:
    """The mean F1 over topics, and the interval of a bootstrap over articles."""
    whole, *drawn = (
        np.mean([f1(saids[part][sample], gold[sample]) for part, gold in golds.items()])
        for sample in (slice(None), *samples)
    )
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": whole, "low": low, "high": high}


def measure_both(file: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Among the articles with one of the 16 labels, and among all, of which many could have had another label too."""
    articles = pd.read_parquet(file)
    known = articles[articles["topic"].isin(LABELS["us_politics"].values())].reset_index(drop=True)
    among = {"mean": measure(known)["mean"]}
    return {"F1 among 16 topics": among, "F1": measure(articles)}


if __name__ == "__main__":
    file = Path(sys.argv[1])
    found = {"us_politics": measure_both(file), "topics": {"F1": measure(pd.read_parquet(file), "topics")}}
    for name, figures in found.items():
        record = {
            "measure": f"topic list {name} against readers' labels",
            "data": f"AllSides sample, {len(LABELS[name])} topics; thresholds from the other half",
            "command": "python tests/accuracy/topics.py FILE.parquet",
            **figures,
        }
        (MEASURED / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
