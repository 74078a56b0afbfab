"""The files that articles were extracted from, kept beside the snapshots under their SHA-256.

Text files need no copy: their text is in the snapshot as it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.errors import ArticlesError
from index.manifest import sha256_of

_FOLDER = "originals"
_TEMPORARY = ".building-original"


def keep(index: Path, originals: Mapping[str, Path]) -> None:
    """Copies what is not there yet. Raises ArticlesError when a file is no longer the one that was read."""
    folder = index / _FOLDER
    for digest, path in originals.items():
        kept = folder / digest
        if kept.exists() and kept.stat().st_size == path.stat().st_size and sha256_of(kept) == digest:
            continue
        folder.mkdir(exist_ok=True)
        temporary = index / _TEMPORARY
        shutil.copyfile(path, temporary)
        if sha256_of(temporary) != digest:
            raise ArticlesError(f"{path}: changed while it was indexed; the old index still serves: build again")
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(kept)


def original_of(index: Path, digest: str) -> Path:
    """Where the file with that SHA-256 is kept."""
    return index / _FOLDER / digest


def any_kept(index: Path) -> bool:
    """Whether there is any such file."""
    return (index / _FOLDER).is_dir()


def prune(index: Path, wanted: Iterable[str]) -> None:
    """Removes the files that no kept snapshot needs."""
    folder, needed = index / _FOLDER, set(wanted)
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in needed:
                path.unlink(missing_ok=True)
