import base64
import gzip
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import get_exporter
from nbformat import v4

from analysis.publishing import display, exporter

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><script>alert(1)</script>'
    '<image href="https://example.org/x.png"/><text>War</text></svg>'
)


def code(source="1 + 1", *outputs, **metadata):
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def result(html, plain="x"):
    return v4.new_output("execute_result", data={"text/html": html, "text/plain": plain})


def picture(kind, data, **about):
    return v4.new_output("display_data", data={kind: data, "text/plain": "alt"}, metadata={kind: about})


@pytest.fixture
def page(tmp_path):
    """Export cells and return the parsed page."""

    def build(*cells, **metadata):
        notebook = v4.new_notebook(cells=list(cells), metadata=metadata)
        for place, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{place}"
        nbformat.write(notebook, tmp_path / "n.ipynb")
        path = exporter.export(tmp_path / "n.ipynb", tmp_path / "n.html")
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

    return build


def test_the_first_heading_is_the_title_and_second_headings_are_the_contents(page):
    made = page(v4.new_markdown_cell("# Who *speaks*?\n\nHow."), v4.new_markdown_cell("## Shares\n\n## Shares"))
    assert made.title.get_text() == "Who speaks? · crossread"
    links = {link["href"]: link.get_text() for link in made.nav.find_all("a")}
    assert links == {
        "index.html": "All reports",
        "#shares": "Shares",
        "#shares-2": "Shares",
        "#run-details": "Run details",
    }
    assert all(made.find(id=address[1:]) for address in links if address.startswith("#"))


def test_code_is_folded_and_tagged_cells_are_left_out(page):
    made = page(
        code("visible = 1"),
        code("hidden = 1", tags=["remove-cell"]),
        code("quiet = 1", result("<p>kept</p>"), tags=["remove-input"]),
    )
    folds = made.find_all("details", class_="code")
    assert [fold.summary.get_text() for fold in folds] == ["Code"]
    assert not folds[0].has_attr("open")
    assert "visible" in folds[0].get_text()
    assert "hidden" not in made.get_text()
    assert "quiet" not in made.get_text()
    assert "kept" in made.get_text()


def test_a_figure_has_alt_caption_and_its_data(page):
    about = {"alt": f"War leads {HOSTILE}", "caption": f"Topics {HOSTILE}", "name": "topics", "csv": "part,n\nWar,ü\n"}
    made = page(code("x", picture("image/svg+xml", SVG, **about)))
    assert made.figure.img["alt"] == about["alt"]
    assert made.figcaption.get_text() == about["caption"]
    link = made.figure.a
    assert link["download"] == "topics.csv"
    assert base64.b64decode(link["href"].partition(",")[2]).decode("utf-8") == about["csv"]


def test_long_data_is_compressed(page):
    csv = "part,n\n" + "War,1\n" * 30_000
    link = page(code("x", picture("image/svg+xml", SVG, name="words", csv=csv))).figure.a
    assert link["download"] == "words.csv.gz"
    assert gzip.decompress(base64.b64decode(link["href"].partition(",")[2])).decode("ascii") == csv
    assert len(link["href"]) < 5_000


def test_an_svg_stands_in_an_image_so_that_nothing_in_it_runs(page):
    made = page(code("x", picture("image/svg+xml", SVG)))
    assert not made.find_all(["svg", "script"])
    kind, _, data = made.figure.img["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode("utf-8") == SVG
    assert made.figure.img["alt"] == "alt"


def test_a_phone_is_given_the_narrow_drawing(page):
    made = page(code("x", picture("image/svg+xml", SVG, phone=SVG.replace("svg", "narrow"))))
    assert made.figure.source["media"] == "(max-width: 40rem)"
    kind, _, data = made.figure.source["srcset"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b"narrow" in base64.b64decode(data)


def test_a_png_keeps_its_bytes(page):
    made = page(code("x", picture("image/png", "iVBO\nRw0K")))
    assert made.figure.img["src"] == "data:image/png;base64,iVBORw0K"


@pytest.mark.parametrize(
    "cell",
    [
        v4.new_markdown_cell(f"Text {HOSTILE} [a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x)"),
        v4.new_markdown_cell(
            '<iframe src="https://example.org"></iframe> <style>*{}</style> ![x](https://example.org/x.png)'
        ),
        v4.new_markdown_cell('<b onclick="alert(1)">x</b> <form action="https://example.org"></form>'),
        code(HOSTILE, v4.new_output("stream", name="stdout", text=HOSTILE)),
        code("x", result(HOSTILE), result("", HOSTILE)),
        code("x", v4.new_output("display_data", data={"text/markdown": f"a {HOSTILE}"})),
        code("x", v4.new_output("display_data", data={"application/javascript": "alert(1)"})),
        code("x", v4.new_output("error", ename=HOSTILE, evalue=HOSTILE, traceback=[HOSTILE])),
        code("x", result(display.table(pd.DataFrame({HOSTILE: [HOSTILE]}), caption=HOSTILE)._repr_html_())),
    ],
)
def test_nothing_on_the_page_runs_or_asks_the_network(page, cell):
    made = page(
        v4.new_markdown_cell(f"# {HOSTILE}"),
        cell,
        papermill={"parameters": {HOSTILE: HOSTILE}},
    )
    assert not made.find_all(["script", "iframe", "form", "object", "link", "base"])
    assert len(made.find_all("style")) == 1
    for tag in made.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert tag.get("src", "data:image/").startswith("data:image/")
        assert not re.match(r"(?i)\s*(javascript|vbscript|data:text/html)", tag.get("href", ""))
    assert "default-src 'none'" in made.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "49" not in made.get_text().replace("0.49", "")


def test_hostile_text_is_still_there_as_text(page):
    made = page(code("x", result(display.table(pd.DataFrame({"a": [HOSTILE]}), caption="c")._repr_html_())))
    assert made.find("table").tbody.get_text() == HOSTILE


def test_every_table_scrolls_in_itself_and_has_scopes(page):
    made = page(
        code("x", result(pd.DataFrame({"a": [1]}, index=["r"])._repr_html_())),
        v4.new_markdown_cell("|a|b|\n|-|-|\n|1|2|"),
    )
    tables = made.find_all("table")
    assert len(tables) == 3
    assert all(table.find_parent(class_="cr-table")["tabindex"] == "0" for table in tables)
    assert {cell.get("scope") for cell in made.find_all("th")} == {"col", "row"}


def test_run_details_tell_parameters_and_versions(page):
    run = {"parameters": {"by": "outlet", "outlets": ["BBC"]}, "start_time": "2025-02-27T10:00:00.123456"}
    made = page(papermill=run, language_info={"name": "python", "version": "3.11.9"})
    rows = {row.th.get_text(): row.td.get_text() for row in made.find(class_="run").tbody.find_all("tr")}
    assert rows["parameter by"] == "'outlet'"
    assert rows["parameter outlets"] == "['BBC']"
    assert rows["Python"] == "3.11.9"
    assert rows["started"] == "2025-02-27 10:00:00 UTC"


def test_a_failed_cell_shows_its_traceback(page):
    made = page(
        code("1/0", v4.new_output("error", ename="ZeroDivisionError", evalue="by zero", traceback=["\x1b[31mline"]))
    )
    fold = made.find("details", class_="failure")
    assert fold.summary.get_text() == "This cell failed: ZeroDivisionError: by zero"
    assert fold.pre.get_text().strip() == "line"


def test_the_same_notebook_gives_the_same_bytes(page, tmp_path):
    cells = [v4.new_markdown_cell("# T\n\n## A"), code("x", picture("image/svg+xml", SVG), result("<p>y</p>"))]
    page(*cells)
    first = (tmp_path / "n.html").read_bytes()
    page(*cells)
    assert (tmp_path / "n.html").read_bytes() == first


def test_lone_surrogates_do_not_stop_an_export(tmp_path):
    (tmp_path / "n.ipynb").write_text(
        '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# a \\\\ud800 b"}],'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'.replace("\\\\", "\\"),
        encoding="utf-8",
    )
    html = exporter.export(tmp_path / "n.ipynb", tmp_path / "n.html").read_text(encoding="utf-8")
    assert "<h1" in html


def test_nbconvert_finds_the_exporter_by_name():
    assert get_exporter("crossread") is exporter.CrossreadExporter
