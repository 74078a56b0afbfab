"""What a build would find changed: files that came, changed or went since the live snapshot was published."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from index.entries import of_line, stamps_of
from index.files import is_article_file, list_files, sources
from index.readers import Skipped
from index.state import read_state


@dataclass(slots=True)
class Pending:
    """Files by name, and what the last build left out."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def pending(index: Path, snapshot_id: str) -> Pending:
    """What changed since that snapshot; nothing where its build is not remembered or its articles are elsewhere."""
    found = Pending()
    state = read_state(index, snapshot_id)
    roots = [root for root in sources(index) if root.exists()]
    if state is None:
        return found
    found.skipped = list(state.skipped)
    known = {_place(file.path): file for file in map(of_line, state.files)}
    if not roots:
        return found
    for root in roots:
        for path, name in list_files(root):
            before = known.pop(_place(str(path)), None)
            if before is None:
                found.added += [name] if is_article_file(path) else []
            elif before.seen != stamps_of(path):
                found.changed.append(name)
    found.removed = [file.name for file in known.values()]
    return found


def _place(path: str) -> str:
    """The path without links above the file: the articles folder may be one, and was noted by where it leads."""
    folder, _, name = path.rpartition(os.sep)
    return f"{_real(folder)}{os.sep}{name}"


@lru_cache(maxsize=1 << 12)
def _real(folder: str) -> str:
    return os.path.realpath(folder)
