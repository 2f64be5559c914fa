"""The trim diff: what each carrier made of the same utterance, in which words; hostile ones escaped."""

import pandas as pd
import pytest

from analysis.publishing.trims import introductions, trims

FULL = "We go at noon <b>and</b> we stay"
COLUMNS = ["utterance", "speaker", "form", "outlet", "text", "quoted", "cue", "saying"]
ROWS = [
    (7, "Ana Lima", "full", "Mail", FULL, FULL, "said", "neutral"),
    (7, "Ana Lima", "trimmed", "Post", "We go at noon", "We go at noon", None, None),
    (8, None, "full", "Mail", 'the "storm" of the year', "storm", "called", None),
    (8, None, "full", "Post", 'a so-called "storm"', "storm", "claimed", "distancing"),
]
SHARED = pd.DataFrame(ROWS, columns=COLUMNS)
KEYS = pd.MultiIndex.from_tuples(
    [(7, "Ana Lima", "We go …"), (8, "unattributed", "storm")], names=["utterance", "speaker", "text"]
)
MATRIX = pd.DataFrame(
    {"Mail": ["full", "full"], "Post": ["trimmed", "full"], "<Sun>": ["paraphrased", "cannot tell"]}, index=KEYS
)


def test_words_left_out_are_struck_through_and_hostile_ones_escaped():
    page = trims(SHARED, MATRIX).html
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "We go at noon <del>b&gt;and&lt;/b&gt; we stay</del></p>" in page
    assert "<strong>Post</strong>, trimmed, no introducing words" in page
    assert "In full: <strong>Mail</strong>, “said”</p>" in page


def test_what_nobody_has_in_marks_is_no_quotation_in_full():
    rows = pd.DataFrame(ROWS, columns=COLUMNS).head(2).assign(form="paraphrased", text=["the ferry stays", "it stays"])
    page = trims(rows, MATRIX.head(1)).html
    assert "<blockquote>the ferry stays</blockquote><p><strong>Mail</strong>, in its own words, “said”</p>" in page
    assert "<strong>Post</strong>, in its own words, no introducing words<p>it stays</p>" in page
    assert "In full" not in page


def test_outlets_that_trim_alike_share_a_line():
    more = pd.DataFrame(
        [(7, "Ana Lima", "trimmed", "Sun", "We go at noon", "We go at noon", "said", None)], columns=COLUMNS
    )
    page = trims(pd.concat([SHARED, more], ignore_index=True), MATRIX).html
    assert "<strong>Post</strong>, trimmed, no introducing words; <strong>Sun</strong>, trimmed, “said”<p" in page
    assert page.count("<del>") == 1


def test_of_a_long_cut_the_ends_are_shown_under_the_whole_utterance():
    words = " ".join(f"w{i}" for i in range(40))
    rows = pd.DataFrame(ROWS, columns=COLUMNS).head(2).assign(text=[words, "w39"], quoted=[words, "w39"])
    page = trims(rows, MATRIX.head(1)).html
    assert f"<blockquote>{words}</blockquote>" in page
    assert "<del>w0 w1 w2 w3 w4 … w34 w35 w36 w37 w38</del> w39" in page


def test_a_shared_term_is_shown_without_the_clause_around_it():
    page = trims(SHARED, MATRIX).html
    assert "<blockquote>storm</blockquote>" in page
    assert "of the year" not in page


def test_who_has_the_same_words_stands_in_one_line_and_the_words_once():
    page = trims(SHARED, MATRIX).html
    assert "In full: <strong>Mail</strong>, “called”; <strong>Post</strong>, “claimed”</p><ul></ul>" in page
    assert page.count("storm") == 1


def test_without_texts_only_who_carries_what_is_shown():
    page = trims(SHARED, MATRIX, texts="none").html
    assert "noon" not in page
    assert "<strong>Post</strong>" in page


@pytest.mark.parametrize(("top", "shown"), [(1, "1 of 2"), (9, "2 of 2")])
def test_the_first_rows_of_the_matrix_are_shown_under_its_numbers_and_the_rest_is_counted(top, shown):
    made = trims(SHARED, MATRIX, top=top)
    assert repr(made) == f"{shown} shared utterances"
    assert "<h3>7. Ana Lima</h3>" in made.html
    assert ("<h3>8. Unattributed</h3>" in made.html) == (top > 1)


def test_an_outlet_that_has_the_words_without_marks_is_named_too():
    assert "<li><strong>&lt;Sun&gt;</strong>, the words without quotation marks</li>" in trims(SHARED, MATRIX).html


def test_nothing_shared_shows_nothing():
    assert repr(trims(SHARED.head(0), MATRIX.head(0))) == "0 of 0 shared utterances"
    assert introductions(SHARED.head(0), MATRIX.head(0)).empty


def test_outlets_are_named_with_their_agency():
    shared, matrix = SHARED.copy(), MATRIX.rename(columns={"Post": "Post (AFP)"})
    shared.attrs["names"] = {"Post": "Post (AFP)"}
    assert "<strong>Post (AFP)</strong>, trimmed" in trims(shared, matrix).html
    assert introductions(shared, matrix)["introduced"].iloc[1].endswith("claimed (distancing): Post (AFP)")


def test_each_introducing_word_is_told_with_its_outlets_and_a_stance_that_is_not_neutral():
    more = pd.DataFrame([(7, "Ana Lima", "trimmed", "Sun", "We go", "We go", "said", "neutral")], columns=COLUMNS)
    told = introductions(pd.concat([SHARED, more], ignore_index=True), MATRIX)
    assert told["introduced"].tolist() == ["said: Mail, Sun", "called: Mail; claimed (distancing): Post"]
    assert told["speaker"].tolist() == ["Ana Lima", "unattributed"]
