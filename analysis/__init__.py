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
    "accuracy": "measures.accuracy",
    "measured": "measures.accuracy",
    "audit": "measures.audit",
    "audit_sheet": "measures.audit",
    "audited": "measures.audit",
    "corrected_share": "measures.correction",
    "error_rates": "measures.correction",
    "agreement": "measures.coding",
    "coding_sheet": "measures.coding",
    "krippendorff_alpha": "measures.coding",
    "prevalence": "measures.coding",
    "read_codes": "measures.coding",
    "write_sheet": "measures.sheets",
    "discover_topics": "measures.discovered",
    "discovered_frequency": "measures.discovered",
    "load_topics": "measures.discovered",
    "differences": "measures.statistics",
    "evidence": "measures.evidence",
    "actor_labels": "measures.framing",
    "frame_vocabulary": "measures.framing",
    "tone": "measures.framing",
    "authorship": "measures.overview",
    "cautions": "measures.overview",
    "cleaning": "measures.overview",
    "overview": "measures.overview",
    "provenance": "measures.overview",
    "read_and_lost": "measures.overview",
    "taken_out": "measures.overview",
    "carriage": "measures.side_by_side",
    "copied_share": "measures.side_by_side",
    "coverage": "measures.side_by_side",
    "event_list": "measures.side_by_side",
    "introductions": "publishing.trims",
    "not_carried": "measures.side_by_side",
    "only_here": "measures.side_by_side",
    "quote_matrix": "measures.side_by_side",
    "shared_quotes": "measures.side_by_side",
    "first_and_last_word": "measures.speakers",
    "heard_only_here": "measures.speakers",
    "only_one_outlet": "measures.speakers",
    "quote_kinds": "measures.speakers",
    "saying_verbs": "measures.speakers",
    "speaker_share": "measures.speakers",
    "widest_event": "measures.side_by_side",
    "paired": "measures.within",
    "shared_events": "measures.within",
    "quoted_hits": "measures.topics",
    "topic_check": "measures.topics",
    "topic_frequency": "measures.topics",
    "distinctive_words": "measures.words",
    "charts": "publishing",
    "keep_passages": "publishing.display",
    "note": "publishing.display",
    "passages": "publishing.display",
    "show": "publishing.display",
    "table": "publishing.display",
    "trims": "publishing.trims",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that ``import analysis`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    if name == "charts":
        return import_module("analysis.publishing.charts")
    return getattr(import_module(f"analysis.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
