"""What tells at once that the articles which come and go with an update have nothing to do with those that stay.

Kept beside a snapshot as arrays, so that no article of a large one has to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.choosing import Chosen
from index.chronology.stories import Story
from index.chronology.ties import ties
from index.distinct import distinct, without
from index.entries import Entry, FileEntries, bare_of
from index.matching import Matched, match, seen_of
from index.merging import Part
from index.model import Article
from index.state import Parts

Marks = NDArray[np.uint64]


def known_of(files: Sequence[FileEntries], chosen: Chosen) -> dict[str, bytes]:
    """What is to be kept of a build's files and its choice among them.

    seen: a file each, see index.matching. bare, ids, bands: sorted marks of all articles' texts, ids and bands, see
    index.entries. owners: for each band the number of a chosen article that has it; -1 where the article repeats
    another.
    """
    seen = []
    first = 0
    for file, count in zip(files, chosen.counts, strict=True):
        seen.append(seen_of(file, count, _is_alone(file, chosen.entries[first : first + count])))
        first += count
    entries = [entry for file in files for entry in file.entries]
    as_read = {entry.article.article_id for entry in entries}
    ids = chain(_ids(entries), _ids(entry for entry in chosen.entries if entry.article.article_id not in as_read))
    bands, owners = _owned_bands(entries, chosen.entries)
    return {
        "seen": json.dumps(seen, separators=(",", ":")).encode(),
        "bare": np.sort(_marks(_bare(entries))).tobytes(),
        "ids": np.sort(_marks(ids)).tobytes(),
        "bands": bands.tobytes(),
        "owners": owners.tobytes(),
    }


def _is_alone(file: FileEntries, chosen: Sequence[Entry]) -> bool:
    """Whether all its articles were chosen, under their own ids, and repeat no other; those alone may share an id."""
    read = [(entry.article.article_id, ()) for entry in file.entries]
    return not file.skipped and read == [(entry.article.article_id, entry.article.also_in) for entry in chosen]


def _owned_bands(entries: Iterable[Entry], chosen: Sequence[Entry]) -> tuple[Marks, NDArray[np.int64]]:
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

    def match(self, listed: Iterable[tuple[Path, str]]) -> Matched | None:
        """See index.matching."""
        return match(json.loads(self._parts["seen"]), listed)

    def marks_alone(self, articles: Sequence[Article]) -> dict[str, Marks] | None:
        """The marks of some known articles' ids and texts; None when any other bears one of them."""
        found = {
            "ids": _marks(_id_mark(article.article_id) for article in articles),
            "bare": _marks(_bare_mark(bare_of(article.text)) for article in articles),
        }
        return found if all(_are_once(self._stored(name), marks) for name, marks in found.items()) else None

    def is_related(self, files: Sequence[FileEntries], chosen: Chosen, gone: Mapping[str, Marks]) -> bool:
        """Whether any article in some new files is one of the known ones again, or bears an id of one.

        Those whose marks are gone have gone.
        """
        entries = [entry for file in files for entry in file.entries]
        marks = {"bare": _bare(entries), "ids": chain(_ids(entries), _ids(chosen.entries))}
        return any(_has_any(self._stored(name), without(_marks(own), gone[name])) for name, own in marks.items())

    def alike(self, entries: Sequence[Entry]) -> list[list[int]]:
        """For each entry the numbers of the articles that may be nearly the same; -1 for one that repeats another."""
        bands, owners = self._stored("bands"), self.numbers("owners")
        found: list[list[int]] = []
        for entry in entries:
            own = distinct(_marks(entry.bands))
            first, last = np.searchsorted(bands, own), np.searchsorted(bands, own, side="right")
            rows = [owners[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if a < b]
            found.append(distinct(np.concatenate(rows)).tolist() if rows else [])
        return found

    def _stored(self, name: str) -> Marks:
        return np.frombuffer(self._parts[name], np.uint64)


def _has_any(marks: Marks, some: Marks) -> bool:
    """Whether any of some are among sorted marks."""
    places = np.searchsorted(marks, some)
    there = places < len(marks)
    return bool((marks[places[there]] == some[there]).any())


def _are_once(marks: Marks, some: Marks) -> bool:
    """Whether all of some are among sorted marks, each once."""
    return bool((np.searchsorted(marks, some, side="right") - np.searchsorted(marks, some) == 1).all())


def _marks(marks: Iterable[int]) -> Marks:
    return np.array(list(marks), dtype=np.uint64)


def _bare(entries: Iterable[Entry]) -> Iterator[int]:
    return (_bare_mark(entry.bare) for entry in entries)


def _bare_mark(bare: str) -> int:
    return int(bare[:16], 16)


def _ids(entries: Iterable[Entry]) -> Iterator[int]:
    return (_id_mark(entry.article.article_id) for entry in entries)


def _id_mark(article_id: str) -> int:
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest(), "big")
