import os
import sys
from pathlib import Path

import pytest

from analysis.lexicons import load_lexicon

sys.path.insert(0, str(Path(__file__).parent))
import discovered
import stance
import topics

FILE = os.environ.get("CROSSREAD_ALLSIDES")


@pytest.mark.parametrize(("name", "unmeasured"), [("us_politics", set()), ("topics", {"war"})])
def test_every_part_that_readers_had_a_label_for_is_measured(name, unmeasured):
    assert set(load_lexicon(name).parts) - set(topics.LABELS[name]) == unmeasured


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not FILE, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet")
def test_seed_words_find_the_topics_that_readers_gave():
    figures = topics.measure_both(Path(FILE) / "sample.parquet")
    assert figures["F1 among 16 topics"]["mean"]["low"] >= 0.8
    assert figures["F1"]["mean"]["low"] >= 0.637


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not FILE, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet")
def test_discovered_topics_divide_articles_as_readers_did() -> None:
    found = discovered.measure(Path(FILE) / "sample.parquet")
    assert found["low"] >= 0.407
    assert found["seconds"] <= 6


@pytest.mark.slow
@pytest.mark.skipif(not FILE, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet")
def test_stances_are_right_in_context() -> None:
    found = stance.measure(Path(FILE) / "sample.parquet")
    assert min(figure["value"] for figure in found.values()) >= 0.86
