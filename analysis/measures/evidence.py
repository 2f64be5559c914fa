"""The quotes and sentences behind any estimate: every number leads to what was counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ArgumentError, shorten
from analysis.measures import framing, speakers, topics, words
from analysis.measures.grouping import members

COLUMNS = ["article_id", "outlet", "date", "start", "end", "text", "term", "speaker", "cue"]

# What stands before the comma in ``measure``, and the function that lists what was counted. Any other is a lexicon.
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
    """What an estimate was counted from, by date and place.

    Parameters
    ----------
    row
        One row of an estimates table: a Series (``table.iloc[0]``), a named tuple or a dict. A Series remembers with
        which options its table was made; for the others these are the defaults, and ``by`` says what the groups are.

    Returns
    -------
    DataFrame
        Columns article_id, outlet, date, start, end, text (the passage: a quote or a sentence, and where it stands in
        the article), term (the words in it that were counted), speaker, cue.

    Raises
    ------
    ArgumentError
        When ``row`` is no row of an estimates table.
    """
    cells = row._asdict() if hasattr(row, "_asdict") else dict(row)
    if not {"measure", "group", "part"} <= cells.keys():
        raise ArgumentError(f"row must be one row of an estimates table, not {shorten(cells)}")
    made = getattr(row, "attrs", {})
    kind, _, rest = cells["measure"].partition(", ")
    if kind not in _UNITS:
        implied = {"lexicon": kind}
    else:
        implied = {"labels": {"person": rest}, "distinctive words": {"part": cells["part"]}}.get(kind, {})
    if kind.endswith(" word"):
        implied = {"place": kind.removesuffix(" word")}
    found = _UNITS.get(kind, topics.topic_units)(corpus, **implied | made.get("units", {}))
    found = found[(found["part"] == cells["part"]) & found["article_id"].isin(_articles(corpus, cells, made, by))]
    return _passages(corpus, found[found["group"] == cells["group"]] if "group" in found else found)


def _articles(corpus: Corpus, cells: Mapping[str, Any], made: Mapping[str, Any], by: str | None) -> pd.Series:
    """The articles of the row's period and, where groups are groups of articles, of its group."""
    period = "" if pd.isna(cells.get("period")) else cells["period"]
    over = made.get("over", {0: None, 7: "month", 8: "week"}.get(len(period), "day"))
    by = by or made.get("by", "outlet")
    base = members(
        corpus, by="outlet" if by == "speaker" else by, over=over, copies_once=made.get("copies_once", False)
    )
    return base.loc[(base["period"] == period) & ((base["group"] == cells["group"]) | (by == "speaker")), "article_id"]


def _passages(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    if "text" not in found:  # a place: show the sentence in which it begins
        texts = corpus.articles.set_index("article_id")["text"]
        term = [texts[row.article_id][row.start : row.end] for row in found.itertuples()]
        places = found[["article_id", "start"]].assign(term=term).rename(columns={"start": "place"})
        around = corpus.sentences[["article_id", "start", "end", "text"]].sort_values("start", kind="stable")
        options = {"left_on": "place", "right_on": "start", "by": "article_id"}
        found = pd.merge_asof(places.sort_values("place", kind="stable"), around, **options).dropna(subset=["start"])
    frame = found.merge(corpus.articles[["article_id", "outlet", "date"]], on="article_id").reindex(columns=COLUMNS)
    return frame.sort_values(["date", "article_id", "start"], kind="stable", ignore_index=True)
