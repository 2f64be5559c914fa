"""Every row of every estimates table leads to as many passages as it counted."""

import numpy as np
import pandas as pd
import pytest
from smallcorpus import corpus_of

import analysis
from analysis import evidence
from analysis.errors import ArgumentError

THEMES = [
    "harvest wheat tractor barn farmer soil",
    "sailor harbour vessel anchor tide captain",
    "judge verdict jury trial",
]
PEOPLE = ["Ann Lee", "Bob Roe", "Cy Poe", None]


@pytest.fixture(scope="module")
def corpus():
    """A hundred and twenty articles of two outlets: two quotes in each, the third but rarely."""
    rng, texts, quotes, people, hits = np.random.default_rng(0), [], [], [], []
    for number in range(120):
        theme = " ".join(rng.permutation(THEMES[number % 3].split()))
        who, other = PEOPLE[number % 4], PEOPLE[(number // 4) % 3]
        texts.append(
            f"The {theme} stood{number} there. One{number} spoke. Two{number} spoke too. Ann Lee saw a tax on tax."
        )
        cue = {"cue": "spoke", "saying": ["neutral", "charged", None][number % 3]}
        quotes += [(number, f"One{number}", "direct", who, cue), (number, f"Two{number}", "indirect", other, {})]
        people.append((number, "Ann Lee", "Ann Lee", "name"))
        hits.append((number, "tax", "topics", "economy"))
        if number % 2:
            hits.append((number, "spoke", "frames", "conflict"))
    return corpus_of(
        texts,
        outlets=["A", "B"] * 60,
        dates=[f"2025-0{1 + number % 2}-03" for number in range(120)],
        copy_of=[0 if number == 6 else None for number in range(120)],
        quotes=quotes,
        people=people,
        hits=hits,
    )


def passages(corpus, found, row):
    return len(found)


def articles(corpus, found, row):
    return found["article_id"].nunique()


def sentences(corpus, found, row):
    return len(found.drop_duplicates(["article_id", "start"]))


def quoted_words(corpus, found, row):
    return found.merge(corpus.quotes, on=["article_id", "start", "end"])["quoted_words"].sum()


def words(corpus, found, row):
    return found.merge(corpus.quotes, on=["article_id", "start", "end"])["words"].sum()


def codes():
    rows = [(f"{n:016x}", "conflict", coder, float(n % 4 == 1)) for n in range(120) for coder in ("one", "two")]
    return pd.DataFrame(rows, columns=["article_id", "question", "coder", "code"])


MEASURES = {
    "topic_frequency, articles": ("topic_frequency", {"unit": "articles"}, articles),
    "topic_frequency, sentences": ("topic_frequency", {"unit": "sentences"}, sentences),
    "topic_frequency, rate": ("topic_frequency", {"unit": "per_1000_words"}, passages),
    "frame_vocabulary": ("frame_vocabulary", {}, passages),
    "speaker_share, quoted words": ("speaker_share", {"of": "quoted_words"}, quoted_words),
    "speaker_share, words": ("speaker_share", {"of": "words", "top": 1}, words),
    "speaker_share, kinds": ("speaker_share", {"of": "quotes", "kinds": ["indirect"]}, passages),
    "saying_verbs": ("saying_verbs", {}, passages),
    "saying_verbs, speakers": ("saying_verbs", {"by": "speaker"}, passages),
    "quote_kinds": ("quote_kinds", {}, passages),
    "first_and_last_word": ("first_and_last_word", {}, passages),
    "heard_only_here": ("heard_only_here", {}, passages),
    "actor_labels": ("actor_labels", {"person": "Ann Lee"}, passages),
}


@pytest.mark.parametrize("options", [{}, {"over": "month"}, {"copies_once": True}], ids=str)
@pytest.mark.parametrize(("measure", "own", "count"), MEASURES.values(), ids=MEASURES)
def test_a_row_leads_to_what_it_counted(corpus, measure, own, count, options):
    table = getattr(analysis, measure)(corpus, **own, **options)
    assert (table["n"] > 0).any()
    behind, keys = evidence(corpus, table), ["measure", "group", "period", "part"]
    for _, row in table.fillna({"period": ""}).iterrows():
        found = behind[(behind[keys] == row[keys]).all(axis="columns")]
        assert count(corpus, found, row) == row["n"], row.to_dict()
    largest = table.loc[table["n"].idxmax()]
    assert count(corpus, evidence(corpus, largest), largest) == largest["n"]


def test_tone_leads_to_the_articles_it_averages(corpus):
    table = analysis.tone(corpus)
    for position in range(len(table)):
        row = table.iloc[position]
        assert evidence(corpus, row)["article_id"].nunique() == row["of"]


@pytest.mark.parametrize("make", ["discovered", "coded", "distinctive"])
def test_topics_codes_and_words_lead_to_their_articles_and_places(corpus, make):
    table = {
        "discovered": lambda: analysis.discovered_frequency(corpus, analysis.discover_topics(corpus, topics=3)),
        "coded": lambda: analysis.prevalence(corpus, codes()),
        "distinctive": lambda: analysis.distinctive_words(corpus).head(20),
    }[make]()
    assert len(table)
    for position in range(len(table)):
        row = table.iloc[position]
        found = evidence(corpus, row)
        assert len(found) == row["n"]
        assert set(found["outlet"]) <= {row["group"]}
    assert len(evidence(corpus, table)) == table["n"].sum()


def test_corrected_shares_lead_to_the_quotes_as_they_were_found(corpus):
    rates = {"all": {"right": 0.8, "n": 1000}}
    table = analysis.corrected_share(corpus, errors=rates)
    for position in range(len(table)):
        row = table.iloc[position]
        assert quoted_words(corpus, evidence(corpus, row), row) == pytest.approx(row["raw"] * row["of"])


def test_copied_shares_lead_to_the_articles_that_copy():
    text = " ".join(f"word{n} follows" for n in range(80)) + "."
    source = corpus_of([text, text, "Rain fell."], outlets=["A", "B", "B"], dates=["2025-01-01", "2025-01-02", None])
    table = analysis.copied_share(source).set_index("group", drop=False)
    assert len(evidence(source, table.loc["B"])) == 1
    assert evidence(source, table.loc["A"]).empty


def test_what_the_corpus_does_not_hold_is_asked_of_the_table(corpus):
    table = analysis.prevalence(corpus, codes())
    with pytest.raises(ArgumentError, match="row must be a Series of its table or the table itself"):
        evidence(corpus, table.iloc[0].to_dict())
