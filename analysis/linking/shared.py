"""The same utterance in many articles: who carries it, how much of it, and in whose words.

The fullest carrier is the reference. A quotation belongs to it when, word by word, most of the shorter stands in the
longer (difflib's longest matching blocks; runs of one word do not count), so a trimmed end or a changed word does not
part them, while two sentences alike only in a phrase stay apart; where one speaker is not known, more words must
agree. Quotations of three words or fewer need the same speaker and a word that is not everyday, and are no utterance
but a term where as many articles of the event use them without marks ("tea party"). Reported speech belongs to an
utterance of the same speaker when they share enough of their rare words; once it does, its words count as the
utterance's too. Articles of one event are compared, found through words they share. What was said on one day is quoted
on the next in other news as well: quotations of one speaker with eight words in a row in common are also put together
across events, where nearly all of the shorter stands in the longer and their articles are as near as an event's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis import tables
from analysis.linking.carriers import LONG, MARKED, MOST, SURE, Carrier, find_carriers, last
from analysis.linking.events import WINDOW_DAYS, days
from analysis.linking.paraphrases import Claim, agreement, claims, everyday, rarities
from analysis.linking.words import tokens, words

SAME = 0.7  # share of the shorter quotation that must stand in the longer
RUN = 10  # words in a row that suffice where two outlets cut different parts
TELLING = 3  # equal words that are not everyday, where one of the speakers is not known
EVERYWHERE = 2  # events in which a short quotation may stand before it is a common saying
WHOLE = 0.9  # the same share where the two are of different events, and eight words in a row are equal
TERM = 2  # articles that must use a short quotation without marks, and as many as with them, to make it a term

COLUMNS = [
    *["utterance", "event", "speaker", "form", "trimmed_at", "article_id", "quote", "start", "end", "text"],
    *["quoted", "cue", "saying", "missing", "added", "similarity"],
]


@dataclass(eq=False, slots=True)
class _Utterance:
    """A reference and who carries it: the similarity, and whether the words stand in marks."""

    reference: Carrier
    carriers: dict[Carrier, tuple[float, bool]] = field(default_factory=dict)


def align(
    articles: pd.DataFrame, quotes: pd.DataFrame, sentences: pd.DataFrame, people: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Find the utterances that two or more articles carry.

    Parameters
    ----------
    articles, quotes, sentences, people, events
        Tables of a corpus. Of articles, article_id and the dates are read.

    Returns
    -------
    DataFrame
        One row for each carrier, the reference first: utterance (number), event (of the reference; an utterance that
        several articles carry in each of two events has a number in both), speaker, form {full, trimmed, reworded,
        paraphrased}, trimmed_at (start, middle, end, joined by a comma; empty where nothing is cut), article_id, quote
        (number; missing for words marked or told outside any quote), start, end, text, quoted (those of its words that
        stand in marks: what is compared), cue, saying, missing (words of the reference that the article leaves out),
        added (words it has instead), similarity (0 to 1).

    Raises
    ------
    SchemaError
        When a table lacks a column.
    """
    tables.require(articles, ["article_id"], name="articles")
    given = {"quotes": quotes, "sentences": sentences, "people": people, "events": events}
    for name, table in given.items():
        tables.require(table, name, name=name)
    carriers = sorted(
        find_carriers(quotes, sentences, people, events), key=lambda c: (c.event, -len(c.words), c.article)
    )
    spread = Counter(key for key, _ in {(tuple(c.words), c.event) for c in carriers if len(c.words) < LONG})
    several = sentences.merge(events[events["event"].duplicated(keep=False)], on="article_id")
    texts = several.groupby(["event", "article_id"])["text"].agg(" ".join)
    utterances = []
    for event, members in groupby(carriers, key=lambda c: c.event):
        group = list(members)
        found = _verbatim([c for c in group if len(c.words) >= LONG])
        if event in texts:
            short = [c for c in group if 0 < len(c.words) < LONG and spread[tuple(c.words)] <= EVERYWHERE]
            found += _short(_without_terms(short, texts[event].tolist()), found)
            found += _reported(group, found)
        utterances += found
    shared = _across_events(utterances, dict(zip(articles["article_id"], days(articles), strict=True)))
    rows = [{"utterance": number, **row} for number, utterance in enumerate(shared) for row in _rows(utterance)]
    types = {"utterance": "int64", "quote": "Int64", "start": "int64", "end": "int64", "similarity": "float64"}
    strings = {column: "str" for column in COLUMNS if column not in types}
    return pd.DataFrame(rows, columns=COLUMNS).astype({**types, **strings})


def trim_diff(reference: str, text: str) -> list[tuple[str, str]]:
    """What became of the words of a reference in another text: runs of (keep, cut or add; the words).

    Kept and cut words are the reference's, added ones the text's; spelling and marks make no difference.

    >>> trim_diff("My concern is the ceasefire, I think.", "concern is a ceasefire")
    [('cut', 'My'), ('keep', 'concern is'), ('cut', 'the'), ('add', 'a'), ('keep', 'ceasefire'), ('cut', 'I think')]
    """
    old, new = tokens(reference)[:MOST], tokens(text)[:MOST]
    out = []
    for op, i, j, k, m in SequenceMatcher(None, [t.word for t in old], [t.word for t in new]).get_opcodes():
        if i < j:
            out.append(("keep" if op == "equal" else "cut", reference[old[i].start : old[j - 1].end]))
        if k < m and op != "equal":
            out.append(("add", text[new[k].start : new[m - 1].end]))
    return out


def _runs(row: list[str], length: int) -> dict[tuple[str, ...], None]:
    """The runs of words in a row, each once, in order."""
    return dict.fromkeys(tuple(row[i : i + length]) for i in range(len(row) - length + 1))


def _likeness(reference: Carrier, carrier: Carrier) -> float:
    """Share of the shorter quotation that stands in the longer, 0 where they are not the same utterance."""
    blocks = SequenceMatcher(None, carrier.words, reference.words).get_matching_blocks()
    runs = [carrier.words[block.a : block.a + block.size] for block in blocks if block.size > 1]
    common = [word for run in runs for word in run]
    share = len(common) / min(len(carrier.words), len(reference.words))
    alike = share >= SAME or max(map(len, runs), default=0) >= RUN
    telling = len(set(common) - everyday())
    one_speaker = carrier.speaker == reference.speaker
    if not (carrier.speaker and reference.speaker):
        one_speaker = telling >= TELLING
    return share if alike and telling and (one_speaker or len(common) >= SURE) else 0.0


def _verbatim(carriers: list[Carrier]) -> list[_Utterance]:
    """Quotations put to the fullest one they share words with; the longest come first."""
    index: dict[tuple[str, ...], list[_Utterance]] = defaultdict(list)
    found = []
    for carrier in carriers:
        runs = _runs(carrier.words, LONG)
        near = dict.fromkeys(utterance for run in runs for utterance in index.get(run, ()))
        scored = [(_likeness(utterance.reference, carrier), utterance) for utterance in near]
        similarity, best = max(scored, default=(0.0, None), key=itemgetter(0))
        if best is None or not similarity:
            best, similarity = _Utterance(carrier), 1.0
            found.append(best)
            for run in runs:
                index[run].append(best)
        best.carriers[carrier] = (similarity, True)
    return found


def _without_terms(carriers: list[Carrier], texts: list[str]) -> list[Carrier]:
    """The short quotations that are not terms of the event, whose texts are given."""
    plain = [f" {' '.join(words(MARKED.sub(' ', text)))} " for text in texts] if carriers else []
    marking = Counter(key for key, _ in {(tuple(c.words), c.article) for c in carriers})
    used = {key: sum(f" {' '.join(key)} " in text for text in plain) for key in marking}
    return [c for c in carriers if used[tuple(c.words)] < max(TERM, marking[tuple(c.words)])]


def _short(carriers: list[Carrier], found: list[_Utterance]) -> list[_Utterance]:
    """Quotations of a few words: inside a longer one of the same speaker, or the same words of the same speaker."""
    index = {
        (run, utterance.reference.speaker): utterance
        for utterance in reversed(found)
        for run in _runs(utterance.reference.words, LONG - 1)
    }
    groups: dict[tuple[str, ...], list[Carrier]] = defaultdict(list)
    for carrier in carriers:
        key = tuple(carrier.words)
        if carrier.speaker and (key, carrier.speaker) in index:
            index[key, carrier.speaker].carriers[carrier] = (1.0, True)
        elif any(word not in everyday() and len(word) > 3 for word in key):
            groups[key].append(carrier)
    out = []
    for same in groups.values():
        speakers = Counter(sorted(carrier.speaker for carrier in same if carrier.speaker)).most_common()
        for speaker, _ in speakers:
            mine = [
                c
                for c in same
                if speaker == (c.speaker or speakers[0][0]) and (c.kind != "marked" or speaker in c.named)
            ]
            reference = min(mine, key=lambda c: (c.speaker != speaker, c.article))
            out.append(_Utterance(reference, dict.fromkeys(mine, (1.0, True))))
    return out


def _reported(group: list[Carrier], found: list[_Utterance]) -> list[_Utterance]:
    """Reported speech put to the utterance of its speaker that it says again; new utterances where reports agree."""
    where: dict[str, set[str]] = defaultdict(set)
    for carrier in group:
        where[carrier.speaker].add(carrier.article)
    several = [c for c in group if c.speaker and len(where[c.speaker]) > 1]
    said = {c: claims(c.article, c.row["text"], None if c.kind == "direct" else c.around) for c in several}
    told, quoted = ([said[c] for c in several if (c.kind == "told") is plain] for plain in (True, False))
    rarity = rarities(quoted, told)
    index: dict[tuple[str, str], list[tuple[Claim, _Utterance]]] = defaultdict(list)

    def enter(speaker: str, entered: list[Claim], utterance: _Utterance) -> None:
        for claim in entered:
            for stem in claim.around:
                index[speaker, stem].append((claim, utterance))

    settled = {
        c: u for u in found for c in u.carriers if c.kind == "direct" or len({o.article for o in u.carriers}) > 1
    }
    for carrier, utterance in settled.items():
        enter(carrier.speaker, said.get(carrier, []), utterance)
    out = []
    reports = [c for c in several if c.kind != "direct" and c not in settled]
    for carrier in sorted(reports, key=lambda c: (c.kind == "told", -len(c.row["text"]), c.article, c.row["start"])):
        (claim,) = said[carrier]
        near = dict.fromkeys(pair for stem in sorted(claim.around) for pair in index[carrier.speaker, stem])
        scored = [(agreement(claim, other, rarity), utterance, other) for other, utterance in near]
        similarity, best, other = max(scored, default=(0.0, None, claim), key=itemgetter(0))
        if best is not None and similarity > 0:
            best.carriers[carrier] = (similarity, False)
            enter(carrier.speaker, [claim | other], best)
        elif carrier.kind != "told":
            out.append(_Utterance(carrier, {carrier: (1.0, False)}))
            enter(carrier.speaker, [claim], out[-1])
    return out


def _across_events(utterances: list[_Utterance], day: dict[str, float]) -> list[_Utterance]:
    """The utterances in more than one article, with the carriers that neighbouring events lend them.

    What only one article of an event carries goes to the utterance that has most articles, or else is the fullest.
    """
    own = {utterance: dict(utterance.carriers) for utterance in utterances}
    wide = {utterance: len({c.article for c in carriers}) for utterance, carriers in own.items()}
    index: dict[tuple[str, ...], list[_Utterance]] = defaultdict(list)
    for utterance in utterances:
        for run in _runs(utterance.reference.words, SURE):
            index[run].append(utterance)
    lent: set[_Utterance] = set()
    for utterance in sorted(utterances, key=lambda u: (-wide[u], -len(u.reference.words), u.reference.article)):
        if utterance in lent:
            continue
        mine = utterance.reference
        for other in dict.fromkeys(other for run in _runs(mine.words, SURE) for other in index[run]):
            theirs = other.reference
            if theirs.event != mine.event and other not in lent and _same_days(day[mine.article], day[theirs.article]):
                verbatim = [c for c, (_, verbatim) in own[other].items() if verbatim and _agree(mine, c)]
                alike = {c: (likeness, True) for c in verbatim if (likeness := _likeness(mine, c)) >= WHOLE}
                utterance.carriers.update(alike)
                if alike and wide[other] == 1:
                    lent.add(other)
    return [u for u in utterances if u not in lent and len({c.article for c in u.carriers}) > 1]


def _same_days(one: float, other: float) -> bool:
    """Whether two days are in one window; an unknown day may be any."""
    return not abs(one - other) > WINDOW_DAYS


def _agree(one: Carrier, other: Carrier) -> bool:
    """Whether two quotations may have one speaker."""
    return one.speaker == other.speaker or not (one.speaker and other.speaker)


def _rows(utterance: _Utterance) -> Iterator[dict[str, Any]]:
    """A row for each carrier; what an article leaves out is counted over all it carries of the utterance."""
    reference = utterance.reference
    by_article: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in sorted(utterance.carriers, key=lambda c: (c is not reference, c.article, c.row["start"])):
        by_article[carrier.article].append(carrier)
    speakers = [
        c.row["speaker"] for c in [reference, *utterance.carriers] if c.speaker and c.speaker == last(c.row["speaker"])
    ]
    speaker = next(iter(speakers), reference.row["speaker"])
    for carriers in by_article.values():
        long = [c for c in carriers if utterance.carriers[c][1] and len(c.words) >= LONG]
        joined = " ".join(c.quoted for c in ([reference] if reference in long else long))
        for carrier in carriers:
            similarity, verbatim = utterance.carriers[carrier]
            diff = trim_diff(reference.quoted, joined if carrier in long else carrier.quoted)
            form, at, missing, added = _form(diff) if verbatim else ("paraphrased", "", "", "")
            fixed = {"event": reference.event, "speaker": speaker, "form": form, "trimmed_at": at, "missing": missing}
            compared = {"quoted": carrier.quoted, "added": added, "similarity": min(similarity, 1.0)}
            yield {**carrier.row, **fixed, **compared}


def _form(diff: list[tuple[str, str]]) -> tuple[str, str, str, str]:
    """Form, where it was trimmed, missing words and added words of a `trim_diff`."""
    added = " … ".join(run for op, run in diff if op == "add")
    kept = [i for i, (op, _) in enumerate(diff) if op == "keep"] or [len(diff)]
    cut = [i for i, (op, _) in enumerate(diff) if op == "cut"]
    bare = [i for i in cut if i + 1 == len(diff) or diff[i + 1][0] != "add"]  # else another wording stands there
    places = ["start" if i < kept[0] else "end" if i > kept[-1] else "middle" for i in bare]
    form = "reworded" if added else "trimmed" if cut else "full"
    return form, ", ".join(dict.fromkeys(places)), " … ".join(diff[i][1] for i in cut), added
