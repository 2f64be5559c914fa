"""How long articles take to be linked, and how much memory: ``python tests/benchmarks/link.py CORPUS 2000 7882``.

CORPUS is what ``crossread build`` makes; each number of its articles, drawn at random, is linked in a process of its
own: events, shared quotations and copies on the tables as they were extracted.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from analysis import load
from analysis.linking.copies import copies
from analysis.linking.events import group_events
from analysis.linking.shared import align


def measured(path: Path, number: int) -> tuple[int, dict[str, float], float]:
    """Articles linked, CPU seconds of each step, and peak memory in GB (on Linux, in kB; on macOS, in bytes)."""
    corpus = load(path)
    articles = corpus.articles.sample(min(number, len(corpus)), random_state=0)
    quotes, sentences, people = (
        table[table["article_id"].isin(articles["article_id"])]
        for table in (corpus.quotes, corpus.sentences, corpus.people)
    )
    seconds = {}
    started = time.process_time()
    events = group_events(articles)
    seconds["events"] = time.process_time() - started
    align(articles, quotes, sentences, people, events)
    seconds["shared quotes"] = time.process_time() - started - sum(seconds.values())
    copies(articles)
    seconds["copies"] = time.process_time() - started - sum(seconds.values())
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return len(articles), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Print one line for each number of articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("articles", type=int, nargs="+")
    given = parser.parse_args()
    for number in given.articles:
        with get_context("spawn").Pool(1) as pool:
            count, seconds, memory = pool.apply(measured, (given.corpus, number))
        steps = "  ".join(f"{step} {value:.1f}" for step, value in seconds.items())
        total = f"together {sum(seconds.values()):.1f} s CPU"
        sys.stdout.write(f"{count:>7,} articles  {steps}  {total}  {memory:.2f} GB at most\n")


if __name__ == "__main__":
    main()
