"""Sheets: what is drawn, and what survives a spreadsheet."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError, SourceError
from analysis.measures.sheets import YES_NO, draw, read_sheet, weights, write_sheet

ANSWERS = {"sure": YES_NO, "frame": ("conflict", "morality"), "count": int, "note": str}


def units(**sizes):
    return pd.DataFrame({"outlet": [name for name, size in sizes.items() for _ in range(size)]}).reset_index()


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        (30, {"A": 5, "B": 12, "C": 13}),  # A is used up, the rest is shared
        (2, {"B": 1, "C": 1}),  # the smallest are left out
        (500, {"A": 5, "B": 20, "C": 100}),
        (0, {}),
    ],
)
def test_every_stratum_gets_an_equal_share_as_far_as_it_reaches(rows, drawn):
    found = draw(units(A=5, B=20, C=100), rows=rows, by=["outlet"])
    assert found["outlet"].value_counts().to_dict() == drawn
    assert found["index"].is_unique


def test_the_seed_decides_what_is_drawn():
    first, again, other = (draw(units(A=99), rows=20, by=["outlet"], seed=seed)["index"].tolist() for seed in (1, 1, 2))
    assert first == again
    assert set(first) != set(other)


def test_no_units_make_an_empty_sheet():
    assert draw(units(), rows=5, by=["outlet"]).empty


def test_every_unit_of_a_stratum_is_drawn_equally_often():
    everything = units(A=10, B=50)
    drawn = pd.concat([draw(everything, rows=10, by=["outlet"], seed=seed) for seed in range(80)])
    counts = drawn["index"].value_counts().reindex(range(60), fill_value=0)
    assert counts[:10].between(22, 58).all()  # 80 * 5 / 10, four deviations around
    assert counts[10:].between(1, 20).all()  # 80 * 5 / 50


def test_weights_add_up_to_the_units():
    everything = units(A=5, B=20)
    assert weights(everything.iloc[[0, 5, 6, 7, 8]], everything, by=["outlet"]).tolist() == [5, 5, 5, 5, 5]


def test_hand_work_is_never_overwritten(tmp_path):
    (tmp_path / "sheet.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ArgumentError, match="must be a new file"):
        write_sheet(units(A=1), tmp_path / "sheet.csv", answers=ANSWERS)
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-5", "@here", "'=1", "''=1", "'tis", "a=b", "\u200f=x", "“no”, x;y"])
def test_no_cell_is_a_formula_and_each_is_read_back(cell, tmp_path):
    path = write_sheet(pd.DataFrame({"id": ["a"], "text": [cell]}), tmp_path / "s.csv", answers=ANSWERS)
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row[1][0] not in "=+-@"
    assert read_sheet(path, columns=["text"], answers=ANSWERS)["text"].tolist() == [cell]


@given(st.text())
def test_any_text_is_written_and_read_back_but_for_white_space(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("sheet") / "s.csv"
    write_sheet(pd.DataFrame({"id": ["a"], "text": [text]}), path, answers={})
    (back,) = read_sheet(path, columns=["text"], answers={})["text"]
    kept = "".join(" " if ord(char) < 32 or ord(char) == 127 else char for char in text)
    assert "".join(back.split()) == "".join(kept.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_make_of_a_sheet_is_read(separator, encoding, tmp_path):
    lines = [
        ["Id ", "SURE", "frame", "count", "note", "text"],
        ["a", " Yes ", "Conflict", "2", "Ann said", "“é”"],
        ["b", "TRUE", "", "2.0"],
        ["c", "n", "morality ", "", "", ""],
        ["", "", "", "", "", ""],
    ]
    path = tmp_path / "s.csv"
    path.write_text("\n".join(separator.join(line) for line in lines), encoding=encoding)
    sheet = read_sheet(path, columns=["text"], answers=ANSWERS)
    assert sheet["id"].tolist() == ["a", "b", "c"]
    assert sheet["sure"].tolist() == ["yes", "yes", "no"]
    assert sheet["frame"].fillna("-").tolist() == ["conflict", "-", "morality"]
    assert sheet["count"].fillna(-1).tolist() == [2, 2, -1]
    assert sheet["note"].fillna("-").tolist() == ["Ann said", "-", "-"]
    assert sheet["text"].tolist() == ["“é”", "", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,sure,frame,count\na,,,", "s.csv must have the column 'note'"),
        ("id,sure,frame,count,notes\na,,,,", "did you mean 'notes'?"),
        ("id,sure,frame,count,note\na,maybe,,,", "s.csv row 2: sure must be one of yes, no, not 'maybe'"),
        ("id,sure,frame,count,note\na,,,,\nb,,panic,,", "s.csv row 3: frame must be one of conflict, morality"),
        ("id,sure,frame,count,note\na,,,two,", "count must be a whole number, not 'two'"),
        ("id,sure,frame,count,note\na,,,-1,", "count must be a whole number, not '-1'"),
        ("id,sure,frame,count,note\na,,,,\na,,,,", "must have each id once, not 'a'"),
        ("", "must be a CSV file"),
        ("PK\x03\x04" + "\x00" * 99, "must be a CSV file: binary"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(text, message, tmp_path):
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_sheet(tmp_path / "s.csv", columns=[], answers=ANSWERS)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
