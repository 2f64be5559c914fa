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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from glob import escape
from multiprocessing import active_children, get_context, parent_process
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

    def path(self, ending: str) -> Path:
        """A file of the results: their name is the notebook's."""
        return self.out / self.folder / f"{self.notebook.stem}{ending}"


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
    picture: str = ""
    group: str = ""
    evidence: list[str] = field(default_factory=list)


def run_all(jobs: list[Job], *, at_once: int | None = None, progress: Progress | None = None) -> list[Run]:
    """Run jobs in worker processes, two at a time unless told otherwise; the runs come back in the order of the jobs.

    ``progress`` is called about once a second with how many are done, how many there are, and the names of those
    running. When interrupted, workers and kernels end at once and unfinished files are removed. A worker that is
    killed takes the jobs of the moment with it; they run again, each alone, and the one at fault fails.
    """
    at_once = at_once or min(2, os.cpu_count() or 1)
    runs: dict[int, Run] = {}
    with tempfile.TemporaryDirectory(prefix="crossread-", ignore_cleanup_errors=True) as scratch:
        try:
            shown = progress or (lambda *_: None)
            lost = _pooled(dict(enumerate(jobs)), runs, at_once, scratch, shown)
            for place, job in lost.items():
                if _pooled({place: job}, runs, 1, scratch, lambda *_: None):
                    runs[place] = _failed(job, "", "its worker process was ended from outside", 0.0)
                shown(len(runs), len(jobs), [])
        except BaseException:
            for job in jobs:
                _remove(job, ".part.ipynb", ".part.html")
            raise
    return [runs[place] for place in range(len(jobs))]


@contextmanager
def _pool(workers: int, scratch: str) -> Iterator[ProcessPoolExecutor]:
    """Worker processes that end at once when this one is interrupted, not after their notebooks."""
    others = set(active_children())
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (scratch,)) as pool:
        try:
            yield pool
        except BaseException:
            for worker in set(active_children()) - others:
                worker.kill()
            raise


def _pooled(
    jobs: dict[int, Job], runs: dict[int, Run], at_once: int, scratch: str, progress: Progress
) -> dict[int, Job]:
    """Run jobs, no more handed out than workers are free; the jobs that ran when a worker was lost are returned."""
    lost: dict[int, Job] = {}
    waiting = list(jobs)[::-1]
    while waiting:
        running: dict[Future[Run], int] = {}
        workers = min(at_once, len(waiting))
        with _pool(workers, scratch) as pool:
            broken = False
            while running or (waiting and not broken):
                while waiting and len(running) < workers and not broken:
                    try:
                        running[pool.submit(run, jobs[waiting[-1]])] = waiting[-1]
                    except BrokenProcessPool:
                        broken = True
                    else:
                        waiting.pop()
                progress(len(runs), len(jobs), [jobs[place].notebook.stem for place in running.values()])
                for future in wait(running, timeout=1, return_when=FIRST_COMPLETED).done:
                    place = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        broken, lost[place] = True, jobs[place]
                    else:
                        runs[place] = future.result()
    progress(len(runs), len(jobs), [])
    return lost


def run(job: Job) -> Run:
    """Run one notebook and export it. Whatever goes wrong becomes part of the `Run`."""
    started, began = time.perf_counter(), time.time()
    try:
        _execute(job)
        _publish(job)
        for path in _evidence(job):
            if path.stat().st_mtime < began - 2:  # of an earlier run; some file systems count in steps of two seconds
                path.unlink()
        return _finished(job, "done", time.perf_counter() - started)
    except Exception as error:
        kept = job.path(".part.ipynb").exists()
        if kept:
            job.path(".part.ipynb").replace(job.path(".failed.ipynb"))
        _remove(job, ".ipynb", ".html", ".svg", ".part.html")
        return _failed(job, ".failed.ipynb" if kept else "", _wording(error), time.perf_counter() - started)


def skipped(job: Job) -> Run | None:
    """The run of a job whose results are there already, made from the same."""
    with suppress(OSError, ValueError, AttributeError):
        made = json.loads(job.path(".ipynb").read_text(encoding="utf-8"))["metadata"].get("crossread", {})
        if job.key and made.get("key") == job.key and job.path(".html").is_file():
            return _finished(job, "skipped", 0.0)
    return None


def _finished(job: Job, status: str, seconds: float) -> Run:
    """What the index needs to know of a run whose files have their final names."""
    import nbformat

    notebook = nbformat.read(job.path(".ipynb"), as_version=4)
    title, question = _title(notebook, job.notebook.stem)
    return Run(
        job.notebook.stem,
        status,
        seconds,
        ipynb=_relative(job, ".ipynb"),
        html=_relative(job, ".html"),
        title=title,
        question=question,
        picture=_first_figure(notebook, job),
        group=job.group,
        evidence=sorted(path.relative_to(job.out).as_posix() for path in _evidence(job)),
    )


def _failed(job: Job, ending: str, error: str, seconds: float) -> Run:
    kept = _relative(job, ending) if ending else ""
    name = job.notebook.stem
    return Run(name, "failed", seconds, kept, title=name, error=error, group=job.group)


def _relative(job: Job, ending: str) -> str:
    return job.path(ending).relative_to(job.out).as_posix()


def _evidence(job: Job) -> list[Path]:
    return list((job.out / job.folder / "evidence").glob(f"{escape(job.notebook.stem)}.*.csv"))


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


def _title(notebook: Any, name: str) -> tuple[str, str]:
    """The first heading of a notebook and the paragraph below it."""
    text = "\n".join(cell.source for cell in notebook.cells[:2] if cell.cell_type == "markdown")
    found = re.search(r"^# +(.+)\n*([^#\n].*(?:\n.+)*)?", text, flags=re.MULTILINE)
    return (found[1].strip(), (found[2] or "").strip()) if found else (name, "")


def _first_figure(notebook: Any, job: Job) -> str:
    """Keep the first chart beside the page, for the index; where it stands."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        if svg := output.get("data", {}).get("image/svg+xml"):
            job.path(".svg").write_text("".join(svg), encoding="utf-8")
            return _relative(job, ".svg")
    return ""


def _remove(job: Job, *endings: str) -> None:
    for ending in endings:
        job.path(ending).unlink(missing_ok=True)


def _wording(error: Exception) -> str:
    """An error in one line, the traceback below it, without the colours of a terminal."""
    first = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    lines = "\n".join(getattr(error, "traceback", None) or traceback.format_exception(error))
    return re.sub(r"\x1b\[[0-9;]*m", "", f"{first}\n{lines}")
