"""Real exports, in a folder given by CROSSREAD_FORMATS: every article is found, with its fields."""

import os

import pytest

from analysis.reading import by_file, read_articles

FOLDER = os.environ.get("CROSSREAD_FORMATS")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FOLDER, reason="CROSSREAD_FORMATS is not set")]

FOUND = {
    "europresse_test2.html": 4,
    "factiva_test.html": 2,
    "factiva_test.xml": 3,
    "lexis_old.txt": 10,
    "lexisnexis_test_en.html": 2,
    "news_please.json": 1,
    "nexis_uni_10.docx": 10,
    "nexis_uni_100.docx": 100,
}


def test_every_article_is_found_with_headline_outlet_date_and_text():
    reading = read_articles(FOLDER, languages=None)
    files = by_file(reading.ledger).set_index("file")
    assert files.loc[list(FOUND), "read"].to_dict() == FOUND
    assert files.loc["lexisnexis_test_en.html", "reasons"] == "the file announces 146 articles, 2 were found"
    articles = reading.articles[reading.articles["source"].str.startswith(tuple(FOUND))]
    assert articles[["outlet", "date"]].notna().all().all()
    assert articles.loc[articles["title"].isna(), "source"].tolist() == ["nexis_uni_100.docx document 41"]


def test_spanish_and_french_articles_are_set_aside():
    reasons = read_articles(FOLDER).ledger["reason"].value_counts()
    assert reasons["in Spanish"] == 100
    assert reasons["in French"] == 1
