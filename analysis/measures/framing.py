"""Framing: the vocabulary of frames, the tone of TextBlob, and what an actor is called.

These are indicators, not frames. A lexicon counts words that go with a frame; it does not say that the frame is there.
TextBlob's polarity comes from a list of adjectives: it misses negation, takes "Great Britain" for praise and gives war
and peace the same zero. It is described here because readers ask for it, never used to rank.
"""

from __future__ import annotations

import re

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.language.quotes import quoted_spans
from analysis.language.spans import inside
from analysis.lexicons import words
from analysis.measures.grouping import Grouping, members, tabulate
from analysis.measures.topics import lexicon_of, topic_frequency

MIN_AUC = 0.70  # of a list that is shown
INSIDE, OUTSIDE = "inside quotation marks", "outside"
# "the brash Republican tycoon" before a name, ", the prime minister," after it
_BEFORE = re.compile(r"\b(?:an?|the) ((?:[^\W\d_][\w’'-]* ){1,5})$", re.IGNORECASE)
_AFTER = re.compile(r", ((?:an?|the|his|her|their) [^,.;:()“”\"—–]{3,60})[,.]")


def frame_vocabulary(
    corpus: Corpus,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
    weak: bool = False,
) -> pd.DataFrame:
    """Words of generic frames per 1,000 words of lead and body (estimates).

    The frames are those of Semetko & Valkenburg (2000, doi:10.1111/j.1460-2466.2000.tb02843.x), the word lists our own.
    Lists that find their frame with an area under the ROC curve below .70, or were never measured, are left out unless
    ``weak``; a lexicon of your own without a ``measured`` table stays whole. ``attrs["about"]`` says all this in words.
    """
    frame = topic_frequency(
        corpus, unit="per_1000_words", lexicon="frames", by=by, over=over, level=level, copies_once=copies_once
    )
    lexicon = lexicon_of(corpus, "frames")
    found = lexicon.extra.get("measured", {})
    aucs = {part.label: found[key]["auc"] for key, part in lexicon.parts.items() if key in found}
    told = {
        part.label: f"{part.label} (AUC {aucs.get(part.label, float('nan')):.2f})" for part in lexicon.parts.values()
    }
    left = [part for part in told if aucs.get(part, 0) < MIN_AUC and found and not weak]
    about = [f"{', '.join(told[part] for part in told if part not in left)}: {found.get('short', 'not measured')}."]
    about += [f"Left out, too weak or not measured: {', '.join(told[part] for part in left)}."] * bool(left)
    frame = frame[~frame["part"].isin(left)].reset_index(drop=True)
    frame.attrs["about"] = " ".join(about)
    return frame


def tone(
    corpus: Corpus, *, by: str = "outlet", over: str | None = None, level: float = 0.95, copies_once: bool = False
) -> pd.DataFrame:
    """Mean TextBlob polarity (-1 to 1), the speakers' words apart from the outlet's.

    Part "inside quotation marks" is an article's mean over its quotes, of the words in marks; "outside" its mean over
    the sentences of lead and body, of the words outside quotations and reported speech. Each article counts once.

    Returns
    -------
    DataFrame
        Estimates of unit mean: ``n`` is the sum of the articles' means, ``of`` the articles that have such words.
    """
    means = tone_units(corpus).groupby(["part", "article_id"], as_index=False)["n"].mean()
    grouping, frames = Grouping(by, over, level, copies_once), []
    for part in (INSIDE, OUTSIDE):
        counts = means[means["part"] == part]
        of = counts.groupby("article_id").size()
        measure, unit = "tone, mean polarity", "mean"
        frames.append(tabulate(corpus, counts, grouping, measure=measure, unit=unit, parts=[part], of=of, units={}))
    return pd.concat(frames, ignore_index=True).sort_values(["group", "period"], kind="stable", ignore_index=True)


def actor_labels(
    corpus: Corpus,
    person: str,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """What each group calls a person, as shares of its mentions of them other than pronouns.

    Returns
    -------
    DataFrame
        Estimates, one part for each label, the commonest first, with ``how`` (name, title, role; before, after: words
        beside a mention) and ``context`` (an example of the group's own) added; both are missing where n is 0.

    Raises
    ------
    ArgumentError
        When nobody in the corpus has that canonical name.
    """
    labels = label_units(corpus, person=person)
    of = labels[~labels["how"].isin(["before", "after"])].groupby("article_id").size()
    grouping, units = Grouping(by, over, level, copies_once), {"person": person}
    frame = tabulate(corpus, labels, grouping, measure=f"labels, {person}", parts=None, of=of, units=units)
    example = labels.merge(members(corpus, by=by), on="article_id").drop_duplicates(["group", "part"])
    out = frame.merge(example[["group", "part", "how", "context"]], on=["group", "part"], how="left")
    out.attrs.update(frame.attrs)
    return out


def tone_units(corpus: Corpus) -> pd.DataFrame:
    """Quotes and sentences with ``part`` (inside or outside) and ``n`` (polarity)."""
    from analysis.language.tone import polarity

    said = corpus.quotes[corpus.quotes["quoted_words"] > 0]
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    marked = {article: quoted_spans(text) for article, text in texts.items()}
    spoken = [
        " ".join(
            texts[row.article_id][a:b]
            for start, end in row.spans
            for a, b in inside(start, end, marked[row.article_id])
        )
        for row in said.itertuples()
    ]
    own = corpus.sentences[(corpus.sentences["section"] != "headline") & corpus.sentences["polarity_outside"].notna()]
    quoted = said.assign(part=INSIDE, n=[polarity(text)[0] for text in spoken])
    return pd.concat([quoted, own.assign(part=OUTSIDE, n=own["polarity_outside"])], ignore_index=True)


def label_units(corpus: Corpus, *, person: str) -> pd.DataFrame:
    """Each mention of a person and each description beside one: article_id, start, end, part, n, how, context."""
    check_choice("person", person, corpus.people["person"].unique().tolist())
    mentions = corpus.people[(corpus.people["person"] == person) & (corpus.people["how"] != "pronoun")]
    rows, grammar = [], words("function_words", "grammar")
    for row in mentions.merge(corpus.articles[["article_id", "text"]], on="article_id").itertuples():
        before, after = row.text[max(row.start - 60, 0) : row.start], row.text[row.end : row.end + 80]
        labels = [(row.surface, row.how)]
        if (found := _BEFORE.search(before)) and grammar.isdisjoint(found[1].lower().split()):
            labels.append((found[1].strip(), "before"))
        if found := _AFTER.match(after):
            labels.append((found[1], "after"))
        context = " ".join(f"{before}{row.surface}{after}".split())
        rows += [(row.article_id, row.start, row.end, label, 1, how, context) for label, how in labels]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part", "n", "how", "context"])
