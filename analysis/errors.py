"""The errors crossread raises, and the one place that words them.

Bad arguments raise; dirty text never does (it lands in the ledger). Every message is one line that names the argument,
the rule it broke and the value that was given, and where a near match exists it is suggested.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import Any


class CrossreadError(ValueError):
    """Base of all errors raised on purpose by crossread."""


class ArgumentError(CrossreadError):
    """An argument breaks a rule; the message names argument, rule and value."""


class SchemaError(CrossreadError):
    """A table lacks a column, or a column has the wrong type."""


class SourceError(CrossreadError):
    """A source does not exist, cannot be opened or holds no article."""


def shorten(value: object, limit: int = 80) -> str:
    """``repr`` of a value in one line of at most ``limit`` characters.

    >>> shorten("a" * 100, 12)
    "'aaaaaaaa..."
    """
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def listing(values: Iterable[object], limit: int = 12) -> str:
    """The values in words, cut after ``limit``.

    >>> listing(["BBC", "VOA"])
    'BBC, VOA'
    """
    items = [str(value) for value in values]
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return ", ".join(items[:limit]) + more


def suggestion(value: object, choices: Iterable[object]) -> str:
    """``"; did you mean 'x'?"`` where a choice is near, else nothing.

    >>> suggestion("outlett", ["outlet", "date"])
    "; did you mean 'outlet'?"
    """
    names = {str(choice).casefold(): str(choice) for choice in choices}
    near = difflib.get_close_matches(str(value).casefold(), names, n=1, cutoff=0.65)
    return f"; did you mean {names[near[0]]!r}?" if near else ""


def check_choice(name: str, value: Any, choices: Collection[Any]) -> None:
    """Raise `ArgumentError` unless ``value`` is one of ``choices``."""
    if value not in choices:
        rule = f"must be one of {listing(choices)}"
        raise ArgumentError(f"{name} {rule}, not {shorten(value)}{suggestion(value, choices)}")


def check_number(name: str, value: Any, low: float, high: float) -> None:
    """Raise `ArgumentError` unless ``value`` is a number with ``low <= value <= high``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise ArgumentError(f"{name} must be a number from {low:g} to {high:g}, not {shorten(value)}")
