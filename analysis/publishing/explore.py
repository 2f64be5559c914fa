"""Reading in a corpus: choose quotes or sentences, see a word in its contexts, an article around a passage, cite it.

Each step is a function, for notebooks and scripts alike; `explorer` puts the same steps behind widgets in JupyterLab.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ArgumentError, CrossreadError, check_choice
from analysis.publishing.display import Html, table
from analysis.publishing.text import TEXTS, count, label, marked, places, safe

COLUMNS = ["outlet", "date", "speaker", "text", "article_id", "start", "end"]
SHOWN = 200  # rows a list can show before scrolling through it is no help


def find(
    corpus: Corpus,
    *,
    table: str = "quotes",
    speakers: Iterable[str] = (),
    topics: Iterable[str] = (),
    text: str = "",
) -> pd.DataFrame:
    """Quotes or sentences by speaker, topic and words; `Corpus.select` chooses outlets and days before.

    Parameters
    ----------
    table
        ``quotes`` or ``sentences``. The speaker of a sentence is that of the first quote in it.
    speakers, topics
        Any of these; empty for all.
    text
        Words that stand in the passage, in any case.

    Returns
    -------
    DataFrame
        Columns outlet, date, speaker, text, article_id, start, end, by date and place.
    """
    check_choice("table", table, ("quotes", "sentences"))
    quotes, hits = corpus.quotes, corpus.hits[corpus.hits["lexicon"] == "topics"]
    found = getattr(corpus, table)[["article_id", "start", "end", "text"]]
    found = found.assign(speaker=quotes["speaker"] if table == "quotes" else _first_within(found, quotes, "speaker"))
    speakers, topics = list(speakers), list(topics)
    for name, wanted, known in (("speakers", speakers, quotes["speaker"]), ("topics", topics, hits["part"])):
        for value in wanted:
            check_choice(name, value, sorted(known.dropna().unique()))
    if speakers:
        found = found[found["speaker"].isin(speakers)]
    if topics:
        found = found[_first_within(found, hits[hits["part"].isin(topics)], "part").notna()]
    if text:
        found = found[found["text"].str.contains(text, case=False, regex=False)]
    return _dated(corpus, found)[COLUMNS]


def _first_within(passages: pd.DataFrame, marks: pd.DataFrame, column: str) -> pd.Series:
    """The value of the first mark that begins inside each passage, missing where none does."""
    left = passages[["article_id", "start", "end"]].reset_index(names="row").sort_values("start", kind="stable")
    right = marks[["article_id", "start", column]].assign(at=marks["start"]).sort_values("start", kind="stable")
    both = pd.merge_asof(left, right, on="start", by="article_id", direction="forward").set_index("row")
    return both[column].where(both["at"] < both["end"]).reindex(passages.index)


def _dated(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    known = corpus.articles[["article_id", "outlet", "date"]]
    return rows.merge(known, on="article_id").sort_values(["date", "article_id", "start"], ignore_index=True)


def concordance(corpus: Corpus, term: str, *, width: int = 60) -> pd.DataFrame:
    """A word or phrase wherever it stands, with what stands around it (keyword in context).

    ``term`` may end in ``*``. Columns outlet, date, left, term, right, article_id, start, end; left and right hold at
    most ``width`` characters.
    """
    if not term.strip("* "):
        raise ArgumentError(f"term must be a word or phrase, not {term!r}")
    rows = [
        (article_id, a, b, text[max(a - width, 0) : a], text[a:b], text[b : b + width])
        for article_id, text in zip(corpus.articles["article_id"], corpus.articles["text"], strict=True)
        for a, b in (found.span() for found in places(term).finditer(text))
    ]
    lines = pd.DataFrame(rows, columns=["article_id", "start", "end", "left", "term", "right"])
    sides = lines[["left", "term", "right"]].astype("str").apply(lambda side: side.str.replace(r"\s+", " ", regex=True))
    lines = _dated(corpus, lines.assign(**sides))
    return lines[["outlet", "date", "left", "term", "right", "article_id", "start", "end"]]


def aligned(lines: pd.DataFrame, *, limit: int = SHOWN) -> Html:
    """The lines of a `concordance` under one another, the term in one column."""
    shown = lines.head(limit)
    heads = [f"{row.outlet}, {_day(row.date)}" for row in shown.itertuples()]
    terms = [Html(f"<mark>{safe(term)}</mark>", term) for term in shown["term"]]
    columns = {"outlet": heads, "before": shown["left"], "term": terms, "after": shown["right"]}
    title = f"{count(len(lines), 'place')}, {len(shown):,} shown"
    plain = "\n".join(f"{row.left:>60}[{row.term}]{row.right}" for row in shown.itertuples())
    return Html(f'<div class="cr-kwic">{table(pd.DataFrame(columns), caption=title).html}</div>', plain or title)


def read(corpus: Corpus, row: Mapping[str, Any] | pd.Series, *, texts: str = "full") -> Html:
    """The article of a row of `find` or `concordance`, the passage marked; ``texts`` as for `passages`."""
    check_choice("texts", texts, TEXTS)
    article = _article(corpus, row)
    body = marked(article["text"], int(row["start"]), int(row["end"]), full=texts == "full").replace("\n", "<br>")
    title = article["title"] if pd.notna(article["title"]) else article["source"]
    about = f"{article['outlet']}, {_day(article['date'])}"
    words = f"<p>{body}</p>" if texts != "none" else ""
    html = f"<article><strong>{safe(title)}</strong><br><cite>{safe(about)}</cite>{words}</article>"
    return Html(html, f"{title}, {about}")


def cite(corpus: Corpus, row: Mapping[str, Any] | pd.Series) -> str:
    """A passage as a citation: author, title, outlet, day, address, and the words."""
    article = _article(corpus, row)
    title = f"“{article['title']}”" if pd.notna(article["title"]) else None
    outlet = article["outlet"]
    if pd.notna(outlet) and pd.notna(article["wire"]):
        outlet = f"{outlet} ({article['wire']})"
    about = [article["author"], title, outlet, _day(article["date"]), article["url"]]
    words = " ".join(article["text"][int(row["start"]) : int(row["end"])].split()).strip('“”" ')
    return f"{', '.join(str(part) for part in about if pd.notna(part))}: “{words}”"


def _article(corpus: Corpus, row: Mapping[str, Any] | pd.Series) -> pd.Series:
    found = corpus.articles[corpus.articles["article_id"] == row["article_id"]]
    if found.empty:
        raise ArgumentError(f"row must be of an article of this corpus, not {row['article_id']!r}")
    return found.iloc[0]


def _day(day: Any) -> str:
    return "no date" if pd.isna(day) else pd.Timestamp(day).strftime("%Y-%m-%d")


def explorer(corpus: Corpus) -> Any:
    """Widgets over `find`, `concordance`, `read` and `cite`, for JupyterLab."""
    if not find_spec("ipywidgets"):
        raise ArgumentError('explorer needs ipywidgets; install it with  pip install "crossread[lab]"')
    import ipywidgets as w

    controls = _controls(corpus)
    results = w.Select(options=[], rows=12, layout={"width": "auto"})
    said, lines, article = w.HTML(), w.HTML(), w.HTML()
    citation = w.Textarea(description="Citation", layout={"width": "auto"})
    rows = pd.DataFrame(columns=COLUMNS)

    def choose(_: Any = None) -> None:
        nonlocal rows
        try:
            rows, lines.value = _chosen(corpus, **{name: control.value for name, control in controls.items()})
        except CrossreadError as error:
            said.value, lines.value = safe(error), ""
            return
        said.value = f"{count(len(rows), controls['table'].value[:-1])} found"
        results.options = [(_line(row), place) for place, row in enumerate(rows.head(SHOWN).itertuples())]

    def show(_: Any = None) -> None:
        row = rows.iloc[results.value] if results.value is not None and len(rows) else None
        article.value, citation.value = ("", "") if row is None else (read(corpus, row).html, cite(corpus, row))

    for control in controls.values():
        control.observe(choose, "value")
    results.observe(show, "value")
    choose()
    show()
    kind, *filters = controls.values()
    boxes = [kind, w.HBox(filters[:3]), w.HBox(filters[3:])]
    return w.VBox([*boxes, said, results, _copier(citation), citation, article, lines])


def _controls(corpus: Corpus) -> dict[str, Any]:
    """A widget for each filter, by the name of its argument; the speakers quoted most come first."""
    import ipywidgets as w

    choices = {
        "outlets": sorted(corpus.articles["outlet"].dropna().unique()),
        "speakers": corpus.quotes["speaker"].value_counts().index.tolist()[:SHOWN],
        "topics": sorted(corpus.hits.loc[corpus.hits["lexicon"] == "topics", "part"].unique()),
    }
    several = {name: w.SelectMultiple(options=found, description=name.title()) for name, found in choices.items()}
    typed = {name: w.Text(description=name.title(), continuous_update=False) for name in ("since", "until", "words")}
    return {"table": w.ToggleButtons(options=["quotes", "sentences"])} | several | typed


def _chosen(
    corpus: Corpus, *, table: str, outlets: Any, since: str, until: str, words: str, **wanted: Any
) -> tuple[pd.DataFrame, str]:
    """The rows that all filters leave, and the words in their contexts."""
    part = corpus.select(outlets=outlets, since=since, until=until)
    found = find(corpus, table=table, text=words, **wanted)
    contexts = aligned(concordance(part, words)).html if words.strip("* ") else ""
    return found[found["article_id"].isin(part.articles["article_id"])], contexts


def _copier(citation: Any) -> Any:
    """A button that copies the citation, and where its script runs."""
    import ipywidgets as w
    from IPython.display import Javascript, display

    button, scripts = w.Button(description="Copy citation"), w.Output()

    def copied(_: Any) -> None:
        with scripts:
            display(Javascript(f"navigator.clipboard.writeText({json.dumps(citation.value)})"))

    button.on_click(copied)
    return w.HBox([button, scripts])


def _line(row: Any) -> str:
    speaker = f"{label(row.speaker)}: " if pd.notna(row.speaker) else ""
    return f"{_day(row.date)}  {label(row.outlet, 16)}  {speaker}{label(row.text, 100)}"
