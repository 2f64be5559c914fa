"""Topic frequency: how often each outlet speaks of each topic of a lexicon, in three units.

The *share of articles* says how many take a topic up at all, the *share of sentences* and the *rate per 1,000 words*
how much room it gets. A lexicon finds words, not meanings: read the sentences behind a number (`analysis.evidence`)
and the terms (`topic_check`) before trusting it. How well the shipped lists find what readers named as an article's
topic was measured (``attrs["about"]``); one term in passing is far from that.
"""

from __future__ import annotations

from typing import Unpack

import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.corpus.rows import hit_rows
from analysis.errors import check_choice
from analysis.language.quotes import quoted_spans
from analysis.language.spans import inside, marked
from analysis.lexicons import Lexicon, load_lexicon
from analysis.measures.accuracy import measured
from analysis.measures.grouping import Grouping, body, grouped, members, tabulate

UNITS = {
    "articles": ("share of articles", "share"),
    "sentences": ("share of sentences", "share"),
    "per_1000_words": ("hits per 1,000 words", "per_1000_words"),
}
NOT_MEASURED = "How well this list finds its topics was never measured: read what it found."
EXAMPLES, AROUND = 2, 40  # of a term in context, and characters on each side of it


@grouped
def topic_frequency(
    corpus: Corpus, *, unit: str = "articles", lexicon: str = "topics", **grouping: Unpack[Grouping]
) -> pd.DataFrame:
    """How often each part of a lexicon occurs, for each group (and period).

    Parameters
    ----------
    unit
        ``articles``: articles with at least one hit, of all articles. ``sentences``: sentences with a hit, of the
        sentences of lead and body. ``per_1000_words``: hits per 1,000 words of lead and body. Headlines count for
        articles only.
    lexicon
        A lexicon the corpus was built with (``topics``, ``frames``); else a shipped one by name or the path of a TOML
        file, whose hits are found now.
    grouping
        See `analysis.measures.grouping.Grouping`.

    Returns
    -------
    DataFrame
        Estimates; ``part`` is the label of the topic, and every topic has a row, found or not. ``attrs``: ``about``
        and ``measured`` say in words what the list is and how well it finds its topics.
    """
    counts = topic_units(corpus, lexicon=lexicon, unit=unit)
    if unit != "per_1000_words":
        counts = counts.drop_duplicates(["article_id", "part", *(["sentence"] if unit == "sentences" else [])])
    words = body(corpus).groupby("article_id")["words"]
    of = {"articles": 1, "sentences": words.size()}.get(unit, words.sum())
    (title, kind), units, found = UNITS[unit], {"lexicon": lexicon, "unit": unit}, lexicon_of(corpus, lexicon)
    parts = list(dict.fromkeys(part.label for part in found.parts.values()))
    frame = tabulate(corpus, counts, f"{lexicon}, {title}", unit=kind, parts=parts, of=of, units=units, **grouping)
    frame.attrs["about"] = " ".join(f"{found.title}. {found.about}".split())
    known = [name for name in ("topics", "us_politics") if found is load_lexicon(name)]
    frame.attrs["measured"] = measured(*known, "F1 mean", "F1 mean where one term is enough") if known else NOT_MEASURED
    return frame


def topic_units(corpus: Corpus, *, lexicon: str, unit: str = "articles") -> pd.DataFrame:
    """The hits that `topic_frequency` counts, ``part`` being the label of the topic."""
    check_choice("unit", unit, UNITS)
    hits = _hits(corpus, lexicon)
    if unit != "articles":
        hits = hits.merge(body(corpus)[["article_id", "sentence"]], on=["article_id", "sentence"])
    return hits.assign(n=1)


def topic_check(corpus: Corpus, *, lexicon: str = "topics") -> pd.DataFrame:
    """What each term of a lexicon matched, to mend the lexicon before it is trusted.

    Returns
    -------
    DataFrame
        Columns part, term, hits, articles, share (of the hits of its part), note ("never found", "in every article" or
        empty), context (the term in up to two articles); most hits first.
    """
    found, keys = _hits(corpus, lexicon), ["part", "term"]
    terms = [(part.label, term) for part in lexicon_of(corpus, lexicon).parts.values() for term in part.terms]
    every = pd.MultiIndex.from_tuples(dict.fromkeys(terms), names=keys)
    counts = found.groupby(keys)["article_id"].agg(hits="size", articles="nunique")
    frame = counts.reindex(every, fill_value=0).reset_index()
    shown = found.drop_duplicates([*keys, "article_id"]).groupby(keys).head(EXAMPLES)
    texts = corpus.articles.set_index("article_id")["text"]
    lines = [marked(texts[row.article_id], [(row.start, row.end)], AROUND) for row in shown.itertuples()]
    contexts = shown.assign(context=lines).groupby(keys)["context"].agg(" | ".join).reset_index()
    note = frame["articles"].map({0: "never found", len(corpus): "in every article"}).fillna("")
    share = frame["hits"] / frame.groupby("part")["hits"].transform("sum")
    frame = frame.assign(share=share, note=note).merge(contexts, on=keys, how="left")
    return frame.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


def quoted_hits(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """How many of the hits that a table counts stand inside quotation marks: the speakers' words, not the outlet's.

    Parameters
    ----------
    table
        What `topic_frequency` (in hits per 1,000 words) or `frame_vocabulary` returned.

    Returns
    -------
    DataFrame
        Columns: the group (named as its column of articles), hits, in_quotation_marks, share.
    """
    by, hits = table.attrs["by"], topic_units(corpus, **table.attrs["units"])
    hits = hits[hits["part"].isin(table["part"])]
    marks = {row.article_id: quoted_spans(row.text) for row in corpus.articles.itertuples()}
    quoted = [bool(inside(row.start, row.end, marks[row.article_id])) for row in hits.itertuples()]
    base = members(corpus, by=by, copies_once=table.attrs["copies_once"])
    groups = hits.assign(quoted=quoted).merge(base, on="article_id").groupby("group")["quoted"]
    frame = groups.agg(hits="size", in_quotation_marks="sum").rename_axis(by).reset_index()
    return frame.assign(share=frame["in_quotation_marks"] / frame["hits"])


def lexicon_of(corpus: Corpus, name: str) -> Lexicon:
    """The lexicon that a corpus was built with under a name, else the shipped one or the user's file."""
    return load_lexicon(corpus.settings.get("lexicons", {}).get(name, name))


def _hits(corpus: Corpus, name: str) -> pd.DataFrame:
    """The hits of a lexicon, those of the corpus, else found now; ``part`` is the label."""
    hits, lexicon = corpus.hits[corpus.hits["lexicon"] == name], lexicon_of(corpus, name)
    if hits.empty and name not in corpus.settings.get("lexicons", {}):
        spans = {i: own.to_numpy().tolist() for i, own in corpus.sentences.groupby("article_id")[["start", "end"]]}
        texts = zip(corpus.articles["article_id"], corpus.articles["text"], strict=True)
        rows = [row for i, text in texts for row in hit_rows(i, text, spans.get(i, []), name, lexicon)]
        hits = tables.conform(pd.DataFrame(rows, columns=tables.names("hits")), "hits")
    return hits.assign(part=hits["part"].map({key: part.label for key, part in lexicon.parts.items()}))
