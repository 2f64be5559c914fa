"""The trim diff: what each carrier made of the same utterance, with hostile words escaped."""

import pandas as pd
import pytest

from analysis.publishing.trims import trims

FULL = "We go at noon <b>and</b> we stay"
COLUMNS = ["utterance", "speaker", "form", "outlet", "text", "quoted", "cue"]
ROWS = [
    (0, "Ana Lima", "full", "Mail", FULL, FULL, "said"),
    (0, "Ana Lima", "trimmed", "Post", "We go at noon", "We go at noon", None),
    (1, None, "full", "Mail", 'the "storm" of the year', "storm", "called"),
    (1, None, "full", "Post", 'a so-called "storm"', "storm", "said"),
]
SHARED = pd.DataFrame(ROWS, columns=COLUMNS)


def test_words_left_out_are_struck_through_and_hostile_ones_escaped():
    page = trims(SHARED).html
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "<del>" in page
    assert "<strong>Post</strong>, trimmed, no introducing words" in page
    assert "In full: <strong>Mail</strong>, “said”</p>" in page


def test_a_shared_term_is_shown_without_the_clause_around_it():
    page = trims(SHARED).html
    assert "<blockquote>storm</blockquote>" in page
    assert "of the year" not in page


def test_who_has_the_same_words_stands_in_one_line_and_the_words_once():
    page = trims(SHARED).html
    assert "In full: <strong>Mail</strong>, “called”; <strong>Post</strong>, “said”</p><ul></ul>" in page
    assert page.count("storm") == 1


def test_without_texts_only_who_carries_what_is_shown():
    page = trims(SHARED, texts="none").html
    assert "noon" not in page
    assert "<strong>Post</strong>" in page


@pytest.mark.parametrize(("top", "shown"), [(1, "1 of 2"), (9, "2 of 2")])
def test_the_widest_utterances_come_first_and_the_rest_is_counted(top, shown):
    assert repr(trims(SHARED, top=top)) == f"{shown} shared utterances"


def test_outlets_are_named_with_their_agency():
    shared = SHARED.copy()
    shared.attrs["names"] = {"Post": "Post (AFP)"}
    assert "<strong>Post (AFP)</strong>" in trims(shared).html
