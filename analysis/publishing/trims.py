"""The trim diff: each shared utterance as its fullest carrier has it, and what every other carrier made of it."""

from __future__ import annotations

import pandas as pd

from analysis.errors import check_choice
from analysis.linking.shared import trim_diff
from analysis.publishing.display import Html, diff, safe

FEW = 4  # words below which the words in marks stand for themselves, without their clause
FORMS = {"full": [], "trimmed": ["trimmed"], "reworded": ["reworded"], "paraphrased": ["in its own words"]}


def trims(shared: pd.DataFrame, *, top: int = 20, texts: str = "snippets") -> Html:
    """Show how each carrier trims, rewords or paraphrases the same utterance.

    Parameters
    ----------
    shared
        From `analysis.measures.side_by_side.shared_quotes`: the first row of each utterance is its fullest carrier.
    top
        How many utterances are shown, the ones with the most outlets first.
    texts
        ``none`` shows who carries what, without the words; else all the words are shown, which each trim marks.
    """
    check_choice("texts", texts, ("none", "snippets", "full"))
    widest = shared.groupby("utterance")["outlet"].nunique().sort_values(ascending=False, kind="stable")
    shown = [shared[shared["utterance"] == number] for number in widest.index[:top]]
    names = shared.attrs.get("names", {})
    html = "".join(_utterance(rows.assign(outlet=rows["outlet"].replace(names)), texts) for rows in shown)
    title = f"{len(shown)} of {len(widest)} shared utterances"
    return Html(f'<section class="cr-trims" aria-label="{title}"><p>{title}</p>{html}</section>', title)


def _utterance(rows: pd.DataFrame, texts: str) -> str:
    reference = rows.iloc[0]
    said = _words(reference) if len(_words(reference).split()) < FEW else reference["text"]
    quoted = "" if texts == "none" else f"<blockquote>{safe(said)}</blockquote>"
    speaker = reference["speaker"] if pd.notna(reference["speaker"]) else "Unattributed"
    full = rows["form"] == "full"
    alike = f"In full: {'; '.join(_label(row) for _, row in rows[full].iterrows())}"
    others = "".join(f"<li>{_carrier(reference, row, texts)}</li>" for _, row in rows[~full].iterrows())
    return f"<article><h3>{safe(speaker)}</h3>{quoted}<p>{alike}</p><ul>{others}</ul></article>"


def _carrier(reference: pd.Series, row: pd.Series, texts: str) -> str:
    if texts == "none":
        return _label(row)
    if row["form"] == "paraphrased":
        return f"{_label(row)}<p>{safe(row['text'])}</p>"
    return _label(row) + diff(trim_diff(_words(reference), _words(row))).html


def _words(row: pd.Series) -> str:
    """What is compared: the words in quotation marks, where there are some."""
    return row["quoted"] if isinstance(row["quoted"], str) and row["quoted"] else row["text"]


def _label(row: pd.Series) -> str:
    """Outlet, form unless in full, and the words that introduce the quote: ``BBC, trimmed, “said”``."""
    cue = f"“{safe(row['cue'])}”" if pd.notna(row["cue"]) else "no introducing words"
    return ", ".join([f"<strong>{safe(row['outlet'])}</strong>", *FORMS[row["form"]], cue])
