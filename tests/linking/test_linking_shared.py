import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.errors import SchemaError
from analysis.linking.shared import COLUMNS, align, trim_diff
from analysis.linking.words import words


@pytest.mark.parametrize(
    ("reference", "text", "diff"),
    [
        ("We will stay.", "“We will stay”", [("keep", "We will stay")]),
        ("I think we will stay.", "we will stay", [("cut", "I think"), ("keep", "we will stay")]),
        (
            "We will stay here",
            "We shall stay here",
            [("keep", "We"), ("cut", "will"), ("add", "shall"), ("keep", "stay here")],
        ),
        ("our neighbour, the defence", "Our neighbor – the defense", [("keep", "our neighbour, the defence")]),
        ("", "new words", [("add", "new words")]),
        ("gone", "", [("cut", "gone")]),
    ],
)
def test_a_diff_keeps_cuts_and_adds_words(reference, text, diff):
    assert trim_diff(reference, text) == diff


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_kept_and_cut_words_are_the_reference(reference, text):
    diff = trim_diff(reference, text)
    assert [w for op, run in diff if op != "add" for w in words(run)] == words(reference)
    assert sum(len(words(run)) for op, run in diff if op != "cut") == len(words(text))


def test_no_quotes_make_an_empty_table():
    found = align(*(tables.empty(table) for table in ("articles", "quotes", "sentences", "people", "events")))
    assert found.empty
    assert found.columns.tolist() == COLUMNS


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(SchemaError, match="quotes must have the column 'quote'"):
        align(*(tables.empty("events") for _ in range(5)))
