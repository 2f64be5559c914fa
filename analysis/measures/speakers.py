"""Who gets to speak: how each outlet divides what it quotes, and how it introduces it.

Nobody is dropped. Quotes for which no speaker was found are "unattributed", anonymous officials together "unnamed
sources", the named speakers beyond the ``top`` "other named"; the top is chosen over the whole corpus, so the parts
are the same in every group. All measures take the options of `analysis.measures.grouping.Grouping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice, check_number
from analysis.measures.grouping import Grouping, grouped, members, tabulate
from analysis.measures.statistics import UNKNOWN

UNATTRIBUTED, UNNAMED, OTHER = "unattributed", "unnamed sources", "other named"
NO_GROUP = "no group stated"
ONLY, ELSEWHERE = "exclusive", "shared"
KINDS = ("direct", "mixed", "indirect")
STANCES = ("neutral", "distancing", "charged", "conceding", "other")
SHARES = {"quoted_words": "share of quoted words", "words": "share of words in quotes", "quotes": "share of quotes"}


@grouped
def speaker_share(
    corpus: Corpus,
    *,
    of: str = "quoted_words",
    kinds: Sequence[str] = KINDS,
    who: str = "person",
    top: int = 10,
    **grouping: Unpack[Grouping],
) -> pd.DataFrame:
    """How much each speaker is quoted, as a share of all that each group quotes.

    Parameters
    ----------
    of
        ``quoted_words`` (inside quotation marks), ``words`` (all words of the quotes, reported speech included) or
        ``quotes``.
    kinds
        Which quotes count: direct, mixed, indirect.
    who
        ``person``, or ``group``: the groups of people that corpus.toml states under ``[people.group]``.
    top
        How many named speakers (or groups) stand on their own.
    grouping
        See `analysis.measures.grouping.Grouping`.

    Returns
    -------
    DataFrame
        Estimates; ``value`` is the share of all, and ``value_of_attributed`` (added) that of what is attributed, the
        fairer one where groups differ in what is unattributed. A group that quotes nothing has no row.
    """
    units: dict[str, Any] = {"of": of, "kinds": list(kinds), "who": who}
    units["names"] = top_speakers(corpus, top, **units)
    counts, parts = speaker_units(corpus, **units), every_part(units["names"])
    frame = tabulate(corpus, counts, f"speakers, {SHARES[of]}", parts=parts, units=units, **grouping)
    lost = frame["part"] == UNATTRIBUTED
    missed = frame["n"].where(lost, 0).groupby([frame["group"], frame["period"]], dropna=False).transform("sum")
    frame["value_of_attributed"] = (frame["n"] / (frame["of"] - missed)).mask(lost)
    return frame


@grouped
def saying_verbs(corpus: Corpus, *, top: int = 10, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """The stance of the words that introduce quotes, as a share of the quotes that have such words (estimates).

    Stances are neutral (said), distancing (claimed), charged (slammed), conceding (admitted) and other: cues that are
    in no list. With ``by="speaker"`` the groups are the ``top`` speakers and the classes of `speaker_share`.
    """
    names = top_speakers(corpus, top, of="quotes") if grouping.get("by") == "speaker" else None
    counts = cue_units(corpus, names=names)
    return tabulate(corpus, counts, "saying verbs, share of cues", parts=STANCES, units={"names": names}, **grouping)


@grouped
def quote_kinds(corpus: Corpus, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """Direct, mixed and indirect quotes as shares of all quotes (estimates)."""
    return tabulate(corpus, kind_units(corpus), "quotes, share of quotes", parts=KINDS, **grouping)


@grouped
def first_and_last_word(corpus: Corpus, *, top: int = 10, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """Whose quote comes first and whose last, as shares of the articles that quote anybody.

    Returns
    -------
    DataFrame
        Estimates of two measures, "first word, ..." and "last word, ...", parts as in `speaker_share`.
    """
    names, frames = top_speakers(corpus, top, of="quotes"), []
    for place in ("first", "last"):
        counts, measure = place_units(corpus, place=place, names=names), f"{place} word, share of articles"
        units = {"names": names}
        frames.append(tabulate(corpus, counts, measure, parts=every_part(names), units=units, **grouping))
    return pd.concat(frames, ignore_index=True)


@grouped
def heard_only_here(corpus: Corpus, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """Named speakers whom one group quotes and no other, as a share of the group's quotes (estimates)."""
    units: dict[str, Any] = {"by": grouping.get("by", "outlet"), "copies_once": grouping.get("copies_once", False)}
    counts, measure = reach_units(corpus, **units), "heard only here, share of quotes"
    parts = [ONLY, ELSEWHERE, UNNAMED, UNATTRIBUTED]
    return tabulate(corpus, counts, measure, parts=parts, units=units, **grouping)


def only_one_outlet(corpus: Corpus, *, by: str = "outlet", copies_once: bool = False) -> pd.DataFrame:
    """The speakers of `heard_only_here`: part (the speaker), group, quotes, words, articles; the most quoted first."""
    quotes = reach_units(corpus, by=by, copies_once=copies_once)
    quotes = quotes[quotes["part"] == ONLY].merge(members(corpus, by=by, copies_once=copies_once), on="article_id")
    groups = quotes.assign(part=quotes["speaker"]).groupby(["part", "group"], as_index=False)
    frame = groups.agg(quotes=("n", "size"), words=("words", "sum"), articles=("article_id", "nunique"))
    return frame.sort_values(["quotes", "words"], ascending=False, kind="stable", ignore_index=True)


def reach_units(corpus: Corpus, *, by: str = "outlet", copies_once: bool = False) -> pd.DataFrame:
    """All quotes, ``part`` saying whether another group quotes the speaker too."""
    base = members(corpus, by=by, copies_once=copies_once).set_index("article_id")["group"]
    quotes = _voices(corpus, of="quotes")
    group = quotes["article_id"].map(base)
    alone = (group.groupby(quotes["part"]).transform("nunique") == 1) & (len(set(base)) > 1) & (group != UNKNOWN)
    reach = pd.Series(ELSEWHERE, index=quotes.index).mask(alone, ONLY)
    return quotes.assign(part=reach.mask(quotes["part"].isin([UNNAMED, UNATTRIBUTED]), quotes["part"]))


def top_speakers(corpus: Corpus, top: int, **voices: Any) -> list[Any]:
    """The named speakers (or groups) quoted most, ties in the order of the alphabet."""
    check_number("top", top, 0, 10_000)
    quotes = _voices(corpus, **voices)
    named = quotes[~quotes["part"].isin([UNNAMED, UNATTRIBUTED]) & (quotes["n"] > 0)]
    return named.groupby("part")["n"].sum().sort_values(ascending=False, kind="stable").index[:top].tolist()


def every_part(names: Sequence[str]) -> list[str]:
    """The parts of a share of speakers, in order."""
    return [*names, OTHER, UNNAMED, UNATTRIBUTED]


def _voices(
    corpus: Corpus, *, of: str = "quoted_words", kinds: Sequence[str] = KINDS, who: str = "person"
) -> pd.DataFrame:
    """Quotes with ``n`` and, as ``part``, who speaks: a name or a class."""
    check_choice("of", of, SHARES)
    check_choice("who", who, ("person", "group"))
    for kind in kinds:
        check_choice("kinds", kind, KINDS)
    quotes = corpus.quotes[corpus.quotes["kind"].isin(kinds)]
    speaker, unnamed = quotes["speaker"], quotes["speaker_kind"] == "unnamed"
    if who == "group":
        groups = speaker.map(corpus.settings.get("people", {}).get("group", {}))
        speaker, unnamed = groups.fillna(NO_GROUP).where(speaker.notna()), unnamed & groups.isna()
    part = speaker.fillna(UNATTRIBUTED).mask(unnamed, UNNAMED)
    return quotes.assign(part=part, n=1 if of == "quotes" else quotes[of])


def speaker_units(corpus: Corpus, *, names: Sequence[str] | None = None, **voices: Any) -> pd.DataFrame:
    """The quotes that `speaker_share` counts, with ``part`` (a name of ``names``, or a class) and ``n``."""
    quotes = _voices(corpus, **voices)
    known = every_part(top_speakers(corpus, 10, **voices) if names is None else names)
    return quotes.assign(part=quotes["part"].where(quotes["part"].isin(known), OTHER))


def cue_units(corpus: Corpus, *, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The quotes with a cue, ``part`` being its stance; with ``names`` their ``group`` is the speaker."""
    quotes = speaker_units(corpus, of="quotes", names=names or [])
    quotes = quotes if names is None else quotes.rename(columns={"part": "group"})
    return quotes.assign(part=quotes["saying"].fillna("other"))[quotes["cue"].notna()]


def kind_units(corpus: Corpus) -> pd.DataFrame:
    """All quotes, ``part`` being their kind."""
    return corpus.quotes.assign(part=corpus.quotes["kind"], n=1)


def place_units(corpus: Corpus, *, place: str, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The first or the last quote of each article, ``part`` being its speaker."""
    quotes = speaker_units(corpus, of="quotes", names=names).sort_values(["article_id", "start"], kind="stable")
    return quotes.drop_duplicates("article_id", keep="first" if place == "first" else "last")
