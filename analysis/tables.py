"""The schema of every table: the contract between the rooms.

Each table is a list of columns with a kind, a meaning and whether it may be missing. From that one list come the
pyarrow schema (`schema`), an empty frame (`empty`), the check at every door (`require`), the cast (`conform`) and the
codebook. Offsets count Unicode code points, end exclusive, into ``text`` of the article's row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.errors import SchemaError, listing, suggestion

SCHEMA_VERSION = 1

Spans = tuple[tuple[int, int], ...]

_ARROW = {
    "text": pa.string(),
    "int": pa.int64(),
    "int?": pa.int64(),
    "float": pa.float64(),
    "day": pa.timestamp("us"),
    "instant": pa.timestamp("us", tz="UTC"),
    "spans": pa.list_(pa.list_(pa.int64())),
}
_PANDAS = {
    "text": "str",
    "int": "int64",
    "int?": "Int64",
    "float": "float64",
    "day": "datetime64[us]",
    "instant": "datetime64[us, UTC]",
    "spans": "object",
}


class Column(NamedTuple):
    """One column: its name, its kind (a key of ``_ARROW``), what it means, whether a value may be missing."""

    name: str
    kind: str
    meaning: str
    optional: bool = False


def _columns(lines: str) -> tuple[Column, ...]:
    """Parse ``name kind meaning`` lines; a ``?`` after the name marks a column that may be missing."""
    rows = (line.split(None, 2) for line in lines.strip().splitlines())
    return tuple(Column(name.rstrip("?"), kind, meaning, name.endswith("?")) for name, kind, meaning in rows)


TABLES: Mapping[str, tuple[Column, ...]] = {
    "articles": _columns("""
        article_id text first 16 hex of SHA-256 over raw text, title, date, url and outlet as given
        outlet? text the publisher the reader saw
        date? day the day as printed
        published? instant the moment of publication, where the input gives one
        title? text headline
        author? text byline
        url? text address as given
        wire? text the agency credited as author
        copy_of? text article_id of the earlier article with the same text
        text text the cleaned text; every offset points into it
        words int words of the cleaned text
        source text file (and row) the article came from
        content_hash text SHA-256 of the raw text
    """),
    "removed": _columns("""
        article_id text the article
        rule text name of the cleaning rule
        text text what was taken out of the raw text
        replacement text what stands in its place (mostly nothing)
        start int where it stood, as an offset into the cleaned text
        raw_start int where it begins in the raw text
        raw_end int where it ends in the raw text
    """),
    "ledger": _columns("""
        source text file (and row) that was found
        status text read, duplicate, superseded, skipped or failed
        announced? int? articles the file says it holds
        found? int? articles found in it
        reason? text why it was not read, or what was noticed
        article_id? text the article it became
    """),
    "sentences": _columns("""
        article_id text the article
        sentence int number of the sentence in the article, from 0
        paragraph int number of the paragraph, from 0
        section text headline, lead or body
        start int first character
        end int one past the last character
        text text the sentence
        words int its words
        quoted_words int words inside quotation marks
        polarity float TextBlob polarity, -1 to 1
        subjectivity float TextBlob subjectivity, 0 to 1
        polarity_outside? float TextBlob polarity of the words outside quotations and reported speech
    """),
    "hits": _columns("""
        article_id text the article
        sentence int the sentence
        start int first character
        end int one past the last character
        lexicon text the lexicon (topics, frames ...)
        part text the part of the lexicon (a topic, a frame)
        term text the term of the lexicon that matched
    """),
    "people": _columns("""
        article_id text the article
        start int first character
        end int one past the last character
        surface text the words of the mention
        person text canonical name
        how text name, title, role or pronoun
        confidence float chance that the person is right, 0 to 1, by how, from mentions read by hand
    """),
    "quotes": _columns("""
        article_id text the article
        quote int number of the quote in the article, from 0
        kind text direct, mixed or indirect
        start int first character of the first span
        end int one past the last character of the last span
        spans spans the spans of the words, more than one where the cue interrupts
        text text the spans joined by a space
        words int words in the spans
        quoted_words int of these, words inside quotation marks
        speaker? text canonical speaker; two who say it together are one, "A and B"; missing when nobody could be found
        speaker_kind text person, organisation, unnamed or unknown
        confidence float chance that the speaker is right, 0 to 1: that of the mention times that of whom it stands for
        mention? text the speaker as written at the quote
        mention_start? int? first character of the mention
        mention_end? int? one past its last character
        how text name, title, role, pronoun, carried or none
        cue? text the words that introduce the quote
        cue_start? int? first character of the cue
        cue_end? int? one past its last character
        saying? text neutral, distancing, charged or conceding
        via? text the medium the words come through
    """),
    "events": _columns("""
        article_id text the article
        event text smallest article_id of the event
        event_title text its commonest distinctive words
    """),
    "pages": _columns("""
        article_id text the article
        title? text the headline that stands in its text
        wire? text the agency that its text credits
        found text quotes and names as they stand in the article alone, as JSON: what a later build takes over
    """),
    "estimates": _columns("""
        measure text what is measured
        group text value of the grouping column (an outlet, mostly)
        period? text day, week or month
        part text topic, speaker, frame, word ...
        unit text share, per_1000_words, mean or log_odds
        n float numerator
        of float denominator
        value float the estimate
        low? float lower end of the interval
        high? float upper end of the interval
        articles int articles the estimate rests on
        events int events the estimate rests on
    """),
}

CORPUS_TABLES = ("articles", "removed", "ledger", "sentences", "hits", "people", "quotes", "events")


def names(table: str) -> list[str]:
    """The column names of a table, in order."""
    return [column.name for column in TABLES[table]]


def schema(table: str) -> pa.Schema:
    """The pyarrow schema of a table."""
    return pa.schema([pa.field(c.name, _ARROW[c.kind], nullable=c.optional) for c in TABLES[table]])


def empty(table: str) -> pd.DataFrame:
    """A table without rows, every column of the right dtype.

    >>> empty("events").columns.tolist()
    ['article_id', 'event', 'event_title']
    """
    return pd.DataFrame({c.name: pd.Series(dtype=_PANDAS[c.kind]) for c in TABLES[table]})


def require(frame: pd.DataFrame, columns: str | Iterable[str], *, name: str = "table") -> None:
    """Raise `SchemaError` unless ``frame`` has the columns (those of a table, or a list of names)."""
    wanted = names(columns) if isinstance(columns, str) else list(columns)
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        hint = suggestion(missing[0], frame.columns)
        raise SchemaError(f"{name} must have the column {missing[0]!r}, it has {listing(frame.columns)}{hint}")


def conform(rows: pd.DataFrame | list[dict[str, Any]], table: str) -> pd.DataFrame:
    """Rows as a table: columns in order and of their dtype, absent optional ones added, further ones kept behind.

    Raises
    ------
    SchemaError
        When a column that may not be missing is absent or a value does not fit its dtype.
    """
    if isinstance(rows, list) and not rows:
        return empty(table)
    frame = pd.DataFrame(rows)
    out = {}
    for column in TABLES[table]:
        if column.name in frame.columns:
            out[column.name] = _cast(frame[column.name], column, table)
        elif column.optional:
            out[column.name] = pd.Series(None, index=frame.index, dtype="object").astype(_PANDAS[column.kind])
        else:
            require(frame, [column.name], name=table)
    extra = [name for name in frame.columns if name not in out]
    return pd.DataFrame({**out, **{name: frame[name] for name in extra}}, index=frame.index).reset_index(drop=True)


def _cast(values: pd.Series, column: Column, table: str) -> pd.Series:
    try:
        cast = values.astype(_PANDAS[column.kind])
    except (TypeError, ValueError) as error:
        raise SchemaError(f"{table}.{column.name} must be {column.kind}: {error}") from error
    if not column.optional and column.kind != "spans" and cast.isna().any():
        raise SchemaError(f"{table}.{column.name} may not be missing, {int(cast.isna().sum())} values are")
    return cast


def write(frame: pd.DataFrame, path: Path, table: str) -> None:
    """Write a table as Parquet (zstd), spans as lists of lists."""
    frame = conform(frame, table)
    extra = [name for name in frame.columns if name not in names(table)]
    fields = pa.Table.from_pandas(frame[extra], preserve_index=False).schema if extra else pa.schema([])
    full = pa.schema([*schema(table), *fields])
    pq.write_table(pa.Table.from_pandas(frame, schema=full, preserve_index=False), path, compression="zstd")


def read(
    path: Path, table: str, *, columns: Sequence[str] | None = None, ids: Collection[str] | None = None
) -> pd.DataFrame:
    """Read a table that `write` wrote as one file, or as several in a folder; spans come back as tuples of tuples.

    ``columns`` and ``ids`` (of articles) leave the rest on the disk.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    kept = None if ids is None else pc.field("article_id").isin(pa.array(ids, pa.string()))
    parts = [pq.read_table(file, columns=columns, filters=kept) for file in files]
    whole = pa.concat_tables(parts, promote_options="permissive")
    frame = whole.to_pandas()
    for column in TABLES[table]:
        if column.kind == "spans" and column.name in frame:
            frame[column.name] = [tuple(map(tuple, spans)) for spans in whole[column.name].to_pylist()]
    return frame if columns else conform(frame, table)


def codebook() -> pd.DataFrame:
    """All tables and columns with kind and meaning: columns table, column, kind, optional, meaning."""
    rows = [
        {"table": table, "column": c.name, "kind": c.kind.rstrip("?"), "optional": c.optional, "meaning": c.meaning}
        for table, columns in TABLES.items()
        for c in columns
    ]
    return pd.DataFrame(rows)
