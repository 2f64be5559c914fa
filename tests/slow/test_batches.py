"""Many notebooks at once, in real kernels: nothing is lost, nothing is left, two workers pay, pages stay small."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.bundled import bundled

pytestmark = pytest.mark.slow

NOTEBOOK = """{"nbformat": 4, "nbformat_minor": 5,
 "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": "number: int = 0  # any",
  "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null, "source": "%s"}]}"""
FIFTY = (
    "from analysis import charts, load, show, topic_frequency\\n"
    "found = topic_frequency(load(), unit='sentences')\\n"
    "for n in range(50):\\n    show(charts.estimates(found, top=12, title=str(n)), name=f'chart{n}', data=found)"
)
# Stands for a machine without a network, in every process of a run: only this machine can be reached.
CUT = """
import socket
connect = socket.socket.connect
def refuse(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        open(%r, "a").write(f"{address}\\n")
        raise OSError("there is no network")
    return connect(self, address)
socket.socket.connect = refuse
"""
ASKS = "import socket\\nsocket.create_connection(('192.0.2.1', 80), timeout=5)"
ARTICLE = (
    '"The harbour of {place} will open in {month}," Anna Berg said on Monday. Traders in {place} were not told when '
    "tariffs and taxes would rise, and a ceasefire, a peace deal and troops were discussed by the government.\n\n"
    "Carl Lund, the minister, denied that the army would send soldiers. He warned of sanctions in {month}."
)


def crossread(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", "report", *map(str, args)]
    options = {"capture_output": True, "text": True, "timeout": 900, "check": False}
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, **options)  # type: ignore[call-overload,no-any-return]


def batch(folder: Path, notebook: str, *, runs: int, jobs: int) -> float:
    """Run a notebook for each value of a grid; the seconds it took."""
    parameter = "top" if notebook == "speakers" else "number"
    (folder / "g.yaml").write_text(f"grid:\n  {parameter}: {list(range(2, runs + 2))}\n", encoding="utf-8")
    (folder / "t").mkdir(exist_ok=True)
    out = folder / f"out{time.monotonic_ns()}"
    started = time.monotonic()
    options = ["--notebook", notebook, "-f", "g.yaml", "--jobs", jobs, "--out", out]
    done = crossread(*options, cwd=folder, TMPDIR=str(folder / "t"))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(out.rglob(f"{Path(notebook).stem}.html"))) == runs
    assert not list(out.rglob("*.part.*"))
    return time.monotonic() - started


def test_sixteen_runs_on_four_workers_all_succeed_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text(NOTEBOOK % "number", encoding="utf-8")
    batch(tmp_path, "n.ipynb", runs=16, jobs=4)
    assert list((tmp_path / "t").iterdir()) == [], "sockets are left"
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert str(tmp_path) not in process.read_text(encoding="utf-8", errors="replace"), "a kernel is left"
        except OSError:
            continue


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two processors")
def test_two_workers_take_at_most_two_thirds_of_the_time_of_one(tmp_path: Path) -> None:
    # Other programs can only make two workers look worse: the best of three counts.
    ratios: list[float] = []
    while len(ratios) < 3 and min(ratios, default=1) > 0.65:
        serial = batch(tmp_path, "speakers", runs=8, jobs=1)
        ratios.append(batch(tmp_path, "speakers", runs=8, jobs=2) / serial)
    assert min(ratios) <= 0.65, ratios


def without_times(page: str) -> str:
    page = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC|\d+ seconds", "", page)
    return re.sub(r'(?<=datetime=")[^"]*', "", page)


def test_two_runs_from_two_folders_differ_only_in_the_time(tmp_path: Path) -> None:
    pages = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        out = tmp_path / "out"
        assert crossread("--out", out, cwd=tmp_path / name).returncode == 0
        pages.append({path.name: without_times(path.read_text(encoding="utf-8")) for path in out.glob("*.html")})
        tables = {path.name: path.read_bytes() for path in out.rglob("*.csv")}
        pages[-1] |= {name: data.decode("utf-8") for name, data in tables.items()}
        out.rename(tmp_path / f"kept-{name}")
    assert pages[0].keys() == pages[1].keys()
    assert len(pages[0]) > 10
    assert [name for name in pages[0] if pages[0][name] != pages[1][name]] == []


def opened(browser: Any, page: Path, width: int) -> tuple[float, int]:
    """The seconds until a page is there, and how wide it is."""
    tab = browser.new_page(viewport={"width": width, "height": 900})
    started = time.monotonic()
    tab.goto(page.as_uri(), wait_until="load")
    seconds, wide = time.monotonic() - started, tab.evaluate("document.documentElement.scrollWidth")
    tab.close()
    return seconds, wide


def test_pages_on_two_thousand_articles_of_thirty_outlets_stay_small_and_open_fast(
    tmp_path: Path, browser: Any
) -> None:
    months = ("May", "June", "July", "August")
    rows = [
        {
            "text": ARTICLE.format(place=f"Town{n % 97}", month=months[n % 4]) + f" Notice {n} of {n * 7}.",
            "outlet": f"The Daily Paper {n % 30}",
            "date": pd.Timestamp("2025-01-01") + pd.Timedelta(days=n % 300),
            "title": f"Notice {n}",
        }
        for n in range(2_000)
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "articles.parquet")
    done = crossread(tmp_path / "articles.parquet", "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    pages = sorted((tmp_path / "out").glob("*.html"))
    assert len(pages) == 6
    assert {page.name: page.stat().st_size for page in pages if page.stat().st_size > 5_000_000} == {}
    for page in pages:
        for width in (1200, 390):
            seconds, wide = opened(browser, page, width)
            assert (seconds < 5, wide <= width) == (True, True), (page.name, width, seconds, wide)


def test_a_page_with_fifty_figures_stays_under_five_megabytes(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "n.ipynb").write_text(NOTEBOOK % FIFTY, encoding="utf-8")
    done = crossread("--notebook", "n.ipynb", "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    page = tmp_path / "out" / "n.html"
    assert page.read_text(encoding="utf-8").count("<figure>") == 50
    assert page.stat().st_size < 5_000_000
    seconds, wide = opened(browser, page, 390)
    assert (seconds < 5, wide <= 390) == (True, True)


def test_every_notebook_runs_without_a_network_and_nltk_data(tmp_path: Path) -> None:
    names = [path.stem for path in sorted(bundled("notebooks").glob("*.ipynb"))]
    log = tmp_path / "asked.txt"
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "sitecustomize.py").write_text(CUT % str(log), encoding="utf-8")
    (tmp_path / "asks.ipynb").write_text(NOTEBOOK % ASKS, encoding="utf-8")
    env = {"PYTHONPATH": str(tmp_path / "cut"), "NLTK_DATA": "/nonexistent"}
    options = [option for name in names for option in ("--notebook", name)]
    done = crossread(*options, "--out", tmp_path / "out", cwd=tmp_path, **env)
    assert (done.returncode, done.stderr, log.exists()) == (0, "", False)
    done = crossread("--notebook", "asks.ipynb", "--out", tmp_path / "asks", cwd=tmp_path, **env)
    assert (done.returncode, log.read_text(encoding="utf-8")) == (1, "('192.0.2.1', 80)\n")
    assert "there is no network" in done.stderr


def test_every_notebook_runs_on_almost_nothing(tmp_path: Path) -> None:
    names = [path.stem for path in sorted(bundled("notebooks").glob("*.ipynb"))]
    (tmp_path / "a.txt").write_text("Rain.", encoding="utf-8")
    options = [option for name in names for option in ("--notebook", name)]
    done = crossread(tmp_path / "a.txt", *options, "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
