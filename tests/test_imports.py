"""The house rules that can be read off the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
FLOORS = [
    *("errors bundled", "tables", "lexicons models", "language", "reading", "linking", "corpus", "measures"),
    *("publishing", "cli", "__main__"),
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms.split()}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported_rooms(path: Path) -> Iterator[str]:
    """The rooms of the package that a module imports anywhere, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module] if node.module != "analysis" else [f"analysis.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names if name]
        yield from (name[1] for name in parts if name[0] == "analysis" and name[1:] not in ([], ["__version__"]))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    found = set(imported_rooms(path)) - {own}
    above = {room for room in found if own != "__init__" and FLOOR[room] >= FLOOR[own]}
    assert not above, f"{own} imports {above}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_longer_than_350_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350
