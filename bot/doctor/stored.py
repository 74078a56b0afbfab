"""What lies on the disk: articles, index, state."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.findings import Finding, note, ok, problem
from index import home
from index.address import Address, Where
from index.errors import ArticlesError, SnapshotError, TalksError
from index.files import is_article_file, is_stale, list_files
from index.pending import pending
from index.snapshot import Snapshot, current_id, verify

_BUILD = "talks index build"
_SQLITE = b"SQLite format 3\x00"


def articles(folder: Path) -> Iterator[Finding]:
    """Whether there are articles to read."""
    try:
        files = [path for path, _ in list_files(folder)]
    except ArticlesError as error:
        text, _, remedy = str(error).partition("; ")
        yield problem("articles", text, remedy)
        return
    readable = [path for path in files if is_article_file(path)]
    others = Counter(path.suffix or "no suffix" for path in files if not is_article_file(path))
    if not readable:
        yield problem("articles", f"{folder} has no articles", "put .txt, .html, .pdf or other article files there")
        return
    left = f"; not read: {', '.join(f'{n} {suffix}' for suffix, n in sorted(others.items()))}" if others else ""
    yield ok("articles", f"{len(readable)} files in {folder}{left}")


def index(where: Where) -> Iterator[Finding]:
    """Whether the index is there, whole and as new as the articles; in a cluster, whether it opens."""
    if isinstance(where, Address):
        yield from _in_cluster(where)
    else:
        yield from _in_folder(where)


def _in_cluster(address: Address) -> Iterator[Finding]:
    try:
        totals = home.load(address).totals
        yield ok("index", f"{totals.articles} articles in {address}; talks index verify reads them all")
    except TalksError as error:
        text, _, remedy = str(error).rpartition("; ")
        yield problem("index", text, remedy)


def _in_folder(folder: Path) -> Iterator[Finding]:
    if not _is_writable(folder):
        yield problem(
            "index", f"{folder} can't be written", f"give yourself write access to {folder}, or set TALKS_INDEX"
        )
    try:
        if current_id(folder) is None:
            yield note("index", f"there is none in {folder} yet; the first question builds it", _BUILD)
            return
        snapshot = verify(folder)
    except SnapshotError as error:
        yield problem("index", str(error).rsplit("; ", 1)[0], _BUILD)
        return
    found = list(_age(folder, snapshot))
    yield from found or [ok("index", f"{snapshot.num_articles} articles, all checksums right, as new as the articles")]
    skipped = pending(folder, snapshot.snapshot_id).skipped
    if skipped:
        first = f"{skipped[0].file}: {skipped[0].reason}"
        yield note(
            "index", f"{len(skipped)} files were left out, such as {first}", "talks index status --json names all"
        )


def state(file: Path) -> Iterator[Finding]:
    """Whether what the bot and the console keep can be written."""
    if not _is_writable(file.parent):
        remedy = "give yourself write access to it, or set TALKS_STATE to another file"
        yield problem("state", f"{file.parent} can't be written", remedy)
    elif file.is_dir():
        yield problem("state", f"{file} is a folder", "set TALKS_STATE to a file")
    elif file.is_file() and file.stat().st_size and not _is_database(file):
        yield problem("state", f"{file} is no SQLite file", f"move {file} away; a new one is made")
    elif file.is_file() and not os.access(file, os.W_OK):
        yield problem("state", f"{file} can't be written", f"chmod u+w {file}")
    else:
        yield ok("state", f"{file.parent} can be written")


def _age(folder: Path, snapshot: Snapshot) -> Iterator[Finding]:
    changes = pending(folder, snapshot.snapshot_id)
    counts = {"new": changes.added, "changed": changes.changed, "gone": changes.removed}
    told = ", ".join(f"{len(files)} {kind}" for kind, files in counts.items() if files)
    if told or is_stale(folder, snapshot.files):
        yield problem("index", f"it is older than the articles{f': {told}' if told else ''}", _BUILD)


def _is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_SQLITE)) == _SQLITE


def _is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder, which may have to be made first."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
