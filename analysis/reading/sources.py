"""A folder, a file or an archive to everything found in it, each with the path of its file below the source.

A member of an archive is copied to a temporary file of our own naming, so its name can lead nowhere; how much is copied
is counted, not believed.
"""

from __future__ import annotations

import gzip
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from analysis.errors import SourceError, shorten
from analysis.reading.formats import ARCHIVES, FORMATS, detect
from analysis.reading.found import MAX_XML, Found, Unreadable, limited
from analysis.reading.settings import NAME

MAX_ARCHIVE = 4_000_000_000  # bytes of all members of one archive
MAX_MEMBER = MAX_XML
MAX_DEPTH = 3  # archives within archives
_CHUNK = 1 << 20
_BESIDE = (NAME, "corrections.csv")
_BY_CONTENT = (".docx", ".xlsx", ".zip", ".gz")


def of_files(source: Path, format: str | None) -> Iterator[tuple[str, Found]]:
    """What the files of a source hold, in the order of their paths; ``format`` reads all of them as one format."""
    if not source.exists():
        raise SourceError(f"source must be an existing folder or file, not {shorten(str(source))}")
    base = source if source.is_dir() else source.parent
    names = sorted(_names(source) if source.is_dir() else [(source.name, "")])
    names = [(name, problem) for name, problem in names if _is_meant(name)]
    if not names:
        raise SourceError(f"source must hold at least one file of articles, {shorten(str(source))} holds none")
    return (
        found
        for name, problem in names
        for found in ([(name, Found("", None, problem))] if problem else _of_file(base / name, name, format))
    )


def _is_meant(name: str) -> bool:
    """Whether a file is one of articles: not hidden (nor Word's ``~$`` lock), and none that stands beside them."""
    hidden = re.search(r"(^|/)(\.(?!\.?/)|~\$|__MACOSX/|readme\.md$)", name, re.IGNORECASE)
    return not hidden and name.lower() not in _BESIDE


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything below a folder but the folders themselves, and why it cannot be read."""
    problems: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=problems.append):
        here = Path(place)
        for name in folders:
            if (here / name).is_symlink():
                yield (here / name).relative_to(folder).as_posix(), "a link to a folder is not followed"
        for name in files:
            path = here / name
            kind = "a broken link" if path.is_symlink() else "not a file that can be read"
            yield path.relative_to(folder).as_posix(), "" if path.is_file() else kind
    for problem in problems:
        yield Path(problem.filename).relative_to(folder).as_posix(), f"cannot be opened: {problem.strerror}"


def _of_file(path: Path, file: str, format: str | None, depth: int = 0) -> Iterator[tuple[str, Found]]:
    """What a file holds; when its own count of articles differs from ours, or it changes meanwhile, that is said."""
    announced, number = None, 0
    try:
        if file.rpartition("/")[2].lower() in _BESIDE:
            raise Unreadable("counts only directly in the source", "skipped")
        before = path.stat()
        name = detect(path)
        if name in ARCHIVES:
            found = _of_archive(path, file, format, depth)
        elif name := format or name:
            found = ((file, one) for one in FORMATS[name].read(path))
        elif path.suffix.lower() in _BY_CONTENT:
            raise Unreadable(f"its content is not that of a {path.suffix} file")
        else:
            raise Unreadable(f"format {path.suffix} is not known", "skipped")
        for inside, one in found:
            number += 1
            announced = announced if name in ARCHIVES else one.announced or announced
            yield inside, one
        if not number:
            raise Unreadable("empty", "skipped")
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Unreadable("changed while it was read")
    except Unreadable as error:
        yield file, Found("", None, *error.args)
    except PermissionError as error:
        yield file, Found("", None, f"cannot be opened: {error.strerror}")
    except Exception as error:  # whatever a library raises on one file, the others must be read
        reason = str(error) or type(error).__name__
        yield file, Found("", None, f"cannot be read: {shorten(reason, 160)}")
    if announced is not None and announced != number and number:
        yield file, Found("", None, f"the file announces {announced} articles, {number} were found")


def _of_archive(path: Path, file: str, format: str | None, depth: int) -> Iterator[tuple[str, Found]]:
    if depth >= MAX_DEPTH:
        raise Unreadable(f"archives more than {MAX_DEPTH} deep")
    for name, member in _members(path):
        inside = f"{file}/{name}".rstrip("/")
        if isinstance(member, str):
            yield inside, Found("", None, member)
        elif _is_meant(name):
            yield from _of_file(member, inside, format, depth + 1)


def _members(path: Path) -> Iterator[tuple[str, Path | str]]:
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


def _copy(file: IO[bytes] | gzip.GzipFile, folder: Path, name: str, limit: int) -> Path:
    suffix = re.sub(r"[^.\w]", "", PurePosixPath(name).suffix)[:12]
    target, size = folder / f"member{suffix}", 0
    with target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            limited(size, limit, "expands to more than")
            out.write(chunk)
    return target
