"""The command line: its help, its refusals, and one report from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from analysis.bundled import bundled
from analysis.cli import copy_notebook, main

TEXT = """ date 2025-03-02
The minister said the bridge would open in May. "We are ready," Anna Berg said on Monday.

Traders were not told when the tolls would rise.
"""
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# How many?\n\nArticles, counted."},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["parameters"]},
            "source": 'source: str = ""  # the articles\nsince: str = ""  # first day\noutlets: list = []  # some',
            "outputs": [],
            "execution_count": None,
        },
        {
            "cell_type": "code",
            "id": "c",
            "metadata": {},
            "source": "from analysis import load\nlen(load(source))",
            "outputs": [],
            "execution_count": None,
        },
    ],
}


def crossread(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, and a notebook that counts them, in a folder of its own."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "texts" / "two.txt").write_text(TEXT.replace("May", "June"), encoding="utf-8")
    (tmp_path / "count.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_explained_with_an_example(name: str) -> None:
    command = main.commands[name]
    assert f"crossread {name}" in str(command.help)
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_a_report_needs_two_words_and_says_nothing_on_stderr(folder: Path) -> None:
    command = [sys.executable, "-m", "analysis", "report", "texts", "--notebook", "count.ipynb"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    out = folder / "reports" / "texts"
    assert (done.returncode, done.stderr, done.stdout) == (
        0,
        "",
        f"Articles: 2 read\nOpen {out / 'index.html'}\n",
    )
    assert {path.name for path in out.iterdir()} == {
        "corpus",
        "count.html",
        "count.ipynb",
        "estimates.csv",
        "index.html",
        "manifest.json",
    }
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["corpus"]["articles"] == len(manifest["inputs"]) == 2
    assert manifest["corpus"]["ledger"] == {"read": 2}
    assert [run["status"] for run in manifest["runs"]] == ["done"]
    outputs = json.loads((out / "count.ipynb").read_text(encoding="utf-8"))["cells"][-1]["outputs"]
    assert outputs[0]["data"]["text/plain"] == ["2"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere"], "nowhere"),
        (["texts", "-p", "sinse", "x"], "did you mean 'since'?"),
        (["texts", "-p", "outlets", "[1"], "outlets must be a list"),
        (["texts", "-p", "outlets", "BBC"], "outlets must be one of"),
        (["texts", "-p", "since", "soon"], "since must be a day such as 2025-02-27, not 'soon'"),
        (["texts", "-p", "source", "x"], "'source' is set by the argument of that name"),
        (["texts", "--notebook", "speekers"], "did you mean 'speakers'?"),
        (["texts", "--notebook", "no.ipynb"], "notebook must be a file that exists, not 'no.ipynb'"),
        (["texts", "--notebook", "count.ipynb"], "notebooks must have different names, not count twice"),
        (
            ["texts", "--notebook", "list.ipynb"],
            "list.ipynb must be a Jupyter notebook in Python that names its kernel",
        ),
        (["texts", "--notebook", "topics", "-p", "over", "fortnight"], "over must be one of day, week, month, not 'f"),
        (["list.yaml"], "source must hold an article that can be read: crossread check lists"),
        (
            ["texts", "--each", "outlets"],
            "'outlets' is not one of 'outlet', 'event', 'month'. (crossread report --help tells more)",
        ),
        (["texts", "-p", "top"], "Option '-p' requires 2 arguments. (crossread report --help tells more)"),
        (["texts", "--out", "texts/out"], "out must be a folder outside the source"),
        (["texts", "-f", "list.yaml"], "-f must be a YAML file of names and values"),
    ],
)
def test_wrong_usage_is_refused_in_one_line_before_a_kernel_starts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("analysis.publishing.batch.run_all", None)
    for name in ("list.yaml", "list.ipynb"):
        (folder / name).write_text("- a\n", encoding="utf-8")
    done = crossread("report", "--notebook", "count.ipynb", *args)
    assert done.exit_code == 2
    assert done.stderr.startswith("crossread: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_gives_values_as_they_are_written_and_the_command_line_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def report(source: str, **options: object) -> None:
        seen.append(options["parameters"])
        raise OSError("no space left")

    monkeypatch.setattr("analysis.publishing.batch.report", report)
    (folder / "p.yaml").write_text("since: 12:30\nby: no\noutlets: [on, 1]\ntop: 3\n", encoding="utf-8")
    done = crossread("report", folder / "texts", "-f", folder / "p.yaml", "-p", "top", "5")
    assert seen == [{"since": "12:30", "by": "no", "outlets": ["on", "1"], "top": "5"}]
    assert (done.exit_code, done.stderr) == (1, "crossread: no space left\n")


def test_a_failed_notebook_is_named_and_the_exit_code_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.publishing import batch
    from analysis.publishing.runner import Run

    runs = [Run("a", "done", 1.0), Run("b", "failed", 1.0, "b.failed.ipynb", error="E: why\nmore", group="BBC")]
    fates = ["read", "read", "read", "failed", "skipped", "skipped", "skipped"]
    reasons = [None, "date by the text", None, "empty", "in French", "in German", "empty"]
    ledger = pd.DataFrame({"status": fates, "reason": reasons})
    monkeypatch.setattr(batch, "report", lambda *_, **__: batch.Result(folder / "index.html", runs, ledger))
    done = crossread("report", folder / "texts", "--out", folder / "out")
    assert done.exit_code == 1
    assert done.stderr == f"crossread: b (BBC) failed: E: why ({folder / 'out' / 'b.failed.ipynb'})\n"
    told, opened = done.stdout.splitlines()
    assert (
        told
        == f"Articles: 3 read, 1 failed, 2 not in English, 1 skipped (crossread check {folder / 'texts'} lists them)"
    )
    assert opened == f"Open {folder / 'index.html'}"


def test_a_grid_stands_under_its_name_in_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(
        "analysis.publishing.batch.report",
        lambda *_, **given: seen.append(given) or (_ for _ in ()).throw(OSError("x")),
    )
    (folder / "g.yaml").write_text("top: 3\ngrid:\n  by: [outlet, no]\n", encoding="utf-8")
    crossread("report", folder / "texts", "-f", folder / "g.yaml", "--each", "month")
    assert [(found["parameters"], found["grid"], found["each"]) for found in seen] == [
        ({"top": "3"}, {"by": ["outlet", "no"]}, "month")
    ]
    (folder / "g.yaml").write_text("grid: 3\n", encoding="utf-8")
    done = crossread("report", folder / "texts", "-f", folder / "g.yaml")
    assert (done.exit_code, done.stderr) == (2, "crossread: grid must be parameters and lists of values, not '3'\n")


def test_all_tables_are_exported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    done = crossread("export", "texts", "--to", "csv")
    assert (done.exit_code, done.output) == (0, "texts-csv\n")
    assert (folder / "texts-csv" / "codebook.csv").is_file()
    assert crossread("export", "texts", "--to", "csv").exit_code == 2


def test_progress_tells_the_time_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from analysis import cli

    seconds = iter([0.0, 10.0])
    monkeypatch.setattr(cli.time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(cli.sys.stderr, "isatty", lambda: True)
    line = cli._progress()
    assert line is not None
    line(1, 4, ["topics"])
    assert "1 of 4 notebooks, 10 s, about 30 s left, running: topics" in capsys.readouterr().err


def test_parameters_are_listed_with_type_default_and_help(folder: Path) -> None:
    done = crossread("report", "--parameters", "--notebook", folder / "count.ipynb")
    assert done.output == (
        'count\n  source: str = ""    the articles\n  since: str = ""     first day\n  outlets: list = []  some\n'
    )


def test_check_names_every_input_its_fate_and_what_to_write(folder: Path) -> None:
    (folder / "texts" / "empty.txt").write_text("", encoding="utf-8")
    (folder / "texts" / "z.csv").write_text("id,bodytext\n1,A.\n2,B.\n", encoding="utf-8")
    done = crossread("check", folder / "texts")
    assert done.exit_code == 1
    assert done.output.splitlines()[:7] == [
        "empty.txt: skipped: empty",
        "one.txt: found 1, read 1, dropped 0",
        "two.txt: found 1, read 1, dropped 0",
        "z.csv: found 2, read 0, dropped 2",
        '    failed: no text column among id, bodytext; if it is bodytext, write text = "bodytext" under [columns] in '
        "corpus.toml (2 times, first at row 1)",
        "1 skipped, 2 read, 2 failed",
        "articles without an outlet: 2, in one.txt, two.txt; name it in corpus.toml beside them:",
    ]


def test_a_built_corpus_stands_wherever_a_source_does(folder: Path) -> None:
    done = crossread("build", folder / "texts", "--out", folder / "corpus")
    assert (done.exit_code, done.output) == (0, f"Articles: 2 read, in {folder / 'corpus'}\n")
    from analysis import load

    assert len(load(folder / "corpus")) == 2
    assert crossread("check", folder / "corpus").output.splitlines()[:3] == [
        *(f"{name}.txt: found 1, read 1, dropped 0" for name in ("one", "two")),
        "2 read",
    ]


def test_a_copied_notebook_reads_the_source_and_is_never_overwritten(folder: Path) -> None:
    target = folder / "copy.ipynb"
    copy_notebook(folder / "count.ipynb", target, str(folder / "texts"))
    source = json.loads(target.read_text(encoding="utf-8"))["cells"][1]["source"]
    assert source.splitlines()[0] == f"source: str = {json.dumps(str(folder / 'texts'))}  # the articles"
    target.write_text("mine", encoding="utf-8")
    copy_notebook(folder / "count.ipynb", target, None)
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("path", sorted(bundled("notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_shipped_notebook_has_a_source_that_lab_can_set(path: Path, tmp_path: Path) -> None:
    copy_notebook(path, tmp_path / path.name, "texts")
    assert 'source: str = ""' not in (tmp_path / path.name).read_text(encoding="utf-8")


def test_the_command_starts_without_the_heavy_libraries() -> None:
    code = "import sys, analysis.cli; print({'pandas', 'papermill', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout == "set()\n"
