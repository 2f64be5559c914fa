"""Framing: the vocabulary of frames, the tone of TextBlob, and what an actor is called.

These are indicators, not frames. A lexicon counts words that go with a frame; it does not say that the frame is there.
TextBlob's polarity comes from a list of adjectives: it misses negation, takes "Great Britain" for praise and gives war
and peace the same zero. It is described here because readers ask for it, never used to rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import nan
from typing import Unpack

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.language.people.roles import HEAD_END, NOUNS
from analysis.language.quotes import quoted_spans, saying
from analysis.language.spans import inside, marked
from analysis.language.tone import is_adjective, polarity
from analysis.lexicons import words
from analysis.measures.grouping import Grouping, body, grouped, members, tabulate
from analysis.measures.topics import lexicon_of, topic_frequency

MIN_AUC = 0.70  # of a list that is shown
INSIDE, OUTSIDE = "inside quotation marks", "outside"
# "the brash Republican tycoon" before a name, ", the prime minister," after it
_BEFORE = re.compile(r".*\b(?:an?|the) ((?:[^\W\d_][\w’'-]* ){1,5})$", re.IGNORECASE | re.DOTALL)
_AFTER = re.compile(r", ((?:an?|the|his|her|their) [^,;:()“”\"—–]{3,80})(?:[,;:)—–]|[.!?]?$)")
_OCCUPATION = re.compile(r"^[a-z-]+(?:ist|man|woman|er|or|ian)$")
_ADJECTIVE = re.compile(r"^[a-z-]+(?:ant|ful|ous|less|able|ish|ive|ed|ing)$")
_CLAUSE = re.compile(r"^(?:(?! who| that| which).)* (?:is|are|was|were|will|would|had|has|won’t|won't) ")
_NEXT = re.compile(r" (\w+)")


@grouped
def frame_vocabulary(corpus: Corpus, *, weak: bool = False, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """Words of generic frames per 1,000 words of lead and body (estimates).

    The frames are those of Semetko & Valkenburg (2000, doi:10.1111/j.1460-2466.2000.tb02843.x), the word lists our own.
    Lists that find their frame with an area under the ROC curve below .70, or were never measured, are left out unless
    ``weak``; a lexicon of your own without a ``measured`` table stays whole. ``attrs["about"]`` says all this in words.
    """
    frame = topic_frequency(corpus, unit="per_1000_words", lexicon="frames", **grouping)
    lexicon = lexicon_of(corpus, "frames")
    found = lexicon.extra.get("measured", {})
    aucs = {part.label: found.get(key, {}).get("auc", nan) for key, part in lexicon.parts.items()}
    told = {label: f"{label} (AUC {auc:.2f})" for label, auc in aucs.items()}
    left = [label for label, auc in aucs.items() if not auc >= MIN_AUC and found and not weak]
    about = f"{', '.join(told[label] for label in told if label not in left)}: {found.get('short', 'not measured')}."
    also = f" Left out, too weak or not measured: {', '.join(told[label] for label in left)}." * bool(left)
    frame = frame[~frame["part"].isin(left)].reset_index(drop=True)
    frame.attrs["about"] = about + also
    return frame


@grouped
def tone(corpus: Corpus, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """Mean TextBlob polarity (-1 to 1), the speakers' words apart from the outlet's.

    Part "inside quotation marks" is an article's mean over its quotes, of the words in marks; "outside" its mean over
    the sentences of lead and body, of the words outside quotations and reported speech. Each article counts once.

    Returns
    -------
    DataFrame
        Estimates of unit mean: ``n`` is the sum of the articles' means, ``of`` the articles that have such words.
    """
    means, frames = tone_units(corpus).groupby(["part", "article_id"], as_index=False)["n"].mean(), []
    for part in (INSIDE, OUTSIDE):
        counts = means[means["part"] == part]
        of = counts.groupby("article_id").size()
        frames.append(tabulate(corpus, counts, "tone, mean polarity", unit="mean", parts=[part], of=of, **grouping))
    return pd.concat(frames, ignore_index=True).sort_values(["group", "period"], kind="stable", ignore_index=True)


@grouped
def actor_labels(corpus: Corpus, person: str, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """What each group calls a person, as shares of its mentions of them other than pronouns.

    Returns
    -------
    DataFrame
        Estimates, one part for each label, the commonest first, with ``how`` (name, title, role; before, after: words
        beside a mention) and ``context`` (an example of the group's own) added; both are missing where n is 0. Of 110
        descriptions found in 260 AllSides articles 107 were such, read by hand; many are missed.

    Raises
    ------
    ArgumentError
        When nobody in the corpus has that canonical name.
    """
    labels = label_units(corpus, person=person)
    of = labels[~labels["how"].isin(["before", "after"])].groupby("article_id").size()
    frame = tabulate(corpus, labels, f"labels, {person}", of=of, units={"person": person}, **grouping)
    example = labels.merge(members(corpus, by=frame.attrs["by"]), on="article_id").drop_duplicates(["group", "part"])
    out = frame.merge(example[["group", "part", "how", "context"]], on=["group", "part"], how="left")
    out.attrs.update(frame.attrs)
    return out


def tone_units(corpus: Corpus) -> pd.DataFrame:
    """Quotes and sentences with ``part`` (inside or outside) and ``n`` (polarity)."""
    said = corpus.quotes[corpus.quotes["quoted_words"] > 0]
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    marks = {article: quoted_spans(text) for article, text in texts.items()}
    means = []
    for row in said.itertuples():
        text, spans = texts[row.article_id], (inside(start, end, marks[row.article_id]) for start, end in row.spans)
        means.append(polarity(" ".join(text[start:end] for own in spans for start, end in own))[0])
    own = body(corpus).dropna(subset=["polarity_outside"])
    return pd.concat([said.assign(part=INSIDE, n=means), own.assign(part=OUTSIDE, n=own["polarity_outside"])])


def label_units(corpus: Corpus, *, person: str) -> pd.DataFrame:
    """Each mention of a person and each description beside one: article_id, start, end, part, n, how, context."""
    check_choice("person", person, corpus.people["person"].unique().tolist())
    mentions = corpus.people[(corpus.people["person"] == person) & (corpus.people["how"] != "pronoun")]
    sentences = corpus.sentences[["article_id", "start", "end"]].rename(columns={"start": "begin", "end": "stop"})
    placed = {"left_on": "start", "right_on": "begin", "by": "article_id"}
    mentions = pd.merge_asof(mentions.sort_values("start"), sentences.sort_values("begin"), **placed)
    mentions = mentions.fillna({"begin": 0, "stop": 0})  # before the first sentence
    rows = []
    for row in mentions.merge(corpus.articles[["article_id", "text"]], on="article_id").itertuples():
        before, after = row.text[int(row.begin) : row.start], row.text[row.end : int(row.stop)]
        labels = [(row.surface, row.how), *_descriptions(before, after)]
        context = marked(row.text, [(row.start, row.end)], 80)
        rows += [(row.article_id, row.start, row.end, label, 1, how, context) for label, how in labels]
    frame = pd.DataFrame(rows, columns=["article_id", "start", "end", "part", "n", "how", "context"])
    return frame.sort_values(["article_id", "start"], kind="stable", ignore_index=True)


def _descriptions(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What stands in the sentence right before and after a mention to say who or how the person is."""
    grammar, people = words("function_words", "grammar"), NOUNS - words("titles", "crowds")
    if (found := _BEFORE.match(before[-60:])) and grammar.isdisjoint(found[1].lower().split()):
        said, following = found[1].strip(), _NEXT.match(after)
        word = following[1] if following else ""
        alone = word in grammar or not word or saying(word) is not None
        if (said.split()[-1].lower() in people and word not in people) or (
            alone and (is_adjective(said) or _ADJECTIVE.match(said))
        ):
            yield said, "before"
    if (found := _AFTER.match(after[:100])) and not _CLAUSE.match(found[1]):
        said = found[1].rstrip(". ")
        _, *head = HEAD_END.split(said, maxsplit=1)[0].lower().split()
        if any(word in people or (_OCCUPATION.match(word) and not is_adjective(word)) for word in head):
            yield said, "after"
