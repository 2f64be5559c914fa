"""What a notebook can be told."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_notebooks import tiny

from analysis.bundled import bundled
from analysis.errors import ArgumentError
from analysis.publishing.parameters import Parameter, assign, convert, declared


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return tiny(tmp_path / "speakers {a}.ipynb")


def test_a_parameter_has_type_default_and_help(notebook: Path) -> None:
    found = declared(notebook)
    assert found["top"] == Parameter("top", "int", "10", "parts shown")
    assert [p.type for p in found.values()] == ["str", "list", "str", "int", "float", "bool", "int", "str"]


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("since", "no", "no"),
        ("since", "12:30", "12:30"),
        ("since", "2025-02-01", "2025-02-01"),
        ("since", "007", "007"),
        ("since", date(2025, 2, 1), "2025-02-01"),
        ("source", Path("a/b"), str(Path("a/b"))),
        ("source", "", ""),
        ("outlets", "BBC", ["BBC"]),
        ("outlets", " BBC, TRT World ,", ["BBC", "TRT World"]),
        ("outlets", '["Sun, The", "“Ö” \'x\'"]', ["Sun, The", "“Ö” 'x'"]),
        ("outlets", "", []),
        ("outlets", ("a", np.str_("b")), ["a", "b"]),
        ("outlets", {"b", "a"}, ["a", "b"]),
        ("outlets", np.array([1, 2]), [1, 2]),
        ("top", "12", 12),
        ("top", np.int64(3), 3),
        ("level", "0.9", 0.9),
        ("level", np.float64(0.5), 0.5),
        ("level", 1, 1),
        ("pooled", "yes", True),
        ("pooled", "No", False),
        ("pooled", np.bool_(True), True),
        ("seed", None, None),
        ("seed", "None", None),
        ("seed", "4", 4),
        ("plain", "no", "no"),
    ],
)
def test_the_declared_type_decides_what_a_value_means(notebook: Path, name: str, given: Any, value: Any) -> None:
    found = assign([notebook], {name: given})[notebook][name]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("name", "given", "rule"),
    [
        ("top", "ten", "top must be a whole number, not 'ten'"),
        ("top", 1.5, "top must be a whole number, not 1.5"),
        ("top", True, "top must be a whole number, not True"),
        ("top", None, "top must be a whole number, not None"),
        ("level", "high", "level must be a number, not 'high'"),
        ("pooled", "maybe", "pooled must be yes or no, not 'maybe'"),
        ("pooled", 1, "pooled must be yes or no, not 1"),
        ("outlets", "[BBC]", "outlets must be a list"),
        ("outlets", 3, "outlets must be a list"),
        ("since", 7, "since must be text, not 7"),
        ("outlet", "BBC", "'outlet' is not known to speakers {a}, .*did you mean 'outlets'"),
    ],
)
def test_a_wrong_name_or_type_is_refused_in_one_line(notebook: Path, name: str, given: Any, rule: str) -> None:
    with pytest.raises(ArgumentError, match=rule.replace("{", r"\{")) as caught:
        assign([notebook], {name: given})
    assert "\n" not in str(caught.value)


def test_a_value_goes_to_the_notebooks_that_declare_it(tmp_path: Path) -> None:
    one, two = tiny(tmp_path / "one.ipynb", parameters="top: int = 1"), tiny(tmp_path / "two.ipynb")
    assert assign([one, two], {"top": "5", "since": "x"}) == {one: {"top": 5}, two: {"top": 5, "since": "x"}}
    with pytest.raises(ArgumentError, match="'tob' is not known to one, two"):
        assign([one, two], {"tob": 1})


def test_words_of_a_list_may_hold_anything_but_a_comma() -> None:
    assert convert(Parameter("outlets", "list", "[]", ""), "a\"b, 'c', ​🙂") == ['a"b', "'c'", "​🙂"]


@pytest.mark.parametrize("path", sorted(bundled("notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_parameter_of_a_shipped_notebook_is_read_with_type_and_help(path: Path) -> None:
    import nbformat

    (cell,) = [c for c in nbformat.read(path, as_version=4).cells if "parameters" in c.metadata.get("tags", [])]
    assigned = [node for node in ast.parse(cell.source).body if isinstance(node, ast.AnnAssign)]
    found = declared(path)
    assert [node.target.id for node in assigned if isinstance(node.target, ast.Name)] == list(found)
    assert [ast.unparse(node.annotation) for node in assigned] == [p.type for p in found.values()]
    assert all(p.help for p in found.values())
