"""A larger collection costs no more for each article, in time and in memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ALLSIDES = os.environ.get("CROSSREAD_ALLSIDES")
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_200),
    pytest.mark.skipif(not ALLSIDES, reason="CROSSREAD_ALLSIDES names no folder"),
]


def test_four_times_the_articles_take_four_times_as_long_and_at_most_90_kb_each(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from build import apart

    file = Path(str(ALLSIDES), "sample.parquet")
    few, seconds, memory = apart(file, 2_000, engine="rules")
    many, longer, more = apart(file, 8_000, engine="rules")
    assert (few, many) == (2_000, 8_000)
    assert longer < 1.25 * 4 * seconds
    assert more - memory < 90e-6 * (many - few)
