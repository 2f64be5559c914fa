import base64

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from analysis.publishing.index import write_index

HOSTILE = '"><img src=x onerror=alert(1)></script>{{7*7}}'
RUN = {"notebook": "topics", "title": "What is it about?", "question": "How often?", "status": "done"}
RUN |= {"html": "topics.html", "ipynb": "topics.ipynb", "seconds": 2.0}
FAILED = {
    "notebook": "framing",
    "title": "Framing",
    "status": "failed",
    "ipynb": "f.failed.ipynb",
    "error": "Traceback",
}


def page(manifest, out):
    path = write_index(manifest, out)
    assert path == out / "index.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_each_report_has_a_card_that_links_to_it(tmp_path):
    (card,) = page({"runs": [RUN]}, tmp_path).find_all(class_="card")
    assert card.h3.a.get_text() == "What is it about?"
    assert [link["href"] for link in card.find_all("a")] == ["topics.html", "topics.ipynb"]
    assert "How often?" in card.get_text()


@pytest.mark.parametrize(("ipynb", "images"), [("a.ipynb", 1), ("b.ipynb", 0), ("missing.ipynb", 0), ("", 0)])
def test_a_card_shows_the_first_figure_if_it_is_there(tmp_path, ipynb, images):
    shown = [v4.new_output("display_data", data={"image/svg+xml": svg}) for svg in ("<svg/>", "<svg>2</svg>")]
    for name, outputs in {"a": [v4.new_output("stream", text="x"), *shown], "b": []}.items():
        notebook = v4.new_notebook(cells=[v4.new_markdown_cell("x"), v4.new_code_cell("x", outputs=outputs)])
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    found = page({"runs": [{**RUN, "ipynb": ipynb}]}, tmp_path).find_all("img")
    assert len(found) == images
    for image in found:
        assert image["alt"] == "First chart of: What is it about?"
        assert base64.b64decode(image["src"].removeprefix("data:image/svg+xml;base64,")) == b"<svg/>"


def test_a_failure_is_told_with_its_traceback_folded(tmp_path):
    made = page({"runs": [RUN, FAILED]}, tmp_path)
    fold = made.find("details", class_="failure")
    assert fold.summary.get_text() == "Framing"
    assert fold.pre.get_text() == "Traceback"
    assert not fold.has_attr("open")
    assert "1 done, 1 failed" in made.get_text()
    assert len(made.find_all(class_="card")) == 1


def test_the_corpus_is_told_at_a_glance(tmp_path):
    corpus = {
        "articles": 5,
        "words": 4321,
        "quotes": 83,
        "events": 1,
        "outlets": {"BBC": 3, "VOA": 2},
        "wires": {"AFP": 1},
    }
    corpus |= {"first": "2025-02-27", "last": "2025-02-28", "ledger": {"read": 5, "failed": 1}}
    made = page({"source": "seeds", "corpus": corpus, "warnings": ["Beware."]}, tmp_path)
    facts = {box.dt.get_text(): box.dd.get_text() for box in made.find(class_="facts").find_all("div")}
    assert facts == {"articles": "5", "words": "4,321", "quotes": "83", "events": "1"}
    assert made.h1.get_text() == "One story, 2 outlets"
    several = page({"corpus": corpus | {"events": 12}}, tmp_path)
    assert several.h1.get_text() == "12 events, 2 outlets"
    assert made.find(role="note").get_text() == "Beware."
    assert "2025-02-27 to 2025-02-28" in made.get_text()
    rows = {row.th.get_text(): row.td.get_text() for row in made.find_all("tr") if row.td}
    assert rows == {"BBC": "3", "VOA": "2", "AFP": "1", "read": "5", "failed": "1"}


def test_every_text_of_a_manifest_is_escaped(tmp_path):
    runs = [{**dict.fromkeys(RUN, HOSTILE), "group": HOSTILE}, {**dict.fromkeys(FAILED, HOSTILE), "status": "failed"}]
    corpus = {"outlets": {HOSTILE: 1}, "wires": {HOSTILE: 1}, "ledger": {HOSTILE: 1}, "provenance": {HOSTILE: HOSTILE}}
    corpus |= {"first": HOSTILE, "last": "x"}
    manifest = {"crossread": HOSTILE, "started": HOSTILE, "source": HOSTILE, "corpus": corpus, "warnings": [HOSTILE]}
    tables = {
        "parameters": {HOSTILE: HOSTILE},
        "versions": {HOSTILE: HOSTILE},
        "inputs": [{"source": HOSTILE, "sha256": HOSTILE}],
    }
    made = page({**manifest, **tables, "runs": runs}, tmp_path)
    assert not made.find_all(["img", "script"])
    assert not [link for link in made.find_all("a") if ":" in link["href"]]
    assert made.get_text().count("onerror=alert(1)") >= 18
    assert "49" not in made.get_text()


def test_an_address_cannot_leave_for_a_script(tmp_path):
    link = page({"runs": [{**RUN, "html": "javascript:alert(1)"}]}, tmp_path).find(class_="card").a
    assert not link["href"].startswith("javascript:")


@pytest.mark.parametrize(
    "manifest", [{}, {"runs": [], "corpus": None}, {"runs": [{"notebook": "a", "status": "skipped"}]}]
)
def test_an_index_is_written_whatever_is_missing(manifest, tmp_path):
    made = page(manifest, tmp_path)
    assert made.h1
    assert "default-src 'none'" in made.find("meta", attrs={"http-equiv": True})["content"]
    assert len({cell["scope"] for cell in made.find_all("th")} - {"row", "col"}) == 0


def test_tests_are_counted_table_by_table_and_over_the_run(tmp_path):
    (tmp_path / "a.tests.csv").write_text("part,p\nx,0.01\ny,0.9\n", encoding="utf-8")
    (tmp_path / "b.tests.csv").write_text("part,p\n" + "z,0.8\n" * 18, encoding="utf-8")
    said = page({"runs": [{**RUN, "evidence": ["a.tests.csv", "b.tests.csv", "topics.rate.csv"]}]}, tmp_path).get_text()
    # Benjamini and Hochberg: .01 * 2 / 1 in its own table, .01 * 20 / 1 over the run.
    assert "20 tests in 2 tables" in said
    assert "1 have q up to .05 in their own table, 0 over the whole run" in said
    assert "tests in" not in page({"runs": [RUN]}, tmp_path).get_text()
