"""A chart as SVG or PNG: the same chart gives the same bytes, and an SVG follows its reader into dark mode."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

from analysis.publishing.drawing import INK, MUTED, PAPER, RULE
from analysis.publishing.text import safe

MANY_MARKS = 2_000
_SVG = {"svg.fonttype": "none", "svg.hashsalt": "crossread"}
_FONTS = "text {font-family: Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif}"
# What no reader sees: comments, metadata, ids of groups, turns by nothing, breaks between tags.
_UNSEEN = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>| id=\"[A-Za-z]+(?:2d)?_\d+\"| transform=\"rotate\(-0 [^)]*\)\"|(?<=>)\s+(?=<)"
    r"|font-family: 'DejaVu Sans'; ?",
    re.DOTALL,
)
# In a dark page a figure changes its own ink: attribute selectors, since not every program knows CSS variables.
_DARK = {INK: "#eceae6", MUTED: "#b3b1ac", RULE: "#45484d", PAPER: "#17191c"}


def picture(ax: Any) -> tuple[str, str, str]:
    """MIME type and data as a notebook stores them, and the SVG for phones; PNG and none for more than 2,000 marks."""
    if marks(ax.figure) > MANY_MARKS:
        return "image/png", base64.b64encode(png(ax.figure)).decode("ascii"), ""
    return "image/svg+xml", svg(ax.figure), svg(ax.narrow().figure) if hasattr(ax, "narrow") else ""


def shown(notebook: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Data and metadata of whatever an executed notebook shows, in its order; nothing where there is no notebook."""
    if notebook.is_file():
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            yield from ((output.get("data", {}), output.get("metadata", {})) for output in cell.get("outputs", ()))


def tag(kind: str, data: str, alt: str, phone: str = "") -> str:
    """A picture for a page, in the page itself; an SVG for phones takes its place where there is little room."""
    narrow = f'<source media="(max-width: 40rem)" srcset="{address("image/svg+xml", phone)}">' if phone else ""
    return f'<picture>{narrow}<img alt="{safe(alt)}" src="{address(kind, data)}"></picture>'


def address(kind: str, data: str | bytes) -> str:
    """The data address of bytes, an SVG as text, or another picture in base64 already."""
    data = data.encode("utf-8", "replace") if "svg" in kind and isinstance(data, str) else data
    code = base64.b64encode(data).decode("ascii") if isinstance(data, bytes) else "".join(data.split())
    return f"data:{kind};base64,{safe(code)}"


def marks(figure: Any) -> int:
    """How many marks a figure holds, texts apart."""
    dots = sum(np.shape(dots.get_offsets())[0] for ax in figure.axes for dots in ax.collections)
    return dots + sum(len(ax.lines) + len(ax.patches) for ax in figure.axes)


def svg(figure: Any) -> str:
    """The figure as SVG: text stays text, dark pages get light ink, and the same chart gives the same bytes."""
    with mpl.rc_context(_SVG):
        text = _UNSEEN.sub("", _saved(figure, format="svg", metadata={"Date": None, "Creator": None}).decode("utf-8"))
    rules = "".join(
        f'[style*="{what}: {ink}"] {{{what}: {dark} !important}} '
        for ink, dark in _DARK.items()
        for what in ("fill", "stroke")
    )
    dark = f"{_FONTS} @media screen and (prefers-color-scheme: dark) {{{rules}}}</style>"
    return text.replace("</style>", dark, 1)


def png(figure: Any) -> bytes:
    """The figure as PNG, twice as fine as it is shown."""
    return _saved(figure, format="png", dpi=192, metadata={"Software": None})


def _saved(figure: Any, **options: Any) -> bytes:
    buffer = BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the reader's browser has the fonts
        figure.savefig(buffer, facecolor=PAPER, **options)
    return buffer.getvalue()


def keep(figure: Any, folder: Path, name: str, csv: str) -> None:
    """Write ``name.svg``, ``name.png`` and, unless it is empty, ``name.csv`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text(svg(figure), encoding="utf-8", newline="\n")
    (folder / f"{name}.png").write_bytes(png(figure))
    if csv:
        (folder / f"{name}.csv").write_text(csv, encoding="utf-8", errors="replace", newline="\n")
