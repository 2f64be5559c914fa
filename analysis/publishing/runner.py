"""Notebooks run side by side: each in a worker process, through papermill, exported to HTML where it ran.

What is unfinished is called ``NAME.part.ipynb`` or ``NAME.part.html``; only a finished file gets its final name, so an
interrupted run leaves no half report and the results of an earlier run stay. A notebook that fails is kept as
``NAME.failed.ipynb`` with the error in it, and the others finish. A finished notebook carries the key of what it was
made from; a run whose key is the same is skipped.
"""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from glob import escape
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from analysis.publishing.parameters import literal_path

Progress = Callable[[int, int, list[str]], None]


@dataclass(frozen=True)
class Job:
    """One notebook to run: the values for its parameters and where its results go.

    ``folder`` lies in ``out`` and is the home of the set of reports named ``group``; ``key`` stands for all that the
    results depend on.
    """

    notebook: Path
    out: Path
    parameters: Mapping[str, Any]
    folder: str = ""
    group: str = ""
    key: str = ""

    def address(self, ending: str) -> str:
        """Where in ``out`` a file of the results stands: its name is the notebook's."""
        return Path(self.folder, f"{self.notebook.stem}{ending}").as_posix()

    def path(self, ending: str) -> Path:
        """The path of a file of the results."""
        return self.out / self.address(ending)

    def evidence(self) -> list[Path]:
        """The tables of passages the notebook has written beside its page."""
        return sorted((self.out / self.folder / "evidence").glob(f"{escape(self.notebook.stem)}.*.csv"))

    def told(self, status: str, seconds: float = 0.0, **about: Any) -> Run:
        """How this job went."""
        return Run(self.notebook.stem, status, seconds, group=self.group, **about)


@dataclass(frozen=True)
class Run:
    """How one notebook went (``done``, ``skipped`` or ``failed``); paths are relative to the folder of all results."""

    notebook: str
    status: str
    seconds: float
    ipynb: str = ""
    html: str = ""
    title: str = ""
    question: str = ""
    error: str = ""
    group: str = ""
    evidence: list[str] = field(default_factory=list)


def run_all(jobs: list[Job], *, at_once: int | None = None, progress: Progress | None = None) -> list[Run]:
    """Run jobs in worker processes, two at a time unless told otherwise; the runs come back in the order of the jobs.

    What is finished already is skipped. ``progress`` is called about once a second with how many of the others are
    done, how many there are, and the names of those running. When interrupted,
    workers and kernels end at once and unfinished files are removed. A worker that is killed fails the job it was at.
    """
    at_once, shown = at_once or min(2, os.cpu_count() or 1), progress or (lambda *_: None)
    runs = {place: made for place, job in enumerate(jobs) if (made := _skipped(job))}
    waiting, busy = [place for place in reversed(range(len(jobs))) if place not in runs], dict[Connection, int]()
    kept, total = len(runs), len(waiting)
    idle, workers = list[Connection](), list[BaseProcess]()
    with tempfile.TemporaryDirectory(prefix="crossread-", ignore_cleanup_errors=True) as scratch:
        try:
            while waiting or busy:
                while waiting and len(busy) < at_once:
                    pipe = idle.pop() if idle else _start_worker(workers, scratch)
                    busy[pipe] = waiting.pop()
                    with suppress(OSError):  # of a worker that is gone, which shows below
                        pipe.send(jobs[busy[pipe]])
                shown(len(runs) - kept, total, [jobs[place].notebook.stem for place in busy.values()])
                for pipe in busy.keys() & set(wait(list(busy), timeout=1)):
                    place = busy.pop(pipe)
                    try:
                        runs[place] = pipe.recv()
                        idle.append(pipe)
                    except (EOFError, OSError):
                        runs[place] = jobs[place].told("failed", error="its worker process was ended from outside")
        finally:
            for worker in workers:
                worker.kill()
                worker.join()
            for job in jobs if len(runs) < len(jobs) else []:
                _remove(job, ".part.ipynb", ".part.html")
    shown(total, total, [])
    return [runs[place] for place in range(len(jobs))]


def _start_worker(workers: list[BaseProcess], scratch: str) -> Connection:
    """Another worker process: jobs go into its pipe, runs come out."""
    context = get_context("spawn")
    pipe, end = context.Pipe()
    workers.append(context.Process(target=_work, args=(end, scratch)))
    workers[-1].start()
    end.close()  # so that the pipe ends with the worker
    return pipe


def _work(pipe: Connection, scratch: str) -> None:
    """Run what comes; leave Ctrl-C to the parent, end with it, keep sockets where it removes them."""
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(run(pipe.recv()))


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def run(job: Job) -> Run:
    """Run one notebook and export it. Whatever goes wrong becomes part of the `Run`."""
    started, began = time.perf_counter(), time.time()
    try:
        _execute(job)
        _publish(job)
        for path in job.evidence():
            if path.stat().st_mtime < began - 2:  # of an earlier run; some file systems count in steps of two seconds
                path.unlink()
        return _finished(job, "done", time.perf_counter() - started)
    except Exception as error:
        kept = ""
        if job.path(".part.ipynb").exists():
            kept = job.address(".failed.ipynb")
            job.path(".part.ipynb").replace(job.path(".failed.ipynb"))
        _remove(job, ".ipynb", ".html", ".part.html")
        return job.told("failed", time.perf_counter() - started, ipynb=kept, error=_wording(error))


def _skipped(job: Job) -> Run | None:
    """The run of a job whose results are there already, made from the same."""
    with suppress(OSError, ValueError, AttributeError):
        made = json.loads(job.path(".ipynb").read_text(encoding="utf-8"))["metadata"].get("crossread", {})
        if job.key and made.get("key") == job.key and job.path(".html").is_file():
            return _finished(job, "skipped")
    return None


def _finished(job: Job, status: str, seconds: float = 0.0) -> Run:
    """The run of a job whose files have their final names."""
    import nbformat

    from analysis.publishing.exporter import heading

    title, question = heading(nbformat.read(job.path(".ipynb"), as_version=4))
    evidence = [path.relative_to(job.out).as_posix() for path in job.evidence()]
    pages = {"ipynb": job.address(".ipynb"), "html": job.address(".html")}
    return job.told(status, seconds, title=title or job.notebook.stem, question=question, evidence=evidence, **pages)


def _execute(job: Job) -> None:
    from papermill import execute_notebook
    from papermill.engines import papermill_engines

    from analysis.publishing.engine import CrossreadEngine

    papermill_engines.register("crossread", CrossreadEngine)
    paths = (literal_path(job.notebook), literal_path(job.path(".part.ipynb")))
    execute_notebook(*paths, dict(job.parameters), engine_name="crossread", progress_bar=False)


def _publish(job: Job) -> None:
    """Export the finished notebook, put the key into it and give the files their final names."""
    import nbformat

    from analysis.publishing.exporter import export

    part, page = job.path(".part.ipynb"), job.path(".part.html")
    export(part, page, index="../" * len(Path(job.folder).parts) + "index.html", group=job.group)
    notebook = nbformat.read(part, as_version=4)
    notebook.metadata["crossread"] = {"key": job.key}
    nbformat.write(notebook, part)
    page.replace(job.path(".html"))
    part.replace(job.path(".ipynb"))
    _remove(job, ".failed.ipynb")


def _remove(job: Job, *endings: str) -> None:
    for ending in endings:
        job.path(ending).unlink(missing_ok=True)


def _wording(error: Exception) -> str:
    """An error in one line, the traceback below it, without the colours of a terminal."""
    first = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    lines = "\n".join(getattr(error, "traceback", None) or traceback.format_exception(error))
    return re.sub(r"\x1b\[[0-9;]*m", "", f"{first}\n{lines}")
