"""Strange files for each parser: its own exports with parts cut out, doubled or replaced, and lines in any order."""

from pathlib import Path
from tempfile import TemporaryDirectory

import archive_samples as samples
from hypothesis import strategies as st

from analysis.reading.formats import FORMATS
from analysis.reading.found import Unreadable
from analysis.reading.sources import of_files

LABELS = [
    "Body",
    "End of Document",
    "Length:\xa01 words",
    "Documents (3)",
    "March 2, 2025",
    "",
    "The Post",
    "Classification",
]
OF_LEXIS = ["1 of 2 DOCUMENTS", "2 of 2 DOCUMENTS", "LENGTH: 1", "LOAD-DATE: x", "BYLINE: A", "", "March 2, 2025", "©"]
KINDS = {
    "nexis": [samples.nexis()],
    "lexis": [samples.lexis_txt(), samples.lexis_html()],
    "factiva": [samples.factiva_html(), samples.factiva_lines(), samples.factiva_xml()],
    "europresse": [samples.europresse()],
    "trafilatura": [samples.trafilatura_xml()],
    "csv": [samples.tsv()],
    "txt": [b"Outlet: The Post\nDate: 2 March 2025\n\nA text.", samples.lexis_txt()],
    "json": [samples.crawled(), b'{"text": "A."}\n{"text": "B."}\n'],
    "xlsx": [samples.xlsx()],
    None: [samples.EXPORTS["zipped.zip"], samples.EXPORTS["packed.xml.gz"], samples.nexis(), samples.lexis_html()],
}
junk = st.binary(max_size=12) | st.sampled_from(
    [b"<", b"</p>", b"\0", b"<article>", b"\xff\xfe", b'"', b"]]>", b"<!--", b"&#0;"]
)


@st.composite
def broken(draw, kind):
    """An export of a kind with up to four wounds."""
    content = draw(st.sampled_from(KINDS[kind]))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 400)))
        part = draw(junk | st.just(content[start:end] * 2))
        content = content[:start] + part + content[end:]
    return content


def lined(kind):
    """A file of labels and lines in any order."""
    known = LABELS if kind == "nexis" else OF_LEXIS
    lines = st.lists(
        st.sampled_from(known) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), max_size=30
    )
    return lines.map(samples.docx) if kind == "nexis" else lines.map(lambda few: "\n\n".join(few).encode())


def strange(kind):
    """Any strange file of a kind."""
    return broken(kind) | lined(kind) if kind in ("nexis", "lexis") else broken(kind)


def survives(kind, content):
    """Read a file with the reader of a kind and, in a folder, with whatever is detected: neither may raise."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.bin")
        path.write_bytes(content)
        assert list(of_files(Path(folder), kind)), "nothing in the ledger"
        if kind in ("lexis", "factiva", "europresse", "trafilatura", "json", "csv", "txt"):
            try:
                found = list(FORMATS[kind].read(path))
            except Unreadable:
                return
            assert all(one.fields is not None or one.reason for one in found)
