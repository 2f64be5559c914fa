"""The audit: what is drawn, the weighted figures against hand arithmetic, and the way through a file."""

import json
import logging

import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.stats import beta
from smallcorpus import corpus_of

from analysis import audit, audit_sheet, audited, load
from analysis.cli import main
from analysis.errors import ArgumentError
from analysis.measures.audit import ALL, ANSWERS, PARTS, audit_units

QUOTES, SPEAKERS, FOUND = PARTS[0], PARTS[2], PARTS[3]


def corpus():
    """At A, 6 direct and 2 mixed quotes and 12 sentences without one; at B, 2 direct quotes and 2 such sentences."""
    texts = [" ".join(f"W{number:03d} spoke." for number in range(size)) for size in (20, 4)]
    kinds = [(0, "direct")] * 6 + [(0, "mixed")] * 2 + [(1, "direct")] * 2
    quotes = [(article, f"W{n - 8 * article:03d} spoke.", kind, "Ann", {}) for n, (article, kind) in enumerate(kinds)]
    return corpus_of(texts, outlets=["A", "B"], quotes=quotes)


def coded(given):
    """A sheet from (article, unit, kind, number among those, is_quote, speaker_right, missed_quotes)."""
    units = audit_units(given)
    rows = [
        ("A", "quote", "direct", 0, "yes", "yes", None),
        ("A", "quote", "direct", 1, "no", None, None),
        ("A", "quote", "mixed", 0, "yes", "no", None),
        ("A", "sentence", "", 3, None, None, 0),
        ("A", "sentence", "", 5, None, None, 1),
        ("A", "sentence", "", 7, None, None, 0),
        ("B", "quote", "direct", 0, "yes", "yes", None),
        ("B", "quote", "direct", 1, "yes", "yes", None),
        ("B", "sentence", "", 0, None, None, None),
    ]
    frame = pd.DataFrame(rows, columns=["outlet", "unit", "kind", "at", "is_quote", "speaker_right", "missed_quotes"])
    frame["id"] = [
        units[(units.outlet == r.outlet) & (units.unit == r.unit) & (units.kind == r.kind)]["id"].iloc[r.at]
        for r in frame.itertuples()
    ]
    frame["missed_quotes"] = frame["missed_quotes"].astype("Int64")
    frame["speaker"] = pd.Series("Ann", index=frame.index).where(frame["unit"] == "quote")
    return frame.assign(words_right=frame["is_quote"], true_speaker=None)


def figure(table, group, part):
    return table[(table["group"] == group) & (table["part"] == part)].iloc[0]


def test_half_the_rows_are_quotes_by_outlet_and_kind_and_half_sentences_without_one():
    sheet = audit_sheet(corpus(), rows=12)
    assert sheet.groupby(["unit", "outlet", "kind"]).size().to_dict() == {
        ("quote", "A", "direct"): 2,
        ("quote", "A", "mixed"): 2,
        ("quote", "B", "direct"): 2,
        ("sentence", "A", ""): 4,
        ("sentence", "B", ""): 2,
    }
    assert sheet["id"].is_unique


def test_the_passage_is_marked_where_it_stands():
    text = "Before it rained. “We go,” said Ann. “Now.” After it rained."
    spans = ((18, 26), (37, 43))
    given = corpus_of([text], outlets=["A"], quotes=[(0, text[18:43], "direct", "Ann", {"spans": spans})])
    quote = audit_sheet(given, rows=4).query("unit == 'quote'").iloc[0]
    assert quote["text"] == "Before it rained. [[“We go,”]] said Ann. [[“Now.”]] After it rained."


def test_a_sentence_that_touches_a_quote_is_not_drawn_as_empty():
    text = "Ann said one. She said two and three. Rain fell."
    given = corpus_of([text, "Sun shone."], outlets=["A", "A"], quotes=[(0, "two", "direct", "Ann", {})])
    units = audit_units(given).query("unit == 'sentence'")
    assert [text[row.start : row.end] for row in units[:2].itertuples()] == ["Ann said one.", "Rain fell."]
    assert len(units) == 3


def test_a_coded_row_stands_for_its_stratum():
    given = corpus()
    table = audit(given, coded(given))
    precision = figure(table, "A", QUOTES)
    assert precision["value"] == pytest.approx((3 * 1 + 3 * 0 + 2 * 1) / 8)
    assert (precision["n"], precision["of"]) == (2, 3)
    size = 8**2 / (2 * 3 * 2 + 2 * 1)  # sum of weights squared over sum of w (w - 1)
    expected = beta.ppf([0.025, 0.975], 0.625 * size + 0.5, 0.375 * size + 0.5)
    assert precision[["low", "high"]].tolist() == pytest.approx(expected)
    assert figure(table, "A", SPEAKERS)["value"] == pytest.approx(3 / 5)
    recall = figure(table, "A", FOUND)
    assert recall["value"] == pytest.approx(5 / (5 + 12 / 3))
    assert recall["low"] < recall["value"] < recall["high"]
    assert (recall["n"], recall["of"]) == (2, 3)


def test_an_outlet_coded_completely_has_no_uncertainty_left():
    given = corpus()
    precision = figure(audit(given, coded(given)), "B", QUOTES)
    assert precision[["value", "low", "high"]].tolist() == pytest.approx([1, 1, 1], abs=1e-5)
    overall = figure(audit(given, coded(given)), ALL, QUOTES)
    assert overall["value"] == pytest.approx((5 + 2) / 10)


def test_no_recall_where_no_empty_sentence_was_coded():
    given = corpus()
    table = audit(given, coded(given))
    assert FOUND not in table.loc[table["group"] == "B", "part"].tolist()


def test_rows_not_coded_and_rows_that_are_gone_are_counted_and_named(caplog):
    given = corpus()
    sheet = coded(given)
    sheet.loc[0, "id"] = "quote gone 1-2"
    with caplog.at_level(logging.WARNING, "crossread"):
        table = audit(given, sheet)
    assert (table.attrs["coded"], table.attrs["blank"], table.attrs["gone"]) == (7, 1, ["quote gone 1-2"])
    assert "quote gone 1-2" in caplog.text
    with pytest.raises(ArgumentError, match="must have coded rows of this corpus, 1 are blank and 9 are gone"):
        audit(given, sheet.assign(id=[f"quote {n}" for n in range(9)]))


def test_an_answer_about_another_speaker_does_not_count():
    given = corpus()
    sheet = coded(given)
    sheet.loc[2, "speaker"] = "Bob"
    table = audit(given, sheet)
    assert table.attrs["changed"] == 1
    assert figure(table, "A", SPEAKERS)[["n", "of", "value"]].tolist() == [1, 1, 1]
    assert figure(table, "A", QUOTES)["of"] == 3


def test_the_command_draws_a_sheet_and_keeps_what_was_coded_with_the_corpus(tmp_path):
    def run(*args):
        return CliRunner().invoke(main, ["audit", str(tmp_path / "corpus"), *map(str, args)])

    corpus().save(tmp_path / "corpus")
    path = tmp_path / "sheet.csv"
    assert run("--rows", 12, "--out", path).output == f"12 rows in {path}\n"
    assert run("--out", path).exit_code == 2  # never twice to one file
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert sheet.columns.tolist()[-5:] == list(ANSWERS)
    sheet.loc[sheet["unit"] == "quote", ["is_quote", "words_right", "speaker_right"]] = ["Yes", "yes", "no"]
    sheet.loc[sheet["unit"] == "sentence", "missed_quotes"] = "0"
    sheet.to_csv(path, sep=";", index=False)
    done = run("--coded", path)
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        0,
        "12 rows coded, 0 blank, 0 no longer there, 0 of another speaker now",
    )
    assert "all outlets              quotes that are quotes   1.00 [" in done.output
    kept = audited(load(tmp_path / "corpus"))
    pd.testing.assert_frame_equal(kept, audit(corpus(), path), check_exact=False)
    assert kept.attrs["errors"]["name direct"] == {"right": 0.0, "n": 4}
    assert json.loads((tmp_path / "corpus" / "audit.json").read_text(encoding="utf-8"))["coded"] == 12


@pytest.mark.parametrize("args", [[], ["--out", "a.csv", "--coded", __file__]])
def test_the_command_does_one_thing_at_a_time(args, tmp_path):
    corpus().save(tmp_path / "corpus")
    done = CliRunner().invoke(main, ["audit", str(tmp_path / "corpus"), *args])
    assert (done.exit_code, done.stderr) == (2, "crossread: audit must be given --out or --coded, one of them\n")


def test_the_command_wants_a_built_corpus(tmp_path):
    done = CliRunner().invoke(main, ["audit", str(tmp_path), "--out", str(tmp_path / "s.csv")])
    assert done.exit_code == 2
    assert "must be a folder made by crossread build" in done.stderr


def test_a_corpus_never_audited_has_no_figures():
    assert audited(corpus()).empty
