"""What every notebook begins with: counts a reader could repeat by hand, and the cautions that follow from them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import (
    accuracy,
    authorship,
    cautions,
    cleaning,
    frame_vocabulary,
    load,
    overview,
    provenance,
    quoted_hits,
    read_and_lost,
    taken_out,
    topic_frequency,
)
from analysis.corpus import Corpus
from analysis.errors import ArgumentError

ROWS = [
    (
        "Mail",
        "2025-03-01",
        "“The ports are closed,” said Ana Lima. Ships waited outside the harbour all day.",
        "before",
    ),
    (
        "Post",
        "2025-03-02",
        "LISBON (Reuters) - Ana Lima said the ports would close.\n\nThe harbour stayed shut.",
        "after",
    ),
    ("Post", "2025-03-09", "The ports opened again on Sunday. “All is well,” Lima told the Post.", "after"),
    (None, None, "Nobody said anything about the old lighthouse.", "after"),
]


@pytest.fixture(scope="module")
def ports() -> Corpus:
    return load(pd.DataFrame(ROWS, columns=["outlet", "date", "text", "phase"]), engine="rules")


def test_each_group_stands_with_what_it_holds(ports: Corpus) -> None:
    table = overview(ports).set_index("outlet")
    assert table["articles"].to_dict() == {"Mail": 1, "Post": 2, "unknown": 1}
    assert table["days"].to_dict() == {"Mail": "2025-03-01", "Post": "2025-03-02 to 2025-03-09", "unknown": "undated"}
    assert table["quoted_words"].to_dict() == {"Mail": 4, "Post": 3, "unknown": 0}
    own = ports.sentences[ports.sentences["section"] != "headline"]
    assert table["words"].sum() == own["words"].sum()
    assert table["quotes"].sum() == len(ports.quotes)


def test_groups_may_be_any_column_of_articles(ports: Corpus) -> None:
    assert overview(ports, by="phase").set_index("phase")["articles"].to_dict() == {"before": 1, "after": 3}
    with pytest.raises(ArgumentError, match=r"^by must be one of .*not 'fase'; did you mean 'phase'"):
        overview(ports, by="fase")


def test_wires_are_named_beside_their_outlet(ports: Corpus) -> None:
    table = authorship(ports)
    assert table.loc[table["wire"] == "Reuters", ["outlet", "articles"]].to_numpy().tolist() == [["Post", 1]]
    assert table["articles"].sum() == 4


def test_what_was_taken_out_leaves_out_mere_white_space() -> None:
    ports = load(pd.DataFrame({"outlet": ["Post"], "text": [ROWS[1][2] + "\n\n\n\nIt rained."]}), engine="rules")
    assert set(ports.removed["rule"]) == {"dateline", "space"}
    assert set(taken_out(ports)["rule"]) == {"dateline"}
    assert cleaning(ports)[["rule", "passages", "articles", "outlets"]].to_numpy().tolist() == [["dateline", 1, 1, 1]]


def test_a_file_that_announces_more_articles_than_it_holds_is_named(tmp_path: Path) -> None:
    lines = [
        "Selected Items: 1-3",
        "1 of 3 DOCUMENTS",
        "The Post",
        "March 2, 2025",
        "Vote",
        "LENGTH: 2 words",
        "She left.",
    ]
    (tmp_path / "lexis.txt").write_text("\n\n".join(lines), encoding="utf-8")
    expected = "Files that announce another number of articles than was found: lexis.txt."
    assert expected in cautions(load(tmp_path, engine="rules"))


def test_provenance_says_not_stated_where_nothing_stands(ports: Corpus) -> None:
    assert provenance(ports).set_index("item")["value"].to_dict() == dict.fromkeys(
        ["query", "database", "period", "retrieved", "exclusions"], "not stated"
    )


def test_the_ledger_is_summed_with_its_reasons(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The harbour stayed shut.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    corpus = load(tmp_path, engine="rules")
    table = read_and_lost(corpus).set_index("status")
    assert table["inputs"].sum() == 2
    assert table.loc["read", "inputs"] == 1
    assert any("Inputs that could not be read: 1 of 2" in sentence for sentence in cautions(corpus))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([0, 1], "Each outlet has one article: the charts describe these articles, not these outlets."),
        ([0, 1, 2], "Outlets of one article: 1 of 2; there the charts describe that article."),
        ([1, 2], "Outlets of fewer than 10 articles: 1 of 1; they have no interval."),
        ([0, 2], "The articles stem from different phases of the event (before: Mail; after: Post)"),
        ([1], "Agency copy is not an independent voice: Post (Reuters, 1 of 1)."),
        ([2, 3], "Articles without a date: 1 of 2."),
        ([2, 3], "Articles without an outlet: 1 of 2; they stand together"),
    ],
)
def test_a_caution_stands_where_it_holds(rows: list[int], expected: str) -> None:
    frame = pd.DataFrame([ROWS[row] for row in rows], columns=["outlet", "date", "text", "phase"])
    found = cautions(load(frame, engine="rules"))
    assert any(sentence.startswith(expected) for sentence in found), found


def test_rules_about_people_made_by_hand_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann Lee met Bob Dunn.", encoding="utf-8")
    rules = (
        '[people]\nmerges = [["Ann", "Anne"]]\nnot_a_person = ["Bob Dunn"]\n[people.aliases]\n"Ann Lee" = "Ann Webb"\n'
    )
    (tmp_path / "corpus.toml").write_text(rules, encoding="utf-8")
    corpus = load(tmp_path, engine="rules")
    assert corpus.people["person"].tolist() == ["Ann Webb"]
    assert "Rules of corpus.toml that say by hand who is who: 3." in cautions(corpus)


def test_cautions_on_the_seeds_name_time_and_agencies(seeds: Corpus) -> None:
    found = " ".join(cautions(seeds))
    assert "before: Bangkok Post, BBC" in found
    assert "TRT World (Reuters, 1 of 1)" in found
    assert "mix of topics is not controlled" not in found


def test_measured_accuracy_names_figure_data_and_command() -> None:
    table = accuracy("sentences")
    assert table[["measure", "low", "high"]].notna().all(axis=None)
    assert (table["value"] > 0.9).all()
    assert table["command"].str.contains("BASIL").all()
    with pytest.raises(ArgumentError, match=r"^measures must be one of"):
        accuracy("mood")


def test_hits_inside_quotation_marks_are_told_apart() -> None:
    text = "“The tax is high,” said Ana Lima. The tax is low. A tax, “no tax”, was promised."
    corpus = load(pd.DataFrame({"outlet": ["Post"], "text": [text]}), engine="rules")
    table = quoted_hits(corpus, topic_frequency(corpus, unit="per_1000_words"))
    assert table[["outlet", "hits", "in_quotation_marks"]].to_numpy().tolist() == [["Post", 4, 2]]


def test_hits_inside_quotation_marks_are_of_those_that_the_table_counts(seeds: Corpus) -> None:
    for table in (frame_vocabulary(seeds), topic_frequency(seeds, unit="per_1000_words")):
        counted = table.groupby("group")["n"].sum()
        assert quoted_hits(seeds, table).set_index("outlet")["hits"].to_dict() == counted[counted > 0].to_dict()


def test_only_the_accuracy_of_the_list_that_counted_is_told(seeds: Corpus, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[parts.taxes]\nterms = ["tax*"]\n', encoding="utf-8")
    told = {name: topic_frequency(seeds, lexicon=name).attrs["measured"] for name in ("us_politics", "topics")}
    assert "us_politics" in told["us_politics"]
    assert "never measured" in told["topics"]  # the seeds' own list stands under that name
    assert "never measured" in topic_frequency(seeds, lexicon=str(tmp_path / "own.toml")).attrs["measured"]
