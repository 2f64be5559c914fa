"""An executed notebook to one HTML file that asks nothing of the network.

nbconvert renders the cells through our template (`templates/crossread`); then the page is hardened and finished: no
scripts, nothing remote, headings with ids, contents, tables with scopes. Figures are pictures with their alt text;
an SVG inside ``<img>`` cannot run or load anything. ``jupyter nbconvert --to crossread`` and JupyterLab's export
menu find the exporter by its entry point.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from traitlets import default
from traitlets.config import Config

from analysis import __version__
from analysis.publishing import pictures
from analysis.publishing.display import pairs
from analysis.publishing.text import safe

TEMPLATES = Path(__file__).parent / "templates"
LONG = 60_000  # bytes of data from which a download is compressed
_FORBIDDEN = ["script", "iframe", "frame", "object", "embed", "link", "base", "form", "style", "meta", "video", "audio"]
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "poster", "background", "xlink:href"}


class CrossreadExporter(HTMLExporter):
    """nbconvert exporter of a crossread report."""

    export_from_notebook = "crossread report"
    exclude_anchor_links = True

    @default("template_name")
    def _template_name_default(self) -> str:
        return "crossread"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        """nbconvert's configuration; tagged cells are left out, and parameters, which stand among the run details."""
        left_out = {"remove_cell_tags": {"remove-cell", "injected-parameters"}, "remove_input_tags": {"remove-input"}}
        config = Config({"TagRemovePreprocessor": {"enabled": True, **left_out}})
        config.merge(super().default_config)
        return config

    def default_filters(self) -> Any:
        """nbconvert's filters and ours, which draws a figure."""
        yield from super().default_filters()
        yield "figure", _figure

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The notebook as a page, and nbconvert's resources, which may bring ``index`` and ``group`` of `export`."""
        resources = {**(resources or {}), "title": heading(nb)[0] or "Report", "run_details": _run_details(nb)}
        html, resources = super().from_notebook_node(nb, resources, **kw)
        return _finish(html), resources


def _figure(output: Any, kind: str) -> str:
    """One picture of an output with its caption and a link that holds its data, compressed where it is long."""
    about, data = output.get("metadata", {}).get(kind, {}), "".join(output["data"][kind])
    alt = about.get("alt") or output["data"].get("text/plain") or "A figure without description"
    caption = f"<figcaption>{safe(about['caption'])}</figcaption>" if about.get("caption") else ""
    csv, file, name = about.get("csv", "").encode("utf-8", "replace"), "text/csv", f"{about.get('name', 'figure')}.csv"
    if len(csv) > LONG:
        csv, file, name = gzip.compress(csv, mtime=0), "application/gzip", f"{name}.gz"
    link = f'<a download="{safe(name)}" href="{pictures.address(file, csv)}">Data ({safe(name)})</a>'
    download = f'<p class="data">{link}</p>' if csv else ""
    return f"<figure>{caption}{pictures.tag(kind, data, alt, about.get('phone', ''))}{download}</figure>"


def heading(notebook: Any) -> tuple[str, str]:
    """The first heading of a notebook and the paragraph below it, without marks of emphasis; empty where none is."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.search(r"^#+ +(.+)\n*([^#\n].*(?:\n.+)*)?", re.sub(r"[*`]|\b_|_\b", "", text), re.MULTILINE)
    return (found[1].strip(), (found[2] or "").strip()) if found else ("", "")


def _run_details(notebook: Any) -> str:
    """What the page was made with, as a table: parameters and versions."""
    run = notebook.metadata.get("papermill", {})
    rows = {f"parameter {name}": repr(value) for name, value in (run.get("parameters") or {}).items()}
    rows |= {"Python": notebook.metadata.get("language_info", {}).get("version"), "crossread": __version__}
    if run.get("start_time"):
        rows["started"] = run["start_time"][:19].replace("T", " ") + " UTC"
    return pairs(rows, caption="What this page was made with")


def _finish(html: str) -> str:
    """Harden the page, give headings ids, write the contents, make every table readable aloud."""
    soup = BeautifulSoup(html, "html.parser")
    main, contents = soup.find("main"), soup.find(id="contents")
    assert main is not None
    assert contents is not None
    _harden(main)
    ids: Counter[str] = Counter()
    entries = soup.new_tag("ol")
    contents.append(entries)
    for heading in main.find_all(["h1", "h2", "h3"]):
        slug = re.sub(r"\W+", "-", heading.get_text().lower()).strip("-") or "section"
        ids[slug] += 1
        heading["id"] = f"{slug}-{ids[slug]}" if ids[slug] > 1 else slug
        if heading.name == "h2":
            entry = soup.new_tag("li")
            entry.append(soup.new_tag("a", href=f"#{heading['id']}", string=heading.get_text()))
            entries.append(entry)
    for cell in main.find_all("th"):
        cell["scope"] = cell.get("scope") or ("col" if cell.find_parent("thead") else "row")
    for table in main.find_all("table"):
        if not table.find_parent(class_="cr-table"):
            table.wrap(soup.new_tag("div", attrs={"class": "cr-table", "role": "group", "tabindex": "0"}))
    return str(soup)


def _harden(main: Tag) -> None:
    """Take out what runs or asks the network, whatever wrote it; the page's CSP forbids the same a second time."""
    for tag in main.find_all(_FORBIDDEN):
        tag.decompose()
    for tag in main.find_all(True):
        for name, value in list(tag.attrs.items()):
            address = str(value).strip()
            link = name == "href" and re.match(
                r"(https?:|mailto:|#|data:(text/csv|application/gzip);|[\w./%-]+(#|$))", address
            )
            picture = name in ("src", "srcset") and address.startswith("data:image/")
            if name.startswith("on") or (name in _ADDRESSES and not link and not picture):
                del tag[name]


def export(notebook: Path, html: Path, *, index: str = "index.html", group: str = "") -> Path:
    """Write an executed notebook as a report and return its path.

    ``index`` is the relative address of the page that lists all reports (empty for none), ``group`` the name of the
    set of reports this page belongs to.
    """
    page, _ = CrossreadExporter().from_filename(str(notebook), resources={"index": index, "group": group})
    html.write_bytes(page.encode("utf-8", "replace"))
    return html
