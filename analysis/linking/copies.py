"""Which articles repeat the text of another: reprints, edited wire copy, stories merged from two.

Independent reporters rarely write the same eight words in a row, and almost never the same sixteen, unless both quote
one speech: what stands in quotation marks is therefore left out. Every other run of eight words (a shingle; Broder
1997) is hashed and the hashes are sorted, so equal runs of all articles stand together; articles that share many are
compared, and only long passages count. Runs that come back over more than a week are an outlet's furniture (captions,
background), not copying. The earlier article is taken as the origin: it is the likelier one, not a proven one, since
both may have it from an agency.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
import pandas as pd

from analysis import tables
from analysis.language.quotes.marks import quoted_spans
from analysis.language.spans import outside
from analysis.linking.events import days
from analysis.linking.words import fold, numbered

SHINGLE = 8
PASSAGE = 16  # words in a row that count as a passage
COPY = 0.7  # share of an article's words in passages of others that makes it a copy
MENTIONED = 0.1  # smaller shares are left out
WIRED = 0.3  # share that passes on a known agency
SPREAD = 7  # days over which copies of one text appear
PARTS = 8  # in which shingles are sorted
_MIX = np.uint64(0x9E3779B97F4A7C15)


def copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Which articles repeat another, how much of it, and which agency that points to.

    Parameters
    ----------
    articles
        Columns article_id and text; date, published and wire are used where present.

    Returns
    -------
    DataFrame
        One row for each article, in the given order: article_id, copy_of (the earlier article it goes back to, else
        NaN), kind {exact, near, merged, passages; NaN for none}, shared (share of its words, 0 to 1, in long passages
        that ``shared_with`` has too), shared_with (the article it shares most with), copied (share of its words in
        long passages of any earlier articles), wire (its own agency, else that of an article it shares much with).
        Words inside quotation marks count in no share, neither above nor below the line.

    Raises
    ------
    SchemaError
        When article_id or text is missing.

    Notes
    -----
    ``exact``: the same words, quotations included; ``near``: most of its words stand in one earlier article, or that
    one stands whole in it; ``merged``: in several earlier articles together; ``passages``: some, not enough for a copy.
    """
    tables.require(articles, ["article_id", "text"], name="articles")
    ordered = _in_time(articles.drop_duplicates("article_id"))
    hashes, whole = _shingles(ordered["text"])
    columns = ["later", "earlier", "share", "of_earlier", "copied"]
    links = pd.DataFrame(_links(*_shared(hashes, days(ordered))), columns=columns)
    turned = links.set_axis(["earlier", "later", "of_earlier", "share", "copied"], axis=1)
    both = _best_first(pd.concat([links, turned]))
    both = both[both["share"] >= MENTIONED]
    best = both.drop_duplicates("later").set_index("later")

    out = pd.DataFrame({"article_id": ordered["article_id"], **_named(ordered["article_id"], links)})
    out["shared"] = best["share"].reindex(out.index).fillna(0.0)
    out["shared_with"] = best["earlier"].map(out["article_id"]).reindex(out.index).astype("str")
    out["copied"] = links.groupby("later")["copied"].max().reindex(out.index).fillna(0.0)
    first = out["article_id"].groupby(whole).transform("first")
    exact = (first != out["article_id"]) & np.array([len(h) > 0 for h in hashes], dtype=bool)
    out.loc[exact, ["copy_of", "shared_with"]] = first[exact]
    out.loc[exact, ["kind", "shared", "copied"]] = ["exact", 1.0, 1.0]
    out["wire"] = _wires(ordered, both, out["copy_of"])
    out["copy_of"] = _origins(out)
    return out.set_index("article_id").loc[articles["article_id"]].reset_index()


def _in_time(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles from the earliest to the latest (undated last), ties by article_id, numbered anew."""
    keys = ["day", *articles.columns.intersection(["published"]), "article_id"]
    return articles.assign(day=days(articles)).sort_values(keys, na_position="last", ignore_index=True)


def _best_first(links: pd.DataFrame) -> pd.DataFrame:
    return links.sort_values(["share", "earlier"], ascending=[False, True], kind="stable")


def _named(ids: pd.Series, links: pd.DataFrame) -> dict[str, pd.Series]:
    """The earlier article that each copy shares most with, and the kind of copy."""
    best = _best_first(links).drop_duplicates("later").set_index("later").reindex(ids.index)
    near = (best["share"] >= COPY) | ((best["of_earlier"] >= COPY) & (best["share"] >= WIRED))
    merged = ~near & (best["copied"] >= COPY)
    kind = pd.Series(pd.NA, index=ids.index, dtype="str").mask(best["copied"] >= MENTIONED, "passages")
    copy_of = best["earlier"].map(ids).where(near | merged).astype("str")
    return {"copy_of": copy_of, "kind": kind.mask(near, "near").mask(merged, "merged")}


def _origins(out: pd.DataFrame) -> pd.Series:
    """copy_of, a copy of a copy pointing to where the first one came from."""
    origins: dict[str, str] = {}
    for article, copy in out.dropna(subset="copy_of")[["article_id", "copy_of"]].itertuples(index=False):
        origins[article] = origins.get(copy, copy)
    return out["article_id"].map(origins).astype("str")


def _wires(articles: pd.DataFrame, pairs: pd.DataFrame, copy_of: pd.Series) -> pd.Series:
    """The agency of each article: its own, else of the article it copies exactly, else of one it shares much with."""
    if "wire" not in articles:
        return pd.Series(pd.NA, index=articles.index, dtype="str")
    own = articles["wire"].astype("str")
    passed = pairs[pairs["share"] >= WIRED]
    passed = passed.assign(wire=passed["earlier"].map(own)).dropna(subset=["wire"])
    passed = passed.drop_duplicates("later").set_index("later")["wire"]
    return own.fillna(copy_of.map(own.set_axis(articles["article_id"]))).fillna(passed)


def _own_and_quoted(text: str) -> tuple[str, str]:
    """The words of a text outside quotation marks, and those inside."""
    quoted = quoted_spans(text)
    own = outside(0, len(text), quoted)
    return " ".join(text[i:j] for i, j in own), " ".join(text[i:j] for i, j in quoted)


def _shingles(texts: pd.Series) -> tuple[list[np.ndarray], list[int]]:
    """One hash for each eight words in a row outside quotation marks, for each text; and one for the whole text."""
    rows, written = numbered(part for text in texts for part in _own_and_quoted(text))
    ids: dict[str, int] = {}
    word = np.array([ids.setdefault(fold(surface), len(ids) + 1) for surface in written], dtype=np.uint64)
    hashes, whole = [], []
    for own, quoted in zip(rows[::2], rows[1::2], strict=True):
        row = word[own]
        size = max(len(row) - SHINGLE + 1, 0)
        rolling = np.zeros(size, dtype=np.uint64)
        for k in range(SHINGLE):
            rolling = rolling * _MIX + row[k : k + size]
        hashes.append(rolling)
        whole.append(hash((row.tobytes(), word[quoted].tobytes())))
    return hashes, whole


def _shared(hashes: list[np.ndarray], day: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The shingles, 0 in place of those that no other article has or that are furniture.

    And the pairs (later, earlier) with enough equal ones; each points to its first and its previous article. The
    shingles are sorted a part at a time, each with all the equal ones, to spare memory.
    """
    lengths, n = [len(row) for row in hashes], len(hashes)
    flat = np.concatenate([*hashes, np.zeros(0, dtype=np.uint64)])
    owner = np.repeat(np.arange(n, dtype=np.int32), lengths)
    pairs = [np.zeros(0, dtype=np.int64)]
    for part in range(PARTS):
        order = np.flatnonzero(flat >> np.uint64(32) & np.uint64(PARTS - 1) == part)
        order = order[np.argsort(flat[order], kind="stable")]
        if not len(order):
            continue
        whose = owner[order]
        new = np.append(True, np.diff(flat[order]) != 0)
        start, group = np.flatnonzero(new), np.cumsum(new) - 1
        spread = np.fmax.reduceat(day[whose], start) - np.fmin.reduceat(day[whose], start)
        articles = np.add.reduceat((new | (np.diff(whose, prepend=-1) != 0)).astype(np.int64), start)
        several = ((articles > 1) & ~((articles > 2) & (spread > SPREAD)))[group]
        later = np.flatnonzero(several & ~new)
        for earlier in (later - 1, start[group[later]]):
            pairs.append(whose[later].astype(np.int64) * n + whose[earlier])
        flat[order[~several]] = 0
    codes, counts = np.unique(np.concatenate(pairs), return_counts=True)
    codes = codes[(counts >= PASSAGE - SHINGLE + 1) & (codes // n != codes % n)]
    return np.split(flat, np.cumsum(lengths)[:-1]), np.stack([codes // n, codes % n], axis=1)


def _links(shingles: list[np.ndarray], pairs: np.ndarray) -> Iterator[tuple[int, int, float, float, float]]:
    """Later and earlier article, share of each in passages of the other, share of the later in any earlier."""
    for later, rows in groupby(pairs.tolist(), key=itemgetter(0)):
        covered = {j: _covered(shingles[later], shingles[j]) for _, j in rows}
        copied = float(np.logical_or.reduce(list(covered.values())).mean())
        for j, mask in covered.items():
            if mask.any():
                yield later, j, float(mask.mean()), float(_covered(shingles[j], shingles[later]).mean()), copied


def _covered(shingles: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each word whether it stands in a long passage that the other article has too."""
    shared = np.concatenate(([False], np.isin(shingles, other) & (shingles > 0), [False]))
    edges = np.flatnonzero(np.diff(shared))
    out = np.zeros(len(shingles) + SHINGLE - 1, dtype=bool)
    for start, end in zip(edges[::2], edges[1::2] + SHINGLE - 1, strict=True):
        if end - start >= PASSAGE:
            out[start:end] = True
    return out
