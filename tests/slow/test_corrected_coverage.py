"""Simulation: 95 % intervals of corrected shares, by MOVER as they are and by a bootstrap of articles and rates.

Speakers are got wrong as the model of `analysis.measures.correction` says, each article prefers some of them, and the
rates come from so many judged pairs. ``pytest -s -m slow tests/slow/test_corrected_coverage.py`` prints both.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "measures"))
from smallcorpus import corpus_of

from analysis import corrected_share
from analysis.measures.correction import _moves
from analysis.measures.speakers import KINDS, UNATTRIBUTED, speaker_units

NAMES = ["Ann", "Bob", "Cy", "Dee", "Eva"]
PREFERENCE, CLUSTERING = np.array([0.35, 0.25, 0.2, 0.12, 0.08]), 0.2
RIGHT = {"name": 0.95, "pronoun": 0.8}
PAIRS, RUNS, DRAWS = 50, 100, 600


def found(rng, articles):
    """For each article its quotes as found: (speaker, words, how)."""
    return [
        [
            (rng.choice(5, p=prefers), int(rng.integers(3, 40)), "name" if rng.random() < 0.6 else "pronoun")
            for _ in range(rng.integers(2, 7))
        ]
        for prefers in rng.dirichlet(PREFERENCE * (1 - CLUSTERING) / CLUSTERING, articles)
    ]


def truth(rng, articles):
    """The shares of the true speakers; the last is what nobody else in the article could have said."""
    words = np.zeros(6)
    for quotes in articles:
        said = np.bincount([who for who, _, _ in quotes], [n for _, n, _ in quotes], 5)
        for who, n, how in quotes:
            others = np.where(np.arange(5) == who, 0, said)
            right = rng.random() < RIGHT[how]
            words[who if right else rng.choice(5, p=others / others.sum()) if others.any() else 5] += n
    return words / words.sum()


def corpus(articles):
    texts, quotes = [], []
    for number, own in enumerate(articles):
        said = [" ".join(f"q{at}w{n}x" for n in range(size)) for at, (_, size, _) in enumerate(own)]
        texts.append(". ".join(said) + ".")
        rows = zip(said, own, strict=True)
        quotes += [(number, text, "direct", NAMES[who], {"how": how}) for text, (who, _, how) in rows]
    return corpus_of(texts, outlets=["A"] * len(texts), quotes=quotes)


def bootstrap(source, rates, rng):
    """Percentile intervals over articles drawn again and rates drawn from Jeffreys' posterior."""
    quotes = speaker_units(source, of="quoted_words", kinds=KINDS, names=NAMES)
    moves = _moves(quotes.assign(who=quotes["part"], rate=quotes["how"]))

    def wide(rows):
        table = rows.pivot_table(index="article_id", columns="part", values="n", aggfunc="sum", fill_value=0)
        return table.reindex(
            index=source.articles["article_id"], columns=[*NAMES, UNATTRIBUTED], fill_value=0
        ).to_numpy()

    size, raw = len(source), wide(quotes)
    times = rng.multinomial(size, np.ones(size) / size, DRAWS)
    words = (times @ raw).astype(float)
    for how, rate in rates.items():
        if how in RIGHT:
            right = rate["right"] * rate["n"]
            wrong = 1 - rng.beta(right + 0.5, rate["n"] - right + 0.5, DRAWS)
            words += times @ wide(moves[moves["rate"] == how]) * wrong[:, None]
    return np.quantile(words / (times @ raw.sum(axis=1))[:, None], [0.025, 0.975], axis=0)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("articles", [10, 20, 60])
def test_mover_covers_where_a_bootstrap_of_few_articles_does_not(articles):
    shares = truth(np.random.default_rng(1), found(np.random.default_rng(2), 8_000))
    covered = {"MOVER": [], "bootstrap": []}
    for run in range(RUNS):
        rng = np.random.default_rng([run, articles])
        source = corpus(found(rng, articles))
        rates = {how: {"right": rng.binomial(PAIRS, right) / PAIRS, "n": PAIRS} for how, right in RIGHT.items()}
        rates["all"] = {"right": 0.9, "n": 2 * PAIRS}
        table = corrected_share(source, errors=rates, top=5).set_index("part")
        ends = table.reindex([*NAMES, UNATTRIBUTED])[["low", "high"]].to_numpy().T
        for method, (low, high) in {"MOVER": ends, "bootstrap": bootstrap(source, rates, rng)}.items():
            covered[method].append((low <= shares) & (shares <= high))
    share = {method: round(float(np.mean(hits)), 3) for method, hits in covered.items()}
    print(articles, share)  # noqa: T201
    assert 0.93 <= share["MOVER"] <= 0.99
    assert share["bootstrap"] < share["MOVER"] - (0.05 if articles == 10 else 0)
