import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language.people import find_mentions
from analysis.language.people.roles import fits, phrase
from analysis.language.people.roster import key, same_given
from analysis.language.words import fold_name

PIECES = [
    "Ann Lee",
    "Mr. O’Hanlon",
    "Sir Keir",
    "President Vladimir] Putin",
    "Sen. Smith, R-Ky.,",
    "JEAN DURAND",
    "Jr.",
    "’s",
]
PIECES += [
    "\x00",
    "\ud800",
    "عمر",
    "😀",
    "the British PM",
    "Mr.",
    "von der",
    "al-Assad",
    "\n\n",
    "“",
    " said. ",
    "[",
    "A.",
]


def sure(text):
    return [mention for mention in find_mentions(text) if mention.sure]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The senator met Susan E. Rice on Monday.", "Susan E. Rice"),
        ("A letter from Mr. Akin arrived.", "Mr. Akin"),
        ("Then Sir Keir flew home.", "Sir Keir"),
        ("Talks with Ursula von der Leyen began.", "Ursula von der Leyen"),
        ("A call to Mohammed bin Salman followed.", "Mohammed bin Salman"),
        ("Talks with [Russian President Vladimir] Putin began.", "Vladimir] Putin"),
        ("“No,” said Michael O’Hanlon’s brother.", "Michael O’Hanlon"),
        ("But Henrietta Blackwood’s plan failed.", "Henrietta Blackwood"),
        ("Vice President Joseph R. Biden Jr. left.", "Joseph R. Biden Jr."),
        ("A plea by union President Ottilie Brandt failed.", "Ottilie Brandt"),
        ("Xerxa Quandt, a fellow at the institute, agreed.", "Xerxa Quandt"),
        ("HELD Marcus Webb for hours.", "Marcus Webb"),
        ("The talks with Marcus Webb.Then it rained.", "Marcus Webb"),
        ("On Thursday Keir Starmer Thursday evening flew.", "Keir Starmer"),
        ("A plea by Secretary General Ban Ki-moon failed.", "Ban Ki-moon"),
        ("Angry Lawmakers Rip Marcus Webb.", "Marcus Webb"),
        ("A plea by Sen. Dean Blackwood failed.", "Dean Blackwood"),
        ("A plea by Mr. Dean failed.", "Mr. Dean"),
        ("A plea by the attorney for the District of Columbia Marcus Webb failed.", "Marcus Webb"),
    ],
)
def test_a_title_a_given_name_or_an_apposition_makes_a_run_of_capitals_a_person(text, surface):
    (mention,) = sure(text)
    assert mention.surface == surface == text[mention.start : mention.end]


@pytest.mark.parametrize(
    "text",
    [
        "The White House and the Bank of England met in New York on Monday.",
        "Germany and the European Union asked North Korea.",
        "In January Congress passed the Clean Water Act.",
        "However, the Washington Post and Reuters reported it.",
        "South Carolina and Virginia voted.",
        "We asked you, Mr. President, and the Deputy Secretary of Defense.",
        "The Charlotte Observer and Georgia Tech replied to FactCheck.org.",
    ],
)
def test_places_bodies_months_and_media_are_no_people(text):
    assert sure(text) == []


def test_a_surname_that_comes_back_alone_vouches_for_the_unknown_full_name():
    text = "Qorvath Zell spoke first. Later Zell left."
    assert [mention.surface for mention in sure(text)] == ["Qorvath Zell", "Zell"]
    assert sure("Qorvath Zell spoke first. Later everybody left.") == []


def test_a_headline_of_two_names_and_a_verb_is_two_names():
    text = "Chris Webster Calls Hillary Blackwood\n\nWebster spoke of Blackwood."
    assert {mention.surface for mention in sure(text) if mention.given} == {"Chris Webster", "Hillary Blackwood"}


def test_a_headline_does_not_lengthen_a_name():
    text = "Ann Webster Rips Taxes\n\nMs. Webster spoke. Webster left."
    assert {mention.surface for mention in sure(text)} == {"Ann Webster", "Ms. Webster", "Webster"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("British Prime Minister Keir Starmer spoke.", "@uk prime minister"),
        ("White House press secretary Ann Lee spoke.", "white house press secretary"),
        ("Gesine Weber, a fellow at the institute, spoke.", "fellow"),
        ("Secretary of State John Kerry spoke.", "secretary state"),
        ("Sen. Ann Lee, R-Ky., spoke.", "@kentucky republican"),
        ("They protest President Ann Lee now.", "president"),
        ("President Dunn’s security adviser Ann Lee spoke.", "security adviser"),
    ],
)
def test_the_office_beside_a_name_is_kept_with_its_country(text, role):
    assert role in next(m for m in sure(text) if m.given).roles


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mr. Akin spoke.", "m"),
        ("Ms. Quandt spoke.", "f"),
        ("Spokeswoman Robin Lee spoke.", "f"),
        ("Gesine Weber spoke.", "f"),
        ("Gesine Weber, whose husband was shot, spoke.", "f"),
        ("Robin Lee spoke.", ""),
    ],
)
def test_gender_comes_from_title_role_or_given_name(text, gender):
    assert sure(text)[0].gender == gender


def test_the_next_pronoun_hints_at_an_unknown_gender():
    assert sure("Robin Lee spoke. She left.")[0].near == "f"


@pytest.mark.parametrize(
    ("wanted", "role", "fitting"),
    [
        ("the Ukrainian leader", "Ukrainian President", True),
        ("the president", "former President", False),
        ("the vice president", "Vice President", True),
        ("the French president", "Russian President", False),
        ("the senator", "Republican Sen.", True),
        ("the British premier", "United Kingdom Prime Minister", True),
    ],
)
def test_a_description_fits_an_office_by_head_country_and_time(wanted, role, fitting):
    assert fits(phrase(wanted), phrase(role)) is fitting


def test_spellings_and_short_forms_of_one_name_fold_together():
    assert len({fold_name(name) for name in ("Zelensky", "Zelenskyy", "Zelenskiy", "ZELENSKY")}) == 1
    assert same_given(fold_name("Dick"), fold_name("Richard"))
    assert not same_given(fold_name("Bill"), fold_name("Hillary"))
    father, son = (sure(f"{name} spoke.")[0] for name in ("Donald Trump", "Donald Trump Jr."))
    assert key(father) != key(son)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map(" ".join))
def test_any_text_is_read_and_every_offset_holds(text):
    mentions = find_mentions(text)
    assert all(text[m.start : m.end] == m.surface and m.start < m.end for m in mentions)
    assert pickle.loads(pickle.dumps(mentions)) == mentions
