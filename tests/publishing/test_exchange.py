"""All tables for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis import load, tables
from analysis.corpus import Corpus
from analysis.errors import ArgumentError
from analysis.publishing.exchange import export_tables

FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "'=1", "\t=1", " =1", "＝1"]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Texts and names that a spreadsheet would run, a control character, and a text longer than a cell."""
    texts = [f'{formula} stands here. "We are \x07 ready," Anna Berg said.' for formula in FORMULAS]
    texts.append("Word. " * 6000)
    names = [*FORMULAS, "Courier"]
    return load(pd.DataFrame({"text": texts, "outlet": names, "title": names, "date": "2025-03-01T10:00:00+02:00"}))


def test_no_cell_of_a_workbook_is_a_formula_and_every_text_is_whole(corpus: Corpus, tmp_path: Path) -> None:
    assert export_tables(corpus, tmp_path / "c.xlsx", to="xlsx") == 1, "the long text"
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == [*tables.CORPUS_TABLES, "codebook"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    outlets = [cell.value for cell in book["articles"]["B"][1:]]
    assert outlets == corpus.articles["outlet"].tolist()
    assert book["articles"].max_row == len(corpus) + 1


def test_csv_cells_that_look_like_formulas_begin_with_an_apostrophe(corpus: Corpus, tmp_path: Path) -> None:
    export_tables(corpus, tmp_path / "c", to="csv")
    assert {path.stem for path in (tmp_path / "c").iterdir()} == {*tables.CORPUS_TABLES, "codebook"}
    read = pd.read_csv(tmp_path / "c" / "articles.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert not read.apply(lambda cells: cells.str.contains(r"^\s*[=+\-@＝]", regex=True)).to_numpy().any()
    assert [text.removeprefix("'") for text in read["outlet"]] == corpus.articles["outlet"].tolist()
    quotes = pd.read_csv(tmp_path / "c" / "quotes.csv", encoding="utf-8-sig")
    spans = [tuple(map(tuple, json.loads(cell))) for cell in quotes["spans"]]
    assert spans == corpus.quotes["spans"].tolist()


def test_parquet_gives_the_same_tables_back(corpus: Corpus, tmp_path: Path) -> None:
    export_tables(corpus, tmp_path / "c", to="parquet")
    for table in tables.CORPUS_TABLES:
        pd.testing.assert_frame_equal(tables.read(tmp_path / "c" / f"{table}.parquet", table), getattr(corpus, table))


def test_the_codebook_explains_every_column(corpus: Corpus, tmp_path: Path) -> None:
    export_tables(corpus, tmp_path / "c", to="csv")
    book = pd.read_csv(tmp_path / "c" / "codebook.csv", encoding="utf-8-sig")
    explained = set(zip(book["table"], book["column"], strict=True))
    assert {(table, column) for table in tables.CORPUS_TABLES for column in tables.names(table)} == explained
    assert book["meaning"].notna().all()


def test_what_exists_is_not_overwritten(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="out must be a new file or folder"):
        export_tables(corpus, tmp_path, to="csv")
