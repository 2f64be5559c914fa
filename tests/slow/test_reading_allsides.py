"""AllSides articles as scraped (Baly et al., EMNLP 2020): dates, outlets and their evidence, mojibake.

Run ``CROSSREAD_ALLSIDES=FOLDER pytest tests/slow/test_reading_allsides.py``; FOLDER holds sample.parquet.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.reading import read_articles

FOLDER = os.environ.get("CROSSREAD_ALLSIDES")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FOLDER, reason="CROSSREAD_ALLSIDES is not set")]


@pytest.fixture(scope="module")
def reading():
    return read_articles(Path(FOLDER) / "sample.parquet", languages=None)


def test_nearly_every_date_is_read(reading):
    given = pd.read_parquet(Path(FOLDER) / "sample.parquet")["date"].fillna("").str.strip()
    unread = reading.ledger["reason"].str.contains("date not read", na=False).sum()
    assert unread <= 0.01 * (given != "").sum()


def test_outlets_are_folded_with_their_trace(reading):
    articles = reading.articles
    given = articles["outlet_given"].fillna(articles["outlet"])
    assert given.nunique() > 250
    assert articles["outlet"].nunique() <= given.nunique() - 20
    assert set(articles.loc[given == "New York Times - News", "outlet"]) == {"The New York Times"}


def test_the_evidence_of_a_text_mostly_names_the_outlet_that_was_given(reading):
    articles = reading.articles
    alone = read_articles(articles[["text", "title"]], languages=None)
    rule = (
        alone.ledger["reason"]
        .str.extract("outlet by ([^;]+)")[0][alone.ledger["status"] == "read"]
        .reset_index(drop=True)
    )
    named = alone.articles.assign(rule=rule).dropna(subset="rule").merge(articles, on="content_hash")
    right = (named["outlet_x"] == named["outlet_y"]).groupby(named["rule"]).agg(["mean", "size"])
    print(right)  # noqa: T201
    assert (right["mean"][right["size"] >= 50] >= 0.93).all()


def test_mojibake_is_found_and_mended(reading):
    noted = reading.ledger["reason"].str.contains("mojibake", na=False).sum()
    assert noted > 0
    assert not reading.articles["text"].str.contains("â€™|â€œ|Ã©").any()
