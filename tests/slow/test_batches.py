"""Many notebooks at once, in real kernels: nothing is lost, nothing is left, two workers pay, pages stay small."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.bundled import bundled

pytestmark = pytest.mark.slow

CELLS = """{"nbformat": 4, "nbformat_minor": 5,
 "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": "number: int = 0  # any",
  "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null,
  "source": "import time\\ntime.sleep(%s)\\nnumber"}]}"""
ARTICLE = (
    '"The harbour of {place} will open in {month}," Anna Berg said on Monday. Traders in {place} were not told when '
    "tariffs and taxes would rise, and a ceasefire, a peace deal and troops were discussed by the government.\n\n"
    "Carl Lund, the minister, denied that the army would send soldiers. He warned of sanctions in {month}."
)


def crossread(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", "report", *map(str, args)]
    options = {"capture_output": True, "text": True, "timeout": 900, "check": False}
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, **options)  # type: ignore[call-overload,no-any-return]


def batch(folder: Path, *, runs: int, jobs: int, sleep: float) -> float:
    """Run a notebook for each value of a grid; the seconds it took."""
    (folder / "n.ipynb").write_text(CELLS % sleep, encoding="utf-8")
    (folder / "g.yaml").write_text(f"grid:\n  number: {list(range(runs))}\n", encoding="utf-8")
    started = time.monotonic()
    out = folder / f"out{jobs}"
    options = ["--notebook", "n.ipynb", "-f", "g.yaml", "--jobs", jobs, "--out", out]
    done = crossread(*options, cwd=folder, TMPDIR=str(folder / "t"))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(out.rglob("n.html"))) == runs
    assert not list(out.rglob("*.part.*"))
    return time.monotonic() - started


def test_sixteen_runs_on_four_workers_all_succeed_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    batch(tmp_path, runs=16, jobs=4, sleep=0)
    assert list((tmp_path / "t").iterdir()) == [], "sockets are left"
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert str(tmp_path) not in process.read_text(encoding="utf-8", errors="replace"), "a kernel is left"
        except OSError:
            continue


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two processors")
def test_two_workers_take_at_most_two_thirds_of_the_time_of_one(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    serial = batch(tmp_path, runs=8, jobs=1, sleep=4)
    assert batch(tmp_path, runs=8, jobs=2, sleep=4) <= 0.65 * serial


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


def test_pages_on_two_thousand_articles_stay_under_five_megabytes(tmp_path: Path) -> None:
    months = ("May", "June", "July", "August")
    rows = [
        {
            "text": ARTICLE.format(place=f"Town{n % 97}", month=months[n % 4]) + f" Notice {n} of {n * 7}.",
            "outlet": f"Paper {n % 12}",
            "date": pd.Timestamp("2025-01-01") + pd.Timedelta(days=n % 300),
            "title": f"Notice {n}",
        }
        for n in range(2_000)
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "articles.parquet")
    done = crossread(tmp_path / "articles.parquet", "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "out").glob("*.html")}
    assert len(sizes) == 6
    assert {name: size for name, size in sizes.items() if size > 5_000_000} == {}


@pytest.mark.parametrize("text", ["", "Rain."])
def test_every_notebook_runs_on_the_seeds_and_on_almost_nothing(tmp_path: Path, text: str) -> None:
    names = [path.stem for path in sorted(bundled("notebooks").glob("*.ipynb"))]
    options = [option for name in names for option in ("--notebook", name)]
    if text:
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        options.insert(0, str(tmp_path / "a.txt"))
    done = crossread(*options, "--out", tmp_path / "out", cwd=tmp_path, NLTK_DATA="/nonexistent")
    assert (done.returncode, done.stderr) == (0, "")
