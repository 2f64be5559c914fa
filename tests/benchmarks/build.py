"""How long a corpus takes to build and how much memory: ``python tests/benchmarks/build.py FILE 1000 5000``.

Each number of articles is built in a process of its own, into a folder, from the first rows of FILE (anything `load`
reads that is one table). Where FILE has fewer, they come again a year later, in each round with another ending of all
longer words: other names, other words, no copies. ``--engine rules`` leaves the trained model out, ``--memory`` the
folder, so that all tables are held.
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis import load, read_articles

LONGER = re.compile(r"([A-Za-z]{7,})")


def rows(path: Path, number: int) -> pd.DataFrame:
    """So many articles of the file, all columns of which are texts."""
    first = read_articles(path).articles[["outlet", "date", "title", "text"]].head(number)
    rounds = [first.head(number - at) for at in range(0, number, len(first))]
    for years, later in enumerate(rounds[1:], 1):
        ending = r"\1" + "".join("aeioudlnrs"[int(digit)] for digit in str(years))
        texts = later["text"].str.replace(LONGER, ending, regex=True)
        rounds[years] = later.assign(text=texts, date=later["date"] + pd.Timedelta(days=365 * years))
    return pd.concat(rounds, ignore_index=True)


def measured(path: Path, number: int, engine: str, memory: bool) -> tuple[int, float, float]:
    """Articles built, CPU seconds, and peak memory in GB (on Linux, in kB; on macOS, in bytes)."""
    articles = rows(path, number)
    with TemporaryDirectory() as folder:
        started = time.process_time()
        load(articles, engine=engine, out="" if memory else Path(folder, "corpus"))
        seconds = time.process_time() - started
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return len(articles), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def apart(path: Path, number: int, *, engine: str = "learned", memory: bool = False) -> tuple[int, float, float]:
    """`measured` in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (path, number, engine, memory))


def main() -> None:
    """Print one line for each number of articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--engine", default="learned")
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    for number in given.articles:
        count, seconds, memory = apart(given.file, number, engine=given.engine, memory=given.memory)
        speed = f"{seconds:7.1f} s CPU  {count / seconds:5.0f} articles/s  {memory:.2f} GB at most"
        sys.stdout.write(f"{count:>7,} articles  {speed}\n")


if __name__ == "__main__":
    main()
