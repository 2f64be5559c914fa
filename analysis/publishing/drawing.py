"""What every chart shares: a canvas measured in pixels, a palette, how numbers read, and the line that says n.

A chart is drawn on one Axes that fills its figure; one unit is one CSS pixel and y grows downwards, so every chart is
exactly as high as its rows. Ink, muted ink, rules and paper are four fixed colours that a page may exchange for its
dark ones. Texts from articles are made safe here: no mathtext, no control characters, no lone surrogates.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

WIDTH = 720
INK, MUTED, RULE, PAPER = "#1b1b1b", "#5a5a5a", "#dcdcdc", "#fefefe"
# Okabe & Ito's colours, which colour-blind readers tell apart, without the yellow (too light for a dot) and the black.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
REST = ("other named", "unnamed sources", "unattributed")
ONE_ARTICLE = "One article for each {by}: describes these articles, not these {by}s."
_STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
}
_BAD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

P = ParamSpec("P")


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Run a chart with the house style, leaving the caller's rcParams as they were."""

    @wraps(chart)
    def run(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(_STYLE):
            return chart(*args, **kwargs)

    return run


def label(value: object, limit: int = 28) -> str:
    """Any value as one safe line of at most ``limit`` characters.

    >>> label("Volodymyr Oleksandrovych Zelenskyy of Ukraine", 20)
    'Volodymyr Oleksandr…'
    """
    text = " ".join(_BAD.sub("\ufffd", str(value)).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def wrap(value: object, pixels: float, *, lines: int = 2) -> str:
    """A label broken into lines that fit ``pixels`` at the base size."""
    width = max(int(pixels / 6.4), 4)
    found = textwrap.wrap(label(value, width * lines), width)[:lines]
    return "\n".join(found)


def count(n: float, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "article"), count(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{n:,.0f} {noun}" + ("" if n == 1 else "s")


def number(value: float, unit: str) -> str:
    """An estimate as a reader writes it.

    >>> number(0.256, "share"), number(3.14159, "per_1000_words"), number(-0.04, "mean")
    ('26%', '3.1', '−0.04')
    """
    if pd.isna(value):
        return "–"
    if unit == "share":
        return "<1%" if 0 < value < 0.005 else f"{value:.0%}"
    if unit == "per_1000_words":
        return "0" if value == 0 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"
    return f"{value:+.2f}".replace("-", "−")


def reading(row: Any) -> str:
    """The label of one mark: the counts where there is one article, else the estimate."""
    if row.articles == 1 and row.unit == "share":
        return f"{row.n:,.0f} of {row.of:,.0f}"
    if row.articles == 1 and row.unit == "per_1000_words":
        return f"{row.n:,.0f} in {row.of:,.0f}"
    return number(row.value, row.unit)


def nice(value: float) -> float:
    """The least round number that is not below a positive value.

    >>> nice(0.37), nice(8.2)
    (0.4, 10.0)
    """
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(step * power, 12) for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * 0.999999)


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour (WCAG contrast, never below 4.5).

    >>> ink_on("#0072b2"), ink_on("#e69f00")
    ('#ffffff', '#000000')
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"


def tint(colour: str, share: float) -> str:
    """A colour mixed with white; ``share`` is how much of the colour stays."""
    return "#" + "".join(f"{round(255 * (1 - share + share * c)):02x}" for c in to_rgb(colour))


def group_sizes(table: pd.DataFrame) -> pd.DataFrame:
    """Articles and events of each group, in the order of the table: index group, columns articles, events."""
    periods = table["period"].fillna("") if "period" in table else pd.Series("", index=table.index)
    sizes = table[["articles", "events"]].groupby([table["group"], periods], sort=False, dropna=False).max()
    return sizes.groupby(level=0, sort=False, dropna=False).sum()


def by(table: pd.DataFrame) -> str:
    """What the groups are: outlets, unless the table says otherwise."""
    return label(table.attrs.get("by", "outlet"))


def sample(table: pd.DataFrame) -> str:
    """The line that stands under every chart: how many articles, events and groups, and what follows from it."""
    sizes, noun = group_sizes(table), by(table)
    low, high = (int(sizes["events"].min()), int(sizes["events"].max())) if len(sizes) else (0, 0)
    events = count(high, "event") if low == high else f"{low:,} to {high:,} events"
    line = f"{count(sizes['articles'].sum(), 'article')} · {events} for each {noun} · {count(len(sizes), noun)}."
    if len(sizes) and (sizes["articles"] == 1).all():
        return f"{line} {ONE_ARTICLE.format(by=noun)}"
    if (sizes["articles"] == 1).any():
        line += f" Hollow: one article, describes the article, not the {noun}."
    return line


def canvas(body: float, *, ax: Axes | None, title: str, foot: str) -> tuple[Axes, float]:
    """An empty axes with a title above and a foot line below ``body`` pixels; also where the body begins."""
    head = textwrap.wrap(label(title, 300), 84)
    notes = textwrap.wrap(label(foot, 900), 118)
    top = 12 + 20 * len(head) + (8 if head else 0)
    height = top + body + 14 + 15 * len(notes) + 6
    if ax is None:
        ax = Figure(figsize=(WIDTH / 96, height / 96), facecolor=PAPER).add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.set_axis_off()
    for line, text in enumerate(head):
        ax.text(10, 12 + 20 * line, text, size=12, weight="bold", color=INK, va="top")
    for line, text in enumerate(notes):
        ax.text(10, top + body + 14 + 15 * line, text, size=8, color=MUTED, va="top")
    return ax, float(top)


def row_labels(ax: Axes, texts: Sequence[object], *, top: float, height: float, width: float) -> None:
    """Names of the rows at the left, hairlines between them."""
    for row, text in enumerate(texts):
        middle = top + (row + 0.5) * height
        ax.text(10, middle, label(text, int(width / 6.2)), color=INK, va="center")
        if row:
            ax.plot([10, WIDTH - 10], [middle - height / 2] * 2, color=RULE, lw=0.5)


def label_width(texts: Sequence[object], limit: float = 190) -> float:
    """Pixels for the names of rows."""
    return min(max((len(label(text)) for text in texts), default=0) * 6.4 + 22, limit)
