"""The learned engine: what it adds to the rules, and what it promises for any text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SourceError
from analysis.language.quotes import find_quotes, learned


def said(text, **options):
    return [
        (text[slice(*q.mention)] if q.mention else None, [text[a:b] for a, b in q.spans])
        for q in find_quotes(text, **options)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We can," Okoye said. "And we will."', [("Okoye", ["We can,", "And we will."])]),
        ("Lind told reporters that the port was closed.", [("Lind", ["the port was closed"])]),
        ("The port is closed, two officials said.", [("two officials", ["The port is closed"])]),
        ("“We will pay.” ― Ada Brandt", [("Ada Brandt", ["We will pay."])]),
        ("The ministry denied the report, saying the port was “open.”", [("The ministry", ["the port was “open.”"])]),
    ],
)
def test_plain_patterns_are_read_as_the_rules_read_them(text, expected):
    assert [found for found in said(text) if found in expected] == expected


def test_the_same_text_gives_the_same_quotes_again():
    text = "“It is late,” Lind said, adding that Ruiz had warned of it. According to Ruiz, nobody listened."
    assert find_quotes(text) == find_quotes(text)


def test_weights_that_cannot_be_opened_name_the_way_out(monkeypatch, tmp_path):
    monkeypatch.setattr(learned, "MODELS", tmp_path)
    learned._tagger.cache_clear()
    text = "Lind said the port was closed."
    with pytest.raises(SourceError, match=r'quote_cues.crfsuite cannot be opened .*engine="rules" works without'):
        find_quotes(text)
    assert said(text, engine="rules") == [("Lind", ["the port was closed"])]
    learned._tagger.cache_clear()


PIECES = [
    "said",
    " said ",
    "Lind",
    ", ",
    ". ",
    "that ",
    "according to",
    "asked",
    "he",
    "The port is closed",
    "''",
    "\n\n",
]
PIECES += [*"\"“”'‘’«»\n:—()\x00🙂\ud800İ", "שלום"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_gives_valid_disjoint_spans(text):
    quotes = find_quotes(text)
    for quote in quotes:
        assert (quote.mention is None) == (quote.how == "none")
        for start, end in [*quote.spans, *filter(None, (quote.cue, quote.mention, quote.via))]:
            assert 0 <= start < end <= len(text)
    claimed = sorted(span for quote in quotes for span in quote.spans)
    assert all(first[1] <= second[0] for first, second in pairwise(claimed))
