import os
import sys
from pathlib import Path

import pytest

from analysis.lexicons import load_lexicon

sys.path.insert(0, str(Path(__file__).parent))
import topics

FILE = os.environ.get("CROSSREAD_ALLSIDES")


def test_every_part_of_the_lexicon_is_measured():
    assert set(topics.LABELS) == set(load_lexicon("us_politics").parts)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not FILE, reason="CROSSREAD_ALLSIDES names no folder with AllSides' sample.parquet")
def test_seed_words_find_the_topics_that_readers_gave():
    figures = topics.measure_both(Path(FILE) / "sample.parquet")
    assert figures["F1 among 16 topics"]["mean"]["low"] >= 0.8
    assert figures["F1 among all articles"]["mean"]["low"] >= 0.637
