"""What a notebook can be told: its parameters, read from the notebook itself and checked before anything runs.

A notebook declares its parameters in the cell tagged ``parameters``, one a line, as ``name: type = default  # help``::

    source: str = ""  # a folder, file or built corpus; empty means the seeds
    outlets: list = []  # only these outlets
    level: float = 0.95  # confidence level of the intervals

The type is str, int, float, bool or list, the default a literal of that type (None where nothing is an answer).
papermill reads these lines with a pattern, so a line holds one ``=``, its default no ``#``, its type no ``|``, and a
comment of its own line is ignored.

Values from a command line or a YAML file arrive as words and are read by the declared type, never guessed: ``no`` and
``12:30`` stay words for a str. A list is JSON, or words between commas.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Container, Iterable, Mapping, Set
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import ArgumentError, listing, shorten, suggestion


class Parameter(NamedTuple):
    """One parameter of a notebook; ``default`` is source text, as the notebook has it."""

    name: str
    type: str
    default: str
    help: str


def declared(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook by name, in the notebook's order; `ArgumentError` where there is no notebook."""
    from papermill import inspect_notebook

    try:
        found = inspect_notebook(literal_path(notebook))
    except Exception as error:
        rule = "must be a Jupyter notebook in Python that names its kernel"
        raise ArgumentError(f"notebook {notebook.name} {rule}: {shorten(str(error))}") from error
    return {name: Parameter(name, _kind(p), p["default"], p["help"]) for name, p in found.items()}


def assign(
    notebooks: Iterable[Path], given: Mapping[str, Any], *, optional: Container[str] = ()
) -> dict[Path, dict[str, Any]]:
    """The values each of several notebooks gets, ready for papermill: those it declares, as its types want them.

    ``given`` are strings, read by the declared type, or Python values (numpy scalars, tuples, sets, paths and dates are
    made plain). `ArgumentError` when none of the notebooks has a parameter of that name (unless it is ``optional``), or
    a value is not of the declared type.
    """
    wanted = {notebook: declared(notebook) for notebook in notebooks}
    known = list(dict.fromkeys(name for parameters in wanted.values() for name in parameters))
    for name in given:
        if name not in known and name not in optional:
            where = listing(notebook.stem for notebook in wanted)
            hint = suggestion(name, known)
            raise ArgumentError(f"parameter {name!r} is not known to {where}, which know {listing(known, 30)}{hint}")
    return {
        notebook: {name: convert(parameters[name], value) for name, value in given.items() if name in parameters}
        for notebook, parameters in wanted.items()
    }


def convert(parameter: Parameter, value: Any) -> Any:
    """One value as the parameter's type wants it, or an `ArgumentError`.

    >>> convert(Parameter("outlets", "list", "[]", ""), "BBC, TRT World")
    ['BBC', 'TRT World']
    >>> convert(Parameter("since", "str", '""', ""), "12:30")
    '12:30'
    """
    title, accepted, read = _TYPES[parameter.type]
    found = _plain(value)
    if parameter.default == "None" and found in (None, "None", "null"):
        return None
    with suppress(ValueError, KeyError):
        found = read(found) if isinstance(found, str) else found
        if isinstance(found, accepted) and isinstance(found, bool) == (bool in accepted):
            return found
    raise ArgumentError(f"parameter {parameter.name} must be {title}, not {shorten(value)}")


def literal_path(path: Path) -> str:
    """A path as papermill takes it: it fills ``{names}`` in a path, so braces that are part of it are doubled."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _kind(found: Mapping[str, str]) -> str:
    """The declared type, else that of the default."""
    kind = found["inferred_type_name"].split("[")[0]
    if kind not in _TYPES:
        with suppress(ValueError, SyntaxError):
            kind = type(ast.literal_eval(found["default"])).__name__
    return kind if kind in _TYPES else "str"


def _plain(value: Any) -> Any:
    """A value in the types of JSON; what has no such form is left as it is."""
    if isinstance(value, (Path, date)):
        return str(value)
    if type(value).__module__ == "numpy":
        value = value.tolist()
    if isinstance(value, (list, tuple, Set)):
        items = [_plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, Set) else items
    return value


def _bool(word: str) -> bool:
    return {"yes": True, "true": True, "no": False, "false": False}[word.strip().casefold()]


def _list(words: str) -> Any:
    is_json = words.lstrip().startswith("[")
    return json.loads(words) if is_json else [word.strip() for word in words.split(",") if word.strip()]


# How a type is called, the Python types that are one, and how words become one.
_TYPES: dict[str, tuple[str, tuple[type, ...], Callable[[str], Any]]] = {
    "str": ("text", (str,), str),
    "int": ("a whole number", (int,), int),
    "float": ("a number", (int, float), float),
    "bool": ("yes or no", (bool,), _bool),
    "list": ("a list (words between commas, or JSON)", (list,), _list),
}
