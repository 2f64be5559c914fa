"""Small notebooks for the tests of the engine and of batches."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import v4

PARAMETERS = """source: str = ""  # a folder, file or built corpus
outlets: list = []  # only these outlets
since: str = ""  # first day
top: int = 10  # parts shown
level: float = 0.95  # confidence level
pooled: bool = False
seed: int = None  # None draws a new one
plain = "as it is"
"""


def tiny(path: Path, *cells: str, parameters: str = PARAMETERS, title: str = "# Who speaks?\n\nA question.") -> Path:
    """Write a notebook with a title, a cell of parameters and code cells."""
    tagged = v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    code = [v4.new_code_cell(cell) for cell in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(
        v4.new_notebook(cells=[v4.new_markdown_cell(title), tagged, *code], metadata={"kernelspec": kernel}), path
    )
    return path


def printed(path: Path) -> str:
    """What the code cells of an executed notebook printed."""
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", ())]
    return "".join(output.get("text", "") for output in outputs)
