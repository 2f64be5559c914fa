"""The README says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from readme import ROOT, rewritten

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_up_to_date() -> None:
    assert rewritten(README) == README, "run: python tests/readme.py"


def test_its_python_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "share.png").stat().st_size > 10_000


def test_its_make_targets_and_files_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL) + re.findall(r"`(make [a-z-]+)", README)
    targets = set(re.findall(r"make ([a-z-]+)", "\n".join(commands)))
    assert {"report", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
