"""What a notebook calls to put a chart, a table or the sentences behind a number on the page.

The same output is read in JupyterLab and, through the exporter, in an HTML report. Every text from an article, an
outlet's name or a file is escaped here; nothing is passed on as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from analysis.errors import check_choice
from analysis.publishing.text import TEXTS, count, defuse, marked, places, safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Html", "keep_passages", "note", "pairs", "passages", "safe", "show", "table"]

_ALIGNED = (pd.api.types.is_numeric_dtype, pd.api.types.is_datetime64_any_dtype)
_ABOUT = ("speaker", "rule", "outlet", "date")
_WORDS = ("text", "term", "replacement", "quoted", "missing", "added")
# JupyterLab shows these rules; a report has them in its own style sheet and drops this copy.
_STYLE = """<style>
.cr-table {overflow-x: auto}
.cr-table caption {text-align: left; caption-side: top; padding: .3em 0; width: max-content}
.cr-table.cr-table table th, .cr-table.cr-table table td {text-align: left; vertical-align: top}
.cr-table.cr-table table .num {text-align: right; white-space: nowrap}
.cr-table.cr-table table .short, .cr-kwic .cr-table table td {white-space: nowrap} .cr-table .long {min-width: 18em}
.cr-kwic .cr-table table tr > :nth-child(2) {text-align: right}
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
        The chart; its whole figure is shown, as SVG, or as PNG when it has more than 2,000 marks. On a phone a report
        shows the chart as it is drawn anew for little room.
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

    from analysis.publishing import pictures
    from analysis.publishing.describe import describe

    figure, name = ax.figure, re.sub(r"[^\w.-]+", "_", name).strip("._") or "figure"
    alt = alt or (describe(data) if data is not None else caption or name)
    options = {"float_format": "%.6g", "lineterminator": "\n"}
    csv = data.map(defuse).to_csv(index=data.index.nlevels > 1, **options) if data is not None else ""
    if folder:
        pictures.keep(figure, Path(folder), name, csv)
    if get_ipython() is None:
        return
    kind, picture, phone = pictures.picture(ax)
    details = {"alt": alt, "caption": caption, "name": name, "csv": csv, "phone": phone}
    display({kind: picture, "text/plain": alt}, metadata={kind: details}, raw=True)


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
    frame
        A cell may be `Html`, which is taken as it is.
    formats
        For a column, a format such as ``"{:.0%}"`` or a function; whole numbers, decimals and dates have defaults.
    limit
        Rows shown; the caption says how many there are.
    """
    named = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    shown, formats = named.head(limit) if limit is not None else named, formats or {}
    title = caption[:1].upper() + caption[1:] + f" ({len(shown):,} of {len(named):,} rows)" * (len(shown) < len(named))
    if named.empty:
        return note(f"{title}: none.")
    columns = [
        [cell if isinstance(cell, Html) else _cell(cell, formats.get(str(name))) for cell in shown.iloc[:, i]]
        for i, name in enumerate(shown)
    ]
    kinds = [_kind(dtype, cells) for dtype, cells in zip(named.dtypes, columns, strict=True)]
    heads = zip((str(name).replace("_", " ") for name in named), kinds, strict=True)
    head = "".join(f'<th scope="col"{kind}>{safe(name)}</th>' for name, kind in heads)
    lines = []
    for row in zip(*columns, strict=True):
        first, *rest = [cell.html if isinstance(cell, Html) else safe(cell) for cell in row]
        cells = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(rest, kinds[1:], strict=True))
        lines.append(f'<tr><th scope="row"{kinds[0]}>{first}</th>{cells}</tr>')
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    region = f'<div class="cr-table" role="group" tabindex="0" aria-label="{safe(caption)}">'
    html = f"{region}<table><caption>{safe(title)}</caption>{body}</table></div>"
    return Html(html, f"{caption}\n{shown.to_string(index=False)}")


def pairs(rows: Mapping[str, Any], *, caption: str, names: tuple[str, str] = ("What", "Value")) -> str:
    """A table of two columns, as HTML: names and what belongs to them; what is missing or empty is left out."""
    known = [(name, value) for name, value in rows.items() if value not in (None, "")]
    return table(pd.DataFrame(known, columns=list(names)), caption=caption).html


def _kind(dtype: Any, cells: list[Any]) -> str:
    """How the cells of a column stand: numbers and days at the right, short texts on one line, long ones with room."""
    if any(is_kind(dtype) for is_kind in _ALIGNED):
        return ' class="num"'
    longest = max((len(str(cell)) for cell in cells), default=0)
    return ' class="long"' if longest > 60 else ' class="short"' if longest <= 24 else ""


def _cell(value: Any, spec: str | Callable[[Any], str] | None = None) -> str:
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

    Parameters
    ----------
    frame
        From `evidence`: columns text, and where they exist speaker, rule, outlet, date, and term, which is marked.
    texts
        ``full``, ``snippets`` (about 300 characters) or ``none``.
    """
    check_choice("texts", texts, TEXTS)
    chosen = frame.sample(limit, random_state=seed).sort_index() if len(frame) > limit else frame
    items = []
    for row in chosen.to_dict("records"):
        about = [_cell(row[c]) for c in _ABOUT if c in row and pd.notna(row[c])]
        text, term = str(row["text"]), row.get("term")
        place = places(term).search(text) if isinstance(term, str) and term.strip("* ") else None
        words = "" if texts == "none" else marked(text, *(place.span() if place else (0, 0)), full=texts == "full")
        items.append(f"<li>{words}<cite>{safe(', '.join(about))}</cite></li>")
    title = f"{caption}: {len(chosen):,} of {len(frame):,}"
    html = f'<details class="cr-fold"><summary>{safe(title)}</summary><ul>{"".join(items)}</ul></details>'
    return Html(html, title)


def keep_passages(
    frame: pd.DataFrame, *, name: str, folder: str | Path, texts: str = "snippets", what: str = "passage"
) -> Html:
    """Write all passages behind a measure to ``folder/NAME.csv``, which any spreadsheet opens safely; a link to it.

    Parameters
    ----------
    name
        Of the file: the notebook's and, after a dot, the measure's, such as ``topics.rate``.
    folder
        Stands beside the page; empty to write nothing.
    texts
        With ``none`` the file says where the passages stand, without their words.
    what
        What a row is. The index of a run counts the rows that are tests (files ``*.tests.csv``, with a column p).
    """
    if not folder:
        return Html("", "")
    words = [c for c in _WORDS if c in frame and texts == "none"]
    home, kept = Path(folder), frame.drop(columns=words).map(defuse)
    home.mkdir(parents=True, exist_ok=True)
    kept.to_csv(home / f"{name}.csv", index=False, encoding="utf-8-sig", errors="replace", lineterminator="\n")
    said = f"{count(len(frame), what)} behind {name}, as a table"
    return Html(f'<p class="data"><a href="{quote(f"{home.name}/{name}.csv")}">{safe(said)}</a></p>', said)


def note(*texts: str) -> Html:
    """What the reader should not miss, a line for each text; nothing when there is none.

    >>> note("One article for each outlet.")
    One article for each outlet.
    """
    lines = "".join(f"<p>{safe(text)}</p>" for text in texts)
    return Html(f'<div class="cr-note" role="note">{lines}</div>' if texts else "", "\n".join(texts))
