"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

Terms are taken in the order of their weights. As soon as what the remaining ones could add is less than the k-th
best score, no further sentence can come in, and the common terms are looked up for the candidates alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.layout import COUNT_BITS, COUNT_CAP
from index.scoring import Floats, Scoring

Places = NDArray[np.intp]

# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9
# With so many postings to come, it pays to know the k-th best score before they are read.
_MANY = 10_000
_LOOKED_AT = 60


def candidates(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], k: int, scoring: Scoring
) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores; in no order.

    numbers: the terms; factors: their weights, above 0, falling; bounds: the most that each
    adds.
    """
    left = [sum(bounds[i:]) for i in range(len(bounds) + 1)]
    sizes = [scoring.size(number) for number in numbers]
    places, kth, is_known = np.empty(0, np.intp), 0.0, False
    # What is here of each sentence so far; all else in it is 0.
    total = scoring.borrow()
    touched: list[Places] = []
    for i, (number, factor) in enumerate(zip(numbers, factors, strict=True)):
        if left[i] < kth:
            _look_up(total, places, number, factor, scoring)
        else:
            new = _add(total, number, factor, scoring)
            touched.append(new)
            places = np.concatenate((places, new)) if len(places) else new
        if len(places) <= k:
            continue
        scores = total[places]
        if not is_known and sum(sizes[i + 1 :]) > _MANY:
            is_known, kth = True, _kth(places, scores, numbers[i + 1 :], factors[i + 1 :], k, scoring)
        kth = max(kth, _largest(scores, k) * _CAREFUL)
        stay = (scores >= kth - left[i + 1]).nonzero()[0]
        if len(stay) < len(scores):
            places = places[stay]
    scores = total[places]
    for some in touched:
        total[some] = 0.0
    scoring.give_back(total)
    return places, scores


def _largest(scores: Floats, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _kth(
    places: Places, scores: Floats, numbers: Sequence[int], factors: Sequence[float], k: int, scoring: Scoring
) -> float:
    """What the k-th best scores at least: some of the best so far, with the terms that are still to come."""
    some = min(len(scores), k + _LOOKED_AT)
    best = np.argpartition(scores, len(scores) - some)[len(scores) - some :]
    places, scores = places[best], scores[best]
    for number, factor in zip(numbers, factors, strict=True):
        held, counts = _held(places, number, scoring)
        scores[held] += factor * scoring.share(number, places[held], counts)
    return _largest(scores, k) * _CAREFUL


def _look_up(total: Floats, places: Places, number: int, factor: float, scoring: Scoring) -> None:
    """Adds what the term adds to those places."""
    held, counts = _held(places, number, scoring)
    where = places[held]
    total[where] += factor * scoring.share(number, where, counts)


def _add(total: Floats, number: int, factor: float, scoring: Scoring) -> Places:
    """Adds what the term adds everywhere; the places that had nothing so far."""
    where, added = scoring.added(number, factor)
    before = total[where]
    total[where] = before + added
    new: Places = where[before == 0.0]
    return new


def _held(places: Places, number: int, scoring: Scoring) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Which of the places hold the term, and its counts there."""
    column = scoring.columns.get(number)
    if column is not None:
        counts = column[places]
        held = counts.nonzero()[0]
        return held, counts[held]
    cells = scoring.cells(number)
    at = np.searchsorted(cells, (places << COUNT_BITS).astype(np.uint32))
    at[at == len(cells)] = 0
    found = cells[at]
    held = (found >> np.uint32(COUNT_BITS) == places).nonzero()[0]
    return held, (found[held] & np.uint32(COUNT_CAP)).astype(np.uint8)
