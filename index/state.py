"""What a build remembers for the next one: which files held what, and what is too dear to find again.

One file a snapshot, beside it: a line of JSON, and parts one behind the other. Losing it costs a full build and nothing
else.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.among import Among
from index.choosing import Verdicts
from index.plain import from_plain, to_plain
from index.readers import Skipped
from index.spellings import changed, read_back

_NAME = "state-"
_DATA = (".py", ".txt", ".tsv")
# The parts that index.known has made.
KNOWN = ("seen", "bare", "ids", "bands", "owners", "ties", "lengths", "lines", "frequencies")


@dataclass(frozen=True, slots=True)
class State:
    """What was known when the snapshot was published.

    files: a line each, see index.entries. kept: SHA-256 and place of each article in reading order. stories: a line
    of JSON each, numbered within the article. spellings: see index.spellings. known: see index.known.

    Of a snapshot that is stored as an addition to another: of the added files and articles alone; `base` is that
    snapshot, `numbers` are those of the articles among all. Of that snapshot gone are the files and articles with the
    numbers `gone_files` and `withdrawn`; `gone`: the spellings of these.
    """

    snapshot_id: str
    files: tuple[bytes, ...]
    kept: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    verdicts: Verdicts
    stories: tuple[bytes, ...]
    spellings: tuple[bytes, ...]
    known: Mapping[str, bytes] = field(default_factory=dict)
    base: str = ""
    numbers: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    gone_files: tuple[int, ...] = ()
    gone: tuple[bytes, ...] = ()


def write_state(index: Path, state: State) -> None:
    """Writes the state, all of it or none."""
    lines = {
        "files": state.files,
        "kept": [_json(kept) for kept in state.kept],
        "skipped": [_json(to_plain(skipped)) for skipped in state.skipped],
        "verdicts": [_json([*pair, verdict]) for pair, verdict in state.verdicts.items()],
        "stories": state.stories,
        "spellings": state.spellings,
        "gone": state.gone,
    }
    parts = {name: b"".join(line + b"\n" for line in some) for name, some in lines.items()} | dict(state.known)
    head = {
        "made_by": _made_by(),
        "snapshot": state.snapshot_id,
        "base": state.base,
        "numbers": state.numbers,
        "withdrawn": state.withdrawn,
        "gone_files": state.gone_files,
        "parts": [[name, len(part), hashlib.sha256(part).hexdigest()] for name, part in parts.items()],
    }
    temporary = index / f".building-{_NAME}{state.snapshot_id}"
    with temporary.open("wb") as file:
        file.write(_json(head) + b"\n")
        file.writelines(parts.values())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(_path(index, state.snapshot_id))


class Parts:
    """A state as it is stored: its head, and its parts by name, each read and checked when it is asked for."""

    def __init__(self, data: mmap.mmap) -> None:
        """Raises ValueError, TypeError or KeyError when this is no state."""
        self._data = data
        end = data.find(b"\n") + 1
        self.head: dict[str, Any] = json.loads(data[:end])
        self._places: dict[str, tuple[int, int, str]] = {}
        for name, size, sha256 in self.head["parts"]:
            self._places[name] = end, end + size, sha256
            end += size
        if end != len(data):
            raise ValueError("a state is cut off")

    def __getitem__(self, name: str) -> bytes:
        """Raises KeyError where there is no such part, ValueError when it is damaged."""
        start, end, sha256 = self._places[name]
        part = self._data[start:end]
        if hashlib.sha256(part).hexdigest() != sha256:
            raise ValueError(f"the {name} of a state are damaged")
        return part

    def lines(self, name: str) -> list[bytes]:
        return self[name].split(b"\n")[:-1]


def read_parts(index: Path, snapshot_id: str) -> Parts | None:
    """The state of that snapshot; None when there is none, it is no state, or another program made it."""
    try:
        with _path(index, snapshot_id).open("rb") as file:
            parts = Parts(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        known = parts.head["made_by"] == _made_by() and parts.head["snapshot"] == snapshot_id
        return parts if known else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def read_state(index: Path, snapshot_id: str) -> State | None:
    """The state of that snapshot; None when `read_parts` has none, or it makes no sense."""
    parts = read_parts(index, snapshot_id)
    try:
        state = None if parts is None else _state(parts)
        if state is None or not state.base:
            return state
        base = read_state(index, state.base)
        return None if base is None or base.base else _joined(base, state)
    except (ValueError, TypeError, KeyError):
        return None


def _joined(base: State, added: State) -> State:
    """The state of all articles, as that of a snapshot that is stored whole; what index.known says is lost."""
    among = Among(len(base.kept), np.array(added.withdrawn, dtype=np.int64), np.array(added.numbers, dtype=np.int64))
    if not among.fits():
        raise ValueError("what was added and what it was added to do not fit together")
    gone_files = set(added.gone_files)
    return State(
        added.snapshot_id,
        (*(line for number, line in enumerate(base.files) if number not in gone_files), *added.files),
        tuple(among.join(base.kept, added.kept)),
        base.skipped + added.skipped,
        base.verdicts | added.verdicts,
        tuple(among.join(base.stories, added.stories)),
        tuple(changed(base.spellings, read_back(added.spellings), read_back(added.gone))),
    )


def read_skipped(parts: Parts) -> tuple[Skipped, ...]:
    """What the build left out."""
    return tuple(from_plain(Skipped, json.loads(line)) for line in parts.lines("skipped"))


def _state(parts: Parts) -> State:
    kept = map(json.loads, parts.lines("kept"))
    return State(
        parts.head["snapshot"],
        tuple(parts.lines("files")),
        tuple((sha256, place) for sha256, place in kept),
        read_skipped(parts),
        {(one, other): verdict for one, other, verdict in map(json.loads, parts.lines("verdicts"))},
        tuple(parts.lines("stories")),
        tuple(parts.lines("spellings")),
        {} if parts.head["base"] else {name: parts[name] for name in KNOWN},
        parts.head["base"],
        tuple(parts.head["numbers"]),
        tuple(parts.head["withdrawn"]),
        tuple(parts.head["gone_files"]),
        tuple(parts.lines("gone")),
    )


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
