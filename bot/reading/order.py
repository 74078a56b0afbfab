"""The model's reading joined with the linear score: which candidates are read, and the input of the joint order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.answers import Query, Read
from bot.features import NAMES as FEATURES
from bot.features import features
from bot.selection import Selection, weights
from bot.slots import Slot, slot
from index.snapshot import Snapshot
from index.tables import table

Floats = NDArray[np.float64]
# Candidates that are read at once, and at most; the rest only where the first leave doubt.
FIRST, MOST = 4, 12
# Log odds from which the first candidate leaves none.
_CLEAR = 0.5
NAMES = ("linear", "read", "rank", "stated", "sure", "empty", "filled")
LINEAR = NAMES.index("linear")


class ReadSentences(Protocol):
    """Reads candidates: by sentence id what the model makes of them and of those beside them."""

    def __call__(self, question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]: ...


@lru_cache(maxsize=1)
def learned() -> dict[str, dict[str, float]]:
    """The numbers of weights.json beside this module; reader/combine.py writes them."""
    found: dict[str, dict[str, float]] = json.loads(table("bot.reading", "weights.json"))
    return found


def read_candidates(query: Query, found: Selection, read: ReadSentences, snapshot: Snapshot) -> dict[int, Read]:
    """The best candidates read; more of them where none of the first clearly answers."""
    # No sentence says the month of its article.
    question = query.undated or query.text
    ids: list[int] = found.ids.tolist()
    reads = read(question, ids[:FIRST], snapshot)
    if max(r.stated for r in reads.values()) < _CLEAR:
        more = [i for i in ids[FIRST:MOST] if i not in reads]
        reads = {**(read(question, more, snapshot) if more else {}), **reads}
    return reads


def widened(
    query: Query, found: Selection, reads: Mapping[int, Read], snapshot: Snapshot
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Sentence ids with those read beside candidates, their feature rows, and the model's input (columns as NAMES)."""
    beside = np.array(sorted(set(reads) - set(found.ids.tolist())), dtype=np.intp)
    ids = np.concatenate([found.ids, beside])
    rows = np.concatenate([found.rows, features(query, found.matches, beside, snapshot)]) if len(beside) else found.rows
    linear = rows @ np.array([weights()["selection"][name] for name in FEATURES])
    return (
        ids,
        rows,
        np.array([order_row(query, i, x, reads.get(i), snapshot) for i, x in zip(ids.tolist(), linear, strict=True)]),
    )


def order_row(query: Query, sentence_id: int, linear: float, read: Read | None, snapshot: Snapshot) -> list[float]:
    """One sentence's input, in the order of NAMES."""
    held = slot(query, sentence_id, snapshot)
    seen = [1.0, read.rank, read.stated, read.sure] if read else [0.0, 0.0, 0.0, 0.0]
    return [float(linear), *seen, float(held is Slot.EMPTY), float(held is Slot.FILLED)]
