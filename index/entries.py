"""The articles that files hold, file by file; a file that has not changed since the last build is not read again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.files import Beside, sidecars
from index.formats.registry import is_plain
from index.formats.sandbox import Sandbox
from index.likeness import bands
from index.model import Article, Place, PublishedBasis
from index.plain import to_plain
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


def gather(files: Iterable[tuple[Path, str]], known: Mapping[str, FileEntries]) -> list[FileEntries]:
    """What the files hold, given by path and name; `known` is what they held before, by path."""
    beside = Beside()
    with Sandbox() as sandbox:
        return [_known(path, name, known, beside) or read_entries(path, name, sandbox) for path, name in files]


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
    whole = hashlib.sha256(article.text.encode()).hexdigest()
    return Entry(article, whole, bare_of(article.text), bands(article.text), is_fresh=True)


def bare_of(text: str) -> str:
    """The SHA-256 of a text without the white space around it."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def _known(path: Path, name: str, known: Mapping[str, FileEntries], beside: Beside) -> FileEntries | None:
    """What the file held before, when nothing about it changed."""
    before = known.get(str(path.absolute()))
    if before is None or not is_final(before) or before.name != name or before.seen != stamps_of(path, beside):
        return None
    return before


def is_final(file: FileEntries) -> bool:
    """Whether the file holds the same as long as its stamps stay."""
    # What a reader failed at may succeed now: an extra was installed, the machine has more time.
    return file.is_settled and (not file.skipped or is_plain(Path(file.path).suffix.lower()))


def stamps_of(path: Path, beside: Beside | None = None) -> tuple[Stamp | None, ...] | None:
    """The stamps of a file and of its sidecars where they exist; None for a file that can't be looked at."""
    try:
        if beside is not None and not beside.may_have(path):
            return _stamp(os.stat(path)), None, None  # noqa: PTH116 - as Beside.may_have
        return _stamp(path.stat()), *map(_stamp_or_none, sidecars(path))
    except OSError:
        return None


def _stamp_or_none(path: Path) -> Stamp | None:
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def line_of(file: FileEntries) -> bytes:
    """The file's entries as a line of JSON, without texts."""
    entries = [[*to_plain(entry.article), entry.sha256, entry.bare, entry.bands] for entry in file.entries]
    skipped = [[one.file, one.reason] for one in file.skipped]
    record = [file.path, file.name, file.seen, file.is_settled, entries, skipped]
    return json.dumps(record, separators=(",", ":")).encode()


def of_line(line: bytes) -> FileEntries:
    """The entries that `line_of` wrote. Raises ValueError or TypeError for anything else."""
    path, name, seen, is_settled, entries, skipped = json.loads(line)
    return FileEntries(
        path,
        name,
        None if seen is None else tuple(stamp and tuple(stamp) for stamp in seen),
        is_settled,
        tuple(map(_entry, entries)),
        tuple(Skipped(*one) for one in skipped),
    )


def _entry(record: list[Any]) -> Entry:
    *article, sha256, bare, found = record
    return Entry(_article(*article), sha256, bare, tuple(found))


def _article(*told: Any) -> Article:
    article_id, file, title, text, url, publisher, published, basis, place, original, also_in = told
    day = dt.date.fromisoformat(published) if published else None
    return Article(
        article_id,
        file,
        title,
        text,
        url,
        publisher,
        day,
        PublishedBasis(basis),
        Place(place),
        original,
        tuple(also_in),
    )


def without_text(entry: Entry) -> Entry:
    """The entry as it is remembered."""
    return replace(entry, article=replace(entry.article, text=""), is_fresh=False)
