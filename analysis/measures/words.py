"""Distinctive words: which words a group uses more, or less, than the others, and whether that is more than chance.

The difference is a log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
doi:10.1093/pan/mpn018). Chance is a matter of articles, not of words: the labels of the articles are shuffled within
each event, so that groups are compared on the same news. Mean and variance over all shuffles have a closed form, so one
sparse pass tests every word in every group. Function words are counted but not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis import lexicons, tables
from analysis.corpus import Corpus
from analysis.errors import check_number
from analysis.language.words import WORD, fold
from analysis.measures.grouping import body, group_names, members
from analysis.measures.statistics import UNKNOWN, fdr

# Words of the language of all given to each group, besides one of each word: what one article says is no finding.
PRIOR = 500
BOILERPLATE = 3  # a sentence found in so many articles of a group is a promo or a caption


def distinctive_words(
    corpus: Corpus, *, by: str = "outlet", min_articles: int | None = None, copies_once: bool = False
) -> pd.DataFrame:
    """Log-odds of every word in each group against all others, tested by shuffling articles within events.

    Parameters
    ----------
    by
        Any column of articles; articles without a value are left out.
    min_articles
        Leave out words of fewer articles: by default 5, or as many as the largest group has.
    copies_once
        Count articles with the same text once.

    Returns
    -------
    DataFrame
        Estimates of unit log_odds (natural logarithm: 0.7 is twice the odds), each group's words for which chance is
        ruled out (q up to .05) first, then by log-odds. Added: z, p, q and ``style``, true for house style, not
        content: abbreviations, initials, titles, words of the group's own name. ``n`` and ``of`` are the word's and
        all words of the group. ``p`` is never below what the shuffles can reach; where a group has one
        article to shuffle, z, p and q are missing. ``attrs``: ``within`` says whether labels were shuffled within
        events or, where no event has articles of two groups, in the whole corpus (then the mix of topics is not
        controlled); ``shuffled`` articles took part in ``tests`` tests; ``smallest_p`` is what each group can attain;
        ``note`` says so in words, for the foot of the chart.
    """
    base = members(corpus, by=by, copies_once=copies_once)
    base = base[base["group"] != UNKNOWN].reset_index(drop=True)
    sizes = base["group"].value_counts().sort_index()
    if min_articles is None:
        min_articles = int(min(5, sizes.max())) if len(sizes) else 1
    check_number("min_articles", min_articles, 1, 1_000_000)
    texts = _sentences(corpus, base).groupby("article_id")["text"].agg(" ".join)
    counts, vocabulary, lengths = _count(base["article_id"].map(texts).fillna(""), min_articles)
    member = (base["group"].to_numpy()[:, None] == sizes.index.to_numpy()).astype(float)
    shared = (base.groupby("event")["group"].transform("nunique") > 1).to_numpy()
    within = "events" if shared.any() else "corpus"
    taking = shared if shared.any() else np.ones(len(base), dtype=bool)
    event = base["event"] if shared.any() else base["event"].str[:0]
    z, p, floor = _shuffle(counts[taking], lengths[taking], member[taking], event[taking])
    out = _rows(base, sizes, member.T @ counts, member.T @ lengths, vocabulary)
    out = out.assign(z=z.ravel(), p=p.ravel(), q=fdr(p.ravel()))
    out = out.assign(style=_house_style(out), chance=(out["q"].fillna(1) > 0.05) | (out["value"] < 0))
    order = {"by": ["group", "chance", "value"], "ascending": [True, True, False]}
    out = tables.conform(out.sort_values(**order, kind="stable").drop(columns="chance"), "estimates")
    tests, smallest = int(out["p"].count()), dict(zip(sizes.index, floor.tolist(), strict=True))
    about = f"{taking.sum():,} articles shuffled within {within}, {tests:,} tests"
    note = f"{about}, smallest attainable p {min(smallest.values()):.1g}." if tests else ""
    groups = {"by": by, "copies_once": copies_once}
    out.attrs.update(groups, over=None, units=groups, names=group_names(corpus, by), note=note)
    out.attrs.update(within=within, shuffled=int(taking.sum()), tests=tests, smallest_p=smallest)
    return out


def _rows(base: pd.DataFrame, sizes: pd.Series, n: Any, of: Any, vocabulary: Any) -> pd.DataFrame:
    """A row for each group and word; the value is the log-odds."""
    events = base.groupby("group")["event"].nunique()
    each = {"group": sizes.index, "of": of, "articles": sizes.to_numpy(), "events": events.to_numpy()}
    rows = pd.DataFrame({name: np.repeat(np.asarray(values), len(vocabulary)) for name, values in each.items()})
    rows = rows.assign(part=np.tile(vocabulary, len(sizes)), n=n.ravel(), value=_log_odds(n, of[:, None]).ravel())
    return rows.assign(measure="distinctive words, log-odds", unit="log_odds")


def _house_style(rows: pd.DataFrame) -> list[bool]:
    """Whether each word is an abbreviation, initials, a title, or of the group's own name."""
    short = lexicons.words("abbreviations", "before_name") | lexicons.words("abbreviations", "months")
    names = {group: (fold(group).split(), fold(group).replace(" ", "")) for group in rows["group"].unique()}
    return [
        word.removesuffix(".") in short or word.endswith(".") or word in names[group][0] or names[group][1] in word
        for group, word in zip(rows["group"], rows["part"], strict=True)
    ]


def word_units(corpus: Corpus, *, parts: Collection[str], **groups: Any) -> pd.DataFrame:
    """Each place where one of these words was counted: article_id, start, end, part; ``groups`` as for `members`."""
    rows = [
        (row.article_id, row.start + match.start(), row.start + match.end(), bare(match[0]))
        for row in _sentences(corpus, members(corpus, **groups)).itertuples()
        for match in WORD.finditer(row.text)
        if bare(match[0]) in parts
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "part"])


@lru_cache(1 << 16)
def bare(word: str) -> str:
    """The word in small letters, with straight apostrophes and without a possessive ending; initials keep their dot.

    >>> bare("Trump’s"), bare("U.S"), bare("2.5")
    ('trump', 'u.s.', '2.5')
    """
    word = fold(word).removesuffix("'s")
    return f"{word}." if word[1::2] and not word[1::2].strip(".") and word[::2].isalpha() else word


def _sentences(corpus: Corpus, base: pd.DataFrame) -> pd.DataFrame:
    """The sentences of lead and body, without those that recur in a group's articles."""
    own = body(corpus).merge(base, on="article_id")
    return own[own.groupby(["group", "text"])["article_id"].transform("nunique") < BOILERPLATE]


def _count(texts: pd.Series, min_articles: int) -> tuple[Any, Any, Any]:
    """Articles by words, sparse; the words; and all words of each article. Numbers do not count."""
    from sklearn.feature_extraction import DictVectorizer

    table = DictVectorizer(dtype=np.float64)
    found = (Counter(bare(word) for word in WORD.findall(text) if not word[0].isdigit()) for text in texts)
    counts = table.fit_transform([{"": 0}, *found])[1:]  # one to begin with, or a corpus without a word would raise
    grammar, vocabulary = lexicons.words("function_words", "grammar"), table.get_feature_names_out()
    listed = (counts.getnnz(axis=0) >= min_articles) & [word not in grammar for word in vocabulary]
    return counts[:, listed], vocabulary[listed], counts @ np.ones(len(vocabulary))


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
    add_up = csr_matrix(
        (np.ones(len(event)), (event, np.arange(len(event)))), shape=(event.max(initial=-1) + 1, len(event))
    )
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
