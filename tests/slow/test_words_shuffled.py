"""Simulation: with outlets shuffled over articles, at most a handful of 7,800 words look distinctive, in any strata.

CROSSREAD_ALLSIDES names a folder with AllSides' sample.parquet.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measures.words import distinctive_words

sys.path.insert(0, str(Path(__file__).parents[1] / "measures"))
from smallcorpus import corpus_of

FOLDER = os.environ.get("CROSSREAD_ALLSIDES")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not FOLDER, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet")
@pytest.mark.parametrize("strata", ["none", "topic", "month"])
def test_shuffled_outlets_make_no_words_distinctive(strata: str) -> None:
    articles = pd.read_parquet(Path(str(FOLDER)) / "sample.parquet")
    articles = articles[articles["outlet"].isin(articles["outlet"].value_counts().index[:3])]
    articles = articles.sample(1_200, random_state=0, ignore_index=True).assign(none="")
    month = pd.to_datetime(articles["date"]).dt.strftime("%Y-%m")
    stratum = articles.assign(month=month)[strata].fillna("").to_numpy()
    events = None if strata == "none" else stratum.tolist()
    corpus = corpus_of(articles["text"].tolist(), outlets=articles["outlet"].tolist(), events=events)
    rng, tables = np.random.default_rng(0), []
    for _ in range(8):
        outlets = corpus.articles.groupby(stratum)["outlet"].transform(rng.permutation)
        shuffled = dataclasses.replace(corpus, articles=corpus.articles.assign(outlet=outlets))
        tables.append(distinctive_words(shuffled, min_articles=8))
    assert tables[0]["part"].nunique() >= 7_500
    assert max(table.loc[table["q"] < 0.05, "part"].nunique() for table in tables) <= 5
    assert 0.04 <= np.mean([(table["z"].abs() > 1.96).mean() for table in tables]) <= 0.06
