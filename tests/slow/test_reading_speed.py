"""Reading 37,554 articles: CPU seconds on one core, and the memory it takes beside the texts themselves."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.reading import read_articles

ARTICLES = 37_554
LETTERS = 1_200  # of a text
WORDS = "the mayor of a town said and that council vote bridge river’s “we” will to in by on harbour café money".split()
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MEMORY = """
import re, sys
from analysis.reading import read_articles
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024
read_articles(sys.argv[1])
before = peak()
count = len(read_articles(sys.argv[2]).articles)
print(count, peak() - before)
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The same articles as JSON files, as JSON Lines, as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("articles")
    random = np.random.default_rng(0)
    text = " ".join(random.choice(WORDS, LETTERS * ARTICLES // 40))
    at = random.integers(0, len(text) - LETTERS, ARTICLES)
    table = pd.DataFrame(
        {"title": [f"Title {n}" for n in range(ARTICLES)], "text": [text[i : i + LETTERS] for i in at]}
    )
    table["outlet"] = random.choice(["BBC", "NYT", "The Valley Post"], ARTICLES)
    table["date"] = random.choice(pd.date_range("2020-01-01", periods=900).astype("str"), ARTICLES)
    table["url"] = [f"https://valley.example/news/{n}" for n in range(ARTICLES)]
    table.to_parquet(folder / "articles.parquet")
    table.to_csv(folder / "articles.csv", index=False)
    table.to_json(folder / "articles.jsonl", orient="records", lines=True)
    (folder / "one.txt").write_text("A text.", encoding="utf-8")
    (folder / "json").mkdir()
    for number, record in enumerate(table.to_dict("records")):
        (folder / "json" / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    read_articles(folder / "one.txt")
    return folder


@pytest.mark.parametrize(
    ("name", "seconds"), [("articles.parquet", 1), ("articles.jsonl", 3), ("articles.csv", 3), ("json", 15)]
)
def test_an_archive_is_read_in_time(sources, name, seconds):
    taken = []
    for _ in range(3):
        started = time.process_time()
        assert len(read_articles(sources / name).articles) == ARTICLES
        taken.append(time.process_time() - started)
    print(f"{name}: {min(taken):.2f} s")  # noqa: T201
    assert min(taken) <= seconds


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", ["articles.parquet", "articles.jsonl", "articles.csv", "json"])
def test_an_archive_is_read_in_five_times_the_memory_of_its_articles(sources, name):
    size = (sources / "articles.jsonl").stat().st_size
    run = [sys.executable, "-c", MEMORY, sources / "one.txt", sources / name]
    printed = subprocess.run(run, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    count, taken = map(int, printed.stdout.split())
    print(f"{name}: {taken / size:.1f} times {size >> 20} MB")  # noqa: T201
    assert count == ARTICLES
    assert taken < 5 * size
