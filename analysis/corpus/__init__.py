"""A source to all tables: `load` builds a `Corpus`, `Corpus.save` keeps it as Parquet."""

from __future__ import annotations

from analysis.corpus.corpus import Corpus

__all__ = ["Corpus"]
