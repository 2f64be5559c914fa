from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from chart_tables import estimates
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from analysis import tables
from analysis.errors import SchemaError
from analysis.publishing import charts, drawing

HOSTILE = "<img src=x onerror=alert(1)> $x^{$ {{7*7}} \x00 \u202e]]>"
TWO = {"BBC News": {"War": 0.5, "Trade": 0.1}, "Fox News": {"War": 0.2, "Trade": 0.4}}


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def dots(ax):
    """Position and face colour of every dot."""
    return [(*found.get_offsets()[0], to_hex(found.get_facecolors()[0])) for found in ax.collections]


def test_a_dot_stands_in_proportion_to_its_value():
    table = estimates({"A": {"zero": 0.0, "half": 0.5, "full": 1.0, "quarter": 0.25}}, articles=20)
    table.loc[0, "n"] = 1  # found somewhere, so that it is drawn
    ax = charts.estimates(table)
    by_value = dict(zip([1.0, 0.5, 0.25, 0.0], [x for x, _, _ in dots(ax)], strict=True))
    wide = by_value[1.0] - by_value[0.0]
    assert by_value[0.5] - by_value[0.0] == pytest.approx(wide / 2)
    assert by_value[0.25] - by_value[0.0] == pytest.approx(wide / 4)


def test_a_mark_is_hollow_exactly_where_there_is_one_article():
    ax = charts.estimates(estimates({"A": {"War": 0.3}, "B": {"War": 0.3}}, articles={"A": 1, "B": 12}))
    assert [face == drawing.PAPER for _, _, face in dots(ax)] == [True, False]


def test_a_mark_is_small_below_ten_articles():
    ax = charts.estimates(estimates({"A": {"War": 0.3}, "B": {"War": 0.3}}, articles={"A": 9, "B": 10}))
    small, large = (found.get_sizes()[0] for found in ax.collections)
    assert small < large


def test_an_interval_is_drawn_only_where_the_table_has_one():
    values = {"A": {"War": 0.3, "Trade": 0.2}}
    with_bounds = estimates(values, articles=20, low=0.05, high=0.1)
    lines = [line for line in charts.estimates(with_bounds).lines if line.get_color() == drawing.PALETTE[0]]
    x, (dot, _, _) = lines[0].get_xdata(), dots(charts.estimates(with_bounds))[0]
    assert len(lines) == 2
    assert (dot - x[0]) * 2 == pytest.approx(x[1] - dot)
    without = charts.estimates(estimates(values, articles=20))
    assert drawing.PALETTE[0] not in [line.get_color() for line in without.lines]


def test_one_article_is_labelled_with_its_counts_and_more_with_the_estimate():
    one, many = estimates({"A": {"War": 0.3}}), estimates({"A": {"War": 0.3}}, articles=20)
    assert "15/50" in texts(charts.estimates(one))
    assert "30%" in texts(charts.estimates(many))
    rate = estimates({"A": {"War": 4.0}}, unit="per_1000_words", of=500).assign(n=2.0)
    assert "2/500" in texts(charts.estimates(rate))


def test_parts_found_nowhere_are_named_once_and_not_drawn():
    ax = charts.estimates(estimates({"A": {"War": 0.3, "Sport": 0.0}, "B": {"War": 0.1, "Sport": 0.0}}))
    assert "Sport" not in texts(ax)
    assert "Found nowhere: Sport." in " ".join(texts(ax))


def test_top_keeps_the_largest_parts_and_never_drops_the_unattributed():
    values = {"A": {"Ann": 0.5, "Bob": 0.3, "Cy": 0.1, "unattributed": 0.1}}
    assert [t for t in texts(charts.estimates(estimates(values), top=1)) if t in values["A"]] == ["Ann", "unattributed"]


def test_every_outlet_keeps_its_panel_however_many_there_are():
    groups = {f"Outlet {i}": {"War": 0.1 + i / 50} for i in range(23)}
    ax = charts.estimates(estimates(groups))
    assert set(groups) <= {text.replace("\n", " ") for text in texts(ax)}
    assert len(dots(ax)) == 23
    assert all(0 <= x <= drawing.WIDTH for x, _, _ in dots(ax))


@pytest.mark.parametrize("chart", [charts.estimates, charts.shares, charts.heatmap, charts.words, charts.tone])
def test_every_chart_says_how_many_articles_events_and_outlets_it_rests_on(chart):
    foot = " ".join(texts(chart(estimates(TWO))))
    assert "2 articles, 2 outlets, 1 event for each." in foot
    assert "One article for each outlet: describes these articles, not these outlets." in foot
    assert "One article for each" not in " ".join(texts(chart(estimates(TWO, articles=3))))


def test_the_segments_of_a_bar_fill_it_in_proportion():
    ax = charts.shares(estimates({"A": {"Ann": 0.5, "Bob": 0.3, "unattributed": 0.2}}, articles=20))
    wide = np.array([patch.get_width() + 2 for patch in ax.patches])
    assert wide / wide.sum() == pytest.approx([0.5, 0.3, 0.2])
    assert ax.patches[2].get_hatch()
    assert not ax.patches[0].get_hatch()


def test_a_segment_too_narrow_for_its_label_is_named_under_the_bar():
    ax = charts.shares(estimates({"A": {"Ann Long": 0.95, "Volodymyr Zelenskyy": 0.05}}, articles=20))
    assert texts(ax).count("Ann Long 95%") == 1
    assert "also Zelenskyy 5%" in texts(ax)


def test_numbers_in_a_heat_map_can_be_read_on_their_cells():
    def luminance(colour):
        channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
        return float(np.dot(channels, [0.2126, 0.7152, 0.0722]))

    values = {"A": {f"part {i}": i / 40 for i in range(41)}}
    for signed in (1, -1):
        table = estimates(values, articles=20).assign(n=1.0)
        table["value"] *= np.where(np.arange(41) % 2, signed, 1)
        ax = charts.heatmap(table)
        numbers = [text for text in ax.texts if "%" in text.get_text()]
        assert len(numbers) == 41
        for patch, text in zip(ax.patches, numbers, strict=True):
            light, dark = sorted([luminance(patch.get_facecolor()), luminance(text.get_color())], reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_tone_keeps_the_order_of_the_table_and_puts_the_quotes_apart():
    values = {"C": {"inside": 0.1, "outside": -0.2}, "A": {"inside": 0.3, "outside": 0.1}, "B": {"inside": 0.0}}
    ax = charts.tone(estimates(values, unit="mean"))
    assert next(t for t in texts(ax) if t in ("A", "B", "C", "inside", "outside")) == "inside"
    assert [t for t in texts(ax) if t in values] == ["C", "A", "B"]
    (zero,) = {line.get_xdata()[0] for line in ax.lines if line.get_linewidth() == 1.2 and line.get_xdata()[0] < 400}
    inside = {t: x for t, (x, _, _) in zip(values, dots(ax), strict=False)}
    assert inside["B"] == pytest.approx(zero)
    assert inside["A"] - zero == pytest.approx(3 * (inside["C"] - zero))


def test_a_trend_runs_through_its_periods_in_order():
    days = ["2025-03-01", "2025-02-27", "2025-02-28"]
    frames = [estimates({"A": {"War": v}}, period=d, articles=4) for d, v in zip(days, (0.3, 0.1, 0.2), strict=True)]
    ax = charts.trend(pd.concat(frames, ignore_index=True))
    (line,) = [line for line in ax.lines if len(line.get_xdata()) == 3]
    assert line.get_color() == drawing.RULE  # no strong line through months of a few articles
    assert np.all(np.diff(line.get_xdata()) > 0)
    assert np.all(np.diff(line.get_ydata()) < 0)  # y grows downwards
    assert "12 articles, 3 events" in texts(ax)
    assert "30%" in texts(ax)


def test_a_trend_joins_what_is_known_and_leaves_undated_articles_out():
    sure = [estimates({"A": {"War": 0.3}}, period=f"2025-0{m}", articles=40, low=0.1, high=0.1) for m in (1, 3)]
    rest = [estimates({"A": {"War": 0.9}}, period=period, articles=4) for period in ("2025-02", "unknown")]
    ax = charts.trend(pd.concat([*sure, *rest], ignore_index=True))
    strong = [line for line in ax.lines if line.get_color() == drawing.PALETTE[0] and line.get_alpha() is None]
    assert [len(line.get_xdata()) for line in strong] == [2]
    assert len(dots(ax)) == 3
    assert "2025-01 to 2025-03" in " ".join(texts(ax)).replace("\n", " ")
    assert "without a date are left out" in " ".join(texts(ax)).replace("\n", " ")


def test_a_trend_has_intervals_where_the_table_has_and_hollow_marks_elsewhere():
    sure = estimates({"A": {"War": 0.3}}, period="2025-02", articles=40, low=0.1, high=0.1)
    unsure = estimates({"A": {"War": 0.2}}, period="2025-03", articles=4)
    ax = charts.trend(pd.concat([sure, unsure], ignore_index=True))
    assert [face for _, _, face in dots(ax)] == [drawing.PALETTE[0], drawing.PAPER]
    upright = [line for line in ax.lines if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2]
    (x, y, _), (high, low) = dots(ax)[0], upright[0].get_ydata()
    assert len(upright) == 1
    assert upright[0].get_xdata()[0] == x
    assert high < y < low


def courses(groups, parts, periods, sure=lambda period: True):
    """A trend of as many groups, parts and months; those that are sure have an interval."""
    values = {f"Paper {g}": {f"part {p}": (p + 1) / (parts + 1) for p in range(parts)} for g in range(groups)}
    ends = [{"low": 0.05, "high": 0.05} if sure(number) else {} for number in range(periods)]
    months = [f"{2000 + number // 12}-{number % 12 + 1:02}" for number in range(periods)]
    frames = [estimates(values, period=month, articles=20, **end) for month, end in zip(months, ends, strict=True)]
    return pd.concat(frames, ignore_index=True)


def test_many_periods_are_a_line_with_a_band_that_breaks_where_nothing_is_sure():
    ax = charts.trend(courses(1, 1, 40, sure=lambda month: month not in (7, 8)))
    (band,) = ax.collections
    ends = np.array([path.vertices for path in band.get_paths()])
    assert np.isfinite(ends).all(axis=(1, 2)).sum() == 38
    (strong,) = [line for line in ax.lines if line.get_color() == drawing.PALETTE[0]]
    assert np.flatnonzero(np.isnan(strong.get_ydata())).tolist() == [7, 8]
    assert "Thin: fewer than 10 articles, no interval." in " ".join(texts(ax))
    assert len(dots(charts.trend(courses(1, 1, 30)))) == 30


def test_a_trend_shows_the_parts_found_most_often_not_those_of_one_extreme_month():
    values = {"2025-01": {"often": 0.6, "once": 0.0}, "2025-02": {"often": 0.6, "once": 0.9}}
    table = pd.concat([estimates({"A": found}, period=month) for month, found in values.items()], ignore_index=True)
    found = texts(charts.trend(table, top=1))
    assert [text for text in found if text in ("often", "once")] == ["often"]
    assert "The parts found most often are drawn." in " ".join(found).replace("\n", " ")
    assert "most often" not in " ".join(texts(charts.trend(table)))


@pytest.mark.parametrize(("groups", "parts", "lines", "panels"), [(2, 8, 16, 2), (11, 9, 55, 5), (30, 9, 90, 3)])
def test_the_fewer_of_groups_and_parts_are_panels_and_a_page_holds_their_lines(groups, parts, lines, panels):
    ax = charts.trend(courses(groups, parts, 40))
    assert len([line for line in ax.lines if line.get_marker() == "."]) == lines
    heads = [text.get_text().replace("\n", " ") for text in ax.texts if text.get_weight() == "bold"]
    assert len(heads) == panels
    assert heads[0].startswith("Paper" if groups < parts else "part")
    assert all(0 <= x <= drawing.WIDTH for line in ax.lines for x in line.get_xdata()[:1])


def test_words_that_chance_may_explain_are_grey():
    table = estimates({"A": {"minerals": 2.0, "letter": 1.0, "fewer": -1.0}}, unit="log_odds", articles=30)
    ax = charts.words(table.assign(q=[0.01, 0.4, 0.01]))
    assert [t for t in texts(ax) if t in ("minerals", "letter", "fewer")] == ["minerals", "letter"]
    sure, unsure = (face for _, _, face in dots(ax))
    assert sure == drawing.PALETTE[0]
    assert unsure != drawing.PALETTE[0]


def quotations(outlets, rows=1):
    """A quote matrix: the first outlet carries in full, the others cannot be told."""
    forms = {outlet: ["cannot tell" if place else "full"] * rows for place, outlet in enumerate(outlets)}
    return pd.DataFrame({"utterance": range(5, 5 + rows), "speaker": "Ann", "text": "We can"} | forms)


def test_a_quote_matrix_shows_each_form_in_its_cell():
    matrix = pd.DataFrame({"utterance": [5, 6], "speaker": ["Ann", "unattributed"], "text": ["We can", HOSTILE]})
    matrix = matrix.assign(BBC=["full", "not carried"], VOA=["trimmed", "cannot tell"])
    found = texts(charts.quote_matrix(matrix))
    assert [t for t in found if t in ("full", "trimmed", "not carried", "cannot tell")] == [
        "full", "trimmed", "not carried", "cannot tell",
    ]  # fmt: skip
    assert {"5. Ann", "6. unattributed"} <= set(found)
    assert charts.describe(matrix).startswith("2 quotations at 2 outlets: full 1")


def test_a_quote_matrix_says_what_it_is_about_and_when_each_outlet_wrote():
    matrix = quotations(["BBC", "VOA"])
    matrix.attrs.update(about="Fire at the mill. 3 articles, 1 event, ", days={"BBC": "2025-02-27"})
    found = [text.replace("\n", " ") for text in texts(charts.quote_matrix(matrix))]
    assert "Fire at the mill. 3 articles, 1 event, 2 outlets, 1 utterance." in found
    assert {"BBC", "2025-02-27", "VOA"} <= set(found)


def test_forms_that_have_no_room_are_letters_which_the_foot_explains():
    phone = charts.quote_matrix(quotations(["BBC", "VOA", "CNN", "NPR", "DPA"])).narrow()
    assert {"F", "?"} <= set(texts(phone))
    assert "F full" in " ".join(texts(phone))


@pytest.mark.parametrize("outlets", [2, 12, 30, 45])
def test_no_head_of_a_matrix_runs_into_the_next(outlets):
    names = [f"Independent Gazette of the Eastern Valley {i}" for i in range(outlets)]
    matrix = quotations(names)
    matrix.attrs["days"] = dict.fromkeys(names, "2025-02-27")
    for ax in (charts.quote_matrix(matrix), charts.quote_matrix(matrix).narrow()):
        heads = sorted(
            (text for text in ax.texts if "Gazette" in text.get_text()), key=lambda text: text.get_position()
        )
        boxes = [text.get_window_extent(FigureCanvasAgg(ax.figure).get_renderer()) for text in heads]
        assert all(one.x1 <= other.x0 + 1 for one, other in pairwise(boxes))
        assert boxes[0].y1 <= ax.figure.bbox.y1
        assert all(head.get_text().endswith("2025-02-27") for head in heads if head.get_rotation())
        assert ("outlets that carry most are drawn" in " ".join(texts(ax))) == (len(heads) < outlets)


def test_no_text_of_a_matrix_runs_into_its_cells():
    matrix = quotations(["BBC", "VOA"]).assign(speaker="W" * 300, text="word " * 90)
    for ax in (charts.quote_matrix(matrix), charts.quote_matrix(matrix).narrow()):
        cells = min(patch.get_window_extent().x0 for patch in ax.patches)
        renderer = FigureCanvasAgg(ax.figure).get_renderer()
        texts_ = [text for text in ax.texts if text.get_text().startswith("“word")]
        assert texts_
        assert all(text.get_window_extent(renderer).x1 <= cells for text in texts_)


def test_what_no_outlet_has_in_marks_stands_without_marks():
    matrix = quotations(["BBC", "VOA"], rows=2)
    matrix.loc[0, "BBC"] = "paraphrased"
    assert [text for text in texts(charts.quote_matrix(matrix)) if "We can" in text] == ["We can", "“We can”"]


def test_an_empty_cell_follows_its_page_into_the_dark_with_its_text():
    ax = charts.quote_matrix(quotations(["BBC", "VOA"]))
    inks = {text.get_text(): text.get_color() for text in ax.texts}
    assert [to_hex(patch.get_facecolor()) == drawing.PAPER for patch in ax.patches] == [False, True]
    assert (inks["full"], inks["cannot tell"]) == ("#000000", drawing.INK)


def test_coverage_leaves_no_article_out_however_many_outlets_there_are():
    index = pd.MultiIndex.from_tuples([("a", "Fire"), ("b", "Flood")], names=["event", "event_title"])
    counts = pd.DataFrame(np.eye(2, 20, dtype=int) + np.eye(2, 20, 18, dtype=int), index=index)
    counts.columns = [f"Paper {i}" for i in range(20)]
    found = texts(charts.coverage(counts, outlets=2))
    assert "2 events, 4 outlets, 4 articles." in found
    assert "2 others" in found
    assert [t for t in found if t in ("1", "–")] == ["1", "–", "1", "–", "1", "1"]
    assert found.count("2 articles, 2 outlets") == 2


@pytest.mark.parametrize("chart", ["estimates", "shares", "heatmap", "words", "tone", "trend"])
def test_a_chart_is_drawn_anew_for_a_phone_with_the_same_groups(chart):
    ax = getattr(charts, chart)(estimates({f"Paper {i}": {"War": 0.1 * i, "Peace": 0.2} for i in range(1, 6)}))
    phone = ax.narrow()
    assert [round(drawn.figure.get_figwidth() * 96) for drawn in (ax, phone)] == [drawing.WIDTH, drawing.NARROW]
    assert {f"Paper {i}" for i in range(1, 6)} <= {text.replace("\n", " ") for text in texts(phone)}
    assert all(0 <= x <= drawing.NARROW for x, _, _ in dots(phone))


@pytest.mark.parametrize("value", [0.05, 0.35, 0.5, 0.65, 0.95])
def test_the_label_of_a_single_article_stands_beside_its_mark(value):
    ax = charts.estimates(estimates({name: {"War": value, "Peace": 1.0} for name in "ABCDE"}, of=1_133))
    labels = [text for text in ax.texts if text.get_text() == f"{value * 1_133:,.0f}/1,133"]
    assert len(labels) == 5
    assert {text.get_va() for text in labels} == {"center_baseline"}


def test_charts_leave_no_trace_in_matplotlib():
    before = dict(mpl.rcParams)
    charts.estimates(estimates(TWO))
    assert dict(mpl.rcParams) == before


def test_a_chart_is_drawn_on_the_axes_it_is_given():
    ax = mpl.figure.Figure().add_subplot()
    assert charts.shares(estimates(TWO), ax=ax) is ax


def test_drawing_changes_no_table():
    table = estimates(TWO)
    before = table.copy(deep=True)
    for chart in (charts.estimates, charts.shares, charts.heatmap, charts.words, charts.tone, charts.trend):
        chart(table)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("chart", ["estimates", "shares", "heatmap", "words", "tone", "trend"])
@pytest.mark.parametrize("values", [{}, {HOSTILE: {HOSTILE: 0.4, "b": 0.0}}, {"": {"": 0.0}}])
def test_any_table_is_drawn(chart, values):
    table = estimates(values) if values else tables.empty("estimates")
    ax = getattr(charts, chart)(table, title=HOSTILE + "\ud800")
    assert not any("\x00" in text or "\ud800" in text for text in texts(ax))
    assert isinstance(charts.describe(table), str)


def test_a_table_that_is_no_estimates_is_refused_by_name():
    with pytest.raises(SchemaError, match="estimates must have the column 'measure'"):
        charts.estimates(pd.DataFrame({"part": ["a"]}))


def test_the_description_states_the_finding_and_the_caution():
    table = estimates({"BBC": {"War": 0.5, "Trade": 0.1}, "Fox": {"War": 0.3, "Trade": 0.4}, "VOA": {"War": 0.2}})
    said = charts.describe(table)
    assert said.startswith("Largest share at 2 of 3 outlets: War, 20% to 50%. 3 articles, 3 outlets")
    assert said.endswith("describes these articles, not these outlets.")
    assert "20% (VOA) to 50% (BBC)" in charts.describe(table.assign(articles=12))


def test_articles_without_an_outlet_are_not_told_as_an_outlet():
    table = estimates({"BBC": {"War": 0.5}, "VOA": {"War": 0.2}, "unknown": {"War": 0.9}}, articles=12)
    assert "20% (VOA) to 50% (BBC)" in charts.describe(table)


def test_tone_is_described_without_naming_outlets():
    said = charts.describe(estimates({"BBC": {"inside": 0.1}, "Fox": {"inside": -0.05}}, unit="mean", articles=20))
    assert said.startswith("Mean inside −0.05 to +0.10.")
    assert "BBC" not in said
    assert "Fox" not in said
