"""How far to trust each automatic measure: the accuracy measured on public data, as the reports print it."""

from __future__ import annotations

import json
from typing import Any

from analysis.bundled import bundled
from analysis.errors import check_choice


def measured(name: str) -> dict[str, Any]:
    """The figures of ``tests/accuracy/measured/NAME.json``: what was measured, on which data, by which command.

    Raises
    ------
    ArgumentError
        When nothing was measured under that name.
    """
    files = {path.stem: path for path in sorted(bundled("accuracy").glob("*.json"))}
    check_choice("name", name, sorted(files))
    data: dict[str, Any] = json.loads(files[name].read_text(encoding="utf-8"))
    return data
