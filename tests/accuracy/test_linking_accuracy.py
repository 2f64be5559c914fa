"""Floors of linking, on data folders given by environment variables; they may only rise."""

import os
from time import process_time

import numpy as np
import pandas as pd
import pytest
from linking import agreement, allsides, basil, held_out, pairwise_f1, score_copies, score_pairs, score_shared

from analysis import load
from analysis.linking.events import group_events

BASIL, ALLSIDES = os.environ.get("CROSSREAD_BASIL"), os.environ.get("CROSSREAD_ALLSIDES")
CORPUS = os.environ.get("CROSSREAD_ALLSIDES_CORPUS")
pytestmark = pytest.mark.slow
needs_basil = pytest.mark.skipif(not BASIL, reason="set CROSSREAD_BASIL to the folder of BASIL's dev.jsonl")
needs_allsides = pytest.mark.skipif(
    not ALLSIDES, reason="set CROSSREAD_ALLSIDES to the folder of AllSides' sample.parquet"
)


@needs_basil
def test_events_on_which_nothing_was_chosen_are_found():
    assert np.quantile(held_out(basil(BASIL)), 0.025) >= 0.97


@needs_basil
@needs_allsides
def test_events_are_found_among_thousands_of_other_articles():
    gold = basil(BASIL)
    assert pairwise_f1(group_events(pd.concat([gold, allsides(ALLSIDES)], ignore_index=True)), gold) >= 0.975


@needs_allsides
@pytest.mark.parametrize(
    ("draws", "floors"), [((1, 2, 3, 4), (0.865, 0.69, 0.585)), ((5,), (0.855, 0.54, 0.61))], ids=["chosen on", "fresh"]
)
def test_pairs_of_adjacent_days_are_put_as_two_readers_judged(draws, floors):
    assert (np.array(score_pairs(allsides(ALLSIDES), draws)) >= floors).all()


def test_readers_of_the_pairs_agree():
    assert agreement() >= 0.92


@needs_basil
@pytest.mark.skipif(
    not CORPUS, reason="set CROSSREAD_ALLSIDES_CORPUS to what crossread build --rules makes of AllSides"
)
def test_what_is_aligned_is_the_same_utterance():
    precision, _, kept, *_ = score_shared(load(CORPUS), load(basil(BASIL)))
    assert precision >= 0.975
    assert kept >= 0.805


@needs_allsides
def test_planted_copies_are_found_and_little_else():
    recall, precision, _ = score_copies(allsides(ALLSIDES))
    assert recall >= 0.98
    assert precision >= 0.99


def seconds(articles):
    start = process_time()
    group_events(articles)
    return process_time() - start


@needs_allsides
def test_four_times_the_dated_articles_take_at_most_six_times_as_long():
    articles = allsides(ALLSIDES)
    articles = articles[pd.to_datetime(articles["date"], errors="coerce").notna()]  # the undated are compared with all
    few, many = (articles.sample(size, random_state=0) for size in (1_700, 6_800))
    assert min(seconds(many) for _ in range(2)) <= 6 * min(seconds(few) for _ in range(2))
