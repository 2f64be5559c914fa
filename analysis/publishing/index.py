"""The first page of a run: what was read, which reports there are, what failed and why, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from analysis.corpus import Corpus
from analysis.measures.statistics import fdr
from analysis.publishing import pictures
from analysis.publishing.display import pairs, table
from analysis.publishing.text import count

_TEMPLATES = Path(__file__).parent / "templates" / "crossread"
PANELS = 36  # outlets that one chart can still compare
REVISED = 50  # revised estimates that the page lists; the manifest has all


def write_index(manifest: Mapping[str, Any], out: Path, *, corpus: Corpus | None = None) -> Path:
    """Write ``out/index.html`` from a run's manifest (`analysis.publishing.manifest.summary`) and return its path.

    What the manifest lacks is left out of the page; links are relative to ``out``; everything is escaped, file names
    too. With a corpus of several outlets these are compared in small multiples.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["address"] = lambda path: quote(str(path).replace("\\", "/"))
    runs = [{**run, "picture": _picture(run, out)} for run in manifest.get("runs", [])]
    sets: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        if run.get("status") != "failed":
            sets.setdefault(run.get("group") or "", []).append(run)
    page = environment.get_template("start.html.j2").render(
        run=manifest,
        sets=sets,
        failed=[run for run in runs if run.get("status") == "failed"],
        comparisons=_comparisons(corpus) if corpus is not None else [],
        data=[name for name in ("estimates.csv", "manifest.json") if (out / name).is_file()],
        corpus=manifest.get("corpus") or {},
        tally=_tally(runs),
        tested=_tested(runs, out),
        revised=_rows(manifest.get("revised"), "What the last run said, and this one", limit=REVISED),
        inputs=_rows(manifest.get("inputs"), "Every input and the SHA-256 of its text"),
        count=count,
        pairs=pairs,
    )
    path = out / "index.html"
    path.write_bytes(page.encode("utf-8", "replace"))
    return path


def _rows(records: Any, caption: str, *, limit: int | None = None) -> str:
    return table(pd.DataFrame(records or []), caption=caption, limit=limit).html


def _comparisons(corpus: Corpus) -> list[dict[str, str]]:
    """Charts with a panel for each outlet: what each writes about, and whom it lets speak."""
    from analysis.measures.speakers import speaker_share
    from analysis.measures.topics import topic_frequency
    from analysis.publishing import charts

    if not 1 < corpus.articles["outlet"].nunique() <= PANELS or corpus.quotes.empty:
        return []
    found = {
        "Topic terms per 1,000 words": topic_frequency(corpus, unit="per_1000_words"),
        "Shares of the quoted words": speaker_share(corpus, of="quoted_words", top=5),
    }
    made = {caption: (table, pictures.picture(charts.estimates(table, top=6))) for caption, table in found.items()}
    return [
        {"caption": caption, "picture": pictures.tag(kind, data, charts.describe(table), phone)}
        for caption, (table, (kind, data, phone)) in made.items()
    ]


def _tested(runs: list[dict[str, Any]], out: Path) -> str:
    """How many tests the reports made, and how many of them hold against the false discovery rate."""
    paths = [out / path for run in runs for path in run.get("evidence") or () if str(path).endswith(".tests.csv")]
    found = [pd.read_csv(path, usecols=["p"], encoding="utf-8")["p"] for path in paths if path.is_file()]
    together = fdr(pd.concat(found) if found else [])
    apart = sum(int((fdr(p) <= 0.05).sum()) for p in found)
    held = f"{apart:,} have q up to .05 in their own table, {(together <= 0.05).sum():,} over the whole run"
    tests = f"{count(len(together), 'test')} in {count(len(found), 'table')} of differences and distinctive words"
    return f"{tests}: {held}." if len(together) else ""


def _tally(runs: list[dict[str, Any]]) -> str:
    """How many reports were made, failed, or skipped, in words."""
    words = {"done": "done", "failed": "failed", "skipped": "kept from an earlier run"}
    counts = {kind: sum(run.get("status") == kind for run in runs) for kind in words}
    return ", ".join(f"{n} {words[kind]}" for kind, n in counts.items() if n)


def _picture(run: Mapping[str, Any], out: Path) -> str:
    """The first chart of a run, if its notebook is there."""
    notebook, alt = out / str(run.get("ipynb") or ""), f"First chart of: {run.get('title') or 'the report'}"
    svgs = (data["image/svg+xml"] for data, _ in pictures.shown(notebook) if "image/svg+xml" in data)
    return next((pictures.tag("image/svg+xml", "".join(svg), alt) for svg in svgs), "")
