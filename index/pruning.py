"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

Terms are taken in the order of their weights. As soon as what the remaining ones could add is less than the k-th
best score, no further sentence can come in, and the common terms are looked up for the candidates alone. A sentence
that holds each term once has less the longer it is, so long ones are closed first, then all. Those that hold a term
twice can have far more, and are few: they become candidates when theirs are closed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.scoring import Floats, Scoring

Places = NDArray[np.intp]

# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9
# With so many postings to come, it pays to know the k-th best score before they are read.
_MANY = 8_000
_LOOKED_AT = 40
# Closing less than this share of all sentences is not worth its while.
_WORTH = 0.3
_COSTS = 4
# Reading so many postings costs as much as looking up one place.
_READ = 8
# Stands for nothing where a 0 would say that there is no candidate: any sum with it is the sum without.
_NOTHING = 1e-300


def candidates(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], k: int, scoring: Scoring
) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores; in no order.

    numbers: the terms; factors: their weights, above 0, falling; bounds: the most that each adds.
    """
    # What is here of each sentence so far; all else in it is 0.
    total = scoring.borrow()
    first = _first(numbers, scoring)
    places = _add_all(total, numbers[:first], factors[:first], scoring)
    touched, kth, unread, end = [places], 0.0, sum(map(scoring.size, numbers[:first])), len(total)
    for i, number in enumerate(numbers[first:], first):
        rest = numbers[i:], factors[i:], bounds[i:]
        unread += scoring.size(number)
        if len(places) > k and (unread > _MANY or end == 0):
            unread = 0
            scores = total[places]
            if end:
                kth = max(kth, _kth(places, scores, numbers[i:], factors[i:], k, scoring))
                new_end = scoring.open_end(kth / sum(factors[i:]))
                twice = _twice(*rest, kth, scoring)
                read = sum(scoring.size(other) for other in twice)
                if new_end < end * (1 - _WORTH) and read < _COSTS * scoring.size(number):
                    for other in twice:
                        new = _new(total, scoring.twice(other, new_end, end))
                        total[new] = _NOTHING
                        touched.append(new)
                        places = np.concatenate((places, new))
                    end, scores = new_end, total[places]
            else:
                kth = max(kth, _largest(scores, k) * _CAREFUL)
            places = places[scores >= kth - sum(bounds[i:])]
        if end < len(total):
            _look_up(total, places[places >= end] if end else places, number, factors[i], end, scoring)
        if end:
            new = _add(total, number, factors[i], end, scoring)
            touched.append(new)
            places = np.concatenate((places, new))
    scores = total[places]
    for some in touched:
        total[some] = 0.0
    scoring.give_back(total)
    return places, scores


def _first(numbers: Sequence[int], scoring: Scoring) -> int:
    """How many terms have so few postings together that all are read."""
    read = 0
    for i, number in enumerate(numbers):
        read += scoring.size(number)
        if read > _MANY or number in scoring.columns:
            return i
    return len(numbers)


def _add_all(total: Floats, numbers: Sequence[int], factors: Sequence[float], scoring: Scoring) -> Places:
    """Adds what the terms add; the places that hold one."""
    if not numbers:
        return np.empty(0, np.intp)
    sizes = [scoring.size(number) for number in numbers]
    where, added = scoring.added_by_all(numbers, factors, sizes)
    new: list[Places] = []
    start = 0
    for size in sizes:
        mine = where[start : start + size]
        before = total[mine]
        total[mine] = before + added[start : start + size]
        new.append(mine[before == 0.0])
        start += size
    return np.concatenate(new)


def _twice(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], kth: float, scoring: Scoring
) -> list[int]:
    """The terms that a sentence must hold one of more than once to come in, where holding each once is not enough.

    Those with the most postings are passed over, while all of them together do not add enough.
    """
    by_size = sorted(range(len(numbers)), key=lambda i: -scoring.size(numbers[i]))
    added = sum(factors) * scoring.once
    for done, i in enumerate(by_size):
        added += max(0.0, bounds[i] - factors[i] * scoring.once)
        if added >= kth:
            return [numbers[j] for j in by_size[done:]]
    return []


def _new(total: Floats, where: Places) -> Places:
    found: Places = where[total[where] == 0.0]
    return found


def _largest(scores: Floats, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _kth(
    places: Places, scores: Floats, numbers: Sequence[int], factors: Sequence[float], k: int, scoring: Scoring
) -> float:
    """What the k-th best scores at least: some of the best so far, with the terms that are still to come."""
    some = min(len(scores), k + _LOOKED_AT)
    best = np.argpartition(scores, len(scores) - some)[len(scores) - some :]
    places = places[best]
    counts = np.array([scoring.counts_at(number, places) for number in numbers])
    return _largest(scores[best] + np.array(factors) @ scoring.least_shares(places, counts), k) * _CAREFUL


def _look_up(total: Floats, places: Places, number: int, factor: float, start: int, scoring: Scoring) -> None:
    """Adds what the term adds to those places, all of which are from the start on."""
    if number in scoring.columns or scoring.size(number) >= _READ * len(places):
        counts = scoring.counts_at(number, places)
        held = counts.nonzero()[0]
        where, counts = places[held], counts[held]
    else:
        where, counts = scoring.found(number, start)
        held = total[where].nonzero()[0]  # or was a candidate, which does no harm
        where, counts = where[held], counts[held]
    total[where] += factor * scoring.share(number, where, counts)


def _add(total: Floats, number: int, factor: float, end: int, scoring: Scoring) -> Places:
    """Adds what the term adds before the end; the places that had nothing so far."""
    where, added = scoring.added(number, factor, end)
    before = total[where]
    total[where] = before + added
    new: Places = where[before == 0.0]
    return new
