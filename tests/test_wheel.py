"""What a user gets: the wheel, in an environment of its own, run in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from analysis.bundled import bundled

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``crossread`` in an environment that holds the wheel, and sees this one's libraries but not the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env")
    paths = sysconfig.get_paths(vars={"base": str(folder / "env"), "platbase": str(folder / "env")})
    seen = Path(paths["purelib"], "libraries.pth")
    seen.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    bin_folder = Path(paths["scripts"])
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "env"), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return bin_folder / "crossread"


def test_the_wheel_reports_on_a_folder_from_an_empty_folder(command: Path, tmp_path: Path) -> None:
    articles, empty = tmp_path / "articles", tmp_path / "empty"
    articles.mkdir()
    empty.mkdir()
    for place, month in enumerate(("May", "June", "July")):
        text = f' date 2025-03-0{place + 1} \nThe bridge opens in {month}. "We are ready," Anna Berg said on Monday.\n'
        (articles / f"{place}.txt").write_text(text, encoding="utf-8")
    shipped = sorted(path.stem for path in bundled("notebooks").glob("*.ipynb"))
    names = [option for name in shipped for option in ("--notebook", name)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # nbconvert's own templates lie beside its libraries, not in the new environment
    env |= {"NLTK_DATA": "/nonexistent", "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter"))}
    done = subprocess.run(
        [command, "report", articles, *names],
        cwd=empty,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    out = empty / "reports" / "articles"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [run["notebook"] for run in manifest["runs"]] == shipped
    assert all((out / run["html"]).is_file() for run in manifest["runs"])
    assert (out / "index.html").is_file()


def test_the_wheel_carries_the_seeds(command: Path, tmp_path: Path) -> None:
    done = subprocess.run([command, "check"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "5 read"
