"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

Terms are taken in the order of the most they add. As soon as what the remaining ones could add is less than the k-th
best score, no further sentence can come in, and the common terms are looked up for the candidates alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.layout import COUNT_BITS, COUNT_CAP
from index.scoring import Floats, Scoring

Places = NDArray[np.uint32]

# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9


def candidates(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], k: int, scoring: Scoring
) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores; in no order.

    numbers: the terms; factors: their weights, above 0; bounds: the most that each adds, falling.
    """
    left = [sum(bounds[i:]) for i in range(len(bounds) + 1)]
    places, scores = np.empty(0, np.uint32), np.empty(0)
    kth = 0.0
    for i, (number, factor) in enumerate(zip(numbers, factors, strict=True)):
        if left[i] < kth:
            _look_up(places, scores, number, factor, scoring)
        else:
            places, scores = _united(places, scores, number, factor, scoring)
        if len(places) > k:
            kth = float(np.partition(scores, len(scores) - k)[len(scores) - k]) * _CAREFUL
            stay = np.flatnonzero(scores >= kth - left[i + 1])
            if len(stay) < len(scores):
                places, scores = places[stay], scores[stay]
    return places, scores


def _look_up(places: Places, scores: Floats, number: int, factor: float, scoring: Scoring) -> None:
    """Adds what the term adds."""
    column = scoring.columns.get(number)
    if column is not None:
        counts = column[places]
        held = np.flatnonzero(counts)
        scores[held] += factor * scoring.share(number, places[held], counts[held])
        return
    cells = scoring.cells(number)
    at, held = _where(cells, places)
    scores[held] += factor * scoring.share(number, places[held], cells[at] & np.uint32(COUNT_CAP))


def _united(places: Places, scores: Floats, number: int, factor: float, scoring: Scoring) -> tuple[Places, Floats]:
    """The places so far and those that hold the term."""
    found, counts = scoring.found(number)
    added = factor * scoring.share(number, found, counts)
    if not len(places):
        return found, added
    at = np.searchsorted(found, places)
    at[at == len(found)] = 0
    held = np.flatnonzero(found[at] == places)
    scores[held] += added[at[held]]
    new = np.ones(len(found), dtype=np.bool_)
    new[at[held]] = False
    return np.concatenate((places, found[new])), np.concatenate((scores, added[new]))


def _where(cells: Places, places: Places) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of those places that stand among the postings, and which of the places they are."""
    at = np.searchsorted(cells, places << np.uint32(COUNT_BITS))
    at[at == len(cells)] = 0
    held = np.flatnonzero(cells[at] >> np.uint32(COUNT_BITS) == places)
    return at[held], held
