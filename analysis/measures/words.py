"""Distinctive words: which words a group uses more, or less, than the others, and whether that is more than chance.

The difference is a log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
doi:10.1093/pan/mpn018). Chance is a matter of articles, not of words: the labels of the articles are shuffled within
each event, so that groups are compared on the same news. Mean and variance over all shuffles have a closed form, so one
sparse pass tests every word in every group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import check_number
from analysis.language.words import WORD
from analysis.measures.grouping import members, with_wire
from analysis.measures.statistics import fdr

PRIOR = 500  # words of the whole corpus's language given to each group, besides one of each word
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
        controlled); ``shuffled`` articles took part in ``tests`` tests; ``smallest_p`` is what each group can attain;
        ``note`` says so in words, for the foot of the chart.
    """
    base = members(corpus, by=by, copies_once=copies_once)
    sizes = base["group"].value_counts().sort_index()
    if min_articles is None:
        min_articles = int(min(5, sizes.max())) if len(sizes) else 1
    check_number("min_articles", min_articles, 1, 1_000_000)
    counts, vocabulary, lengths = _count(_texts(corpus, base), min_articles)
    member = (base["group"].to_numpy()[:, None] == sizes.index.to_numpy()).astype(float)
    shared = (base.groupby("event")["group"].transform("nunique") > 1).to_numpy()
    if shared.any():
        z, p, floor = _shuffle(counts[shared], lengths[shared], member[shared], base.loc[shared, "event"])
    else:
        z, p, floor = _shuffle(counts, lengths, member, np.zeros(len(base)))
    n, of = member.T @ counts, member.T @ lengths
    events = base.groupby("group")["event"].nunique()
    each = {"group": sizes.index, "of": of, "articles": sizes.to_numpy(), "events": events.to_numpy()}
    out = pd.DataFrame({name: np.repeat(np.asarray(values), len(vocabulary)) for name, values in each.items()})
    value = _log_odds(n, of[:, None])
    out = out.assign(part=np.tile(vocabulary, len(sizes)), n=n.ravel(), value=value.ravel(), z=z.ravel(), p=p.ravel())
    out = out.assign(measure="distinctive words, log-odds", unit="log_odds", q=fdr(out["p"]))
    out = out.sort_values(["group", "value"], ascending=[True, False], kind="stable")
    out = tables.conform(out, "estimates")
    out.attrs.update(
        by=by,
        names=with_wire(corpus) if by == "outlet" else {},
        copies_once=copies_once,
        within="events" if shared.any() else "corpus",
    )
    shuffled, tests = int(shared.sum()) or len(base), int(out["p"].count())
    smallest = dict(zip(sizes.index, floor.tolist(), strict=True))
    out.attrs.update(shuffled=shuffled, tests=tests, smallest_p=smallest)
    reach = f"{min(smallest.values()):.1g}" if tests else ""
    within = out.attrs["within"]
    note = f"{shuffled:,} articles shuffled within {within}, {tests:,} tests, smallest attainable p {reach}."
    out.attrs["note"] = note if tests else ""
    return out


def word_units(corpus: Corpus, *, parts: Collection[str]) -> pd.DataFrame:
    """Each place in lead and body where one of these words stands: article_id, start, end, part."""
    body = corpus.sentences[corpus.sentences["section"] != "headline"]
    rows = [
        (row.article_id, row.start + match.start(), row.start + match.end(), bare(match[0]))
        for row in body.itertuples()
        for match in WORD.finditer(row.text)
        if bare(match[0]) in parts
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part"])


def bare(word: str) -> str:
    """The word in lower case, with straight apostrophes and without a possessive ending.

    >>> bare("Trump’s")
    'trump'
    """
    return word.replace("’", "'").lower().removesuffix("'s")


def _texts(corpus: Corpus, base: pd.DataFrame) -> pd.Series:
    """Lead and body of each article, without the sentences that recur in a group's articles."""
    body = corpus.sentences[corpus.sentences["section"] != "headline"].merge(base, on="article_id")
    recurs = body.groupby(["group", "text"])["article_id"].transform("nunique") >= BOILERPLATE
    return base["article_id"].map(body[~recurs].groupby("article_id")["text"].agg(" ".join)).fillna("")


def _count(texts: pd.Series, min_articles: int) -> tuple[Any, Any, Any]:
    """Articles by words, sparse; the words; and all words of each article. Numbers are left out."""
    from scipy.sparse import csr_matrix

    forms: dict[str, int] = {}
    codes: dict[str, int] = {}
    columns, values, ends = [np.array([], dtype="int64")], [np.array([])], [0]
    for text in texts:
        words = {word: n for word, n in Counter(WORD.findall(text)).items() if not word[0].isdigit()}
        forms.update({form: codes.setdefault(bare(form), len(codes)) for form in words if form not in forms})
        columns.append(np.array([forms[form] for form in words], dtype="int64"))
        values.append(np.array(list(words.values()), dtype=float))
        ends.append(ends[-1] + len(words))
    shape = (len(texts), len(codes))
    counts = csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)
    counts.sum_duplicates()
    often = counts.getnnz(axis=0) >= min_articles
    return counts[:, often], np.array(list(codes), dtype=object)[often], counts @ np.ones(len(codes))


def _log_odds(n: Any, of: Any) -> Any:
    """Each group (row) against all others, every count raised by its prior."""
    total, words = n.sum(axis=0), of.sum()
    prior = 1 + PRIOR * total / max(words, 1)
    mass = PRIOR + n.shape[1]
    first, second = n + prior, total - n + prior
    # At least one other word, so that a corpus of a single word has an answer.
    return np.log(first / np.maximum(of + mass - first, 1)) - np.log(second / np.maximum(words - of + mass - second, 1))


def _shuffle(counts: Any, words: Any, member: Any, events: Any) -> tuple[Any, Any, Any]:
    """z and p of each group and word, over all shuffles within events, and the smallest p of each group."""
    from scipy.sparse import csr_matrix
    from scipy.special import gammaln, ndtr

    event = pd.factorize(np.asarray(events))[0]
    add_up = csr_matrix((np.ones(len(event)), (event, np.arange(len(event)))))
    inside, total = add_up @ member, np.maximum(add_up @ words, 1)[:, None]
    size = inside.sum(axis=1, keepdims=True)
    # With d = x - (x per word of the event) * words, which sums to zero in each event, the sum of d over a group has
    # mean zero and, drawn without replacement, the variance share * (sum of d * d).
    sums, cross = add_up @ counts, add_up @ counts.multiply(words[:, None]).tocsr()
    excess = member.T @ counts - (add_up @ (member * words[:, None]) / total).T @ sums
    share = inside * (size - inside) / np.maximum(size - 1, 1) / size
    variance = share[event].T @ counts.power(2) - 2 * (share / total).T @ sums.multiply(cross).tocsr()
    variance += (share * (add_up @ words**2)[:, None] / total**2).T @ sums.power(2)
    tested = (variance > 1e-9) & (member.sum(axis=0) > 1)[:, None]
    z = np.where(tested, excess / np.sqrt(np.where(tested, variance, 1)), np.nan)
    ways = (gammaln(size + 1) - gammaln(inside + 1) - gammaln(size - inside + 1)).sum(axis=0)
    floor = np.exp(-ways)
    return z, np.maximum(2 * ndtr(-np.abs(z)), floor[:, None]), floor
