from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp
from smallcorpus import corpus_of

from analysis.errors import ArgumentError
from analysis.measures.evidence import evidence
from analysis.measures.speakers import speaker_share
from analysis.measures.topics import topic_frequency
from analysis.measures.within import paired, shared_events

SENTENCES = {"economy": "The tariff rose.", "crime": "Some police came.", "": "It rained."}


def corpus_with(plan):
    """``plan``: (event, outlet, topics of the sentences)."""
    texts = [" ".join(SENTENCES[topic] for topic in topics) for _, _, topics in plan]
    terms = {"economy": "tariff", "crime": "police"}
    hits = [(i, terms[t], "topics", t) for i, (_, _, topics) in enumerate(plan) for t in dict.fromkeys(topics) if t]
    return corpus_of(texts, outlets=[row[1] for row in plan], events=[row[0] for row in plan], hits=hits)


def test_the_difference_is_the_mean_over_events_that_both_cover():
    plan = [("e1", "A", ["economy"]), ("e1", "B", ["crime"]), ("e2", "A", ["economy"]), ("e2", "B", ["economy"])]
    corpus = corpus_with([*plan, ("e3", "A", ["crime"]), ("e4", "C", ["crime"])])
    row = paired(corpus, topic_frequency, "A", "B").set_index("part").loc["Economy and finance"]
    assert (row["value"], row["n"], row["of"], row["events"], row["articles"]) == (0.5, 1.0, 2.0, 2, 4)
    assert pd.isna(row["low"])
    assert row["group"] == "A − B"
    assert row["measure"].endswith(", within events")


def test_another_mix_of_events_is_no_difference():
    random = np.random.default_rng(0)
    plan = []
    for event in range(40):
        topic = "crime" if event % 4 == 0 else "economy"
        for outlet, articles in (("A", 3 if topic == "crime" else 1), ("B", 1)):
            plan += [(f"e{event:02}", outlet, [topic if random.random() < 0.9 else ""]) for _ in range(articles)]
    corpus = corpus_with(plan)
    plain = topic_frequency(corpus).pivot_table(index="part", columns="group", values="value").loc["Crime and policing"]
    row = paired(corpus, topic_frequency, "A", "B").set_index("part").loc["Crime and policing"]
    assert plain["A"] - plain["B"] > 0.15
    assert abs(row["value"]) < 0.05
    assert row["low"] < 0 < row["high"]


def test_the_interval_and_p_are_those_of_the_paired_t_test():
    random = np.random.default_rng(1)
    plan = [(f"e{e:02}", o, [random.choice(["crime", ""])]) for e in range(20) for o in ("A", "B")]
    gaps = [float("crime" in topics) for _, _, topics in plan]
    test = ttest_1samp(np.subtract(gaps[::2], gaps[1::2]), 0)
    table = paired(corpus_with(plan), topic_frequency, "A", "B").set_index("part")
    row = table.loc["Crime and policing"]
    assert row[["low", "high", "p"]].tolist() == pytest.approx([*test.confidence_interval(), test.pvalue])


@pytest.mark.slow
def test_intervals_over_events_cover_the_true_difference():
    inside = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        plan = [
            (f"e{event:02}", outlet, ["crime" if random.random() < chance + lean else ""])
            for event, lean in enumerate(random.uniform(-0.2, 0.2, 30))
            for outlet, chance in (("A", 0.6), ("B", 0.4))
        ]
        row = paired(corpus_with(plan), topic_frequency, "A", "B").set_index("part").loc["Crime and policing"]
        inside += row["low"] <= 0.2 <= row["high"]
    assert 54 <= inside <= 60


def test_options_go_to_the_measure_and_strangers_are_refused():
    corpus = corpus_with([("e1", "A", ["crime"]), ("e2", "B", ["crime"])])
    assert paired(corpus, speaker_share, "A", "B", of="quotes").empty
    with pytest.raises(ArgumentError, match="second must be one of A, B, not 'C'"):
        paired(corpus, topic_frequency, "A", "C")


def test_groups_are_ranked_by_the_events_they_share():
    corpus = corpus_with(
        [(e, o, ["crime"]) for e, o in [("e1", "A"), ("e1", "B"), ("e2", "B"), ("e2", "C"), ("e1", "C")]]
    )
    assert shared_events(corpus).to_numpy().tolist() == [["B", "C", 2], ["A", "B", 1], ["A", "C", 1]]
    phases = replace(corpus, articles=corpus.articles.assign(phase=["x", "y", "x", "x", "x"]))
    assert shared_events(phases, by="phase").to_numpy().tolist() == [["x", "y", 1]]


def test_a_difference_leads_to_the_sentences_of_both_groups_in_the_events_they_share():
    plan = [("e1", "A", ["crime"]), ("e1", "B", ["crime", "economy"]), ("e2", "A", ["crime"]), ("e3", "C", ["crime"])]
    table = paired(corpus_with(plan), topic_frequency, "A", "B")
    found = evidence(corpus_with(plan), table[table["part"] == "Crime and policing"].iloc[0])
    assert found[["outlet", "term"]].to_numpy().tolist() == [["A", "police"], ["B", "police"]]


def test_articles_without_an_outlet_are_no_outlet_that_covers_an_event():
    corpus = corpus_with([("e1", "A", ["crime"]), ("e1", None, ["crime"]), ("e2", "A", [""]), ("e2", "B", [""])])
    assert shared_events(corpus).to_numpy().tolist() == [["A", "B", 1]]


def test_articles_without_any_outlet_share_no_events():
    assert shared_events(corpus_of(["The gate opened.", "The gate closed."], outlets=[None, None])).empty
