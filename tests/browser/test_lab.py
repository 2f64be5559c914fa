"""JupyterLab itself, driven as a user does: open, run all cells, filter, export."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from analysis.bundled import bundled
from analysis.cli import copy_notebook

pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab over copies of the notebooks, beside a hostile analysis.py."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("explore", "speakers"):
        copy_notebook(bundled("notebooks") / f"{name}.ipynb", folder / f"{name}.ipynb", str(bundled("seeds")))
    (folder / "analysis.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    port = free_port()
    flags = ["--no-browser", "--ServerApp.token=", "--ServerApp.password=", f"--port={port}", "--allow-root"]
    flags += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env |= {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONSAFEPATH": "1", "NLTK_DATA": "/nonexistent"}
    env |= {"JUPYTER_CONFIG_DIR": str(folder / ".config"), "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings")}
    env |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces")}
    command = [sys.executable, "-m", "jupyterlab", str(folder), *flags]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
                    break
                except OSError:
                    assert server.poll() is None, (folder / "log.txt").read_text(encoding="utf-8")
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def run_all(page, lab: str, name: str) -> None:
    """Open a notebook and run all its cells; every code cell then has a number."""
    page.goto(f"{lab}/lab/tree/{name}.ipynb?reset", wait_until="load")
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", timeout=90_000)
    page.wait_for_timeout(2_000)
    if page.locator(".jp-Dialog").count():  # which kernel, where the list of kernels came late
        page.click(".jp-Dialog .jp-mod-accept")
    page.wait_for_selector(".jp-NotebookPanel-toolbar [data-status=idle]", timeout=90_000)
    page.click("text=Run >> nth=0")
    page.click("[data-command='runmenu:run-all'] >> visible=true")
    page.wait_for_function(
        """() => {
            const model = document.querySelectorAll('.jp-NotebookPanel-toolbar [data-status=idle]').length;
            const busy = [...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('*'));
            const ran = [...document.querySelectorAll('.jp-InputPrompt')].some(p => /[0-9]/.test(p.textContent));
            return model && ran && !busy;
        }""",
        timeout=150_000,
    )
    for kind in ("error", "stderr"):
        assert page.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").count() == 0


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 2400}, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_explore_runs_filters_and_cites(page, lab):
    run_all(page, lab, "explore")
    found = page.locator(".widget-html-content", has_text=re.compile(r"^\d+ quotes? found$"))
    found.wait_for(timeout=60_000)
    before = int(found.inner_text().split()[0])
    page.locator(".widget-select-multiple select").first.select_option(["VOA"])
    fewer = "n => [...document.querySelectorAll('.widget-html-content')].some(said => parseInt(said.textContent) < n)"
    page.wait_for_function(fewer, arg=before)
    page.locator(".widget-select:not(.widget-select-multiple) select").first.select_option(index=0)
    page.wait_for_function("() => [...document.querySelectorAll('textarea')].some(box => box.value.includes('VOA'))")
    assert page.locator(".widget-html-content mark").count() >= 1


def test_speakers_runs_and_exports_from_the_menu(page, lab, tmp_path):
    run_all(page, lab, "speakers")
    assert page.locator(".jp-RenderedSVG").count() >= 3
    # Chromium lets a page open another only shortly after a click, and an unsaved notebook is saved in between.
    page.keyboard.press("Control+s")
    page.wait_for_selector(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty", state="detached")
    downloads = []
    # The export opens a page that is gone at once: the download counts as that page's or as this one's.
    page.on("download", lambda got: downloads.append(got))
    page.context.on("page", lambda tab: tab.on("download", lambda got: downloads.append(got)))
    page.click(".lm-MenuBar-itemLabel >> text=File")
    page.hover("text=Save and Export Notebook As")
    page.click("[data-command='notebook:export-to-format'] >> text=/crossread/i")
    for _ in range(120):
        if downloads:
            break
        page.wait_for_timeout(500)
    download = downloads[0]
    download.save_as(tmp_path / "speakers.html")
    report = (tmp_path / "speakers.html").read_text(encoding="utf-8")
    assert "<h1" in report
    assert "<script" not in report
    assert report.count("<figure>") >= 3
