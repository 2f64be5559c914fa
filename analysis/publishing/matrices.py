"""Charts with a row for each quotation or event, a column for each outlet, and a cell for what the outlet has of it."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from analysis import tables
from analysis.publishing.drawing import INK, MARGIN, MUTED, RULE, canvas, styled, width
from analysis.publishing.text import count, label

_FORMS = {
    "full": "#8cc5a4",
    "trimmed": "#f2cf7e",
    "reworded": "#f0b48a",
    "paraphrased": "#b9cfe6",
    "not carried": "#e9e9e9",
    "cannot tell": "#ffffff",
}


@styled
def quote_matrix(matrix: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 30) -> Axes:
    """Which outlet carries which quotation, and in what form.

    ``matrix`` has a row for each utterance (speaker and text are columns or index) and a column for each outlet that
    says full, trimmed, reworded, paraphrased, not carried or cannot tell; the first ``top`` rows are drawn.
    """
    matrix = matrix.reset_index() if "text" not in matrix else matrix
    tables.require(matrix, ["speaker", "text"], name="quote_matrix")
    outlets = [name for name in matrix.columns if matrix[name].isin(list(_FORMS)).any()]
    wide = _wide(outlets)
    foot = f"{count(len(matrix), 'quotation')}, {count(len(outlets), 'outlet')}."
    foot += f" The first {top} are drawn." * (top < len(matrix))
    foot += " F full, T trimmed, R reworded, P paraphrased, – not carried, ? cannot tell." * (wide < 76)
    lines = []
    for _, row in matrix.head(top).iterrows():
        forms = [row[outlet] if row[outlet] in _FORMS else "cannot tell" for outlet in outlets]
        short = [{"not carried": "–", "cannot tell": "?"}.get(form, form[0].upper()) for form in forms]
        cells = [(form if wide >= 76 else mark, _FORMS[form]) for form, mark in zip(forms, short, strict=True)]
        speaker = "unattributed" if pd.isna(row["speaker"]) else row["speaker"]
        lines.append((speaker, f"“{row['text']}”", cells))
    return _matrix(lines, outlets, ax=ax, title=title, foot=foot)


@styled
def coverage(
    counts: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 20, outlets: int = 12
) -> Axes:
    """How many articles each outlet has on each event, darker for more.

    ``counts`` has a row for each event (indexed by event and event_title) and a column for each outlet; the first
    ``top`` events and the ``outlets`` with the most articles are drawn.
    """
    rows = counts.reset_index("event_title") if "event_title" in counts.index.names else counts
    tables.require(rows, ["event_title"], name="coverage")
    numbers = rows.drop(columns="event_title")
    drawn = numbers.sum().sort_values(ascending=False, kind="stable").index[:outlets].tolist()
    foot = f"{count(len(counts), 'event')}, {count(numbers.shape[1], 'outlet')}."
    foot += f" Drawn: the {min(top, len(counts))} events and {len(drawn)} outlets with most."
    most = max(int(numbers[drawn].head(top).to_numpy().max(initial=1)), 1)
    shade = LinearSegmentedColormap.from_list("crossread", ["#f2f6fa", "#6baed6"])
    lines = []
    for event, row in rows.head(top).iterrows():
        cells = [(str(row[o]) if row[o] else "–", to_hex(shade(row[o] / most)) if row[o] else "#ffffff") for o in drawn]
        lines.append((row["event_title"], event, cells))
    return _matrix(lines, drawn, ax=ax, title=title, foot=foot)


def _wide(outlets: list[Any]) -> float:
    return min(width() * 0.625 / max(len(outlets), 1), 110)


def _matrix(
    lines: list[tuple[str, str, list[tuple[str, str]]]], outlets: list[Any], *, ax: Axes | None, title: str, foot: str
) -> Axes:
    """Rows with a bold and a muted line of text, and a cell (text, colour) for each outlet."""
    wide = _wide(outlets)
    left = width() - MARGIN - wide * len(outlets)
    ax, y = canvas(42 + 40 * len(lines), ax=ax, title=title, foot=foot)
    for column, outlet in enumerate(outlets):
        name = "\n".join(wrap(label(outlet, int(wide / 3)), max(int(wide / 6.2), 1), break_long_words=False)[:2])
        _cell(ax, left + column * wide, y, wide, name, "", "bold")
    for line, (bold, muted, cells) in enumerate(lines, start=1):
        low, room = y + 40 * line + 2, left - 30
        ax.text(MARGIN, low + 12, label(bold, int(room / 6.4)), size=8.5, weight="bold", color=INK, va="center")
        ax.text(MARGIN, low + 28, label(muted, int(room / 5.6)), size=8, color=MUTED, va="center")
        for column, (text, colour) in enumerate(cells):
            _cell(ax, left + column * wide, low, wide, text, colour)
    return ax


def _cell(ax: Axes, x: float, y: float, wide: float, text: str, colour: str, weight: str = "normal") -> None:
    if colour:
        ax.add_patch(Rectangle((x + 1, y + 1), wide - 2, 38, facecolor=colour, edgecolor=RULE, lw=0.5, clip_on=False))
    size = 8 if wide >= 60 else 6.5
    place: dict[str, Any] = {"ha": "center", "va": "center_baseline", "weight": weight, "size": size}
    ax.text(x + wide / 2, y + 20, text, color="#000000" if colour else INK, **place)
