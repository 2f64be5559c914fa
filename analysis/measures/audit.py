"""This corpus's own accuracy: a sample of what was found and of what was not, judged by hand.

`audit_sheet` draws quotes that were found and sentences in which none was. A reader answers, for a quote, whether it is
one (``is_quote``), whether its words are the right ones (``words_right``), whether the speaker is (``speaker_right``:
yes too where none is given and the text names none) and, if not, who is (``true_speaker``); for a sentence, how many
quotes begin in it (``missed_quotes``). `audit` turns the answers into precision and recall, of this corpus: the
intervals say what coding all of it would have shown, not what other articles would show.

Recall is right / (right + missed), where right and missed are estimated totals. A quote missed in a sentence in which
another one was found is not seen, so recall is an upper bound.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.corpus import Corpus
from analysis.corpus.store import AUDIT
from analysis.errors import ArgumentError, check_number, listing
from analysis.language.spans import inside, marked, merged
from analysis.measures.correction import error_rates
from analysis.measures.sheets import YES_NO, Answer, draw, read_sheet, weights
from analysis.measures.statistics import UNKNOWN

ANSWERS: Mapping[str, Answer] = {
    "is_quote": YES_NO,
    "words_right": YES_NO,
    "speaker_right": YES_NO,
    "true_speaker": str,
    "missed_quotes": int,
}
ALL = "all outlets"
PARTS = ("quotes that are quotes", "words right", "speakers right", "quotes found")
CONTEXT, LONGEST = 200, 2_000  # characters around the passage, and of the whole cell
_STRATA = ["outlet", "unit", "kind"]
_CERTAIN = 1e7  # effective size where every unit was coded


def audit_sheet(corpus: Corpus, *, rows: int = 100, seed: int = 0) -> pd.DataFrame:
    """Draw the sheet: half the rows quotes (by outlet and kind), half sentences without one (by outlet).

    Returns
    -------
    DataFrame
        Columns id, outlet, unit {quote, sentence}, kind, speaker (as found), text: the passage in ``[[ ]]`` with what
        stands around it. `analysis.measures.sheets.write_sheet` adds the empty columns of `ANSWERS`.
    """
    check_number("rows", rows, 2, 1_000_000)
    units = audit_units(corpus)
    halves = units[units["unit"] == "quote"], units[units["unit"] == "sentence"]
    drawn = [draw(half, rows=(rows + which) // 2, by=_STRATA, seed=seed) for which, half in enumerate(halves)]
    sheet = pd.concat(drawn, ignore_index=True)
    texts = corpus.articles.set_index("article_id")["text"]
    passages = [marked(texts[row.article_id], row.spans, CONTEXT) for row in sheet.itertuples()]
    half = LONGEST // 2
    sheet["text"] = [text if len(text) <= LONGEST else f"{text[:half]} … {text[-half:]}" for text in passages]
    return sheet[["id", *_STRATA, "speaker", "text"]]


def audit_units(corpus: Corpus) -> pd.DataFrame:
    """All that can be drawn: every quote and every sentence without one.

    Columns id, article_id, outlet, unit, kind ("" for sentences), start, end, spans, speaker, how, event.
    """
    quotes = corpus.quotes[["article_id", "kind", "start", "end", "spans", "speaker", "how"]].assign(unit="quote")
    said = {i: merged(span for spans in own for span in spans) for i, own in quotes.groupby("article_id")["spans"]}
    empty = corpus.sentences[["article_id", "start", "end"]].assign(unit="sentence", kind="", how="none")
    empty["spans"] = [((row.start, row.end),) for row in empty.itertuples()]
    empty = empty[[not inside(row.start, row.end, said.get(row.article_id, [])) for row in empty.itertuples()]]
    units = pd.concat([quotes, empty], ignore_index=True)
    units = units.merge(corpus.articles[["article_id", "outlet"]]).merge(corpus.events[["article_id", "event"]])
    # Begins with a word: a spreadsheet would read some article ids as numbers.
    place = units["start"].astype("str") + "-" + units["end"].astype("str")
    ids = units["unit"] + " " + units["article_id"] + " " + place
    return units.assign(outlet=units["outlet"].fillna(UNKNOWN), id=ids).drop_duplicates("id")


def audit(corpus: Corpus, sheet: str | Path | pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Precision and recall of the quotes of this corpus, by outlet and over all.

    Parameters
    ----------
    sheet
        The coded file, or what `analysis.measures.sheets.read_sheet` made of it. Rows without an answer do not count.

    Returns
    -------
    DataFrame
        Estimates with parts "quotes that are quotes" (precision), "words right" and "speakers right" (of the quotes
        that are), "quotes found" (recall). ``n`` and ``of`` count coded rows; ``value`` weighs each row by the units
        it stands for, so it differs from n / of. Intervals are those of Jeffreys at the effective sample size (Kish
        1965, with finite population correction), for recall their convolution. They hold from a few rows on, only
        wide. ``attrs``: rows ``coded`` and ``blank``, ids ``gone`` from the corpus, speakers ``changed`` since (their
        answer no longer counts), and ``errors`` for `analysis.corrected_share`.

    Raises
    ------
    ArgumentError
        When no coded row belongs to this corpus.
    """
    check_number("level", level, 0.5, 0.999)
    units = audit_units(corpus)
    coded, about = _coded(units, sheet)
    rows = [row for group in [*sorted(set(coded["outlet"])), ALL] for row in _group_rows(coded, units, group, level)]
    table = tables.conform(rows, "estimates")
    judged = coded[(coded["is_quote"] == "yes") & coded["speaker_right"].notna()]
    errors = error_rates(judged.assign(right=judged["speaker_right"] == "yes")) if len(judged) else {}
    table.attrs.update(about, errors=errors)
    return table


def _coded(units: pd.DataFrame, sheet: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The coded rows that are still units of the corpus, and what became of the others."""
    if not isinstance(sheet, pd.DataFrame):
        sheet = read_sheet(sheet, columns=["unit", "speaker"], answers=ANSWERS)
    tables.require(sheet, ["id", "unit", "speaker", *ANSWERS], name="sheet")
    answered = sheet["is_quote"].where(sheet["unit"] == "quote", sheet["missed_quotes"].astype("object")).notna()
    here = sheet["id"].isin(units["id"])
    blank, gone = int((~answered).sum()), sheet["id"][~here].tolist()
    if gone:
        logging.getLogger("crossread").warning("no longer in the corpus: %s", listing(gone, 3))
    if not (answered & here).any():
        raise ArgumentError(f"sheet must have coded rows of this corpus, {blank} are blank and {len(gone)} are gone")
    coded = units.merge(sheet.loc[answered & here, ["id", "speaker", *ANSWERS]], on="id", suffixes=("", "_then"))
    changed = coded["speaker"].fillna("").str.split() != coded["speaker_then"].fillna("").str.split()
    coded["speaker_right"] = coded["speaker_right"].mask(changed)
    about = {"coded": len(coded), "blank": blank, "gone": gone, "changed": int(changed.sum())}
    return coded.assign(weight=weights(coded, units, by=_STRATA)), about


def _group_rows(coded: pd.DataFrame, units: pd.DataFrame, group: str, level: float) -> Iterator[dict[str, Any]]:
    """The rows of one outlet, or of all."""
    if group != ALL:
        coded, units = coded[coded["outlet"] == group], units[units["outlet"] == group]
    quotes, empty = coded[coded["unit"] == "quote"], coded[coded["unit"] == "sentence"]
    true = quotes[quotes["is_quote"] == "yes"]
    at = np.array([(1 - level) / 2, (1 + level) / 2])
    for part, rows, question in zip(PARTS, (quotes, true, true), tuple(ANSWERS)[:3], strict=False):
        rows = rows[rows[question].notna()]
        if len(rows):
            good = rows[question] == "yes"
            value, size = _mean(good, rows["weight"])
            low, high = _posterior(value, size, at)
            ends = (value, low if value > 0 else 0.0, high if value < 1 else 1.0)
            yield _row(group, part, rows, int(good.sum()), len(rows), *ends)
    missed = int(empty["missed_quotes"].sum())
    if len(quotes) and len(empty) and len(true) + missed:
        totals = (units["unit"] == "quote").sum(), (units["unit"] == "sentence").sum()
        right = _mean(quotes["is_quote"] == "yes", quotes["weight"])
        ends = _recall(right, _mean(empty["missed_quotes"], empty["weight"], rare=True), totals, at)
        yield _row(group, PARTS[3], coded, len(true), len(true) + missed, *ends)


def _row(group: str, part: str, rows: pd.DataFrame, n: int, of: int, *ends: float) -> dict[str, Any]:
    counts = {"n": n, "of": of, "articles": rows["article_id"].nunique(), "events": rows["event"].nunique()}
    about = {"measure": "audit, share of quotes", "group": group, "part": part, "unit": "share"}
    return about | dict(zip(("value", "low", "high"), ends, strict=True)) | counts


def _mean(values: pd.Series, weight: pd.Series, *, rare: bool = False) -> tuple[float, float]:
    """Weighted mean and effective sample size: the simple random sample from endless units that would be as exact.

    Of what is rare a handful is left to find, too few for the usual correction where most units were coded.
    """
    x, w = values.to_numpy(float), weight.to_numpy(float)
    bunched = (w * x * x).sum() / (w * x).sum() if x.any() else 1.0  # several in one sentence say less than in several
    spare = (w * (w * (w > 1) if rare else w - 1)).sum() * bunched  # zero where every unit was coded
    return float((x * w).sum() / w.sum()), float(w.sum() ** 2 / max(spare, w.sum() ** 2 / _CERTAIN))


def _posterior(value: float, size: float, at: np.ndarray) -> np.ndarray:
    """Quantiles of Jeffreys' posterior of a share."""
    from scipy.special import betaincinv

    return betaincinv(value * size + 0.5, (1 - value) * size + 0.5, at)


def _recall(
    right: tuple[float, float], missed: tuple[float, float], totals: tuple[int, int], at: np.ndarray
) -> tuple[float, float, float]:
    from scipy.special import gammaincinv

    grid = (np.arange(400) + 0.5) / 400
    found = totals[0] * _posterior(*right, grid)
    # Jeffreys' posterior towards high recall, the exact rule towards low: no miss seen is not none.
    low, high = (
        np.quantile(found[:, None] / (found[:, None] + totals[1] * gammaincinv(shape, grid) / missed[1]), end)
        for shape, end in zip((missed[0] * missed[1] + 1, missed[0] * missed[1] + 0.5), at, strict=True)
    )
    hits, misses = totals[0] * right[0], totals[1] * missed[0]
    return hits / (hits + misses), low if hits else 0.0, high if misses else 1.0


def keep_audit(corpus: Corpus, sheet: str | Path | pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Run `audit` and keep it in the folder of the built corpus, where `analysis.load` and the reports find it."""
    table = audit(corpus, sheet)
    record = {"estimates": json.loads(table.to_json(orient="records")), **table.attrs}
    (folder / AUDIT).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return table


def audited(corpus: Corpus) -> pd.DataFrame:
    """What `crossread audit` found in this corpus (see `audit`); no rows where it was never audited."""
    record = dict(corpus.settings.get("audit", {}))
    table = tables.conform(record.pop("estimates", []), "estimates")
    table.attrs.update(record)
    return table
