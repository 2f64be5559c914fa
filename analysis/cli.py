"""The command ``crossread``: what the package does, from a terminal.

Exit codes: 0 done, 1 something failed, 2 wrong usage. What a user can mend is said in one line.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

import click

from analysis import __version__
from analysis.bundled import bundled
from analysis.errors import ArgumentError, CrossreadError, shorten

_SOURCE = click.argument("source", required=False)


class _Commands(click.Group):
    """Words wrong usage, the errors raised on purpose, and those of files, in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            command, said = (
                f"crossread {ctx.invoked_subcommand or ''}".strip(),
                " ".join(error.format_message().split()),
            )
            click.echo(f"crossread: {said} ({command} --help tells more)", err=True)
            ctx.exit(2)
        except (CrossreadError, OSError) as error:
            click.echo(f"crossread: {error}", err=True)
            ctx.exit(2 if isinstance(error, CrossreadError) else 1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crossread", message="%(prog)s %(version)s")
def main() -> None:
    """Read one story across many news outlets.

    SOURCE is a folder of articles, one file, or a corpus built before. Read are .txt, .csv, .tsv, .json, .jsonl,
    .parquet and .xlsx, exports of Nexis, Lexis, Factiva, Europresse, Media Cloud, trafilatura, newspaper4k and
    news-please, saved web pages, and all of these in .zip or .gz.
    Without SOURCE the five articles that come with crossread are read.

    \b
    crossread report                      the five articles, as HTML pages in reports/seeds
    crossread report articles/            your own, in reports/articles
    crossread check articles/             what would be read, and what would not

    Nothing is downloaded and nothing leaves this machine. Exit codes: 0 done, 1 something failed, 2 wrong usage.
    """


_PATH = click.Path(path_type=Path)
_EXISTING = click.Path(path_type=Path, exists=True)


@main.command()
@_SOURCE
@click.option("--out", type=_PATH, help="Folder of the results.  [default: reports/NAME-OF-SOURCE]")
@click.option("--notebook", "notebooks", multiple=True, metavar="NAME", help="Run this one only; repeatable.")
@click.option("-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter; repeatable.")
@click.option("-f", "file", type=click.File(encoding="utf-8"), help="Read parameters, and a grid, from a YAML file.")
@click.option("--each", type=click.Choice(["outlet", "event", "month"]), help="A set of reports for each of them.")
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Notebooks at the same time.")
@click.option("--figures", type=_PATH, help="Also write each chart into this folder, as svg, png and csv.")
@click.option(
    "--texts",
    type=click.Choice(["none", "snippets", "full"]),
    default="snippets",
    show_default=True,
    help="How much of the articles stands on the pages.",
)
@click.option("--single-file", is_flag=True, help="Also write all pages as one file to send, OUT/report.html.")
@click.option("--parameters", "listed", is_flag=True, help="List the notebooks' parameters, and stop.")
def report(
    source: str | None,
    out: Path | None,
    notebooks: tuple[str, ...],
    pairs: tuple[tuple[str, str], ...],
    file: TextIO | None,
    listed: bool,
    **options: Any,
) -> None:
    """Run the notebooks over SOURCE and write them as HTML pages.

    The tables are built once and kept in OUT/corpus. Each notebook becomes a page of its own beside its executed
    copy; OUT/index.html leads to all of them. A notebook that fails is kept as NAME.failed.ipynb, the others finish,
    and the exit code is 1. What is finished and made from the same articles, parameters and version is not run again,
    and the index lists past estimates that changed since the last run.

    \b
    crossread report articles/ --out out/
    crossread report articles/ -p outlets "BBC, Fox News" -p since 2025-02-01
    crossread report articles/ --notebook speakers -p by phase --figures figures/
    crossread report articles/ --each month --single-file
    crossread report --parameters

    Without --notebook these run: corpus, topics, speakers, framing, side_by_side. NAME may also be the path of your
    own. The VALUE of a list is JSON, or words between commas. A YAML file holds names and values, which -p overrides;
    under the name grid each parameter has a list of values, and every combination becomes a set of reports.
    """
    from analysis.publishing import batch

    names = notebooks or batch.NOTEBOOKS
    if listed:
        click.echo(_parameters(names))
        return
    given = (_from_yaml(file) if file else {}) | dict(pairs)
    grid = given.pop("grid", None)
    if grid is not None and not isinstance(grid, dict):
        raise ArgumentError(f"grid must be parameters and lists of values, not {shorten(grid)}")
    path = Path(source or bundled("seeds")).resolve()
    out = out or Path("reports", path.stem if path.is_file() else path.name)
    options |= {"parameters": given, "grid": grid, "progress": _progress()}
    result = batch.report(source, out=out, notebooks=names, **options)
    for run in result.failed:
        name = f"{run.notebook} ({run.group})" if run.group else run.notebook
        click.echo(f"crossread: {name} failed: {run.error.splitlines()[0]} ({out / run.ipynb})", err=True)
    click.echo(f"Articles: {_told(result.ledger, source)}")
    click.echo(f"Open {result.index}")
    sys.exit(1 if result.failed else 0)


@main.command()
@_SOURCE
@click.option("--out", type=_PATH, required=True, help="Folder of the corpus; an older corpus there is replaced.")
@click.option("--rules", is_flag=True, help="Find quotations by rules alone, without the trained model.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes at the same time.")
def build(source: str | None, out: Path, rules: bool, workers: int) -> None:
    """Build all tables of SOURCE once, as Parquet files.

    The folder OUT can then stand wherever a SOURCE is wanted, here and in Python. What an older corpus there holds of
    the same articles is taken over, so that a growing folder costs what is new.

    \b
    crossread build articles/ --out corpus/
    crossread report corpus/
    """
    from analysis.corpus import load, processes
    from analysis.measures.discovered import keep_topics

    with processes(workers) as executor:
        corpus = load(source, engine="rules" if rules else "learned", executor=executor, out=out)
    keep_topics(corpus, out)
    click.echo(f"Articles: {_told(corpus.ledger, source)}, in {out}")


@main.command()
@_SOURCE
def check(source: str | None) -> None:
    """Read SOURCE only, and list every input with its fate.

    One line for each file: how many articles it announces (where it says so), how many were found, read and dropped;
    below it why, and what was noticed. Then the sums, and what to write into corpus.toml where no outlet is known.
    Exit code 1 when an input failed, or when a file announces another number than was found.

    \b
    crossread check articles/
    """
    from analysis.corpus import load, store
    from analysis.reading import Reading, Settings, read_articles, told

    path = Path(source or bundled("seeds"))
    if store.is_built(path):
        built = load(path)
        reading = Reading(built.articles, built.ledger, Settings())
    else:
        reading = read_articles(path)
    for line in told(reading):
        click.echo(line)
    sys.exit(1 if "failed" in set(reading.ledger["status"]) else 0)


@main.command()
@click.argument("corpus", type=_PATH)
@click.option("--rows", type=click.IntRange(min=2), default=100, show_default=True, help="Rows of the sheet.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws other rows.")
@click.option("--out", type=_PATH, help="Draw a sheet, and write it to this new CSV file.")
@click.option("--coded", type=_EXISTING, help="Read the coded sheet, print the result and keep it in CORPUS.")
def audit(corpus: Path, rows: int, seed: int, out: Path | None, coded: Path | None) -> None:
    """Measure the precision and recall of the quotes in CORPUS, by hand.

    CORPUS is a folder made by crossread build. Draw a sheet, fill in its empty columns in any spreadsheet, save it as
    CSV and read it back; reports on CORPUS then show the result. A sheet may come back half coded.

    \b
    crossread audit corpus/ --rows 100 --out sheet.csv
    crossread audit corpus/ --coded sheet.csv

    For a quote (in [[ ]]): is_quote, words_right and speaker_right are yes or no. speaker_right is yes too where no
    speaker is given and the text names none; else true_speaker says who it is. For a sentence in which nothing was
    found: missed_quotes is how many quotes begin in it, mostly 0.
    """
    from analysis.corpus import load, store
    from analysis.measures.audit import ANSWERS, audit_sheet, keep_audit
    from analysis.measures.sheets import write_sheet

    if not store.is_built(corpus):
        raise ArgumentError(f"CORPUS must be a folder made by crossread build, not {shorten(str(corpus))}")
    if (out is None) == (coded is None):
        raise ArgumentError("audit must be given --out or --coded, one of them")
    if out is not None:
        sheet = audit_sheet(load(corpus), rows=rows, seed=seed)
        click.echo(f"{len(sheet)} rows in {write_sheet(sheet, out, answers=ANSWERS)}")
        return
    table = keep_audit(load(corpus), str(coded), corpus)
    for row in table.itertuples():
        click.echo(f"{row.group:<24} {row.part:<24} {row.value:.2f} [{row.low:.2f}, {row.high:.2f}]  n = {row.of:.0f}")
    about = table.attrs | {"gone": len(table.attrs["gone"])}
    click.echo(
        "{coded} rows coded, {blank} blank, {gone} no longer there, {changed} of another speaker now".format(**about)
    )


@main.command()
@click.argument("corpus", required=False)
@click.option("--to", type=click.Choice(["xlsx", "csv", "parquet"]), required=True, help="The format.")
@click.option("--out", type=_PATH, help="New workbook or folder of files.  [default: NAME.xlsx or NAME-FORMAT]")
def export(corpus: str | None, to: str, out: Path | None) -> None:
    """Write all tables of CORPUS for other programs, with a codebook.

    CORPUS is a folder made by crossread build, or a SOURCE as elsewhere. In a workbook no text is run as a formula; in
    CSV files an apostrophe stands before what a spreadsheet would run.

    \b
    crossread export corpus/ --to xlsx
    crossread export articles/ --to csv --out tables/
    """
    from analysis.corpus import load
    from analysis.publishing.exchange import export_tables

    name = Path(corpus or bundled("seeds")).resolve().stem
    out = out or Path(f"{name}.xlsx" if to == "xlsx" else f"{name}-{to}")
    cut = export_tables(load(corpus), out, to=to)
    click.echo(str(out))
    if cut:
        click.echo(
            f"crossread: {cut} texts were cut at the 32,767 characters a cell can hold; csv and parquet keep them"
        )


@main.command()
@_SOURCE
def lab(source: str | None) -> None:
    """Open copies of the notebooks in JupyterLab.

    The copies go to crossread-notebooks in the current folder and read SOURCE. A copy that is already there is never
    overwritten: your changes stay.

    \b
    crossread lab articles/
    """
    if not find_spec("jupyterlab"):
        raise ArgumentError('JupyterLab is not installed; install it with  pip install "crossread[lab]"')
    if source and not Path(source).exists():
        raise ArgumentError(f"source must be a file or folder that exists, not {shorten(source)}")
    folder = Path("crossread-notebooks")
    folder.mkdir(exist_ok=True)
    for notebook in sorted(bundled("notebooks").glob("*.ipynb")):
        copy_notebook(notebook, folder / notebook.name, source)
    # The environment's own kernel, and no module of the working directory instead of ours.
    env = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONSAFEPATH": "1"}
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for JupyterLab, which asks whether to stop
    sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab", str(folder)], env=env))


def copy_notebook(notebook: Path, target: Path, source: str | None) -> None:
    """Copy a notebook that reads ``source`` by default, unless the target exists."""
    if target.exists():
        click.echo(f"kept {target}")
        return
    content = json.loads(notebook.read_text(encoding="utf-8"))
    value = json.dumps(str(Path(source).resolve()) if source else "", ensure_ascii=False)
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            text = "".join(cell["source"])
            cell["source"] = text.replace('source: str = ""', f"source: str = {value}", 1)
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"made {target}")


def _told(ledger: Any, source: str | None) -> str:
    """How many inputs had which fate, in a line; what was skipped for its language apart."""
    foreign = (ledger["status"] == "skipped") & ledger["reason"].str.startswith("in ", na=False)
    counts = ledger["status"].mask(foreign, "not in English").value_counts(sort=False)
    told = ", ".join(f"{n} {status}" for status, n in counts.items()) or "nothing found"
    return told if set(counts.index) == {"read"} else f"{told} (crossread check {source or ''} lists them)"


def _parameters(names: Iterable[str]) -> str:
    """Each notebook's parameters with type, default and help, one a line."""
    from analysis.publishing.batch import find_notebook
    from analysis.publishing.parameters import declared

    blocks = []
    for path in map(find_notebook, names):
        lines = {f"  {p.name}: {p.type} = {p.default}": p.help for p in declared(path).values()}
        width = max(map(len, lines), default=0)
        blocks.append("\n".join([path.stem, *(f"{line:<{width}}  {about}" for line, about in lines.items())]))
    return "\n\n".join(blocks)


def _from_yaml(file: TextIO) -> dict[str, Any]:
    """The mapping of a YAML file with every value as it is written, so that the notebook's types decide."""
    import yaml

    try:
        found = yaml.load(file, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ArgumentError(f"-f must be a YAML file: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise ArgumentError(f"-f must be a YAML file of names and values, not {shorten(found)}")
    return found


def _progress() -> Callable[[int, int, list[str]], None] | None:
    """A line on a terminal that says how far the run is; nothing elsewhere."""
    if not sys.stderr.isatty():
        return None
    started = time.monotonic()

    def line(done: int, total: int, running: list[str]) -> None:
        seconds = time.monotonic() - started
        left = f", about {seconds / done * (total - done):.0f} s left" if done else ""
        text = f"{done} of {total} notebooks, {seconds:.0f} s{left}, running: {', '.join(running)}" if running else ""
        click.echo(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", err=True, nl=False)

    return line
