"""Measure discovered topics against readers' labels: ``python tests/accuracy/discovered.py FILE.parquet``.

FILE holds AllSides articles (Baly et al., EMNLP 2020) with columns title, text and topic (108 labels). Topics of 5,000
random articles, with the number that the rule gives, are compared by adjusted mutual information: 0 is chance, 1 the
same division. The interval is a bootstrap over articles; the seconds are those of one core.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_limits

from analysis import tables
from analysis.corpus import Corpus
from analysis.measures.discovered import discover_topics

MEASURED = Path(__file__).parent / "measured" / "discovered.json"
ARTICLES, SEEDS, DRAWS = 5_000, 3, 50


def corpus_of(file: Path) -> tuple[Corpus, np.ndarray]:
    """Articles alone, without the tables that topics don't need, and their labels."""
    found = pd.read_parquet(file).sample(ARTICLES, random_state=0, ignore_index=True)
    made = {"article_id": found.index.astype("str"), "words": 1, "source": "", "content_hash": ""}
    articles = tables.conform(pd.DataFrame({"title": found["title"], "text": found["text"], **made}), "articles")
    rest = {table: tables.empty(table) for table in tables.CORPUS_TABLES if table != "articles"}
    return Corpus(articles=articles, **rest), found["topic"].fillna("").to_numpy()


def measure(file: Path) -> dict[str, object]:
    """The record for ``measured/discovered.json``."""
    corpus, labels = corpus_of(file)
    values, draws, seconds, rng = [], [], [], np.random.default_rng(0)
    for seed in range(SEEDS):
        start = time.process_time()
        with threadpool_limits(1):
            topics = discover_topics(corpus, seed=seed)
        seconds.append(time.process_time() - start)
        found = topics.apply(corpus)["topic"].fillna("").to_numpy()
        values.append(adjusted_mutual_info_score(labels, found))
        samples = (rng.choice(ARTICLES, ARTICLES // 2, replace=False) for _ in range(DRAWS))
        draws += [adjusted_mutual_info_score(labels[sample], found[sample]) for sample in samples]
    spread = 1.96 * np.std(draws) / 2**0.5  # half the articles vary twice as much
    return {
        "measure": "discovered topics: adjusted mutual information with readers' topics",
        "data": f"AllSides sample, {ARTICLES:,} articles, 108 labels; {len(topics.labels)} topics, {SEEDS} seeds",
        "command": "python tests/accuracy/discovered.py FILE.parquet",
        "value": round(float(np.mean(values)), 3),
        "low": round(float(np.mean(values) - spread), 3),
        "high": round(float(np.mean(values) + spread), 3),
        "seconds": round(min(seconds), 1),
    }


if __name__ == "__main__":
    record = measure(Path(sys.argv[1]))
    MEASURED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
