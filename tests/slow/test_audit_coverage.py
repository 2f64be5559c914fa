"""Simulation: the audit's 95 % intervals cover what coding the whole corpus would show."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "measures"))
from smallcorpus import corpus_of

from analysis.measures.audit import ALL, ANSWERS, PARTS, audit, audit_units
from analysis.measures.sheets import draw

OUTLETS = {"A": (600, 900), "B": (150, 300), "C": (40, 60)}  # quotes, and sentences without one
KINDS = ("direct", "mixed", "indirect")


def world(right: tuple[float, ...], missed: float) -> tuple[object, pd.DataFrame]:
    """A corpus and all its units with the answers a reader would give."""
    texts, quotes = [], []
    for article, (found, empty) in enumerate(OUTLETS.values()):
        sentences = [f"W{number:05d} spoke." for number in range(found + empty)]
        texts.append(" ".join(sentences))
        quotes += [(article, sentences[at], KINDS[at % 3 if at % 5 else 0], "Ann", {}) for at in range(found)]
    corpus = corpus_of(texts, outlets=list(OUTLETS), quotes=quotes)
    units, rng = audit_units(corpus), np.random.default_rng(1)
    chance = units["kind"].map(dict(zip(KINDS, right, strict=True))).fillna(0)
    yes = pd.Series(np.where(rng.random(len(units)) < chance, "yes", "no"), index=units.index)
    lost = (rng.random(len(units)) < missed) * (1 + (rng.random(len(units)) < 0.2))
    quote = units["unit"] == "quote"
    answers = {"is_quote": yes.where(quote), "missed_quotes": pd.Series(lost, dtype="Int64").mask(quote)}
    return corpus, units.assign(words_right=None, speaker_right=None, true_speaker=None, **answers)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "missed", "rows"),
    [
        ((0.95, 0.9, 0.6), 0.05, 120),
        ((1.0, 0.9, 0.8), 0.02, 120),
        ((0.8, 0.8, 0.8), 0.1, 300),
        ((0.98, 0.98, 0.98), 0.01, 100),
    ],
)
def test_intervals_of_precision_and_recall_cover(right: tuple[float, ...], missed: float, rows: int) -> None:
    corpus, units = world(right, missed)
    inside: dict[tuple[str, str], list[bool]] = {}
    for seed in range(200):
        halves = [units[units["unit"] == unit] for unit in ("quote", "sentence")]
        drawn = pd.concat([draw(half, rows=rows // 2, by=["outlet", "unit", "kind"], seed=seed) for half in halves])
        for row in audit(corpus, drawn[["id", "unit", "speaker", *ANSWERS]]).itertuples():  # type: ignore[arg-type]
            of = units if row.group == ALL else units[units["outlet"] == row.group]
            true = (of["is_quote"] == "yes").sum()
            whole = (of["unit"] == "quote").sum() if row.part == PARTS[0] else true + of["missed_quotes"].sum()
            if row.part in (PARTS[0], PARTS[3]):
                covered = row.low - 1e-4 <= true / whole <= row.high + 1e-4
                inside.setdefault((row.group, row.part), []).append(bool(covered))
    coverage = {key: np.mean(hits) for key, hits in inside.items()}
    assert len(coverage) == 8
    assert min(coverage.values()) >= 0.91, coverage
    assert np.mean(list(coverage.values())) >= 0.94, coverage
