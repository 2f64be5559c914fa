"""Distinctive words: which words a group uses more, or less, than the others, and whether that is more than chance.

The difference is a log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
doi:10.1093/pan/mpn018). Chance is a matter of articles, not of words: the labels of the articles are shuffled within
each event, so that groups are compared on the same news. The sum of ``x - rate * words`` over a group's articles has
mean and variance in closed form over all shuffles, so one sparse pass tests every word.
"""

from __future__ import annotations

from collections import Counter
from math import exp, lgamma
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import check_number
from analysis.language.words import WORD
from analysis.measures.grouping import members
from analysis.measures.statistics import fdr

PRIOR = 500  # words of the whole corpus's language that are added to every group
BOILERPLATE = 3  # a sentence found in so many articles of a group is a promo or a caption


def distinctive_words(
    corpus: Corpus, *, by: str = "outlet", min_articles: int | None = None, copies_once: bool = False
) -> pd.DataFrame:
    """Log-odds of every word in each group against all others, tested by shuffling articles within events.

    Parameters
    ----------
    by
        Any column of articles.
    min_articles
        Leave out words of fewer articles: by default 5, or as many as the largest group has.
    copies_once
        Count articles with the same text once.

    Returns
    -------
    DataFrame
        Estimates of unit log_odds, the largest of each group first, with z, p and q added; ``n`` and ``of`` are the
        word's and all words of the group. ``p`` is never below what the shuffles can reach; where a group has one
        article to shuffle, z, p and q are missing. ``attrs``: ``within`` says whether labels were shuffled within
        events or, where no event has articles of two groups, in the whole corpus (then the mix of topics is not
        controlled); ``shuffled`` articles took part in ``tests`` tests.
    """
    base = members(corpus, by=by, copies_once=copies_once)
    sizes = base["group"].value_counts().sort_index()
    if min_articles is None:
        min_articles = int(min(5, sizes.max())) if len(sizes) else 1
    check_number("min_articles", min_articles, 1, 1_000_000)
    counts, vocabulary, lengths = _count(_texts(corpus, base), min_articles)
    shared = (base.groupby("event")["group"].transform("nunique") > 1).to_numpy()
    events = base["event"].to_numpy() if shared.any() else np.full(len(base), "")
    use = shared if shared.any() else np.full(len(base), True)
    frames = [tables.empty("estimates").assign(z=[], p=[])]
    for group, articles in sizes.items():
        member = (base["group"] == group).to_numpy(float)
        n, of = member @ counts, member @ lengths
        value = _log_odds(n, of, (1 - member) @ counts, (1 - member) @ lengths)
        z, p = _shuffle(counts[use], lengths[use], member[use], events[use])
        row = {"group": group, "of": of, "articles": articles, "events": base.loc[member > 0, "event"].nunique()}
        frame = pd.DataFrame({"part": vocabulary, "n": n, "value": value, "z": z, "p": p}).assign(**row)
        frames.append(frame.sort_values("value", ascending=False, kind="stable"))
    out = pd.concat(frames[1:] or frames, ignore_index=True)
    out = out.assign(measure="distinctive words, log-odds", unit="log_odds", q=fdr(out["p"]))
    out = tables.conform(out, "estimates")
    out.attrs.update(by=by, copies_once=copies_once, within="events" if shared.any() else "corpus")
    out.attrs.update(shuffled=int(use.sum()), tests=int(out["p"].count()))
    return out


def word_units(corpus: Corpus, *, part: str) -> pd.DataFrame:
    """Each place in lead and body where a word stands: article_id, start, end, part."""
    body = corpus.sentences[corpus.sentences["section"] != "headline"]
    body = body[body["text"].str.lower().str.replace("’", "'").str.contains(part, regex=False)]
    rows = [
        (row.article_id, row.start + match.start(), row.start + match.end(), part)
        for row in body.itertuples()
        for match in WORD.finditer(row.text)
        if bare(match[0]) == part
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part"])


def bare(word: str) -> str:
    """The word in lower case, with straight apostrophes and without a possessive ending.

    >>> bare("Trump’s")
    'trump'
    """
    return word.replace("’", "'").lower().removesuffix("'s")


def _texts(corpus: Corpus, base: pd.DataFrame) -> list[str]:
    """Lead and body of each article, without the sentences that recur in a group's articles."""
    body = corpus.sentences[corpus.sentences["section"] != "headline"].merge(base, on="article_id")
    recurs = body.groupby(["group", "text"])["article_id"].transform("nunique") >= BOILERPLATE
    return base["article_id"].map(body[~recurs].groupby("article_id")["text"].agg(" ".join)).fillna("").tolist()


def _count(texts: list[str], min_articles: int) -> tuple[Any, Any, Any]:
    """Articles by words, sparse; the words; and all words of each article. Numbers are left out."""
    from scipy.sparse import csr_matrix

    codes: dict[str, int] = {}
    columns, values, ends = [], [], [0]
    for text in texts:
        words = Counter(bare(word) for word in WORD.findall(text) if not word[0].isdigit())
        columns.append(np.array([codes.setdefault(word, len(codes)) for word in words], dtype="int64"))
        values.append(np.array(list(words.values()), dtype=float))
        ends.append(ends[-1] + len(words))
    flat = np.concatenate([*columns, np.array([], dtype="int64")])
    counts = csr_matrix((np.concatenate([*values, np.array([])]), flat, ends), shape=(len(texts), len(codes)))
    often = np.bincount(flat, minlength=len(codes)) >= min_articles
    return counts[:, often], np.array(list(codes), dtype=object)[often], counts @ np.ones(len(codes))


def _log_odds(n: Any, of: float, rest: Any, rest_of: float) -> Any:
    prior = PRIOR * (n + rest) / max(of + rest_of, 1)
    first, second = ((k + prior) / np.maximum(words + PRIOR - k - prior, 1) for k, words in ((n, of), (rest, rest_of)))
    return np.log(first) - np.log(second)


def _shuffle(counts: Any, words: Any, member: Any, events: Any) -> tuple[Any, Any]:
    """z and p of each word, under all ways of shuffling the group's label within events."""
    from scipy.sparse import csr_matrix
    from scipy.special import ndtr

    if member.sum() < 2 or member.sum() == len(member):
        return np.nan, np.nan
    event, _ = pd.factorize(events)
    size, inside = np.bincount(event), np.bincount(event, member)
    add_up = csr_matrix((np.ones(len(event)), (event, np.arange(len(event)))))
    total = np.maximum(np.bincount(event, words), 1)
    sums = add_up @ counts
    # With d = x - (x per word in the event) * words, which sums to zero in each event, the group's sum of d has mean
    # zero and, drawn without replacement, the variance share * (sum of d * d).
    excess = member @ counts - (np.bincount(event, member * words) / total) @ sums
    share = inside * (size - inside) / np.maximum(size - 1, 1) / size
    cross = add_up @ counts.multiply(words[:, None]).tocsr()
    variance = share[event] @ counts.power(2) - 2 * ((share / total) @ sums.multiply(cross))
    variance += (share * np.bincount(event, words**2) / total**2) @ sums.power(2)
    z = np.where(variance > 1e-9, excess / np.sqrt(np.maximum(variance, 1e-9)), np.nan)
    ways = sum(lgamma(s + 1) - lgamma(i + 1) - lgamma(s - i + 1) for s, i in zip(size, inside, strict=True))
    return z, np.maximum(2 * ndtr(-np.abs(z)), exp(-ways))
