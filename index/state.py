"""What a build remembers for the next one: which files held what, and what is too dear to find again.

One file a snapshot, beside it. Losing it costs a full build and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.choosing import Verdicts
from index.plain import from_plain, to_plain
from index.readers import Skipped

_NAME = "state-"
_DATA = (".py", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class State:
    """What was known when the snapshot was published.

    files: a line each, see index.entries. kept: SHA-256 and place of each article in reading order. stories: a line
    of JSON each, numbered within the article. spellings: see index.spellings.
    """

    snapshot_id: str
    files: tuple[bytes, ...]
    kept: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    verdicts: Verdicts
    stories: tuple[bytes, ...]
    spellings: tuple[bytes, ...]


def write_state(index: Path, state: State) -> None:
    """Writes the state, all of it or none."""
    body = [
        *state.files,
        *(_json(kept) for kept in state.kept),
        *(_json(to_plain(skipped)) for skipped in state.skipped),
        *(_json([*pair, verdict]) for pair, verdict in state.verdicts.items()),
        *state.stories,
        *state.spellings,
    ]
    data = b"\n".join(body)
    head = {
        "made_by": _made_by(),
        "snapshot": state.snapshot_id,
        "counts": [len(part) for part in _parts(state)],
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    temporary = index / f".building-{_NAME}{state.snapshot_id}"
    with temporary.open("wb") as file:
        file.write(_json(head) + b"\n" + data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(_path(index, state.snapshot_id))


def _parts(state: State) -> tuple[Sized, ...]:
    """In the order of the lines."""
    return state.files, state.kept, state.skipped, state.verdicts, state.stories, state.spellings


def read_state(index: Path, snapshot_id: str) -> State | None:
    """The state of that snapshot; None when there is none, it is damaged, or another version of the program made it."""
    try:
        first, _, data = _path(index, snapshot_id).read_bytes().partition(b"\n")
        head = json.loads(first)
        whole = head["sha256"] == hashlib.sha256(data).hexdigest() and head["made_by"] == _made_by()
        if not whole or head["snapshot"] != snapshot_id:
            return None
        lines = iter(data.split(b"\n"))
        files, kept, skipped, verdicts, stories, spellings = ([next(lines) for _ in range(n)] for n in head["counts"])
        return State(
            snapshot_id,
            tuple(files),
            tuple((sha256, place) for sha256, place in map(json.loads, kept)),
            tuple(from_plain(Skipped, json.loads(line)) for line in skipped),
            {(one, other): verdict for one, other, verdict in map(json.loads, verdicts)},
            tuple(stories),
            tuple(spellings),
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None


def prune_states(index: Path, keep: Iterable[str | None]) -> None:
    """Removes the states of other snapshots."""
    names = {f"{_NAME}{snapshot_id}" for snapshot_id in keep}
    for path in index.glob(f"{_NAME}*"):
        if path.name not in names:
            path.unlink(missing_ok=True)


@cache
def _made_by() -> str:
    """What the outcome of reading and analysing depends on besides the articles: this package and Python's tables."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in _DATA:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _path(index: Path, snapshot_id: str) -> Path:
    return index / f"{_NAME}{snapshot_id}"


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
