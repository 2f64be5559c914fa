import gzip
import io
import sys
import time
import tracemalloc
import zipfile

import archive_samples as samples
import pytest

from analysis.reading import by_file, found, read_articles, sources
from analysis.reading.archives import of_lexis, of_nexis
from analysis.reading.formats import FORMATS, detect

EXPORTS = samples.EXPORTS
NESTED = b"A text."
for _ in range(5):
    NESTED = samples.zipped({"a.zip": NESTED})


def read(folder, **files):
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return read_articles(folder)


def statuses(reading):
    return reading.ledger["status"].tolist()


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_gives_every_field_of_every_article(tmp_path, name):
    reading = read(tmp_path, **{name: EXPORTS[name]})
    assert statuses(reading) == ["read", "read"], reading.ledger.to_string()
    assert reading.ledger["found"].dropna().tolist() == [2]
    for (_, row), article in zip(reading.articles.iterrows(), samples.ARTICLES, strict=True):
        for field in ("title", "outlet", "author"):
            assert row[field] == article[field], field
        assert str(row["date"].date()) == article["date"]
        assert row["text"].split("\n\n") == article["text"]


@pytest.mark.parametrize("name", [name for name in EXPORTS if not name.startswith(("table", "zipped", "packed"))])
def test_the_content_tells_the_format_whatever_the_name(tmp_path, name):
    known = (tmp_path / name, tmp_path / "export.txt")
    for path in known:
        path.write_bytes(EXPORTS[name])
    assert detect(known[0]) == detect(known[1])
    assert detect(known[0]) in FORMATS


@pytest.mark.parametrize(
    ("name", "content", "announced"),
    [
        ("nexis.docx", samples.nexis(announced=3), 3),
        ("lexis.txt", samples.lexis_txt().replace(b"1-2", b"1-2, 5-6"), 4),
        ("lexis.txt", samples.lexis_txt().replace(b"Selected Items", b"").replace(b"2 of 2 D", b"4 of 9 D"), 4),
        ("lexis.html", samples.lexis_html().replace(b'DOCUMENTS="2"', b'DOCUMENTS="7"'), 7),
        ("factiva.xml", samples.factiva_xml(count=5), 5),
    ],
)
def test_a_file_that_announces_more_than_is_found_is_a_failure_in_the_ledger(tmp_path, name, content, announced):
    reading = read(tmp_path, **{name: content})
    assert statuses(reading) == ["read", "read", "failed"]
    assert reading.ledger["announced"].dropna().tolist() == [announced]
    assert reading.ledger["reason"].iloc[-1] == f"the file announces {announced} articles, 2 were found"


def test_a_file_that_keeps_its_word_is_no_failure(tmp_path):
    reading = read(tmp_path, **{"nexis.docx": samples.nexis()})
    assert reading.ledger[["announced", "found"]].iloc[0].tolist() == [2, 2]


def test_a_list_of_documents_alone_is_no_article_and_no_failure(tmp_path):
    reading = read(tmp_path, **{"list.docx": samples.docx(["Documents (2)", "1. Mayor resigns"]), "a.txt": b"A text."})
    assert statuses(reading) == ["read", "skipped"]


def test_any_other_document_of_word_is_one_article(tmp_path):
    reading = read(tmp_path, **{"mine.docx": samples.docx(["A title", "", "A text & more."])})
    assert reading.articles["text"].tolist() == ["A title\n\nA text & more."]


def test_an_article_without_its_closing_line_is_not_lost(tmp_path):
    lines = samples.nexis_lines()
    end = len(lines) - 1 - lines[::-1].index("End of Document")
    assert statuses(read(tmp_path, **{"cut.docx": samples.docx(lines[:end])})) == ["read", "read"]


def test_a_document_that_is_only_an_error_message_stands_in_the_ledger(tmp_path):
    sorry = b"\n\n 3 of 3 DOCUMENTS\n\nWe are sorry but there is an error in this document\n"
    reading = read(tmp_path, **{"lexis.txt": samples.lexis_txt().replace(b"1-2", b"1-3") + sorry})
    assert statuses(reading) == ["read", "read", "skipped"]
    assert "We are sorry" in reading.ledger["reason"].iloc[2]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Headline", "Paper", "May 2, 2025", "Body", "Text."], ("Headline", "Paper", "May 2, 2025")),
        (["Cover", "", "Headline", "Paper", "May 2, 2025", "", "Body", "Text."], ("Headline", "Paper", "May 2, 2025")),
        (["No Headline In Original", "Paper", "May 2, 2025", "Body", "Text."], (None, "Paper", "May 2, 2025")),
        (["Paper", "2. Mai 2025 Freitag", "Body", "Text."], (None, "Paper", "2. Mai 2025 Freitag")),
        (["Headline of May 1, 2025", "Paper", "May 2, 2025", "", "Highlight: A", "B", "Body", "Text."], None),
    ],
)
def test_outlet_and_headline_stand_above_the_date_of_nexis(lines, expected):
    fields = of_nexis(lines)
    assert fields["text"] == "Text."
    if expected:
        assert (fields["title"], fields["outlet"], fields["date"]) == expected
    else:
        assert fields["lead"] == "A B"
        assert fields["title"] == "Headline of May 1, 2025"


def test_every_document_of_a_zip_of_several_exports_is_read(tmp_path):
    members = {"a.docx": samples.nexis(), "b/a.docx": samples.nexis(announced=3), "c.txt": samples.lexis_txt()}
    table = by_file(read(tmp_path, **{"all.zip": samples.zipped(members)}).ledger).set_index("file")
    assert table["found"].to_dict() == {"all.zip/a.docx": 2, "all.zip/b/a.docx": 2, "all.zip/c.txt": 2}
    assert table["announced"].tolist() == [2, 3, 2]


def test_a_missing_byline_leaves_the_author_empty_and_the_rest_in_place(tmp_path):
    lines = [line for line in samples.nexis_lines() if not line.startswith("Byline")]
    articles = read(tmp_path, **{"a.docx": samples.docx(lines)}).articles
    assert "author" in articles
    assert articles["author"].isna().all()
    assert articles["title"].tolist() == [article["title"] for article in samples.ARTICLES]


def test_json_in_one_huge_line_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(found, "MAX_WHOLE", 1_000_000)
    monkeypatch.setattr(found, "_SAMPLE", 1_000_000)
    (tmp_path / "a.json").write_bytes(b'[{"text": "A."},' + b'{"text": "B."},' * 400_000)
    tracemalloc.start()
    assert read_articles(tmp_path).ledger["reason"].tolist() == ["a line is longer than 1 MB"]
    size, peak = (tmp_path / "a.json").stat().st_size, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * size


def test_a_file_without_permission_is_named(tmp_path, monkeypatch):
    def locked(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(sources, "detect", locked)
    (reason,) = read(tmp_path, **{"a.txt": b"A text."}).ledger["reason"]
    assert reason == "cannot be opened: Permission denied"


def test_a_speaker_in_capitals_is_no_label_of_lexis():
    fields = of_lexis(["Paper", "May 2, 2025", "Talk", "LENGTH: 9 words", "MR. ROE: We did.", "GRAPHIC: A photo", "©"])
    assert (fields["title"], fields["text"]) == ("Talk", "MR. ROE: We did.")


def test_lines_of_a_wrapped_paragraph_become_one():
    assert of_lexis(["P", "May 2, 2025", "T", "LENGTH: 1", "One\nline."])["text"] == "One line."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "a.xml",
            b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ppsarticle>&b;</ppsarticle>',
            "declares entities",
        ),
        ("a.xml", samples.factiva_xml()[:-90], "broken XML"),
        ("a.docx", samples.nexis()[:-30], "not a zip file"),
        ("a.zip", samples.zipped({"a/../../etc/b.txt": b""}), "empty"),
        ("a.zip", NESTED, "deep"),
        ("a.zip", samples.zipped({}) + b" ", "empty"),
        ("a.gz", gzip.compress(b"A text. " * 999)[:40], "end-of-stream"),
        ("a.html", b"<html><title>Factiva</title></html>", "no article of Factiva"),
        ("a.html", b"<html><body><p>", "no article found in the web page"),
        ("a.json", b'{"text": "' + b"x" * 3_000_001, "a line is longer than 3 MB"),
        ("a.json", b"[\n" * 2_000_000, "larger than 3 MB"),
        ("a.jsonl", b'{"text": "A."}\n{"text": "' + b"x" * 3_000_001, "a line is longer than 3 MB"),
    ],
)
def test_hostile_files_cost_a_line_of_the_ledger_and_nothing_else(tmp_path, monkeypatch, name, content, reason):
    monkeypatch.setattr(found, "MAX_WHOLE", 3_000_000)
    monkeypatch.setattr("analysis.reading.formats.MAX_WHOLE", 3_000_000)
    monkeypatch.setattr(found.read_text, "__defaults__", (3_000_000,))
    reading = read(tmp_path, **{name: content, "z.txt": b"A text."})
    assert reading.articles["text"].tolist()[-1] == "A text."
    assert reading.ledger["reason"].str.contains(reason).any(), reading.ledger["reason"].tolist()


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_MEMBER", 2_000_000)
    monkeypatch.setattr(sources, "MAX_ARCHIVE", 3_000_000)
    bomb = samples.zipped(
        {"big.txt": b"a" * 9_000_000, "a.txt": b"b " * 900_000, "b.txt": b"c " * 900_000, "c.txt": b"d"}
    )
    reading = read(tmp_path, **{"bomb.zip": bomb, "bomb.txt.gz": gzip.compress(b"a" * 9_000_000)})
    reasons = dict(zip(reading.ledger["source"], reading.ledger["reason"], strict=True))
    assert reasons["bomb.zip/big.txt"] == reasons["bomb.txt.gz"] == "expands to more than 2 MB"
    assert reasons["bomb.zip/b.txt"].startswith("expands to more than")
    assert len(reading.articles) == 2


def test_a_locked_member_is_named(tmp_path):
    content = bytearray(samples.zipped({"a.txt": b"A text."}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.start_dir
    content[start + 8] |= 1
    content[6] |= 1
    assert read(tmp_path, **{"a.zip": bytes(content)}).ledger["reason"].tolist() == ["encrypted"]


def test_links_that_lead_nowhere_or_round_are_named_and_not_followed(tmp_path):
    (tmp_path / "a.txt").write_text("A text.", encoding="utf-8")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    ledger = read_articles(tmp_path).ledger.set_index("source")["reason"]
    assert ledger["round"] == "a link to a folder is not followed"
    assert ledger["self.txt"] == "a broken link"


def test_a_folder_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    def walk(folder, onerror):
        yield str(folder), ["locked"], ["a.txt"]
        onerror(PermissionError(13, "Permission denied", str(folder / "locked")))

    (tmp_path / "a.txt").write_text("A text.", encoding="utf-8")
    monkeypatch.setattr(sources.os, "walk", walk)
    assert read_articles(tmp_path).ledger["reason"].dropna().tolist() == ["cannot be opened: Permission denied"]


def test_a_file_that_changes_while_it_is_read_is_named(tmp_path, monkeypatch):
    def grows(path):
        path.write_bytes(path.read_bytes() + b"more")
        yield found.Found("", {"text": "A text."})

    monkeypatch.setitem(FORMATS, "txt", FORMATS["txt"]._replace(read=grows))
    reading = read(tmp_path, **{"a.txt": b"A text."})
    assert reading.ledger["reason"].dropna().tolist() == ["changed while it was read"]


@pytest.mark.parametrize(
    ("module", "name", "line"),
    [("openpyxl", "table.xlsx", 'pip install "crossread[excel]"'), ("trafilatura", "p.html", "crossread[formats]")],
)
def test_a_missing_library_is_named_with_the_line_that_installs_it(tmp_path, monkeypatch, module, name, line):
    monkeypatch.setitem(sys.modules, module, None)
    reading = read(tmp_path, **{name: EXPORTS.get(name, b"<html><body>A page</body></html>"), "a.txt": b"A text."})
    assert statuses(reading)[-1] == "failed"
    assert line in reading.ledger["reason"].iloc[-1]


def test_a_saved_page_is_read_without_its_navigation(tmp_path):
    text = "".join(
        f"<p>Paragraph {n} says that the mayor resigned on Sunday after a long debate.</p>" for n in range(6)
    )
    page = (
        '<html lang="en"><head><title>Mayor resigns - The Valley Post</title><meta property="og:site_name" '
        'content="The Valley Post"><meta property="article:published_time" content="2025-03-02T10:00:00Z"></head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>Mayor resigns</h1>{text}</article><footer>About</footer></body>"
    )
    (row,) = read(tmp_path, **{"page.html": page.encode()}).articles.to_dict("records")
    assert (row["outlet"], row["title"], str(row["date"].date())) == ("The Valley Post", "Mayor resigns", "2025-03-02")
    assert row["text"].count("Paragraph") == 6
    assert "Home" not in row["text"]


def test_the_ledger_by_file_counts_announced_found_read_and_dropped(tmp_path):
    lines = samples.nexis_lines(articles=[samples.ARTICLES[0]] * 2, announced=3)
    files = {"my row 1 of all.docx": samples.docx(lines), "table.xlsx": EXPORTS["table.xlsx"], "bad.csv": b"a,b\n1,2\n"}
    table = by_file(read(tmp_path, **files).ledger).set_index("file")
    assert table["announced"].fillna(0).tolist() == [0, 3, 0]
    assert table[["found", "read", "dropped"]].to_numpy().tolist() == [[1, 0, 1], [2, 2, 0], [2, 2, 0]]
    assert table["reasons"].iloc[1] == "the file announces 3 articles, 2 were found"
    assert table.index.tolist() == ["bad.csv", "my row 1 of all.docx", "table.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<!--", "<a ", "</", "<!", "<?", '<p a="', "<div>", "<p>", "<br>", "&#"])
def test_broken_markup_takes_no_longer_than_its_length(tmp_path, piece):
    content = f"<html><title>Factiva</title>{piece * 40_000}".encode()
    started = time.process_time()
    assert len(read(tmp_path, **{"a.html": content}).ledger) == 1
    assert time.process_time() - started < 10
