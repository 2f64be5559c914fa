"""Side by side: which outlet carries which words of one event, how, and which it does not.

Silence is shown with care. That an outlet does not carry an utterance says something only where the outlet could have:
its latest article on the event is of a later day than another that carries the words. The same day, or without dates,
it is "cannot tell". The outlet's whole text is searched, not only what stands in quotation marks.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import Any, Unpack
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import check_choice
from analysis.linking.carriers import LONG
from analysis.linking.copies import copies
from analysis.linking.shared import COLUMNS, align
from analysis.linking.words import words
from analysis.measures.grouping import Grouping, group_names, grouped, members, tabulate
from analysis.measures.statistics import estimate

FORMS = ("full", "trimmed", "reworded", "paraphrased", "quoted")
CARRIED, NOT_CARRIED, CANNOT_TELL = "carried", "not carried", "cannot tell"
NO_OUTLET = "unknown"
UNATTRIBUTED = "unattributed"

_ALIGNED: WeakKeyDictionary[Corpus, pd.DataFrame] = WeakKeyDictionary()  # a report asks for them five times
RUN = 4  # words in a row that are looked for in a text
LOOKED_FOR = 100  # words of an utterance that are looked for
MEASURE = "utterances of two others, share carried"
FOUND = 0.5  # share of an utterance's runs that must stand in a text


def shared_quotes(corpus: Corpus) -> pd.DataFrame:
    """The utterances that two or more articles carry, a row for each carrier, the fullest first.

    Returns
    -------
    DataFrame
        The columns of `analysis.linking.shared.align` (utterance, event, speaker, form, trimmed_at, article_id, quote,
        start, end, text, quoted, cue, saying, missing, added, similarity), with outlet after article_id. Utterances are
        numbered from 1, in each event those of most outlets first.
    """
    if corpus not in _ALIGNED:
        rows = align(corpus.articles, corpus.quotes, corpus.sentences, corpus.people, corpus.events)
        outlet = rows["article_id"].map(_placed(corpus).set_index("article_id")["outlet"])
        rows.insert(COLUMNS.index("article_id") + 1, "outlet", outlet)
        order = [rows["event"], -rows.groupby("utterance")["outlet"].transform("nunique"), rows["utterance"]]
        rows = rows.iloc[np.lexsort(order[::-1])].reset_index(drop=True)
        rows["utterance"] = rows["utterance"].ne(rows["utterance"].shift()).cumsum()
        rows.attrs["names"] = group_names(corpus)
        _ALIGNED[corpus] = rows
    return _ALIGNED[corpus].copy()


def not_carried(corpus: Corpus, *, of: str = "utterances", copies_once: bool = False) -> pd.DataFrame:
    """For each outlet, what at least two other outlets carry of an event, and whether it does.

    Parameters
    ----------
    of
        ``utterances``, or ``speakers``: the named people and organisations who are quoted.
    copies_once
        Leave out copies of other articles, so that one agency text counts as one voice.

    Returns
    -------
    DataFrame
        Events with three or more outlets only: utterance (its number; that of the speaker in the event), event,
        speaker, text (of the fullest carrier), outlet, status {carried, not carried, cannot tell}, form (how it is
        carried, as in `quote_matrix`; of speakers ``quoted``, or ``named`` where they are named only), others (other
        outlets that carry it), could (whether it is of a later day than another carrier).
    """
    check_choice("of", of, ("utterances", "speakers"))
    corpus = _independent(corpus, copies_once)
    rows = shared_quotes(corpus) if of == "utterances" else _speakers(corpus)
    table = _statuses(corpus, rows[rows["event"].isin(_wide(corpus)["event"])])
    table = table[table["others"] >= 2].reset_index(drop=True)
    table.attrs.update(of=of, copies_once=copies_once)
    return table


def carriage(corpus: Corpus, *, level: float = 0.95, copies_once: bool = False) -> pd.DataFrame:
    """Of the utterances that two or more others carry, the share that each outlet carries too.

    Only what the outlet demonstrably could have carried counts, carried or not (``could`` in `not_carried`): else who
    prints first would seem to carry all. Who writes more carries more: "at equal length" takes out what words explain,
    by the slope of carrying on the log of the outlet's words, within outlets (analysis of covariance), relative to the
    event's mean. Intervals count events; the slope's own error is in them, linearised over the events.

    Returns
    -------
    DataFrame
        Estimates of two parts, "as counted" and "at equal length"; no interval below ten events.
    """
    told = not_carried(corpus, copies_once=copies_once).query("could")
    placed = _placed(_independent(corpus, copies_once))
    size = np.log(placed.groupby(["event", "outlet"])["words"].sum().clip(lower=1))
    size = (size - size.groupby("event").transform("mean")).rename("size")
    told = told.assign(n=(told["status"] == CARRIED).astype(float)).join(size, on=["event", "outlet"])
    within = told[["n", "size"]] - told.groupby("outlet")[["n", "size"]].transform("mean")
    spread = (within["size"] ** 2).sum() or 1.0
    slope = (within["n"] * within["size"]).sum() / spread
    told["pull"] = within["size"] * (within["n"] - slope * within["size"]) / spread  # each row's share of its error
    told["at equal length"] = told["n"] - slope * told["size"]
    cells = told.assign(of=1.0).groupby(["event", "outlet"])[["n", "at equal length", "of", "size", "pull"]].sum()
    cells = cells.assign(pull=cells["pull"].groupby("event").transform("sum")).reset_index()
    outlets = cells.groupby("outlet")
    cells["at equal length"] -= (cells["pull"] - outlets["pull"].transform("mean")) * outlets["size"].transform("sum")
    cells["article_id"] = cells["event"] + " " + cells["outlet"]  # one trial for each event
    base = cells[["article_id", "event", "of"]].assign(group=cells["outlet"], period="")
    cells = cells.rename(columns={"n": "as counted"})
    counts = cells.melt("article_id", ["as counted", "at equal length"], "part", "n")
    options: dict[str, Any] = {"measure": MEASURE, "unit": "mean", "level": level}
    rows = estimate(counts, base, parts=["as counted", "at equal length"], **options)
    articles = placed[placed["event"].isin(told["event"])].groupby("outlet").size()
    ends = rows[["value", "low", "high"]].clip(0, 1)
    out = rows.assign(unit="share", articles=rows["group"].map(articles).astype("int64"), **ends)
    units = {"copies_once": copies_once}
    out.attrs.update(by="outlet", level=level, copies_once=copies_once, units=units, names=group_names(corpus))
    return out


def carriers(
    corpus: Corpus, utterances: pd.Series, of: str = "utterances", copies_once: bool = False, **_: Any
) -> pd.DataFrame:
    """The quotes behind rows of `shared_quotes` or `not_carried`: article_id, outlet, date, start, end, text ..."""
    corpus = _independent(corpus, copies_once)
    rows = shared_quotes(corpus) if of == "utterances" else _speakers(corpus)
    rows = rows[rows["utterance"].isin(utterances)].assign(term=lambda rows: rows["quoted"])
    rows = rows.merge(corpus.articles[["article_id", "date"]], on="article_id")
    return rows.sort_values(["date", "article_id", "start"], kind="stable", ignore_index=True)


def carried_units(corpus: Corpus, copies_once: bool = False) -> pd.DataFrame:
    """The quotes that `carriage` counts as carried: article_id, part, start, end, text, speaker, cue, term."""
    corpus = _independent(corpus, copies_once)
    told = not_carried(corpus).query("could and status == 'carried'")[["utterance", "outlet"]]
    rows = shared_quotes(corpus).merge(told, on=["utterance", "outlet"]).assign(term=lambda rows: rows["quoted"])
    rows = rows[["article_id", "start", "end", "text", "term", "speaker", "cue"]]
    return pd.concat([rows.assign(part=part) for part in ("as counted", "at equal length")])


def only_here(corpus: Corpus, *, copies_once: bool = False) -> pd.DataFrame:
    """What one outlet alone has, in events with three or more outlets.

    Returns
    -------
    DataFrame
        what {utterance, speaker}, event, outlet, speaker, text (of a speaker, the first quote), words (of all such
        quotes), named (of a speaker, how many other outlets name them without quoting them), article_id, start, end;
        the longest first. An utterance has four or more quoted words, and stands in no other outlet's text.
    """
    corpus = _independent(corpus, copies_once)
    placed = _wide(corpus)
    quotes = corpus.quotes.merge(placed[["article_id", "event", "outlet"]], on="article_id")
    rows = pd.concat([_utterances_only(corpus, quotes, placed), _speakers_only(corpus, quotes, placed)])
    columns = ["what", "event", "outlet", "speaker", "text", "words", "named", "article_id", "start", "end"]
    rows = rows.reindex(columns=columns).astype({"named": "Int64"})
    return rows.sort_values(["what", "words"], ascending=False, kind="stable", ignore_index=True)


@grouped
def copied_share(corpus: Corpus, **grouping: Unpack[Grouping]) -> pd.DataFrame:
    """The share of each outlet's words in long passages that an earlier article of the corpus has too (estimates).

    Words in quotation marks are neither copied nor counted. The order within a day, where unknown, is by article_id.
    """
    of = _written(corpus)
    return tabulate(corpus, copied_units(corpus), "copied, share of words", parts=["copied"], of=of, **grouping)


def copied_units(corpus: Corpus) -> pd.DataFrame:
    """The articles that have such passages, and how many words: article_id, part, n."""
    found = copies(corpus.articles).set_index("article_id")["copied"] * _written(corpus)
    return found[found > 0].rename("n").reset_index().assign(part="copied")


def _written(corpus: Corpus) -> pd.Series:
    """The words of each article outside quotation marks."""
    quoted = corpus.sentences.groupby("article_id")["quoted_words"].sum()
    return corpus.articles.set_index("article_id")["words"].sub(quoted, fill_value=0)


def quote_matrix(corpus: Corpus, *, event: str | None = None) -> pd.DataFrame:
    """One event as a matrix: a row for each shared utterance, a column for each outlet.

    Parameters
    ----------
    event
        An event of ``corpus.events``; without one, that whose utterances most outlets share.

    Returns
    -------
    DataFrame
        Indexed by utterance, speaker and a short text; values full, trimmed, reworded, paraphrased, not carried or
        cannot tell (an outlet's fullest form counts). The outlet whose last article is of the earliest day comes first;
        these days, the event's title and its articles stand in ``attrs``.

    Raises
    ------
    ArgumentError
        When the event is not in the corpus.
    """
    rows = shared_quotes(corpus)
    if event is not None:
        check_choice("event", event, corpus.events["event"].unique().tolist())
    event = widest_event(corpus) if event is None else event
    table = _statuses(corpus, rows[rows["event"] == event]).replace({"outlet": group_names(corpus)})
    short = table["text"].map(lambda text: textwrap.shorten(text, 90, placeholder=" …"))
    value = table["form"].fillna(table["status"])
    table = table.assign(text=short, speaker=table["speaker"].fillna(UNATTRIBUTED), value=value)
    keys = ["utterance", "speaker", "text"]
    articles = _placed(corpus).query("event == @event").replace({"outlet": group_names(corpus)})
    days = articles.groupby("outlet")["date"].max().sort_values(kind="stable")
    matrix = table.pivot_table(index=keys, columns="outlet", values="value", aggfunc="first")
    matrix = matrix.reindex(columns=days.index.rename(None))
    title = "".join(articles["event_title"].fillna(event).head(1))
    about = f"{title}. {len(articles)} articles, 1 event, "
    matrix.attrs.update(about=about, days=days.dropna().dt.strftime("%Y-%m-%d").to_dict())
    return matrix


def widest_event(corpus: Corpus) -> str:
    """The event whose utterances most outlets share, of several that with most; else the one most outlets cover."""
    widest = shared_quotes(corpus).merge(corpus.events).groupby("event")[["outlet", "utterance"]].nunique()
    widest = widest.sort_values(["outlet", "utterance"], ascending=False, kind="stable")
    return "".join([*widest.index, *event_list(corpus)["event"]][:1])


def event_list(corpus: Corpus) -> pd.DataFrame:
    """The events, the widest covered first: event, event_title, first and last day, articles, outlets, names."""
    by_event = _placed(corpus).groupby("event", as_index=False)
    table = by_event.agg(
        event_title=("event_title", "first"),
        first=("date", "min"),
        last=("date", "max"),
        articles=("article_id", "size"),
        outlets=("outlet", "nunique"),
        names=("outlet", lambda names: ", ".join(sorted(set(names)))),
    )
    return table.sort_values(["outlets", "articles"], ascending=False, kind="stable", ignore_index=True)


def coverage(corpus: Corpus) -> pd.DataFrame:
    """Articles of each outlet on each event: indexed by event and event_title, the widest covered first."""
    placed = _placed(corpus)
    counts = pd.crosstab([placed["event"], placed["event_title"].fillna("")], placed["outlet"])
    return counts.iloc[np.lexsort((-counts.sum(axis=1), -(counts > 0).sum(axis=1)))]


def _placed(corpus: Corpus) -> pd.DataFrame:
    """The articles with their event, every one with an outlet."""
    articles = corpus.articles.merge(corpus.events, on="article_id")
    return articles.assign(outlet=articles["outlet"].fillna(NO_OUTLET))


def _wide(corpus: Corpus) -> pd.DataFrame:
    """The articles of events with three or more outlets."""
    placed = _placed(corpus)
    return placed[placed.groupby("event")["outlet"].transform("nunique") >= 3]


def _independent(corpus: Corpus, copies_once: bool) -> Corpus:
    """The corpus, with each text once where ``copies_once``."""
    return corpus.only(set(members(corpus, copies_once=True)["article_id"])) if copies_once else corpus


def _texts(articles: pd.DataFrame) -> dict[str, str]:
    """The compared words of each article, between spaces."""
    return {i: f" {' '.join(words(text))} " for i, text in zip(articles["article_id"], articles["text"], strict=True)}


def _speakers(corpus: Corpus) -> pd.DataFrame:
    """Quotes with a named speaker as carriers: the same speaker in one event has one number."""
    named = corpus.quotes[corpus.quotes["speaker_kind"].isin(["person", "organisation"])].dropna(subset="speaker")
    rows = named.merge(_placed(corpus)[["article_id", "event", "outlet"]], on="article_id")
    rows = rows.assign(utterance=rows.groupby(["event", "speaker"]).ngroup(), form="quoted", quoted="")
    return rows.sort_values("utterance", kind="stable")


def _statuses(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """Each utterance (or speaker) against each outlet of its event, whose whole texts are searched."""
    rows = rows.assign(rank=rows["form"].map(FORMS.index)).merge(corpus.articles[["article_id", "date"]])
    articles = _placed(corpus).loc[lambda placed: placed["event"].isin(rows["event"].unique())]
    texts, named = _texts(articles), set(zip(corpus.people["article_id"], corpus.people["person"], strict=True))
    best = rows.sort_values("rank", kind="stable").groupby(["utterance", "outlet"], sort=False)
    best = best.agg(form=("form", "first"), day=("date", "min"))
    carriers = dict(zip(best.index, best.itertuples(index=False, name=None), strict=True))
    places: dict[str, list[tuple[str, list[str], pd.Timestamp]]] = defaultdict(list)
    for (event, outlet), own in articles.groupby(["event", "outlet"]):
        places[event].append((outlet, own["article_id"].tolist(), own["date"].max()))
    out = []
    for row in rows.drop_duplicates("utterance").itertuples():
        here = {outlet: carriers.get((row.utterance, outlet)) for outlet, *_ in places[row.event]}
        name = f" {' '.join(words(row.speaker or ''))} " if row.form == "quoted" else ""
        for outlet, ids, last in places[row.event]:
            days = [had[1] for other, had in here.items() if had and other != outlet]
            form = (here[outlet] or (None,))[0]
            if form is None and row.form == "quoted":
                form = "named" if any((i, row.speaker) in named or name in texts[i] for i in ids) else None
            elif form is None and any(_stands_in(row.quoted or row.text, texts[i]) for i in ids):
                form = "paraphrased"
            could = any(day < last for day in days)
            status = CARRIED if form in FORMS else NOT_CARRIED if could else CANNOT_TELL
            said = row.quoted or row.text
            out.append([row.utterance, row.event, row.speaker, said, outlet, status, form, len(days), could])
    columns = ["utterance", "event", "speaker", "text", "outlet", "status", "form", "others", "could"]
    types = {"utterance": "int64", "others": "int64", "could": "bool"}
    return pd.DataFrame(out, columns=columns).astype({column: types.get(column, "str") for column in columns})


def _utterances_only(corpus: Corpus, quotes: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Quotations that no other outlet of the event carries, in marks or not."""
    shared = shared_quotes(corpus)
    shared = shared[shared.groupby("utterance")["outlet"].transform("nunique") > 1]
    known = set(zip(shared["article_id"], shared["start"], strict=True))
    texts = placed.assign(folded=placed["article_id"].map(_texts(placed))).groupby("event")[["outlet", "folded"]]
    by_event = {event: list(group.itertuples(index=False, name=None)) for event, group in texts}
    quotes = quotes[(quotes["kind"] != "indirect") & (quotes["quoted_words"] >= LONG)]
    alone = [
        (row.article_id, row.start) not in known
        and not any(outlet != row.outlet and _stands_in(row.text, text) for outlet, text in by_event[row.event])
        for row in quotes.itertuples()
    ]
    return quotes[alone].assign(what="utterance")


def _speakers_only(corpus: Corpus, quotes: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Named speakers whom no other outlet of the event quotes, with the first of their quotes."""
    quotes = quotes[quotes["speaker_kind"].isin(["person", "organisation"])].dropna(subset="speaker")
    by_event = quotes.groupby(["event", "speaker"])
    alone = by_event["outlet"].transform("nunique") == 1
    first = quotes.assign(words=by_event["words"].transform("sum"))[alone].drop_duplicates(["event", "speaker"])
    naming = corpus.people.merge(placed[["article_id", "event", "outlet"]], on="article_id")
    naming = naming.groupby(["event", "person"])["outlet"].agg(set)
    named = [len(naming.get((r.event, r.speaker), set()) - {r.outlet}) for r in first.itertuples()]
    return first.assign(what="speaker", named=named)


def _stands_in(utterance: str, text: str) -> bool:
    """Whether most runs of an utterance's words stand in a text (compared words between spaces)."""
    row = words(utterance)[:LOOKED_FOR]
    runs = [" ".join(row[i : i + RUN]) for i in range(max(len(row) - RUN + 1, 1))]
    return sum(f" {run} " in text for run in runs) >= FOUND * len(runs)
