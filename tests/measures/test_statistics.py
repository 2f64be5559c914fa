"""Intervals: their coverage by simulation, their rules at the edges, and the tests built on them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ArgumentError
from analysis.measures.statistics import MIN_ARTICLES, UNKNOWN, differences, estimate, fdr


def estimates(n, of, *, unit="share", events=None):
    """Estimates of many groups at once: rows of ``n`` and ``of`` are groups, columns articles."""
    groups, articles = n.shape
    base = pd.DataFrame({"article_id": np.arange(n.size), "group": np.repeat(np.arange(groups).astype(str), articles)})
    base = base.assign(period="", event=base["article_id"] if events is None else events.ravel(), of=of.ravel())
    counts = pd.DataFrame({"article_id": base["article_id"], "part": "x", "n": n.ravel()})
    return estimate(counts, base, measure="m", unit=unit, parts=["x"])


def interval(n, of, *, unit="share", level=0.95):
    """Value, low and high of one group of articles; None where there is no interval."""
    base = pd.DataFrame({"article_id": range(len(n)), "group": "", "period": "", "event": "", "of": list(of)})
    counts = pd.DataFrame({"article_id": range(len(n)), "part": "", "n": list(n)})
    row = estimate(counts, base, measure="", unit=unit, level=level).iloc[0]
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("value", "low", "high"))


def coverage(table, truth):
    return ((table["low"] <= truth) & (truth <= table["high"])).mean()


def beta_binomial(rng, groups, articles, share, icc):
    weight = (1 - icc) / icc
    chance = rng.beta(share * weight, (1 - share) * weight, (groups, articles))
    words = np.maximum(rng.lognormal(np.log(80), 0.6, chance.shape), 1).astype(int)
    return rng.binomial(words, chance).astype(float), words.astype(float)


@pytest.mark.parametrize(
    ("articles", "share", "icc"), [(10, 0.05, 0.1), (15, 0.2, 0.6), (20, 0.05, 0.3), (60, 0.5, 0.3)]
)
def test_intervals_of_shares_cover_the_truth(articles, share, icc):
    n, of = beta_binomial(np.random.default_rng(0), 400, articles, share, icc)
    assert 0.90 <= coverage(estimates(n, of), share) <= 0.995


@pytest.mark.slow
@pytest.mark.parametrize("rate", [1, 3])
def test_intervals_of_rates_cover_the_truth(rate):
    rng = np.random.default_rng(2)
    for articles in (10, 20, 50, 200):
        words = rng.lognormal(np.log(600), 0.5, (1500, articles)).round()
        hits = rng.poisson(rng.gamma(1, 1, words.shape) * rate / 1000 * words).astype(float)
        assert 0.92 <= coverage(estimates(hits, words, unit="per_1000_words"), rate) <= 0.98


@pytest.mark.slow
def test_intervals_count_events_where_articles_of_one_event_are_alike():
    rng = np.random.default_rng(3)
    chance = rng.beta(0.6, 1.4, (1500, 20)).repeat(3, axis=1)
    n, of = rng.binomial(60, chance).astype(float), np.full(chance.shape, 60.0)
    events = np.arange(1500 * 20).reshape(1500, 20).repeat(3, axis=1)
    assert 0.92 <= coverage(estimates(n, of, events=events), 0.3) <= 0.98
    assert coverage(estimates(n, of), 0.3) < 0.85


def test_ten_articles_are_needed_for_an_interval():
    for articles in (MIN_ARTICLES - 1, MIN_ARTICLES):
        _, low, high = interval([1] * articles, [5] * articles)
        assert (low is None) is (high is None) is (articles < MIN_ARTICLES)


def test_articles_without_a_denominator_do_not_make_up_the_ten():
    assert interval([1] * 9 + [0] * 5, [4] * 9 + [0] * 5) == (0.25, None, None)


def test_nothing_found_in_k_articles_is_nothing_in_k_trials():
    value, low, high = interval([0] * 20, [500] * 20)
    assert (value, low) == (0.0, 0.0)
    assert high == pytest.approx(1 - 0.025 ** (1 / 20))
    value, low, high = interval([500] * 20, [500] * 20)
    assert (value, high) == (1.0, 1.0)
    assert low == pytest.approx(0.025 ** (1 / 20))


def test_a_share_and_its_complement_have_mirrored_intervals():
    n, of = np.array([3, 0, 9, 1, 4, 0, 2, 7, 0, 1, 5]), np.full(11, 10)
    value, low, high = interval(n, of)
    assert interval(of - n, of) == pytest.approx((1 - value, 1 - high, 1 - low))


def test_one_trial_for_each_article_is_the_interval_of_jeffreys():
    _, low, high = interval([1] * 4 + [0] * 26, [1] * 30)
    assert (low, high) == pytest.approx(stats.beta.ppf([0.025, 0.975], 4.5, 26.5))


def test_equal_articles_are_not_certainty():
    value, low, high = interval([1] * 12, [2] * 12)
    assert low < 0.35 < value < 0.65 < high


def test_the_mean_has_the_t_interval():
    values = [0.1, 0.4, -0.2, 0.0, 0.3, 0.2, 0.1, -0.1, 0.5, 0.2]
    expected = stats.t.interval(0.9, 9, np.mean(values), stats.sem(values))
    assert interval(values, [1] * 10, unit="mean", level=0.9) == pytest.approx((np.mean(values), *expected))


def test_more_articles_in_the_same_events_do_not_narrow_the_interval():
    rng = np.random.default_rng(4)
    n = rng.integers(0, 20, (1, 12)).astype(float)
    once = estimates(n, np.full((1, 12), 20.0), events=np.arange(12)[None])
    twice = estimates(n.repeat(2, axis=1), np.full((1, 24), 20.0), events=np.arange(12)[None].repeat(2, axis=1))
    assert twice[["low", "high"]].to_numpy() == pytest.approx(once[["low", "high"]].to_numpy())
    assert (twice["articles"].item(), twice["events"].item()) == (24, 12)


def test_a_part_that_one_group_lacks_is_a_zero_there():
    base = pd.DataFrame({"article_id": ["a", "b"], "group": ["A", "B"], "period": "", "event": ["a", "b"], "of": 4})
    table = estimate(pd.DataFrame({"article_id": ["a"], "part": ["x"], "n": [2]}), base, measure="m", unit="share")
    assert table[["group", "part", "n", "value"]].to_numpy().tolist() == [["A", "x", 2.0, 0.5], ["B", "x", 0.0, 0.0]]


@pytest.mark.parametrize("level", [0, 1, "high", None])
def test_a_level_outside_its_range_is_refused(level):
    with pytest.raises(ArgumentError, match="level must be a number"):
        interval([1], [2], level=level)


def test_a_difference_is_significant_where_its_interval_excludes_zero():
    rng = np.random.default_rng(5)
    frames = []
    for group, share in (("A", 0.2), ("B", 0.5), ("C", 0.21)):
        table = estimates(*beta_binomial(rng, 1, 60, share, 0.1)).assign(group=group)
        frames.append(table)
    values = {group: frame["value"].iloc[0] for group, frame in zip("ABC", frames, strict=True)}
    found = differences(pd.concat(frames, ignore_index=True)).set_index("group")
    for first, second, differs in (("A", "B", True), ("A", "C", False), ("B", "C", True)):
        row = found.loc[f"{first} − {second}"]
        assert row["value"] == pytest.approx(values[first] - values[second])
        assert bool(row["p"] < 0.05) is bool(row["low"] > 0 or row["high"] < 0) is differs
        assert row["low"] < row["value"] < row["high"]


@pytest.mark.parametrize(("articles", "least", "most"), [(10, 0.002, 0.025), (20, 0.02, 0.055), (40, 0.035, 0.065)])
def test_groups_that_do_not_differ_seldom_seem_to_and_the_more_seldom_the_fewer_articles(articles, least, most):
    rng, parts = np.random.default_rng(3), [str(part) for part in range(1_500)]
    groups = [
        estimates(*beta_binomial(rng, len(parts), articles, 0.2, 0.2)).assign(part=parts, group=group)
        for group in ("A", "B")
    ]
    assert least <= (differences(pd.concat(groups, ignore_index=True))["p"] < 0.05).mean() <= most


def test_articles_without_an_outlet_are_no_outlet_to_compare():
    rng = np.random.default_rng(8)
    frames = [
        estimates(*beta_binomial(rng, 1, 40, share, 0.1)).assign(group=group)
        for group, share in (("A", 0.2), (UNKNOWN, 0.9), ("B", 0.3))
    ]
    assert differences(pd.concat(frames, ignore_index=True))["group"].tolist() == ["A − B"]


def test_fdr_is_the_step_up_procedure_of_benjamini_and_hochberg():
    p = np.random.default_rng(6).uniform(size=200) ** 3
    assert fdr(p) == pytest.approx(stats.false_discovery_control(p))
    assert fdr([]).tolist() == []


def test_differences_adjust_p_over_all_pairs_of_groups_with_intervals():
    rng = np.random.default_rng(7)
    frames = [
        estimates(*beta_binomial(rng, 1, articles, share, 0.1)).assign(group=group)
        for group, articles, share in (("A", 60, 0.2), ("B", 50, 0.5), ("C", 40, 0.21), ("D", 5, 0.9))
    ]
    table = differences(pd.concat(frames, ignore_index=True))
    assert table["group"].tolist()[2] == "A − C"
    assert set(table["group"]) == {"A − B", "A − C", "B − C"}
    assert table["q"].to_numpy() == pytest.approx(stats.false_discovery_control(table["p"]))
    assert table.attrs["note"].startswith("3 tests, ")
    none = differences(frames[3])
    assert none.empty
    assert none.attrs["note"] == "Not tested: two groups with 10 articles each are needed."
