"""Word lists as data: every rule that has a list of words or exceptions keeps it in a TOML file here.

A lexicon file reads::

    title = "Topics of general news"
    about = "where it comes from, what it is for, what was measured"

    [parts.economy]
    label = "Economy"
    terms = ["econom*", "interest rate*", "gross domestic product"]
    except = ["home economics"]

A term is a word or phrase, matched as whole words without regard to case; ``*`` stands for any letters at the end
of a word. ``except`` lists longer phrases in which the terms do not count. A user's own file replaces a lexicon, or
extends it when it says ``extends = "topics"``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import ArgumentError, SourceError, listing, shorten, suggestion

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """One list of a lexicon: its label, its terms, and phrases in which the terms do not count."""

    label: str
    terms: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """A named set of parts. ``about`` says where it comes from and what was measured; ``extra`` holds other keys."""

    name: str
    title: str
    about: str
    parts: Mapping[str, Part]
    extra: Mapping[str, Any]


def available() -> list[str]:
    """Names of the shipped lexicons."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_lexicon(name: str | Path) -> Lexicon:
    """A shipped lexicon by name, or a user's own by the path of its TOML file.

    Raises
    ------
    ArgumentError
        When no shipped lexicon has that name.
    SourceError
        When the file cannot be read as a lexicon.

    >>> "neutral" in load_lexicon("saying_verbs").parts
    True
    """
    path = Path(name) if str(name).endswith(".toml") else FOLDER / f"{name}.toml"
    if path.parent == FOLDER and not path.exists():
        rule = f"must be one of {listing(available())} or the path of a .toml file"
        raise ArgumentError(f"lexicon {rule}, not {shorten(str(name))}{suggestion(name, available())}")
    return _read(path.resolve())


@cache
def _read(path: Path) -> Lexicon:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        parts = {key: _part(key, value) for key, value in data.pop("parts").items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"lexicon {path.name} must be a TOML file with [parts.NAME] terms = [...]: {error}"
        ) from error
    if base := data.pop("extends", None):
        parts = {**load_lexicon(base).parts, **parts}
    return Lexicon(path.stem, data.pop("title", path.stem), data.pop("about", ""), parts, data)


def _part(key: str, value: dict[str, Any]) -> Part:
    return Part(value.get("label", key), tuple(value["terms"]), tuple(value.get("except", ())))


@cache
def words(lexicon: str, part: str) -> frozenset[str]:
    """The terms of one part as a set, for the rules of the language room.

    >>> "said" in words("saying_verbs", "neutral") or "say" in words("saying_verbs", "neutral")
    True
    """
    return frozenset(load_lexicon(lexicon).parts[part].terms)
