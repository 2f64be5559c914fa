"""Distinctive words: the effect, the shuffle test against brute force, and its false discoveries."""

import dataclasses
import itertools
import json
import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from smallcorpus import corpus_of

from analysis.errors import ArgumentError
from analysis.measures.evidence import evidence
from analysis.measures.words import PRIOR, distinctive_words

WORDS = ["tax", "war", "sun", "rain", "river"]


def written(rng, chances, words=40):
    return " ".join(rng.choice(WORDS, p=chances, size=words)) + "."


def small(seed=0, outlets=("A", "B", "A", "B", "B", "A", "A", "B"), events=("e",) * 3 + ("f",) * 5):
    rng = np.random.default_rng(seed)
    texts = [written(rng, rng.dirichlet(np.ones(5)), words=int(rng.integers(10, 60))) for _ in outlets]
    return corpus_of(texts, outlets=list(outlets), events=list(events) if events else None)


def test_the_effect_is_the_log_odds_with_a_dirichlet_prior():
    corpus = corpus_of(["tax tax war.", "war war sun tax."], outlets=["A", "B"])
    table = distinctive_words(corpus).set_index(["group", "part"])
    prior, both = 1 + PRIOR * 3 / 7, 0.0
    for count, words, sign in ((2, 3, 1), (1, 4, -1)):
        both += sign * math.log((count + prior) / (words + PRIOR + 3 - count - prior))
    assert table.loc[("A", "tax"), "value"] == pytest.approx(both)
    assert table.loc[("B", "tax"), "value"] == pytest.approx(-both)
    assert table.loc[("A", "tax"), ["n", "of", "articles"]].tolist() == [2, 3, 1]


def test_z_is_that_of_all_shuffles_within_events():
    corpus = small()
    outlets, events = corpus.articles["outlet"].to_numpy(), corpus.events["event"].to_numpy()
    words = [text.rstrip(".").split() for text in corpus.articles["text"]]
    table = distinctive_words(corpus, min_articles=1).set_index(["group", "part"])
    places = [np.flatnonzero(events == event) for event in ("e", "f")]
    for word in WORDS:
        x, n = np.array([text.count(word) for text in words]), np.array([len(text) for text in words])
        d = np.empty(len(x))
        for place in places:
            d[place] = x[place] - x[place].sum() / n[place].sum() * n[place]
        choices = [itertools.combinations(place, int((outlets[place] == "A").sum())) for place in places]
        sums = [d[list(itertools.chain(*choice))].sum() for choice in itertools.product(*choices)]
        z = (d[outlets == "A"].sum() - np.mean(sums)) / np.std(sums)
        assert table.loc[("A", word), "z"] == pytest.approx(z)
        assert table.loc[("A", word), "p"] >= 1 / len(sums)
    distinct = distinctive_words(corpus, min_articles=1).attrs
    assert distinct["smallest_p"]["A"] == pytest.approx(1 / len(sums))
    assert distinct["note"].startswith("8 articles shuffled within events, 10 tests, smallest attainable p ")


def test_longer_articles_alone_make_no_word_distinctive():
    texts = ["tax war sun."] * 2 + ["tax war sun. " + "tax war sun. " * 9] * 2
    events = ["e", "f", "e", "f"]
    table = distinctive_words(corpus_of(texts, outlets=["A", "A", "B", "B"], events=events), min_articles=1)
    assert table["z"].isna().all()
    assert table["value"].abs().max() < 1e-9


def test_with_one_article_for_each_group_there_is_an_effect_but_no_test():
    table = distinctive_words(small(outlets=("A", "B", "C"), events=("e", "e", "e")))
    assert table["value"].notna().all()
    assert table[["z", "p", "q", "low", "high"]].isna().all(axis=None)
    assert table.attrs["tests"] == 0


def test_without_shared_events_labels_are_shuffled_over_the_corpus_and_the_table_says_so():
    assert distinctive_words(small(events=None)).attrs["within"] == "corpus"
    table = distinctive_words(small(events=("e", "e", "f", "g", "h", "i", "j", "k")))
    assert (table.attrs["within"], table.attrs["shuffled"]) == ("events", 2)


def test_words_for_which_chance_is_ruled_out_come_first_in_each_group():
    rng = np.random.default_rng(1)
    outlets = ["A", "B"] * 40
    texts = [
        written(rng, (0.5, 0.3, 0.1, 0.05, 0.05) if own == "A" else (0.1, 0.3, 0.5, 0.05, 0.05)) for own in outlets
    ]
    texts[0] += " mud" * 30 + "."  # the largest log-odds, of one article
    table = distinctive_words(corpus_of(texts, outlets=outlets, events=None), min_articles=1)
    own = table[table["group"] == "A"].set_index("part")
    assert own.loc["tax", "value"] < own.loc["mud", "value"]
    assert own.loc["tax", "q"] <= 0.05 < own.loc["mud", "q"]
    assert list(own.index).index("tax") < list(own.index).index("mud")


def test_house_style_is_labelled():
    texts = ["Mr. Lee saw the team at the Daily Mail in Sept. with rain."] * 2 + ["Ana saw rain at the mail."] * 2
    table = distinctive_words(corpus_of(texts, outlets=["Daily Mail"] * 2 + ["Post"] * 2), min_articles=1)
    style = table[table["style"]].groupby("group")["part"].agg(set).to_dict()
    assert style == {"Daily Mail": {"mr", "daily", "mail", "sept"}, "Post": {"mr", "sept"}}


def test_sentences_that_recur_in_an_outlet_are_left_out():
    promo = "Click here for our tax war."
    texts = [f"The sun number{chr(97 + i)} shone. {promo}" for i in range(4)] + [f"The tax. {promo}", "A tax."]
    corpus = corpus_of(texts, outlets=["A"] * 4 + ["B"] * 2)
    table = distinctive_words(corpus, min_articles=1)
    assert [len(evidence(corpus, row)) for _, row in table.iterrows()] == table["n"].tolist()
    counts = table.set_index(["group", "part"])["n"]
    assert counts["A", "sun"] == 4
    assert counts["A", "tax"] == 0
    assert counts["B", "tax"] == 3


@pytest.mark.parametrize("text", ["Trump’s tax.", "TRUMP'S tax.", "trump tax."])
def test_apostrophes_case_and_possessives_do_not_make_new_words(text):
    corpus = corpus_of([text], outlets=["A"])
    table = distinctive_words(corpus)
    assert sorted(table["part"]) == ["tax", "trump"]
    found = evidence(corpus, table[table["part"] == "trump"].iloc[0])
    assert found["text"].tolist() == [text]
    assert found["term"].tolist() == [text.split()[0]]


def test_the_evidence_of_a_word_is_each_time_it_stands_there():
    corpus = small()
    table = distinctive_words(corpus, min_articles=1)
    for position in range(len(table)):
        assert len(evidence(corpus, table.iloc[position])) == table.iloc[position]["n"]


def test_words_of_few_articles_are_left_out():
    corpus = corpus_of(["tax war.", "tax sun.", "tax."], outlets=["A", "B", "A"])
    assert set(distinctive_words(corpus, min_articles=3)["part"]) == {"tax"}
    with pytest.raises(ArgumentError, match="min_articles must be a number from 1"):
        distinctive_words(corpus, min_articles=0)


@pytest.mark.parametrize("text", ["", "١٢٣ \ufffd \x00 🙂.", "السلام عليكم. İstanbul’s."])
def test_odd_texts_are_counted_or_skipped_but_never_raise(text):
    table = distinctive_words(corpus_of([text, "tax."], outlets=["A", "B"]))
    assert "tax" in table["part"].tolist()


@pytest.mark.slow
def test_shuffled_outlets_give_no_discoveries():
    folder = os.environ.get("CROSSREAD_BASIL")
    if not folder:
        pytest.skip("CROSSREAD_BASIL is not set")
    lines = Path(folder, "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = pd.DataFrame(json.loads(line) for line in lines)
    texts = [
        " ".join(sentence for paragraph in paragraphs for sentence in paragraph) for paragraphs in rows["paragraphs"]
    ]
    corpus = corpus_of(texts, outlets=rows["outlet"].str.upper(), events=rows["event"].tolist())
    assert (distinctive_words(corpus)["q"] < 0.05).sum() > 0
    rng = np.random.default_rng(0)
    tables = []
    for _ in range(10):
        outlets = corpus.articles.groupby(rows["event"].to_numpy())["outlet"].transform(rng.permutation)
        shuffled = dataclasses.replace(corpus, articles=corpus.articles.assign(outlet=outlets))
        tables.append(distinctive_words(shuffled))
    assert max((table["q"] < 0.05).sum() for table in tables) <= 5
    assert 0.03 <= np.mean([(table["z"].abs() > 1.96).mean() for table in tables]) <= 0.06


def test_articles_without_any_outlet_have_no_distinctive_words():
    found = distinctive_words(corpus_of(["The gate opened.", "The gate closed."], outlets=[None, None]))
    assert found.empty
    assert found.attrs["tests"] == 0
