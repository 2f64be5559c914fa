"""Files inside .zip and .gz, one at a time, within limits.

A member is copied to a temporary file of our own naming, so its name can lead nowhere; how much is copied is counted,
not believed.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from analysis.reading.found import MAX_XML, Unreadable

MAX_ARCHIVE = 4_000_000_000  # bytes of all members of one archive
MAX_MEMBER = MAX_XML
MAX_DEPTH = 3  # archives within archives
_CHUNK = 1 << 20


def members(path: Path) -> Iterator[tuple[str, Path | str]]:
    """The files of an archive: each one's name and a path to read it at, or why it cannot be read."""
    with TemporaryDirectory(prefix="crossread-") as folder:
        if zipfile.is_zipfile(path):
            yield from _of_zip(path, Path(folder))
        else:
            with gzip.open(path) as file:
                yield path.stem, _copy(file, Path(folder), path.stem, MAX_MEMBER)


def _of_zip(path: Path, folder: Path) -> Iterator[tuple[str, Path | str]]:
    left = MAX_ARCHIVE
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            try:
                if info.flag_bits & 1:
                    raise Unreadable("encrypted")
                with archive.open(info) as file:
                    copied = _copy(file, folder, info.filename, min(left, MAX_MEMBER))
                left -= copied.stat().st_size
                yield info.filename, copied
            except Unreadable as error:
                yield info.filename, str(error)
            except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
                yield info.filename, f"broken archive: {error}"
            if left <= 0:
                yield "", f"the rest is not read: expands to more than {MAX_ARCHIVE // 1_000_000} MB"
                return


def _copy(file: Any, folder: Path, name: str, limit: int) -> Path:
    suffix = re.sub(r"[^.\w]", "", PurePosixPath(name).suffix)[:12]
    target, size = folder / f"member{suffix}", 0
    with target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise Unreadable(f"expands to more than {limit // 1_000_000} MB")
            out.write(chunk)
    return target
