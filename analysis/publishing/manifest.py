"""What a report says about itself: the corpus at a glance, the inputs, the versions, and how each notebook went."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import analysis
from analysis import __version__
from analysis.corpus import Corpus
from analysis.measures.overview import cautions
from analysis.publishing.runner import Run

PACKAGES = ("pandas", "pyarrow", "textblob", "scikit-learn", "python-crfsuite", "matplotlib", "papermill", "nbconvert")


def summary(
    corpus: Corpus, runs: Sequence[Run], *, source: str, parameters: Mapping[str, Any], started: datetime
) -> dict[str, Any]:
    """The manifest of a run, as JSON has it: what `analysis.publishing.index.write_index` shows."""
    inputs = corpus.articles[["source", "content_hash"]].set_axis(["source", "sha256"], axis="columns")
    return {
        "crossread": __version__,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 1),
        "source": source,
        "corpus": at_a_glance(corpus),
        "warnings": cautions(corpus),
        "parameters": dict(parameters),
        "versions": versions(),
        "inputs": inputs.to_dict("records"),
        "runs": [{**asdict(run), "seconds": round(run.seconds, 1)} for run in runs],
    }


def fingerprint(folder: Path, *, but: Container[str] = ()) -> str:
    """A hash of all files in a folder, but those with certain endings; equal tables give equal files."""
    parts = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in but):
        with path.open("rb") as file:
            parts += [path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()]
    return digest(*parts)


@cache
def code() -> str:
    """A hash of this package, word lists and models included, and the versions of what it computes with."""
    return digest(repr(versions()), fingerprint(Path(analysis.__file__).parent, but=(".pyc", ".ipynb")))


def digest(*parts: bytes | str) -> str:
    """SHA-256 of several parts.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode("utf-8", "replace")).digest())
    return whole.hexdigest()


def write(manifest: Mapping[str, Any], path: Path) -> None:
    """Write a manifest as JSON, at once or not at all."""
    part = path.with_suffix(".part.json")
    part.write_text(json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    part.replace(path)


def at_a_glance(corpus: Corpus) -> dict[str, Any]:
    """Counts of what a corpus holds; articles without an outlet count as "unknown"."""
    articles = corpus.articles
    days = articles["date"].dropna().dt.strftime("%Y-%m-%d")
    return {
        "articles": len(articles),
        "outlets": _counts(articles["outlet"].fillna("unknown")),
        "wires": _counts(articles["wire"].dropna()),
        "words": int(articles["words"].sum()),
        "first": days.min() if len(days) else "",
        "last": days.max() if len(days) else "",
        "events": int(corpus.events["event"].nunique()),
        "quotes": len(corpus.quotes),
        "ledger": _counts(corpus.ledger["status"]),
        "corrections": corpus.settings.get("corrections", {}).get("applied", 0),
        "provenance": dict(corpus.settings.get("provenance", {})),
    }


def versions() -> dict[str, str]:
    """The versions of Python and of the packages whose numbers and pages these are."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(value): int(n) for value, n in values.value_counts().items()}
