"""Topic frequency: how often each outlet speaks of each topic of a lexicon, in three units.

The *share of articles* says how many take a topic up at all, the *share of sentences* and the *rate per 1,000 words*
how much room it gets. A lexicon finds words, not meanings: read the sentences behind a number (`analysis.evidence`)
and the terms (`topic_check`) before trusting it.
"""

from __future__ import annotations

from bisect import bisect_right

import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.language.quotes import quoted_spans
from analysis.language.spans import inside
from analysis.lexicons import Lexicon, load_lexicon
from analysis.measures.grouping import Grouping, members, tabulate

UNITS = {
    "articles": ("share of articles", "share"),
    "sentences": ("share of sentences", "share"),
    "per_1000_words": ("hits per 1,000 words", "per_1000_words"),
}


def topic_frequency(
    corpus: Corpus,
    *,
    unit: str = "articles",
    lexicon: str = "topics",
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """How often each part of a lexicon occurs, for each group (and period).

    Parameters
    ----------
    unit
        ``articles``: articles with a hit, of all articles. ``sentences``: sentences with a hit, of the sentences of
        lead and body. ``per_1000_words``: hits per 1,000 words of lead and body. Headlines count for articles only.
    lexicon
        A lexicon the corpus was built with (``topics``, ``frames``); else a shipped one by name or the path of a TOML
        file, whose hits are found now.
    by, over, copies_once, level
        See `analysis.measures.grouping.members` and `analysis.measures.statistics`.

    Returns
    -------
    DataFrame
        Estimates; ``part`` is the label of the topic, and every topic has a row, found or not.
    """
    check_choice("unit", unit, UNITS)
    title, kind = UNITS[unit]
    counts = topic_units(corpus, lexicon=lexicon, unit=unit)
    found = lexicon_of(corpus, lexicon)
    if unit != "per_1000_words":
        counts = counts.drop_duplicates(["article_id", "part", *(["sentence"] if unit == "sentences" else [])])
    sentences = corpus.sentences[corpus.sentences["section"] != "headline"].groupby("article_id")["words"]
    of = {"articles": corpus.articles.set_index("article_id")["words"] * 0 + 1, "sentences": sentences.size()}
    frame = tabulate(
        corpus,
        counts.assign(n=1),
        Grouping(by, over, level, copies_once),
        measure=f"{lexicon}, {title}",
        unit=kind,
        parts=list(dict.fromkeys(part.label for part in found.parts.values())),
        of=of.get(unit, sentences.sum()),
        units={"lexicon": lexicon, "unit": unit},
    )
    frame.attrs["about"] = " ".join(f"{found.title}. {found.about}".split())
    return frame


def topic_units(corpus: Corpus, *, lexicon: str, unit: str = "articles") -> pd.DataFrame:
    """The hits that `topic_frequency` counts, ``part`` being the label of the topic."""
    hits = _hits(corpus, lexicon)
    if unit != "articles":
        body = corpus.sentences.loc[corpus.sentences["section"] != "headline", ["article_id", "sentence"]]
        hits = hits.merge(body, on=["article_id", "sentence"])
    return hits.assign(part=hits["part"].map(_labels(corpus, lexicon)))


def topic_check(corpus: Corpus, *, lexicon: str = "topics") -> pd.DataFrame:
    """What each term of a lexicon matched, to mend the lexicon before it is trusted.

    Returns
    -------
    DataFrame
        Columns part, term, hits, articles, note ("never found", "in every article" or empty), most hits first.
    """
    hits = _hits(corpus, lexicon).groupby(["part", "term"])["article_id"].agg(hits="size", articles="nunique")
    terms = [(key, term) for key, part in lexicon_of(corpus, lexicon).parts.items() for term in part.terms]
    frame = hits.reindex(pd.MultiIndex.from_tuples(terms, names=["part", "term"]), fill_value=0).reset_index()
    note = frame["articles"].map({0: "never found", len(corpus): "in every article"}).fillna("")
    frame = frame.assign(part=frame["part"].map(_labels(corpus, lexicon)), note=note)
    return frame.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


def quoted_hits(corpus: Corpus, *, lexicon: str = "topics", by: str = "outlet") -> pd.DataFrame:
    """How many of a lexicon's hits stand inside quotation marks: the speakers' words, not the outlet's.

    Returns
    -------
    DataFrame
        Columns group, hits, in_quotation_marks, share.
    """
    hits = _hits(corpus, lexicon)
    marked = {row.article_id: quoted_spans(row.text) for row in corpus.articles.itertuples()}
    places = zip(hits["article_id"], hits["start"], hits["end"], strict=True)
    quoted = [bool(inside(start, end, marked[article])) for article, start, end in places]
    groups = hits.assign(quoted=quoted).merge(members(corpus, by=by), on="article_id").groupby("group")["quoted"]
    frame = groups.agg(hits="size", in_quotation_marks="sum").reset_index()
    return frame.assign(share=frame["in_quotation_marks"] / frame["hits"])


def lexicon_of(corpus: Corpus, name: str) -> Lexicon:
    """The lexicon that a corpus was built with under a name, else the shipped one or the user's file."""
    return load_lexicon(corpus.settings.get("lexicons", {}).get(name, name))


def _labels(corpus: Corpus, name: str) -> dict[str, str]:
    return {key: part.label for key, part in lexicon_of(corpus, name).parts.items()}


def _hits(corpus: Corpus, name: str) -> pd.DataFrame:
    """The hits of a lexicon: those of the corpus, else found now."""
    hits = corpus.hits[corpus.hits["lexicon"] == name]
    if len(hits) or name in corpus.settings.get("lexicons", {}):
        return hits
    from analysis.language.hits import find_hits

    begins, lexicon = corpus.sentences.groupby("article_id")["start"].agg(list), lexicon_of(corpus, name)
    rows = [
        (article, bisect_right(begins.get(article, []), hit.start) - 1, hit.start, hit.end, name, hit.part, hit.term)
        for article, text in zip(corpus.articles["article_id"], corpus.articles["text"], strict=True)
        for hit in find_hits(text, lexicon)
    ]
    return tables.conform(pd.DataFrame(rows, columns=tables.names("hits")), "hits")
