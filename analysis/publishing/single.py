"""All pages of a run as one file to send: the index, and behind it every report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from analysis.publishing.runner import Run


def write_single(index: Path, runs: Iterable[Run]) -> Path:
    """Write ``report.html`` beside the index and return its path.

    Links between the pages become links within the file; links to files that stay behind (notebooks, evidence) become
    plain text.
    """
    whole = BeautifulSoup(index.read_text(encoding="utf-8"), "html.parser")
    main = whole.find("main")
    assert main is not None
    main["id"] = "report"
    pages = {run.html: f"report-{place}" for place, run in enumerate(runs) if run.html}
    _relink(main, "report", pages, Path())
    for address, name in pages.items():
        page = BeautifulSoup((index.parent / address).read_text(encoding="utf-8"), "html.parser").find("main")
        assert page is not None
        _relink(page, name, pages, Path(address).parent)
        page.name, page["id"], page["class"] = "section", name, "bound"
        for level in (3, 2, 1):
            for heading in page.find_all(f"h{level}"):
                heading.name = f"h{level + 1}"
        back = whole.new_tag("p")
        back.append(whole.new_tag("a", href="#report", string="All reports"))
        page.append(back)
        main.append(page)
    path = index.with_name("report.html")
    path.write_text(str(whole), encoding="utf-8")
    return path


def _relink(page: Tag, name: str, pages: dict[str, str], folder: Path) -> None:
    """Give ids the name of their page, lead links to where the pages now are, and drop those that lead nowhere."""
    for tag in page.find_all(id=True):
        tag["id"] = f"{name}-{tag['id']}"
    for link in page.find_all("a", href=True):
        address = str(link["href"])
        target = pages.get((folder / unquote(address)).as_posix())
        if address.startswith("#"):
            link["href"] = f"#{name}-{address[1:]}"
        elif target:
            link["href"] = f"#{target}"
        elif not address.startswith(("data:", "http:", "https:", "mailto:")):
            link.unwrap()
