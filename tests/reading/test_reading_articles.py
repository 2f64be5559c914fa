import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.errors import ArgumentError, SourceError
from analysis.reading import read_articles, told

SEEDS = Path(__file__).parents[2] / "seeds"
ROWS = [
    {
        "newspaper": "The Post",
        "publish_date": "2025-02-27",
        "headline": "One",
        "content": "First text, “quoted”.\nEnd.",
    },
    {"newspaper": "Café News", "publish_date": "2025-02-28", "headline": "Two", "content": "Second, with a comma."},
]


def statuses(reading):
    return reading.ledger["status"].tolist()


def write(path, rows):
    if path.suffix == ".csv":
        pd.DataFrame(rows).to_csv(path, index=False)
    elif path.suffix == ".parquet":
        pd.DataFrame(rows).to_parquet(path)
    elif path.suffix == ".json":
        path.write_text(json.dumps({"status": "ok", "articles": rows}), encoding="utf-8")
    else:
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".parquet"])
def test_every_format_gives_the_same_articles_as_the_table(tmp_path, suffix):
    write(tmp_path / f"export{suffix}", ROWS)
    of_file = read_articles(tmp_path).articles.drop(columns="source")
    pd.testing.assert_frame_equal(of_file, read_articles(pd.DataFrame(ROWS)).articles.drop(columns="source"))
    assert of_file["outlet"].tolist() == ["The Post", "Café News"]
    assert of_file["text"].tolist() == [row["content"] for row in ROWS]
    assert of_file["date"].dt.day.tolist() == [27, 28]


def test_the_seeds_keep_their_raw_text_and_get_outlet_wire_and_phase():
    articles = read_articles(SEEDS).articles
    raw = [path.read_bytes().decode() for path in sorted(SEEDS.glob("*.txt"))]
    assert articles["text"].tolist() == raw
    assert articles["content_hash"].tolist() == [sha256(text.encode()).hexdigest() for text in raw]
    assert articles["outlet"].tolist() == ["Fox News", "Bangkok Post", "VOA", "TRT World", "BBC"]
    assert articles["wire"].fillna("").tolist() == ["", "AFP", "", "Reuters", ""]
    assert articles["phase"].tolist() == ["during", "before", "after", "during", "before"]
    assert articles["date"].dt.day.tolist() == [27, 27, 28, 27, 27]


def test_articles_pass_as_a_table_once_cleaning_adds_words():
    articles = read_articles(SEEDS).articles
    assert tables.conform(articles.assign(words=1), "articles")["copy_of"].isna().all()


def test_ids_see_the_input_and_not_the_settings(tmp_path):
    (tmp_path / "a.txt").write_text("A text.", encoding="utf-8")
    before = read_articles(tmp_path).articles
    (tmp_path / "corpus.toml").write_text('[outlets]\n"*.txt" = "The Post"', encoding="utf-8")
    after = read_articles(tmp_path).articles
    assert after["outlet"].tolist() == ["The Post"]
    assert after["article_id"].tolist() == before["article_id"].tolist()


def test_the_same_article_twice_is_a_duplicate_and_the_same_text_elsewhere_is_not():
    texts = pd.DataFrame({"text": ["Same."] * 3, "outlet": ["A", "A", "B"]})
    reading = read_articles(texts)
    assert statuses(reading) == ["read", "duplicate", "read"]
    assert reading.ledger["reason"][1] == "the same as row 1"
    assert reading.articles["outlet"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("dates", "stays"),
    [
        (["2025-02-02", "2025-02-01"], 0),
        (["2025-02-01", "2025-02-02"], 1),
        ([None, None], 1),
        (["2025-02-01", None], 0),
    ],
)
def test_the_newest_text_at_a_url_stays(dates, stays):
    table = pd.DataFrame({"text": ["Old.", "New."], "url": "https://a.org/story", "date": dates})
    reading = read_articles(table)
    assert reading.articles["text"].tolist() == [["Old.", "New."][stays]]
    assert statuses(reading)[1 - stays] == "superseded"
    assert set(reading.ledger["article_id"]) == set(reading.articles["article_id"])


def test_a_bare_domain_is_nobodys_page():
    table = pd.DataFrame({"text": ["One.", "Two."], "url": "https://a.org/"})
    assert statuses(read_articles(table)) == ["read", "read"]


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("a.txt", b"", "skipped", "empty"),
        ("a.txt", b" \n\t ", "skipped", "empty"),
        ("a.txt", bytes(range(256)) * 9, "failed", "binary"),
        ("a.csv", b"", "skipped", "empty"),
        ("a.csv", b"name,price\nx,1\n", "failed", "no text column among name, price"),
        ("a.csv", b"title,text\nonly one\n", "failed", "1 fields where the header has 2"),
        ("a.json", b"{]", "failed", "not JSON"),
        ("a.json", b'{"text": " \\n\\u00a0"}', "skipped", "empty"),
        ("a.json", b"[" * 200_000, "failed", "not JSON"),
        ("a.json", b"[1]", "failed", "not a JSON object: 1"),
        ("a.jsonl", b'{"title": "x"}', "failed", "no text column among title"),
        ("a.parquet", b"PAR1 and no more", "failed", "cannot be read"),
        ("a.pdf", b"%PDF-1.4", "skipped", "format .pdf is not known"),
    ],
)
def test_what_cannot_be_read_is_in_the_ledger_and_the_rest_is_read(tmp_path, name, content, status, reason):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.txt").write_text("A text.", encoding="utf-8")
    reading = read_articles(tmp_path)
    assert statuses(reading) == [status, "read"]
    assert reading.ledger["reason"][0].startswith(reason)
    assert reading.articles["text"].tolist() == ["A text."]


@pytest.mark.parametrize(
    ("fields", "guess"),
    [
        ({"id": "1", "Bodytext": "A."}, "Bodytext"),
        ({"n": "1", "inhalt": "A long text. " * 30}, "inhalt"),
        ({"n": "1"}, None),
    ],
)
def test_a_table_without_a_text_column_is_told_which_line_would_name_it(fields, guess):
    reason = read_articles(pd.DataFrame([fields])).ledger["reason"][0]
    assert reason.startswith(f"no text column among {', '.join(fields)}")
    assert ("write" in reason) == (guess is not None)
    if guess:
        assert f'if it is {guess}, write text = "{guess}" under [columns] in corpus.toml' in reason
        assert len(read_articles(pd.DataFrame([fields]), columns={"text": guess}).articles) == 1


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"", 0),
        ("a.txt", b"A text.", 1),
        ("a.txt", bytes(range(256)) * 9, 0),
        ("a.pdf", b"%PDF-1.4", 0),
        ("a.csv", b"", 0),
        ("a.csv", b"text\n", 0),
        ("a.csv", b"text,n\nA.,1\n,2\nB\n", 3),
        ("a.json", b"{}", 1),
        ("a.jsonl", b'{"text": "A."}\n{]\n', 2),
        ("a.zip", b"PK\x05\x06" + bytes(18), 0),
    ],
)
def test_every_file_says_how_many_articles_were_found_in_it(tmp_path, name, content, found):
    (tmp_path / name).write_bytes(content)
    ledger = read_articles(tmp_path).ledger
    assert ledger["found"].tolist()[0] == found
    assert ledger["found"][1:].isna().all()


def test_one_bad_line_costs_only_itself(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n{"text": \n\n{"text": "Two."}', encoding="utf-8")
    reading = read_articles(tmp_path)
    assert statuses(reading) == ["read", "failed", "read"]
    assert reading.ledger["source"].tolist() == ["a.jsonl line 1", "a.jsonl line 2", "a.jsonl line 4"]


def test_files_beside_the_texts_and_hidden_ones_are_no_articles(tmp_path):
    for name in ("corpus.toml", "corrections.csv", "README.md", ".DS_Store", ".git/x.txt", "sub/b.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "corpus.toml" else name, encoding="utf-8")
    assert read_articles(tmp_path).ledger["source"].tolist() == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "“Good,” said Zoë."),
        ("utf-16", "“Good,” said Zoë."),
        ("cp1252", "“Good,” said Zoë, and that was all."),
        ("cp1251", "Президент России сказал журналистам, что переговоры в Вашингтоне будут продолжены завтра."),
    ],
)
def test_encodings_are_told_apart(tmp_path, encoding, text):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read_articles(tmp_path / "a.txt").articles["text"].tolist() == [text]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_tables_that_are_read_by_line_are_told_apart_too(tmp_path, encoding, suffix):
    rows = [
        'text,outlet\r\n"“One,” \r\nsaid Zoë.",A\r\nTwo.,B\r\n',
        '{"text": "“One,” \\r\\nsaid Zoë."}\n{"text": "Two."}',
    ]
    (tmp_path / f"a{suffix}").write_bytes(rows[suffix == ".jsonl"].encode(encoding))
    assert read_articles(tmp_path).articles["text"].tolist() == ["“One,” \r\nsaid Zoë.", "Two."]


def test_a_broken_byte_in_utf8_does_not_change_the_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes("“Zoë’s café” ".encode() + b"\xff end")
    assert read_articles(tmp_path).articles["text"].tolist() == ["“Zoë’s café” \ufffd end"]


def test_columns_map_fields_and_the_argument_wins_over_the_file(tmp_path):
    write(tmp_path / "a.csv", [{"body_html": "One.", "text": "teaser", "paper": "The Post"}])
    (tmp_path / "corpus.toml").write_text('[columns]\ntext = "text"\noutlet = "paper"', encoding="utf-8")
    reading = read_articles(tmp_path, columns={"text": "body_html"})
    assert reading.articles[["text", "outlet"]].to_numpy().tolist() == [["One.", "The Post"]]


def test_further_columns_are_kept_with_one_type_and_never_hide_ours(tmp_path):
    table = pd.DataFrame(
        {
            "text": ["One.", "Two."],
            "words": [3, 4],
            "place": ["London", None],
            "mixed": [1, "a"],
            "tags": [["x", "y"], None],
            "big": [2**70, 1],
            "seen": [True, None],
        }
    )
    articles = read_articles(table).articles
    assert articles["input_words"].tolist() == [3, 4]
    assert articles["mixed"].tolist() == ["1", "a"]
    assert articles["tags"][0] == "x, y"
    assert articles["place"][0] == "London"
    tables.write(articles.assign(words=1), tmp_path / "articles.parquet", "articles")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"format": "docx"}, "format must be one of"),
        ({"columns": {"txt": "body"}}, "did you mean 'text'"),
        ({"columns": {"text": 3}}, "columns text must name a column, not 3"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        read_articles(pd.DataFrame({"text": ["A."]}), **arguments)


def test_a_missing_or_empty_source_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="existing folder or file"):
        read_articles(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="at least one file"):
        read_articles(tmp_path)


def test_a_forced_format_reads_any_suffix(tmp_path):
    (tmp_path / "notes.md").write_text("# A text", encoding="utf-8")
    assert statuses(read_articles(tmp_path)) == ["skipped"]
    assert read_articles(tmp_path, format="txt").articles["text"].tolist() == ["# A text"]


cells = (
    st.none() | st.text(st.characters()) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(), max_size=2)
)
records = st.dictionaries(st.sampled_from(["text", "date", "url", "title", "outlet", "x", "Text", "\ud800"]), cells)


@settings(max_examples=40, deadline=None)
@given(st.lists(records, min_size=1, max_size=6))
def test_no_record_raises_and_each_has_one_ledger_row(rows):
    with TemporaryDirectory() as folder:
        write(Path(folder) / "a.jsonl", rows)
        reading = read_articles(folder)
    assert len(reading.ledger) == len(rows)
    assert statuses(reading).count("read") == len(reading.articles)
    assert reading.articles["article_id"].is_unique
    assert all(text.strip() for text in reading.articles["text"])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([".txt", ".csv", ".json", ".jsonl", ".parquet"]), st.binary() | st.text().map(str.encode))
def test_no_file_raises_and_each_is_in_the_ledger(suffix, content):
    with TemporaryDirectory() as folder:
        (Path(folder) / f"a{suffix}").write_bytes(content)
        assert len(read_articles(folder).ledger) >= 1


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        ("blank.csv", "title,,text\nA,x,One.\n", ["column 2"]),
        ("twice.csv", "text,note,note\nOne.,a,b\n", ["note", "note 3"]),
        ("index.csv", ",text,\n0,One.,\n", ["column 1"]),
    ],
)
def test_a_column_without_a_name_of_its_own_is_called_by_its_number(tmp_path, name, content, columns):
    (tmp_path / name).write_text(content, encoding="utf-8")
    articles = read_articles(tmp_path).articles
    assert articles["text"].tolist() == ["One."]
    assert set(columns) <= set(articles)


def test_a_table_whose_first_row_is_an_article_is_told_so(tmp_path):
    (tmp_path / "a.csv").write_text(f"BBC,{'The mayor left. ' * 20}\nCNN,She did.\n", encoding="utf-8")
    (row,) = read_articles(tmp_path).ledger.to_dict("records")
    assert row["status"] == "failed"
    assert row["reason"] == "its first row must name the columns, and seems to hold an article"


def test_other_first_lines_between_those_of_fields_are_kept_as_columns(tmp_path):
    (tmp_path / "a.txt").write_text("Title: Vote\nSection: World\nBy: Ann Lee\nNote: x\n\nShe left.", encoding="utf-8")
    (row,) = read_articles(tmp_path).articles.to_dict("records")
    assert (row["title"], row["section"], row["author"]) == ("Vote", "World", "Ann Lee")
    assert row["text"] == "Note: x\n\nShe left."


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("b/corpus.toml", b'[outlets]\n"a*" = "A"', "skipped", "counts only directly in the source"),
        ("b/corrections.csv", b"article_id,table\n", "skipped", "counts only directly in the source"),
        ("a.docx", b"no archive", "failed", "its content is not that of a .docx file"),
    ],
)
def test_a_file_that_is_not_read_says_why(tmp_path, name, content, status, reason):
    (tmp_path / "b").mkdir()
    (tmp_path / name).write_bytes(content)
    (tmp_path / "~$a.docx").write_bytes(b"a lock of Word")
    assert read_articles(tmp_path).ledger[["status", "reason"]].to_numpy().tolist() == [[status, reason]]


def test_what_is_not_known_and_what_fits_nothing_is_told(tmp_path):
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "a.txt").write_text("Section: x\nShe left.", encoding="utf-8")
    (tmp_path / "t.csv").write_text("Body,Outlet,Tag\nHe left.,NYT,x\n", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    outlets = '[outlets]\n"z*" = "Z"\n"The New York Times" = "Times"'
    (tmp_path / "corpus.toml").write_text(outlets, encoding="utf-8")
    lines = list(told(read_articles(tmp_path)))
    assert lines[lines.index("1 skipped, 2 read") + 1 :] == [
        "files of no format that is read: 1; articles among them can be saved as .docx or .txt",
        "articles without a date: 2, in i/a.txt, t.csv",
        "further columns, kept: Tag ([columns] in corpus.toml can name the date or the outlet there)",
        "corpus.toml [outlets] z* fits no file and no outlet",
        "articles without an outlet: 1, in i/a.txt; name it in corpus.toml beside them:",
        '    [outlets]\n    "i/a.txt" = "The Valley Post"',
    ]


def test_an_object_in_a_field_is_called_by_what_names_it():
    table = pd.DataFrame({"text": ["She left."], "source": [{"uri": "x", "title": "BBC News"}], "byline": [{"n": 1}]})
    (row,) = read_articles(table).articles.to_dict("records")
    assert (row["outlet"], row["author"]) == ("BBC", '{"n": 1}')
