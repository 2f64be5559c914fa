"""The first page of a run: what was read, which reports there are, what failed and why, and how it was made."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from analysis.publishing.text import count

_TEMPLATES = Path(__file__).parent / "templates" / "crossread"
_MIME = {".svg": "image/svg+xml", ".png": "image/png"}


def write_index(manifest: Mapping[str, Any], out: Path) -> Path:
    """Write ``out/index.html`` from a run's manifest and return its path.

    Parameters
    ----------
    manifest
        Keys crossread, started, seconds, source, corpus, warnings, parameters, versions, inputs and runs, as
        ``manifest.json`` holds them; absent ones are left out of the page.
    out
        The folder of the run; links are relative to it. Everything is escaped, file names too.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["address"] = lambda path: quote(str(path).replace("\\", "/"))
    runs = [{**run, "picture": _picture(run, out)} for run in manifest.get("runs", [])]
    page = environment.get_template("start.html.j2").render(
        run=manifest, runs=runs, corpus=manifest.get("corpus") or {}, tally=_tally(runs), count=count
    )
    path = out / "index.html"
    path.write_bytes(page.encode("utf-8", "replace"))
    return path


def _tally(runs: list[dict[str, Any]]) -> str:
    """How many reports were made, failed, or skipped, in words."""
    kinds = ("done", "failed", "skipped")
    counts = {kind: sum(run.get("status") == kind for run in runs) for kind in kinds}
    return ", ".join(f"{n} {kind}" for kind, n in counts.items() if n)


def _picture(run: Mapping[str, Any], out: Path) -> dict[str, str] | None:
    """The first figure of a run as a data address, if its file is there."""
    for figure in run.get("figures") or []:
        path = out / str(figure.get("svg") or figure.get("png") or "")
        if path.suffix in _MIME and path.is_file():
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            return {
                "src": f"data:{_MIME[path.suffix]};base64,{data}",
                "alt": str(figure.get("caption") or "First figure"),
            }
    return None
