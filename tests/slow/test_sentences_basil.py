"""Sentence boundaries against the sentences of BASIL (Fan et al., EMNLP 2019, github launchnlp/BASIL).

Run ``CROSSREAD_BASIL=FOLDER pytest tests/slow/test_sentences_basil.py``; FOLDER holds dev.jsonl, whose ``paragraphs``
are lists of sentences. With ``CROSSREAD_RECORD=1`` the figure is written to tests/accuracy/measured/sentences.json.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from analysis.language.sentences import split_sentences

FOLDER = os.environ.get("CROSSREAD_BASIL")
FLOOR = 0.983
RECORD = Path(__file__).parents[1] / "accuracy" / "measured" / "sentences.json"


def outside_quotations(text):
    """Whether each position stands outside quotation marks."""
    outside, is_open = [], False
    for character in text:
        is_open = {"“": True, "”": False, '"': not is_open}.get(character, is_open)
        outside.append(not is_open)
    return outside


def count(article):
    """True positives, boundaries found and gold boundaries of one article, outside quotation marks."""
    counts = np.zeros(3, dtype=int)
    for paragraph in article["paragraphs"]:
        sentences = [sentence.strip() for sentence in paragraph]
        text = " ".join(sentences)
        outside = outside_quotations(text)
        gold_ends = np.cumsum([len(sentence) + 1 for sentence in sentences[:-1]]) - 1
        gold = {int(end) for end in gold_ends if outside[end]}
        found = {end for _, end in split_sentences(text)[:-1] if outside[end]}
        counts += (len(gold & found), len(found), len(gold))
    return counts


def f1(counts):
    hits, found, gold = counts.sum(axis=0)
    return float(2 * hits / (found + gold))


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="set CROSSREAD_BASIL to the folder that holds BASIL's dev.jsonl")
def test_sentence_boundaries_of_basil_stay_above_the_floor():
    with (Path(FOLDER) / "dev.jsonl").open(encoding="utf-8") as lines:
        counts = np.array([count(json.loads(line)) for line in lines])
    random = np.random.default_rng(0)
    resampled = [f1(counts[random.integers(len(counts), size=len(counts))]) for _ in range(2000)]
    low, high = np.quantile(resampled, [0.025, 0.975])
    result = {
        "measure": "sentence boundaries",
        "data": "BASIL dev, boundaries outside quotation marks, F1, interval by bootstrap over articles",
        "n": int(counts[:, 2].sum()),
        "value": round(f1(counts), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "command": "CROSSREAD_RECORD=1 CROSSREAD_BASIL=FOLDER pytest tests/slow/test_sentences_basil.py",
    }
    if os.environ.get("CROSSREAD_RECORD"):
        RECORD.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    assert result["value"] >= FLOOR, result
