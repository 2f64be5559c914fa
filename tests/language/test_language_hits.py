import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.language.hits import Hit, find_hits
from analysis.language.words import fold
from analysis.lexicons import Lexicon, Part, load_lexicon


def lexicon(terms, exceptions=(), **more):
    parts = {
        "a": Part("A", tuple(terms), tuple(exceptions)),
        **{name: Part(name, tuple(t)) for name, t in more.items()},
    }
    return Lexicon("test", "Test", "", parts, {})


@pytest.mark.parametrize(
    ("terms", "text", "found"),
    [
        (["aid"], "He said aid. AID!", ["aid", "AID"]),
        (["econom*"], "Economic economists’ macroeconomic", ["Economic", "economists"]),
        (["café"], "A café, cafés, CAFÉ", ["café", "CAFÉ"]),
        (["peace deal"], "peace deal, peace-deal, peace\ndeal", ["peace deal", "peace-deal", "peace\ndeal"]),
        (["peace deal"], "peace\r\ndeal peace  deal, peacedeal", ["peace\r\ndeal"]),
        (["women's rights"], "women’s rights, women's rights", ["women’s rights", "women's rights"]),
        (["peace", "peace deal*"], "peace deals and peace", ["peace deals", "peace"]),
        (["rare earth*", "earth minerals"], "rare earth minerals", ["rare earth"]),
        (["2.5%", "u.s. support"], "2.5% of U.S. support; 12.5%", ["2.5%", "U.S. support"]),
        (["run-off"], "run off run-off runoff", ["run off", "run-off"]),
        (["trade"], "trade_trade trade—trade", ["trade", "trade"]),
        (["i*"], "İzmir is", ["İzmir", "is"]),
    ],
)  # fmt: skip
def test_terms_are_whole_words_and_the_longest_counts_once(terms, text, found):
    assert [text[hit.start : hit.end] for hit in find_hits(text, lexicon(terms))] == found


@pytest.mark.parametrize(
    ("terms", "exceptions", "text", "found"),
    [
        (["trade"], ["trade-off*"], "trade, trade-offs, trade off", [0]),
        (["war"], ["trade war*"], "a trade war is no war", [18]),
        (["war", "war room"], ["the war"], "the war room", [4]),
        (["doctor*"], ["spin doctor", "doctor spin"], "spin doctor spin, doctor", [18]),
    ],
)
def test_terms_inside_an_exception_do_not_count(terms, exceptions, text, found):
    assert [hit.start for hit in find_hits(text, lexicon(terms, exceptions))] == found


def test_several_parts_may_count_the_same_words():
    hits = find_hits("A trade war.", lexicon(["trade war"], b=["war"]))
    assert hits == [Hit(2, 11, "a", "trade war"), Hit(8, 11, "b", "war")]


def test_a_term_begins_with_a_letter_or_digit():
    with pytest.raises(ArgumentError, match="term must begin with a letter or digit, not '%'"):
        find_hits("", lexicon(["%"]))


def plain(text, words):
    """The same by one regular expression, as anyone would write it."""
    longest = sorted(words, key=len, reverse=True)
    terms = [re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]") for word in longest]
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{'|'.join(terms)})(?!\w)", fold(text))]


WORDS = ["war", "trade", "trade war", "peace", "peace deal", "café", "deal", "econom*", "o'hanlon", "u.s"]
PIECES = [
    "war",
    "Trade",
    "peace",
    "deal",
    "cafés",
    "Café",
    "economy",
    "O’Hanlon",
    "U.S.",
    " ",
    "  ",
    "\n",
    "-",
    ",",
    "’s",
    "é",
    "x",
    "“",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_hits_are_those_of_a_plain_alternation(text):
    assert [(hit.start, hit.end) for hit in find_hits(text, lexicon(WORDS))] == plain(text, WORDS)


@given(st.text(st.characters()))
def test_no_text_raises_and_offsets_hold(text):
    for name in ("topics", "frames", "summit_2025"):
        for hit in find_hits(text, load_lexicon(name)):
            assert fold(text[hit.start : hit.end]).startswith(re.match(r"\w+", hit.term)[0])


@pytest.mark.parametrize("piece", ["war", "war ", "trade ", '"', "a\n", "\x00", "🎈", "economx"])
def test_long_texts_take_linear_time(piece):
    text = piece * 100_000
    started = time.perf_counter()
    find_hits(text, load_lexicon("topics"))
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("name", ["topics", "frames", "summit_2025"])
def test_shipped_terms_are_written_once_and_match_themselves(name):
    for key, part in load_lexicon(name).parts.items():
        assert len(set(part.terms)) == len(part.terms), key
        assert part.label != key
        for term in (*part.terms, *part.exceptions):
            assert fold(term) == term
        for phrase in part.exceptions:
            assert find_hits(phrase.replace("*", ""), lexicon(part.terms)), f"{key}: nothing to except in {phrase}"
        for term in part.terms:
            alone = Lexicon("one", "", "", {key: Part(key, part.terms)}, {})
            assert [(h.start, h.end) for h in find_hits(term.replace("*", ""), alone)][:1] == [
                (0, len(term.replace("*", "")))
            ], term


DIRT = [
    "Starmer pushes Trump for Ukraine guarantees against Putin",
    "British Prime Minister Keir Starmer, left, will be seeking security guarantees for Ukraine. (Photo: AFP)",
    "WHAT WE KNOW ABOUT THE US-UKRAINE MINERAL DEAL SO FAR",
    "ZELENSKYY LOOKING FOR ‘NATO OR SOMETHING SIMILAR’ AS HE PREPARES FOR MEETING WITH TRUMP",
    "Ukraine peacekeeping\n",
]


@pytest.mark.parametrize(
    ("topic", "counts"),
    [
        ("guarantees", [5, 6, 4, 3, 11]),
        ("peacekeeping", [2, 4, 17, 2, 3]),
        ("zelensky", [2, 4, 4, 3, 2]),
        ("europe", [5, 18, 18, 7, 4]),
        ("defence_spending", [0, 1, 9, 2, 0]),
        ("trade", [0, 1, 5, 2, 1]),
        ("relationship", [0, 2, 5, 2, 5]),
        ("nato", [0, 2, 2, 0, 0]),
    ],
)
def test_topics_of_the_seeds_are_counted_as_by_hand(topic, counts):
    found = []
    for path in sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8").replace("Organis ation", "Organisation")
        for dirt in DIRT:
            text = text.replace(dirt, "")
        found.append(Counter(hit.part for hit in find_hits(text, load_lexicon("summit_2025")))[topic])
    assert found == counts
