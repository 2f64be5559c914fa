"""One story, one command: build the corpus once, run the notebooks over it, export each, write the index.

A run may make several sets of reports: one for each outlet, event or month, and one for each combination of values of a
grid. Each set has a folder of its own, with its part of the tables. What is finished is not run again while everything
it was made from is the same: its tables, notebook and parameters, and the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.bundled import bundled
from analysis.corpus import Corpus, load, processes
from analysis.corpus.store import TOPICS
from analysis.errors import ArgumentError, SourceError, check_choice, listing, shorten
from analysis.measures.discovered import keep_topics
from analysis.measures.grouping import PERIODS
from analysis.publishing import manifest, revised
from analysis.publishing.parameters import assign
from analysis.publishing.runner import Job, Progress, Run, run_all
from analysis.publishing.text import TEXTS, slug

NOTEBOOKS = ("corpus", "topics", "speakers", "framing", "side_by_side")
EACH = ("outlet", "event", "month")
SELECTING = ("outlets", "since", "until")
PLACES = ("source", "evidence_to", "discovered")  # parameters that say where things are


@dataclass(frozen=True)
class Result:
    """A finished report: its index page, how each notebook went, and what became of every input."""

    index: Path
    runs: list[Run]
    ledger: pd.DataFrame

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
    grid: Mapping[str, Sequence[Any]] | None = None,
    each: str | None = None,
    jobs: int | None = None,
    figures: str | Path | None = None,
    texts: str = "snippets",
    single_file: bool = False,
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
    grid
        Several values by name: a set of reports for each combination, in ``out/grid``.
    each
        ``outlet``, ``event`` (of two articles or more) or ``month``: a set of reports for each, in a folder of that
        name.
    jobs
        Notebooks run at the same time; two unless told otherwise.
    figures
        Folder into which each chart is also written as svg, png and csv; nothing is skipped then.
    texts
        How much of the articles stands on the pages: ``none``, ``snippets`` or ``full``.
    single_file
        Also write all pages as one file to send, ``out/report.html``.
    progress
        Told about once a second how far the run is (see `analysis.publishing.runner.run_all`).

    Raises
    ------
    ArgumentError
        Before any notebook starts: an unknown notebook, parameter or outlet, or a value of the wrong type.
    SourceError
        When the source cannot be read, or holds no article.
    """
    from analysis.publishing.index import write_index
    from analysis.publishing.single import write_single

    started, out, given, grid = datetime.now(UTC), Path(out).resolve(), dict(parameters or {}), dict(grid or {})
    paths = [find_notebook(name) for name in notebooks]
    _check(source, out, [*given, *grid], texts=texts, each=each, names=[path.stem for path in paths])
    own: dict[str, Any] = dict.fromkeys(PLACES, "") | {"texts": texts}
    own["figures"] = Path(figures).resolve() if figures else ""
    values = {name: assign(paths, own | given | found, optional=own) for name, found in _combinations(grid).items()}
    with processes(jobs or 2) as executor:
        corpus = load(source, executor=executor, out=out / "corpus")
    if not len(corpus):
        raise SourceError("source must hold an article that can be read: crossread check lists every input and why not")
    chosen = {name: _chosen(corpus, found) for name, found in values.items()}
    brought = Path(source, TOPICS) if isinstance(source, (str, Path)) and source else out / TOPICS
    topics = brought if brought.is_file() else keep_topics(corpus, out / "corpus")
    tasks = [
        job
        for name, found in values.items()
        for group, folder, part in _sets(chosen[name], name, each)
        for job in _jobs(found, out, group, folder, part if each else None, topics)
    ]
    runs = run_all(tasks, at_once=jobs, progress=progress)
    name = source if isinstance(source, (str, Path)) else "the seeds" if source is None else type(source).__name__
    said = manifest.summary(corpus, runs, source=str(name), parameters=given | grid, started=started)
    said["revised"] = revised.keep(out, runs)
    manifest.write(said, out / "manifest.json")
    index = write_index(said, out, corpus=corpus)
    if single_file:
        write_single(index, runs)
    return Result(index, runs, corpus.ledger)


def _combinations(grid: Mapping[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """Every combination of the values of a grid, by a name that tells it; without a grid an empty one, nameless."""
    for name, values in grid.items():
        if isinstance(values, str) or not isinstance(values, Sequence) or not values:
            raise ArgumentError(f"grid {name} must be a list of values, not {shorten(values)}")
    found = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    return {", ".join(f"{name} {value}" for name, value in one.items()): one for one in found}


def _chosen(corpus: Corpus, values: Mapping[Path, Mapping[str, Any]]) -> Corpus:
    """The articles that the parameters select, with outlets, days and columns checked for every notebook."""
    selecting: dict[str, Any] = {}
    for found in values.values():
        selecting |= {name: found[name] for name in SELECTING if name in found}
        check_choice("by", found.get("by", "outlet"), list(corpus.articles.columns))
        check_choice("over", found.get("over") or "month", PERIODS)
    return corpus.select(**selecting)


def _sets(corpus: Corpus, combination: str, each: str | None) -> Iterator[tuple[str, str, Corpus]]:
    """Name, folder and part of the corpus of each set of reports; one without name and folder when all is one set."""
    top = f"grid/{slug(combination)}" if combination else ""
    if not each:
        yield combination, top, corpus
        return
    articles, titles = corpus.articles, {}
    if each == "event":
        events = corpus.events[corpus.events["event"].duplicated(keep=False)].set_index("article_id")
        groups = articles["article_id"].map(events["event"])
        titles = dict(zip(events["event"], events["event_title"], strict=True))
    else:
        values = articles["outlet"] if each == "outlet" else articles["date"].dt.strftime("%Y-%m")
        groups = values.astype("str").fillna("unknown")
    for group, ids in articles.groupby(groups, sort=True)["article_id"]:
        name = ", ".join(filter(None, (combination, str(titles.get(group, group)))))
        part = replace(corpus.only(ids), ledger=corpus.ledger[corpus.ledger["article_id"].isin(ids)])
        yield name, "/".join(filter(None, (top, each, slug(group)))), part


def _jobs(
    values: Mapping[Path, Mapping[str, Any]],
    out: Path,
    group: str,
    folder: str,
    part: Corpus | None,
    topics: Path | None,
) -> Iterator[Job]:
    """The notebooks of one set, over a part of the corpus or all of it; the key leaves out where things are."""
    home = out / folder
    home.mkdir(parents=True, exist_ok=True)
    tables = out / "corpus" if part is None else part.save(home / "corpus")
    data = manifest.digest(manifest.fingerprint(tables), topics.read_bytes() if topics else b"", manifest.code())
    for notebook, found in values.items():
        kept = {name: value for name, value in found.items() if part is None or name not in SELECTING}
        places = {"source": str(tables), "evidence_to": str(home / "evidence")}
        if found.get("figures"):
            places["figures"] = str(Path(found["figures"], folder))
        if topics and not found.get("discovered"):
            places["discovered"] = str(topics)
        told = {name: value for name, value in kept.items() if name not in places}
        key = manifest.digest(data, notebook.read_bytes(), repr(sorted(told.items())))
        parameters = kept | {name: value for name, value in places.items() if name in found}
        yield Job(notebook, out, parameters, folder, group, key="" if found.get("figures") else key)


def _check(source: Any, out: Path, given: Iterable[str], *, texts: str, each: str | None, names: list[str]) -> None:
    """Refuse what can be refused before anything is read."""
    check_choice("texts", texts, TEXTS)
    if each is not None:
        check_choice("each", each, EACH)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ArgumentError(f"notebooks must have different names, not {listing(twice)} twice")
    for name in given:
        if name in ("source", "figures", "texts", "evidence_to"):
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
