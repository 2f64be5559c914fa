"""A corpus on disk: for each table a folder with a Parquet file for each shard of articles, and ``manifest.json``.

The manifest says which schema, code, models and lexicons made the corpus. A corpus of another schema version is
refused with the command that rebuilds it. Everything is written beside the target and renamed, so that a killed run
leaves no half corpus and loses no older one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow.parquet as pq

from analysis import __version__, lexicons, models, tables
from analysis.errors import SourceError, shorten

MANIFEST = "manifest.json"
AUDIT = "audit.json"  # what `crossread audit` found in this corpus; it ends with the corpus
TOPICS = "topics.npz"  # the topics discovered when it was first built; they stay when it grows
PAGES = "pages"  # the table that a later build takes over
SHARD_ROWS = 250_000
_DAMAGED = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Shard:
    """The tables of some articles, by name: in memory, or as Parquet files where there is a folder."""

    folder: Path | None
    number: int
    held: dict[str, pd.DataFrame] = field(default_factory=dict)

    def _path(self, folder: Path, table: str) -> Path:
        return folder / table / f"{self.number:05d}.parquet"

    def __contains__(self, table: str) -> bool:
        return self._path(self.folder, table).is_file() if self.folder else table in self.held

    def __getitem__(self, table: str) -> pd.DataFrame:
        return tables.read(self._path(self.folder, table), table) if self.folder else self.held[table]

    def __setitem__(self, table: str, frame: pd.DataFrame) -> None:
        if self.folder:
            path = self._path(self.folder, table)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.tmp")
            tables.write(frame, part, table)
            part.replace(path)
        else:
            self.held[table] = frame


@dataclass(frozen=True)
class Stored:
    """A table of a built corpus, or its rows of some articles: read when it is called."""

    folder: Path
    table: str
    built: int  # when, in nanoseconds
    ids: frozenset[str] | None = None

    def __call__(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The table, or some of its columns."""
        try:
            frame = tables.read(self.folder / self.table, self.table, columns=columns, ids=self.ids)
            built = (self.folder / MANIFEST).stat().st_mtime_ns
        except _DAMAGED as error:
            raise _damaged(self.folder, error) from error
        if built != self.built:
            raise SourceError(f"{shorten(str(self.folder))} was built anew since it was opened: load it again")
        return frame


def is_built(path: Path) -> bool:
    """Whether a folder holds a built corpus."""
    return (path / MANIFEST).is_file() and (path / "articles").is_dir()


def begin(path: Path, *made_of: str) -> Path:
    """A folder beside ``path`` to write its tables into: what a killed build of the same wrote is still there."""
    if path.exists() and not is_built(path) and (not path.is_dir() or any(path.iterdir())):
        raise SourceError(f"path must be a new folder or a built corpus, {shorten(str(path))} is or holds other files")
    return path.with_name(f"{path.name}.{hashlib.sha256(' '.join(made_of).encode()).hexdigest()[:12]}.part")


def finish(part: Path, path: Path, settings: Mapping[str, Any]) -> Path:
    """Write the manifest, and put the folder in the place of an older corpus, whose topics are kept."""
    if (path / TOPICS).is_file():
        shutil.copyfile(path / TOPICS, part / TOPICS)
    for left in part.rglob("*.tmp"):
        left.unlink()
    said = {
        "schema_version": tables.SCHEMA_VERSION,
        "crossread": __version__,
        "rows": {
            table: sum(pq.read_metadata(file).num_rows for file in (part / table).iterdir())
            for table in tables.CORPUS_TABLES
        },
        "models": _hashes(Path(models.__file__).parent, "*.crfsuite"),
        "lexicons": _hashes(lexicons.FOLDER, "*.toml"),
        "settings": dict(settings),
    }
    text = json.dumps(said, indent=2, ensure_ascii=False, sort_keys=True)
    (part / MANIFEST).write_text(text + "\n", encoding="utf-8")
    old = part.with_suffix(".old")
    if path.exists():
        path.replace(old)
    part.replace(path)
    for left in (old, *path.parent.glob(f"{escape(path.name)}.{'[0-9a-f]' * 12}.part")):
        shutil.rmtree(left, ignore_errors=True)  # also what killed builds of other articles have left
    return path


def _hashes(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob(pattern))}


def save(held: Mapping[str, pd.DataFrame | Stored], settings: Mapping[str, Any], path: Path) -> Path:
    """Write all tables; those that stand whole in one built corpus are copied, with what a later build takes over."""
    homes = {table.folder if isinstance(table, Stored) and table.ids is None else None for table in held.values()}
    home = homes.pop() if len(homes) == 1 else None
    if home and home.resolve() == path.resolve():
        return path
    part = begin(path, uuid4().hex)
    for folder in (home / name for name in (*held, PAGES)) if home else ():
        if folder.is_dir():
            shutil.copytree(folder, part / folder.name)
    for name, table in held.items() if not home else ():
        frame = table() if isinstance(table, Stored) else table
        for number, at in enumerate(range(0, max(len(frame), 1), SHARD_ROWS)):
            Shard(part, number)[name] = frame.iloc[at : at + SHARD_ROWS]
    return finish(part, path, settings)


def opened(path: Path) -> tuple[dict[str, Stored], dict[str, Any]]:
    """The tables of a built corpus, not read yet, and its settings; one of another schema or damaged is refused."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        built = (path / MANIFEST).stat().st_mtime_ns
        version, settings = manifest["schema_version"], dict(manifest["settings"])
        if (path / AUDIT).is_file():
            settings["audit"] = json.loads((path / AUDIT).read_text(encoding="utf-8"))
        for table in tables.CORPUS_TABLES if version == tables.SCHEMA_VERSION else ():
            pq.read_schema(min((path / table).glob("*.parquet")))
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    if version != tables.SCHEMA_VERSION:
        raise SourceError(
            f"{shorten(str(path))} was built with schema {version}, this is schema {tables.SCHEMA_VERSION}: "
            f"rebuild it with  crossread build SOURCE --out {path}"
        )
    return {table: Stored(path.resolve(), table, built) for table in tables.CORPUS_TABLES}, settings


def known(path: Path | None, recipe: str) -> dict[str, int]:
    """The number of the shard of each article whose pages a built corpus has; none where the recipe is another."""
    found: dict[str, int] = {}
    try:
        if path and opened(path)[1].get("recipe") == recipe:
            for number, file in enumerate(sorted((path / PAGES).glob("*.parquet"))):
                found |= dict.fromkeys(pq.read_table(file, columns=["article_id"])[0].to_pylist(), number)
    except _DAMAGED:
        return {}  # nothing usable stands there: everything is read anew
    return found


def _damaged(path: Path, error: Exception) -> SourceError:
    return SourceError(f"{shorten(str(path))} is damaged, rebuild it with  crossread build: {error}")
