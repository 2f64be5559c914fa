"""An executed notebook to one HTML file that asks nothing of the network.

nbconvert renders the cells through our template (`templates/crossread`); then the page is hardened and finished: no
scripts, no remote pictures, headings with ids, contents, tables with scopes. Figures stay outside that pass: their SVG
is parsed as XML, stripped to what draws, and its ink follows the page into dark mode. ``jupyter nbconvert --to
crossread`` and JupyterLab's export menu find the exporter by its entry point.
"""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from traitlets import default
from traitlets.config import Config

from analysis import __version__
from analysis.publishing.display import safe
from analysis.publishing.drawing import INK, MUTED, PAPER, RULE

TEMPLATES = Path(__file__).parent / "templates"
_SVG = "{http://www.w3.org/2000/svg}"
_INKS = {INK: "var(--ink)", MUTED: "var(--muted)", RULE: "var(--rule)", PAPER: "var(--paper)"}
_FORBIDDEN = ["script", "iframe", "frame", "object", "embed", "link", "base", "form", "style", "meta", "video", "audio"]


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
        """nbconvert's configuration, with cells and inputs tagged ``remove-cell`` and ``remove-input`` left out."""
        tags = {"enabled": True, "remove_cell_tags": {"remove-cell"}, "remove_input_tags": {"remove-input"}}
        config = Config({"TagRemovePreprocessor": tags})
        config.merge(super().default_config)
        return config

    def default_filters(self) -> Any:
        """nbconvert's filters and ours, which draws a figure."""
        yield from super().default_filters()
        yield "figure", self._figure

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The notebook as a page, and nbconvert's resources.

        ``resources["details"]`` (a mapping) is printed among the run details, ``resources["index"]`` is the address
        of the page that lists all reports.
        """
        self._drawings: list[str] = []
        resources = {**(resources or {}), "title": _title(nb), "run_details": _details(nb, resources or {})}
        html, resources = super().from_notebook_node(nb, resources, **kw)
        html = _finish(html)
        for place, drawing in enumerate(self._drawings):
            html = html.replace(f"<i>crossread-drawing-{place}</i>", drawing)
        return html, resources

    def _figure(self, output: Any, kind: str) -> str:
        """One picture of an output with its caption and the download of its data."""
        about = output.get("metadata", {}).get(kind, {})
        alt = about.get("alt") or output.get("data", {}).get("text/plain") or "A figure without description."
        data, place = output["data"][kind], len(self._drawings)
        if kind == "image/svg+xml":
            self._drawings.append(_drawing("".join(data), alt, f"f{place}"))
            picture = f"<i>crossread-drawing-{place}</i>"
        else:
            picture = f'<img alt="{safe(alt)}" src="data:{kind};base64,{safe("".join(data.split()))}">'
        caption = safe(about.get("caption", ""))
        if csv := about.get("csv"):
            address = base64.b64encode(csv.encode("utf-8", "replace")).decode("ascii")
            name = safe(f"{about.get('name', 'figure')}.csv")
            caption += f' <a class="data" download="{name}" href="data:text/csv;base64,{address}">Data ({name})</a>'
        region = f'<div class="picture" role="group" tabindex="0" aria-label="{safe(about.get("name", "Figure"))}">'
        return f"<figure>{region}{picture}</div>" + (
            f"<figcaption>{caption}</figcaption></figure>" if caption else "</figure>"
        )


def _title(nb: Any) -> str:
    """The first heading of the notebook."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^#+\s+(.+)", cell.source, re.MULTILINE)):
            return re.sub(r"[*_`]", "", found[1]).strip()
    return "Report"


def _details(nb: Any, resources: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the run was made with: parameters, versions, whatever the caller adds."""
    run = nb.metadata.get("papermill", {})
    rows = [(f"parameter {name}", repr(value)) for name, value in (run.get("parameters") or {}).items()]
    if python := nb.metadata.get("language_info", {}).get("version"):
        rows.append(("Python", python))
    rows.append(("crossread", __version__))
    if run.get("start_time"):
        rows.append(("started", run["start_time"][:19].replace("T", " ") + " UTC"))
    return rows + [(str(name), str(value)) for name, value in (resources.get("details") or {}).items()]


def _drawing(svg: str, alt: str, prefix: str) -> str:
    """An SVG safe to stand in a page: only what draws, ids of its own, the page's inks, a name for screen readers."""
    try:
        root = ET.fromstring(svg)
    except ET.ParseError:
        address = base64.b64encode(svg.encode("utf-8", "replace")).decode("ascii")
        return f'<img alt="{safe(alt)}" src="data:image/svg+xml;base64,{address}">'
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(_SVG) in {"script", "foreignObject", "metadata", "image", "a", "animate", "set"}:
                parent.remove(child)
        for name, value in list(parent.items()):
            plain = name.rpartition("}")[2].lower()
            if plain.startswith("on") or (plain == "href" and not value.startswith("#")):
                del parent.attrib[name]
            elif plain in {"id", "href"} or "url(" in value:
                mended = re.sub(r"url\((?!#)[^)]*\)", "none", value)
                parent.set(
                    name,
                    re.sub(r"^#?|(?<=url\(#)", rf"\g<0>{prefix}-", mended)
                    if plain != "style"
                    else re.sub(r"url\(#", f"url(#{prefix}-", mended),
                )
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    ET.register_namespace("", _SVG.strip("{}"))
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    text = ET.tostring(root, encoding="unicode")
    return re.sub("|".join(_INKS), lambda found: _INKS[found[0]], text)


def _finish(html: str) -> str:
    """Harden the page, give headings ids, write the contents, make every table readable aloud."""
    soup = BeautifulSoup(html, "html.parser")
    main = soup.main or soup
    for tag in main.find_all(_FORBIDDEN):
        tag.decompose()
    for tag in main.find_all(True):
        for name, value in list(tag.attrs.items()):
            bad_link = name in {"href", "src", "srcset", "action", "xlink:href"} and not _allowed(
                tag.name, str(value).strip()
            )
            if name.startswith("on") or bad_link:
                del tag[name]
    taken: set[str] = set()
    entries = []
    for heading in main.find_all(["h1", "h2", "h3"]):
        text = heading.get_text(" ", strip=True)
        slug = base = re.sub(r"\W+", "-", text.lower()).strip("-") or "section"
        for again in range(2, 10_000):
            if slug not in taken:
                break
            slug = f"{base}-{again}"
        taken.add(slug)
        heading["id"] = slug
        if heading.name == "h2":
            entries.append(f'<li><a href="#{safe(slug)}">{safe(text)}</a></li>')
    for cell in main.find_all("th"):
        cell["scope"] = cell.get("scope") or ("col" if cell.find_parent("thead") else "row")
    for table in main.find_all("table"):
        if not table.find_parent(class_="cr-table"):
            table.wrap(
                soup.new_tag(
                    "div", attrs={"class": "cr-table", "role": "group", "tabindex": "0", "aria-label": "Table"}
                )
            )
    if (contents := soup.find(id="contents")) and entries:
        contents.append(BeautifulSoup(f"<ol>{''.join(entries)}</ol>", "html.parser"))
    elif contents:
        contents.decompose()
    return str(soup)


def _allowed(tag: str, address: str) -> bool:
    """Links lead anywhere but into scripts; pictures come with the page; only downloads are data."""
    if tag == "a":
        return bool(re.match(r"(https?:|mailto:|#|data:text/csv;|[\w./%-]+(#|$))", address)) and not re.match(
            r"(javascript|vbscript):", address, re.IGNORECASE
        )
    return address.startswith(("data:image/", "#"))


def export(
    notebook: Path, html: Path, *, details: Mapping[str, object] | None = None, index: str = "index.html"
) -> Path:
    """Write an executed notebook as a report and return its path.

    Parameters
    ----------
    details
        Further lines for the run details at the end.
    index
        Relative address of the page that lists all reports; empty for none.
    """
    exporter = CrossreadExporter()
    page, _ = exporter.from_filename(str(notebook), resources={"details": details or {}, "index": index})
    html.write_bytes(page.encode("utf-8", "replace"))
    return html
