"""Hand coding: blind sheets, agreement, and prevalence with intervals that hold."""

import numpy as np
import pandas as pd
import pytest
from smallcorpus import corpus_of

from analysis.errors import ArgumentError, SourceError
from analysis.measures.coding import _regression, agreement, coding_sheet, krippendorff_alpha, prevalence, read_codes
from analysis.measures.sheets import YES_NO, write_sheet


def corpus(rng, articles=200, share=0.4):
    """Two outlets; the frame's word stands in most of the articles that have the frame."""
    truth = rng.random(2 * articles) < share
    hit = np.where(rng.random(len(truth)) < 0.8, truth, ~truth)
    texts = ["Rivals clash again today." if found else "Nothing else happened today." for found in hit]
    hits = [(number, "clash", "frames", "conflict") for number in np.flatnonzero(hit)]
    settings = {"lexicons": {"frames": "frames"}}
    return corpus_of(texts, outlets=["A"] * articles + ["B"] * articles, hits=hits, settings=settings), truth


def codes_of(source, truth, chosen, *, coders=("one", "two"), wrong=0.0, rng=None):
    frames = []
    for coder in coders:
        code = truth[chosen] ^ (rng.random(len(chosen)) < wrong if rng else False)
        ids = source.articles["article_id"].to_numpy()[chosen]
        frames.append(pd.DataFrame({"article_id": ids, "question": "conflict", "coder": coder, "code": code * 1.0}))
    return pd.concat(frames, ignore_index=True)


def test_a_sheet_hides_the_outlet_and_draws_the_same_again():
    texts = [f"The BBC has learned of case {number}. See https://bbc.co.uk/x or @bbc." for number in range(30)]
    source = corpus_of([*texts, "Fox News and Fox said it."], outlets=["The BBC"] * 30 + ["Fox News"])
    sheet = coding_sheet(source, rows=20)
    assert sheet.columns.tolist() == ["id", "text"]
    assert not sheet["text"].str.contains("BBC|Fox|bbc").any()
    assert "[outlet] and [outlet] said it." in sheet["text"].tolist()
    pd.testing.assert_frame_equal(sheet, coding_sheet(source, rows=20))
    assert sheet["id"].tolist() != coding_sheet(source, rows=20, seed=1)["id"].tolist()


@pytest.mark.parametrize(
    "name", ["The New York Times", "NEW YORK TIMES", "NYT", "USA TODAY", "FoxNews", "Fox", "Politico"]
)
def test_a_sheet_hides_the_forms_in_which_an_outlet_names_itself(name):
    outlets = ["The New York Times", "USA Today", "Fox News", "POLITICO", "Politico"]
    source = corpus_of([f"So {name} has learned." for _ in outlets], outlets=outlets)
    masked = coding_sheet(source, rows=5)["text"].str.replace("The ", "")
    assert masked.tolist() == ["So [outlet] has learned."] * len(outlets)


def test_sheets_come_back_as_codes_of_two_coders(tmp_path):
    source, _ = corpus(np.random.default_rng(0), 5)
    sheet = coding_sheet(source, rows=10)
    for coder, answers in (("ann", ["yes", "No ", ""]), ("bob", ["yes", "no", "no"])):
        path = write_sheet(sheet, tmp_path / f"{coder}.csv", answers={"conflict": YES_NO})
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        filled = [line + answer for line, answer in zip(lines[1:4], answers, strict=True)]
        path.write_text("\n".join([lines[0], *filled, *lines[4:]]), encoding="utf-8")
    codes = read_codes(tmp_path / "ann.csv", tmp_path / "bob.csv", questions=["conflict"])
    assert codes["code"].tolist() == [1, 0, 1, 0, 0]
    row = agreement(codes).iloc[0]
    assert (row["coders"], row["articles"], row["same"], row["alpha"]) == (2, 2, 1, 1)
    assert codes["article_id"].isin(source.articles["article_id"]).all()
    with pytest.raises(SourceError, match="column 'morality'"):
        read_codes(tmp_path / "ann.csv", questions=["morality"])


def test_alpha_equals_the_worked_example_with_four_coders_and_missing_values():
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: .743."""
    rows = """
        1 2 3 3 2 1 4 1 2 . . .
        1 2 3 3 2 2 4 1 2 5 . 3
        . 3 3 3 2 3 4 2 2 5 1 .
        1 2 3 3 2 4 4 1 2 5 1 ."""
    table = [[np.nan if cell == "." else float(cell) for cell in row.split()] for row in rows.strip().splitlines()]
    assert krippendorff_alpha(pd.DataFrame(table).T) == pytest.approx(0.743, abs=0.0005)


def test_alpha_is_unknown_where_nothing_can_disagree():
    assert np.isnan(krippendorff_alpha(pd.DataFrame({"A": [1, 1], "B": [1, 1]})))


@pytest.mark.parametrize(
    ("coders", "wrong", "chosen", "why"),
    [
        (("one",), 0.0, 160, "one coder"),
        (("one", "two"), 0.4, 160, "alpha"),
        (("one", "two"), 0.0, 40, "40 codes, 50 are needed"),
    ],
)
def test_what_may_not_be_said_is_withheld_and_named(coders, wrong, chosen, why):
    rng = np.random.default_rng(1)
    source, truth = corpus(rng)
    table = prevalence(source, codes_of(source, truth, np.arange(chosen), coders=coders, wrong=wrong, rng=rng))
    assert set(table["group"]) <= {"A"} if chosen == 160 else table.empty
    assert why in " ".join(table.attrs["withheld"])


def test_prevalence_of_codes_alone_where_every_article_is_coded():
    source, truth = corpus(np.random.default_rng(2))
    table = prevalence(source, codes_of(source, truth, np.arange(400))).set_index("group")
    assert table["value"].tolist() == pytest.approx([truth[:200].mean(), truth[200:].mean()])
    assert (table["low"] < table["value"]).all()
    assert (table["value"] < table["high"]).all()


def test_intervals_cover_and_are_never_wider_than_those_of_the_codes_alone():
    rng = np.random.default_rng(3)
    covered, narrower = [], []
    for _ in range(60):
        source, truth = corpus(rng, share=0.3)
        chosen = np.concatenate([rng.choice(200, 60, replace=False) + at for at in (0, 200)])
        codes = codes_of(source, truth, chosen)
        table = prevalence(source, codes)
        bare = prevalence(source, codes.assign(question="own question"))
        covered += (table["low"].le(0.3) & table["high"].ge(0.3)).tolist()
        narrower += ((table["high"] - table["low"]) / (bare["high"] - bare["low"])).tolist()
    assert np.mean(covered) >= 0.9
    assert max(narrower) <= 1
    assert np.mean(narrower) < 0.95


def test_codes_of_another_corpus_are_refused():
    source, truth = corpus(np.random.default_rng(4), 5)
    with pytest.raises(ArgumentError, match="codes must belong to articles of this corpus"):
        prevalence(source, codes_of(source, truth, np.arange(3)).assign(article_id="x"))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.8])
def test_prevalence_of_rare_and_common_frames_is_covered(share):
    rng, inside = np.random.default_rng(5), []
    for _ in range(400):
        y = (rng.random(200) < share) * 1.0
        x = np.where(rng.random(200) < 0.8, y, 1 - y) * rng.exponential(1, 200)
        _, low, high = _regression(y[:50], x[:50], x, 0.95)
        inside.append(low <= share <= high)
    assert np.mean(inside) >= 0.93
