"""Sentence and paragraph spans: the rules by name, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language.sentences import split_paragraphs, split_sentences


def pieces(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Okafor thanked Gov. Lindqvist and Lt. Gen. Paul Ames.",
        "It rose on Sept. 11 and again, on p. 4, by No. 7 of the list.",
        "The U.S. Senate and the U.K. Treasury met Acme Inc. Chairman J. P. Harlow.",
        "Rep. Dana Wu (R-Ky.) voted with Washington, D.C. Mayor Ida Cole.",
        "The market... was calm, said the iPhone maker.",
        "“Who pays?” Dr. Vera Lund asked.",
        "“Who pays?” Vera Lund, a fellow at the Harbour Institute, said about the plan.",
        "12. Nobody counted them",
    ],
)
def test_an_abbreviation_or_a_said_after_is_no_boundary(text):
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("They met at 9 a.m.", "The talks went on."),
        ("He lives in the U.S.", "He was born there."),
        ("“We will go.”", "The minister left."),
        ('"Why not?"', "He said that nobody had answered."),
        ("“Why not?”", "Lund answered: “No.”"),
        ("It was over…", "Then it began."),
        ("What a day!", "— Ida Cole"),
        ("It ended in 2019.", "(Nobody noticed.)"),
        ("They went from “strength to strength”", "But nobody saw it."),
    ],
)
def test_a_mark_before_an_opener_is_a_boundary(first, second):
    assert pieces(f"{first} {second}") == [first, second]


def test_a_lost_space_after_a_full_stop_is_a_boundary():
    assert pieces("They left the room.Nobody saw “them.”Then it rained.") == [
        "They left the room.",
        "Nobody saw “them.”",
        "Then it rained.",
    ]


def test_blank_lines_separate_paragraphs_and_single_lines_where_there_are_none():
    assert split_paragraphs("One.\nTwo.\n \n\n Three. ") == [(0, 9), (14, 20)]
    assert split_paragraphs("One.\nTwo.\n") == [(0, 4), (5, 9)]
    assert split_paragraphs(" \n\n ") == []


def test_no_sentence_crosses_a_paragraph():
    assert pieces("A headline without a stop\n\nThe text, Mr.\n\nSmith") == [
        "A headline without a stop",
        "The text, Mr.",
        "Smith",
    ]


ALPHABET = st.sampled_from([*"aB .!?…\"'“”’()[]-—\n\t\r", "Mr.", "U.S.", "said", "\u2029", "\ud800", "🙂", "ש", "\0"])


@given(st.one_of(st.lists(ALPHABET, max_size=60).map("".join), st.text(max_size=80)))
def test_spans_cover_every_character_that_is_no_space_once_and_in_order(text):
    for split in (split_sentences, split_paragraphs):
        spans = split(text)
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
        assert [edge for span in spans for edge in span] == sorted(edge for span in spans for edge in span)
        assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [".", '."', '?" A ', "” ", "\n ", "Mr. ", "(", "?” Li, x", "\0"])
@pytest.mark.timeout(20)
def test_a_long_run_of_anything_is_linear(unit):
    text = unit * (300_000 // len(unit))
    assert sum(end - start for start, end in split_sentences(text)) <= len(text)
