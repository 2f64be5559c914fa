"""The sentences, quotes and mentions behind any estimate: every number leads to what it was counted from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ArgumentError, shorten
from analysis.measures import framing, speakers, topics, words
from analysis.measures.grouping import members

COLUMNS = ["article_id", "outlet", "date", "start", "end", "text", "term", "speaker", "cue"]

# What stands before the comma in ``measure`` -> the function that lists what was counted. Any other is a lexicon.
_UNITS: Mapping[str, Callable[..., pd.DataFrame]] = {
    "speakers": speakers.speaker_units,
    "saying verbs": speakers.cue_units,
    "quotes": speakers.kind_units,
    "first word": speakers.place_units,
    "last word": speakers.place_units,
    "tone": framing.tone_units,
    "labels": framing.label_units,
    "distinctive words": words.word_units,
}


def evidence(corpus: Corpus, row: Any, *, by: str | None = None) -> pd.DataFrame:
    """What an estimate was counted from.

    Parameters
    ----------
    row
        One row of an estimates table: a Series (``table.iloc[0]``), a named tuple or a dict. A Series remembers how
        its table was made (``attrs``); for the others defaults are assumed, and ``by`` says what the groups are.

    Returns
    -------
    DataFrame
        Columns article_id, outlet, date, start, end (the passage, in the article's text), text (the passage: a quote or
        a sentence), term (the words that were counted), speaker, cue. In the order of date and place.

    Raises
    ------
    ArgumentError
        When ``row`` is no row of an estimates table.
    """
    cells = row._asdict() if hasattr(row, "_asdict") else dict(row)
    if not {"measure", "group", "part"} <= cells.keys():
        raise ArgumentError(f"row must be one row of an estimates table, not {shorten(cells)}")
    made = getattr(row, "attrs", {})
    kind, _, rest = str(cells["measure"]).partition(", ")
    options = dict(made.get("units", {}))
    if kind in ("first word", "last word"):
        options["place"] = kind.split()[0]
    elif kind == "labels":
        options["person"] = rest
    elif kind == "distinctive words":
        options["part"] = cells["part"]
    elif kind not in _UNITS:
        options.setdefault("lexicon", kind)
    found = _UNITS.get(kind, topics.topic_units)(corpus, **options)
    found = found[found["part"] == cells["part"]]
    base = _articles(corpus, cells, made, by)
    if "group" in found:
        found = found[found["group"] == cells["group"]]
    return _passages(corpus, found[found["article_id"].isin(base["article_id"])])


def _articles(corpus: Corpus, cells: Mapping[str, Any], made: Mapping[str, Any], by: str | None) -> pd.DataFrame:
    """The articles of the row's group and period."""
    period = "" if pd.isna(cells.get("period")) else str(cells["period"])
    over = "week" if "W" in period else {0: None, 7: "month"}.get(len(period), "day")
    by = by or made.get("by", "outlet")
    whole = by == "speaker"
    base = members(
        corpus,
        by="outlet" if whole else by,
        over=made.get("over", over),
        copies_once=made.get("copies_once", False),
    )
    return base[(whole | (base["group"] == cells["group"])) & (base["period"] == period)]


def _passages(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """The units with the passage around them: a quote or sentence is its own, else the sentence in which it begins."""
    passages = found if "text" in found else _in_sentence(corpus, found)
    frame = passages.merge(corpus.articles[["article_id", "outlet", "date"]], on="article_id").reindex(columns=COLUMNS)
    return frame.sort_values(["date", "article_id", "start"], kind="stable", ignore_index=True)


def _in_sentence(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    texts = corpus.articles.set_index("article_id")["text"]
    term = [texts[row.article_id][row.start : row.end] for row in found.itertuples()]
    around = corpus.sentences[["article_id", "start", "end", "text"]].sort_values("start", kind="stable")
    begin = found[["article_id", "start"]].assign(term=term).rename(columns={"start": "at"})
    return pd.merge_asof(
        begin.sort_values("at", kind="stable"), around, left_on="at", right_on="start", by="article_id"
    ).dropna(subset=["start"])
