"""What a notebook calls to put a chart, a table or the sentences behind a number on the page.

The same output is read in JupyterLab and, through the exporter, in an HTML report. Every text from an article, an
outlet's name or a file is escaped here; nothing is passed on as Markdown.
"""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.errors import check_choice
from analysis.publishing.describe import describe
from analysis.publishing.drawing import INK, MUTED, PAPER, RULE

MANY_MARKS = 2_000
SNIPPET = 320
_SVG = {"svg.fonttype": "none", "svg.hashsalt": "crossread"}
_FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
# In a dark page a figure changes its own ink: attribute selectors, since not every program knows CSS variables.
_DARK = {INK: "#eceae6", MUTED: "#b3b1ac", RULE: "#45484d", PAPER: "#17191c"}
_INKED = ("fill", "stroke")
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# JupyterLab shows these rules; a report has them in its own style sheet and drops this copy.
_STYLE = """<style>
.cr-table {overflow-x: auto} .cr-table caption {text-align: left; caption-side: top; padding: .3em 0}
.cr-table th, .cr-table td {text-align: left; vertical-align: top} .cr-table .num {text-align: right}
.cr-fold li {margin: .5em 0} .cr-fold cite {opacity: .75; font-style: normal; display: block; font-size: .9em}
.cr-note {border-left: 4px solid #d55e00; padding: .4em .8em; margin: .6em 0} .cr-diff ins {text-decoration: underline}
</style>"""


@dataclass(frozen=True)
class Html:
    """A piece of a page: HTML for notebooks, ``plain`` for a terminal."""

    html: str
    plain: str

    def _repr_html_(self) -> str:
        return _STYLE + self.html

    def __repr__(self) -> str:
        return self.plain


def safe(value: object) -> str:
    """Any value as HTML text: escaped, without control characters and lone surrogates.

    >>> safe("<b onclick='x'>")
    '&lt;b onclick=&#x27;x&#x27;&gt;'
    """
    return escape(_BAD.sub("\ufffd", str(value)), quote=True)


def show(
    ax: Axes,
    *,
    name: str,
    caption: str = "",
    alt: str | None = None,
    data: pd.DataFrame | None = None,
    folder: str | Path = "",
) -> None:
    """Display a chart with alt text, caption and the data behind it, and keep a copy of each in ``folder``.

    Parameters
    ----------
    ax
        The chart; its whole figure is shown, as SVG, or as PNG when it has more than 2,000 marks.
    name
        Name of the files and of the download.
    alt
        What the chart shows, in words; by default `describe` of ``data``.
    data
        The table the chart was drawn from; the report offers it as a CSV.
    folder
        Where ``name.svg``, ``name.png`` and ``name.csv`` are written; nowhere by default. The same chart gives the
        same bytes.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    figure, name = ax.get_figure(root=True), re.sub(r"[^\w.-]+", "_", name).strip("._") or "figure"
    assert isinstance(figure, Figure)
    alt = alt or (describe(data) if data is not None else caption or name)
    csv = data.to_csv(index=False, lineterminator="\n") if data is not None else ""
    if folder:
        _keep(figure, Path(folder), name, csv)
    if get_ipython() is None:
        return
    details = {"alt": alt, "caption": caption, "name": name, "csv": csv}
    bundle: dict[str, Any] = {"text/plain": alt}
    if _marks(figure) > MANY_MARKS:
        kind, bundle["image/png"] = "image/png", base64.b64encode(_png(figure)).decode("ascii")
    else:
        kind, bundle["image/svg+xml"] = "image/svg+xml", _svg(figure)
    display(bundle, metadata={kind: details}, raw=True)


def _marks(figure: Figure) -> int:
    dots = sum(np.shape(dots.get_offsets())[0] for ax in figure.axes for dots in ax.collections)
    return dots + sum(len(ax.lines) + len(ax.patches) for ax in figure.axes)


def _svg(figure: Figure) -> str:
    """The figure as SVG: text stays text, dark pages get light ink, and the same chart gives the same bytes."""
    buffer = BytesIO()
    with mpl.rc_context(_SVG), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the reader's browser has the fonts
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, facecolor=PAPER)
    svg = re.sub(r"(?<= )'DejaVu Sans'(?=[;\"])", _FONTS, buffer.getvalue().decode("utf-8"))
    rules = "".join(
        f'[style*="{what}: {ink}"] {{{what}: {dark} !important}} ' for ink, dark in _DARK.items() for what in _INKED
    )
    return svg.replace("</style>", f"@media screen and (prefers-color-scheme: dark) {{{rules}}}</style>", 1)


def _png(figure: Figure) -> bytes:
    buffer = BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        figure.savefig(buffer, format="png", dpi=192, metadata={"Software": None}, facecolor=PAPER)
    return buffer.getvalue()


def _keep(figure: Figure, folder: Path, name: str, csv: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text(_svg(figure), encoding="utf-8", newline="\n")
    (folder / f"{name}.png").write_bytes(_png(figure))
    if csv:
        (folder / f"{name}.csv").write_text(csv, encoding="utf-8", errors="replace", newline="\n")


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    formats: Mapping[str, str | Callable[[Any], str]] | None = None,
    limit: int | None = None,
) -> Html:
    """A table for readers: caption, row and column headers, numbers aligned, wide tables scroll in themselves.

    Parameters
    ----------
    formats
        For a column, a format such as ``"{:.0%}"`` or a function; whole numbers, decimals and dates have defaults.
    limit
        Rows shown; the caption says how many there are.
    """
    named = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    shown, formats = named.head(limit) if limit is not None else named, formats or {}
    title = safe(caption) + (f" ({len(shown):,} of {len(named):,} rows)" if len(shown) < len(named) else "")
    numeric = [pd.api.types.is_numeric_dtype(named[name]) for name in named.columns]
    klass = [' class="num"' if right else "" for right in numeric]
    head = "".join(f'<th scope="col"{k}>{safe(name)}</th>' for name, k in zip(named.columns, klass, strict=True))
    lines = []
    for values in shown.itertuples(index=False, name=None):
        texts = [safe(_cell(v, formats.get(str(c)))) for v, c in zip(values, named.columns, strict=True)]
        cells = [f"<td{k}>{text}</td>" for text, k in zip(texts, klass, strict=True)]
        if cells:
            cells[0] = f'<th scope="row"{klass[0]}>{texts[0]}</th>'
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    region = f'<div class="cr-table" role="group" tabindex="0" aria-label="{safe(caption)}">'
    html = f"{region}<table><caption>{title}</caption>{body}</table></div>"
    return Html(html, f"{caption}\n{shown.to_string(index=False)}")


def _cell(value: Any, spec: str | Callable[[Any], str] | None) -> str:
    if isinstance(value, (list, tuple, set, dict)):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return "–"
    if callable(spec):
        return spec(value)
    if spec:
        return spec.format(value)
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d") if value == value.normalize() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.3g}" if abs(value) < 100 else f"{value:,.1f}"
    return f"{value:,}" if pd.api.types.is_integer(value) and not isinstance(value, bool) else str(value)


def passages(frame: pd.DataFrame, *, caption: str, limit: int = 20, seed: int = 0, texts: str = "snippets") -> Html:
    """The sentences or quotes behind a number, folded: a seeded choice of at most ``limit``, in order.

    ``frame`` comes from `evidence`: columns text, and where they exist outlet, date, speaker and term, which is
    marked in the text. ``texts`` is ``"full"``, ``"snippets"`` (about 300 characters) or ``"none"``.
    """
    check_choice("texts", texts, ("none", "snippets", "full"))
    chosen = frame.sample(limit, random_state=seed).sort_index() if len(frame) > limit else frame
    items = []
    for row in chosen.to_dict("records"):
        about = [_cell(row[c], None) for c in ("speaker", "outlet", "date") if c in row and pd.notna(row[c])]
        text = "" if texts == "none" else _marked(str(row["text"]), row.get("term"), full=texts == "full")
        items.append(f"<li>{text}<cite>{safe(', '.join(about))}</cite></li>")
    title = f"{safe(caption)}: {len(chosen):,} of {len(frame):,}"
    html = f'<details class="cr-fold"><summary>{title}</summary><ul>{"".join(items)}</ul></details>'
    return Html(html, f"{caption}: {len(chosen)} of {len(frame)}")


def _marked(text: str, term: object, *, full: bool) -> str:
    """The text, cut around the term unless ``full``, with the term marked."""
    found = None
    if isinstance(term, str) and term.strip("* "):
        pattern = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in term.split())
        found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    start, end = found.span() if found else (0, 0)
    low, high = (0, len(text)) if full else (max(start - SNIPPET // 2, 0), max(end, start + SNIPPET // 2, SNIPPET))
    mark = f"<mark>{safe(text[start:end])}</mark>" if found else ""
    before, after = "… " if low else "", " …" if high < len(text) else ""
    return f"{before}{safe(text[low:start])}{mark}{safe(text[end:high])}{after}"


def diff(pieces: Iterable[tuple[str, str]]) -> Html:
    """A trimmed quotation beside the fullest version: pieces of (keep, cut or add, words)."""
    tags, pieces = {"cut": "del", "add": "ins"}, list(pieces)
    marked = (f"<{tags[op]}>{safe(words)}</{tags[op]}>" if op in tags else safe(words) for op, words in pieces)
    plain = " ".join({"cut": "[-{}-]", "add": "{{+{}+}}"}.get(op, "{}").format(words) for op, words in pieces)
    return Html(f'<p class="cr-diff">{" ".join(marked)}</p>', plain)


def note(text: str) -> Html:
    """A warning the reader should not miss.

    >>> note("One article for each outlet.")
    One article for each outlet.
    """
    return Html(f'<div class="cr-note" role="note">{safe(text)}</div>', text)
