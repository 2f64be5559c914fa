"""Pronouns and descriptions by office keep the accuracy that was measured; every label lies where it says."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest
from antecedents import HERE, allsides, judge, labels, polnear
from speakers import share

from analysis import load

FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["antecedents"]


def folder(name):
    if name not in os.environ:
        pytest.skip(f"set {name} to the folder of the data set (see antecedents.py)")
    return Path(os.environ[name])


@pytest.mark.slow
def test_pronouns_and_descriptions_of_polnear_keep_their_floors():
    corpus = polnear(folder("CROSSREAD_POLNEAR"))
    pronouns, descriptions = (judge(corpus, labels(name)) for name in ("pronouns", "nominals"))
    assert share(pronouns, "right", "said") >= FLOORS["pronouns"]
    assert share(descriptions, "right", "said") >= FLOORS["nominals"]


@pytest.mark.slow
def test_descriptions_of_allsides_keep_their_floors():
    rows = judge(allsides(folder("CROSSREAD_ALLSIDES")), labels("nominals"))
    assert share(rows, "right", "said") >= FLOORS["nominals"]
    assert share(rows, "right", "named") >= FLOORS["nominals_found"]


def test_a_label_is_judged_by_the_name_it_points_to():
    texts = {"a": "Ann Lee met Mark Webb. “No,” she said.", "b": "Ann Lee met Mark Webb. “No,” he said."}
    wanted = labels("pronouns").iloc[:0]
    for article, text in texts.items():
        at = text.rindex("she" if "she" in text else "he said")
        wanted.loc[len(wanted)] = ["first", article, at, at + 3, 0, len("Ann Lee")]
    corpus = load(pd.DataFrame({"url": list(texts), "text": list(texts.values())}), engine="rules")
    rows = judge(corpus, wanted)
    assert [row["right"] for row in rows] == [1, 0]
    assert sum(row["said"] for row in rows) == 2
