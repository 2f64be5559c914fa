"""Distinctive words: which words a group uses more (or less) than the others, and whether that is more than chance.

The size of the difference is a log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
doi:10.1093/pan/mpn018). Whether it is more than chance is asked of articles, not of words: the outlet labels of the
articles are shuffled within each event, so that outlets are compared on the same news. Mean and variance of
``sum(x - r * n)`` over a group's articles under all shuffles have a closed form, so one sparse pass does it.
"""

from __future__ import annotations

import re
from math import lgamma
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import check_number
from analysis.language.words import WORD
from analysis.measures.grouping import members
from analysis.measures.statistics import fdr

PRIOR = 500  # words of the average language of the corpus that stand behind every group
BOILERPLATE = 3  # a sentence in so many articles of one group is a promo or a caption


def distinctive_words(
    corpus: Corpus, *, by: str = "outlet", min_articles: int | None = None, copies_once: bool = False
) -> pd.DataFrame:
    """Log-odds of every word in each group against all others, tested by shuffling articles within events.

    Parameters
    ----------
    by
        Any column of articles.
    min_articles
        Leave out words of fewer articles; by default 3, or the articles of the largest group where it has fewer.
    copies_once
        Count articles with the same text once.

    Returns
    -------
    DataFrame
        Estimates of unit log_odds, the largest of each group first (``n``, ``of``: the word's and all words of the
        group) with z, p and q added. ``p`` is never below the smallest the shuffles can reach; with one article in
        every shuffled group z, p and q are missing. Where no event has articles of two groups, labels are shuffled
        over the whole corpus and the mix of topics is not controlled. ``attrs`` says which (``within``), how many
        tests were made (``tests``) and how many articles took part (``shuffled``).
    """
    base = members(corpus, by=by, copies_once=copies_once)
    if min_articles is None:
        min_articles = int(min(3, base["group"].value_counts().max())) if len(base) else 1
    check_number("min_articles", min_articles, 1, 1_000_000)
    counts, vocabulary = _count(word_text(corpus, base), min_articles)
    groups, labels = pd.factorize(base["group"], sort=True)
    shared = base.groupby("event")["group"].transform("nunique") > 1
    strata = pd.factorize(base["event"].where(shared, "") if shared.any() else np.zeros(len(base)))[0]
    use = shared.to_numpy() if shared.any() else np.ones(len(base), bool)
    frames = []
    for code, label in enumerate(labels):
        member = groups == code
        n, rest = (np.asarray(counts[rows].sum(axis=0)).ravel() for rows in (member, ~member))
        z, p = _shuffle(counts[use], member[use], strata[use])
        frame = pd.DataFrame({"part": vocabulary, "n": n, "of": n.sum(), "value": _log_odds(n, rest), "z": z, "p": p})
        frame = frame.assign(group=label, articles=member.sum(), events=base.loc[member, "event"].nunique())
        frames.append(frame.sort_values("value", ascending=False, kind="stable"))
    out = pd.concat(frames, ignore_index=True) if frames else tables.empty("estimates").assign(z=[], p=[])
    out = out.assign(measure="distinctive words, log-odds", unit="log_odds", q=fdr(out["p"]))
    out = tables.conform(out, "estimates")
    out.attrs.update(by=by, over=None, copies_once=copies_once, units={})
    out.attrs.update(
        within="events" if shared.any() else "corpus", tests=int(out["p"].count()), shuffled=int(use.sum())
    )
    return out


def word_text(corpus: Corpus, base: pd.DataFrame) -> list[str]:
    """The text of each article of ``base``: lead and body, without sentences that recur in a group's articles."""
    body = corpus.sentences[corpus.sentences["section"] != "headline"].merge(base, on="article_id")
    body = body.assign(same=body["text"].map(normal))
    articles = body.groupby(["group", "same"])["article_id"].transform("nunique")
    kept = body[articles < BOILERPLATE].groupby("article_id")["same"].agg(" ".join)
    return base["article_id"].map(kept).fillna("").tolist()


def normal(text: str) -> str:
    """Lower case, straight apostrophes: how words are compared."""
    return text.replace("’", "'").lower()


def word_list(text: str) -> list[str]:
    """The words of a normalised text, without possessive endings; numbers are left out.

    >>> word_list("trump's 2.5 % don't")
    ['trump', "don't"]
    """
    words = (word.removesuffix("'s") for word in WORD.findall(text))
    return [word for word in words if not word[0].isdigit()]


def word_units(corpus: Corpus, *, part: str) -> pd.DataFrame:
    """The sentences in which a word stands, once for each time: article_id, start, end, part."""
    pattern = re.compile(rf"(?<![^\W_]){re.escape(part)}(?![^\W_])")
    body = corpus.sentences[corpus.sentences["section"] != "headline"]
    rows = [
        (row.article_id, row.start + match.start(), row.start + match.end(), part)
        for row in body.itertuples()
        for match in pattern.finditer(normal(row.text))
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part"])


def _count(texts: list[str], min_articles: int) -> tuple[Any, Any]:
    """Articles by words, sparse, and the words."""
    from scipy.sparse import csr_matrix

    lists = [word_list(text) for text in texts]
    codes, vocabulary = pd.factorize(np.array([word for words in lists for word in words], dtype=object), sort=True)
    rows = np.repeat(np.arange(len(lists)), [len(words) for words in lists])
    counts = csr_matrix((np.ones(len(codes)), (rows, codes)), shape=(len(lists), len(vocabulary)))
    counts.sum_duplicates()
    often = np.bincount(counts.indices, minlength=len(vocabulary)) >= min_articles
    return counts[:, often], vocabulary[often]


def _log_odds(n: Any, rest: Any) -> Any:
    prior = PRIOR * (n + rest) / max((n + rest).sum(), 1)
    first, second = n + prior, rest + prior
    return np.log(first / (first.sum() - first)) - np.log(second / (second.sum() - second))


def _shuffle(counts: Any, member: Any, strata: Any) -> tuple[Any, Any]:
    """z and p of each word under all ways to shuffle the group's label within the strata."""
    from scipy.sparse import csr_matrix
    from scipy.special import ndtr

    _, strata = np.unique(strata, return_inverse=True)
    size, inside = np.bincount(strata), np.bincount(strata, member)
    missing = np.full(counts.shape[1], np.nan)
    if not ((inside > 0) & (inside < size) & (np.maximum(inside, size - inside) > 1)).any() or inside.sum() < 2:
        return missing, missing
    length = np.asarray(counts.sum(axis=1)).ravel()
    rate = np.asarray(counts.sum(axis=0)).ravel() / max(length.sum(), 1)
    weight = member - (inside / size)[strata]
    excess = weight @ counts - rate * (weight @ length)
    spread = inside * (size - inside) / np.maximum(size * (size - 1), 1)
    each = spread[strata]
    squares = each @ counts.multiply(counts) - 2 * rate * ((each * length) @ counts) + rate**2 * (each @ length**2)
    sums = csr_matrix((np.ones(len(strata)), (strata, np.arange(len(strata))))) @ counts
    total, share = np.bincount(strata, length), spread / size
    between = share @ sums.multiply(sums) - 2 * rate * ((share * total) @ sums) + rate**2 * (share @ total**2)
    variance = np.maximum(squares - between, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 1e-12, excess / np.sqrt(variance), np.nan)
    ways = sum(lgamma(s + 1) - lgamma(i + 1) - lgamma(s - i + 1) for s, i in zip(size, inside, strict=True))
    return z, np.where(np.isnan(z), np.nan, np.maximum(2 * ndtr(-np.abs(z)), np.exp(-ways)))
