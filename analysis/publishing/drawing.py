"""What every chart shares: a canvas in pixels, a grid of panels, a palette, and how numbers and the sample read.

A chart is one Axes that fills its figure; a unit is a CSS pixel and y grows downwards, so a chart is as high as its
rows. It can be drawn again half as wide, for a phone. Texts from articles are never read as mathtext.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from contextvars import ContextVar, copy_context
from functools import wraps
from math import floor, log10
from typing import Any, NamedTuple, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from analysis.publishing.text import count, label

WIDTH, NARROW, MARGIN = 720, 360, 2
# A page exchanges these four for its dark ones.
INK, MUTED, RULE, PAPER = "#1b1b1b", "#5a5a5a", "#dcdcdc", "#fefefe"
# Okabe & Ito's colours, which colour-blind readers tell apart, without the yellow (too light for a dot) and the black.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
REST = ("other named", "unnamed sources", "unattributed")
_STYLE = {"font.family": ["DejaVu Sans"], "font.size": 9, "text.parse_math": False, "hatch.linewidth": 0.6}

_width: ContextVar[int] = ContextVar("width", default=WIDTH)

P = ParamSpec("P")


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Run a chart in the house style and leave the caller's rcParams alone; ``ax.narrow()`` draws it for phones."""

    @wraps(chart)
    def run(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(_STYLE):
            ax = chart(*args, **kwargs)
        phone = copy_context()
        phone.run(_width.set, NARROW)
        ax.narrow = lambda: phone.run(run, *args, **kwargs)  # type: ignore[attr-defined]
        return ax

    return run


def width() -> int:
    """How wide the chart is that is being drawn, in pixels."""
    return _width.get()


def extent(text: str, size: float = 9) -> float:
    """About how wide a text is at a size in points, in pixels."""
    return sum(0.3 if mark in " ,.:;/|!()'’ijl" else 0.57 for mark in text) * size * 4 / 3


def number(value: float, unit: str) -> str:
    """An estimate as a reader writes it.

    >>> number(0.256, "share"), number(3.14159, "per_1000_words"), number(-0.04, "mean")
    ('26%', '3.1', '−0.04')
    """
    if pd.isna(value):
        return "–"
    if value == 0 or unit == "share":
        return "<1%" if 0 < value < 0.005 else f"{value:.0%}" if unit == "share" else "0"
    if unit == "per_1000_words":
        return f"{value:,.1f}"
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", "−")


def reading(row: Any) -> str:
    """The label of a mark: the counts where there is one article, else the estimate."""
    counts = row.articles == 1 and row.unit in ("share", "per_1000_words") and pd.notna(row.n) and pd.notna(row.of)
    return f"{row.n:,.0f}/{row.of:,.0f}" if counts else number(row.value, row.unit)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG contrast, never below 4.5).

    >>> ink_on("#0072b2"), ink_on("#e69f00")
    ('#ffffff', '#000000')
    """
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000000" if luminance > 0.179 else "#ffffff"


def tint(colour: str, share: float) -> str:
    """A colour mixed with white; ``share`` is how much of the colour stays."""
    return "#" + "".join(f"{round(255 * (1 - share + share * c)):02x}" for c in to_rgb(colour))


def bounds(values: pd.DataFrame) -> tuple[float, float]:
    """Where an axis for these values begins and ends: from 0 to a round number, or evenly around 0.

    >>> bounds(pd.DataFrame({"value": [0.02, 0.37]})), bounds(pd.DataFrame({"value": [-0.1, 0.04]}))
    ((0.0, 0.4), (-0.1, 0.1))
    """
    known = values.stack().dropna() if len(values) else pd.Series(dtype=float)  # noqa: PD013
    most = float(known.abs().max()) if len(known) else 0.0
    power = 10.0 ** floor(log10(most)) if most > 0 else 1.0
    steps = (round(step * power, 12) for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10))
    high = next((step for step in steps if step >= most * 0.999999), 10 * power)
    return (-high if (known < 0).any() else 0.0), high


def sizes(table: pd.DataFrame) -> pd.DataFrame:
    """Articles and events of each group, in the order of the table: index group, columns articles, events, name.

    The name is the group as charts say it: with the agency that wrote all its articles, "Bangkok Post (AFP)".
    """
    keys = [table["group"], table["period"].fillna("")]
    largest = table[["articles", "events"]].groupby(keys, sort=False).max()
    groups = largest.groupby(level=0, sort=False).sum()
    return groups.assign(name=[table.attrs.get("names", {}).get(group, group) for group in groups.index])


def sample(table: pd.DataFrame) -> str:
    """The line under every chart: how many articles, events and groups, and what follows from it."""
    of, noun = sizes(table), label(table.attrs.get("by", "outlet"))
    low, high = of["events"].min(), of["events"].max()
    events = count(high, "event") if low == high else f"{low:,} to {high:,} events"
    # Several speakers stand in one article.
    articles = "" if noun == "speaker" else f"{count(of['articles'].sum(), 'article')}, "
    line = f"{articles}{count(len(of), noun)}, {events} for each."
    if (of["articles"] == 1).all():
        return f"{line} One article for each {noun}: describes these articles, not these {noun}s."
    hollow = f" Hollow: one article; describes the article, not the {noun}."
    return line + hollow * bool((of["articles"] == 1).any())


def canvas(body: float, *, ax: Axes | None, title: str, foot: str) -> tuple[Axes, float]:
    """An empty axes with a title above and a foot line below ``body`` pixels; also where the body begins."""
    head = textwrap.wrap(label(title, 240), int(width() / 9.2))
    notes = textwrap.wrap(label(foot, 900), int(width() / 5.4))
    top = 4.0 + 20 * len(head) + 10 * bool(head)
    height = top + body + 16 + 15 * len(notes) + 4
    if ax is None:
        ax = Figure(figsize=(width() / 96, height / 96), facecolor=PAPER).add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0, width()), ylim=(height, 0))
    ax.set_axis_off()
    for line, text in enumerate(head):
        ax.text(MARGIN, 4 + 20 * line, text, size=12, weight="bold", color=INK, va="top")
    for line, text in enumerate(notes):
        ax.text(MARGIN, top + body + 16 + 15 * line, text, size=8, color=MUTED, va="top")
    return ax, top


class Panel(NamedTuple):
    """A column of a grid: what it shows, where it stands (x0 to x1, its first row begins at y), its colour."""

    key: Any
    x0: float
    x1: float
    y: float
    colour: str


def grid(
    columns: pd.DataFrame, rows: Sequence[object], *, step: float, least: float, ax: Axes | None, title: str, foot: str
) -> tuple[Axes, list[Panel]]:
    """Panels side by side in bands, each at least so wide and with its head; names of the rows stand at the left.

    The index (or the column name) of ``columns`` names the panels, articles and events stand under the names. ``rows``
    without names get no room at the left.
    """
    names = [label(row, 30 if width() == WIDTH else 22) for row in rows]
    longest = max(map(extent, names), default=0)
    left = longest + 16 if longest else 0.0
    across = max(int((width() - left) / least), 1)
    bands = max(-(-len(columns) // across), 1)
    across = max(-(-len(columns) // bands), 1)
    wide = (width() - left) / across
    named = columns.get("name", columns.index)
    heads = [textwrap.wrap(label(name, int(wide / 2.4)), int(wide / 7.4))[:3] for name in named]
    top = 26 + 12 * max([2, *map(len, heads)])
    ax, y = canvas(bands * (top + step * len(rows) + 26), ax=ax, title=title, foot=foot)
    panels = []
    for place, (key, size) in enumerate(columns.iterrows()):
        x, begin = left + wide * (place % across), y + (place // across) * (top + step * len(rows) + 26) + top
        colour = MUTED if key == "unknown" else PALETTE[place] if len(columns) <= len(PALETTE) else PALETTE[0]
        panels.append(Panel(key, x + 10, x + wide - 14, begin, colour))
        ax.text(x + 4, begin - 24, "\n".join(heads[place]), weight="bold", color=INK, va="baseline", linespacing=1.1)
        about = [count(size[noun + "s"], noun) for noun in ("article", "event") if noun + "s" in size]
        about = about if extent(", ".join(about), 8) < wide else about[:1]
        ax.text(x + 4, begin - 12, ", ".join(about), size=8, color=MUTED, va="center")
        for line, row in enumerate(names if place % across == 0 else []):
            middle = begin + step * (line + 0.5)
            ax.text(MARGIN, middle + 4, row, color=INK, va="baseline")
            if line:
                ax.plot([MARGIN, width() - MARGIN], [middle - step / 2] * 2, color=RULE, lw=0.5, clip_on=False)
    return ax, panels
