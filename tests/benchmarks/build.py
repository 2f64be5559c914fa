"""How long a corpus takes to build and how much memory: ``python tests/benchmarks/build.py FILE 1000 5000``.

Each number of articles is built in a process of its own, from the first rows of FILE (anything `load` reads that is one
table), by one process. ``--engine rules`` leaves the trained model out.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from analysis import load, read_articles


def measured(path: Path, articles: int, engine: str) -> tuple[int, float, float]:
    """Articles built, CPU seconds, and peak memory in GB (on Linux, in kB; on macOS, in bytes)."""
    rows = read_articles(path).articles.drop(columns=["article_id", "source", "content_hash"]).head(articles)
    started = time.process_time()
    corpus = load(rows, engine=engine)
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return len(corpus), time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Print one line for each number of articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--engine", default="learned")
    given = parser.parse_args()
    for number in given.articles:
        with get_context("spawn").Pool(1) as pool:
            count, seconds, memory = pool.apply(measured, (given.file, number, given.engine))
        speed = f"{seconds:7.1f} s CPU  {count / seconds:5.0f} articles/s  {memory:.2f} GB at most"
        sys.stdout.write(f"{count:>7,} articles  {speed}\n")


if __name__ == "__main__":
    main()
