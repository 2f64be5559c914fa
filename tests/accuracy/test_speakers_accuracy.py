"""Canonical speakers keep the accuracy that was measured; the scorer itself is checked first."""

import json
import os
from pathlib import Path

import pytest
from speakers import BASIL_GOLD, GOLD, HERE, SEEDS, judge_basil, judge_seeds, same_speaker, score, share

FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))


def keeps(rows, floors):
    assert share(rows, "right", "gold") >= floors["end_to_end"]
    assert share(rows, "right", "found") >= floors["speaker_where_found"]
    assert share(rows, "false", "said") <= floors["false"]


@pytest.mark.parametrize("engine", ["learned", "rules"])
def test_speakers_on_the_seeds_keep_their_floors(engine):
    rows = judge_seeds(engine=engine)
    assert len(rows) == len(GOLD)
    keeps(rows, FLOORS["speakers_seeds"][engine])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["learned", "rules"])
def test_speakers_on_basil_keep_their_floors(engine):
    if "CROSSREAD_BASIL" not in os.environ:
        pytest.skip("set CROSSREAD_BASIL to the folder of BASIL's dev.jsonl")
    rows = judge_basil(Path(os.environ["CROSSREAD_BASIL"]), engine=engine)
    assert len(rows) == len(BASIL_GOLD)
    keeps(rows, FLOORS["speakers_basil"][engine])


@pytest.mark.parametrize("seed", sorted(GOLD))
def test_the_gold_itself_scores_full_marks_and_silence_none(seed):
    raw = (SEEDS / seed).read_text(encoding="utf-8")
    quotes = [{"parts": [raw[a:b] for a, b in row["spans"]], "speaker": row["speaker"]} for row in GOLD[seed]]
    full, nothing = score(raw, GOLD[seed], quotes), score(raw, GOLD[seed], [])
    assert full["right"] == full["found"] == full["gold"] > 0
    assert full["false"] == 0
    assert nothing == {"gold": full["gold"], "found": 0, "right": 0, "said": 0, "false": 0, "pairs": []}


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", True),
        ("Keir Starmer", "Starmer", True),
        ("Keir Starmer", "Victoria Starmer", False),
        ("senior administration official (unnamed)", "senior administration official", True),
        ("US official (unnamed)", None, False),
    ],
)
def test_speakers_are_compared_by_surname_and_given_name(wanted, given, same):
    assert same_speaker(wanted, given) is same
