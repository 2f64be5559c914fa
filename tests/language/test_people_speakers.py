import re
import time
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import iadd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language.people import find_mentions, merge, resolve
from analysis.language.quotes import Quote

PRONOUNS = ("he", "she", "they", "who")


def marked(text, how):
    """The text without its ``<marks>``, and one quote (its words do not matter) for each marked mention."""
    pieces = re.split("[<>]", text)
    starts = [sum(map(len, pieces[:at])) for at in range(1, len(pieces), 2)]
    spans = [(start, start + len(said)) for start, said in zip(starts, pieces[1::2], strict=True)]
    hows = ["pronoun" if said.lower() in PRONOUNS else how for said in pieces[1::2]]
    end = sum(map(len, pieces))
    quotes = [Quote(((end - 1, end),), "indirect", None, span, way) for span, way in zip(spans, hows, strict=True)]
    return "".join(pieces), quotes


def found(text, how="name", *, others=(), day=None):
    """The speakers of the marked mentions; ``others`` are further articles with their days."""
    text, quotes = marked(text, how)
    pages = [(day, text), *others]
    roster = merge((str(n), when, find_mentions(page)) for n, (when, page) in enumerate(pages))
    return resolve(text, find_mentions(text), quotes, roster, date=day)[1]


def names(*arguments, **options):
    return [speaker.speaker for speaker in found(*arguments, **options)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Keir Starmer came. <Starmer> said no.", "Keir Starmer"),
        ("Keir Starmer came. <Sir Keir> said no.", "Keir Starmer"),
        ("Keir Starmer came. <STARMER>: No.", "Keir Starmer"),
        ("Todd Akin came. <Mr. Akin> said no.", "Todd Akin"),
        ("Susan E. Rice came. <Ms. Rice> said no.", "Susan Rice"),
        ("Enrique Peña Nieto came. <Peña Nieto> said no.", "Enrique Peña Nieto"),
        ("Volodymyr Zelenskyy came. <Mr. Zelensky> said no.", "Volodymyr Zelenskyy"),
        ("Vicente Fox came. <Fox> said no.", "Vicente Fox"),
        ("<Gov. Ann Lee of Ohio> said no.", "Ann Lee"),
        ("<Ann Lee’s remarks> said no.", "Ann Lee"),
        ("<The campaign chief>, Ann Lee, said no.", "Ann Lee"),
        ("<Mr. Udall and Mr. Wyden> said no.", "Udall and Wyden"),
        ("<The panel’s chairman>, Democrat Ann Lee, said no.", "Ann Lee"),
        ("Mark Webb came. <Webb’s old press secretary>, Ann Lee, said no.", "Ann Lee"),
        ("Ann Lee, Democrat of Ohio, <the chairwoman>, said no.", "Ann Lee"),
        ("Leslie Wimes came. <Wines> said no.", "Leslie Wimes"),
        ("Tyresha McClenney came. <McLenney> said no.", "Tyresha McClenney"),
        ("Howard Dean came. <Dean> said no.", "Howard Dean"),
        ("David Long came. <Long> said no.", "David Long"),
        ("Mark Singer came. <Mr. Singer> said no.", "Mark Singer"),
        ("Donald Trump and Donald Trump Jr. came. <Trump Jr.> said no.", "Donald Trump Jr."),
        ("<A spokesman for Ann Lee> said no.", "spokesman for Ann Lee"),
        ("<Others>, including Ann Lee, said no.", "Others"),
        ("Aung San Suu Kyi came. <Suu Kyi> said no.", "Aung San Suu Kyi"),
    ],
)
def test_a_short_form_is_the_full_name_of_the_same_article(text, speaker):
    assert names(text) == [speaker]


def test_families_are_kept_apart_by_title_and_given_name():
    text = "Bill Clinton and Hillary Clinton came. <Mrs. Clinton> said no. Then <Bill Clinton> said yes."
    assert names(text) == ["Hillary Clinton", "Bill Clinton"]


@pytest.mark.parametrize(
    ("between", "speaker"),
    [("Secretary Bob Johnson", "Bob Johnson"), ("His son Bob Johnson", "Ann Johnson"), ("Bob Johnson", "Ann Johnson")],
)
def test_a_surname_goes_with_the_first_full_name_or_with_the_office_just_before(between, speaker):
    assert names(f"Ann Johnson came. {between} left. <Johnson> said no.") == [speaker]


def test_a_surname_before_any_full_name_is_whom_everybody_knows_by_it():
    others = [(None, f"Barack Obama {verb}.") for verb in ("left", "sat", "ate", "ran")]
    text = "<President Obama> said no. Michelle Obama left. <Obama> said yes. <Mrs. Obama> agreed."
    assert names(text, others=others) == ["Barack Obama", "Barack Obama", "Michelle Obama"]


def test_a_son_keeps_his_junior_and_his_father_the_surname():
    others = [
        (None, "Donald Trump Jr. spoke."),
        *[(None, f"Donald Trump {verb}.") for verb in ("left", "sat", "ate", "ran")],
    ]
    assert names("<Donald Trump Jr.> said no.", others=others) == ["Donald Trump Jr."]
    assert names("<Trump> said no.", others=others) == ["Donald Trump"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee met Mark Webb. <She> said no. <He> said yes.", ["Ann Lee", "Mark Webb"]),
        ("Mark Webb spoke to Paul Dunn. <He> said no.", ["Mark Webb"]),
        ("Mark Webb spoke. He met Paul Dunn. <He> said no.", ["Mark Webb"]),
        ("Mark Webb spoke. Paul Dunn’s plan failed. <He> said no.", ["Mark Webb"]),
        ("Mark Webb spoke. <Paul Dunn> said so. Mark Webb’s plan failed. <He> said no.", ["Paul Dunn", "Paul Dunn"]),
        ("The plan of Ann Lee failed. <He> said no.", [None]),
        ("Mark Webb worries Paul Dunn, a lawyer. <He> said no.", ["Paul Dunn"]),
        ("President Mark Webb left. Paul Dunn spoke. The president slept. <He> said no.", ["Mark Webb"]),
        ("<A senior official> left. <He> said no.", ["senior official", "senior official"]),
        ("Mark Webb spoke. <A spokeswoman> left. <He> said no.", ["spokeswoman", "Mark Webb"]),
        ("Mark Webb spoke. <A majority> left. <He> said no.", ["majority", "Mark Webb"]),
        ("<Several officials> left. <They> said no.", ["Several officials", "Several officials"]),
        ("Mark Webb met Ann Lee (D-Ohio), <who> said no.", ["Ann Lee"]),
        ("<Several officials> met a woman <who> said no.", ["Several officials", None]),
    ],
)
def test_a_pronoun_is_the_most_salient_person_of_its_gender(text, expected):
    assert names(text) == expected


def test_who_is_only_named_inside_a_quotation_is_no_antecedent():
    text, (quote,) = marked("Mark Webb spoke. “Paul Dunn lost,” <he> said.", "pronoun")
    quote = replace(quote, kind="direct", spans=((text.index("Paul"), text.index("”")),))
    mentions = find_mentions(text)
    assert resolve(text, mentions, [quote], merge([("0", None, mentions)]))[1][0].speaker == "Mark Webb"


def test_nobody_means_himself_by_name_in_his_own_words():
    text, (quote,) = marked("Mark Webb spoke. People like Paul Dunn, <he> said.", "pronoun")
    quote = replace(quote, spans=((text.index("People"), text.index(", he")),))
    mentions = find_mentions(text)
    assert resolve(text, mentions, [quote], merge([]))[1][0].speaker == "Mark Webb"


def test_one_pronoun_at_two_quotes_is_one_row_of_people():
    text, (quote,) = marked("Mark Webb spoke. <He> said no.", "pronoun")
    mentions = find_mentions(text)
    people, _ = resolve(text, mentions, [quote, quote], merge([]))
    assert [person.surface for person in people] == ["Mark Webb", "He"]


@pytest.mark.parametrize(
    ("description", "speaker"),
    [
        ("the prime minister", "Keir Starmer"),
        ("the British leader", "Keir Starmer"),
        ("the president", "Donald Trump"),
        ("the French leader", "Emmanuel Macron"),
        ("the Russian president", "Russian president"),
        ("the chancellor", "chancellor"),
        ("a prime minister", "prime minister"),
    ],
)
def test_a_description_is_a_person_only_where_office_and_country_fit_one(description, speaker):
    scene = "British Prime Minister Keir Starmer met President Donald Trump and French President Emmanuel Macron."
    assert names(f"{scene} Later <{description}> said no.", "role") == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Baltimore Mayor Ann Lee met Mark Webb. <The mayor> said no.", "Ann Lee"),
        ("Sen. Ann Lee (R-Ky.) met Sen. Mark Webb (D-Ohio). <The Kentucky Republican> said no.", "Ann Lee"),
        ("Sen. Ann Lee (R-Ky.) met Sen. Mark Webb (D-Ohio). <The Ohio senator> said no.", "Mark Webb"),
        ("President Ann Lee left. <President> said no.", "Ann Lee"),
        ("President Ann Lee left. <A president> said no.", "president"),
    ],
)
def test_state_party_and_town_tell_officeholders_apart(text, speaker):
    assert names(text, "role") == [speaker]


def test_two_presidents_are_never_guessed_between():
    assert names("President Ann Lee met President Mark Webb. <The president> said no.", "role") == ["president"]


def test_an_office_of_the_corpus_counts_near_in_date_only():
    others = [(date(2012, 2, 1), "President Barack Obama spoke."), (date(2012, 3, 1), "President Barack Obama left.")]
    assert names("<The president> said no.", "role", others=others, day=date(2012, 4, 1)) == ["Barack Obama"]
    assert names("<The president> said no.", "role", others=others, day=date(2025, 4, 1)) == ["president"]


def test_a_surname_of_one_person_near_in_date_is_that_person():
    others = [(date(2025, 2, 1), "Donald Trump spoke."), (date(1999, 1, 1), "Ivana Trump spoke.")]
    assert names("<Trump> said no.", others=others, day=date(2025, 3, 1)) == ["Donald Trump"]
    assert names("<Trump> said no.", others=others) == ["Trump"]


def test_the_commonest_spelling_names_the_person_in_the_whole_corpus():
    others = [(None, "Volodymyr Zelensky spoke."), (None, "Volodymyr Zelensky left.")]
    assert names("<Volodymyr Zelenskyy> said no.", others=others) == ["Volodymyr Zelensky"]


def test_the_name_in_use_goes_before_the_formal_one():
    others = [(None, "Senator Richard J. Durbin spoke."), (None, "Sen. Dick Durbin spoke.")]
    assert names("<Senator Richard J. Durbin> said no.", others=others) == ["Dick Durbin"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<A senior administration official> said so.", ("senior administration official", "unnamed")),
        ("A senior official left. <One of the officials> said no.", ("officials", "unnamed")),
        ("The National Rifle Association met. <The NRA> said no.", ("National Rifle Association", "organisation")),
        ("<The White House> said no.", ("White House", "organisation")),
        ("<A Guardian newspaper report> said no.", ("Guardian", "organisation")),
        ("<The silence> said no.", ("silence", "unknown")),
    ],
)
def test_unnamed_sources_keep_their_description_and_bodies_their_name(text, expected):
    (speaker,) = found(text, "role")
    assert (speaker.speaker, speaker.speaker_kind) == expected


def test_the_official_is_the_official_described_before():
    text = "<A senior administration official> spoke. <The official> said no."
    assert names(text, "role") == ["senior administration official"] * 2


def test_the_republican_senator_is_not_the_democratic_one_before():
    text = "<A Democratic senator> spoke. <The Republican senator> said no."
    assert names(text, "role") == ["Democratic senator", "Republican senator"]


def test_a_carried_quote_takes_the_speaker_before_it_and_a_lone_one_nobody():
    text, (quote,) = marked("<Ann Lee> said no.", "name")
    quotes = [replace(quote, mention=None, how="none"), quote, replace(quote, mention=None, how="carried")]
    speakers = resolve(text, find_mentions(text), quotes, merge([]))[1]
    assert [speaker.speaker for speaker in speakers] == [None, "Ann Lee", "Ann Lee"]
    assert [speaker.how for speaker in speakers] == ["none", "name", "carried"]


def test_the_users_aliases_merges_and_exclusions_win():
    settings = {
        "aliases": {"Ann Lee": "Ann Lee-Webb"},
        "merges": [["Zelensky", "Zelenskyy"]],
        "not_a_person": ["Mark Webb"],
    }
    text = "Ann Lee met Volodymyr Zelenskyy and Mark Webb."
    people, _ = resolve(text, find_mentions(text), [], merge([]), settings=settings)
    assert [person.person for person in people] == ["Ann Lee-Webb", "Volodymyr Zelensky"]


def test_rosters_add_up_in_any_order():
    texts = ["Keir Starmer spoke.", "Sir Keir Starmer spoke.", "President Donald Trump left. Mr. Trump said no."]
    pages = [(str(n), date(2025, n + 1, 1), find_mentions(text)) for n, text in enumerate(texts)]
    forth, back = (reduce(iadd, map(merge, ([page] for page in order)), merge([])) for order in (pages, pages[::-1]))
    assert forth == back == merge(pages)


@given(st.text(alphabet="AaBb .,’“”\n\x00é😀", max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_mention_in_any_text_resolves_without_raising(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    quotes = [
        Quote(((start, end),), "direct", None, (start, end), how) for how in ("name", "role", "pronoun", "carried")
    ]
    mentions = find_mentions(text)
    people, speakers = resolve(text, mentions, quotes, merge([("0", None, mentions)]))
    assert len(speakers) == len(quotes)
    assert all(text[p.start : p.end] == p.surface for p in people)


@pytest.mark.parametrize(
    "scene",
    [
        "Mr. Akin met Ann Lee. <The president of Mali> said no. <He> left, <Sen. Bob Dunn of Ohio> said. ",
        "Ann Lee, <he> said, ",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(scene):

    def seconds(times):
        text, quotes = marked(scene * times, "role")
        begin = time.process_time()
        mentions = find_mentions(text)
        resolve(text, mentions, quotes, merge([("0", None, mentions)]))
        return time.process_time() - begin

    seconds(50)
    assert seconds(1600) < 16 * max(seconds(400), 0.02)
