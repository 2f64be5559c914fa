"""Finding, reading and citing passages, with and without widgets."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis import load
from analysis.corpus import Corpus
from analysis.errors import ArgumentError
from analysis.publishing.explore import aligned, cite, concordance, explorer, find, read

TEXTS = [
    '"The ceasefire must hold," Anna Berg said on Monday. Rain fell over the <b>harbour</b> all day.',
    '"Tariffs hurt trade and exports," Carl Lund told reporters. "The ceasefire is a trap," Anna Berg said.',
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = {
        "text": TEXTS,
        "outlet": ["Harbour Times", "Quay"],
        "date": ["2025-03-01", "2025-03-02"],
        "title": ["One", None],
    }
    return load(
        pd.DataFrame(rows | {"author": ["Eva Holm", None], "url": [None, "https://example.org/2"]}), engine="rules"
    )


def test_quotes_are_found_by_speaker_topic_and_words(corpus: Corpus) -> None:
    assert len(find(corpus)) == len(corpus.quotes) == 3
    assert find(corpus, speakers=["Anna Berg"])["outlet"].tolist() == ["Harbour Times", "Quay"]
    assert find(corpus, text="CEASEFIRE")["speaker"].tolist() == ["Anna Berg", "Anna Berg"]
    topic = corpus.hits.loc[corpus.hits["term"].str.startswith("tariff"), "part"].iloc[0]
    assert find(corpus, topics=[topic])["speaker"].tolist() == ["Carl Lund"]


def test_sentences_have_the_speaker_of_the_first_quote_in_them(corpus: Corpus) -> None:
    found = find(corpus, table="sentences")
    assert len(found) == len(corpus.sentences)
    assert found["speaker"].fillna("").tolist() == ["Anna Berg", "", "Carl Lund", "Anna Berg"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"table": "people"}, "table must be one of quotes, sentences"),
        ({"speakers": ["Ana Berg"]}, "did you mean 'Anna Berg'"),
        ({"topics": ["x"]}, "topics must be one of"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(
    corpus: Corpus, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        find(corpus, **options)  # type: ignore[arg-type]


def test_a_concordance_gives_the_words_around_each_place(corpus: Corpus) -> None:
    lines = concordance(corpus, "cease*", width=4)
    sides = [(row.left.strip(), row.term, row.right.strip()) for row in lines.itertuples()]
    assert sides == [("The", "ceasefire", "mus"), ("The", "ceasefire", "is")]
    for row in lines.itertuples():
        text = corpus.articles.set_index("article_id")["text"][row.article_id]
        assert text[row.start : row.end] == row.term
    page = BeautifulSoup(aligned(lines, limit=1).html, "html.parser")
    assert page.caption.get_text() == "2 places, 1 shown"
    assert page.mark.get_text() == "ceasefire"
    with pytest.raises(ArgumentError, match="term must be a word or phrase"):
        concordance(corpus, " * ")
    assert concordance(corpus, "nowhere").empty


def test_an_article_is_shown_with_its_passage_marked_and_escaped(corpus: Corpus) -> None:
    row = find(corpus, table="sentences", text="harbour").iloc[0]
    page = BeautifulSoup(read(corpus, row).html, "html.parser")
    assert page.mark.get_text() == row["text"]
    assert page.find("b") is None
    assert "Anna Berg said" in page.get_text()
    assert "Rain" not in read(corpus, row, texts="none").html


def test_a_citation_names_what_is_known(corpus: Corpus) -> None:
    first, last = find(corpus, speakers=["Anna Berg"]).iloc[[0, 1]].to_dict("records")
    assert cite(corpus, first) == "Eva Holm, “One”, Harbour Times, 2025-03-01: “The ceasefire must hold,”"
    assert cite(corpus, last) == "Quay, 2025-03-02, https://example.org/2: “The ceasefire is a trap,”"
    with pytest.raises(ArgumentError, match="row must be of an article of this corpus"):
        cite(corpus, {**first, "article_id": "x"})


def test_widgets_filter_show_and_cite(corpus: Corpus) -> None:
    view = explorer(corpus)
    table, several, typed, said, results, _, citation, article, lines = view.children
    assert said.value == "3 quotes found"
    several.children[0].value = ("Quay",)
    assert said.value == "2 quotes found"
    several.children[1].value = ("Anna Berg",)
    assert said.value == "1 quote found"
    results.value = 0
    assert "<mark>" in article.value
    assert citation.value.startswith("Quay")
    typed.children[0].value = "soon"
    assert "since must be a day" in said.value
    typed.children[0].value = ""
    typed.children[2].value = "trap"
    assert "<mark>trap</mark>" in lines.value
    table.value = "sentences"
    assert said.value == "1 sentence found"


def test_a_corpus_shows_what_it_holds(corpus: Corpus) -> None:
    page = BeautifulSoup(corpus._repr_html_(), "html.parser")
    rows = {row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in page.tbody.find_all("tr")}
    assert rows["Quay"] == ["1", str(corpus.articles["words"].iloc[1]), "2", "2025-03-02", "2025-03-02"]
    assert "2 articles, 2 outlets, 3 quotes" in page.caption.get_text()
    assert "&lt;b" in load(pd.DataFrame({"text": ["A word."], "outlet": ["<b>"]}))._repr_html_()
