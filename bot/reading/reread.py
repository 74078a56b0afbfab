"""A selection read by the model: its new order, and how sure the answer is then."""

from __future__ import annotations

import numpy as np

from bot.agreement import agreement
from bot.answers import Query
from bot.confidence import Confidence
from bot.reading.certainty import confidence, inputs
from bot.reading.order import LINEAR, NAMES, ReadSentences, learned, read_candidates, widened
from bot.selection import Selection, stepped_before
from index.snapshot import Snapshot


def reread(
    query: Query, found: Selection, before: Confidence, read: ReadSentences, snapshot: Snapshot
) -> tuple[Selection, Confidence]:
    """The candidates and the sentences read beside them, best first, and the confidence in the best of them."""
    reads = read_candidates(query, found, read, snapshot)
    ids, rows, table = widened(query, found, reads, snapshot)
    share = learned()["order"]
    scores = table @ np.array([share[name] for name in NAMES])
    order = np.argsort(-scores, kind="stable")
    order = stepped_before(query, Selection(ids, rows, scores, found.matches, scores), order, snapshot)
    selection = Selection(
        ids[order], rows[order], scores[order], found.matches, table[order, LINEAR], found.allowed, reads
    )
    agreed = agreement(query, int(selection.ids[0]), snapshot)
    return selection, confidence(inputs(before, selection, table[order], agreed), snapshot.totals.sentences)
