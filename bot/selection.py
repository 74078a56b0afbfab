"""An analysed question to the sentences that may answer it, best first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.answers import AnswerType, Query, Read
from bot.features import NAMES, features
from bot.matching import Floats, Matches, match
from bot.question import tells_day
from bot.slots import Flaw, Slot, flaws, is_misleading, is_told, slot
from index.ranker import top_hits
from index.snapshot import Snapshot
from index.tables import table

# Sentences that BM25 hands to the linear model; more gain next to nothing.
POOL = 24
# How far down, and by how much lower in score, a sentence may be that steps before one without a slot.
_LOOKED_AT, _MARGIN, _SMALL_MARGIN = 6, 2.0, 0.5
# Before one that tells of somebody else, however much lower.
_ANY_MARGIN = 6.0
# The same in scores that the reading model has a share in, which lie closer together.
_READ_MARGIN = 3.0
# It must hold nearly as much of the question, or it answers another one.
_LOST = 0.5
# A neighbour's and the article's share in BM25's first choice.
_NEIGHBOUR, _ARTICLE = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class Selection:
    """Candidates of one question: sentence ids, feature rows (columns as features.NAMES), scores.

    `linear` are the scores of the linear model alone; the reading model, if it takes part, has its share in `scores`,
    `reads` holds what it made of those that it read, and `joint` the input of the scores (columns as
    reading.order.NAMES). `allowed[a]` says whether article number a may answer; all may when it is None.
    """

    ids: NDArray[np.intp]
    rows: Floats
    scores: Floats
    matches: Matches
    linear: Floats
    allowed: NDArray[np.bool_] | None = None
    reads: Mapping[int, Read] = field(default_factory=dict)
    joint: Floats | None = None


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """The learned numbers of weights.json; bench/learn.py writes them."""
    loaded: dict[str, dict[str, float]] = json.loads(table("bot", "weights.json"))
    return loaded


def select(query: Query, snapshot: Snapshot, allowed: NDArray[np.bool_] | None = None) -> Selection:
    """The candidates for the question; empty when no sentence holds a word of it or a synonym.

    `allowed[a]` says whether article number a may answer; all may when it is None.
    """
    matches = match(query, snapshot)
    ids = candidates(matches, snapshot, allowed)
    rows = features(query, matches, ids, snapshot)
    learned = weights()["selection"]
    scores = rows @ np.array([learned[name] for name in NAMES])
    return best_first(query, Selection(ids, rows, scores, matches, scores, allowed), snapshot)


def best_first(query: Query, found: Selection, snapshot: Snapshot) -> Selection:
    """The candidates by falling score; one that can hold the answer stands before a slightly better one that can't.

    So does one in which it surely looks so before one in which it only may.
    """
    order = np.argsort(-found.scores, kind="stable")
    if not len(order):
        return found
    held = found.rows[:, NAMES.index("cover")] + found.rows[:, NAMES.index("cover_synonyms")]
    first = int(order[0])
    best = slot(query, int(found.ids[first]), snapshot)
    margin = {Slot.EMPTY: _MARGIN, Slot.OPEN: _SMALL_MARGIN, Slot.FILLED: 0.0}[best]
    # What is asked the other way round of the best line is seldom told further down.
    is_turned = Flaw.CONTRARY in flaws(query, int(found.ids[first]), snapshot)
    if best is Slot.EMPTY and not is_turned and is_misleading(query, int(found.ids[first]), snapshot):
        margin = _ANY_MARGIN
        held = _held_but_days(query, found)
    if best is not Slot.FILLED:
        order = _stepped(query, found, order, held, margin, Slot(best + 1), snapshot)
    scores = found.scores[order]
    return Selection(found.ids[order], found.rows[order], scores, found.matches, scores, found.allowed)


def stepped_before(query: Query, found: Selection, order: NDArray[np.intp], snapshot: Snapshot) -> NDArray[np.intp]:
    """The order of candidates; where the first is about somebody else, one that looks like the answer steps before it.

    The reading model may lift a line that the checks know to be about another side: it must not hide the right one.
    """
    if not len(order):
        return order
    first = int(found.ids[order[0]])
    # "Where are the talks?" wants a line that says where.
    if query.answer_type is AnswerType.PLACE and slot(query, first, snapshot) is Slot.OPEN:
        return _stepped(query, found, order, _held_but_days(query, found), _MARGIN, Slot.FILLED, snapshot)
    if not flaws(query, first, snapshot) and not is_misleading(query, first, snapshot):
        return order
    return _stepped(query, found, order, _held_but_days(query, found), _READ_MARGIN, Slot.FILLED, snapshot)


def _stepped(
    query: Query,
    found: Selection,
    order: NDArray[np.intp],
    held: Floats,
    margin: float,
    least: Slot,
    snapshot: Snapshot,
) -> NDArray[np.intp]:
    """The order with the next one before the first that is near it, holds about as much and has at least that slot."""
    first = int(order[0])
    for place, candidate in enumerate(order[1:_LOOKED_AT].tolist(), start=1):
        near = found.scores[candidate] >= found.scores[first] - margin
        kept = held[first] - held[candidate] <= _LOST * held[first] or is_told(
            query, int(found.ids[candidate]), snapshot
        )
        if near and kept and slot(query, int(found.ids[candidate]), snapshot) >= least:
            return np.concatenate([[candidate], np.delete(order, place)])
    return order


def _held_but_days(query: Query, found: Selection) -> Floats:
    """How much of the question each candidate holds, without the day in it: what happened then is told without."""
    weights = found.matches.idf * [not tells_day(concept, query.text) for concept in query.concepts]
    held: Floats = weights @ (found.matches.strength[:, found.ids] > 0)
    return held


def candidates(matches: Matches, snapshot: Snapshot, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """The sentences worth a closer look, ascending: the best by BM25 with some of neighbours and article."""
    total = matches.total
    numbers = snapshot.article_numbers
    beside = np.zeros_like(total)
    if len(total) > 1:
        same = numbers[1:] == numbers[:-1]
        beside[1:] = total[:-1] * same
        beside[:-1] = np.maximum(beside[:-1], total[1:] * same)
    mixed = total + _NEIGHBOUR * beside + _ARTICLE * matches.article[numbers]
    eligible = snapshot.answerable if allowed is None else snapshot.answerable & allowed[numbers]
    among = np.flatnonzero((mixed > 0) & eligible)
    hits = top_hits(mixed, among, POOL)
    return np.array(sorted(hit.sentence_id for hit in hits), dtype=np.intp)
