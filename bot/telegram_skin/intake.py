"""Articles into the folder and out of it: the one place where the bot writes there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path, PurePath

from index.errors import TalksError
from index.files import SIDECAR, SUFFIXES

# Removed articles go here, inside the articles folder; what is hidden there is not indexed.
REMOVED = ".removed"
_LONGEST_NAME = 150
# What Telegram's own server gives out.
LARGEST = 20_000_000


class IntakeError(TalksError):
    """A file that can't be taken, with what to do."""


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
        raise IntakeError("a file of this name is there already; /remove it first, or send this one under another name")
    return bare


def add(folder: Path, name: str, data: bytes) -> Path:
    """Writes a file into the folder: all of it, or none, and never over another. Raises IntakeError."""
    path = folder / accepted(folder, name, len(data))
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".adding-", delete=False) as file:
            file.write(data)
        try:
            # Unlike a rename, a link fails where another file came meanwhile.
            os.link(file.name, path)
        finally:
            Path(file.name).unlink()
    except OSError as error:
        raise IntakeError(f"can't be written into {folder}: {error.strerror}") from error
    path.chmod(0o644)
    return path


def remove(folder: Path, file: str) -> Path:
    """Moves a file, with its sidecar, out of the index's sight; where it is now. Raises IntakeError."""
    path = folder / file
    if not folder.is_dir() or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise IntakeError(f"{file} is not in the articles folder")
    target = folder / REMOVED / file
    number = 1
    while target.exists():
        number += 1
        target = (folder / REMOVED / file).with_name(f"{number}-{path.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        for sidecar in (path.with_suffix(SIDECAR), path.with_name(path.name + SIDECAR)):
            if sidecar.is_file():
                sidecar.rename(target.with_name(sidecar.name))
    except OSError as error:
        raise IntakeError(f"{file} can't be moved: {error.strerror}") from error
    return target
