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
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from analysis.errors import ArgumentError, SourceError, check_choice, shorten
from analysis.lexicons import load_lexicon

NAME = "corpus.toml"
PROVENANCE = ("query", "database", "period", "retrieved", "exclusions")
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
            if any(name and fnmatchcase(name, pattern) for name in names):
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
    for table, value in data.items():
        check_choice(NAME, table, tuple(_CHECKS))
        _check(isinstance(value, dict), f"[{table}]", "be a table", value)
        for key, item in value.items():
            _CHECKS[table](f"[{table}] {key}", key, item)
    outlets = {
        key: {"outlet": item} if isinstance(item, str) else item for key, item in data.get("outlets", {}).items()
    }
    lexicons = {key: _lexicon(item, path.parent) for key, item in data.get("lexicons", {}).items()}
    provenance = {**Settings().provenance, **data.get("provenance", {})}
    return Settings(provenance, outlets, data.get("people", {}), lexicons, data.get("columns", {}))


def check_columns(columns: Mapping[str, str], name: str = "columns") -> None:
    """Raise `ArgumentError` unless ``columns`` maps fields of an article to names of columns."""
    for key, value in columns.items():
        check_choice(name, key, FIELDS)
        _check(isinstance(value, str), f"{name} {key}", "name a column", value, prefix="")


def _lexicon(name: str, folder: Path) -> str:
    return str((folder / name).resolve()) if name.endswith(".toml") else name


def _check(holds: bool, where: str, rule: str, value: object, prefix: str = f"{NAME} ") -> None:
    if not holds:
        raise ArgumentError(f"{prefix}{where} must {rule}, not {shorten(value)}")


def _is_text(where: str, key: str, value: object) -> None:
    _check(isinstance(value, str), where, "be a text", value)


def _is_outlet(where: str, key: str, value: object) -> None:
    facts = list(value.values()) if isinstance(value, dict) else [value]
    scalars = all(isinstance(fact, str | int | float) for fact in facts)
    _check(scalars and isinstance(value, str | dict), where, "be an outlet's name or a table of facts", value)


def _is_people(where: str, key: str, value: Any) -> None:
    check_choice(f"{NAME} [people]", key, ("aliases", "merges", "not_a_person", "group"))
    if key in ("aliases", "group"):
        holds = isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        _check(holds, where, "map names to text", value)
    elif key == "merges":
        holds = isinstance(value, list) and all(_are_texts(item) for item in value)
        _check(holds, where, "be a list of lists of names", value)
    else:
        _check(_are_texts(value), where, "be a list of names", value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_CHECKS = {
    "provenance": _is_text,
    "outlets": _is_outlet,
    "people": _is_people,
    "lexicons": _is_text,
    "columns": lambda where, key, value: check_columns({key: value}, f"{NAME} [columns]"),
}
