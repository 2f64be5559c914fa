"""Corrected shares: the reallocation by hand, and a simulation in which the truth is known."""

import numpy as np
import pandas as pd
import pytest
from smallcorpus import corpus_of

from analysis import corrected_share, error_rates, evidence, speaker_share
from analysis.errors import ArgumentError

RATES = {"all": {"right": 0.8, "n": 1000}}


def said(*articles):
    """A corpus in which each article quotes speakers so many words: {"Ann": 6, None: 2}."""
    texts, quotes = [], []
    for number, speakers in enumerate(articles):
        words = [" ".join(f"{chr(97 + at)}{n}x" for n in range(size)) for at, size in enumerate(speakers.values())]
        texts.append(". ".join(words) + ".")
        quotes += [(number, text, "direct", who, {}) for who, text in zip(speakers, words, strict=True)]
    quotes = [(*quote[:4], {"how": "none"} if quote[3] is None else {}) for quote in quotes]
    return corpus_of(texts, outlets=["A"] * len(texts), quotes=quotes)


def counts(table):
    return {row.part: row.n for row in table.itertuples() if row.n}


def test_what_is_wrong_goes_to_the_others_of_the_article_by_their_words():
    table = corrected_share(said({"Ann": 6, "Bob": 3, "Cy": 1}), errors=RATES)
    assert counts(table) == pytest.approx(
        {
            "Ann": 6 * 0.8 + 0.6 * 6 / 7 + 0.2 * 6 / 9,
            "Bob": 3 * 0.8 + 1.2 * 3 / 4 + 0.2 * 3 / 9,
            "Cy": 1 * 0.8 + 1.2 * 1 / 4 + 0.6 * 1 / 7,
        }
    )
    assert table["of"].tolist() == [10.0] * len(table)


def test_where_there_is_nobody_else_it_becomes_unattributed():
    assert counts(corrected_share(said({"Ann": 5}), errors=RATES)) == pytest.approx({"Ann": 4, "unattributed": 1})


def test_it_never_crosses_into_another_article():
    table = corrected_share(said({"Ann": 5, "Bob": 5}, {"Cy": 10}), errors=RATES)
    assert counts(table) == pytest.approx({"Ann": 5, "Bob": 5, "Cy": 8, "unattributed": 2})


def test_two_speakers_of_one_class_take_from_each_other_within_it():
    table = corrected_share(said({"Ann": 6, "Bob": 2, "Cy": 2}), errors=RATES, top=1)
    # Ann loses 1.2 and gains 6/8 of what Bob and Cy (0.4 each) lose; the rest of theirs stays between them.
    assert counts(table) == pytest.approx({"Ann": 4.8 + 2 * 0.4 * 6 / 8, "other named": 10 - 5.4})


def test_unattributed_quotes_stay_unless_a_rate_is_given_for_them():
    corpus = said({"Ann": 6, None: 4})
    assert counts(corrected_share(corpus, errors={"all": {"right": 1.0, "n": 99}})) == {"Ann": 6, "unattributed": 4}
    rates = {"all": {"right": 1.0, "n": 99}, "none": {"right": 0.5, "n": 99}}
    assert counts(corrected_share(corpus, errors=rates)) == pytest.approx({"Ann": 8, "unattributed": 2})


@pytest.mark.parametrize(
    ("rates", "ann"),
    [
        ({"name direct": {"right": 0.5, "n": 50}, "name": {"right": 0.9, "n": 60}}, 3),
        ({"name direct": {"right": 0.5, "n": 5}, "name": {"right": 0.9, "n": 60}}, 5.4),
        ({"name direct": {"right": 0.5, "n": 5}, "name": {"right": 0.9, "n": 6}}, 4.8),
        ({"pronoun": {"right": 0.1, "n": 60}}, 4.8),
    ],
)
def test_the_finest_rate_with_enough_pairs_counts(rates, ann):
    assert counts(corrected_share(said({"Ann": 6}), errors=RATES | rates))["Ann"] == pytest.approx(ann)


def test_the_uncorrected_share_stands_beside_it_and_leads_to_the_same_quotes():
    corpus = said({"Ann": 6, "Bob": 3}, {"Ann": 1, None: 5})
    table = corrected_share(corpus, errors=RATES)
    assert table["raw"].tolist() == speaker_share(corpus)["value"].tolist()
    assert len(evidence(corpus, table.iloc[0])) == 2


def many(seed=0, articles=120):
    """Found speakers, and true ones drawn from the model: right by 0.8, else another of the article by words."""
    rng = np.random.default_rng(seed)
    found, true = [], dict.fromkeys("ABCD", 0.0)
    for _ in range(articles):
        sizes = {who: int(size) for who, size in zip("ABCD", rng.integers([12, 4, 2, 0], [30, 12, 9, 3]), strict=True)}
        sizes = {who: size for who, size in sizes.items() if size}
        found.append(sizes)
        for who, size in sizes.items():
            rest = {other: n for other, n in sizes.items() if other != who}
            weights = np.array(list(rest.values())) / sum(rest.values())
            true[who if rng.random() < 0.8 else rng.choice(list(rest), p=weights)] += size
    return said(*found), {who: words / sum(true.values()) for who, words in true.items()}


def test_the_corrected_shares_cover_the_truth_where_the_raw_ones_do_not():
    corpus, true = many()
    table = corrected_share(corpus, errors=RATES).set_index("part").loc[list(true)]
    truth = pd.Series(true)
    assert (table["low"] <= truth).all()
    assert (truth <= table["high"]).all()
    assert (table["value"] - truth).abs().sum() < 0.3 * (table["raw"] - truth).abs().sum()


def test_rates_known_from_fewer_pairs_make_wider_intervals():
    corpus, _ = many(articles=20)
    width = {
        n: (table["high"] - table["low"]).iloc[0]
        for n in (20, 2_000_000)
        for table in [corrected_share(corpus, errors={"all": {"right": 0.8, "n": n}})]
    }
    assert width[20] > 1.2 * width[2_000_000]
    raw = speaker_share(corpus, top=4).iloc[0]
    assert width[2_000_000] == pytest.approx(raw["high"] - raw["low"], rel=0.5)


def test_no_interval_below_ten_articles():
    assert corrected_share(said(*[{"Ann": 5, "Bob": 2}] * 9), errors=RATES)[["low", "high"]].isna().all(axis=None)


def test_the_rates_of_an_audit_of_fifty_speakers_come_first():
    audit = {"errors": {"all": {"right": 0.5, "n": 50}}}
    quotes = [(0, "Ann spoke.", "direct", "Ann", {})]
    corpus = corpus_of(["Ann spoke."], outlets=["A"], quotes=quotes, settings={"audit": audit})
    assert corrected_share(corpus)["value"].iloc[0] == pytest.approx(0.5)


def test_error_rates_are_counted_by_way_and_kind():
    pairs = pd.DataFrame(
        {
            "how": ["name", "name", "name", "pronoun", "none"],
            "kind": ["direct", "direct", "mixed", "direct", "indirect"],
            "right": [True, False, True, False, True],
        }
    )
    rates = error_rates(pairs)
    assert rates["all"] == {"right": 0.5, "n": 4}  # none is no attribution
    assert rates["name"] == {"right": 0.6667, "n": 3}
    assert rates["name direct"] == {"right": 0.5, "n": 2}
    assert rates["none"] == {"right": 1.0, "n": 1}


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ({}, "errors must have the key 'all'"),
        ({"all": {"right": 80, "n": 9}}, "errors\\['all'\\]\\['right'\\] must be a number from 0 to 1, not 80"),
        ({"all": {"right": 0.8}}, "errors\\['all'\\]\\['n'\\] must be a number"),
    ],
)
def test_rates_of_another_shape_are_refused(errors, message):
    with pytest.raises(ArgumentError, match=message):
        corrected_share(said({"Ann": 5}), errors=errors)
