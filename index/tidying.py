"""What is no longer needed beside the live snapshot: older ones, their states and originals, half-written folders."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from index import originals
from index.manifest import ArticleRecord
from index.pieces import ADDED
from index.snapshot import SNAPSHOT_ID, base_of, is_addition
from index.state import prune_states

# What is being written bears such a name.
TEMPORARY = ".building-"


def tidy(index: Path, keep: set[str | None]) -> None:
    """Removes all snapshots but these and their bases, and what killed builds left behind; the build lock is held."""
    kept = {name for name in keep if name and SNAPSHOT_ID.fullmatch(name)}
    _prune(index, kept | {base_of(index / name) for name in kept})
    for folder in (index / name for name in kept):
        if (folder / ADDED).exists() and not is_addition(folder):
            shutil.rmtree(folder / ADDED, ignore_errors=True)
    remove_leftovers(index)


def remove_leftovers(index: Path) -> None:
    """What a killed build left behind. Safe: the build lock is held, so none of it is in use."""
    for path in index.glob(f"{TEMPORARY}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _prune(index: Path, keep: set[str]) -> None:
    """Removes older snapshots with all that is theirs; the previous one stays for a reader that is just opening it."""
    wanted: set[str] = set()
    for path in index.iterdir():
        # Only what bears a snapshot's name: the folder may hold other people's things too.
        if path.is_dir() and path.name not in keep and SNAPSHOT_ID.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name in keep and originals.any_kept(index):
            wanted |= _originals(path) | _originals(path / ADDED)
    originals.prune(index, wanted)
    prune_states(index, keep)


def _originals(folder: Path) -> set[str]:
    """The originals that a snapshot needs; none of a damaged one, which has to be built again anyway."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        lines = (folder / "articles.jsonl").read_bytes().splitlines()
        lines = [line for line in lines if b'"original": null' not in line]  # mostly all: parsing them takes long
        return {record.original for record in map(ArticleRecord.of, lines) if record.original}
    return set()
