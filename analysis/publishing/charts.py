"""Estimates to charts: a table in, matplotlib ``Axes`` out, nothing computed on the way but where a mark goes.

A hollow mark rests on one article, a small one on fewer than ten; a line through a mark is its interval. Labels stand
on the marks, so no chart needs a legend, and the foot of each says how many articles, events and outlets it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from analysis import tables
from analysis.publishing import drawing
from analysis.publishing.describe import describe
from analysis.publishing.drawing import INK, MUTED, PALETTE, PAPER, REST, RULE, WIDTH, styled

__all__ = ["describe", "estimates", "heatmap", "quote_matrix", "shares", "tone", "trend", "words"]

FEW = 10
_UNITS = {
    "share": "share",
    "per_1000_words": "per 1,000 words",
    "mean": "mean",
    "log_odds": "log-odds",
}
_FORMS = {
    "full": "#8cc5a4",
    "trimmed": "#f2cf7e",
    "reworded": "#f0b48a",
    "paraphrased": "#b9cfe6",
    "not carried": "#eeeeee",
    "cannot tell": PAPER,
}


def _ordered(table: pd.DataFrame, top: int | None = None) -> list[Any]:
    """Parts by their largest value, what is left over last, at most ``top``."""
    largest = table.groupby("part", sort=False)["value"].max().sort_values(ascending=False, kind="stable")
    named = [part for part in largest.index if part not in REST]
    return named[:top] + [part for part in REST if part in largest.index]


def _present(table: pd.DataFrame, parts: list[Any]) -> tuple[list[Any], str]:
    """The parts that were found anywhere, and a sentence that names the others."""
    found = table.groupby("part")["n"].max()
    none = [part for part in parts if not found[part] > 0]
    if len(none) == len(parts) or (table["unit"] == "mean").any():
        return parts, ""
    return [part for part in parts if part not in none], f" Nowhere: {', '.join(map(str, none))}." if none else ""


def _colours(groups: Sequence[Any]) -> list[str]:
    return [PALETTE[i] if len(groups) <= len(PALETTE) else PALETTE[0] for i in range(len(groups))]


def _mark(ax: Axes, x: float, y: float, row: Any, colour: str) -> None:
    """One dot: hollow for one article, small for fewer than ten, with its interval."""
    single, few = row.articles == 1, row.articles < FEW
    face = PAPER if single else colour
    ax.scatter(
        [x], [y], s=26 if few and not single else 42, facecolors=face, edgecolors=colour, linewidths=1.4, zorder=3
    )


@styled
def estimates(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int | None = None) -> Axes:
    """Dots for any ``estimates`` table: parts as rows, groups side by side on one scale.

    Parts stand in the order of their largest value; those found nowhere are named in the foot. ``top`` keeps that
    many parts (unattributed, unnamed and other sources are always kept).
    """
    tables.require(table, "estimates", name="estimates")
    parts, nowhere = _present(table, _ordered(table, top))
    sizes = drawing.group_sizes(table)
    left = drawing.label_width(parts)
    columns = min(max(len(sizes), 1), 5)
    bands = -(-len(sizes) // columns)
    height = 52 + 24 * len(parts) + 24
    unit = _UNITS.get(table["unit"].iloc[0], "") if len(table) else ""
    foot = f"{unit.capitalize()}. {drawing.sample(table)}{nowhere}"
    ax, y = drawing.canvas(bands * height, ax=ax, title=title, foot=foot)
    scale = _scale(table[table["part"].isin(parts)])
    for band in range(bands):
        drawing.row_labels(ax, parts, top=y + 52, height=24, width=left)
        for column, group in enumerate(sizes.index[band * columns : (band + 1) * columns]):
            x0, x1 = left + column * (WIDTH - left) / columns, left + (column + 1) * (WIDTH - left) / columns
            rows = table[table["group"] == group].drop_duplicates("part").set_index("part")
            colour = _colours(sizes.index)[band * columns + column]
            _panel(ax, rows.reindex(parts), y=y, x0=x0 + 12, x1=x1 - 14, scale=scale, colour=colour)
            _head(ax, group, sizes.loc[group], x=x0 + 5, y=y, width=x1 - x0 - 8)
        y += height
    return ax


def _scale(table: pd.DataFrame) -> tuple[float, float]:
    """Where the axis begins and ends: from 0 to a round number, or evenly around 0."""
    bounds = pd.concat([table["value"], table["low"], table["high"]]).dropna()
    if (bounds < 0).any():
        most = drawing.nice(float(bounds.abs().max()))
        return -most, most
    return 0.0, drawing.nice(float(bounds.max())) if len(bounds) else 1.0


def _head(ax: Axes, group: object, size: pd.Series, *, x: float, y: float, width: float) -> None:
    name = drawing.wrap(group, width * 0.92)
    ax.text(x, y + 14, name, weight="bold", color=INK, va="center", linespacing=1.1)
    text = f"{drawing.count(size['articles'], 'article')} · {drawing.count(size['events'], 'event')}"
    ax.text(x, y + 38, text if len(text) * 5.4 < width else text.split(" · ")[0], size=8, color=MUTED, va="center")


def _panel(
    ax: Axes, rows: pd.DataFrame, *, y: float, x0: float, x1: float, scale: tuple[float, float], colour: str
) -> None:
    """One group's column of dots, with its scale underneath."""
    low, high = scale
    bottom = y + 52 + 24 * len(rows)

    def at(value: float) -> float:
        return x0 + (value - low) / (high - low) * (x1 - x0)

    unit = rows["unit"].dropna().iloc[0] if rows["unit"].notna().any() else "share"
    for tick in (low, 0.0, high) if low < 0 else (low, high):
        ax.plot([at(tick)] * 2, [y + 52, bottom], color=RULE, lw=1.0 if tick == 0 else 0.5)
        ax.text(at(tick), bottom + 4, drawing.number(tick, unit), size=7.5, color=MUTED, ha="center", va="top")
    for place, row in enumerate(rows.itertuples()):
        middle = y + 52 + 24 * (place + 0.5)
        if pd.isna(row.value):
            ax.text(x0, middle, "–", color=MUTED, va="center")
            continue
        ends = (row.value, row.value)
        if pd.notna(row.low) and pd.notna(row.high):
            ends = (row.low, row.high)
            ax.plot([at(row.low), at(row.high)], [middle] * 2, color=colour, lw=1.6, alpha=0.65)
        _mark(ax, at(row.value), middle, row, colour)
        text = drawing.reading(row)
        room = len(text) * 5.6 + 8
        if at(ends[1]) + room <= x1 + 12:
            place_at: dict[str, Any] = {"x": at(ends[1]) + 7, "y": middle, "ha": "left", "va": "center_baseline"}
        elif at(ends[0]) - room >= x0 - 8:
            place_at = {"x": at(ends[0]) - 7, "y": middle, "ha": "right", "va": "center_baseline"}
        else:
            place_at = {"x": at(row.value), "y": middle - 4, "ha": "center", "va": "bottom"}
        ax.text(s=text, size=8, color=INK if row.value else MUTED, **place_at)


@styled
def shares(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "") -> Axes:
    """One full bar for each group, cut into its parts; what has no name is grey or hatched.

    Parts too narrow for a label are named under the bar. A pale bar with a strong edge rests on one article.
    """
    tables.require(table, "estimates", name="shares")
    totals = table.groupby("part", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    parts = [p for p in totals.index if p not in REST and totals[p] > 0] + [p for p in REST if p in totals.index]
    sizes = drawing.group_sizes(table)
    ax, y = drawing.canvas(72 * len(sizes), ax=ax, title=title, foot=drawing.sample(table))
    for group, size in sizes.iterrows():
        ax.text(10, y + 10, drawing.label(group, 60), weight="bold", color=INK, va="center")
        ax.text(
            WIDTH - 10, y + 10, drawing.count(size["articles"], "article"), size=8, color=MUTED, va="center", ha="right"
        )
        rows = table[table["group"] == group].drop_duplicates("part").set_index("part").reindex(parts)
        x, small = 10.0, []
        for part, row in rows[rows["value"] > 0].iterrows():
            width = row["value"] * (WIDTH - 20)
            if not _segment(
                ax, part, row["value"], x=x, y=y + 20, width=width, style=_fill(part, parts, size["articles"] == 1)
            ):
                small.append(f"{drawing.label(part, 24)} {drawing.number(row['value'], 'share')}")
            x += width
        if small:
            ax.text(10, y + 57, drawing.label("also " + " · ".join(small), 126), size=8, color=MUTED, va="center")
        y += 72
    return ax


def _fill(part: Any, parts: list[Any], single: bool) -> dict[str, Any]:
    """How a part's segment is filled: the first six in colour, further names in grey, the rest hatched."""
    if part in REST:
        hatch = {"other named": None, "unnamed sources": "....", "unattributed": "////"}[part]
        return {"facecolor": "#e4e4e4" if hatch is None else "#f6f6f6", "edgecolor": "#8a8a8a", "hatch": hatch}
    place = parts.index(part)
    colour = PALETTE[place] if place < 6 else "#9aa7b4"
    return {"facecolor": drawing.tint(colour, 0.3 if single else 1.0), "edgecolor": colour if single else PAPER}


def _segment(ax: Axes, part: Any, value: float, *, x: float, y: float, width: float, style: dict[str, Any]) -> bool:
    """Draw one segment; say whether its label fitted."""
    ax.add_patch(Rectangle((x + 0.75, y + 0.75), max(width - 1.5, 0.5), 26.5, lw=1.2, **style))
    amount, name = drawing.number(value, "share"), drawing.label(part, 40)
    short = name.split()[-1] if part not in REST else name
    text = next((t for t in (f"{name} {amount}", f"{short} {amount}") if len(t) * 6.1 + 8 < width), "")
    if not text:
        return False
    box = {"facecolor": style["facecolor"], "edgecolor": "none", "pad": 1.5} if style.get("hatch") else None
    ax.text(x + 6, y + 14, text, size=8.5, color=drawing.ink_on(style["facecolor"]), va="center_baseline", bbox=box)
    return True


@styled
def heatmap(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int | None = None) -> Axes:
    """Parts by groups, each cell with its number, darker for more (blue and orange on the two sides of 0)."""
    tables.require(table, "estimates", name="heatmap")
    parts, nowhere = _present(table, _ordered(table, top))
    sizes = drawing.group_sizes(table)
    left, unit = drawing.label_width(parts), table["unit"].iloc[0] if len(table) else "share"
    wide = (WIDTH - 10 - left) / max(len(sizes), 1)
    head = 40 if wide >= 60 else 110
    foot = f"{_UNITS.get(unit, '').capitalize()}. {drawing.sample(table)}{nowhere}"
    ax, y = drawing.canvas(head + 26 * len(parts), ax=ax, title=title, foot=foot)
    drawing.row_labels(ax, parts, top=y + head, height=26, width=left)
    low, high = _scale(table[table["part"].isin(parts)])
    colours = LinearSegmentedColormap.from_list(
        "crossread", ["#b35806", "#f7f7f7", "#08519c"] if low < 0 else ["#f4f8fc", "#6baed6", "#08306b"]
    )
    for column, group in enumerate(sizes.index):
        x = left + column * wide
        turned: dict[str, Any] = {"va": "center"} if wide >= 60 else {"va": "bottom", "rotation": 60}
        name = drawing.wrap(group, wide) if wide >= 60 else drawing.label(group, 18)
        ax.text(
            x + wide / 2, y + (18 if wide >= 60 else head - 6), name, weight="bold", color=INK, ha="center", **turned
        )
        rows = table[table["group"] == group].drop_duplicates("part").set_index("part").reindex(parts)
        for place, value in enumerate(rows["value"]):
            missing = pd.isna(value)
            colour = PAPER if missing else to_hex(colours((value - low) / (high - low)))
            cell = y + head + 26 * place
            ax.add_patch(Rectangle((x + 1, cell + 1), wide - 2, 24, facecolor=colour, lw=0))
            ink = MUTED if missing else drawing.ink_on(colour)
            ax.text(
                x + wide / 2,
                cell + 13,
                drawing.number(value, unit),
                size=8.5,
                color=ink,
                ha="center",
                va="center_baseline",
            )
    return ax


@styled
def words(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 10) -> Axes:
    """The words that set each group apart: the ``top`` of each by log-odds; grey where chance is not ruled out."""
    tables.require(table, "estimates", name="words")
    sizes = drawing.group_sizes(table)
    tested = table["q"] if "q" in table else pd.Series(float("nan"), index=table.index)
    columns = min(max(len(sizes), 1), 4)
    height, most = 46 + 22 * top + 10, drawing.nice(float(table["value"].max())) if len(table) else 1.0
    grey = "Grey: chance is not ruled out (q > 0.05)." if tested.notna().any() else "Not tested against chance."
    foot = f"Log-odds against the other {drawing.by(table)}s. {grey} {drawing.sample(table)}"
    ax, y = drawing.canvas(-(-len(sizes) // columns) * height, ax=ax, title=title, foot=foot)
    wide = (WIDTH - 10) / columns
    for place, group in enumerate(sizes.index):
        x, top_y = 10 + wide * (place % columns), y + height * (place // columns)
        _head(ax, group, sizes.loc[group], x=x, y=top_y - 4, width=wide - 8)
        rows = table[(table["group"] == group) & (table["value"] > 0)].nlargest(top, "value")
        for line, (key, row) in enumerate(rows.iterrows()):
            middle = top_y + 56 + 22 * line
            sure = bool(tested[key] <= 0.05)
            ax.text(x, middle, drawing.label(row["part"], 13), color=INK, va="center_baseline")
            length = row["value"] / most * (wide - 100 - 44)
            ax.plot(
                [x + 92, x + 92 + length],
                [middle] * 2,
                color=PALETTE[0] if sure else "#9a9a9a",
                lw=2,
                solid_capstyle="butt",
            )
            _mark(ax, x + 92 + length, middle, row, PALETTE[0] if sure else "#9a9a9a")
            ax.text(x + 100 + length, middle, f"{row['value']:.1f}", size=8, color=MUTED, va="center_baseline")
    return ax


@styled
def tone(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "") -> Axes:
    """Tone inside quotation marks (a diamond, the speaker's) and outside (a dot, the outlet's); never sorted by value."""
    tables.require(table, "estimates", name="tone")
    sizes = drawing.group_sizes(table)
    left, parts = drawing.label_width(sizes.index), list(dict.fromkeys(table["part"]))
    foot = "Mean TextBlob polarity, a word list's opinion: described, never ranked. " + drawing.sample(table)
    ax, y = drawing.canvas(46 + 34 * len(sizes) + 18, ax=ax, title=title, foot=foot)
    drawing.row_labels(ax, list(sizes.index), top=y + 40, height=34, width=left)
    low, high = _scale(table)
    low = min(low, -high)
    x0, bottom = left + 20, y + 40 + 34 * len(sizes)
    for tick in (low, 0.0, high):
        x = x0 + (tick - low) / (high - low) * (WIDTH - 40 - x0)
        ax.plot([x, x], [y + 36, bottom], color=RULE, lw=1.2 if tick == 0 else 0.5)
        ax.text(x, bottom + 4, drawing.number(tick, "mean"), size=7.5, color=MUTED, ha="center", va="top")
    for place, part in enumerate(parts[:2]):
        rows = table[table["part"] == part].drop_duplicates("group").set_index("group").reindex(sizes.index)
        colour, marker = PALETTE[1 - place], "D" if place == 0 else "o"
        x_key = left + 20 + place * 190
        ax.scatter([x_key], [y + 14], s=34, marker=marker, color=colour)
        ax.text(x_key + 9, y + 14, drawing.label(part, 30), size=8.5, color=INK, va="center_baseline")
        for line, row in enumerate(rows.itertuples()):
            if pd.isna(row.value):
                continue
            middle = y + 40 + 34 * (line + 0.5) + (-7 if place == 0 else 7)
            x = x0 + (row.value - low) / (high - low) * (WIDTH - 40 - x0)
            face = PAPER if row.articles == 1 else colour
            if pd.notna(row.low) and pd.notna(row.high):
                ends = [x0 + (end - low) / (high - low) * (WIDTH - 40 - x0) for end in (row.low, row.high)]
                ax.plot(ends, [middle] * 2, color=colour, lw=1.4, alpha=0.6)
            ax.scatter([x], [middle], s=34, marker=marker, facecolors=face, edgecolors=colour, linewidths=1.4, zorder=3)
            ax.text(x + 9, middle, drawing.number(row.value, "mean"), size=8, color=MUTED, va="center_baseline")
    return ax


@styled
def trend(table: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 6) -> Axes:
    """Each part's estimates over the periods, one strip for each part, one line for each group, named at its end."""
    tables.require(table, "estimates", name="trend")
    parts, nowhere = _present(table, _ordered(table, top))
    sizes = drawing.group_sizes(table)
    periods = sorted(table["period"].dropna().unique())
    unit = table["unit"].iloc[0] if len(table) else "share"
    foot = f"{_UNITS.get(unit, '').capitalize()}. {drawing.sample(table)}{nowhere}"
    strip = max(110, 15 * len(sizes) + 30)
    ax, y = drawing.canvas(strip * len(parts) + 22, ax=ax, title=title, foot=foot)
    low, high = _scale(table[table["part"].isin(parts)])
    step = (WIDTH - 220) / max(len(periods) - 1, 1)
    colours = _colours(sizes.index)
    for place, part in enumerate(parts):
        top_y, bottom = y + strip * place + 24, y + strip * (place + 1) - 8
        ax.text(10, top_y - 12, drawing.label(part, 60), weight="bold", color=INK, va="center")
        for tick in {low, 0.0, high}:
            level = bottom - (tick - low) / (high - low) * (bottom - top_y)
            ax.plot([52, WIDTH - 160], [level] * 2, color=RULE, lw=0.7)
            ax.text(46, level, drawing.number(tick, unit), size=7.5, color=MUTED, ha="right", va="center_baseline")
        ends = []
        for group, colour in zip(sizes.index, colours, strict=True):
            rows = table[(table["part"] == part) & (table["group"] == group) & table["value"].notna()].sort_values(
                "period"
            )
            points = [
                (56 + step * periods.index(r.period), bottom - (r.value - low) / (high - low) * (bottom - top_y), r)
                for r in rows.itertuples()
                if pd.notna(r.period)
            ]
            ax.plot([p[0] for p in points], [p[1] for p in points], color=colour, lw=1.6)
            for x, level, row in points:
                _mark(ax, x, level, row, colour)
            if points:
                ends.append((points[-1][1], str(group), colour))
        _end_labels(ax, ends, top_y)
    for place in sorted({round(i * (len(periods) - 1) / 5) for i in range(6)}) if periods else []:
        ax.text(
            56 + step * place,
            y + strip * len(parts) + 6,
            drawing.label(periods[place], 12),
            size=8,
            color=MUTED,
            ha="center",
            va="top",
        )
    return ax


def _end_labels(ax: Axes, ends: list[tuple[float, str, str]], top: float) -> None:
    """Names at the ends of lines, moved apart where they would touch."""
    last = top - 20
    for level, group, colour in sorted(ends):
        last = max(level, last + 14)
        ax.plot([WIDTH - 156, WIDTH - 148], [last] * 2, color=colour, lw=3, solid_capstyle="butt")
        ax.text(WIDTH - 144, last, drawing.label(group, 21), size=8.5, color=INK, va="center_baseline")


@styled
def quote_matrix(matrix: pd.DataFrame, *, ax: Axes | None = None, title: str = "", top: int = 30) -> Axes:
    """Which outlet carries which quotation, and in what form.

    ``matrix`` has a row for each utterance (columns speaker and text) and a column for each outlet with full, trimmed,
    reworded, paraphrased, not carried or cannot tell; the first ``top`` rows are drawn.
    """
    tables.require(matrix, ["speaker", "text"], name="quote_matrix")
    outlets = [c for c in matrix.columns if matrix[c].isin(list(_FORMS)).any()]
    shown = matrix.head(top)
    wide = min((WIDTH - 300) / max(len(outlets), 1), 110)
    left, more = WIDTH - 10 - wide * len(outlets), len(matrix) - len(shown)
    foot = f"{drawing.count(len(matrix), 'quotation')} · {drawing.count(len(outlets), 'outlet')}."
    foot += " F full, T trimmed, R reworded, P paraphrased, – not carried, ? cannot tell." if wide < 72 else ""
    foot += f" {more} more in the table." if more else ""
    ax, y = drawing.canvas(44 + 40 * len(shown), ax=ax, title=title, foot=foot)
    for column, outlet in enumerate(outlets):
        name = drawing.wrap(outlet, wide - 4)
        ax.text(
            left + (column + 0.5) * wide, y + 20, name, size=8.5, weight="bold", color=INK, ha="center", va="center"
        )
    for line, (_, row) in enumerate(shown.iterrows()):
        row_y = y + 44 + 40 * line
        speaker = "unattributed" if pd.isna(row["speaker"]) else row["speaker"]
        ax.text(10, row_y + 11, drawing.label(speaker, 40), size=8.5, weight="bold", color=INK, va="center")
        ax.text(
            10,
            row_y + 28,
            drawing.label(f"“{row['text']}”", int((left - 20) / 5.6)),
            size=8.5,
            color=MUTED,
            va="center",
        )
        for column, outlet in enumerate(outlets):
            form = row[outlet] if row[outlet] in _FORMS else "cannot tell"
            colour, x = _FORMS[form], left + column * wide
            ax.add_patch(Rectangle((x + 1.5, row_y + 1.5), wide - 3, 37, facecolor=colour, edgecolor=RULE, lw=0.5))
            text = form if wide >= 72 else {"not carried": "–", "cannot tell": "?"}.get(form, form[0].upper())
            ink = MUTED if form == "cannot tell" else "#000000"
            ax.text(x + wide / 2, row_y + 20, text, size=8, color=ink, ha="center", va="center_baseline")
    return ax
