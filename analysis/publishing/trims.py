"""The trim diff: each shared utterance as its fullest carrier has it, and what every other carrier made of it."""

from __future__ import annotations

import pandas as pd

from analysis.errors import check_choice
from analysis.linking.shared import trim_diff
from analysis.publishing.display import Html, safe
from analysis.publishing.text import count

FEW = 4  # words below which the words in marks stand for themselves, without their clause
LONG, ENDS = 16, 5  # words from which a cut is shown by its ends, and how many at each
FORMS = {"full": [], "trimmed": ["trimmed"], "reworded": ["reworded"], "paraphrased": ["in its own words"]}


def trims(shared: pd.DataFrame, matrix: pd.DataFrame, *, top: int = 20, texts: str = "snippets") -> Html:
    """Show how each carrier trims, rewords or paraphrases the same utterance, and the words that introduce it.

    Parameters
    ----------
    shared
        From `analysis.measures.side_by_side.shared_quotes`: the first row of each utterance is its fullest carrier.
    matrix
        From `analysis.measures.side_by_side.quote_matrix`: its first ``top`` rows are shown, under the same numbers.
    texts
        ``none`` shows who carries what, without the words; else all the words are shown, which each trim marks.
    """
    check_choice("texts", texts, ("none", "snippets", "full"))
    rows = shared.replace({"outlet": shared.attrs.get("names", {})})
    carriers = dict(list(rows.groupby("utterance")))
    drawn = matrix.head(top).droplevel(["speaker", "text"])
    html = "".join(_utterance(number, carriers[number], forms, texts) for number, forms in drawn.iterrows())
    title = f"{len(drawn)} of {count(len(matrix), 'shared utterance')}"
    return Html(f'<section class="cr-trims" aria-label="{title}"><p>{title}</p>{html}</section>', title)


def introductions(shared: pd.DataFrame, matrix: pd.DataFrame) -> pd.DataFrame:
    """The words with which outlets introduce the same utterance (`trims` says what the arguments are).

    A row for each utterance, its number, speaker and short text as in the matrix, and in the column introduced
    ``said: BBC, VOA; claimed (distancing): Fox News``: the stance of a verb stands where it is not neutral.
    """
    rows = shared.dropna(subset="cue").replace({"outlet": shared.attrs.get("names", {})})
    stance = " (" + rows["saying"].where(rows["saying"] != "neutral") + ")"
    outlets = rows.groupby([rows["utterance"], rows["cue"] + stance.fillna("")], sort=False)["outlet"].unique()
    told = [f"{cue}: {', '.join(names)}" for (_, cue), names in outlets.items()]
    introduced = pd.Series(told, outlets.index, dtype="str").groupby("utterance").agg("; ".join).rename("introduced")
    heads = matrix.index.to_frame(index=False).merge(introduced, on="utterance")
    return heads[["utterance", "speaker", "introduced", "text"]]


def _utterance(number: object, rows: pd.DataFrame, forms: pd.Series, texts: str) -> str:
    full = rows["form"] == "full"
    reference, whole = rows.iloc[0], rows[full] if full.any() else rows.head(1)
    said = _words(reference) if len(_words(reference).split()) < FEW else reference["text"]
    quoted = "" if texts == "none" else f"<blockquote>{safe(said)}</blockquote>"
    speaker = reference["speaker"] if pd.notna(reference["speaker"]) else "Unattributed"
    alike = "In full: " * bool(full.any()) + "; ".join(_label(row) for _, row in whole.iterrows())
    others: dict[str, list[str]] = {}
    for _, row in rows.drop(whole.index).iterrows():
        others.setdefault(_carried(reference, row) if texts != "none" else "", []).append(_label(row))
    for outlet in forms.index[(forms == "paraphrased") & ~forms.index.isin(rows["outlet"])]:
        others.setdefault("", []).append(f"<strong>{safe(outlet)}</strong>, the words without quotation marks")
    items = "".join(f"<li>{'; '.join(labels)}{words}</li>" for words, labels in others.items())
    return f"<article><h3>{number}. {safe(speaker)}</h3>{quoted}<p>{alike}</p><ul>{items}</ul></article>"


def _carried(reference: pd.Series, row: pd.Series) -> str:
    if row["form"] == "paraphrased":
        return f"<p>{safe(row['text'])}</p>"
    pieces = (_marked(*piece) for piece in trim_diff(_words(reference), _words(row)))
    return f'<p class="cr-diff">{" ".join(pieces)}</p>'


def _marked(what: str, words: str) -> str:
    """Words that are kept, cut or put in; of a long cut, which stands whole above, both ends."""
    cut = words.split()
    words = " ".join([*cut[:ENDS], "…", *cut[-ENDS:]]) if what == "cut" and len(cut) > LONG else words
    return {"cut": "<del>{}</del>", "add": "<ins>{}</ins>"}.get(what, "{}").format(safe(words))


def _words(row: pd.Series) -> str:
    """What is compared: the words in quotation marks, where there are some."""
    return row["quoted"] if isinstance(row["quoted"], str) and row["quoted"] else row["text"]


def _label(row: pd.Series) -> str:
    """Outlet, form unless in full, and the words that introduce the quote: ``BBC, trimmed, “said”``."""
    cue = f"“{safe(row['cue'])}”" if pd.notna(row["cue"]) else "no introducing words"
    return ", ".join([f"<strong>{safe(row['outlet'])}</strong>", *FORMS[row["form"]], cue])
