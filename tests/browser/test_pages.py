"""The finished reports, opened in a real browser."""

import pandas as pd
import pytest

pytestmark = pytest.mark.browser

REPORTS = ("corpus", "topics", "speakers", "framing", "side_by_side")
PAGES = ("index", *REPORTS, "report")
BARE = """() => [...document.querySelectorAll('table')].filter(
    table => !table.caption || [...table.querySelectorAll('th')].some(head => !head.scope)
).length"""
DESCRIBED = """() => [...document.querySelectorAll('img, svg')].filter(
    node => !(node.getAttribute('alt') || (node.getAttribute('role') === 'img' && node.getAttribute('aria-label')))
).length"""


@pytest.fixture
def opened(report, browser):
    """Open a page; what it asked for and complained about is in ``.requests`` and ``.complaints``."""
    contexts = []

    def open_page(name, *, width=1200, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto((report / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network_and_complains_of_nothing(opened, name):
    page = opened(name)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.requests if url.startswith("file:")]) == 1
    assert page.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_script_and_forbids_all(opened, name):
    page = opened(name)
    assert page.locator("script").count() == 0
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_says_what_it_shows(opened, name):
    assert opened(name).evaluate(DESCRIBED) == 0


@pytest.mark.parametrize("name", PAGES)
def test_every_table_has_a_caption_and_scopes(opened, name):
    assert opened(name).evaluate(BARE) == 0


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(opened, name):
    page = opened(name, width=390)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("width", "drawn"), [(1200, 720), (390, 360)])
def test_a_phone_shows_the_charts_that_were_drawn_for_it(opened, width, drawn):
    page = opened("topics", width=width)
    page.wait_for_load_state("load")
    sizes = page.evaluate("[...document.querySelectorAll('figure img')].map(img => [img.naturalWidth, img.width])")
    assert {natural for natural, _ in sizes} == {drawn}
    assert all(shown <= width for _, shown in sizes)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light")])
def test_axe_finds_nothing_with_all_folds_open(opened, name, width, scheme):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    page = opened(name, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = axe.run(page)["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []


@pytest.mark.parametrize("name", [*REPORTS, "report"])
def test_code_is_folded_on_screen_and_gone_in_print(opened, name):
    page = opened(name)
    assert page.locator("details.code[open]").count() == 0
    page.emulate_media(media="print")
    assert page.locator("details.code:visible").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_every_link_between_the_pages_leads_somewhere(opened, report, name):
    page = opened(name)
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    local = [link for link in links if not link.startswith(("http", "data:", "mailto:"))]
    assert local
    for link in local:
        if link.startswith("#"):
            assert page.evaluate("id => document.getElementById(id) !== null", link[1:]), link
        else:
            assert (report / link).exists(), link


def test_everything_that_was_counted_stands_in_the_evidence(report):
    estimates = pd.read_csv(report / "estimates.csv")
    for name, figure in {
        "topics.rate": "topics_rate",
        "speakers.quotes": "speakers_quotes",
        "speakers.verbs": "speakers_verbs",
        "framing.frames": "framing_vocabulary",
    }.items():
        behind = pd.read_csv(report / "evidence" / f"{name}.csv")
        counted = estimates[(estimates["figure"] == figure) & (estimates["n"] > 0)].set_index(["group", "part"])["n"]
        assert behind.groupby(["group", "part"]).size().to_dict() == counted.to_dict()


def test_a_report_stays_small(report):
    sizes = {name: (report / f"{name}.html").stat().st_size for name in PAGES[:-1]}
    assert {name: size for name, size in sizes.items() if size > 500_000} == {}


def test_a_page_prints_on_sheets_without_code_and_keeps_rows_whole(opened, tmp_path):
    page = opened("speakers")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    breaks = "selector => getComputedStyle(document.querySelector(selector)).breakInside"
    assert {page.evaluate(breaks, selector) for selector in ("figure", "tr")} == {"avoid"}
    assert page.evaluate("() => getComputedStyle(document.querySelector('h2')).breakAfter") == "avoid"
    assert page.pdf(path=tmp_path / "speakers.pdf", tagged=True).startswith(b"%PDF")
