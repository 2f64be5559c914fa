"""Fixtures shared by all rooms: the seeds, built once; one set of reports and one browser for the browser tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import load
from analysis.corpus import Corpus


@pytest.fixture(scope="session")
def seeds() -> Corpus:
    """The five seed articles with all their tables."""
    return load()


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """A folder of reports: CROSSREAD_REPORT names a finished one, else the seeds are reported on."""
    if made := os.environ.get("CROSSREAD_REPORT"):
        return Path(made).resolve()
    out = tmp_path_factory.mktemp("report")
    subprocess.run([sys.executable, "-m", "analysis", "report", "--single-file", "--out", out], check=True, timeout=280)
    return out


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("these tests need Chromium: apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()
