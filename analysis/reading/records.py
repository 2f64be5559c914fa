"""One record to one row of the articles: which column is which field, its ids, its outlet, its language, its letters.

A value that the record does not give may be told by evidence, by a rule that has a name; the name goes into the ledger.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import listing
from analysis.lexicons import load_lexicon
from analysis.reading.dates import date_of_path, date_of_text
from analysis.reading.outlets import fold_outlet, host, outlet_of_path, outlet_of_text
from analysis.reading.settings import FIELDS, NAME, Settings
from analysis.reading.texts import language, language_name, mend, split_authors

ADDRESS = r"^\w+://(?:www\.)?|#.*$|/$"  # what two addresses of one page may differ in
_RESERVED = frozenset([*tables.names("articles"), "language", "outlet_given"]) - set(FIELDS)
_NAMING = ("name", "title", "main", "original")  # what says, of an object, what it is called
_LONG = 1_000  # characters of a name or byline; what is longer is none


def layout(names: tuple[str, ...], columns: Mapping[str, str]) -> dict[str, str]:
    """What each column of a record is to be called: a field of an article, or its own name.

    ``columns`` says how fields are called here; then comes what is known of crawlers, then the usual names.

    >>> layout(("Headline", "Body", "words"), {})
    {'Body': 'text', 'Headline': 'title', 'words': 'input_words'}
    >>> layout(("maintext", "date_publish", "source_domain", "source"), {})["source_domain"]
    'outlet'
    """
    usual = load_lexicon("columns")
    crawlers = (one["names"] for one in usual.extra["crawlers"].values() if set(one["keys"]) <= set(names))
    columns = {**next(crawlers, {}), **columns}
    bare = {re.sub(r"[\W_]", "", name.lower()): name for name in reversed(names)}
    names_of: dict[str, str] = {}
    for field, part in usual.parts.items():
        aliases = [bare.get(alias.replace("_", ""), "") for alias in part.terms]
        wanted = [columns[field]] if field in columns else aliases
        if name := next((name for name in wanted if name in names and name not in names_of), None):
            names_of[name] = field
    for name in names:
        own = storable(name)
        names_of.setdefault(name, f"input_{own}" if own in _RESERVED or own in names_of.values() else own)
    return names_of


def no_text(fields: Mapping[str, Any]) -> str:
    """Why a record without a text column is none, and the line of corpus.toml that would make it one."""
    reason = f"no text column among {listing((storable(name)[:60] for name in fields), 8)}"
    near = [name for term in load_lexicon("columns").parts["text"].terms for name in get_close_matches(term, fields, 1)]
    long = [name for name, value in fields.items() if isinstance(value, str) and len(value) > 200]
    if guess := next(iter(near + long), None):
        reason += f'; if it is {storable(guess)}, write text = "{storable(guess)}" under [columns] in {NAME}'
    return reason


def to_row(fields: Mapping[str, Any], names_of: Mapping[str, str]) -> dict[str, Any]:
    """A record under our names, each value one cell; fields that it does not have are None."""
    row: dict[str, Any] = dict.fromkeys(FIELDS)
    for name, ours in names_of.items():
        value = fields[name]
        if type(value) is not str or ours != "text":  # the letters of the text are looked at once, in `complete`
            value = _plain(value)
            if value is not None and type(value) is not str and ours in row:
                value = shown(value)
        row[ours] = value
    return row


def storable(text: str) -> str:
    """A text without lone surrogates, which no file can hold."""
    return text if text.isascii() else _letters(text)[1]


def _letters(text: str) -> tuple[bytes, str]:
    """A text as UTF-8 and as it can be stored."""
    try:
        return text.encode(), text
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text.encode(), text


def _plain(value: Any) -> Any:
    """A value as one cell: text that can be stored, lists and objects as text, nothing as None."""
    if isinstance(value, str):
        return storable(value) or None
    if isinstance(value, dict):
        name = next((value[key] for key in _NAMING if isinstance(value.get(key), str)), None)
        return _plain(name or json.dumps(value, default=str))
    if isinstance(value, list | tuple) or getattr(value, "ndim", False):
        return ", ".join(str(_plain(item)) for item in value) or None
    return None if pd.isna(value) else value


def shown(value: Any) -> str:
    """A value that is no text as text; of a time at midnight only the day."""
    return value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else str(value)


def complete(
    row: dict[str, Any], file: str, settings: Settings, languages: Collection[str] | None
) -> tuple[str, list[str]]:
    """Give a row, in place, its ids, its language, right letters, one name of its outlet, and its date.

    The ids see the input only. Returns the status of the row and what the ledger notes of it.
    """
    raw, row["text"] = _letters(row["text"])
    digest = sha256(raw)
    row["content_hash"] = digest.hexdigest()
    digest.update("".join(["\x1f" + (row[name] or "") for name in ("title", "date", "url", "outlet")]).encode())
    row["article_id"] = digest.hexdigest()[:16]
    notes = []
    for name in ("title", "text"):
        if row[name] and not row[name].isascii():
            row[name], lines = mend(row[name], raw if name == "text" else None)
            notes += [f"mojibake mended in the {name}"] if lines else []
    row["language"] = code = language(row["text"])
    if code and languages is not None and code not in languages:
        return "skipped", [*notes, f"in {language_name(code)}"]
    if row["author"] and len(row["author"]) < _LONG:
        row["author"] = split_authors(row["author"])
    notes += _name_outlet(row, file, settings)
    if not row["date"] and (evidence := date_of_text(row["text"]) or date_of_path(file)):
        row["date"] = evidence[0]
        notes.append(f"date by {evidence[1]}")
    return "read", notes


def _name_outlet(row: dict[str, Any], file: str, settings: Settings) -> list[str]:
    """The outlet by the settings, its name, the address, the text or the path; and by what, where none was given."""
    given = row["outlet"]
    name = (fold_outlet(given[:_LONG]) or given) if given else None
    place = host((row["url"] or "")[:_LONG]) if settings.outlets or not name else ""
    facts = settings.about(file, given or "", name or "", place)
    note = []
    if not name and "outlet" not in facts:
        if place:
            name, note = fold_outlet(place) or place, ["outlet by its address"]
        elif evidence := outlet_of_text(row["text"]) or outlet_of_path(file):
            name, note = evidence[0], [f"outlet by {evidence[1]}"]
    row |= {"outlet": name, **facts}
    if given and given != row["outlet"]:
        row["outlet_given"] = given
    return note
