import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.linking.words import fold, numbered, tokens, words


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("defence neighbours organised", "defense neighbors organized"),
        ("signalled", "signaled"),
        ("We can’t", "we CAN'T"),
        ("the U.S. plan", "the US plan"),
        ("Zelenskyy", "Zelensky"),
        ("give him [Putin] time", "give him time"),
    ],
)
def test_house_style_does_not_make_words_differ(british, american):
    assert words(british) == words(american)


@pytest.mark.parametrize(("one", "other"), [("hour", "hor"), ("four", "for"), ("2.5", "25"), ("rise", "rize")])
def test_words_that_differ_in_more_than_style_stay_apart(one, other):
    assert fold(one) != fold(other)


@settings(deadline=None)
@given(st.text())
def test_tokens_of_any_text_are_words_at_their_offsets(text):
    assert [token.word for token in tokens(text)] == words(text)
    for token in tokens(text):
        assert fold(text[token.start : token.end]) == token.word


@settings(deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_numbers_stand_for_the_words_of_the_text(texts):
    rows, written = numbered(texts)
    for text, row in zip(texts, rows, strict=True):
        assert [fold(written[i]) for i in row if fold(written[i])] == words(text)
