"""The page of one event: every number stands beside its accuracy and leads to its evidence."""

import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.bundled import bundled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(report):
    return BeautifulSoup((report / "side_by_side.html").read_text(encoding="utf-8"), "html.parser")


def section(page, heading):
    """The text between a heading and the next."""
    start = next(found for found in page.find_all("h2") if found.get_text().startswith(heading))
    texts = []
    for node in start.find_all_next(string=True):
        if (before := node.find_previous("h2")) is not None and before is not start:
            break
        texts.append(node)
    return " ".join(texts)


@pytest.mark.parametrize(
    ("heading", "record"),
    [("The events", "events"), ("Who carries which words", "shared_quotes"), ("Copied text", "copies")],
)
def test_the_measured_accuracy_stands_beside_what_it_is_of(page, heading, record):
    measured = json.loads((bundled("accuracy") / f"{record}.json").read_text(encoding="utf-8"))
    beside = section(page, heading)
    assert measured["data"] in beside
    assert [name for name, figure in measured.items() if isinstance(figure, dict)]
    for figure in measured.values():
        if isinstance(figure, dict):
            assert f"{figure['value']:.2f}" in beside


def test_an_utterance_has_one_number_in_the_trims_the_table_and_the_evidence(page, report):
    behind = pd.read_csv(report / "evidence" / "side_by_side.utterances.csv").drop_duplicates("utterance")
    spoken = [f"{row.utterance}. {row.speaker}" for row in behind.itertuples()]
    assert spoken
    assert [heading.get_text() for heading in page.select(".cr-trims h3")] == spoken
    table = next(found for found in page.find_all("table") if "Introducing" in found.caption.get_text())
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])][:2] for row in table.tbody.find_all("tr")]
    assert {". ".join(row) for row in rows} <= set(spoken)


def test_what_was_counted_as_carried_stands_in_the_evidence(report):
    behind = pd.read_csv(report / "evidence" / "side_by_side.carriage.csv")
    estimates = pd.read_csv(report / "estimates.csv").query("figure == 'side_by_side_carriage'")
    counted = estimates[estimates["n"] > 0].set_index(["group", "part"])["n"]
    assert len(counted)
    assert behind.groupby(["group", "part"]).size().to_dict() == counted.to_dict()


def test_no_utterance_is_torn_between_two_sheets(report, browser):
    opened = browser.new_page()
    opened.goto((report / "side_by_side.html").as_uri())
    opened.emulate_media(media="print")
    breaks = "s => [...new Set([...document.querySelectorAll(s)].map(node => getComputedStyle(node).breakInside))]"
    assert opened.evaluate(breaks, ".cr-trims li, .cr-trims blockquote") == ["avoid"]
    opened.close()
