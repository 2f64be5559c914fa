"""Who gets to speak: how each outlet divides its quotes and quoted words, and how it introduces them.

Nobody is dropped. Quotes for which no speaker was found stand as "unattributed", anonymous officials together as
"unnamed sources", and the named speakers beyond the ``top`` as "other named"; the top is chosen over all groups, so
that the parts are the same everywhere. ``value`` is the share of everything quoted; ``value_of_attributed`` the share
of what could be attributed, which is the fairer one where outlets differ in what was left unattributed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice, check_number
from analysis.measures.grouping import members
from analysis.measures.statistics import estimate

UNATTRIBUTED, UNNAMED, OTHER = "unattributed", "unnamed sources", "other named"
KINDS = ("direct", "mixed", "indirect")
STANCES = ("neutral", "distancing", "charged", "conceding", "other")
SHARES = {"quoted_words": "share of quoted words", "words": "share of words in quotes", "quotes": "share of quotes"}


def speaker_share(
    corpus: Corpus,
    *,
    of: str = "quoted_words",
    kinds: Sequence[str] = KINDS,
    top: int = 10,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """How much each speaker is quoted, as a share of all that each group quotes.

    Parameters
    ----------
    of
        ``quoted_words`` (words inside quotation marks), ``words`` (all words of the quotes, reported speech
        included) or ``quotes``.
    kinds
        Which quotes count: direct, mixed, indirect.
    top
        How many named speakers stand on their own.
    by, over, copies_once
        See `analysis.measures.grouping.members`.
    level
        Confidence level (`analysis.measures.statistics`).

    Returns
    -------
    DataFrame
        Estimates with ``value_of_attributed`` added (missing for "unattributed"). A group without quotes has no row.
    """
    check_number("top", top, 0, 1000)
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    quotes = _quotes(corpus, kinds, of)
    names = _top(quotes[quotes["article_id"].isin(base["article_id"])], top)
    units: dict[str, Any] = {"of": of, "kinds": tuple(kinds), "names": names}
    quotes = speaker_units(corpus, **units)
    frame = estimate(
        quotes,
        _total(base, quotes),
        measure=f"speakers, {SHARES[of]}",
        unit="share",
        level=level,
        parts=[*names, OTHER, UNNAMED, UNATTRIBUTED],
    )
    lost = frame["part"] == UNATTRIBUTED
    unknown = frame["n"].where(lost, 0).groupby([frame["group"], frame["period"]], dropna=False).transform("sum")
    frame["value_of_attributed"] = (frame["n"] / (frame["of"] - unknown)).mask(lost)
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units=units)
    return frame


def speaker_units(
    corpus: Corpus, *, of: str = "quoted_words", kinds: Sequence[str] = KINDS, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """The quotes that `speaker_share` counts, with ``part`` (the speaker or class) and ``n`` (words, or 1)."""
    quotes = _quotes(corpus, kinds, of)
    names = _top(quotes, 10) if names is None else names
    part = quotes["speaker"].where(quotes["speaker"].isin(names) | quotes["speaker"].isna(), OTHER)
    part = part.mask(quotes["speaker_kind"] == "unnamed", UNNAMED).fillna(UNATTRIBUTED)
    return quotes.assign(part=part)


def saying_verbs(
    corpus: Corpus,
    *,
    by: str = "outlet",
    top: int = 10,
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """The stance of the words that introduce quotes, as a share of all quotes that have such words.

    Stances are neutral (said), distancing (claimed), charged (slammed), conceding (admitted) and other: cues that are
    in no list. With ``by="speaker"`` the groups are the ``top`` speakers and the classes of `speaker_share`.

    Returns
    -------
    DataFrame
        Estimates, one part for each stance.
    """
    base = members(corpus, by="outlet" if by == "speaker" else by, over=over, copies_once=copies_once)
    names = _top(_quotes(corpus, KINDS, "quotes"), top) if by == "speaker" else None
    cues = cue_units(corpus, names=names)
    frame = estimate(
        cues, _total(base, cues), measure="saying verbs, share of cues", unit="share", level=level, parts=STANCES
    )
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={"names": names})
    return frame


def cue_units(corpus: Corpus, *, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The quotes with a cue, ``part`` being its stance; with ``names`` the ``group`` is the speaker."""
    quotes = speaker_units(corpus, of="quotes", names=names or [])
    quotes = quotes.rename(columns={"part": "group"}) if names else quotes
    return quotes.assign(part=quotes["saying"].fillna("other"))[quotes["cue"].notna()]


def quote_kinds(
    corpus: Corpus,
    *,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """Direct, mixed and indirect quotes as shares of all quotes (estimates)."""
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    quotes = kind_units(corpus)
    frame = estimate(
        quotes, _total(base, quotes), measure="quotes, share of quotes", unit="share", level=level, parts=KINDS
    )
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={})
    return frame


def kind_units(corpus: Corpus) -> pd.DataFrame:
    """All quotes, ``part`` being their kind."""
    return corpus.quotes.assign(part=corpus.quotes["kind"], n=1)


def first_and_last_word(
    corpus: Corpus,
    *,
    top: int = 10,
    by: str = "outlet",
    over: str | None = None,
    level: float = 0.95,
    copies_once: bool = False,
) -> pd.DataFrame:
    """Whose quote comes first and whose comes last, as shares of the articles that quote anybody.

    Returns
    -------
    DataFrame
        Estimates of two measures, "first word, ..." and "last word, ...", parts as in `speaker_share`.
    """
    base = members(corpus, by=by, over=over, copies_once=copies_once)
    quotes = _quotes(corpus, KINDS, "quotes")
    names = _top(quotes[quotes["article_id"].isin(base["article_id"])], top)
    frames = []
    for place in ("first", "last"):
        ends = place_units(corpus, place=place, names=names)
        title, parts = f"{place} word, share of articles", [*names, OTHER, UNNAMED, UNATTRIBUTED]
        frames.append(estimate(ends, _total(base, ends), measure=title, unit="share", level=level, parts=parts))
    frame = pd.concat(frames, ignore_index=True)
    frame.attrs.update(by=by, over=over, copies_once=copies_once, level=level, units={"names": names})
    return frame


def place_units(corpus: Corpus, *, place: str, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The first or the last quote of each article, ``part`` being its speaker."""
    quotes = speaker_units(corpus, of="quotes", names=names).sort_values(["article_id", "start"], kind="stable")
    return quotes.drop_duplicates("article_id", keep="first" if place == "first" else "last")


def only_one_outlet(corpus: Corpus, *, by: str = "outlet", copies_once: bool = False) -> pd.DataFrame:
    """Named speakers whom one group quotes and no other, the most quoted first.

    Returns
    -------
    DataFrame
        Columns part (the speaker), group, quotes, words, articles. With one group in the corpus nobody is listed.
    """
    base = members(corpus, by=by, copies_once=copies_once)
    quotes = corpus.quotes[corpus.quotes["speaker"].notna() & (corpus.quotes["speaker_kind"] != "unnamed")]
    quotes = quotes.merge(base[["article_id", "group"]], on="article_id")
    alone = (quotes.groupby("speaker")["group"].transform("nunique") == 1) & (len(set(base["group"])) > 1)
    frame = (
        quotes[alone]
        .groupby(["speaker", "group"], as_index=False)
        .agg(quotes=("quote", "size"), words=("words", "sum"), articles=("article_id", "nunique"))
    )
    frame = frame.rename(columns={"speaker": "part"})
    return frame.sort_values(["quotes", "words"], ascending=False, kind="stable", ignore_index=True)


def _quotes(corpus: Corpus, kinds: Sequence[str], of: str) -> pd.DataFrame:
    """The quotes of some kinds, with ``n``: how much each counts."""
    check_choice("of", of, SHARES)
    for kind in kinds:
        check_choice("kinds", kind, KINDS)
    quotes = corpus.quotes[corpus.quotes["kind"].isin(kinds)]
    return quotes.assign(n=1 if of == "quotes" else quotes[of])


def _top(quotes: pd.DataFrame, top: int) -> list[Any]:
    """The named speakers with the largest ``n``, ties in the order of the alphabet."""
    named = quotes[(quotes["speaker_kind"] != "unnamed") & (quotes["n"] > 0)]
    return named.groupby("speaker")["n"].sum().sort_values(ascending=False, kind="stable").index[:top].tolist()


def _total(base: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The base with the article's units as denominator; where units carry a group, that is the group."""
    if "group" in units:
        totals = units.groupby(["article_id", "group"], as_index=False)["n"].sum()
        return base.drop(columns="group").merge(totals.rename(columns={"n": "of"}), on="article_id")
    return base.assign(of=base["article_id"].map(units.groupby("article_id")["n"].sum()).fillna(0))
