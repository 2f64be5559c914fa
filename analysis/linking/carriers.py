"""What may carry an utterance: the quotes of the articles, and what their other sentences mark or report.

Reports stand in plain sentences too, where no quotation was found: "He has signalled that ...". What follows a verb or
noun of saying whose subject is a person is read as told; it counts only if it agrees with what another article quotes.
Words that are only marked, by nobody named, may be anybody's: they join a speaker whom their sentence may name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import pandas as pd

from analysis.language.quotes.grammar import CUE_VERBS, TRIGGERS
from analysis.linking.paraphrases import everyday
from analysis.linking.words import tokens, words

SURE = 8  # equal words from which the speaker need not agree as well
LONG = 4  # words from which a quotation is compared word by word
SPLIT = 0.75  # share of a quote's quoted words that must stand in marks within its text to be compared apart
MOST = 1500  # words of a quotation that are compared

QUOTED = ["quote", "kind", "start", "end", "text", "quoted_words", "speaker", "speaker_kind", "cue", "saying"]
MARKED = re.compile(r"(?<![\w.,!?])[\"“](?=\S)([^\"“”]{1,400})[\"”](?!\w)")
_PRONOUN = re.compile(r"(?:He|She|His|Her)\b")
_BETWEEN = re.compile(r"(?:[’']s)?((?: (?!and\b|or\b|who\b|which\b)[\w’'-]+){1,5})")  # subject and cue
_TOLD = re.compile(
    r"(?: (?:on )?\w+day)?( that)? "
    r"((?:(?![;:—–(]|, (?:who|which|and|but|while|as|after)\b| (?:and|but) (?:is|was|has|had|will)\b).)+)"
)
_FINITE = "is|was|are|were|has|had|have"
_CONTENT = re.compile(rf".*? (?:will|would|can|could|{_FINITE})\b.*?(?= (?:{_FINITE})\b)")  # of a noun, up to its verb


@dataclass(eq=False, slots=True)
class Carrier:
    """One quote, or words marked or told outside any; ``around`` are its sentences, ``named`` whom they may name."""

    event: str
    article: str
    speaker: str
    kind: str
    row: dict[str, Any]
    quoted: str
    words: list[str]
    around: str
    named: Set[str]


def find_carriers(
    quotes: pd.DataFrame, sentences: pd.DataFrame, people: pd.DataFrame, events: pd.DataFrame
) -> Iterator[Carrier]:
    """Every quote of an event with several articles, and what its other sentences mark or report; else long quotes."""
    event = dict(zip(events["article_id"], events["event"], strict=True))
    several = set(events.loc[events["event"].duplicated(keep=False), "article_id"])
    compared = quotes["article_id"].isin(several) | (quotes["quoted_words"] >= SURE)
    mine = quotes.loc[compared, ["article_id", *QUOTED]]
    persons = {last(name) for name in mine.loc[mine["speaker_kind"] == "person", "speaker"].dropna().unique()}
    named = people["article_id"].isin(several) & people["person"].notna()
    rows, mentions = _by_article(mine), _by_article(people.loc[named, ["article_id", "start", "end", "person"]])
    read = sentences["article_id"].isin(several.union(rows))
    for article, own in _by_article(sentences.loc[read, ["article_id", "start", "text"]]).items():
        starts, texts = [row["start"] for row in own], [row["text"] for row in own]
        for row in rows[article]:
            sentence = texts[max(bisect_right(starts, row["start"]) - 1, 0) : bisect_left(starts, row["end"])]
            yield _carrier(event[article], row, _speaker(row, persons), " ".join(sentence))
        begins = [row["start"] for row in rows[article]]
        ends = list(accumulate((row["end"] for row in rows[article]), max))
        for row, names, text in _outside(own, mentions[article]) if article in several else ():
            before = bisect_left(begins, row["end"])
            if not before or ends[before - 1] <= row["start"]:
                yield _carrier(event[article], row, last(row["speaker"] or ""), text, names)


def last(name: str) -> str:
    """The last word of a name, as compared."""
    return "".join(words(name)[-1:])


def _by_article(table: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The rows of each article, in the order of their text."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.sort_values("start", kind="stable").to_dict("records"):
        rows[row["article_id"]].append(row)
    return rows


def _outside(
    sentences: list[dict[str, Any]], mentions: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], set[str], str]]:
    """What sentences mark, and report of those they name or, beginning with "he" or "she", the two before name."""
    places = [mention["start"] for mention in mentions]
    before: list[list[dict[str, Any]]] = [[], []]
    for sentence in sentences:
        text, start = sentence["text"], sentence["start"]
        here = mentions[bisect_left(places, start) : bisect_left(places, start + len(text))]
        named = [(mention["person"], mention["end"] - start) for mention in here]
        if pronoun := _PRONOUN.match(text):
            named += [(mention["person"], pronoun.end()) for mention in chain(*before)]
        before = [before[1], here]
        marked = [("marked", None, None, piece.span(1)) for piece in MARKED.finditer(text)]
        names = {last(person) for person, _ in named} | set(words(text)) if marked else set()
        reports = [(person, report(text, subject)) for person, subject in dict.fromkeys(named)]
        told = [("told", person, text[found[0] : found[1]], found[2:]) for person, found in reports if found]
        for kind, speaker, cue, (i, j) in [*marked, *told]:
            row = {"article_id": sentence["article_id"], "quote": pd.NA, "saying": None, "speaker": speaker, "cue": cue}
            yield row | {"kind": kind, "start": start + i, "end": start + j, "text": text[i:j]}, names, text


def report(sentence: str, subject: int) -> tuple[int, int, int, int] | None:
    """Where the cue and the words stand that a sentence reports its subject to say, which ends at ``subject``.

    >>> sentence = "He has signalled on Monday that fees will rise, which hurts."
    >>> i, j, k, m = report(sentence, 2)
    >>> sentence[i:j], sentence[k:m]
    ('signalled', 'fees will rise')
    """
    between = _BETWEEN.match(sentence, subject)
    start = between.start(1) if between else 0
    for token in tokens(between[1]) if between else ():
        if token.word in TRIGGERS:
            told = _TOLD.match(sentence, start + token.end)
            verb = CUE_VERBS.get(token.word)
            clause = told and (told[1] or (verb and verb.bare and not verb.hearer and not verb.bound))
            if not told or not clause:
                return None
            noun = None if verb else _CONTENT.match(told[2])
            i, j = told.span(2)
            return start + token.start, start + token.end, i, i + noun.end() if noun else j
    return None


def _speaker(row: dict[str, Any], people: set[str]) -> str:
    """The last name of a quote's speaker; where a medium reports what somebody said, of whom its words begin with."""
    if not isinstance(row["speaker"], str) or row["speaker_kind"] not in ("person", "organisation"):
        return ""
    begins = words(row["text"][:60])[:2] if row["speaker_kind"] == "organisation" else []
    return next((word for word in begins if word in people), last(row["speaker"]))


def _carrier(event: str, row: dict[str, Any], speaker: str, around: str, named: Set[str] = frozenset()) -> Carrier:
    """A carrier without the pieces that are titles or names: a few telling words, all with capitals."""
    pieces = [piece[1] for piece in MARKED.finditer(row["text"])] if row["kind"] != "told" else []
    if row["kind"] == "marked" or len(words(" ".join(pieces))) < SPLIT * row.get("quoted_words", 0):
        pieces = [row["text"]]  # its outer marks are not part of its text
    told, least = [], LONG if row["kind"] == "direct" else 1
    for piece in pieces:
        telling = [token for token in tokens(piece) if token.word not in everyday()]
        if not (least <= len(telling) < SURE and not any(piece[token.start].islower() for token in telling)):
            told.append(piece.strip(" ,;"))
    if all(len(words(piece)) < LONG for piece in told):
        told = told[:1]  # a few single words here and there make no sentence
    quoted = " ".join(told)
    compared = words(quoted)[:MOST]
    return Carrier(event, row["article_id"], speaker, row["kind"], row, quoted, compared, around, named)
