"""Read one story across many news outlets."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Corpus": "corpus",
    "load": "corpus",
    "read_articles": "reading",
    "load_lexicon": "lexicons",
    "group_events": "linking.events",
    "copies": "linking.copies",
    "shared_quotes": "measures.side_by_side",
    "topic_frequency": "measures.topics",
    "speaker_share": "measures.speakers",
    "saying_verbs": "measures.speakers",
    "frame_vocabulary": "measures.framing",
    "tone": "measures.framing",
    "distinctive_words": "measures.words",
    "evidence": "measures.evidence",
    "charts": "publishing.charts",
    "show": "publishing.display",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that ``import analysis`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    module = import_module(f"analysis.{_HOMES[name]}")
    return module if name == "charts" else getattr(module, name)


def __dir__() -> list[str]:
    return __all__
