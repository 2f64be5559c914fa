"""Notebooks run side by side, in real kernels."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_notebooks import printed, tiny

from analysis.publishing.runner import Job, Run, run_all

GIVEN = {
    "since": "no “quote\" 'x' \\n {top} 🙂",
    "outlets": ["Sun, The", "Ö"],
    "seed": None,
    "pooled": True,
}
FIGURE = """from IPython.display import display
about = {"image/svg+xml": {"caption": "A line", "alt": "A line rises"}}
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, metadata=about, raw=True)"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Run], list[list[str]]]:
    """A good notebook, a failing one, one whose kernel dies, one that kills its worker, one that cannot be opened."""
    folder = tmp_path_factory.mktemp("run {a}")
    out = folder / "out {b}"
    out.mkdir()
    for old in ("good.failed.ipynb", "bad.html", "bad.ipynb", "dead.html"):
        (out / old).write_text("old", encoding="utf-8")
    good = tiny(folder / "good.ipynb", "import os; print(repr([since, outlets, seed, pooled]), os.getcwd())", FIGURE)
    bad = tiny(folder / "bad.ipynb", "print('before')", "1 / 0", "print('after')")
    dead = tiny(folder / "dead.ipynb", "import os; os._exit(3)")
    killer = tiny(folder / "killer.ipynb", "import os, signal; os.kill(os.getppid(), signal.SIGTERM)")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    seen: list[list[str]] = []
    jobs = [Job(good, out, GIVEN), *(Job(path, out, {}) for path in (bad, killer, dead, folder / "broken.ipynb"))]
    found = run_all(jobs, progress=lambda done, total, names: seen.append([f"{done}/{total}", *names]))
    return out, {run.notebook: run for run in found}, seen


def test_a_good_notebook_becomes_a_page_beside_its_executed_copy(runs: tuple[Path, dict[str, Run], object]) -> None:
    out, found, _ = runs
    good = found["good"]
    assert (good.status, good.html, good.ipynb, good.error) == ("done", "good.html", "good.ipynb", "")
    assert (good.title, good.question) == ("Who speaks?", "A question.")
    assert "Who speaks?" in (out / "good.html").read_text(encoding="utf-8")


def test_values_reach_the_notebook_as_given_in_the_folder_of_the_caller(
    runs: tuple[Path, dict[str, Run], object],
) -> None:
    out, _, _ = runs
    values = [GIVEN[name] for name in ("since", "outlets", "seed", "pooled")]
    assert printed(out / "good.ipynb").strip() == f"{values!r} {Path.cwd()}"


@pytest.mark.parametrize(
    ("name", "error"), [("bad", "ZeroDivisionError: division by zero"), ("dead", "DeadKernelError")]
)
def test_a_failing_notebook_is_kept_with_its_error(
    runs: tuple[Path, dict[str, Run], object], name: str, error: str
) -> None:
    out, found, _ = runs
    assert (found[name].status, found[name].ipynb) == ("failed", f"{name}.failed.ipynb")
    assert found[name].error.startswith(error)
    assert "\x1b" not in found[name].error
    assert (out / f"{name}.failed.ipynb").is_file()


def test_a_worker_that_is_lost_costs_its_own_run_only(runs: tuple[Path, dict[str, Run], object]) -> None:
    _, found, _ = runs
    assert (found["killer"].status, found["killer"].error) == ("failed", "its worker process was ended from outside")


def test_a_notebook_that_cannot_be_opened_fails_alone(runs: tuple[Path, dict[str, Run], object]) -> None:
    _, found, _ = runs
    assert (found["broken"].status, found["broken"].ipynb) == ("failed", "")


def test_nothing_unfinished_and_nothing_stale_is_left(runs: tuple[Path, dict[str, Run], object]) -> None:
    out, _, _ = runs
    assert printed(out / "bad.failed.ipynb").strip() == "before"
    kept = {"good.html", "good.ipynb", "bad.failed.ipynb", "dead.failed.ipynb"}
    assert {path.name for path in out.iterdir()} - {"killer.part.ipynb"} == kept


def test_progress_tells_what_is_done_and_what_runs(runs: tuple[Path, dict[str, Run], list[list[str]]]) -> None:
    seen = runs[2]
    assert (seen[0], seen[-1]) == (["0/5", "good", "bad"], ["5/5"])
    assert all(len(names) <= 3 for names in seen)
