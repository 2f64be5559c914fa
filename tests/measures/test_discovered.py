"""Discovered topics: planted topics are found, kept, and given to new articles."""

import numpy as np
import pytest
from smallcorpus import corpus_of

from analysis.errors import ArgumentError, SourceError
from analysis.measures.discovered import discover_topics, discovered_frequency, keep_topics, load_topics

THEMES = {
    "farm": "harvest wheat tractor barn farmer soil crops dairy",
    "sea": "sailor harbour vessel anchor tide captain fishing lighthouse",
    "court": "judge verdict jury lawyer appeal trial sentence witness",
}


def planted(articles=90, seed=0):
    rng, names = np.random.default_rng(seed), list(THEMES)
    own = [names[number % 3] for number in range(articles)]
    texts = []
    for name in own:
        chosen = [" ".join(rng.choice(THEMES[name].split(), 6)) for _ in range(4)]
        texts.append(" ".join(f"There the {words} were seen by people again." for words in chosen))
    return corpus_of(texts, outlets=["A", "B"] * (articles // 2)), own


@pytest.fixture(scope="module")
def found():
    source, own = planted()
    return source, own, discover_topics(source, topics=3)


def test_articles_of_one_theme_share_a_topic_labelled_with_its_words(found):
    source, own, topics = found
    placed = topics.apply(source)["topic"]
    for theme, words in THEMES.items():
        (label,) = {topic for topic, name in zip(placed, own, strict=True) if name == theme}
        assert set(label.split(", ")) <= set(words.split())


def test_the_same_seed_gives_the_same_topics(found):
    source, _, topics = found
    again = discover_topics(source, topics=3)
    assert again.labels == topics.labels
    assert again.centres == pytest.approx(topics.centres)


def test_kept_topics_place_new_articles_as_before(found, tmp_path):
    _, _, topics = found
    new, own = planted(12, seed=5)
    kept = load_topics(topics.save(tmp_path / "topics.npz"))
    placed = kept.apply(new)
    assert placed["topic"].tolist() == topics.apply(new)["topic"].tolist()
    assert placed["topic"].groupby(own).nunique().eq(1).all()
    with pytest.raises(ArgumentError, match=r"path must be a new \.npz file"):
        topics.save(tmp_path / "topics.npz")


def test_topics_stay_with_a_corpus_that_grows(tmp_path):
    (first, _), (grown, _) = planted(60), planted(90, seed=1)
    folder = first.save(tmp_path / "corpus")
    kept = load_topics(keep_topics(first, folder))
    assert keep_topics(grown, grown.save(folder)) == folder / "topics.npz"
    again = load_topics(folder / "topics.npz")
    assert (again.labels, again.articles) == (kept.labels, 60)


def test_a_corpus_too_small_for_topics_keeps_none(tmp_path):
    small, _ = planted(12)
    assert keep_topics(small, small.save(tmp_path / "corpus")) is None


def test_a_file_that_is_no_topics_is_named(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"nothing")
    with pytest.raises(SourceError, match=r"x\.npz' must be topics written by"):
        load_topics(tmp_path / "x.npz")


def test_shares_count_each_article_once(found):
    source, _, topics = found
    table = discovered_frequency(source, topics)
    assert table.groupby("group")["n"].sum().tolist() == [45, 45]
    assert table["of"].tolist() == [45] * 6
    assert table["low"].notna().all()


def test_an_article_without_a_known_word_has_no_topic(found):
    _, _, topics = found
    strange = corpus_of(["Zyx \x00 wvu \U0001f600.", ""], outlets=["A", "A"])
    assert topics.apply(strange)["topic"].isna().all()


def test_nearest_sentences_are_of_the_topic_and_point_into_the_text(found):
    source, _, topics = found
    near = topics.nearest_sentences(source, topics.labels[0], limit=3)
    texts = source.articles.set_index("article_id")["text"]
    assert len(near) == 3
    assert near["similarity"].is_monotonic_decreasing
    for row in near.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text
        assert any(word in row.text for word in topics.labels[0].split(", "))


@pytest.mark.parametrize(("articles", "topics", "message"), [(40, 3, "at least 50 articles"), (60, 1, "topics must")])
def test_too_few_articles_or_topics_are_refused(articles, topics, message):
    source, _ = planted(articles)
    with pytest.raises(ArgumentError, match=message):
        discover_topics(source, topics=topics)
