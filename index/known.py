"""What tells at once that an update only adds articles which have nothing to do with those that are there.

Kept beside a snapshot as arrays, so that no article of a large one has to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.choosing import Chosen
from index.chronology.stories import Story
from index.chronology.ties import ties
from index.entries import Entry, FileEntries, is_final, stamps_of
from index.files import Beside
from index.merging import Part
from index.state import Parts

_Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was not there before, and how many of the articles that were come before its own."""

    path: Path
    name: str
    place: int


def known_of(files: Sequence[FileEntries], chosen: Chosen) -> dict[str, bytes]:
    """What is to be kept of a build's files and its choice among them.

    seen: of each file path, name, stamps, number of chosen articles, and whether it need not be read again while the
    stamps stay. bare, ids, bands: sorted marks of all articles' texts, ids and bands, see index.entries. owners: for
    each band the number of a chosen article that has it; -1 where the article repeats another.
    """
    seen = [
        [file.path, file.name, file.seen, count, is_final(file)]
        for file, count in zip(files, chosen.counts, strict=True)
    ]
    entries = [entry for file in files for entry in file.entries]
    ids = chain(_ids(entries), _ids(chosen.entries))
    bands, owners = _owned_bands(entries, chosen.entries)
    return {
        "seen": json.dumps(seen, separators=(",", ":")).encode(),
        "bare": _marks(_bare(entries)).tobytes(),
        "ids": _marks(ids).tobytes(),
        "bands": bands.tobytes(),
        "owners": owners.tobytes(),
    }


def _owned_bands(entries: Iterable[Entry], chosen: Sequence[Entry]) -> tuple[_Marks, NDArray[np.int64]]:
    bands: list[int] = []
    owners: list[int] = []
    number = 0
    for entry in entries:
        # In order, but for what was left out.
        is_chosen = number < len(chosen) and (chosen[number].article.file, chosen[number].sha256) == (
            entry.article.file,
            entry.sha256,
        )
        bands += entry.bands
        owners += [number if is_chosen else -1] * len(entry.bands)
        number += is_chosen
    found = np.array(bands, dtype=np.uint64)
    order = np.argsort(found, kind="stable")
    return found[order], np.array(owners, dtype=np.int64)[order]


def known_of_tables(part: Part, stories: Sequence[Story], records: Sequence[bytes]) -> dict[str, bytes]:
    """What is to be kept of the chosen articles.

    ties: see index.chronology.ties, of those that have any. lengths: the sentences of each. lines: where each one's
    line of articles.jsonl begins, and their end. frequencies: for each term the sentences that hold it.
    """
    tied = [[number, sorted(found)] for number, story in enumerate(stories) if (found := ties(story))]
    ends = np.cumsum([len(record) for record in records], dtype=np.int64)
    return {
        "ties": json.dumps(tied).encode(),
        "lengths": np.bincount(part.sentences[:, 0], minlength=len(records)).astype(np.int64).tobytes(),
        "lines": np.concatenate(([0], ends)).astype(np.int64).tobytes(),
        "frequencies": np.diff(part.postings.offsets).astype(np.int64).tobytes(),
    }


class Known:
    """What both keep, read when it is asked for. Raises ValueError or KeyError when it makes no sense."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def ties(self) -> dict[int, list[str]]:
        """The ties of those articles that have any, by number."""
        found: list[tuple[int, list[str]]] = json.loads(self._parts["ties"])
        return dict(found)

    def numbers(self, name: str) -> NDArray[np.int64]:
        """lengths, lines, frequencies or owners."""
        return np.frombuffer(self._parts[name], dtype=np.int64)

    def new_files(self, listed: Iterable[tuple[Path, str]]) -> list[NewFile] | None:
        """The files that are not among the known ones; None unless those are all there, unchanged, and in order."""
        found: list[NewFile] = []
        known = iter(json.loads(self._parts["seen"]))
        following, place, beside = next(known, None), 0, Beside()
        for path, name in listed:
            if following is None or str(path.absolute()) != following[0]:
                found.append(NewFile(path, name, place))
                continue
            _, old_name, seen, count, is_settled = following
            if not is_settled or name != old_name or _listed(stamps_of(path, beside)) != seen:
                return None
            following, place = next(known, None), place + count
        return found if following is None else None

    def is_related(self, files: Sequence[FileEntries], chosen: Chosen) -> bool:
        """Whether any article in some new files is one of the known ones again, or bears an id of one."""
        entries = [entry for file in files for entry in file.entries]
        marks = {"bare": _bare(entries), "ids": chain(_ids(entries), _ids(chosen.entries))}
        return any(_has_any(np.frombuffer(self._parts[name], np.uint64), _marks(some)) for name, some in marks.items())

    def alike(self, entries: Sequence[Entry]) -> list[list[int]]:
        """For each entry the numbers of the articles that may be nearly the same; -1 for one that repeats another."""
        bands, owners = np.frombuffer(self._parts["bands"], np.uint64), self.numbers("owners")
        found: list[list[int]] = []
        for entry in entries:
            own = _marks(entry.bands)
            first, last = np.searchsorted(bands, own), np.searchsorted(bands, own, side="right")
            rows = [owners[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if a < b]
            found.append(np.unique(np.concatenate(rows)).tolist() if rows else [])
        return found


def _has_any(marks: _Marks, some: _Marks) -> bool:
    """Whether any of some are among sorted marks."""
    places = np.searchsorted(marks, some)
    there = places < len(marks)
    return bool((marks[places[there]] == some[there]).any())


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
