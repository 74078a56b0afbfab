"""The article files: which there are, and whether they changed since the index was built from them.

Apart from reading and building, for every start asks whether the index is up to date.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

from index.errors import ArticlesError

# What can be read, given that its extra is installed; index.formats knows how.
SUFFIXES = (
    ".atom", ".csv", ".docx", ".eml", ".epub", ".htm", ".html", ".jsonl", ".md", ".pdf", ".rss", ".txt", ".xhtml",
    ".xml", ".zip",
)  # fmt: skip
SIDECAR = ".meta.toml"
# Which paths the live snapshot was built from; beside the snapshots, because the same articles
# elsewhere are the same snapshot.
_SOURCES = "sources.json"
_NEW_SOURCES = "sources.json.new"


def is_article_file(path: Path) -> bool:
    """Whether the path is a file with a suffix that a reader knows."""
    return has_reader(path) and path.is_file()


def has_reader(path: Path) -> bool:
    """Whether the path's suffix is one that a reader knows."""
    return path.suffix.lower() in SUFFIXES


def list_files(root: Path) -> Iterator[tuple[Path, str]]:
    """What stands under a root in name order, each with its name relative to the root (or its own name).

    Links to folders, broken links and folders that can't be read are listed too, so that they can be named;
    hidden files and sidecars are not.
    """
    if root.is_file():
        yield root, root.name
        return
    if not root.is_dir():
        raise ArticlesError(f"{root}: no such file or folder; set TALKS_ARTICLES or name one that exists")
    if not _can_list(root):
        raise ArticlesError(f"{root}: can't be read; set its permissions or name another folder")
    yield from _listed(root, "")


def _listed(folder: Path, prefix: str) -> Iterator[tuple[Path, str]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR):
            continue
        path, name = folder / entry.name, prefix + entry.name
        if entry.is_dir(follow_symlinks=False) and _can_list(path):
            yield from _listed(path, f"{name}/")
        else:
            yield path, name


def _can_list(path: Path) -> bool:
    """Whether the path is a folder that can be listed."""
    try:
        os.scandir(path).close()
    except OSError:
        return False
    return True


def is_present(root: Path, file: str) -> bool:
    """Whether an article's file, or the archive that holds it, stands under the root (or is it)."""
    if root.is_dir():
        path = root / file
        return any(place.is_file() for place in (path, *path.parents) if place.is_relative_to(root))
    return file.split("/", 1)[0] == root.name and root.exists()


def sidecars(path: Path) -> tuple[Path, Path]:
    """Where an article's sidecar may stand: NAME.meta.toml beside NAME.txt, or NAME.txt.meta.toml."""
    return path.with_suffix(SIDECAR), path.with_name(path.name + SIDECAR)


class Beside:
    """Which folders hold sidecars: asked once a folder, not twice a file."""

    def __init__(self) -> None:
        self._folders: dict[str, bool] = {}

    def may_have(self, path: Path) -> bool:
        """Whether there is any sidecar in the file's folder."""
        folder = str(path).rpartition(os.sep)[0]  # of thousands of files, and pathlib takes ten times as long
        found = self._folders.get(folder)
        if found is None:
            try:
                found = any(one.name.endswith(SIDECAR) for one in path.parent.iterdir())
            except OSError:
                found = True
            self._folders[folder] = found
        return found


def write_sources(index: Path, paths: Sequence[Path], files: Iterable[tuple[Path, str]]) -> None:
    """Notes what a build is about to read: what changes after this moment makes the new snapshot stale.

    `files` is what stands under the paths.
    """
    folders = Beside()
    near = [path for path, _ in files if folders.may_have(path) and has_reader(path)]
    beside = [sidecar for path in near for sidecar in sidecars(path) if sidecar.exists()]
    noted = {"paths": [str(path.resolve()) for path in paths], "sidecars": [str(path.resolve()) for path in beside]}
    (index / _NEW_SOURCES).write_text(json.dumps(noted), encoding="utf-8")


def publish_sources(index: Path) -> None:
    """Makes what the last build noted that of the live snapshot."""
    (index / _NEW_SOURCES).replace(index / _SOURCES)


def sources(index: Path) -> list[Path]:
    """The paths the live snapshot was built from; empty when that is not known."""
    return _noted(index, "paths")


def _noted(index: Path, key: str) -> list[Path]:
    try:
        noted = json.loads((index / _SOURCES).read_text(encoding="utf-8"))
        return [Path(path) for path in noted[key]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def is_stale(index: Path, indexed_files: Set[str]) -> bool:
    """Whether a file under the sources, or its sidecar, came, went or changed since the snapshot was published."""
    try:
        began = (index / _SOURCES).stat().st_mtime_ns
        roots = [root for root in sources(index) if root.exists()]
        if not roots:
            return False  # an index may travel without its articles
        present = [item for root in roots for item in list_files(root) if is_article_file(item[0])]
        names = {name for _, name in present}
        gone = {file for file in indexed_files - names if not any(is_present(root, file) for root in roots)}
        gone |= {sidecar.name for sidecar in _noted(index, "sidecars") if not sidecar.exists()}
        return bool(gone) or any(_changed(path) > began for path, _ in present)
    except (OSError, ArticlesError):
        return False


def _changed(path: Path) -> int:
    """When a file or its sidecar last changed; a file moved or copied here keeps its old mtime, not its ctime."""
    files = [path, *(sidecar for sidecar in sidecars(path) if sidecar.exists())]
    return max(max(file.stat().st_mtime_ns, file.stat().st_ctime_ns) for file in files)
