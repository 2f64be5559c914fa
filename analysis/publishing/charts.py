"""Estimates to charts: a table in, matplotlib ``Axes`` out, nothing computed on the way but where a mark goes.

A hollow mark rests on one article and is labelled with its counts; a small one rests on fewer than ten; a line through
a mark is its interval. Labels stand on the marks, so no chart needs a legend, and the foot of each says how many
articles, events and outlets it rests on.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from analysis import tables
from analysis.measures.statistics import UNKNOWN
from analysis.publishing.describe import describe
from analysis.publishing.drawing import (
    INK,
    MARGIN,
    MUTED,
    PALETTE,
    PAPER,
    REST,
    RULE,
    Panel,
    bounds,
    canvas,
    extent,
    grid,
    ink_on,
    number,
    reading,
    sample,
    sizes,
    styled,
    tint,
    width,
)
from analysis.publishing.matrices import coverage, quote_matrix
from analysis.publishing.text import count, label

__all__ = ["coverage", "describe", "estimates", "heatmap", "quote_matrix", "shares", "tone", "trend", "words"]

FEW = 10
LINES, DENSE = 60, 30  # how many lines a page can hold, and how many periods a line with marks
ENDS = 36  # pixels at the end of a line, for its last value
_UNITS = {"share": "Share", "per_1000_words": "Per 1,000 words", "mean": "Mean", "log_odds": "Log-odds"}
_HATCHES = {"other named": "", "unnamed sources": "\\\\\\", "unattributed": "////"}


def _parts(table: pd.DataFrame, top: int | None) -> list[Any]:
    """The parts found anywhere by their largest value, or over periods by how often; what is left over comes last."""
    tables.require(table, "estimates", name="estimates")
    largest = table.groupby("part", sort=False).agg(value=("value", "max"), n=("n", "sum"))
    largest = largest.sort_values("n" if table["period"].notna().any() else "value", ascending=False)
    found = largest.index if (table["unit"] == "mean").any() else largest.index[largest["n"] > 0]
    return [part for part in found if part not in REST][:top] + [part for part in REST if part in found]


def _foot(table: pd.DataFrame) -> str:
    """What is measured, the sample, and the parts that were found nowhere."""
    if table.empty:
        return "No estimates."
    measure, unit = str(table["measure"].iloc[0]).partition(", ")[2], _UNITS.get(table["unit"].iloc[0], "")
    found = table.groupby("part", sort=False)["n"].max()
    none = [part for part in found.index[found == 0] if part not in REST and table["unit"].iloc[0] != "mean"]
    nowhere = f" Found nowhere: {', '.join(map(str, none))}." if none else ""
    return f"{measure[:1].upper()}{measure[1:] or unit}. {sample(table)}{nowhere}"


def _rows(table: pd.DataFrame, group: Any, parts: list[Any]) -> pd.DataFrame:
    """One group's estimates, a row for each part."""
    return table[table["group"] == group].drop_duplicates("part").set_index("part").reindex(parts)


def _mark(ax: Axes, x: float, y: float, *, articles: int, colour: str) -> None:
    """A dot, hollow for one article, small for fewer than ten."""
    face, size = (PAPER, 38) if articles == 1 else (colour, 22 if articles < FEW else 42)
    ax.scatter([x], [y], s=size, facecolors=face, edgecolors=colour, linewidths=1.4, zorder=3, clip_on=False)


def _dots(ax: Axes, panel: Panel, rows: pd.DataFrame, axis: tuple[float, float]) -> None:
    """One panel of dots, with its scale underneath."""
    low, high = axis
    unit = next(iter(rows["unit"].dropna()), "share")
    bottom = panel.y + 24 * len(rows)

    def at(value: float) -> float:
        return panel.x0 + (value - low) / (high - low) * (panel.x1 - panel.x0)

    for tick in sorted({low, 0.0, high}):
        ax.plot([at(tick)] * 2, [panel.y, bottom], color=RULE, lw=0.5 if tick else 1.2, clip_on=False)
        side = {low: "left", high: "right"}.get(tick, "center")
        ax.text(at(tick), bottom + 4, number(tick, unit), size=7.5, color=MUTED, ha=side, va="top")
    for line, row in enumerate(rows.itertuples()):
        y = panel.y + 24 * (line + 0.5)
        if pd.isna(row.value):
            ax.text(at(max(low, 0)), y, "–", size=8, color=MUTED, ha="center", va="center_baseline")
            continue
        ends = (row.value, row.value) if pd.isna(row.low) or pd.isna(row.high) else (row.low, row.high)
        if ends[0] < ends[1]:
            ax.plot([at(ends[0]), at(ends[1])], [y, y], color=panel.colour, lw=1.6, alpha=0.6, clip_on=False)
        _mark(ax, at(row.value), y, articles=row.articles, colour=panel.colour)
        _beside(ax, reading(row), (at(ends[0]), at(row.value), at(ends[1])), y, panel, INK if row.value else MUTED)


def _beside(ax: Axes, text: str, at: tuple[float, float, float], y: float, panel: Panel, ink: str) -> None:
    """A mark's label: right of it, or left where it would leave the panel, or above where neither has room."""
    room = extent(text, 8) + 8
    if at[2] + room < panel.x1 + 12:
        ax.text(at[2] + 8, y, text, size=8, color=ink, va="center_baseline")
    elif at[0] - room > panel.x0 - 12:
        ax.text(at[0] - 8, y, text, size=8, color=ink, ha="right", va="center_baseline")
    else:
        ax.text(at[1], y - 5, text, size=7, color=ink, ha="center", va="bottom")


@styled
def estimates(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int | None = None) -> Axes:
    """Dots for any ``estimates`` table: parts as rows, groups side by side on one scale.

    Parts stand in the order of their largest value; those found nowhere are named in the foot. ``top`` keeps that
    many parts besides other, unnamed and unattributed.
    """
    parts = _parts(table, top)
    shown = table[table["part"].isin(parts)]
    axis = bounds(shown[["value", "low", "high"]])
    longest = max((extent(reading(row), 8) for row in shown.itertuples()), default=0)
    ax, panels = grid(
        sizes(table), parts, step=24, least=max(100, 2 * longest + 18), ax=ax, title=title, foot=_foot(table)
    )
    for panel in panels:
        _dots(ax, panel, _rows(table, panel.key, parts), axis)
    return ax


@styled
def tone(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "") -> Axes:
    """Tone: groups as rows in the order of the table, inside and outside quotation marks side by side."""
    tables.require(table, "estimates", name="tone")
    groups, parts = sizes(table), pd.DataFrame(index=list(dict.fromkeys(table["part"])))
    foot = "Mean TextBlob polarity (a word list's opinion, from −1 to +1): described, never ranked. " + sample(table)
    ax, panels = grid(parts, list(groups["name"]), step=24, least=120, ax=ax, title=title, foot=foot)
    low, high = bounds(table[["value", "low", "high"]])
    for panel in panels:
        rows = table[table["part"] == panel.key].drop_duplicates("group").set_index("group").reindex(groups.index)
        _dots(ax, panel, rows, (min(low, -high), high))
    return ax


@styled
def trend(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 8) -> Axes:
    """Estimates over the periods: a small line for each part and group on one scale, its last value at the end.

    A period with an interval has a full mark and a line through it, one of fewer than ten articles a hollow mark; the
    strong line joins full marks. More than 30 periods leave no room for marks: a band is the interval, and the strong
    line breaks where a period has none. The fewer of groups and parts are the panels, and at most 60 lines are drawn,
    but of three parts at least. Articles without a date are left out. The foot says so.
    """
    undated = table["period"] == UNKNOWN
    table, periods = table[~undated], sorted(table.loc[~undated, "period"].dropna().unique())
    groups, dense = sizes(table), len(periods) > DENSE
    parts = _parts(table, min(top, max(LINES // max(len(groups), 1), 3)))
    shown = table[table["part"].isin(parts)].dropna(subset=["period", "value"]).sort_values("period")
    low, high = bounds(shown[["value", "low", "high"]])
    foot = _foot(table)
    if periods:
        unit, few = table["unit"].iloc[0], "Thin" if dense else "Hollow"
        span = f"{periods[0]} to {periods[-1]}, {number(max(low, 0), unit)} to {number(high, unit)} high"
        foot += f" Each line runs from {span}. {few}: fewer than {FEW} articles, no interval."
        foot += " Articles without a date are left out." * bool(undated.any())
        foot += " The parts found most often are drawn." * (len(parts) < len(_parts(table, None)))
    columns, rows, panel_of, row_of = groups, pd.Series(parts, parts, dtype=object), "group", "part"
    if len(groups) > len(parts) > 0:
        columns, rows, panel_of, row_of = pd.DataFrame(index=parts), groups["name"], row_of, panel_of
    least = max(100, ENDS + 2 * len(periods))
    ax, panels = grid(columns, list(rows), step=48, least=least, ax=ax, title=title, foot=foot)
    lines = dict(list(shown.groupby([panel_of, row_of])))
    for panel in panels:
        scale = (panel.x1 - panel.x0 - ENDS) / max(len(periods) - 1, 1)
        for line, key in enumerate(rows.index):
            base = panel.y + 48 * (line + 1) - 8
            zero = base + 32 * low / (high - low)
            ax.plot([panel.x0, panel.x1 - ENDS], [zero, zero], color=RULE, lw=0.8, clip_on=False)
            if (panel.key, key) in lines:
                found = lines[panel.key, key]
                at = base - 32 * (found[["value", "low", "high"]] - low) / (high - low)
                at["x"] = panel.x0 + scale * found["period"].map(periods.index)
                _course(ax, at, panel.colour, dense=dense)
                last, told = at.iloc[-1], number(found["value"].iloc[-1], unit)
                ax.text(last["x"] + 7, last["value"], told, size=8, color=INK, va="center_baseline")
    return ax


def _course(ax: Axes, at: pd.DataFrame, colour: str, *, dense: bool) -> None:
    """A line through the points x and value, strong where they have an interval from low to high."""
    ax.plot(at["x"], at["value"], color=RULE, lw=0.8, clip_on=False)
    full, sure = at.where(at["low"].notna()), at.dropna(subset=["low"])
    if dense:
        ax.vlines(sure["x"], sure["low"], sure["high"], color=colour, alpha=0.3, lw=1.5, clip_on=False)
        ax.plot(full["x"], full["value"], color=colour, lw=1.4, marker=".", ms=3, clip_on=False)
        return
    ax.plot(sure["x"], sure["value"], color=colour, lw=1.4, clip_on=False)
    for row in at.itertuples():
        if pd.notna(row.low):
            ax.plot([row.x, row.x], [row.high, row.low], color=colour, lw=1.6, alpha=0.6, clip_on=False)
        face = PAPER if pd.isna(row.low) else colour
        ax.scatter([row.x], [row.value], s=14, facecolors=face, edgecolors=colour, lw=1, zorder=3, clip_on=False)


@styled
def words(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 10) -> Axes:
    """The first ``top`` words that set each group apart, in the order of the table; grey where chance is not ruled out.

    A ring behind a word marks house style.
    """
    tables.require(table, "estimates", name="words")
    tested = table["q"] if "q" in table else pd.Series(float("nan"), index=table.index)
    styles = bool(table.get("style", pd.Series(dtype=bool)).any())
    note = "° House style: abbreviations, titles, the own name. " * styles + table.attrs.get("note", "")
    grey = "Grey: chance is not ruled out (q > 0.05). " if tested.notna().any() else "Not tested against chance. "
    ax, panels = grid(
        sizes(table), [""] * top, step=22, least=175, ax=ax, title=title, foot=f"{grey}{_foot(table)} {note}"
    )
    most = bounds(table[["value"]])[1]
    for panel in panels:
        own = table[(table["group"] == panel.key) & (table["value"] > 0)].head(top)
        for line, (key, row) in enumerate(own.iterrows()):
            y, x = panel.y + 22 * (line + 0.5), panel.x0 + 92
            end = x + row["value"] / most * (panel.x1 - x - 18)
            colour = PALETTE[0] if tested[key] <= 0.05 else "#8c8c8c"
            word = label(row["part"], 14) + "°" * bool(row.get("style", False))
            ax.text(panel.x0 - 6, y, word, color=INK, va="center_baseline")
            ax.plot([x, end], [y, y], color=colour, lw=1.6, clip_on=False)
            _mark(ax, end, y, articles=row["articles"], colour=colour)
            ax.text(end + 8, y, f"{row['value']:.1f}", size=8, color=MUTED, va="center_baseline")
    return ax


@styled
def heatmap(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int | None = None) -> Axes:
    """Parts by groups, a number in each cell, darker for more (orange and blue on the two sides of 0).

    Cells that rest on one article are pale with a strong edge, and a share is written as its counts.
    """
    parts, unit = _parts(table, top), next(iter(table["unit"]), "share")
    ax, panels = grid(sizes(table), parts, step=26, least=72, ax=ax, title=title, foot=_foot(table))
    low, high = bounds(table.loc[table["part"].isin(parts), ["value"]])
    ends = ["#b35806", "#f7f7f7", "#08519c"] if low < 0 else ["#f2f6fa", "#6baed6", "#08306b"]
    colour_of = LinearSegmentedColormap.from_list("crossread", ends)
    for panel in panels:
        for line, row in enumerate(_rows(table, panel.key, parts).itertuples()):
            edge = "#ffffff" if pd.isna(row.value) else to_hex(colour_of((row.value - low) / (high - low)))
            colour = tint(edge, 0.35) if row.articles == 1 else edge
            y, x, wide = panel.y + 26 * line, panel.x0 - 8, panel.x1 - panel.x0 + 20
            ax.add_patch(Rectangle((x + 1, y + 2), wide - 2, 22, facecolor=colour, edgecolor=edge, lw=1, clip_on=False))
            place: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": 8.5}
            text = reading(row) if unit == "share" else number(row.value, unit)
            ax.text(x + wide / 2, y + 13, text, color=ink_on(colour), **place)
    return ax


@styled
def shares(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "") -> Axes:
    """One full bar for each group, cut into its parts in their order; what has no name of its own is grey or hatched.

    Parts too narrow for a label are named under the bar. A pale bar with a strong edge rests on one article.
    """
    tables.require(table, "estimates", name="shares")
    found = list(dict.fromkeys(table["part"]))
    parts = [part for part in found if part not in REST] + [part for part in REST if part in found]
    ax, y = canvas(78 * len(sizes(table)), ax=ax, title=title, foot=_foot(table))
    for group, size in sizes(table).iterrows():
        about = count(size["articles"], "article")
        ax.text(MARGIN, y + 10, label(size["name"], 40), weight="bold", color=INK, va="center")
        ax.text(width() - MARGIN, y + 10, about, size=8, color=MUTED, va="center", ha="right")
        x, unlabelled = float(MARGIN), []
        for part, value in _rows(table, group, parts)["value"].items():
            if value > 0:
                wide, colour = value * (width() - 2 * MARGIN), PALETTE[min(parts.index(part), 6)]
                fill = {"facecolor": tint(colour, 0.28 if size["articles"] == 1 else 1.0), "edgecolor": colour}
                if part in _HATCHES:
                    fill = {"facecolor": "#ececec", "edgecolor": "#8a8a8a", "hatch": _HATCHES[part]}
                if not _segment(ax, part, value, (x, y + 20, wide), fill) and value >= 0.01:
                    unlabelled.append(f"{_short(part)} {number(value, 'share')}")
                x += wide
        also = label("also " + ", ".join(unlabelled), int(width() / 6.2))
        ax.text(MARGIN, y + 58, also if unlabelled else "", size=8, color=MUTED, va="center")
        y += 78
    return ax


def _short(part: Any) -> str:
    """A person by the last name."""
    return label(part if part in REST else str(part).split()[-1] if str(part).split() else part, 24)


def _segment(ax: Axes, part: Any, value: float, box: tuple[float, float, float], fill: dict[str, Any]) -> bool:
    """Draw one segment at x, y, as wide as told; say whether its label fitted."""
    x, y, wide = box
    ax.add_patch(Rectangle((x + 1, y), max(wide - 2, 0.5), 28, lw=1, clip_on=False, **fill))
    names = (f"{name} {number(value, 'share')}" for name in (label(part, 40), _short(part)))
    text = next((name for name in names if len(name) * 6.5 + 8 < wide), "")
    paper = {"facecolor": fill["facecolor"], "edgecolor": "none", "pad": 1.5} if fill.get("hatch") and text else None
    ax.text(x + 6, y + 14, text, size=8.5, color=ink_on(fill["facecolor"]), va="center_baseline", bbox=paper)
    return bool(text)
