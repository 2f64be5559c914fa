import base64
import re
import xml.etree.ElementTree as ET

import IPython.core.getipython
import IPython.display
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from chart_tables import estimates
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.publishing import charts, display, pictures
from analysis.publishing.text import label, marked

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}} [a](javascript:alert(1)) \x00'\""
TABLE = estimates({"BBC": {"War": 0.5}, HOSTILE: {"War": 0.2}})


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to the notebook: pairs of (data, metadata)."""
    found = []
    monkeypatch.setattr(IPython.core.getipython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", lambda data, metadata, raw: found.append((data, metadata)))
    return found


def soup(html):
    return BeautifulSoup(html._repr_html_(), "html.parser")


def test_a_chart_is_shown_as_svg_with_alt_caption_and_data(shown):
    display.show(charts.estimates(TABLE), name="topics", caption="Topics", data=TABLE)
    ((data, metadata),) = shown
    about = metadata["image/svg+xml"]
    assert about["alt"] == charts.describe(TABLE) == data["text/plain"]
    assert about["caption"] == "Topics"
    assert about["csv"].count("\n") == len(TABLE) + 1
    assert ET.fromstring(data["image/svg+xml"]).tag.endswith("svg")


def test_the_text_of_a_figure_stays_text_and_hostile_text_stays_harmless(shown):
    display.show(charts.estimates(TABLE, title=HOSTILE + "\ud800"), name="x", data=TABLE)
    root = ET.fromstring(shown[0][0]["image/svg+xml"])
    words = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "onerror=alert(1)" in words
    assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "img", "foreignObject"))]
    assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]


def test_many_marks_are_shown_as_png(shown, monkeypatch):
    monkeypatch.setattr(pictures, "MANY_MARKS", 5)
    display.show(charts.estimates(TABLE), name="many", data=TABLE)
    assert base64.b64decode(shown[0][0]["image/png"]).startswith(b"\x89PNG")


def test_show_writes_the_same_bytes_each_time(tmp_path):
    for folder in ("a", "b"):
        ax = charts.shares(TABLE)
        display.show(ax, name="../up/share of <words>", data=TABLE, folder=tmp_path / folder)
    first, second = (sorted((tmp_path / folder).iterdir()) for folder in ("a", "b"))
    assert {path.suffix for path in first} == {".svg", ".png", ".csv"}
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert [path.name for path in tmp_path.iterdir()] in (["a", "b"], ["b", "a"])


def test_an_svg_carries_no_date_and_follows_dark_pages(tmp_path):
    display.show(charts.shares(TABLE), name="s", folder=tmp_path)
    svg = (tmp_path / "s.svg").read_text(encoding="utf-8")
    assert "dc:date" not in svg
    assert "prefers-color-scheme: dark" in svg


def test_outside_a_notebook_nothing_is_printed(capsys):
    display.show(charts.shares(TABLE), name="s")
    assert capsys.readouterr() == ("", "")


def test_a_table_has_caption_scopes_and_escaped_cells():
    frame = pd.DataFrame({HOSTILE: [HOSTILE], "n": [1234], "share": [0.256], "day": pd.to_datetime(["2025-02-27"])})
    page = soup(display.table(frame, caption=HOSTILE + "\ud800", formats={"share": "{:.0%}"}))
    assert page.caption.get_text().startswith("</script><img")
    assert [cell["scope"] for cell in page.find_all("th")] == ["col"] * 4 + ["row"]
    assert [cell.get_text() for cell in page.find_all("td")] == ["1,234", "26%", "2025-02-27"]
    assert not page.find_all(["img", "script"])


def test_a_cut_table_says_how_many_rows_there_are():
    page = soup(display.table(pd.DataFrame({"a": range(30)}), caption="Numbers", limit=10))
    assert page.caption.get_text() == "Numbers (10 of 30 rows)"
    assert len(page.tbody.find_all("tr")) == 10


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (pd.NaT, "–"),
        (3.0, "3"),
        (0.12345, "0.123"),
        (12345, "12,345"),
        (True, "True"),
        (pd.Timestamp("2025-02-27 10:30"), "2025-02-27 10:30"),
        (((1, 2),), "(1, 2)"),
        ([], ""),
    ],
)
def test_cells_have_plain_defaults(value, text):
    page = soup(display.table(pd.DataFrame({"a": ["x"], "b": pd.Series([value], dtype=object)}), caption="c"))
    assert page.td.get_text() == text


def test_a_named_index_becomes_the_row_headers():
    frame = pd.DataFrame({"outlet": ["BBC", "BBC", "VOA"], "n": 1}).groupby("outlet").sum()
    page = soup(display.table(frame, caption="c"))
    assert [cell.get_text() for cell in page.tbody.find_all("th")] == ["BBC", "VOA"]


def test_columns_stand_by_what_they_hold():
    frame = pd.DataFrame({"a": ["x"], "short": ["BBC"], "middle": ["two words " * 4], "long": ["word " * 20], "n": [1]})
    page = soup(display.table(frame, caption="c"))
    assert [cell.get("class") for cell in page.find_all("td")] == [["short"], None, ["long"], ["num"]]


ALLOWED = ("details", "summary", "ul", "li", "mark", "cite")
PASSAGES = pd.DataFrame(
    {
        "outlet": HOSTILE,
        "date": pd.Timestamp("2025-02-27"),
        "text": [f"No. {i} <b>mineral</b> deals" for i in range(50)],
        "term": "mineral",
    }
)


def test_passages_are_a_seeded_choice_in_order_with_the_hit_marked():
    page = soup(display.passages(PASSAGES, caption="Minerals", limit=5))
    items = [item.get_text() for item in page.find_all("li")]
    numbers = [int(re.search(r"No\. (\d+)", item)[1]) for item in items]
    assert page.summary.get_text() == "Minerals: 5 of 50"
    assert numbers == sorted(numbers)
    assert {mark.get_text() for mark in page.find_all("mark")} == {"mineral"}
    assert not page.find_all(["b", "img"])
    assert items == [item.get_text() for item in soup(display.passages(PASSAGES, caption="Minerals", limit=5))("li")]
    assert items != [
        item.get_text() for item in soup(display.passages(PASSAGES, caption="Minerals", limit=5, seed=1))("li")
    ]


def test_texts_says_how_much_of_an_article_stands_on_the_page():
    long = PASSAGES.head(1).assign(text="before " * 300 + "mineral" + " after" * 300)
    lengths = {
        kind: len(soup(display.passages(long, caption="c", texts=kind)).li.get_text())
        for kind in ("none", "snippets", "full")
    }
    assert "mineral" not in soup(display.passages(long, caption="c", texts="none")).li.get_text()
    assert lengths["none"] < lengths["snippets"] < 700 < lengths["full"]
    assert soup(display.passages(long, caption="c")).mark.get_text() == "mineral"
    with pytest.raises(ArgumentError, match="texts must be one of none, snippets, full, not 'all'"):
        display.passages(long, caption="c", texts="all")


@pytest.mark.parametrize(
    ("term", "marked"),
    [
        (None, []),
        ("", []),
        ("*", []),
        ("(", []),
        ("peace deal*", ["peace  deals"]),
        ("\\", ["\\"]),
        ("DEALS", ["deals"]),
    ],
)
def test_a_term_is_marked_as_a_whole_word_whatever_it_holds(term, marked):
    page = soup(
        display.passages(pd.DataFrame({"text": ["A peace  deals (here) \\ ideals"], "term": [term]}), caption="c")
    )
    assert page.li.get_text().startswith("A peace  deals (here)")
    assert [mark.get_text() for mark in page("mark")] == marked


@pytest.mark.parametrize("place", [0, 3, 700, 796, 1596])
def test_an_excerpt_ends_between_words(place):
    words = " ".join(f"word{number:03}" for number in range(200))
    start = words.rfind(" ", 0, place + 1) + 1
    excerpt = BeautifulSoup(marked(words, start, start + 7), "html.parser")
    assert excerpt.mark.get_text() == words[start : start + 7]
    found = [word for word in excerpt.get_text().split() if word != "…"]
    assert 30 <= len(found) <= 41
    assert [word for word in found if not re.fullmatch(r"word\d{3}", word)] == []


@given(text=st.text(st.characters(), max_size=900), term=st.text(st.characters(), max_size=9))
def test_any_text_stays_text(text, term):
    frame = pd.DataFrame({"text": pd.Series([text], dtype=object), "term": pd.Series([term], dtype=object)})
    html = display.passages(frame, caption=text, texts="full").html
    assert set(re.findall(r"</?[a-z]+", html)) <= {f"<{end}{tag}" for end in ("", "/") for tag in ALLOWED}
    html.encode("utf-8")
    assert len(label(text, 20)) <= 20


def test_a_table_without_rows_says_so_instead_of_showing_its_head():
    made = display.table(pd.DataFrame({"outlet": [], "<b>": []}), caption="cut <b>")
    assert repr(made) == "Cut <b>: none."
    assert not soup(made).find_all(["table", "b"])


def test_no_word_of_an_article_is_kept_where_no_texts_are_wanted(tmp_path):
    frame = pd.DataFrame(
        {"article_id": ["a"], "text": "Go", "quoted": "Go", "missing": "on", "added": "", "term": "Go"}
    )
    display.keep_passages(frame, name="x", folder=tmp_path, texts="none")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8-sig") == "article_id\na\n"


def test_a_note_without_texts_is_nothing():
    assert display.note().html == ""


def test_a_note_is_escaped():
    page = soup(display.note(HOSTILE + "\ud800"))
    assert page.find(role="note").get_text().startswith("</script>")
    assert not page.find_all("img")
