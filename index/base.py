"""A large snapshot, stored whole, that something is added to, and what its build remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from index.errors import SnapshotError
from index.known import Known
from index.manifest import ArticleRecord, Manifest
from index.merging import Numbers
from index.pieces import Tables, read_tables
from index.snapshot import check_files, read_manifest
from index.state import Parts, read_parts
from index.stored_ranker import Stored, read_ranker

# With fewer sentences all is put together anew in no time.
_LEAST = 50_000
# Files of which nothing is copied into an addition: what is damaged in others would get a checksum that is right.
_UNREAD = {"texts.bin", "rank_postings.npy", "rank_columns.npy", "rank_order.npy", "rank_maxima.npy", "term_bounds.npy"}


@dataclass(frozen=True)
class Base:
    """The snapshot's folder and manifest, and its state with what index.known made of it."""

    folder: Path
    manifest: Manifest
    parts: Parts
    known: Known

    @cached_property
    def tables(self) -> Tables:
        return read_tables(self.folder)

    @cached_property
    def ranker(self) -> Stored:
        return read_ranker(self.folder, self.manifest.num_sentences)

    @cached_property
    def lengths(self) -> Numbers:
        """For each article its number of sentences."""
        return np.bincount(self.tables.rows[:, 0], minlength=self.manifest.num_articles)

    def stories(self) -> Sequence[bytes]:
        """A line an article, see index.state."""
        return self.parts.lines("stories")

    def text(self, number: int) -> str:
        """The text of an article. Raises ValueError when it is damaged."""
        data = self.tables.texts[number]
        if hashlib.sha256(data).hexdigest() != ArticleRecord.of(self.tables.lines[number]).sha256:
            raise ValueError(f"the text of article {number} is damaged")
        return data.decode()


def open_base(index: Path, base_id: str) -> Base | None:
    """The snapshot with that id; None when it is small, not stored whole, damaged, or its state is missing.

    Raises OSError, ValueError or KeyError where it is damaged otherwise.
    """
    folder = index / base_id
    try:
        manifest = read_manifest(folder)
        parts = read_parts(index, base_id) if manifest.num_sentences >= _LEAST and not manifest.base else None
        if parts is None:
            return None
        check_files(folder, manifest, every_hash=False)
        read = {name: check for name, check in manifest.files.items() if name not in _UNREAD}
        check_files(folder, replace(manifest, files=read), every_hash=True)
    except SnapshotError:
        return None
    return Base(folder, manifest, parts, Known(parts.data))
