"""What is known about the texts beyond the texts: ``corpus.toml``.

It stands beside the articles and says where they come from (``[provenance]``), who published which file
(``[outlets]``), which names are one person (``[people]``), which topic lexicon suits them (``[lexicons]``) and how the
columns are called (``[columns]``)::

    [outlets]
    "bbc/*.txt" = "BBC"
    "003.txt" = { outlet = "TRT World", wire = "Reuters", phase = "during" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import UnionType
from typing import Any

from analysis.errors import ArgumentError, SourceError, check_choice, shorten
from analysis.lexicons import load_lexicon

NAME = "corpus.toml"
PROVENANCE = ("query", "database", "period", "retrieved", "exclusions")
_FACT = str | int | float
FIELDS = tuple(load_lexicon("columns").parts)


@dataclass(frozen=True)
class Settings:
    """The tables of a ``corpus.toml``; a field of `PROVENANCE` that it leaves out is "not stated"."""

    provenance: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(PROVENANCE, "not stated"))
    outlets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: Mapping[str, Any] = field(default_factory=dict)
    lexicons: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def about(self, *names: str) -> Mapping[str, Any]:
        """What ``[outlets]`` says of an article, by its file or its outlet as given: the first entry that fits."""
        for pattern, facts in self.outlets.items():
            if any(fnmatchcase(name, pattern) for name in names):
                return facts
        return {}


def load_settings(source: str | Path) -> Settings:
    """The settings beside a source: ``corpus.toml`` in the folder, or in the folder of the file.

    Raises
    ------
    SourceError
        When the file is not TOML.
    ArgumentError
        When a table or key is unknown or holds a value of the wrong kind; the message names it.

    >>> load_settings("no/such/folder").provenance["query"]
    'not stated'
    """
    source = Path(source)
    path = (source if source.is_dir() else source.parent) / NAME
    if not path.is_file():
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{NAME} must be a readable TOML file: {' '.join(str(error).split())}") from error
    for name, table in data.items():
        check_choice(NAME, name, tuple(Settings.__dataclass_fields__))
        where = f"{NAME} [{name}]"
        if not isinstance(table, dict):
            raise ArgumentError(f"{where} must be a table, not {shorten(table)}")
        check_entries(table, name, where)
    data["provenance"] = {**Settings().provenance, **data.get("provenance", {})}
    for key, facts in data.get("outlets", {}).items():
        data["outlets"][key] = facts if isinstance(facts, dict) else {"outlet": facts}
    for key, lexicon in data.get("lexicons", {}).items():
        if lexicon.endswith(".toml"):
            data["lexicons"][key] = str((path.parent / lexicon).resolve())
    return Settings(**data)


def check_entries(table: Mapping[str, object], name: str, where: str) -> None:
    """Raise `ArgumentError` unless each key of a table of the settings is known and has a value of the right kind."""
    rules = _RULES[name]
    for key, value in table.items():
        if isinstance(rules, dict):
            check_choice(where, key, tuple(rules))
        rule, holds = rules[key] if isinstance(rules, dict) else rules
        if not holds(value):
            raise ArgumentError(f"{where} {key} must {rule}, not {shorten(value)}")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_map(value: object, kinds: type | UnionType = str) -> bool:
    return isinstance(value, dict) and all(isinstance(one, kinds) for one in value.values())


Rule = tuple[str, Callable[[object], bool]]
_RULES: Mapping[str, Rule | dict[str, Rule]] = {  # of any key of a table, or of the keys that it may have
    "provenance": ("be a text", _is_text),
    "lexicons": ("name a lexicon or its .toml file", _is_text),
    "columns": dict.fromkeys(FIELDS, ("name a column", _is_text)),
    "outlets": ("be the outlet's name or a table of facts", lambda value: _is_text(value) or _is_map(value, _FACT)),
    "people": {
        "aliases": ("map names to names", _is_map),
        "group": ("map names to groups", _is_map),
        "merges": ("be lists of names", lambda value: isinstance(value, list) and all(map(_are_texts, value))),
        "not_a_person": ("be a list of names", _are_texts),
    },
}
