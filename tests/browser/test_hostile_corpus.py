"""Articles that try to run something: every page shows them as text."""

import subprocess
import sys

import pandas as pd
import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.browser

RUN = "document.title='run'"
HOSTILE = f'<img src=x onerror="{RUN}"></script><script>{RUN}</script>' + "{{7*7}}[a](javascript:alert(1))"
BODY = '"We say {0} and we mean {0}," {1} Berg said. The ceasefire and the tariffs {0} were on. **{0}** `{0}` $x$'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Reports on a folder whose texts, titles, outlets and bylines are hostile, a set for each outlet."""
    folder = tmp_path_factory.mktemp("hostile {{7*7}} <b>")
    names = [f"Paper{HOSTILE}", "../../Paper", "=1+1"]
    rows = [
        {
            "text": BODY.format(HOSTILE, name[:5]),
            "title": HOSTILE,
            "outlet": name,
            "author": HOSTILE,
            "date": "2025-03-01",
        }
        for name in names
    ]
    pd.DataFrame(rows).to_csv(folder / "articles.csv", index=False)
    command = [sys.executable, "-m", "analysis", "report", folder / "articles.csv", "--out", folder / "out"]
    command += ["--texts", "full", "--single-file", "--notebook", "speakers", "--notebook", "explore"]
    for each in ([], ["--each", "outlet", "--notebook", "framing"]):
        done = subprocess.run([*command, *each], timeout=280, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_nothing_hostile_runs_or_leaves_the_folder(hostile, browser):
    pages = sorted(hostile.rglob("*.html"))
    assert len(pages) >= 13
    assert {path.name for path in hostile.iterdir()} == {"articles.csv", "out"}
    context = browser.new_context()
    for path in pages:
        page, requests = context.new_page(), []
        page.on("request", lambda request, requests=requests: requests.append(request.url))
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(path.as_uri())
        assert page.locator("script, iframe, object").count() == 0
        assert page.title() != "run"
        assert [url for url in requests if not url.startswith(("data:", "file:"))] == []
        assert len([url for url in requests if url.startswith("file:")]) == 1
        links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href') || '')")
        assert not [link for link in links if link.strip().lower().startswith(("javascript:", "vbscript:"))]
        page.close()
    context.close()


def test_hostile_text_stays_readable(hostile):
    text = BeautifulSoup((hostile / "out" / "index.html").read_text(encoding="utf-8"), "html.parser").get_text()
    assert "onerror" in text
    assert "{{7*7}}" in text
    for path in hostile.rglob("*.html"):
        assert " 49" not in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text()


def test_no_kept_table_holds_a_formula(hostile):
    tables = list(hostile.rglob("*.csv"))[:50]
    for path in tables:
        if path.name != "articles.csv":
            cells = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
            texts = cells[[name for name in cells if name in ("text", "outlet", "group", "part", "speaker")]]
            assert not texts.apply(lambda column: column.str.match(r"\s*[=+@]")).to_numpy().any(), path.name
