import pytest
from pandas.testing import assert_frame_equal
from smallcorpus import corpus_of

from analysis import (
    actor_labels,
    frame_vocabulary,
    quote_kinds,
    saying_verbs,
    speaker_share,
    tone,
    topic_frequency,
)
from analysis.measures.speakers import first_and_last_word

TEXT = 'The tariff rose. "We pay it," Ana Ruiz said.'
OTHER = 'Some police came. "They left," Ben Okafor claimed.'
MEASURES = [
    topic_frequency,
    frame_vocabulary,
    speaker_share,
    saying_verbs,
    quote_kinds,
    first_and_last_word,
    tone,
    lambda corpus, **options: actor_labels(corpus, "Ana Ruiz", **options),
]


@pytest.fixture
def corpus():
    """Beacon prints Anchor's text again, and one of its own."""
    texts = [TEXT, TEXT, OTHER]
    said = [(0, "We pay it,", "Ana Ruiz", "said"), (1, "We pay it,", "Ana Ruiz", "said")]
    said.append((2, "They left,", "Ben Okafor", "claimed"))
    quotes = [(i, words, "direct", speaker, {"cue": cue, "saying": "neutral"}) for i, words, speaker, cue in said]
    people = [(i, "Ana Ruiz", "Ana Ruiz", "name") for i in (0, 1)] + [(2, "Ben Okafor", "Ben Okafor", "name")]
    hits = [(0, "tariff", "topics", "economy"), (1, "tariff", "topics", "economy"), (2, "police", "topics", "crime")]
    outlets = ["Anchor", "Beacon", "Beacon"]
    return corpus_of(texts, outlets=outlets, quotes=quotes, people=people, hits=hits, copy_of=[None, 0, None])


@pytest.mark.parametrize("measure", MEASURES)
def test_copies_counted_once_are_as_if_the_copy_were_not_there(corpus, measure):
    without = corpus.only(set(corpus.articles["article_id"][[0, 2]]))
    columns = ["measure", "group", "part", "n", "of", "value", "articles"]
    once, plain = measure(corpus, copies_once=True)[columns], measure(corpus)[columns]
    assert_frame_equal(once, measure(without)[columns])
    assert not once.equals(plain)
