"""Notebooks run side by side: each in a worker process, through papermill, exported to HTML where it ran.

What is unfinished is called ``NAME.part.ipynb`` or ``NAME.part.html``; only a finished file gets its final name, so an
interrupted run leaves no half report and the results of an earlier run stay. A notebook that fails is kept as
``NAME.failed.ipynb`` with the error in it, and the others finish.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import Any

from analysis.publishing.parameters import literal_path

Progress = Callable[[int, int, list[str]], None]


@dataclass(frozen=True)
class Job:
    """One notebook to run: the values for its parameters and the folder its results go to."""

    notebook: Path
    out: Path
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """How one notebook went (``done`` or ``failed``); paths are relative to the folder of its results."""

    notebook: str
    status: str
    seconds: float
    ipynb: str = ""
    html: str = ""
    title: str = ""
    question: str = ""
    error: str = ""
    figures: list[dict[str, str]] = field(default_factory=list)


def run_all(jobs: list[Job], *, at_once: int | None = None, progress: Progress | None = None) -> list[Run]:
    """Run jobs in worker processes, two at a time unless told otherwise; the runs come back in the order of the jobs.

    ``progress`` is called about once a second with how many are done, how many there are, and the names of those
    running. When interrupted, workers and kernels end at once and unfinished files are removed.
    """
    others = set(active_children())
    at_once = min(at_once or min(2, os.cpu_count() or 1), len(jobs)) or 1
    with (
        tempfile.TemporaryDirectory(prefix="crossread-", ignore_cleanup_errors=True) as scratch,
        ProcessPoolExecutor(at_once, get_context("spawn"), _start_worker, (scratch,)) as pool,
    ):
        futures = {pool.submit(run, job): job for job in jobs}
        try:
            waiting = set(futures)
            while waiting:
                if progress:
                    names = [job.notebook.stem for future, job in futures.items() if future in waiting]
                    progress(len(jobs) - len(waiting), len(jobs), names[:at_once])
                _, waiting = wait(waiting, timeout=1, return_when=FIRST_COMPLETED)
            if progress:
                progress(len(jobs), len(jobs), [])
        except BaseException:
            for worker in set(active_children()) - others:
                worker.kill()
            for job in jobs:
                _remove(job, ".part.ipynb", ".part.html")
            raise
        return [future.result() if not future.exception() else _lost(job) for future, job in futures.items()]


def run(job: Job) -> Run:
    """Run one notebook and export it. Whatever goes wrong becomes part of the `Run`."""
    started, name = time.perf_counter(), job.notebook.stem
    part = job.out / f"{name}.part.ipynb"
    try:
        _execute(job, part)
        facts = _publish(job, part)
        return Run(name, "done", time.perf_counter() - started, f"{name}.ipynb", f"{name}.html", **facts)
    except Exception as error:
        kept = f"{name}.failed.ipynb" if part.exists() else ""
        if kept:
            part.replace(job.out / kept)
        _remove(job, ".ipynb", ".html", ".svg", ".part.html")
        return Run(name, "failed", time.perf_counter() - started, kept, title=name, error=_wording(error))


def _start_worker(scratch: str) -> None:
    """Leave Ctrl-C to the parent, end with it even when it is killed, and keep sockets where it removes them."""
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _execute(job: Job, part: Path) -> None:
    from papermill import execute_notebook
    from papermill.engines import papermill_engines

    from analysis.publishing.engine import CrossreadEngine

    papermill_engines.register("crossread", CrossreadEngine)
    paths = (literal_path(job.notebook), literal_path(part))
    execute_notebook(*paths, dict(job.parameters), engine_name="crossread", progress_bar=False)


def _publish(job: Job, part: Path) -> dict[str, Any]:
    """Export the finished notebook, give the files their final names and say what the index needs."""
    import nbformat

    from analysis.publishing.exporter import export

    name = job.notebook.stem
    export(part, job.out / f"{name}.part.html")
    notebook = nbformat.read(part, as_version=4)
    facts = {**_title(notebook, name), "figures": _first_figure(notebook, job.out, name)}
    (job.out / f"{name}.part.html").replace(job.out / f"{name}.html")
    part.replace(job.out / f"{name}.ipynb")
    _remove(job, ".failed.ipynb")
    return facts


def _title(notebook: Any, name: str) -> dict[str, str]:
    """The first heading of a notebook and the paragraph below it."""
    text = "\n".join(cell.source for cell in notebook.cells[:2] if cell.cell_type == "markdown")
    found = re.search(r"^# +(.+)\n*([^#\n].*(?:\n.+)*)?", text, flags=re.MULTILINE)
    return {"title": found[1].strip(), "question": (found[2] or "").strip()} if found else {"title": name}


def _first_figure(notebook: Any, out: Path, name: str) -> list[dict[str, str]]:
    """Keep the first chart beside the page, for the index."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        if svg := output.get("data", {}).get("image/svg+xml"):
            (out / f"{name}.svg").write_text("".join(svg), encoding="utf-8")
            about = output.metadata.get("image/svg+xml", {})
            return [{"svg": f"{name}.svg", "caption": about.get("caption", ""), "alt": about.get("alt", "")}]
    return []


def _remove(job: Job, *endings: str) -> None:
    for ending in endings:
        (job.out / f"{job.notebook.stem}{ending}").unlink(missing_ok=True)


def _lost(job: Job) -> Run:
    return Run(
        job.notebook.stem, "failed", 0.0, title=job.notebook.stem, error="its worker process was ended from outside"
    )


def _wording(error: Exception) -> str:
    """An error in one line, the traceback below it, without the colours of a terminal."""
    first = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    lines = "\n".join(getattr(error, "traceback", None) or traceback.format_exception(error))
    return re.sub(r"\x1b\[[0-9;]*m", "", f"{first}\n{lines}")
