"""A corpus on disk: a folder of Parquet shards for each table, and ``manifest.json``.

The manifest says which schema, code, models and lexicons made the corpus. A corpus of another schema version is
refused with the command that rebuilds it. Saving writes beside the target and renames, so that a killed run leaves no
half corpus and loses no older one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__, lexicons, models, tables
from analysis.corpus.corpus import Corpus
from analysis.errors import SourceError, shorten

MANIFEST = "manifest.json"
AUDIT = "audit.json"  # what `crossread audit` found in this corpus; it ends with the corpus
PAGES = "pages.parquet"
TOPICS = "topics.npz"  # the topics discovered when it was first built; they stay when it grows
SHARD_ROWS = 250_000


def is_built(path: Path) -> bool:
    """Whether a folder holds a built corpus."""
    return (path / MANIFEST).is_file() and (path / "articles").is_dir()


def save(corpus: Corpus, path: Path) -> Path:
    """Write all tables and the manifest; an older corpus there is replaced but for its topics, else it is refused."""
    if path.exists() and not is_built(path) and (not path.is_dir() or any(path.iterdir())):
        raise SourceError(f"path must be a new folder or a built corpus, {shorten(str(path))} is or holds other files")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    for table in tables.CORPUS_TABLES:
        frame = getattr(corpus, table)
        (part / table).mkdir(parents=True)
        for number, at in enumerate(range(0, max(len(frame), 1), SHARD_ROWS)):
            tables.write(frame.iloc[at : at + SHARD_ROWS], part / table / f"{number:05d}.parquet", table)
    if len(corpus.pages):
        corpus.pages.to_parquet(part / PAGES, compression="zstd", index=False)
    if (path / TOPICS).is_file():
        shutil.copyfile(path / TOPICS, part / TOPICS)
    text = json.dumps(_manifest(corpus), indent=2, ensure_ascii=False, sort_keys=True)
    (part / MANIFEST).write_text(text + "\n", encoding="utf-8")
    old = part.with_suffix(".old")
    if path.exists():
        path.replace(old)
    part.replace(path)
    shutil.rmtree(old, ignore_errors=True)
    return path


def _manifest(corpus: Corpus) -> dict[str, Any]:
    return {
        "schema_version": tables.SCHEMA_VERSION,
        "crossread": __version__,
        "rows": {table: len(getattr(corpus, table)) for table in tables.CORPUS_TABLES},
        "models": _hashes(Path(models.__file__).parent, "*.crfsuite"),
        "lexicons": _hashes(lexicons.FOLDER, "*.toml"),
        "settings": dict(corpus.settings),
    }


def _hashes(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob(pattern))}


def read(path: Path) -> Corpus:
    """Read a built corpus.

    Raises
    ------
    SourceError
        When it was built with another version of the schema, or a part is missing or damaged.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        version, settings = manifest["schema_version"], dict(manifest["settings"])
        if (path / AUDIT).is_file():
            settings["audit"] = json.loads((path / AUDIT).read_text(encoding="utf-8"))
        same = version == tables.SCHEMA_VERSION
        found = {table: _read_table(path / table, table) for table in tables.CORPUS_TABLES if same}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{shorten(str(path))} is damaged, rebuild it with  crossread build: {error}") from error
    if not same:
        raise SourceError(
            f"{shorten(str(path))} was built with schema {version}, this is schema {tables.SCHEMA_VERSION}: "
            f"rebuild it with  crossread build SOURCE --out {path}"
        )
    return Corpus(**found, settings=settings)


def earlier(path: Path, recipe: str) -> dict[str, pd.DataFrame]:
    """The tables of a built corpus from which `analysis.corpus.pages` are taken over; none of another recipe."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if manifest["settings"]["recipe"] != recipe or manifest["schema_version"] != tables.SCHEMA_VERSION:
            return {}
        names = ("articles", "removed", "sentences", "hits")
        return {"pages": pd.read_parquet(path / PAGES), **{name: _read_table(path / name, name) for name in names}}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # nothing usable stands there: everything is read anew


def _read_table(folder: Path, table: str) -> pd.DataFrame:
    shards = [tables.read(shard, table) for shard in sorted(folder.glob("*.parquet"))]
    return shards[0] if len(shards) == 1 else pd.concat(shards, ignore_index=True)
