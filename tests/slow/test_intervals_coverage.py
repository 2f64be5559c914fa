"""Simulation: the intervals of shares cover the truth as often as they say, in every cell of the grid."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))
import intervals


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_coverage_stays_near_its_level_in_every_cell() -> None:
    found = intervals.measure()
    assert {cell: value for cell, value in found.items() if not 0.92 <= value <= 0.98} == {}
    stated = json.loads(intervals.MEASURED.read_text(encoding="utf-8"))
    assert found == pytest.approx(stated["cells"], abs=0.002)
