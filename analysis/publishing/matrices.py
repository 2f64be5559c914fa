"""Charts with a row for each quotation or event, a column for each outlet, and a cell for what the outlet has of it."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from analysis import tables
from analysis.publishing.drawing import INK, MARGIN, MUTED, PAPER, RULE, WIDTH, canvas, extent, styled, width
from analysis.publishing.text import count, label

_FORMS = {
    "full": "#8cc5a4",
    "trimmed": "#f2cf7e",
    "reworded": "#f0b48a",
    "paraphrased": "#b9cfe6",
    "not carried": "#e9e9e9",
    "cannot tell": PAPER,
}
_SHORT = {"full": "F", "trimmed": "T", "reworded": "R", "paraphrased": "P", "not carried": "–", "cannot tell": "?"}
_Row = tuple[str, str, list[tuple[str, str]]]
_CELLS = 0.625  # of a chart's width, at most, for the outlets


@styled
def quote_matrix(matrix: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 30) -> Axes:
    """Which outlet carries which quotation, and in what form.

    ``matrix`` has a row for each utterance (its number, speaker and text are columns or index) and a column for each
    outlet that says full, trimmed, reworded, paraphrased, not carried or cannot tell; the first ``top`` rows are drawn,
    and as many outlets as there is room for. ``attrs`` may hold what the event is (about) and the day of each outlet's
    last article (days).
    """
    matrix = matrix.reset_index()
    tables.require(matrix, ["utterance", "speaker", "text"], name="quote_matrix")
    found = matrix.loc[:, matrix.isin(list(_FORMS)).any()]
    most = found.isin(list(_FORMS)[:4]).sum().nlargest(int(width() * _CELLS / 15), keep="first").index
    outlets = [outlet for outlet in found if outlet in most]
    in_words = _wide(outlets) >= 76
    foot = f"{matrix.attrs.get('about', '')}{count(found.shape[1], 'outlet')}, {count(len(matrix), 'utterance')}."
    foot += f" The first {top} utterances are drawn." * (top < len(matrix))
    foot += f" The {len(outlets)} outlets that carry most are drawn." * (len(outlets) < found.shape[1])
    foot += f" {', '.join(f'{short} {form}' for form, short in _SHORT.items())}." * (not in_words)
    lines = []
    for _, row in matrix.head(top).iterrows():
        cells = [(form if in_words else _SHORT[form], _FORMS[form]) for form in row[outlets]]
        quoted = row["text"] and row[outlets].isin(["full", "trimmed", "reworded"]).any()  # else no outlet has marks
        lines.append((f"{row['utterance']}. {row['speaker']}", f"“{row['text']}”" if quoted else row["text"], cells))
    days = matrix.attrs.get("days", {})
    heads = [f"{label(outlet)} {days.get(outlet, '')}".rstrip() for outlet in outlets]
    return _matrix(lines, heads, ax, title=title, foot=foot)


@styled
def coverage(
    counts: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 20, outlets: int = 12
) -> Axes:
    """How many articles each outlet has on each event, darker for more.

    ``counts`` has a row for each event (indexed by event and event_title) and a column for each outlet. The first
    ``top`` events are drawn, the ``outlets`` with most articles on them, and the other outlets together.
    """
    tables.require(counts.index.to_frame(), ["event_title"], name="coverage")
    drawn = counts.head(top)
    most = drawn.sum().sort_values(ascending=False, kind="stable").loc[lambda articles: articles > 0].index
    cells = drawn[most[:outlets]].copy()
    if len(most) > outlets:
        cells[count(len(most) - outlets, "other")] = drawn[most[outlets:]].sum(axis=1)
    highest = max(cells.to_numpy().max(initial=1), 1)
    shade = LinearSegmentedColormap.from_list("crossread", ["#f2f6fa", "#6baed6"])
    lines = []
    for ((*_, name), articles), row in zip(drawn.iterrows(), cells.to_numpy(), strict=True):
        marks = [(str(n) if n else "–", to_hex(shade(n / highest)) if n else PAPER) for n in row]
        lines.append((name, f"{count(articles.sum(), 'article')}, {count((articles > 0).sum(), 'outlet')}", marks))
    whole = (len(counts), "event"), ((counts.sum() > 0).sum(), "outlet"), (counts.to_numpy().sum(), "article")
    foot = f"{', '.join(count(*n) for n in whole)}." + f" The first {top} are drawn." * (top < len(counts))
    return _matrix(lines, [str(outlet) for outlet in cells], ax, title=title, foot=foot)


def _wide(heads: list[Any]) -> float:
    """How wide a column is; on a phone the text has the room."""
    return min(width() * _CELLS / max(len(heads), 1), 110 if width() == WIDTH else 40)


def _matrix(lines: list[_Row], heads: list[str], ax: Axes | None, **about: str) -> Axes:
    """Rows with a bold and a muted text of up to two lines each, and a cell (text, colour) for each head.

    Heads are turned where a word is wider than its column.
    """
    wide = _wide(heads)
    left = width() - MARGIN - wide * len(heads)
    names = [wrap(label(head, 60), max(int(wide / 8), 1), break_long_words=False) for head in heads]
    turned = any(extent(line, 9) > wide for name in names for line in name)
    names = [[label(head, 40)] for head in heads] if turned else names
    high = 8 + max((extent(name[0], 10) if turned else 13 * len(name) for name in names), default=0)
    texts = [(_wrapped(bold, left / 7.6), _wrapped(muted, left / 6.3)) for bold, muted, _ in lines]
    step = 16 + 13 * max((len(bold) + len(muted) for bold, muted in texts), default=0)
    ax, top = canvas(high + step * len(lines), ax=ax, **about)
    place: dict[str, Any] = {"ha": "center", "va": "bottom", "rotation": 90 * turned, "weight": "bold", "color": INK}
    for column, name in enumerate(names):
        for above, line in enumerate(reversed(name)):
            ax.text(left + wide * (column + 0.5), top + high - 4 - 13 * above, line, size=8, **place)
    for row, ((bold, muted), (*_, cells)) in enumerate(zip(texts, lines, strict=True)):
        low = top + high + step * row
        ax.text(MARGIN, low + 7, "\n".join(bold), size=8.5, weight="bold", color=INK, va="top")
        ax.text(MARGIN, low + 8 + 13 * len(bold), "\n".join(muted), size=8, color=MUTED, va="top")
        for column, (text, colour) in enumerate(cells):
            box: dict[str, Any] = {"facecolor": colour, "edgecolor": RULE, "lw": 0.5, "clip_on": False}
            ax.add_patch(Rectangle((left + wide * column + 1, low + 1), wide - 2, step - 2, **box))
            place = {"ha": "center", "va": "center_baseline", "size": 8 if wide >= 34 else 7}
            ink = INK if colour == PAPER else "#000000"  # a dark page exchanges both
            ax.text(left + wide * (column + 0.5), low + step / 2, text, color=ink, **place)
    return ax


def _wrapped(text: object, characters: float) -> list[str]:
    """A text in one or two lines of about so many characters."""
    return wrap(label(text, 200), max(int(characters), 1), max_lines=2, placeholder=" …")
