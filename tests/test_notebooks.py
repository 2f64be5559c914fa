"""The notebooks keep the house style: short cells, half of them prose, parameters with help, no outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from analysis.publishing.parameters import declared

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_the_notebooks_of_the_report_are_here() -> None:
    assert {"corpus", "topics", "speakers", "framing", "side_by_side"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_valid(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))
    for cell in cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in cells(path, "code"):
        assert "def " not in cell.source
        if "parameters" not in cell.metadata.get("tags", []):
            assert len(cell.source.splitlines()) <= 7, cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_explains_the_code(path: Path) -> None:
    prose = cells(path, "markdown")
    code = [
        cell for cell in cells(path, "code") if not {"parameters", "remove-cell"} & set(cell.metadata.get("tags", []))
    ]
    assert len(prose) >= len(code) - 2
    assert prose[0].source.startswith("# ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_parameter_has_a_type_and_help(path: Path) -> None:
    parameters = declared(path)
    assert {"source", "outlets", "since", "until", "texts"} <= parameters.keys()
    for name, parameter in parameters.items():
        assert parameter.help, name
        assert parameter.type in ("str", "list", "int", "float", "bool"), name
