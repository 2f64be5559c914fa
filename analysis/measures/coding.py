"""Hand coding: how often a frame is there, by readers who do not see whose article they read.

`coding_sheet` draws articles at random within each outlet, in random order and with the outlets' names masked; each
coder answers yes or no in a copy of the file. `agreement` says whether the coders mean the same, and only then does
`prevalence` estimate how often an outlet uses the frame. The codes carry the estimate; the frame's vocabulary, counted
in every article, makes it more exact where it goes with the codes (regression estimator of two-phase sampling, Cochran
1977, Sampling Techniques, ch. 12): it cannot bias what it does not explain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.errors import ArgumentError, check_number
from analysis.lexicons import load_lexicon
from analysis.measures.grouping import group_names, members
from analysis.measures.sheets import YES_NO, draw, read_sheet
from analysis.measures.topics import topic_units

QUESTIONS = ("conflict", "human_interest", "economic", "morality", "responsibility")
MIN_ALPHA = 0.667  # below it not even tentative conclusions are allowed (Krippendorff 2004)
MIN_CODES = 50  # in an outlet
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,500}|@\w{2,30}")
LONGEST = 30_000  # characters; a spreadsheet's cell holds 32,767


def coding_sheet(corpus: Corpus, *, rows: int = 200, by: str = "outlet", seed: int = 0) -> pd.DataFrame:
    """Articles for coders, the same number from each group where it has as many, without a word of the group.

    Returns
    -------
    DataFrame
        Columns id, text: outlets' names and agencies are masked as ``[outlet]``, addresses as ``[address]``. House
        style may still give an outlet away. `analysis.measures.sheets.write_sheet` adds the columns of the answers.
    """
    check_number("rows", rows, 1, 1_000_000)
    drawn = draw(members(corpus, by=by, copies_once=True), rows=rows, by=["group"], seed=seed)
    texts, hide = corpus.articles.set_index("article_id")["text"], _mask(corpus)
    masked = (hide.sub("[outlet]", _ADDRESS.sub("[address]", texts[article])) for article in drawn["article_id"])
    return pd.DataFrame({"id": "article " + drawn["article_id"], "text": [text[:LONGEST] for text in masked]})


def _mask(corpus: Corpus) -> re.Pattern[str]:
    """Outlets and agencies by their names: also in capitals, in one word, by their initials, without News or World."""
    names = {str(name) for column in ("outlet", "wire") for name in corpus.articles[column].dropna()}
    names |= {re.sub(r" (?:- )?(?:News|World|Online|Opinion)$", "", name) for name in names}
    names |= {name.removeprefix("The ") for name in names}
    names |= {"".join(word[0] for word in name.split()) for name in names if name.count(" ") > 1}
    names |= {name.replace(" ", "") for name in names}
    forms = {form for name in names for form in (name, name.upper())} - {""}
    longest = sorted(map(re.escape, forms), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest) or '(?!)'})(?!\w)")


def read_codes(*sheets: str | Path, questions: Sequence[str] = QUESTIONS) -> pd.DataFrame:
    """The sheets that came back, one for each coder: columns article_id, question, coder, code (1 yes, 0 no).

    Raises
    ------
    SourceError
        When a sheet is no CSV, lacks a question or has an answer other than yes and no.
    """
    frames = [pd.DataFrame(columns=["id", "question", "coder", "code"], dtype="str")]
    for sheet in sheets:
        coded = read_sheet(sheet, columns=[], answers=dict.fromkeys(questions, YES_NO))
        frames.append(coded.melt("id", list(questions), "question", "code").assign(coder=str(sheet)))
    codes = pd.concat(frames, ignore_index=True).dropna(subset=["code"])
    codes = codes.assign(article_id=codes["id"].str.removeprefix("article "), code=(codes["code"] == "yes") * 1.0)
    return codes[["article_id", "question", "coder", "code"]].reset_index(drop=True)


def krippendorff_alpha(codes: pd.DataFrame) -> float:
    """Agreement beyond chance of any number of coders: units as rows, coders as columns, missing values allowed.

    Nominal alpha (Krippendorff 2004, Content Analysis, ch. 11); missing where nothing can disagree.

    >>> round(krippendorff_alpha(pd.DataFrame({"A": [1, 0, 1, 1, None], "B": [1, 0, 0, 1, 1]})), 3)
    0.533
    """
    values = set(codes.to_numpy(object).ravel()[codes.notna().to_numpy().ravel()])
    counts = pd.DataFrame({value: (codes == value).sum(axis=1) for value in values})
    counts = counts[counts.sum(axis=1) > 1]
    of, totals = counts.sum(axis=1), counts.sum()
    pairs = totals.sum() ** 2 - (totals**2).sum()
    if not pairs:
        return float("nan")
    observed = ((of**2 - (counts**2).sum(axis=1)) / (of - 1)).sum()
    return float(1 - observed * (totals.sum() - 1) / pairs)


def agreement(codes: pd.DataFrame) -> pd.DataFrame:
    """How far the coders agree: columns question, coders, articles (coded by two or more), same (share), alpha."""
    rows = []
    for question, found in codes.groupby("question", sort=False):
        wide = found.pivot_table(index="article_id", columns="coder", values="code")
        both = wide[wide.count(axis=1) > 1]
        same = float((both.min(axis=1) == both.max(axis=1)).mean()) if len(both) else float("nan")
        rows.append((question, wide.shape[1], len(both), same, krippendorff_alpha(wide)))
    return pd.DataFrame(rows, columns=["question", "coders", "articles", "same", "alpha"])


def prevalence(corpus: Corpus, codes: pd.DataFrame, *, by: str = "outlet", level: float = 0.95) -> pd.DataFrame:
    """The share of articles with each frame, from hand codes and, where it helps, the frame's vocabulary.

    Parameters
    ----------
    codes
        What `read_codes` returns. An article on which coders differ counts by the share that said yes.

    Returns
    -------
    DataFrame
        Estimates; ``n`` and ``of`` count codes, ``articles`` those of the group. The interval speaks of other articles
        of the same making, takes those of one event as independent and is never wider than that of the codes alone.
        What may not be said is left out, and ``attrs["withheld"]`` says why: one coder, alpha below .667, fewer than
        50 codes in a group.

    Raises
    ------
    ArgumentError
        When no code belongs to an article of the corpus.
    """
    check_number("level", level, 0.5, 0.999)
    tables.require(codes, ["article_id", "question", "coder", "code"], name="codes")
    base = members(corpus, by=by, copies_once=True)
    if not codes["article_id"].isin(base["article_id"]).any():
        raise ArgumentError(f"codes must belong to articles of this corpus, none of {len(codes)} does")
    rows, withheld = [], []
    yes = {question: own.groupby("article_id")["code"].mean().to_dict() for question, own in codes.groupby("question")}
    for found in agreement(codes).itertuples():
        if found.coders < 2 or not found.alpha >= MIN_ALPHA:
            why = "one coder" if found.coders < 2 else f"alpha {found.alpha:.2f} is below {MIN_ALPHA}"
            withheld.append(f"{found.question}: {why}")
            continue
        ids = base["article_id"]
        frame = base.assign(y=ids.map(yes[found.question]), x=ids.map(_rate(corpus, found.question)))
        for group, cell in frame.groupby("group"):
            known = cell.dropna(subset=["y"])
            if len(known) < MIN_CODES:
                withheld.append(f"{found.question}, {group}: {len(known)} codes, {MIN_CODES} are needed")
                continue
            value, low, high = _regression(known["y"].to_numpy(), known["x"].to_numpy(), cell["x"].to_numpy(), level)
            row = {"group": group, "part": _label(found.question), "value": value, "low": low, "high": high}
            counts = {"n": known["y"].sum(), "of": len(known), "articles": len(cell), "events": cell["event"].nunique()}
            rows.append({"measure": "hand coding, share of articles", "unit": "share", **row, **counts})
    table, made = tables.conform(rows, "estimates"), {"by": by, "over": None, "level": level, "copies_once": True}
    table.attrs.update(made, units={"codes": yes}, withheld=withheld, names=group_names(corpus, by))
    return table


def coded_units(corpus: Corpus, *, codes: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """The articles in which a coder found a frame: article_id, part, n (the share of the coders)."""
    rows = [(i, _label(question), n) for question, found in codes.items() for i, n in found.items() if n]
    return pd.DataFrame(rows, columns=["article_id", "part", "n"])


def _label(question: str) -> str:
    return question.replace("_", " ")


def _rate(corpus: Corpus, question: str) -> pd.Series:
    """Frame terms of each article per 1,000 words, on a log scale; zero for a question without a word list."""
    parts, words = load_lexicon("frames").parts, corpus.articles.set_index("article_id")["words"].clip(lower=50)
    hits = topic_units(corpus, lexicon="frames")
    hits = hits[hits["part"] == parts[question].label] if question in parts else hits[:0]
    return np.log1p(1000 * hits["article_id"].value_counts().reindex(words.index, fill_value=0) / words)


def _regression(y: Any, x: Any, every: Any, level: float) -> tuple[float, float, float]:
    """Value and both ends; from the codes alone where vocabulary does not make the interval narrower."""
    spread, n = y.var(ddof=1), len(y)
    slope = np.cov(x, y)[0, 1] / x.var(ddof=1) if x.var() else 0.0
    left = (y - slope * x).var(ddof=1) * (n - 1) / (n - 2)
    tuned = float(np.clip(y.mean() + slope * (every.mean() - x.mean()), 0, 1))
    alone = _ends(float(y.mean()), spread / n, n, level)
    helped = _ends(tuned, left / n + max(spread - left, 0) / len(every), n, level)
    return helped if helped[2] - helped[1] < alone[2] - alone[1] else alone


def _ends(value: float, variance: float, n: int, level: float) -> tuple[float, float, float]:
    """The exact binomial interval at the effective sample size (Korn & Graubard 1998): it holds for rare frames too."""
    from scipy.special import betaincinv

    size = value * (1 - value) / variance if variance and 0 < value < 1 else n
    hits, tail = value * size, (1 + level) / 2
    low = float(betaincinv(hits, size - hits + 1, 1 - tail)) if value else 0.0
    return value, low, float(betaincinv(hits + 1, size - hits, tail)) if value < 1 else 1.0
