"""A large snapshot, stored whole, that something is added to, and what its build remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.errors import SnapshotError
from index.known import Known
from index.line_cuts import cut_lines
from index.manifest import ArticleRecord, Manifest, sha256_of
from index.merging import Numbers
from index.model import Article
from index.pieces import Texts, check_dates, read_texts
from index.snapshot import check_files, read_manifest
from index.state import Parts, read_parts
from index.stored_ranker import read_vocabulary
from index.vocabulary import Vocabulary

# With fewer sentences all is put together anew in no time.
_LEAST = 50_000


@dataclass(frozen=True)
class Base:
    """The snapshot's folder and manifest, and its state with what index.known made of it.

    What is read is checked: what is damaged would get a checksum that is right in what is added. Raises ValueError.
    """

    folder: Path
    manifest: Manifest
    parts: Parts
    known: Known

    @cached_property
    def records(self) -> bytes:
        """articles.jsonl."""
        return self._checked("articles.jsonl").read_bytes()

    @cached_property
    def names(self) -> bytes:
        """names.tsv."""
        return self._checked("names.tsv").read_bytes()

    @cached_property
    def ladders(self) -> Sequence[Sequence[int]]:
        """The rows of ladders.npy."""
        rows: list[list[int]] = np.load(self._checked("ladders.npy")).tolist()
        return rows

    @cached_property
    def vocabulary(self) -> Vocabulary:
        for name in ("terms.txt", "term_places.npy", "term_slots.npy"):
            self._checked(name)
        return read_vocabulary(self.folder)

    @cached_property
    def lengths(self) -> Numbers:
        """For each article its number of sentences."""
        return self.known.numbers("lengths")

    def stories(self, numbers: Sequence[int]) -> list[bytes]:
        """The stories of some articles, a line each, see index.state."""
        return cut_lines(self.parts["stories"], numbers)

    def dates(self, numbers: Sequence[int]) -> tuple[list[list[int]], list[bytes]]:
        """When some articles were written: their rows of dates.npy, and their lines of dates.jsonl."""
        days, reasons = np.load(self._checked("dates.npy")), self._checked("dates.jsonl").read_bytes()
        check_dates(days, reasons.count(b"\n"), self.manifest.num_articles)
        return days[numbers].tolist(), cut_lines(reasons, numbers)

    def record(self, number: int) -> ArticleRecord:
        """The record of an article."""
        return ArticleRecord.of(self.lines([number])[0])

    def lines(self, numbers: Iterable[int]) -> list[bytes]:
        """The lines of articles.jsonl of some articles."""
        places = self.known.numbers("lines")
        return [self.records[places[number] : places[number + 1]] for number in numbers]

    def text(self, number: int) -> str:
        """The text of an article."""
        data = self._texts[number]
        if hashlib.sha256(data).hexdigest() != self.record(number).sha256:
            raise ValueError(f"the text of article {number} is damaged")
        return data.decode()

    def article(self, number: int) -> Article:
        """The article with that number."""
        return self.record(number).with_text(self.text(number))

    @cached_property
    def _texts(self) -> Texts:
        return read_texts(self.folder, self.manifest.num_articles)

    def _checked(self, name: str) -> Path:
        if sha256_of(self.folder / name) != self.manifest.files[name].sha256:
            raise ValueError(f"{name} is damaged")
        return self.folder / name


def open_base(index: Path, base_id: str) -> Base | None:
    """The snapshot with that id; None when it is small, not stored whole, damaged, or its state is missing."""
    folder = index / base_id
    try:
        manifest = read_manifest(folder)
        parts = read_parts(index, base_id) if manifest.num_sentences >= _LEAST and not manifest.base else None
        if parts is None:
            return None
        check_files(folder, manifest, every_hash=False)
    except SnapshotError:
        return None
    return Base(folder, manifest, parts, Known(parts))
