"""Every table's offsets point at the words they name, and raw texts can be rebuilt."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from analysis import load, tables
from analysis.corpus import Corpus
from analysis.language.cleaning import Removal, rebuild

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def texts(seeds: Corpus) -> dict[str, str]:
    return dict(zip(seeds.articles["article_id"], seeds.articles["text"], strict=True))


def passages(frame: pd.DataFrame, texts: dict[str, str], start: str = "start", end: str = "end") -> list[str]:
    rows = frame[["article_id", start, end]].dropna()
    return [texts[name][int(a) : int(b)] for name, a, b in rows.itertuples(index=False)]


@pytest.mark.parametrize(("table", "column"), [("sentences", "text"), ("people", "surface")])
def test_start_and_end_cut_out_the_words_of_the_row(
    seeds: Corpus, texts: dict[str, str], table: str, column: str
) -> None:
    frame = getattr(seeds, table)
    assert len(frame) > 50
    assert passages(frame, texts) == frame[column].tolist()


@pytest.mark.parametrize("part", ["mention", "cue"])
def test_mention_and_cue_of_a_quote_are_where_the_row_says(seeds: Corpus, texts: dict[str, str], part: str) -> None:
    quotes = seeds.quotes
    assert quotes[part].notna().sum() > 50
    assert passages(quotes, texts, f"{part}_start", f"{part}_end") == quotes[part].dropna().tolist()


def test_the_text_of_a_quote_is_its_spans_joined_by_a_space(seeds: Corpus, texts: dict[str, str]) -> None:
    for row in seeds.quotes.itertuples():
        assert row.text == " ".join(texts[row.article_id][a:b] for a, b in row.spans)
        assert (row.start, row.end) == (row.spans[0][0], row.spans[-1][1])


def test_a_hit_lies_inside_its_sentence(seeds: Corpus) -> None:
    both = seeds.hits.merge(seeds.sentences, on=["article_id", "sentence"], suffixes=("", "_sentence"))
    assert len(both) == len(seeds.hits) > 100
    assert (both["start"] >= both["start_sentence"]).all()
    assert (both["end"] <= both["end_sentence"]).all()


def test_text_and_removed_rebuild_the_file_exactly(seeds: Corpus) -> None:
    for article in seeds.articles.itertuples():
        rows = seeds.removed[seeds.removed["article_id"] == article.article_id].drop(columns="article_id")
        raw = rebuild(article.text, [Removal(*row) for row in rows.itertuples(index=False)])
        assert raw == (SEEDS / article.source).read_text(encoding="utf-8")
        assert hashlib.sha256(raw.encode()).hexdigest() == article.content_hash


def test_every_table_has_exactly_its_columns_and_dtypes(seeds: Corpus) -> None:
    for table in tables.CORPUS_TABLES:
        frame = getattr(seeds, table)
        assert frame.columns[: len(tables.names(table))].tolist() == tables.names(table)
        expected = tables.empty(table).dtypes
        assert frame[expected.index].dtypes.to_dict() == expected.to_dict(), table


def test_no_sentence_crosses_into_another_and_none_is_lost(seeds: Corpus, texts: dict[str, str]) -> None:
    for name, rows in seeds.sentences.groupby("article_id"):
        covered = [position for row in rows.itertuples() for position in range(row.start, row.end)]
        assert len(covered) == len(set(covered))
        missed = set(range(len(texts[name]))) - set(covered)
        assert not any(texts[name][position].strip() for position in missed)


def test_a_saved_corpus_comes_back_the_same(seeds: Corpus, tmp_path: Path) -> None:
    again = load(seeds.save(tmp_path / "built"))
    for table in tables.CORPUS_TABLES:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(seeds, table))
    assert again.settings == seeds.settings
