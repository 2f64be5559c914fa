"""Where the notebooks, the seeds and the measured accuracy lie: inside the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path

_IN_CHECKOUT = {"notebooks": "notebooks", "seeds": "seeds", "accuracy": "tests/accuracy/measured"}


def bundled(name: str) -> Path:
    """The folder of what ships with the package: ``notebooks``, ``seeds`` or ``accuracy``.

    >>> bundled("seeds").is_dir()
    True
    """
    package = Path(__file__).resolve().parent
    installed = package / "_bundled" / name
    return installed if installed.is_dir() else package.parent / _IN_CHECKOUT[name]
