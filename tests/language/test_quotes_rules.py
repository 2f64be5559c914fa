"""Who says what, by rules: one table for each pattern of attribution."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.language.quotes import Quote, find_quotes, quoted_spans, saying
from analysis.lexicons import load_lexicon


def found(text):
    return find_quotes(text, engine="rules")


def words(text, quote):
    return [text[start:end] for start, end in quote.spans]


def speaker(text, quote):
    return text[slice(*quote.mention)] if quote.mention else None


ONE_QUOTE = [
    # words first
    ('"We can," Okoye said. "And we will."', "direct", "Okoye", ["We can,", "And we will."]),
    ("“We can and we will,” said Mr. O’Hanlon of Delft.", "direct", "Mr. O’Hanlon of Delft", ["We can and we will,"]),
    ("“Why now?” asked Maria Lind, a fellow at the Fund.", "direct", "Maria Lind", ["Why now?"]),
    ("“It is over,” election expert Rick Hale tweeted Monday.", "direct", "election expert Rick Hale", ["It is over,"]),
    ("“No,” Ada Brandt, the mayor of Tromsø, said.", "direct", "Ada Brandt", ["No,"]),
    ("The deal is close, two officials said.", "indirect", "two officials", ["The deal is close"]),
    ("The deal is close, said the ministry.", "indirect", "the ministry", ["The deal is close"]),
    ("The crews, Lind explained, were well paid.", "indirect", "Lind", ["The crews", "were well paid"]),
    (
        "Any truce cannot “reward the aggressor,” Lind warned.",
        "mixed",
        "Lind",
        ["Any truce cannot “reward the aggressor,”"],
    ),
    ("‘We will not pay,’ she told the BBC.", "direct", "she", ["We will not pay,"]),
    ("«We will pay», Weber said.", "direct", "Weber", ["We will pay"]),
    ("''We will pay,'' Weber said.", "direct", "Weber", ["We will pay,"]),
    ("“We will pay.” ― Ada Brandt", "direct", "Ada Brandt", ["We will pay."]),
    # cue first
    ("Lind said on Monday that the port is closed.", "indirect", "Lind", ["the port is closed"]),
    ("Lind told reporters the port was closed.", "indirect", "Lind", ["the port was closed"]),
    ("Lind said, “The port is closed.”", "direct", "Lind", ["The port is closed."]),
    ("Lind told the crowd: “The port is closed.”", "direct", "Lind", ["The port is closed."]),
    ("Lind said the port was “closed for good.”", "mixed", "Lind", ["the port was “closed for good.”"]),
    ("She called the plan “a cruel hoax.”", "mixed", "She", ["the plan “a cruel hoax.”"]),
    ("Lind left early, saying the port was closed.", "indirect", "Lind", ["the port was closed"]),
    ("Ada Brandt, who leads the port, said it was closed.", "indirect", "Ada Brandt", ["it was closed"]),
    ("An official speaking on background said there was a plan.", "indirect", "An official", ["there was a plan"]),
    ("His announcement Tuesday that taxes will rise drew fire.", "indirect", "His", ["taxes will rise drew fire"]),
    (
        "The port has closed, according to the harbour office.",
        "indirect",
        "the harbour office",
        ["The port has closed"],
    ),
    (
        "According to the harbour office, the port has closed.",
        "indirect",
        "the harbour office",
        ["the port has closed"],
    ),
    ("Brandt: “The port is closed.”", "direct", "Brandt", ["The port is closed."]),
    ("Brandt was asked whether the port would close.", "indirect", None, ["whether the port would close"]),
    ("OSLO — Brandt left, insisting the port was safe.", "indirect", "Brandt", ["the port was safe"]),
    # where a phrase ends
    ("“It is over,” said Ada Lind of the port authority.", "direct", "Ada Lind of the port authority", ["It is over,"]),
    ("“Stay in port,” said the printed notice.", "direct", "the printed notice", ["Stay in port,"]),
    ("Some 21,000 said they would leave.", "indirect", "Some 21,000", ["they would leave"]),
    ("Ana Lind and Rui Costa said it was closed.", "indirect", "Ana Lind and Rui Costa", ["it was closed"]),
    ("Lind told Ana Costa, of Delft, that she regrets the delay.", "indirect", "Lind", ["she regrets the delay"]),
    (
        "The office said that Lind had asked Costa to push the owners.",
        "indirect",
        "The office",
        ["Lind had asked Costa to push the owners"],
    ),
    ("His announcement Tuesday that fees will rise was aimed at owners.", "indirect", "His", ["fees will rise"]),
    # no verb of saying at all
    (
        "“This is fantastic!” beamed Donald Hartley of Madison.",
        "direct",
        "Donald Hartley of Madison",
        ["This is fantastic!"],
    ),
]


@pytest.mark.parametrize(("text", "kind", "who", "spans"), ONE_QUOTE)
def test_each_pattern_of_attribution_gives_one_quote_with_its_speaker(text, kind, who, spans):
    (quote,) = found(text)
    assert (quote.kind, speaker(text, quote), words(text, quote)) == (kind, who, spans)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Lind said the port was closed.", "name"),
        ("The prime minister said the port was closed.", "title"),
        ("A senior official said the port was closed.", "role"),
        ("Officials said the port was closed.", "role"),
        ("She said the port was closed.", "pronoun"),
    ],
)
def test_how_tells_what_kind_of_mention_it_is(text, how):
    assert [quote.how for quote in found(text)] == [how]


def test_a_coordinated_verb_shares_its_subject():
    text = "Brandt vowed to pay and said the port was “safe.”"
    assert [(speaker(text, q), words(text, q)) for q in found(text)] == [
        ("Brandt", ["to pay"]),
        ("Brandt", ["the port was “safe.”"]),
    ]


def test_two_clauses_keep_their_own_speakers():
    text = "Ruiz said the port was safe, while Lind said the port was closed."
    assert [(speaker(text, q), words(text, q)) for q in found(text)] == [
        ("Ruiz", ["the port was safe"]),
        ("Lind", ["the port was closed"]),
    ]


def test_a_quotation_in_the_next_paragraph_carries_the_speaker_over():
    text = "“We can,” Lind told reporters.\n\n“And we will pay for it.”"
    first, second = found(text)
    assert (second.how, second.cue, second.mention) == ("carried", None, first.mention)


def test_a_quotation_that_runs_over_paragraphs_is_one_quote():
    text = "“We can,” Lind said. “And we will pay.\n\n“Nobody else will pay.”"
    (quote,) = found(text)
    assert words(text, quote) == ["We can,", "And we will pay.", "Nobody else will pay."]


def test_a_sentence_that_ends_with_a_colon_introduces_the_next_paragraph():
    text = "Lind told the crowd, to applause:\n\n“The port is closed.”"
    (quote,) = found(text)
    assert (speaker(text, quote), words(text, quote)) == ("Lind", ["The port is closed."])


def test_the_medium_that_passes_words_on_is_via_and_not_the_speaker():
    text = "“The port is closed,” Lind said, according to Reuters."
    (quote,) = found(text)
    assert (speaker(text, quote), text[slice(*quote.via)]) == ("Lind", "Reuters")


def test_what_somebody_pushed_for_is_told_by_the_medium():
    text = "Lind pushed the owners on Monday to provide a “backstop” for the crews, according to Reuters."
    (quote,) = found(text)
    assert (speaker(text, quote), text[slice(*quote.via)]) == ("Lind", "Reuters")
    assert words(text, quote) == ["the owners on Monday to provide a “backstop” for the crews"]


def test_words_defended_end_where_the_next_cue_begins():
    text = "Lind defended her decision to leave as “common sense,” saying, “If you want a port, you have to run it.”"
    assert [(quote.kind, words(text, quote)) for quote in found(text)] == [
        ("mixed", ["her decision to leave as “common sense,”"]),
        ("direct", ["If you want a port, you have to run it."]),
    ]


def test_confidence_is_the_measured_one_of_its_kind_and_mention():
    (quote,) = found("“It is over,” she said.")
    assert quote.confidence == load_lexicon("quote_cues").extra["confidence"]["direct"]["pronoun"]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “safe zone” opened in May.",
        "He starred in a film called “Night Boat” that year.",
        "Dwayne “The Rock” Johnson waved.",
        "The jobs report cleared the way for a rise.",
        "Swing states will decide.",
        "The port did not comment.",
        "The 6' 2\" boxer and the 5' 9\" jockey met.",
        "",
    ],
)
def test_scare_quotes_titles_nicknames_and_nouns_are_no_speech(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “no” twice.", ["no"]),
        ('"A" and "B"', ["A", "B"]),
        ("‘The students’ union is right,’ she said.", ["The students’ union is right,"]),
        ("It’s the ’90s, O’Hanlon’s ’em.", []),
        ("“One. “Two.” Three", ["One.", "Two."]),
        ("“Never closed.\nNext paragraph.", ["Never closed."]),
        ("“Runs on.\n“Ends here.”", ["Runs on.", "Ends here."]),
        ("He said “a ‘nested’ word”.", ["a ‘nested’ word"]),
        ("„Ja“, sagte sie.", ["Ja"]),
        ("a stray closer” is nothing", []),
        ('<p class="x">"Yes"</p>', ["Yes"]),
        ("“”", []),
    ],
)
def test_quotation_marks_of_all_kinds_are_paired(text, inside):
    assert [text[start:end] for start, end in quoted_spans(text)] == inside


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("says", "neutral"),
        ("according to", "neutral"),
        ("Alleged", "distancing"),
        ("slammed", "charged"),
        ("has conceded", "conceding"),
        ("—", None),
    ],
)
def test_saying_verbs_have_a_stance(cue, stance):
    assert saying(cue) == stance


def test_an_unknown_engine_is_refused_by_name():
    with pytest.raises(ArgumentError, match=r"engine must be one of .* not 'rule'; did you mean 'rules'\?"):
        find_quotes("x", engine="rule")


PIECES = ["said", " said ", "Lind", ", ", ". ", "that ", "according to", "asked", "he", "The port is closed"]
PIECES += [*"\"“”'‘’«»\n:—()\x00🙂\ud800İ", "''", "\n\n", "שלום"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_gives_sorted_quotes_with_valid_disjoint_spans(text):
    quotes = found(text)
    assert all(isinstance(quote, Quote) for quote in quotes)
    assert [quote.spans[0] for quote in quotes] == sorted(quote.spans[0] for quote in quotes)
    for quote in quotes:
        assert quote.kind in ("direct", "mixed", "indirect")
        assert (quote.mention is None) == (quote.how == "none")
        for start, end in [*quote.spans, *filter(None, (quote.cue, quote.mention, quote.via))]:
            assert 0 <= start < end <= len(text)
    claimed = sorted(span for quote in quotes for span in quote.spans)
    assert all(first[1] <= second[0] for first, second in pairwise(claimed))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_gives_sorted_disjoint_quotations(text):
    spans = quoted_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_a_quotation_after_other_words_of_the_paragraph_is_a_quote_of_its_own():
    text = "“We will go,” said Ana Lima. The storm was near. “Of course we all do fear it.”"
    first, second = find_quotes(text, engine="rules")
    assert [text[slice(*span)] for span in first.spans] == ["We will go,"]
    assert (second.how, text[slice(*second.mention)]) == ("carried", "Ana Lima")


def test_a_participle_that_opens_the_sentence_is_nobody():
    text = "Pushed to clarify the position on ports, an official said there were “concerns” about it."
    assert [text[slice(*quote.mention)] for quote in find_quotes(text)] == ["an official"]


@pytest.mark.parametrize("engine", ["learned", "rules"])
def test_a_noun_that_looks_like_a_verb_stays_the_speaker(engine):
    text = 'The city appealed. "No port may close in winter," the ruling said.'
    assert [text[slice(*quote.mention)] for quote in find_quotes(text, engine=engine)] == ["the ruling"]
