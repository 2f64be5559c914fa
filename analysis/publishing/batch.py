"""One story, one command: build the corpus once, run the notebooks over it, export each, write the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.bundled import bundled
from analysis.corpus import Corpus, load
from analysis.errors import ArgumentError, check_choice, listing, shorten
from analysis.publishing import manifest
from analysis.publishing.parameters import assign
from analysis.publishing.runner import Job, Progress, Run, run_all

NOTEBOOKS = ("corpus", "topics", "speakers", "framing", "side_by_side")
TEXTS = ("none", "snippets", "full")


@dataclass(frozen=True)
class Result:
    """A finished report: its index page and how each notebook went."""

    index: Path
    runs: list[Run]

    @property
    def failed(self) -> list[Run]:
        """The runs that failed."""
        return [run for run in self.runs if run.status == "failed"]


def report(
    source: str | Path | pd.DataFrame | Corpus | None = None,
    *,
    out: str | Path,
    notebooks: Iterable[str | Path] = NOTEBOOKS,
    parameters: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    figures: str | Path | None = None,
    texts: str = "snippets",
    progress: Progress | None = None,
) -> Result:
    """Run notebooks over a source and export them as HTML, with an index page and ``manifest.json``.

    The notebooks run in processes of their own: a script calls this under ``if __name__ == "__main__":``.

    Parameters
    ----------
    source
        What `analysis.load` takes; without one, the seeds.
    out
        Folder of the results, outside the source. The tables are kept in ``out/corpus``, which every notebook loads.
    notebooks
        Names of shipped notebooks, or paths of your own.
    parameters
        Values by name, each given to the notebooks that declare it (see `analysis.publishing.parameters`).
    jobs
        Notebooks run at the same time; two unless told otherwise.
    figures
        Folder into which each chart is also written as svg, png and csv.
    texts
        How much of the articles stands on the pages: ``none``, ``snippets`` or ``full``.
    progress
        Told about once a second how far the run is (see `analysis.publishing.runner.run_all`).

    Raises
    ------
    ArgumentError
        Before any notebook starts: an unknown notebook, parameter or outlet, or a value of the wrong type.
    SourceError
        When the source cannot be read.
    """
    from analysis.publishing.index import write_index

    started, out, given = datetime.now(UTC), Path(out).resolve(), dict(parameters or {})
    paths = [find_notebook(name) for name in notebooks]
    _check(source, out, given, texts=texts, names=[path.stem for path in paths])
    tables = out / "corpus"
    own = {"source": tables, "figures": Path(figures).resolve() if figures else "", "texts": texts}
    values = assign(paths, own | given, optional=own)
    corpus = load(source)
    for found in values.values():
        corpus.select(**{name: found[name] for name in ("outlets", "since", "until") if name in found})
        check_choice("by", found.get("by", "outlet"), list(corpus.articles.columns))
    corpus.save(tables)
    tasks = [Job(path, out, values[path]) for path in paths]
    runs = run_all(tasks, at_once=jobs, progress=progress)
    name = source if isinstance(source, (str, Path)) else "the seeds" if source is None else type(source).__name__
    said = manifest.describe(corpus, runs, source=str(name), parameters=given, started=started)
    manifest.write(said, out / "manifest.json")
    return Result(write_index(said, out), runs)


def _check(source: Any, out: Path, given: Mapping[str, Any], *, texts: str, names: list[str]) -> None:
    """Refuse what can be refused before anything is read."""
    check_choice("texts", texts, TEXTS)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ArgumentError(f"notebooks must have different names, not {listing(twice)} twice")
    for name in given:
        if name in ("source", "figures", "texts"):
            raise ArgumentError(f"parameter {name!r} is set by the argument of that name, not as a parameter")
    # A report inside its own source would be read as input by the next run.
    if isinstance(source, (str, Path)) and str(source) and out.is_relative_to(Path(source).resolve()):
        raise ArgumentError(f"out must be a folder outside the source, not {shorten(str(out))}")


def find_notebook(name: str | Path) -> Path:
    """The path of a notebook, given by its path or by the name of a shipped one."""
    if str(name).endswith(".ipynb"):
        if not Path(name).is_file():
            raise ArgumentError(f"notebook must be a file that exists, not {shorten(str(name))}")
        return Path(name).resolve()
    shipped = {path.stem: path for path in sorted(bundled("notebooks").glob("*.ipynb"))}
    check_choice("notebook", str(name), shipped)
    return shipped[str(name)]
