import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SchemaError
from analysis.linking.events import group_events

FLOOD = (
    "The river Orme burst its banks in Calder and flooded four streets; rescuers carried families from the {} houses."
)
STRIKE = "Bakers in Tarn walked out over wages, and the bakers union said the walkout would last until {} talks resume."


def story(*rows):
    return pd.DataFrame(rows, columns=["article_id", "date", "text"])


def events_of(articles):
    return group_events(articles).groupby("event")["article_id"].agg(set).tolist()


FOUR = story(
    ("b", "2024-05-01", FLOOD.format("wooden")),
    ("d", "2024-05-02", FLOOD.format("brick")),
    ("c", "2024-05-01", STRIKE.format("wage")),
    ("a", "2024-05-02", STRIKE.format("new")),
)


def test_articles_of_one_event_are_put_together():
    assert events_of(FOUR) == [{"a", "c"}, {"b", "d"}]


def test_the_event_is_named_after_its_smallest_article_and_its_strongest_words():
    found = group_events(FOUR).set_index("article_id")
    assert found["event"].to_dict() == {"a": "a", "b": "b", "c": "a", "d": "b"}
    assert {"Bakers", "bakers", "walkout", "Tarn"} & set(found.loc["c", "event_title"].split(", "))


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_the_articles_does_not_matter(order):
    shuffled = group_events(FOUR.iloc[list(order)])
    assert shuffled["article_id"].tolist() == FOUR["article_id"].iloc[list(order)].tolist()
    assert set(shuffled.itertuples(index=False)) == set(group_events(FOUR).itertuples(index=False))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2024-05-01", "2024-05-04", True),
        ("2024-05-01", "2024-05-05", False),
        ("2024-05-01", None, True),
        (None, None, True),
    ],
)
def test_only_days_within_the_window_or_unknown_can_be_one_event(first, second, together):
    articles = story(("a", first, FLOOD.format("old")), ("b", second, FLOOD.format("new")))
    assert (len(events_of(articles)) == 1) is together


def test_every_article_has_a_row_even_an_empty_one():
    articles = story(("a", None, ""), ("b", None, "\x00\ufffd😀"), ("c", None, "one word"))
    assert group_events(articles)["event"].tolist() == ["a", "b", "c"]
    assert group_events(articles.head(1))["event"].tolist() == ["a"]
    assert group_events(articles.head(0)).empty


def test_a_table_without_text_is_refused():
    with pytest.raises(SchemaError, match="articles must have the column 'text'"):
        group_events(pd.DataFrame({"article_id": ["a"]}))
