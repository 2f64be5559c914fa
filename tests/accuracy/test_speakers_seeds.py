import json

import pytest
from speakers import GOLD, HERE, SEEDS, counts, same_speaker, score, share


def test_speakers_on_the_seeds_keep_their_floors():
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["speakers_seeds"]
    rows = counts()
    assert len(rows) == len(GOLD)
    assert share(rows, "right", "gold") >= floors["end_to_end"]
    assert share(rows, "right", "found") >= floors["speaker_where_found"]
    assert share(rows, "false", "said") <= floors["false"]


@pytest.mark.parametrize("seed", sorted(GOLD))
def test_the_gold_itself_scores_full_marks_and_silence_none(seed):
    raw = (SEEDS / seed).read_text(encoding="utf-8")
    quotes = [([raw[a:b] for a, b in row["spans"]], row["speaker"]) for row in GOLD[seed]]
    full, nothing = score(seed, quotes), score(seed, [])
    assert full["right"] == full["found"] == full["gold"] > 0
    assert full["false"] == 0
    assert nothing == {"gold": full["gold"], "found": 0, "right": 0, "said": 0, "false": 0}


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
