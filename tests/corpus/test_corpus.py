"""Selecting, saving and correcting a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import load, tables
from analysis.corpus import Corpus, build, pages, processes, store
from analysis.errors import ArgumentError, SourceError

ARTICLES = pd.DataFrame(
    {
        "outlet": ["Mail", "Post", "Post"],
        "date": ["2025-03-01", "2025-03-02", "2025-03-09"],
        "title": ["Ports close", "Ports to close", "Ports reopen"],
        "text": [
            "“The ports are closed,” said Ana Lima, the harbour master. Ships waited outside.",
            "Ana Lima said the ports would close. “It is the storm,” she said.",
            "The ports opened again. “All is well,” Lima told the Post.",
        ],
    }
)


@pytest.fixture(scope="module")
def ports() -> Corpus:
    return load(ARTICLES, engine="rules")


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ({"outlets": ["Mail"]}, ["Ports close"]),
        ({"outlets": "Post"}, ["Ports to close", "Ports reopen"]),
        ({"since": "2025-03-02"}, ["Ports to close", "Ports reopen"]),
        ({"until": "2025-03-02"}, ["Ports close", "Ports to close"]),
        ({"until": "2025-03-02T00:00Z"}, ["Ports close", "Ports to close"]),
        ({"where": "outlet == 'Post' and words < 100", "since": "2025-03-05"}, ["Ports reopen"]),
        ({"outlets": [], "since": "", "until": "", "where": ""}, ["Ports close", "Ports to close", "Ports reopen"]),
    ],
)
def test_select_keeps_the_articles_asked_for_and_all_tables_follow(
    ports: Corpus, arguments: dict, titles: list
) -> None:
    chosen = ports.select(**arguments)
    assert chosen.articles["title"].tolist() == titles
    ids = set(chosen.articles["article_id"])
    for table in ("sentences", "quotes", "people", "events", "removed", "hits"):
        assert set(getattr(chosen, table)["article_id"]) <= ids
    assert set(chosen.sentences["article_id"]) == ids


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"outlets": ["Pst"]}, "outlets must be one of Mail, Post, not 'Pst'; did you mean 'Post'?"),
        ({"since": "NaT"}, "since must be a day such as 2025-02-27, not 'NaT'"),
        ({"since": "last week"}, "since must be a day such as 2025-02-27, not 'last week'"),
        ({"where": "wurds > 100"}, "where must be a pandas query over columns of articles"),
        ({"where": "words"}, "where must be a condition"),
    ],
)
def test_a_selection_that_cannot_be_made_says_why_in_one_line(ports: Corpus, arguments: dict, message: str) -> None:
    with pytest.raises(ArgumentError, match="^" + message.replace("?", r"\?")) as error:
        ports.select(**arguments)
    assert "\n" not in str(error.value)


def test_load_returns_a_corpus_as_it_is(ports: Corpus) -> None:
    assert load(ports) is ports


def test_uncleaned_texts_are_kept_to_the_letter() -> None:
    raw = "LONDON (Reuters) - It rained.\n\nCLICK HERE FOR MORE"
    corpus = load(pd.DataFrame({"text": [raw]}), engine="rules", clean=False)
    assert corpus.articles["text"].tolist() == [raw]
    assert corpus.removed.empty


def test_input_frames_are_not_changed() -> None:
    before = ARTICLES.copy(deep=True)
    load(ARTICLES, engine="rules")
    pd.testing.assert_frame_equal(ARTICLES, before)


@pytest.mark.parametrize("frame", [ARTICLES.iloc[:0], pd.DataFrame({"text": ["", None]})])
def test_a_source_without_an_article_gives_empty_tables(frame: pd.DataFrame) -> None:
    corpus = load(frame, engine="rules")
    assert len(corpus) == 0
    assert corpus.quotes.empty
    assert len(corpus.ledger) == len(frame)


def test_another_schema_version_is_refused_with_the_command_that_rebuilds(ports: Corpus, tmp_path: Path) -> None:
    path = ports.save(tmp_path / "old")
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    (path / "manifest.json").write_text(json.dumps({**manifest, "schema_version": 0}), encoding="utf-8")
    with pytest.raises(SourceError, match=r"built with schema 0.*crossread build SOURCE --out"):
        load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_damaged_manifest_is_refused_with_the_command_that_rebuilds(ports: Corpus, tmp_path: Path, text: str) -> None:
    path = ports.save(tmp_path / "built")
    (path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="is damaged, rebuild it with  crossread build"):
        load(path)


def test_saving_over_a_file_is_refused(ports: Corpus, tmp_path: Path) -> None:
    (tmp_path / "built").write_text("keep", encoding="utf-8")
    with pytest.raises(SourceError, match="is or holds other files"):
        ports.save(tmp_path / "built")


def test_saving_never_replaces_a_folder_that_is_no_corpus(ports: Corpus, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(SourceError, match="is or holds other files"):
        ports.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_saving_twice_replaces_the_older_corpus_and_leaves_no_part(ports: Corpus, tmp_path: Path) -> None:
    ports.save(tmp_path / "built")
    ports.select(outlets=["Mail"]).save(tmp_path / "built")
    assert len(load(tmp_path / "built")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


def test_hand_corrections_beside_the_texts_are_applied_and_counted(tmp_path: Path) -> None:
    ARTICLES.to_csv(tmp_path / "articles.csv", index=False, encoding="utf-8")
    quote = load(tmp_path, engine="rules").quotes.iloc[0]
    rows = [
        (quote["article_id"], "quotes", quote["start"], "speaker", "Somebody Else"),
        (quote["article_id"], "articles", "", "wire", "Reuters"),
        ("0000", "quotes", "7", "speaker", "Nobody"),
    ]
    frame = pd.DataFrame(rows, columns=["article_id", "table", "start", "field", "value"])
    frame.to_csv(tmp_path / "corrections.csv", index=False, encoding="utf-8")
    corpus = load(tmp_path, engine="rules")
    assert corpus.quotes.iloc[0]["speaker"] == "Somebody Else"
    assert corpus.articles.set_index("article_id")["wire"][quote["article_id"]] == "Reuters"
    assert corpus.settings["corrections"] == {"applied": 2, "unmatched": 1}


@pytest.mark.parametrize(
    ("table", "field"), [("quotes", "speeker"), ("quotes", "spans"), ("quotes", "text"), ("people", "start")]
)
def test_a_correction_of_what_does_not_exist_or_follows_from_the_text_is_refused(
    tmp_path: Path, table: str, field: str
) -> None:
    ARTICLES.to_csv(tmp_path / "articles.csv", index=False, encoding="utf-8")
    text = f"article_id,table,start,field,value\nx,{table},1,{field},Y\n"
    (tmp_path / "corrections.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=f"field must be a column of {table}, not '{field}'"):
        load(tmp_path)


def test_corrections_that_are_no_csv_in_utf_8_say_so(tmp_path: Path) -> None:
    ARTICLES.to_csv(tmp_path / "articles.csv", index=False, encoding="utf-8")
    (tmp_path / "corrections.csv").write_bytes(
        "article_id,table,start,field,value\nx,quotes,1,speaker,Böll".encode("cp1252")
    )
    with pytest.raises(SourceError, match="must be a CSV file in UTF-8"):
        load(tmp_path)


def folder_of(articles: pd.DataFrame, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    articles.to_csv(folder / "articles.csv", index=False, encoding="utf-8")
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that pass 1 reads."""
    read, texts = pages.read_page, []
    monkeypatch.setattr(pages, "read_page", lambda id, text, **how: texts.append(text) or read(id, text, **how))
    return texts


def equal(one: Corpus, other: Corpus) -> None:
    for table in tables.CORPUS_TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))
    assert one.settings == other.settings


@pytest.mark.parametrize("shard", [1, 2, 1_000])
def test_a_growing_folder_costs_only_what_is_new_and_gives_the_same_tables(
    tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch, shard: int
) -> None:
    monkeypatch.setattr(build, "SHARD", shard)
    load(folder_of(ARTICLES.iloc[[2, 0]], tmp_path / "two"), engine="rules", out=tmp_path / "built")
    mail = folder_of(ARTICLES, tmp_path / "mail")
    calls.clear()
    grown = load(mail, engine="rules", out=tmp_path / "built")
    assert calls == [ARTICLES["text"][1]]
    equal(grown, load(mail, engine="rules"))
    load(mail, engine="rules", out=tmp_path / "anew")
    pages = [tables.read(tmp_path / name / "pages", "pages") for name in ("built", "anew")]
    pd.testing.assert_frame_equal(*pages)


@pytest.mark.parametrize("table", ["hits", "pages", "quotes"])
def test_a_build_that_was_stopped_goes_on_where_it_was_and_leaves_no_part(
    tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    write = tables.write

    def stops(frame: pd.DataFrame, path: Path, name: str) -> None:
        if name == table and path.name.startswith("00001"):
            path.write_bytes(b"half")
            raise KeyboardInterrupt
        write(frame, path, name)

    monkeypatch.setattr(build, "SHARD", 1)
    monkeypatch.setattr(tables, "write", stops)
    with pytest.raises(KeyboardInterrupt):
        load(ARTICLES, engine="rules", out=tmp_path / "built")
    assert not store.is_built(tmp_path / "built")
    monkeypatch.setattr(tables, "write", write)
    calls.clear()
    again = load(ARTICLES, engine="rules", out=tmp_path / "built")
    assert calls == ARTICLES["text"].tolist()[{"hits": 1, "pages": 1, "quotes": 3}[table] :]
    equal(again, load(ARTICLES, engine="rules"))
    assert [path.name for path in tmp_path.iterdir()] == ["built"]
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("change", ["engine", "clean", "corrections", "damage"])
def test_nothing_is_taken_over_from_a_corpus_made_otherwise(tmp_path: Path, calls: list[str], change: str) -> None:
    folder = folder_of(ARTICLES, tmp_path / "mail")
    first = load(folder, engine="rules", out=tmp_path / "built")
    if change == "corrections":
        row = f"{first.articles['article_id'][0]},sentences,0,section,headline"
        (folder / "corrections.csv").write_text(f"article_id,table,start,field,value\n{row}\n", encoding="utf-8")
    if change == "damage":
        (tmp_path / "built" / "pages" / "00000.parquet").write_bytes(b"PAR1")
    calls.clear()
    options = {"engine": {"engine": "learned"}, "clean": {"engine": "rules", "clean": False}}
    load(folder, **options.get(change, {"engine": "rules"}), out=tmp_path / "built")
    assert len(calls) == len(ARTICLES)


@pytest.mark.parametrize("out", ["", "built"])
@pytest.mark.parametrize(("shard", "workers"), [(1, 1), (2, 1), (2, 2)])
def test_shards_in_several_processes_and_on_disk_give_the_same_tables_as_one(
    ports: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shard: int, workers: int, out: str
) -> None:
    monkeypatch.setattr(build, "SHARD", shard)
    with processes(workers) as executor:
        equal(load(ARTICLES, engine="rules", executor=executor, out=out and tmp_path / out), ports)


def test_the_tables_of_a_built_corpus_are_read_when_they_are_asked_for(
    ports: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked, read = ports.save(tmp_path / "built"), [], tables.read
    monkeypatch.setattr(tables, "read", lambda file, name, **how: asked.append(name) or read(file, name, **how))
    corpus = load(path)
    assert not asked
    assert (len(corpus), repr(corpus)) == (3, repr(ports))
    assert corpus.select(outlets=["Post"]).quotes["text"].tolist() == ports.quotes["text"].tolist()[1:]
    assert set(asked) == {"articles", "quotes"}
    assert corpus.sentences is corpus.sentences
    equal(
        corpus.select(until="2025-03-02").only(ports.articles["article_id"][:1]),
        ports.only(ports.articles["article_id"][:1]),
    )


def test_a_corpus_that_was_built_anew_since_it_was_opened_says_so(ports: Corpus, tmp_path: Path) -> None:
    corpus = load(ports.save(tmp_path / "built"))
    assert len(corpus.articles) == 3
    ports.select(outlets=["Mail"]).save(tmp_path / "built")
    with pytest.raises(SourceError, match="was built anew since it was opened: load it again"):
        _ = corpus.quotes


def test_saving_a_stored_corpus_elsewhere_keeps_what_a_later_build_takes_over(tmp_path: Path, calls: list[str]) -> None:
    corpus = load(ARTICLES, engine="rules", out=tmp_path / "built")
    corpus.save(tmp_path / "built")
    corpus.save(tmp_path / "copy")
    calls.clear()
    equal(load(ARTICLES, engine="rules", out=tmp_path / "copy"), corpus)
    assert not calls
