"""A report from its source to its index; the notebooks themselves do not run here."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from tiny_notebooks import PARAMETERS, tiny

from analysis import load
from analysis.corpus import Corpus
from analysis.publishing import batch, manifest
from analysis.publishing.runner import Job, Run

BODY = "The minister said the bridge would open in {}. Traders were not told when the tolls would rise."
ARTICLES = pd.DataFrame(
    {
        "text": [BODY.format(month) for month in ("May", "June", "July")],
        "outlet": ["Courier", "Courier", None],
        "date": ["2025-03-01", "2025-03-04", None],
    }
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(ARTICLES)


def test_each_notebook_gets_what_it_declares_and_the_corpus_is_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Corpus
) -> None:
    jobs: list[Job] = []

    def run_all(given: list[Job], **_: object) -> list[Run]:
        jobs.extend(given)
        return [Run("one", "done", 1.0, "one.ipynb", "one.html"), Run("two", "failed", 2.0, error="E: it\n<b>")]

    monkeypatch.setattr(batch, "run_all", run_all)
    one = tiny(tmp_path / "one.ipynb", parameters=PARAMETERS + 'figures: str = ""\ntexts: str = ""\n')
    two = tiny(tmp_path / "two.ipynb", parameters="top: int = 1")
    given = {"top": "3", "outlets": ("Courier",)}
    out = tmp_path / "out"
    result = batch.report(corpus, out=out, notebooks=[one, two], parameters=given, figures=tmp_path / "f", texts="none")
    own = {"source": str(out / "corpus"), "figures": str(tmp_path / "f"), "texts": "none"}
    assert [dict(job.parameters) for job in jobs] == [{**own, "top": 3, "outlets": ["Courier"]}, {"top": 3}]
    assert len(load(out / "corpus")) == 3
    assert [run.notebook for run in result.failed] == ["two"]
    said = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert said["parameters"] == {"top": "3", "outlets": ["Courier"]}
    assert said["runs"][1]["error"] == "E: it\n<b>"
    assert "&lt;b&gt;" in result.index.read_text(encoding="utf-8")


def test_a_glance_counts_what_the_corpus_holds(corpus: Corpus) -> None:
    glance = manifest.at_a_glance(corpus)
    assert (glance["articles"], glance["outlets"]) == (3, {"Courier": 2, "unknown": 1})
    assert (glance["first"], glance["last"]) == ("2025-03-01", "2025-03-04")
    assert glance["words"] == sum(len(text.split()) for text in ARTICLES["text"])
    assert glance["ledger"] == {"read": 3}


def test_an_empty_corpus_has_a_glance_too(corpus: Corpus) -> None:
    glance = manifest.at_a_glance(corpus.select(where="words > 1_000"))
    assert (glance["articles"], glance["outlets"], glance["first"]) == (0, {}, "")


def test_the_versions_of_what_computes_are_named() -> None:
    assert {"python", "pandas", "textblob", "papermill", "nbconvert", "matplotlib"} <= set(manifest.versions())
