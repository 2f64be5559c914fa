"""Transcripts and interviews: one speaker for each turn."""

import pytest

from analysis.language.quotes import find_quotes

TALK = "LIMA: We will go.\n\nCOSTA: Into the storm?\n\nLIMA: “Into the storm,” said my father.\n\nAnd I agree."


@pytest.mark.parametrize("engine", ["learned", "rules"])
def test_each_turn_is_one_quote_of_its_speaker(engine):
    turns = find_quotes(TALK, engine=engine)
    assert [TALK[slice(*turn.mention)] for turn in turns] == ["LIMA", "COSTA", "LIMA"]
    assert [turn.kind for turn in turns] == ["direct"] * 3
    assert TALK[slice(*turns[1].spans[0])] == "Into the storm?"


def test_a_turn_runs_on_to_the_next_label_but_the_last_ends_with_its_paragraph():
    text = TALK + "\n\nCOSTA: So be it.\n\nThe ship left at noon."
    words = [text[slice(*turn.spans[0])] for turn in find_quotes(text, engine="rules")]
    assert words[2].endswith("And I agree.")
    assert words[3] == "So be it."


def test_each_turn_of_a_quoted_transcript_may_open_with_a_mark():
    text = "“LIMA: We will go.\n\n“COSTA: Into the storm?\n\n“LIMA: Into the storm.”"
    turns = find_quotes(text, engine="rules")
    assert [text[slice(*turn.mention)] for turn in turns] == ["LIMA", "COSTA", "LIMA"]


def test_questions_and_answers_are_turns_of_nobody_named():
    text = "Q: Will you go?\n\nA: We will.\n\nQ: When?\n\nA: At noon."
    turns = find_quotes(text, engine="rules")
    assert len(turns) == 4
    assert {turn.how for turn in turns} == {"none"}


@pytest.mark.parametrize(
    "text",
    [
        "Related: the storm.\n\nRain fell.\n\nRelated: the port.\n\nIt was cold.\n\nMore: pictures.\n\nThe end came.",
        "Weather: rain\n\nWind: north",
        "LIMA: We will go.\n\nThe ship left at noon.",
    ],
)
def test_labels_of_other_kinds_make_no_turns(text):
    assert not any(quote.kind == "direct" for quote in find_quotes(text, engine="rules"))


def test_quotes_around_an_excerpt_stay():
    text = f"“I was there,” said Ana Lima.\n\n{TALK}\n\nCOSTA: Fine.\n\n“It was short,” Rui Costa said later."
    quotes = find_quotes(text, engine="rules")
    assert len(quotes) == 6
    assert text[slice(*quotes[0].spans[0])] == "I was there,"
    assert text[slice(*quotes[-1].spans[0])] == "It was short,"
