"""The articles that files hold, file by file; a file that has not changed since the last build is not read again."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.files import list_files, sidecars
from index.formats.registry import is_plain
from index.formats.sandbox import Sandbox
from index.likeness import bands
from index.model import Article
from index.readers import Skipped, read_file

# A file changed so shortly before it was read may change again without a new time stamp.
_TICK = 100_000_000

Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a file. Its article's text is empty unless the file was read in this build.

    sha256: of the text. bare: of the text without the white space around it. bands: see index.likeness.
    """

    article: Article
    sha256: str
    bare: str
    bands: tuple[int, ...]
    is_fresh: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class FileEntries:
    """What one file held when it bore the stamps `seen`: its own and its sidecars'; None where it has none.

    `is_settled`: a change after it was read would show in the stamps.
    """

    path: str
    name: str
    seen: tuple[Stamp | None, ...] | None
    is_settled: bool
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


def gather(paths: Iterable[Path], known: Mapping[str, FileEntries]) -> list[FileEntries]:
    """What the files under the paths hold, in reading order. `known` is what they held before, by path.

    Raises ArticlesError when a path does not exist.
    """
    with Sandbox() as sandbox:
        return [
            _known(path, name, known) or read_entries(path, name, sandbox)
            for root in paths
            for path, name in list_files(root)
        ]


def read_entries(path: Path, name: str, sandbox: Sandbox) -> FileEntries:
    """Reads one file."""
    began, seen = time.time_ns(), stamps_of(path)
    items = read_file(path, name, sandbox)
    is_settled = seen is not None and all(max(stamp[1:3]) < began - _TICK for stamp in seen if stamp)
    entries = tuple(entry_of(item) for item in items if isinstance(item, Article))
    skipped = tuple(item for item in items if isinstance(item, Skipped))
    return FileEntries(str(path.absolute()), name, seen, is_settled, entries, skipped)


def entry_of(article: Article) -> Entry:
    """The entry of an article that was just read."""
    text = article.text
    whole, bare = (hashlib.sha256(part.encode()).hexdigest() for part in (text, text.strip()))
    return Entry(article, whole, bare, bands(text), is_fresh=True)


def _known(path: Path, name: str, known: Mapping[str, FileEntries]) -> FileEntries | None:
    """What the file held before, when nothing about it changed."""
    before = known.get(str(path.absolute()))
    if before is None or not before.is_settled or before.name != name or before.seen != stamps_of(path):
        return None
    # What a reader failed at may succeed now: an extra was installed, the machine has more time.
    if before.skipped and not is_plain(path.suffix.lower()):
        return None
    return before


def stamps_of(path: Path) -> tuple[Stamp | None, ...] | None:
    """The stamps of a file and of its sidecars where they exist; None for a file that can't be looked at."""
    try:
        return _stamp(path), *(_stamp(sidecar) if sidecar.exists() else None for sidecar in sidecars(path))
    except OSError:
        return None


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def without_text(entry: Entry) -> Entry:
    """The entry as it is remembered."""
    return replace(entry, article=replace(entry.article, text=""), is_fresh=False)
