"""The papermill engine that always runs the interpreter crossread is installed in.

A kernelspec is a file that names a command, and a user-level one called ``python3`` wins over the environment's own: a
notebook may then run in an interpreter without crossread. This engine ignores kernelspecs: it starts this interpreter,
keeps the working directory off the import path (a file ``analysis.py`` beside a run must not shadow the package), and
talks to the kernel through sockets in a private folder, so that parallel runs never meet. It is registered as an entry
point: ``papermill --engine crossread notebook.ipynb out.ipynb``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

_COMMAND = [
    *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
    *("--log-level=CRITICAL", "--InteractiveShellApp.ignore_cwd=True"),
]
_LONGEST_FOLDER = 90  # systems limit the path of a socket to 104 or 108 bytes


class OwnKernelManager(AsyncKernelManager):
    """Starts the running interpreter, whatever the notebook or the machine's kernelspecs say."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel there is."""
        env = {"PYTHONSAFEPATH": "1"}
        return KernelSpec(argv=_COMMAND, env=env, name="python3", language="python", display_name="Python 3")


def __getattr__(name: str) -> Any:
    """``CrossreadEngine``, made on first use: papermill loads its entry points while it is still being imported."""
    if name != "CrossreadEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _engine()


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine

    class CrossreadEngine(NBClientEngine):
        """Run a notebook in ``sys.executable``; everything else is papermill's own engine."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            """Execute the notebook of a papermill manager in a kernel of our own."""
            with tempfile.TemporaryDirectory(prefix="crossread-", ignore_cleanup_errors=True) as folder:
                connection = {"connection_file": str(Path(folder, "kernel.json"))}
                if os.name != "nt" and len(os.fsencode(folder)) <= _LONGEST_FOLDER:
                    connection |= {"transport": "ipc", "ip": str(Path(folder, "s"))}
                own = {"kernel_manager_class": OwnKernelManager, "config": Config(OwnKernelManager=connection)}
                # All outputs have arrived by then, and a polite shutdown takes half a second more.
                options = {"shutdown_kernel": "immediate"} | options | own
                return super().execute_managed_notebook(nb_man, kernel_name, **options)

    return CrossreadEngine
