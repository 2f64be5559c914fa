import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.linking.copies import copies

WORDS = [
    a + b + c
    for a in ("ba", "do", "ke", "lu", "mi")
    for b in ("r", "s", "n", "t")
    for c in ("an", "el", "ot", "us", "yk")
]


def text(seed, size=200):
    """Words without end and without repetition, by a small linear congruence."""
    out = []
    for _ in range(size):
        seed = (seed * 1103515245 + 12345) % 2**31
        out.append(WORDS[seed // 65536 % len(WORDS)])
    return " ".join(out)


def articles(*rows):
    frame = pd.DataFrame(rows, columns=["article_id", "date", "text"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


A, B = text(1), text(2)
CUT = A.split()


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (A, "exact"),
        (A.upper().replace(" ", " [sic] ", 3), "exact"),
        ("A wholly new lead of our own. " + " ".join(CUT[25:]), "near"),
        (" ".join(CUT[:90]), "near"),
        (" ".join(word if i % 40 else "changed" for i, word in enumerate(CUT)), "near"),
        (A + " " + text(3, 300), "near"),
        (" ".join(CUT[:100]) + " " + " ".join(B.split()[:100]), "merged"),
    ],
)
def test_a_copy_points_to_the_earlier_article(copy, kind):
    found = copies(articles(("copy", "2024-05-03", copy), ("origin", "2024-05-02", A), ("other", "2024-05-02", B)))
    assert found["article_id"].tolist() == ["copy", "origin", "other"]
    assert found.loc[0, ["copy_of", "kind"]].tolist() == ["origin", kind]
    assert found.loc[1:, "copy_of"].isna().all()


def test_a_copy_of_a_copy_points_to_where_the_first_came_from():
    trimmed, further = " ".join(CUT[:150]), " ".join(CUT[:150] + text(5, 60).split())
    rows = ("third", "2024-05-04", further), ("second", "2024-05-03", trimmed), ("first", "2024-05-02", A)
    found = copies(articles(*rows))
    assert found["copy_of"].fillna("").tolist() == ["first", "first", ""]


def test_a_passage_in_common_makes_no_copy_but_is_shown():
    passage = text(9, 40)
    found = copies(articles(("a", "2024-05-02", f"{A} {passage}"), ("b", "2024-05-02", f"{B} {passage}")))
    assert found["copy_of"].isna().all()
    assert found["kind"].fillna("").tolist() == ["", "passages"]
    assert found["shared"].tolist() == pytest.approx([40 / 240] * 2)


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""', "«»"])
def test_a_speech_that_both_quote_is_neither_copy_nor_wire(opening, closing):
    speech = f"{opening}{text(9, 300)}{closing}\n\n{opening}{text(8, 300)}{closing}"
    rows = ("a", "2024-05-02", f"{A} {speech}"), ("b", "2024-05-03", f"{B} {speech}"), ("c", "2024-05-03", speech)
    found = copies(articles(*rows).assign(wire=["Agency", None, None]))
    assert found[["copy_of", "kind", "shared_with"]].isna().all(axis=None)
    assert found["wire"].fillna("").tolist() == ["Agency", "", ""]
    assert found[["shared", "copied"]].to_numpy().tolist() == [[0, 0]] * 3


def test_words_around_a_quotation_count_without_it():
    quoting = f"{' '.join(CUT[:30])} “{text(9, 70)}” {' '.join(B.split()[:70])}"
    found = copies(articles(("a", "2024-05-02", A), ("b", "2024-05-03", quoting)))
    assert found["copied"].tolist() == pytest.approx([0, 30 / 100])


def test_words_that_come_back_for_weeks_are_furniture():
    furniture = text(9, 400)
    weekly = [(f"w{week}", f"2024-05-{1 + 7 * week:02}", f"{text(10 + week)} {furniture}") for week in range(4)]
    assert copies(articles(*weekly))["copy_of"].isna().all()


def test_a_known_agency_is_passed_on_by_long_passages():
    frame = articles(
        ("a", "2024-05-02", A),
        ("b", "2024-05-03", A),
        ("c", "2024-05-03", " ".join(CUT[:90])),
        ("d", None, B),
        ("e", "2024-05-03", f"{text(7)} {' '.join(CUT[:40])}"),
    )
    found = copies(frame.assign(wire=["Agency", None, None, None, None]))
    assert found["wire"].fillna("").tolist() == ["Agency", "Agency", "Agency", "", ""]
    assert found["kind"].iloc[-1] == "passages"


def test_short_and_empty_texts_are_nobodys_copies():
    found = copies(articles(("a", None, ""), ("b", None, ""), ("c", None, "Read more"), ("d", None, "Read more")))
    assert found["copy_of"].isna().all()
    assert copies(articles()).empty


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_can_be_compared_and_shares_are_shares(texts):
    found = copies(articles(*((str(i), None, t) for i, t in enumerate(texts))))
    assert found["shared"].between(0, 1).all()
    assert found["copied"].between(0, 1).all()
