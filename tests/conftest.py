"""Fixtures shared by all rooms: the seeds, built once."""

from __future__ import annotations

import pytest

from analysis import load
from analysis.corpus import Corpus


@pytest.fixture(scope="session")
def seeds() -> Corpus:
    """The five seed articles with all their tables."""
    return load()
