"""What tells at once that an update only adds articles which have nothing to do with those that are there.

Kept beside a snapshot as arrays, so that no article of a large one has to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.choosing import Chosen
from index.entries import Entry, FileEntries, is_final, stamps_of

_Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was not there before, and how many of the articles that were come before its own."""

    path: Path
    name: str
    place: int


def known_of(files: Sequence[FileEntries], chosen: Chosen, telling: Sequence[int]) -> dict[str, bytes]:
    """What is to be kept of a build's files and its choice among them.

    seen: of each file path, name, stamps, number of chosen articles, and whether it need not be read again while the
    stamps stay. telling: numbers of the articles that have a part in dating
    others. bare, ids, bands: sorted marks of
    all articles' texts, ids and bands, see index.entries.
    """
    seen = [
        [file.path, file.name, file.seen, count, is_final(file)]
        for file, count in zip(files, chosen.counts, strict=True)
    ]
    entries = [entry for file in files for entry in file.entries]
    ids = chain(_ids(entries), _ids(chosen.entries))
    return {
        "seen": json.dumps(seen, separators=(",", ":")).encode(),
        "telling": json.dumps(telling).encode(),
        "bare": _marks(_bare(entries)).tobytes(),
        "ids": _marks(ids).tobytes(),
        "bands": _marks(_bands(entries)).tobytes(),
    }


class Known:
    """The articles of a snapshot, as `known_of` keeps them. Raises ValueError or KeyError when that makes no sense."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._seen: list[list[Any]] = json.loads(parts["seen"])
        self.telling: list[int] = json.loads(parts["telling"])
        self._bare, self._ids, self._bands = (
            np.frombuffer(parts[name], dtype=np.uint64) for name in ("bare", "ids", "bands")
        )

    def new_files(self, listed: Iterable[tuple[Path, str]]) -> list[NewFile] | None:
        """The files that are not among the known ones; None unless those are all there, unchanged, and in order."""
        found: list[NewFile] = []
        known = iter(self._seen)
        following, place = next(known, None), 0
        for path, name in listed:
            if following is None or str(path.absolute()) != following[0]:
                found.append(NewFile(path, name, place))
                continue
            _, old_name, seen, count, is_settled = following
            if not is_settled or name != old_name or _listed(stamps_of(path)) != seen:
                return None
            following, place = next(known, None), place + count
        return found if following is None else None

    def is_related(self, files: Sequence[FileEntries], chosen: Chosen) -> bool:
        """Whether any article in some new files may be one of the known ones again, or bears an id of one."""
        entries = [entry for file in files for entry in file.entries]
        ids = chain(_ids(entries), _ids(chosen.entries))
        pairs = (self._bare, _bare(entries)), (self._ids, ids), (self._bands, _bands(entries))
        return any(bool(np.isin(_marks(marks), known).any()) for known, marks in pairs)


def _listed(stamps: Sequence[Sequence[int] | None] | None) -> list[list[int] | None] | None:
    """Stamps as JSON has them."""
    return None if stamps is None else [None if stamp is None else list(stamp) for stamp in stamps]


def _marks(marks: Iterable[int]) -> _Marks:
    return np.unique(np.array(list(marks), dtype=np.uint64))


def _bare(entries: Iterable[Entry]) -> Iterator[int]:
    return (int(entry.bare[:16], 16) for entry in entries)


def _ids(entries: Iterable[Entry]) -> Iterator[int]:
    for entry in entries:
        yield int.from_bytes(blake2b(entry.article.article_id.encode(), digest_size=8).digest(), "big")


def _bands(entries: Iterable[Entry]) -> Iterator[int]:
    return (band for entry in entries for band in entry.bands)
