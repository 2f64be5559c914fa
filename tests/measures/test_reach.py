"""Whom only one group quotes: counted by hand."""

import pytest
from smallcorpus import corpus_of

from analysis import evidence, heard_only_here, only_one_outlet

SAID = [("Ann Lee", "A"), ("Bob", "A"), ("Bob", "B"), ("Cy", None), (None, "B"), ("Ann Lee", "A")]


@pytest.fixture
def corpus():
    texts = [f"Words{n} stood here." for n in range(len(SAID))]
    quotes = [(n, f"Words{n}", "direct", who, {}) for n, (who, _) in enumerate(SAID)]
    return corpus_of(texts, outlets=[outlet for _, outlet in SAID], quotes=quotes)


def test_a_speaker_of_one_outlet_is_heard_only_there(corpus):
    table = heard_only_here(corpus).set_index(["group", "part"])
    assert table.loc[("A", "exclusive"), ["n", "of"]].tolist() == [2, 3]
    assert table.loc[("B", "shared"), ["n", "of"]].tolist() == [1, 2]
    assert table.loc[("B", "unattributed"), "n"] == 1
    assert only_one_outlet(corpus)[["part", "group", "quotes"]].to_numpy().tolist() == [["Ann Lee", "A", 2]]


def test_articles_without_an_outlet_are_no_outlet_that_alone_hears_somebody(corpus):
    assert heard_only_here(corpus).set_index(["group", "part"]).loc[("unknown", "exclusive"), "n"] == 0


def test_its_evidence_is_the_quotes(corpus):
    table = heard_only_here(corpus)
    for position in range(len(table)):
        assert len(evidence(corpus, table.iloc[position])) == table.iloc[position]["n"]
