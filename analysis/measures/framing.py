"""Framing: the vocabulary of frames, the tone of TextBlob, and what an actor is called.

These are indicators, not frames. A dictionary counts words that go with a frame; it does not say that the frame is
there. TextBlob's polarity is a lexicon of adjectives from product reviews: it misses negation, takes "Great Britain"
for praise and gives war and peace the same zero. It is described here because readers ask for it, never to rank.
"""

from __future__ import annotations

import re

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.measures.grouping import members
from analysis.measures.statistics import estimate
from analysis.measures.topics import topic_frequency

INSIDE, OUTSIDE = "inside quotation marks", "outside"
# "the brash Republican tycoon" before a name, ", the prime minister," after it
_BEFORE = re.compile(r"(?:\b(?:a|an|the|The|An|A) )((?:[^\W\d_][\w’'-]* ){1,5})$")
_AFTER = re.compile(r", ((?:a|an|the|his|her|their) [^,.;:()“”\"—–]{3,60})[,.]")


def frame_vocabulary(
    corpus: Corpus,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """Words of the five generic frames per 1,000 words of lead and body (estimates).

    The frames are those of Semetko & Valkenburg (2000, doi:10.1111/j.1460-2466.2000.tb02843.x): conflict, human
    interest, economic consequences, morality, responsibility; the word lists are our own (``lexicons/frames.toml``,
    with what was measured of each).
    """
    return topic_frequency(
        corpus, unit="per_1000_words", lexicon="frames", by=by, over=over, level=level, copies_once=copies_once
    )


def tone(
    corpus: Corpus,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """Mean TextBlob polarity (-1 to 1), the speakers' words apart from the outlet's.

    Each article counts once: part "inside quotation marks" is the mean over its direct quotes, part "outside" the
    mean over its sentences of the words outside quotations and reported speech, headlines left out.

    Returns
    -------
    DataFrame
        Estimates of unit mean: ``n`` is the sum of the articles' means, ``of`` the articles that have such words.
    """
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    means = tone_units(corpus).groupby(["part", "article_id"], as_index=False)["n"].mean()
    frames = []
    for part in (INSIDE, OUTSIDE):
        counts = means[means["part"] == part]
        has = base.assign(of=base["article_id"].isin(counts["article_id"]).astype("int64"))
        frames.append(estimate(counts, has, measure="tone, mean polarity", unit="mean", level=level, parts=[part]))
    frame = pd.concat(frames, ignore_index=True).sort_values(["group", "period"], kind="stable", ignore_index=True)
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={})
    return frame


def tone_units(corpus: Corpus) -> pd.DataFrame:
    """Direct quotes and sentences with ``part`` (inside or outside) and ``n`` (polarity)."""
    from analysis.language.tone import polarity

    said = corpus.quotes[corpus.quotes["kind"] == "direct"]
    inside = said.assign(part=INSIDE, n=[polarity(text)[0] for text in said["text"]])
    own = corpus.sentences[(corpus.sentences["section"] != "headline") & corpus.sentences["polarity_outside"].notna()]
    return pd.concat([inside, own.assign(part=OUTSIDE, n=own["polarity_outside"])], ignore_index=True)


def actor_labels(
    corpus: Corpus,
    person: str,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """What each group calls a person: name forms, titles, roles, descriptions, of all it says of them but pronouns.

    Returns
    -------
    DataFrame
        Estimates, one part for each label, the commonest first, with ``how`` (name, title, role, before, after)
        and ``context`` (an example with the words around it) added.

    Raises
    ------
    ArgumentError
        When nobody in the corpus has that canonical name.
    """
    labels = label_units(corpus, person=person)
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    mentions = labels[labels["how"].isin(["name", "title", "role"])].groupby("article_id").size()
    base = base.assign(of=base["article_id"].map(mentions).fillna(0))
    frame = estimate(labels.assign(n=1), base, measure=f"labels, {person}", unit="share", level=level)
    known = labels.drop_duplicates("part").set_index("part")
    frame = frame.assign(how=frame["part"].map(known["how"]), context=frame["part"].map(known["context"]))
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={"person": person})
    return frame


def label_units(corpus: Corpus, *, person: str) -> pd.DataFrame:
    """Each mention of a person, and each description beside one: article_id, start, end, part, how, context."""
    check_choice("person", person, corpus.people["person"].unique().tolist())
    mentions = corpus.people[(corpus.people["person"] == person) & (corpus.people["how"] != "pronoun")]
    rows = []
    for row in mentions.merge(corpus.articles[["article_id", "text"]], on="article_id").itertuples():
        before, after = row.text[max(row.start - 60, 0) : row.start], row.text[row.end : row.end + 80]
        context = " ".join(f"{before}{row.surface}{after}".split())
        rows.append((row.article_id, row.start, row.end, row.surface, row.how, context))
        if found := _BEFORE.search(before):
            rows.append((row.article_id, row.start, row.end, found[1].strip(), "before", context))
        if found := _AFTER.match(after):
            rows.append((row.article_id, row.start, row.end, found[1], "after", context))
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part", "how", "context"])
