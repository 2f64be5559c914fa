"""A report from its source to its index; the notebooks themselves do not run here."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from tiny_notebooks import PARAMETERS, tiny

from analysis import load
from analysis.corpus import Corpus, build
from analysis.errors import ArgumentError
from analysis.publishing import batch, manifest, runner
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
        tiny(tmp_path / "out" / "one.ipynb")
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


@pytest.fixture
def unrun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are written without kernels: a notebook counts as executed when it holds its parameters."""

    def execute(job: Job) -> None:
        notebook = nbformat.read(job.notebook, as_version=4)
        notebook.metadata["given"] = dict(job.parameters)
        nbformat.write(notebook, job.path(".part.ipynb"))

    monkeypatch.setattr(runner, "_execute", execute)
    monkeypatch.setattr(batch, "run_all", lambda jobs, **_: [runner._skipped(job) or runner.run(job) for job in jobs])


def given(path: Path) -> dict[str, object]:
    return dict(nbformat.read(path, as_version=4).metadata["given"])


@pytest.mark.usefixtures("unrun")
@pytest.mark.parametrize("parts", [1, 2])
def test_a_notebook_of_discovered_topics_gets_those_of_the_whole_corpus(tmp_path: Path, parts: int) -> None:
    words = ["harvest wheat tractor barn", "sailor harbour vessel anchor"]
    texts = [f"Case {number}: the {words[number % 2]} were there." for number in range(60)]
    source = pd.DataFrame({"text": texts, "outlet": [f"Paper {number % parts}" for number in range(60)]})
    notebook = tiny(tmp_path / "one.ipynb", parameters='discovered: str = ""')
    result = batch.report(source, out=tmp_path / "out", notebooks=[notebook], each="outlet")
    found = {given(tmp_path / "out" / run.ipynb)["discovered"] for run in result.runs}
    assert found == {str(tmp_path / "out/corpus/topics.npz")}


@pytest.mark.usefixtures("unrun")
@pytest.mark.parametrize(
    ("each", "groups"), [("outlet", {"Courier": 2, "unknown": 1}), ("month", {"2025-03": 2, "unknown": 1})]
)
def test_each_makes_a_set_of_reports_with_its_part_of_tables_built_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each: str, groups: dict[str, int]
) -> None:
    built: list[int] = []
    original = build.build_corpus
    monkeypatch.setattr("analysis.corpus.build_corpus", lambda *a, **k: built.append(1) or original(*a, **k))
    notebooks = [tiny(tmp_path / f"{name}.ipynb") for name in ("one", "two")]
    out = tmp_path / "out"
    result = batch.report(ARTICLES, out=out, notebooks=notebooks, each=each, parameters={"since": ""})
    assert built == [1]
    assert [(run.group, run.notebook, run.status) for run in result.runs] == [
        (group, name, "done") for group in groups for name in ("one", "two")
    ]
    for run in result.runs:
        values = given(out / run.ipynb)
        part = load(str(values["source"]))
        assert len(part) == len(part.ledger) == groups[run.group]
        assert "since" not in values, "the part is selected already"
        assert (out / run.html).parent.parent == out / each
        assert 'href="../../index.html"' in (out / run.html).read_text(encoding="utf-8")
    index = result.index.read_text(encoding="utf-8")
    assert all(f"<h3>{group}</h3>" in index for group in groups)


@pytest.mark.usefixtures("unrun")
def test_each_event_takes_the_events_that_several_articles_tell(tmp_path: Path) -> None:
    texts = [BODY.format(month) for month in ("May", "June")] + ["A whale swam up the river, and nobody knew why."]
    table = pd.DataFrame({"text": texts, "outlet": ["A", "B", "C"], "date": ["2025-03-01"] * 3})
    result = batch.report(table, out=tmp_path / "out", notebooks=[tiny(tmp_path / "one.ipynb")], each="event")
    (run,) = result.runs
    assert set(load(str(given(tmp_path / "out" / run.ipynb)["source"])).articles["outlet"]) == {"A", "B"}


@pytest.mark.usefixtures("unrun")
def test_a_grid_makes_a_set_for_each_combination(tmp_path: Path, corpus: Corpus) -> None:
    grid = {"top": ["1", "2"], "pooled": ["yes", "no"]}
    one = tiny(tmp_path / "one.ipynb")
    result = batch.report(corpus, out=tmp_path / "out", notebooks=[one], grid=grid, parameters={"level": "0.9"})
    found = [given(tmp_path / "out" / run.ipynb) for run in result.runs]
    assert [(f["top"], f["pooled"], f["level"]) for f in found] == [
        (1, True, 0.9),
        (1, False, 0.9),
        (2, True, 0.9),
        (2, False, 0.9),
    ]
    assert len({run.html for run in result.runs}) == 4
    with pytest.raises(ArgumentError, match="grid top must be a list of values, not '1'"):
        batch.report(corpus, out=tmp_path / "out", notebooks=[one], grid={"top": "1"})


@pytest.mark.usefixtures("unrun")
def test_finished_work_is_skipped_until_something_it_rests_on_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, out = tiny(tmp_path / "one.ipynb"), tiny(tmp_path / "two.ipynb"), tmp_path / "out"
    whale = "A whale swam up the river in July, and nobody knew why it came or when it would leave."
    texts = [*ARTICLES["text"][:2], whale]
    articles = ARTICLES.assign(text=texts, outlet=["Courier", "Courier", "Quay"])

    def again(source: pd.DataFrame = articles, **options: object) -> list[str]:
        result = batch.report(source, out=out, notebooks=[one, two], each="outlet", **options)  # type: ignore[arg-type]
        return [f"{run.group[0]}{run.notebook[0]}" for run in result.runs if run.status == "done"]

    everything = ["Co", "Ct", "Qo", "Qt"]
    assert again() == everything
    assert again() == []
    assert again(jobs=1, single_file=True) == [], "how it runs makes no difference"
    assert again(parameters={"top": 3}) == everything
    assert again(parameters={"top": 3}) == []
    changed = articles.assign(text=articles["text"].str.replace("July", "August"))
    assert again(changed, parameters={"top": 3}) == ["Qo", "Qt"]
    (out / next(run for run in (p.relative_to(out) for p in out.rglob("one.html")))).unlink()
    assert len(again(changed, parameters={"top": 3})) == 1
    tiny(one, "1 + 1")
    assert again(changed, parameters={"top": 3}) == ["Co", "Qo"]
    monkeypatch.setattr(manifest, "code", lambda: "another version")
    assert again(changed, parameters={"top": 3}) == everything


@pytest.mark.usefixtures("unrun")
def test_a_failed_or_unfinished_run_is_run_again(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, out = tiny(tmp_path / "one.ipynb"), tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(runner, "_publish", lambda job: 1 / 0)
        assert batch.report(corpus, out=out, notebooks=[one]).failed
    result = batch.report(corpus, out=out, notebooks=[one])
    assert [run.status for run in result.runs] == ["done"]
    assert not list(out.glob("*.failed.*"))


@pytest.mark.usefixtures("unrun")
def test_all_pages_become_one_file_to_send(tmp_path: Path, corpus: Corpus) -> None:
    cells = "# A & <b>B</b>\n\n## Part\n\n[there](two.html) [here](#part) [file](x.csv)"
    one, two = tiny(tmp_path / "one.ipynb", title=cells), tiny(tmp_path / "two.ipynb", title=cells)
    batch.report(corpus, out=tmp_path / "out", notebooks=[one, two], single_file=True)
    page = BeautifulSoup((tmp_path / "out" / "report.html").read_text(encoding="utf-8"), "html.parser")
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [str(link["href"]) for link in page.find_all("a")]
    assert {"#report-0", "#report-1", "#report-1-part"} <= set(links)
    assert all(link[0] == "#" and link[1:] in ids for link in links)
    assert len(page.find_all("h1")) == 1
