"""Topic frequency: how often each outlet speaks of each topic of a lexicon, in three units.

A topic counts where one of its terms stands. The *share of articles* says how many take it up at all, the *share of
sentences* and the *rate per 1,000 words* how much room it gets; an outlet with long articles is high on the first and
need not be on the others. A dictionary finds words, not meanings: read the sentences (`analysis.evidence`) and the
terms (`topic_check`) before trusting a bar.
"""

from __future__ import annotations

from bisect import bisect_right

import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import CrossreadError, check_choice
from analysis.lexicons import Lexicon, load_lexicon
from analysis.measures.grouping import members
from analysis.measures.statistics import estimate

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
        ``articles``: articles with a hit, of all articles. ``sentences``: sentences with a hit, of all sentences of
        lead and body. ``per_1000_words``: hits per 1,000 words of lead and body. Headlines count for articles only.
    lexicon
        ``topics``, ``frames`` or another lexicon the corpus was built with; else a shipped one by name or the path
        of a TOML file, whose hits are then found now.
    by, over, copies_once
        See `analysis.measures.grouping.members`.
    level
        Confidence level (`analysis.measures.statistics`).

    Returns
    -------
    DataFrame
        Estimates; every part of the lexicon has a row, found or not. ``part`` is the label of the topic.
    """
    check_choice("unit", unit, UNITS)
    title, kind = UNITS[unit]
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    if unit == "articles":
        base = base.assign(of=1)
    else:
        sentences = corpus.sentences[corpus.sentences["section"] != "headline"].groupby("article_id")["words"]
        base = base.assign(of=base["article_id"].map(sentences.size() if unit == "sentences" else sentences.sum()))
    counts = topic_units(corpus, lexicon=lexicon, unit=unit)
    if unit != "per_1000_words":
        counts = counts.drop_duplicates(["article_id", "part"] + ["sentence"] * (unit == "sentences"))
    frame = estimate(
        counts.assign(n=1),
        base.fillna({"of": 0}),
        measure=f"{lexicon}, {title}",
        unit=kind,
        level=level,
        parts=list(dict.fromkeys(_labels(corpus, lexicon).values())),
    )
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={"lexicon": lexicon, "unit": unit})
    return frame


def topic_units(corpus: Corpus, *, lexicon: str, unit: str = "articles") -> pd.DataFrame:
    """The hits that `topic_frequency` counts, ``part`` being the label of the topic."""
    hits = _hits(corpus, lexicon)
    if unit != "articles":
        headlines = corpus.sentences.loc[corpus.sentences["section"] == "headline", ["article_id", "sentence"]]
        place = pd.MultiIndex.from_frame(hits[["article_id", "sentence"]])
        hits = hits[~place.isin(pd.MultiIndex.from_frame(headlines))]
    return hits.assign(part=hits["part"].map(_labels(corpus, lexicon)))


def topic_check(corpus: Corpus, *, lexicon: str = "topics") -> pd.DataFrame:
    """What each term of a lexicon matched, to mend the lexicon before it is trusted.

    Returns
    -------
    DataFrame
        Columns part, term, hits, articles, note ("never found", "in every article" or empty), most hits first.
    """
    hits = _hits(corpus, lexicon).groupby(["part", "term"])["article_id"].agg(hits="size", articles="nunique")
    listed = [(key, term) for key, part in _lexicon(corpus, lexicon).parts.items() for term in part.terms]
    frame = hits.reindex(pd.MultiIndex.from_tuples(listed, names=["part", "term"]), fill_value=0).reset_index()
    frame = frame.assign(part=frame["part"].map(_labels(corpus, lexicon)), note="")
    frame.loc[frame["articles"] == len(corpus), "note"] = "in every article"
    frame.loc[frame["articles"] == 0, "note"] = "never found"
    return frame.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


def _lexicon(corpus: Corpus, name: str) -> Lexicon:
    return load_lexicon(corpus.settings.get("lexicons", {}).get(name, name))


def _labels(corpus: Corpus, name: str) -> dict[str, str]:
    """The label of each part; the part itself where the lexicon a corpus was built with is gone."""
    try:
        return {key: part.label for key, part in _lexicon(corpus, name).parts.items()}
    except CrossreadError:
        parts = corpus.hits.loc[corpus.hits["lexicon"] == name, "part"].unique().tolist()
        if not parts:
            raise
        return dict(zip(parts, parts, strict=True))


def _hits(corpus: Corpus, name: str) -> pd.DataFrame:
    """The hits of a lexicon: those of the corpus, else found now."""
    hits = corpus.hits[corpus.hits["lexicon"] == name]
    if len(hits) or name in corpus.settings.get("lexicons", {}):
        return hits
    from analysis.language.hits import find_hits

    lexicon = _lexicon(corpus, name)
    begins = corpus.sentences.groupby("article_id")["start"].agg(list)
    rows = [
        (article, max(bisect_right(begins.get(article, []), hit.start) - 1, 0), hit.start, hit.end, hit.part, hit.term)
        for article, text in zip(corpus.articles["article_id"], corpus.articles["text"], strict=True)
        for hit in find_hits(text, lexicon)
    ]
    frame = pd.DataFrame(rows, columns=["article_id", "sentence", "start", "end", "part", "term"])
    return tables.conform(frame.assign(lexicon=name), "hits")
