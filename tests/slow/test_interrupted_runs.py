"""A run that is interrupted or killed ends with its workers and kernels, and leaves no half result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals of a POSIX system")]

SCRIPT = """
import sys
from pathlib import Path
from analysis.publishing.runner import Job, run_all
if __name__ == "__main__":
    out = Path(sys.argv[1])
    jobs = [Job(out / "in" / f"{name}.ipynb", out, {"wait": float(sys.argv[2])}) for name in "abc"]
    print([run.status for run in run_all(jobs)])
"""
CELLS = """{"nbformat": 4, "nbformat_minor": 5,
 "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": "wait: float = 0",
  "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null,
  "source": "import os, time\\nprint(open(f'{os.getpid()}.{os.getppid()}.pids', 'w').name)\\ntime.sleep(wait)"}]}"""


def started(out: Path, kernels: int) -> list[int]:
    """The process ids of kernels and workers, once that many kernels run."""
    for _ in range(1_200):
        found = [path.name.split(".")[:2] for path in out.glob("*.pids")]
        if len(found) == kernels:
            return [int(number) for pair in found for number in pair]
        time.sleep(0.1)
    raise TimeoutError(f"{kernels} kernels did not start")


def alive(process: int) -> bool:
    """Whether a process runs; one that ended and was not collected yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("number", "whole_group"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGKILL, False)]
)
def test_an_ended_run_leaves_no_process_and_no_half_result(
    tmp_path: Path, number: signal.Signals, whole_group: bool
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "t").mkdir()
    for name in "abc":
        (tmp_path / "in" / f"{name}.ipynb").write_text(CELLS, encoding="utf-8")
        (tmp_path / f"{name}.html").write_text("from an earlier run", encoding="utf-8")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "script.py"), str(tmp_path)]
    env = {**os.environ, "TMPDIR": str(tmp_path / "t")}
    run = subprocess.Popen(
        [*command, "600"], cwd=tmp_path, env=env, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    try:
        processes = started(tmp_path, 2)
        if whole_group:
            os.killpg(run.pid, number)
        else:
            run.send_signal(number)
        _, errors = run.communicate(timeout=60)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode != 0
    for _ in range(300):
        if not any(map(alive, processes)):
            break
        time.sleep(0.1)
    assert not any(map(alive, processes))
    left = {path.name for path in tmp_path.iterdir() if path.suffix in (".ipynb", ".html")}
    assert left - {"a.part.ipynb", "b.part.ipynb"} == {"a.html", "b.html", "c.html"}
    if number == signal.SIGINT:
        assert not list(tmp_path.glob("*.part.*"))
        assert not list((tmp_path / "t").iterdir())
        assert errors.rstrip().endswith("KeyboardInterrupt")
    again = subprocess.run([*command, "0"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=240)
    assert again.stdout.strip() == "['done', 'done', 'done']"
    assert not list(tmp_path.glob("*.part.*"))
