"""Articles into the articles folder and out of it: the one place where the program writes there.

The folder is the truth: an index that is lost is built from it again, additions and removals included.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import TalksError
from index.files import SIDECAR, SUFFIXES, list_files, sidecars, sources

# Removed articles go here, inside the articles folder; what is hidden there is not indexed.
REMOVED = ".removed"
# Of a file that is sent: what Telegram's own server gives out, and more than any article needs.
LARGEST = 20_000_000
_LONGEST_NAME = 150


class IntakeError(TalksError):
    """A file that can't be taken, with what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Where in the articles folder a file is now, and whether it came with this."""

    path: Path
    is_new: bool


def places(articles: Path, index: Path) -> tuple[Path, list[Path]]:
    """The folder that takes new articles, and the paths that the index is built from, which it is among.

    `articles` where the index is built from it, from nothing yet, or from no folder; else the first of its folders.
    """
    built_from = sources(index)
    if not built_from or articles.resolve() in built_from:
        return articles, built_from or [articles]
    folder = next((path for path in built_from if path.is_dir()), None)
    return (folder, built_from) if folder else (articles, [*built_from, articles])


def accepted(folder: Path, name: str | None, size: int) -> str:
    """The name a file will have in the folder. Raises IntakeError when it can't be taken under this name."""
    bare = PurePath((name or "").replace("\\", "/")).name
    if not bare or bare.startswith(".") or not bare.isprintable() or len(bare.encode()) > _LONGEST_NAME:
        raise IntakeError("give the file a plain name of at most 150 bytes, such as talks.txt")
    if PurePath(bare).suffix.lower() not in SUFFIXES or bare.endswith(SIDECAR):
        raise IntakeError(f"this format is not indexed; send one of {', '.join(SUFFIXES)}")
    if size > LARGEST:
        raise IntakeError(f"it has {size:,} bytes, at most {LARGEST:,} are taken; split it, or put it there yourself")
    if not folder.is_dir():
        raise IntakeError("TALKS_ARTICLES is no folder; set it to one, and articles can be added to it")
    if (folder / bare).exists():
        raise IntakeError("a file of this name is there already; remove it first, or send this one under another name")
    return bare


def add(folder: Path, name: str, data: bytes) -> Path:
    """Writes a file into the folder: all of it, or none, and never over another. Raises IntakeError."""
    path = folder / accepted(folder, name, len(data))
    _write(path, data)
    return path


def take(folder: Path, name: str, data: bytes) -> Taken:
    """As `add`, but what is there already with the same name and bytes stays. Raises IntakeError that names it."""
    path = folder / PurePath(name).name
    try:
        if path.is_file() and path.read_bytes() == data:
            return Taken(path, is_new=False)
        return Taken(add(folder, name, data), is_new=True)
    except OSError as error:
        raise IntakeError(f"{path}: can't be read: {error.strerror}; give yourself access to it") from error
    except IntakeError as error:
        raise IntakeError(f"{name}: {error}") from error


def copy_in(folder: Path, path: Path) -> list[Taken]:
    """Copies a file, or the article files of a folder, into the articles folder; with their sidecars.

    What is in the folder already stays where it is. Where each of them is now. Raises IntakeError.
    """
    if not folder.is_dir():
        raise IntakeError(f"{folder} is no folder; set TALKS_ARTICLES to one, and articles can be added to it")
    if not path.exists():
        raise IntakeError(f"{path}: no such file or folder; name one, an http(s) address, or - for standard input")
    if path.name.startswith(".") and path.is_file():
        raise IntakeError(f"{path}: what is hidden is not indexed; rename it")
    if path.resolve().is_relative_to(folder.resolve()):
        return [Taken(file, is_new=False) for file, _ in list_files(path)]
    base = folder / path.name if path.is_dir() else folder
    taken: list[Taken] = []
    for file, name in list_files(path):
        if file.suffix.lower() in SUFFIXES and file.is_file():
            try:
                is_new = [_copy(*pair) for pair in ((file, base / name), *_beside(file, base / name))]
            except OSError as error:
                raise IntakeError(
                    f"{file}: can't be copied into {folder}: {error.strerror}; give yourself access"
                ) from error
            taken.append(Taken(base / name, any(is_new)))
    if not taken:
        raise IntakeError(f"{path}: no article file; known formats are {', '.join(SUFFIXES)}")
    return taken


def put(folder: Path, name: str, data: bytes, url: str) -> Path:
    """Writes what was fetched from an address, over what was fetched from it before. Raises IntakeError."""
    if not folder.is_dir():
        raise IntakeError(f"{folder} is no folder; set TALKS_ARTICLES to one, and articles can be added to it")
    path = folder / name
    said, _ = sidecars(path)
    if not said.exists():
        _write(said, f"url = {json.dumps(url)}\n".encode())
    _write(path, data, over=True)
    return path


def file_of(folder: Path, file: str) -> str:
    """The file in the folder that an article stands in: the archive of a member."""
    for parent in [*reversed(Path(file).parents)][1:]:
        if (folder / parent).is_file():
            return parent.as_posix()
    return file


def remove(folder: Path, file: str) -> Path:
    """Moves a file, with its sidecar, out of the index's sight; where it is now. Raises IntakeError."""
    path = folder / file
    if not folder.is_dir() or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise IntakeError(f"{file} is not in the articles folder; run: talks index build")
    target = folder / REMOVED / file
    number = 1
    while target.exists():
        number += 1
        target = (folder / REMOVED / file).with_name(f"{number}-{path.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        for sidecar in sidecars(path):
            if sidecar.is_file():
                sidecar.rename(target.with_name(sidecar.name))
    except OSError as error:
        raise IntakeError(f"{file} can't be moved: {error.strerror}; give yourself access to it") from error
    return target


def _beside(file: Path, target: Path) -> Sequence[tuple[Path, Path]]:
    return [(one, other) for one, other in zip(sidecars(file), sidecars(target), strict=True) if one.is_file()]


def _copy(source: Path, target: Path) -> bool:
    """Whether it was not there with the same bytes."""
    data = source.read_bytes()
    if target.exists():
        if target.read_bytes() != data:
            raise IntakeError(f"{target}: another file is there already; remove it first, or rename {source}")
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, data)
    return True


def _write(path: Path, data: bytes, *, over: bool = False) -> None:
    """Writes all of a file or none. Raises IntakeError."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".adding-", delete=False) as file:
            file.write(data)
        try:
            if over:
                os.replace(file.name, path)  # noqa: PTH105 - one call for a name that is no path
            else:
                # Unlike a rename, a link fails where another file came meanwhile.
                os.link(file.name, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(file.name).unlink()
        path.chmod(0o644)
    except OSError as error:
        raise IntakeError(
            f"can't be written into {path.parent}: {error.strerror}; give yourself access to it"
        ) from error
