"""Dense retrieval: sentences near a question in meaning, though they may share no word with it.

A sentence stands for itself and, with a smaller share, for its article's title and the sentence before. Its vector is
worked out once and kept in a file beside the index, for as many sentences as a newsroom's folder on one story has. In a
library words find more: of 8,000 sentences of an encyclopaedia or the news, what is near in meaning mostly is about
something else (right first .741 without and .736 with it, .447 and .433).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import QUESTION, SENTENCE, TITLE, alone, pieces
from bot.reading.model import Model
from bot.reading.similar import Similar
from index.model import Article, Kind
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from index.analysing import Progress

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
# Sentences of an index at most, each of WIDTH numbers.
MOST_SENTENCES, WIDTH = 3_000, 384
# Shares of the title and of the sentence before, and the sum of the similarities where a sentence answers, mostly.
_TITLE, _BEFORE, USUAL = 0.3, 0.2, 0.6
# Snapshots whose vectors are in memory: the one that serves, and the one before.
_HELD = 2
_DECIMALS = 4
_CACHED = 1 << 10
# Of what never answers: near nothing.
_NO_KEY = 0
# What numpy and zipfile raise over a file of other bytes.
_DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class _Vectors:
    """One row a sentence, and a key of what it was made from."""

    keys: NDArray[np.uint64]
    rows: Vector
    starts: Mapping[str, int]


class Embeddings:
    """The vectors of the snapshots that are asked; safe to share between threads."""

    def __init__(self, model: Model, path: Path | None = None) -> None:
        """`path` is the file that they are kept in, if any."""
        self._model, self._path = model, path
        self._lock, self._working = threading.Lock(), threading.Lock()
        self._held: OrderedDict[str, _Vectors] = OrderedDict()
        # A title stands for many sentences, and most of them before another.
        self._vector = lru_cache(maxsize=_CACHED)(self._embedded)

    def similar(self, question: str, snapshot: Snapshot) -> Similar | None:
        """How near the index's sentences are to the question; None where there are too many of them."""
        if snapshot.totals.sentences > MOST_SENTENCES:
            return None
        vectors = self._of(snapshot)
        asked = self._model.vector(alone(pieces(question, QUESTION)))
        # The last digits depend on the machine.
        return Similar(np.round((vectors.rows @ asked).astype(np.float64) - USUAL, _DECIMALS), vectors.starts)

    def prepare(self, snapshot: Snapshot, progress: Progress | None = None) -> None:
        """Works out what is not known yet of the snapshot, and keeps it; `progress` is told articles done and all."""
        if snapshot.totals.sentences <= MOST_SENTENCES:
            self._of(snapshot, progress, keep=True)

    def _of(self, snapshot: Snapshot, progress: Progress | None = None, *, keep: bool = False) -> _Vectors:
        held = self._found(snapshot)
        if held is None:
            # One works out at a time; who asks of another snapshot does not wait for it.
            with self._working:
                held = self._found(snapshot)
                if held is None:
                    known = self._known()
                    held = self._worked_out(snapshot, known, progress)
                    self._hold(snapshot, held)
                    if keep and not known.keys() >= set(held.keys.tolist()):
                        self._write(held)
        return held

    def _found(self, snapshot: Snapshot) -> _Vectors | None:
        with self._lock:
            return self._held.get(snapshot.snapshot_id)

    def _hold(self, snapshot: Snapshot, vectors: _Vectors) -> None:
        with self._lock:
            self._held[snapshot.snapshot_id] = vectors
            while len(self._held) > _HELD:
                self._held.popitem(last=False)

    def _worked_out(self, snapshot: Snapshot, known: Mapping[int, Vector], progress: Progress | None) -> _Vectors:
        keys, rows, starts = list[int](), list[Vector](), dict[str, int]()
        ids = [article_id for article_id, _ in snapshot.ids_and_files()]
        whole = snapshot.of_articles(ids)
        for done, article_id in enumerate(ids, start=1):
            article = whole.article(article_id)
            starts[article_id] = len(keys)
            for text, before in _sentences(article, whole):
                key = _key(article.title, before, text) if text else _NO_KEY
                keys.append(key)
                rows.append(known[key] if key in known else self._row(article.title, before, text))
            if progress is not None:
                progress(done, len(ids))
        table = np.array(rows, dtype=np.float32).reshape(-1, WIDTH)
        return _Vectors(np.array(keys, dtype=np.uint64), table, starts)

    def _row(self, title: str, before: str, text: str) -> Vector:
        if not text:
            return np.zeros(WIDTH, np.float32)
        around = _TITLE * self._vector(title, TITLE) + _BEFORE * self._vector(before, SENTENCE)
        # In half precision, as it is kept.
        whole: Vector = (self._vector(text, SENTENCE) + around).astype(np.float16).astype(np.float32)
        return whole

    def _embedded(self, text: str, most: int) -> Vector:
        held = pieces(text, most)
        return self._model.vector(alone(held)) if held.ids else np.zeros(WIDTH, np.float32)

    def _known(self) -> dict[int, Vector]:
        """Vectors by key: those in memory, else those in the file; none where it is another model's or damaged."""
        with self._lock:
            held = list(self._held.values())
        if held:
            return {key: row for one in held for key, row in zip(one.keys.tolist(), one.rows, strict=True)}
        if self._path is None or not self._path.is_file():
            return {}
        try:
            with np.load(self._path) as file:
                if str(file["model"]) != self._model.name:
                    return {}
                keys, rows = file["keys"].tolist(), file["rows"].astype(np.float32)
            if rows.shape != (len(keys), WIDTH) or not np.isfinite(rows).all():
                raise ValueError("no table of vectors")
        except _DAMAGED:
            log.warning("event=embeddings_damaged path=%s", self._path)
            return {}
        return dict(zip(keys, rows, strict=True))

    def _write(self, vectors: _Vectors) -> None:
        """Replaces the file; where it can't be written everybody works them out anew."""
        if self._path is None:
            return
        fresh = None
        try:
            with NamedTemporaryFile(dir=self._path.parent, prefix=self._path.name, delete=False) as file:
                fresh = Path(file.name)
                np.savez(file, model=self._model.name, keys=vectors.keys, rows=vectors.rows.astype(np.float16))
            fresh.replace(self._path)
        except OSError as error:
            log.warning("event=embeddings_not_kept path=%s error=%s", self._path, error)
            with suppress(OSError):
                if fresh is not None:
                    fresh.unlink()


def _sentences(article: Article, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Every unit's text and that of the sentence before it; both empty where it never answers."""
    before = ""
    for unit in snapshot.sentences_of(article.article_id):
        text = unit.span.of(article.text) if unit.kind is Kind.SENTENCE else ""
        yield text, before if text else ""
        before = text or before


def _key(*texts: str) -> int:
    """A number from 1 to 2^64 - 1 that stands for the texts."""
    digest = hashlib.blake2b("\0".join(texts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
