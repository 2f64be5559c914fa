"""The engine, in real kernels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tiny_notebooks import printed, tiny

PAPERMILL = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "WARNING"]
ABOUT = "import os, sys, analysis; print(sys.executable, analysis.__file__, os.getcwd(), sep='|')"


def hostile(folder: Path) -> dict[str, str]:
    """A folder with modules that must not be imported, and an environment whose python3 kernel is a false one."""
    for name in ("analysis", "ipykernel_launcher", "pandas"):
        (folder / f"{name}.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    spec = folder / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (folder / "t").mkdir()
    argv = [sys.executable, "-c", "raise SystemExit('the wrong kernel')", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "x", "language": "python"}), "utf-8")
    return {
        **os.environ,
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "PYTHONSAFEPATH": "1",
        "TMPDIR": str(folder / "t"),
    }


def test_neither_a_kernelspec_nor_a_file_beside_the_run_replaces_ours(tmp_path: Path) -> None:
    env = hostile(tmp_path)
    tiny(tmp_path / "a.ipynb", ABOUT)
    command = [*PAPERMILL, "--engine", "crossread", "a.ipynb", "out.ipynb", "-p", "top", "3"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    executable, package, folder = printed(tmp_path / "out.ipynb").strip().split("|")
    assert executable == sys.executable
    assert Path(package).parts[-2:] == ("analysis", "__init__.py")
    assert Path(package).parent != tmp_path
    assert Path(folder) == tmp_path
    assert list((tmp_path / "t").iterdir()) == [], "sockets are left behind"


def test_plain_papermill_runs_our_notebooks_too(tmp_path: Path) -> None:
    tiny(tmp_path / "a.ipynb", "print(source, top)")
    command = [*PAPERMILL, "a.ipynb", "out.ipynb", "-p", "source", "texts", "-p", "top", "3"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    assert printed(tmp_path / "out.ipynb").strip() == "texts 3"
