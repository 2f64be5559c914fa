import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textblob import TextBlob
from textblob._text import EMOTICONS

from analysis.language.tone import polarity

WORDS = [
    "not",
    "no",
    "never",
    "very",
    "really",
    "great",
    "good",
    "bad",
    "isn't",
    "won’t",
    "late",
    "first",
    "many",
    "the",
]
WORDS += ["a", "is", "of", "Britain", "lady", "horrible", "U.S.", "etc."]
MARKS = [
    ":)",
    ":-(",
    ";-)",
    ":D",
    "(8)",
    "(!)",
    "!",
    "!!",
    "?",
    ".",
    "...",
    ",",
    "“",
    "”",
    '"',
    "'",
    "\n\n",
    "\n",
    "🎈",
    "—",
    "=)",
    "<3",
]


@given(
    st.lists(st.sampled_from(WORDS + MARKS)).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))
)
def test_numbers_are_those_of_textblob(text):
    assert polarity(text) == tuple(TextBlob(text).sentiment)


@pytest.mark.parametrize("face", sorted(face for faces in EMOTICONS.values() for face in faces))
def test_emoticons_count_as_for_textblob_however_they_are_spaced(face):
    for written in (face, face.lower(), " ".join(face), "\n".join(face)):
        for text in (f"a good day {written}", f"Not {written} very{written} nice.", f"{written}n't bad ({written}) x"):
            assert polarity(text) == tuple(TextBlob(text).sentiment), text


@pytest.mark.parametrize(
    "text",
    [
        "It was not a very good, but hardly a bad year for the 2nd-best team.",
        "Never, ever say it isn’t good! He won't. (Really!)",
        "Max Dole (D-Mass.) met John D. Rock at 8 - not late - in Section (8).",
        "A first lady: a great one; so he said: 'Very, very nice'.\n\nNot THE END-OF-SENTENCE good",
        "very\u2028good\x1fnot\xa0bad really\r\n\r\nnot good",
    ],
)
def test_sentences_of_news_have_textblobs_numbers(text):
    for end in range(len(text) + 1):
        assert polarity(text[:end]) == tuple(TextBlob(text[:end]).sentiment), text[:end]


@given(st.text(st.characters()))
def test_no_text_raises_and_numbers_stay_in_range(text):
    polar, subjective = polarity(text)
    assert -1 <= polar <= 1
    assert 0 <= subjective <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Great Britain", 0.8),
        ("The answer isn't good.", 0.7),
        ("the first lady", 0.25),
        ("Section (8) applies", 0.5),
        ("They kill in a war.", 0),
    ],
)
def test_textblobs_known_traps_still_stand(text, expected):
    assert polarity(text)[0] == pytest.approx(expected)


@pytest.mark.parametrize("piece", ["!", "!?", ".", "good ", '"', "(", "_"])
def test_endless_runs_take_linear_time(piece):
    started = time.perf_counter()
    polarity(piece * 50_000)
    assert time.perf_counter() - started < 20
