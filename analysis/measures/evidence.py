"""The quotes and sentences behind any estimate: every number leads to what was counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ArgumentError, shorten
from analysis.measures import coding, discovered, framing, side_by_side, speakers, topics, words
from analysis.measures.grouping import members
from analysis.measures.within import WITHIN, sides

_KEYS = ["measure", "group", "period", "part"]
COLUMNS = ["article_id", "outlet", "date", "start", "end", "text", "term", "speaker", "cue"]

# What stands before the comma in ``measure``, and the function that lists what was counted. Any other is a lexicon.
_UNITS: Mapping[str, Callable[..., pd.DataFrame]] = {
    "speakers": speakers.speaker_units,
    "saying verbs": speakers.cue_units,
    "quotes": speakers.kind_units,
    "first word": partial(speakers.place_units, place="first"),
    "last word": partial(speakers.place_units, place="last"),
    "heard only here": speakers.reach_units,
    "tone": framing.tone_units,
    "labels": framing.label_units,
    "distinctive words": words.word_units,
    "discovered topics": discovered.topic_members,
    "hand coding": coding.coded_units,
    "copied": side_by_side.copied_units,
    "utterances of two others": side_by_side.carried_units,
}


def evidence(corpus: Corpus, row: Any, *, by: str | None = None) -> pd.DataFrame:
    """What an estimate, or every estimate of a table, was counted from, by date and place.

    Parameters
    ----------
    row
        One row of an estimates table: a Series (``table.iloc[0]``), a named tuple or a dict; or a whole table. A Series
        and a table remember with which options they were made; for the others these are the defaults, and ``by`` says
        what the groups are. Or a row of `shared_quotes` or `not_carried`: its carriers.

    Returns
    -------
    DataFrame
        Columns article_id, outlet, date, start, end, text (the passage: a quote or a sentence, and where it stands in
        the article; of whole articles that were counted the first), term (the words in it that were counted), speaker,
        cue. For a table, measure, group, period and part stand before them, and what counts for several estimates has
        a row for each.

    Raises
    ------
    ArgumentError
        When ``row`` is no row of an estimates table, or nothing of this corpus was counted for its measure.
    """
    many = isinstance(row, pd.DataFrame)
    cells = row if many else pd.DataFrame([row._asdict() if hasattr(row, "_asdict") else dict(row)])
    if "utterance" in cells:
        return side_by_side.carriers(corpus, cells["utterance"], **getattr(row, "attrs", {})).reindex(columns=COLUMNS)
    if not {"measure", "group", "part"} <= set(cells.columns):
        raise ArgumentError(f"row must be one row of an estimates table, not {shorten(cells.to_dict('records'))}")
    wanted = cells.reindex(columns=_KEYS).astype("object").fillna("").astype("str")
    made = getattr(row, "attrs", {})
    over = made.get("over", {0: None, 7: "month", 8: "week"}.get(wanted["period"].map(len).max(), "day"))
    by = by or made.get("by", "outlet")
    once = made.get("copies_once", False)
    base = members(corpus, by="outlet" if by == "speaker" else by, over=over, copies_once=once)
    if wanted["measure"].str.endswith(WITHIN).all():
        base, wanted = sides(base, wanted)
    found = []
    for measure, rows in wanted.groupby("measure", sort=False):
        units = _counted(corpus, str(measure), rows["part"], made.get("units", {})).merge(
            base.drop(columns=["event", "group"] if by == "speaker" else "event"), on="article_id"
        )
        found.append(_passages(corpus, units.merge(rows, on=["group", "period", "part"])))
    frame = pd.concat(found or [pd.DataFrame()]).reindex(columns=[*_KEYS * many, *COLUMNS])
    return frame.sort_values(["date", "article_id", "start"], kind="stable", ignore_index=True)


def _counted(corpus: Corpus, measure: str, parts: pd.Series, units: dict[str, Any]) -> pd.DataFrame:
    """All that was counted for the parts of a measure: article_id, part, and group where it is none of articles."""
    kind, _, rest = measure.partition(", ")
    named: dict[str, dict[str, Any]] = {"labels": {"person": rest}, "distinctive words": {"parts": set(parts)}}
    implied = named.get(kind, {} if kind in _UNITS else {"lexicon": kind})
    if kind in ("discovered topics", "hand coding") and not units:
        raise ArgumentError(f"row must be a Series of its table or the table itself, for {kind} are not in the corpus")
    return _UNITS.get(kind, topics.topic_units)(corpus, **implied | units)


def _passages(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """What was counted, as quotes and sentences: a place in the sentence where it begins, an article in its first."""
    if "start" not in found:
        rows = corpus.sentences.sort_values("section", key=lambda section: section == "headline", kind="stable")
        found = found.merge(rows.drop_duplicates("article_id")[["article_id", "start", "end", "text"]], on="article_id")
    if "text" not in found:
        texts = corpus.articles.set_index("article_id")["text"]
        term = [texts[row.article_id][row.start : row.end] for row in found.itertuples()]
        places = found[["article_id", "start", *_KEYS]].assign(term=term).rename(columns={"start": "place"})
        around = corpus.sentences[["article_id", "start", "end", "text"]].sort_values("start", kind="stable")
        options = {"left_on": "place", "right_on": "start", "by": "article_id"}
        found = pd.merge_asof(places.sort_values("place", kind="stable"), around, **options).dropna(subset=["start"])
    return found.merge(corpus.articles[["article_id", "outlet", "date"]], on="article_id")
