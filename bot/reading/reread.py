"""A selection read by the model: its new order, and how sure the answer is then."""

from __future__ import annotations

import numpy as np

from bot.agreement import agreement
from bot.answers import Query
from bot.confidence import Confidence
from bot.reading.certainty import confidence, inputs
from bot.reading.order import LINEAR, NAMES, Reading, learned, pooled, read_candidates, widened
from bot.reading.similar import Similar
from bot.selection import Selection, stepped_before
from index.snapshot import Snapshot


def reread(
    query: Query, found: Selection, before: Confidence, reading: Reading, similar: Similar | None, snapshot: Snapshot
) -> tuple[Selection, Confidence]:
    """The candidates, what is near in meaning and what was read beside them, best first, and the confidence in it."""
    pool = pooled(query, found, similar, snapshot)
    reads = read_candidates(query, pool, reading, snapshot)
    pool, table = widened(query, found, pool, reads, similar, snapshot)
    share = learned()["order"]
    scores = table @ np.array([share[name] for name in NAMES])
    order = np.argsort(-scores, kind="stable")
    order = stepped_before(query, Selection(pool.ids, pool.rows, scores, found.matches, scores), order, snapshot)
    selection = Selection(
        pool.ids[order], pool.rows[order], scores[order], found.matches, table[order, LINEAR], found.allowed, reads,
        table[order],
    )  # fmt: skip
    agreed = agreement(query, int(selection.ids[0]), snapshot)
    return selection, confidence(inputs(before, selection, table[order], agreed), snapshot.totals.sentences)
