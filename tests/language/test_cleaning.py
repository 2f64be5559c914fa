"""Cleaning: the rules by name, what they must not touch, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language.cleaning import clean, rebuild

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST = "The ferry line will close in March, the council of Norhaven said on Monday after a long vote."
SECOND = '"We did what we could," said Mayor Ida Brandt, who had fought for the line since 2019.'
THIRD = "Ticket prices rose twice last year, and half of the passengers stayed at home."


def removed(raw):
    """(rule, text) of what was taken out, space apart."""
    return [(removal.rule, removal.text) for removal in clean(raw).removals if removal.rule != "space"]


def join(*paragraphs):
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("link_headline", "WHAT THE CLOSED FERRY LINE MEANS FOR THE ISLANDS OF THE NORTH"),
        ("link_headline", "BRANDT LOOKS FOR ‘A BRIDGE OR SOMETHING SIMILAR’ AFTER THE VOTE"),
        ("promo", "CLICK HERE TO GET THE HARBOUR NEWS APP"),
        ("promo", "READ MORE: Five ways to cross the sound"),
        ("promo", "Advertisement"),
        ("promo", "Mayor of the islands: how a vote was lost Read more"),
        ("promo", "Updated on March 3 at 4:30 p.m. ET"),
        ("promo", "YouTube"),
        ("promo", "Follow Ida Lund on Twitter @idalund."),
        ("promo", "• Sign up for our newsletter and never miss a ferry."),
        ("promo", "The best of the harbour, delivered to your inbox every day."),
        ("promo", "Write to Ida Lund at ida.lund@harbour.example and Bo Holt at bo.holt@harbour.example"),
        ("promo", "Read letter to the council by idalund on Scribd"),
        ("promo", "(WATCH: The last ferry leaves)"),
        ("promo", "For more on the ferry, click here."),
        ("promo", "Harbour Brief Email Sign Up By signing up you agree to receive emails. You can unsubscribe."),
        ("editors_note", "This article has been updated."),
        ("editors_note", "--This report was updated on March 3 at 3:13 p.m."),
        ("editors_note", "Editor’s note: Ida Lund is a professor of shipping."),
        ("editors_note", "An earlier version of this story gave a wrong name of the pier."),
        ("caption", "Mayor Ida Brandt, left, at the pier of Norhaven. (Photo: AFP)"),
        ("caption", "FILE PHOTO: The ferry leaves Norhaven, March 3, 2019. REUTERS/Ann Lee"),
        ("caption", "Mayor Ida Brandt waits at the pier of Norhaven. REUTERS/Ann Lee"),
        ("caption", "EPA"),
        ("caption", "Image copyright Getty Images Image caption The pier"),
        ("contributor_credit", "Kim Sorel contributed to this report."),
        ("contributor_credit", "Ann Lee and Bo Holt contributed."),
        ("contributor_credit", "— With assistance by Ann Lee, and Bo Holt"),
        ("contributor_credit", "Information from The Associated Press was used in this report."),
        ("contributor_credit", "(Reporting by Ann Lee; Editing by Bo Holt)"),
        ("copyright", "© 2024 Harbour News. All rights reserved."),
        ("trailing_mark", "…"),
        ("trailing_mark", "###"),
        ("trailing_mark", "– – – –"),
        ("trailing_mark", "-30-"),
    ],
)
def test_a_line_of_dirt_between_paragraphs_is_taken_out_whole(rule, line):
    raw = join(FIRST, line, SECOND)
    assert removed(raw) == [(rule, line)]
    assert clean(raw).text == join(FIRST, SECOND)


@pytest.mark.parametrize(
    ("dateline", "wire"),
    [
        ("NORHAVEN — ", None),
        ("NORHAVEN, Den. (AP) — ", "AP"),
        ("PARIS, Feb 27 (AFP) – ", "AFP"),
        ("LONDON (Reuters) - ", "Reuters"),
        ("Oslo, Norway (CNN) ", None),
        ("(Reuters) - ", "Reuters"),
        ("town hall — ", None),
        ("Washington — ", None),
    ],
)
def test_a_dateline_goes_and_its_agency_is_the_wire(dateline, wire):
    cleaned = clean(join(dateline + FIRST, SECOND))
    assert cleaned.text == join(FIRST, SECOND)
    assert [(removal.rule, removal.text) for removal in cleaned.removals] == [("dateline", dateline)]
    assert cleaned.wire == wire


@pytest.mark.parametrize(
    ("lines", "wire"),
    [
        (["By Ann Lee, Reuters"], "Reuters"),
        (["By Ann Lee and Bo Holt"], None),
        (["By The Associated Press"], "AP"),
        (["Ann Lee Political correspondent Bo Holt Reporting fromNorhaven with the mayor"], None),
        (["Ann Lee and Bo Holt", "USA TODAY"], None),
    ],
)
def test_a_byline_near_the_top_goes_and_its_agency_is_the_wire(lines, wire):
    cleaned = clean(join(*lines, FIRST, SECOND))
    assert cleaned.text == join(FIRST, SECOND)
    assert {removal.rule for removal in cleaned.removals} == {"byline", "space"}
    assert cleaned.wire == wire


def test_an_agency_that_took_the_picture_or_contributed_is_not_the_wire():
    raw = join("The pier. (Photo: AFP)", FIRST, "The Associated Press contributed to this report.")
    assert clean(raw).wire is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "Also on Friday, the council asked for money.",
        "Most readers of the Herald were against it.",
        "They asked the council what more they could read, and read more.",
        "Updated figures came at 5 p.m. on Monday.",
        "Reporting by the Herald showed that nobody had asked the islanders.",
        "Writing by hand is slow.",
        "Correction officers said that the ferry was never searched.",
        "Editors note with regret that nobody had asked the islanders.",
        "This story has been told on the islands for a hundred years.",
        "Write to the mayor, they were told at every door.",
        "With assistance, the islanders said, they could have kept it.",
        "It was not clear how much the storm contributed.",
        "The picture was taken at noon. (Warning: it contains graphic images.)",
        "Getty Images said on Monday that it would not sell it.",
        "By Monday, in a third vote, the council had changed its mind.",
        "He left.",
        "“NO FERRY, NO PEACE, NO VOTES FOR ANYONE WHO CLOSED IT!”",
        "- the ferry of the north, which was the oldest",
        "Q: What will you do now?",
        "The council — and its critics — went home.",
        "Brandt — The Mayor, as all called her — went home.",
        "Subscribers paid more, said Reuters.",
        "Mental health and the abation of noise with mental rest came up too.",
    ],
)
def test_prose_is_not_touched(paragraph):
    for raw in (join(FIRST, paragraph, SECOND), join(FIRST, SECOND, paragraph, THIRD)):
        assert clean(raw).text == raw
        assert not clean(raw).removals
        assert not clean(raw).headings


def test_story_highlights_go_up_to_the_first_line_that_is_a_sentence():
    highlights = ["Story highlights The ferry line closes in March", "Prices rose twice", '"Nice line," the mayor says']
    cleaned = clean(join(*highlights, FIRST, "What comes next?", SECOND))
    assert cleaned.text == join(FIRST, "What comes next?", SECOND)
    assert [removal.text for removal in cleaned.removals if removal.rule == "highlights"] == highlights
    assert removed(join(FIRST, "The story highlights what went wrong", SECOND)) == []


def test_headline_and_subheadings_stay_and_are_listed():
    raw = join("Norhaven loses its ferry", FIRST, "'Nice line'", SECOND, "What comes next?", THIRD, "Bye", "Bye bye")
    cleaned = clean(raw)
    assert cleaned.text == raw
    headings = [cleaned.text[start:end] for start, end in cleaned.headings]
    assert headings == ["Norhaven loses its ferry", "'Nice line'", "What comes next?"]


def test_headings_point_into_the_cleaned_text():
    raw = join(" date 2024-01-02 Norhaven loses its ferry", "EPA", "OSLO — " + FIRST, "Advertisement", "Anger", SECOND)
    cleaned = clean(raw)
    assert [cleaned.text[start:end] for start, end in cleaned.headings] == ["Norhaven loses its ferry", "Anger"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("The organis ation and its govern ments met.", "The organisation and its governments met."),
        ("A mental note, and no tion.", "A mental note, and no tion."),
        ("under\u00adgraduate\u200b \0course", "undergraduate course"),
        ("ten\u00a0euros", "ten euros"),
        ("One.\r\n\r\nTwo.\r\n\r\n\r\n \r\nThree. \r\n", "One.\n\nTwo.\n\nThree."),
        ("One.\rTwo.", "One.\nTwo."),
        (
            "Sen. Ann Lee Ann Mary LeeFive things to know today Lee on the ferry MORE (X) left.",
            "Sen. Ann Lee (X) left.",
        ),
        ("He left. CLICK HERE TO GET THE FOX NEWS APP", "He left."),
    ],
)
def test_characters_and_parts_of_lines_are_mended(raw, text):
    assert clean(raw).text == text


SEED_DIRT = {
    "000": {("link_headline", 867, 920), ("link_headline", 2454, 2541), ("promo", 2835, 2869)},
    "001": {("caption", 76, 180), ("dateline", 182, 195), ("split_word", 2013, 2026)},
    "002": {("dateline", 17, 31), ("contributor_credit", 7148, 7185), ("trailing_mark", 7187, 7188)},
    "003": set(),
    "004": {("byline", 17, 118), ("caption", 120, 123)},
}


@pytest.mark.parametrize("seed", SEED_DIRT)
def test_the_dirt_of_the_seeds_is_found_and_nothing_else(seed):
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    raw = path.read_bytes().decode("utf-8")
    found = {(removal.rule, removal.raw_start, removal.raw_end) for removal in clean(raw).removals}
    assert {edit for edit in found if edit[0] != "space"} == SEED_DIRT[seed] | {("date_prefix", 0, 17)}
    assert all(not removal.text.strip() for removal in clean(raw).removals if removal.rule == "space")


def test_fox_mentions_neither_minerals_nor_nato_once_its_links_are_gone():
    (path,) = SEEDS.glob("000_*.txt")
    text = clean(path.read_text(encoding="utf-8")).text.lower()
    assert "mineral" not in text
    assert "nato" not in text


PIECES = st.sampled_from(
    [
        *'aB .…"“”()/—-\n\r\t\0\u00ad\u00a0\u200b🙂ש',
        *("\r\n", "\n\n", " date 2024-01-02 ", "By Ann Lee", "OSLO (AP) — ", "Advertisement", "EPA", "###", " ation"),
        *("Ann Lee", " MORE", "ALL IN CAPITALS AND A LONG LINE OF THEM HERE", FIRST, "\ud800"),
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=100)))
def test_any_text_is_cleaned_and_rebuilt_exactly(raw):
    cleaned = clean(raw)
    assert rebuild(cleaned.text, cleaned.removals) == raw
    position = 0
    for removal in cleaned.removals:
        assert position <= removal.raw_start < removal.raw_end
        assert raw[removal.raw_start : removal.raw_end] == removal.text
        assert cleaned.text.startswith(removal.replacement, removal.start)
        position = removal.raw_end
    assert all(0 <= start < end <= len(cleaned.text) for start, end in cleaned.headings)


@given(st.lists(st.sampled_from([FIRST, SECOND, THIRD]), min_size=3, max_size=12), st.randoms(use_true_random=False))
def test_no_sentence_of_an_article_is_lost_between_lines_of_dirt(paragraphs, random):
    dirt = ["Advertisement", "EPA", "READ MORE: The pier", "Kim Sorel contributed to this report.", "___"]
    lines = [line for paragraph in paragraphs for line in (paragraph, *random.sample(dirt, random.randint(0, 2)))]
    cleaned = clean(join("OSLO (AFP) — " + lines[0], *lines[1:]))
    assert cleaned.text == join(*paragraphs)
    assert clean(cleaned.text).removals == ()


@pytest.mark.parametrize(
    "unit", ["\n", "A\n", "By Ann Lee ", "A B ", "(", " MORE", "Ann Lee ", " ation", "\0", "/AP|", "— "]
)
@pytest.mark.timeout(20)
def test_a_long_run_of_anything_is_linear(unit):
    raw = unit * (300_000 // len(unit))
    cleaned = clean(raw)
    assert rebuild(cleaned.text, cleaned.removals) == raw
