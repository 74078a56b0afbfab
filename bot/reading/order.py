"""The model's reading joined with the linear score: which sentences are read, and the input of the joint order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.answers import Query, Read
from bot.event_days import is_its_day, without_day
from bot.features import NAMES as FEATURES
from bot.features import features
from bot.reading.similar import Similar
from bot.selection import Selection, weights
from bot.slots import Slot, slot
from index.snapshot import Snapshot
from index.tables import table

Floats = NDArray[np.float64]
# Sentences that are near in meaning beside the candidates.
NEAREST = 12
# Candidates that are read at once, and at most; the rest only where the first leave doubt.
FIRST, MOST = 4, 10
# Log odds from which the first candidate leaves none.
_CLEAR = 0.5
# What is known before anything is read, and after.
GLANCE = ("linear", "near", "empty", "filled")
NAMES = (*GLANCE, "read", "rank", "stated", "sure")
LINEAR = NAMES.index("linear")


class Reading(Protocol):
    """Reads for one question."""

    def similar(self, question: str, snapshot: Snapshot) -> Similar | None:
        """How near the index's sentences are in meaning; None where that is not known."""

    def read(self, question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
        """By sentence id what the model makes of the candidates and of those beside them."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences that may answer: ids, feature rows, and what is known before they are read (columns as GLANCE)."""

    ids: NDArray[np.intp]
    rows: Floats
    known: Floats

    def joined(self, other: Pool) -> Pool:
        """Both."""
        ids = np.concatenate([self.ids, other.ids])
        return Pool(ids, np.concatenate([self.rows, other.rows]), np.concatenate([self.known, other.known]))


@lru_cache(maxsize=1)
def learned() -> dict[str, dict[str, float]]:
    """The numbers of weights.json beside this module; reader/combine.py writes them."""
    found: dict[str, dict[str, float]] = json.loads(table("bot.reading", "weights.json"))
    return found


def wording(query: Query) -> str:
    """The question as the model is given it."""
    # No sentence says the month of its article.
    return query.undated or query.text


def pooled(query: Query, found: Selection, similar: Similar | None, snapshot: Snapshot) -> Pool:
    """The candidates, and the sentences of the snapshot that are nearest in meaning."""
    pool = _glanced(query, found.ids, found.rows, similar, snapshot)
    if similar is None:
        return pool
    held, nearest = set(found.ids.tolist()), []
    for article_id, place in similar.nearest(NEAREST):
        sentence_id = snapshot.sentences_of(article_id)[place].sentence_id
        may = found.allowed is None or found.allowed[snapshot.article_numbers[sentence_id]]
        if may and sentence_id not in held and snapshot.answerable[sentence_id]:
            nearest.append(sentence_id)
    return pool.joined(_looked_at(query, found, nearest, similar, snapshot)) if nearest else pool


def read_candidates(query: Query, pool: Pool, reading: Reading, snapshot: Snapshot) -> dict[int, Read]:
    """The likeliest read; more of them where none of the first clearly answers."""
    share = learned()["glance"]
    order = np.argsort(-(pool.known @ np.array([share[name] for name in GLANCE])), kind="stable")
    ids: list[int] = pool.ids[order].tolist()
    reads = _read(query, ids[:FIRST], reading, snapshot)
    # A line that can't hold the answer is never clear.
    clear = (i for i, r in reads.items() if r.stated >= _CLEAR and slot(query, i, snapshot) is not Slot.EMPTY)
    if next(clear, None) is None:
        more = [i for i in ids[FIRST:MOST] if i not in reads]
        reads = {**_read(query, more, reading, snapshot), **reads}
    return reads


def _read(query: Query, ids: Sequence[int], reading: Reading, snapshot: Snapshot) -> dict[int, Read]:
    """The sentences read, those of an event that goes by its day without it."""
    named = [i for i in ids if is_its_day(query, i, snapshot)]
    others = [i for i in ids if i not in named]
    reads = reading.read(wording(query), others, snapshot) if others else {}
    return {**reads, **(reading.read(without_day(query), named, snapshot) if named else {})}


def widened(
    query: Query,
    found: Selection,
    pool: Pool,
    reads: Mapping[int, Read],
    similar: Similar | None,
    snapshot: Snapshot,
) -> tuple[Pool, Floats]:
    """The pool with the sentences read beside it, and the model's input (columns as NAMES)."""
    beside = sorted(set(reads) - set(pool.ids.tolist()))
    if beside:
        pool = pool.joined(_looked_at(query, found, beside, similar, snapshot))
    seen = [_seen(reads.get(i)) for i in pool.ids.tolist()]
    return pool, np.column_stack([pool.known, np.array(seen)])


def _seen(read: Read | None) -> list[float]:
    return [1.0, read.rank, read.stated, read.sure] if read else [0.0, 0.0, 0.0, 0.0]


def _looked_at(query: Query, found: Selection, ids: Sequence[int], similar: Similar | None, snapshot: Snapshot) -> Pool:
    chosen = np.array(ids, dtype=np.intp)
    return _glanced(query, chosen, features(query, found.matches, chosen, snapshot), similar, snapshot)


def _glanced(query: Query, ids: NDArray[np.intp], rows: Floats, similar: Similar | None, snapshot: Snapshot) -> Pool:
    share = weights()["selection"]
    linear = rows @ np.array([share[name] for name in FEATURES])
    near = similar.of(ids, snapshot) if similar else np.zeros(len(ids))
    held = np.array([slot(query, i, snapshot) for i in ids.tolist()])
    return Pool(ids, rows, np.column_stack([linear, near, held == Slot.EMPTY, held == Slot.FILLED]))
