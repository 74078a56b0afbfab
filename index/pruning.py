"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

The places of the rarest terms are sorted together. Sentences that hold two of these terms are scored, which tells how
much the k-th best scores at least. What holds one of them alone, or none, can reach that only where it is short, or
holds a term more than once: those few are looked up in the other terms' postings while they can still come in.

Unless a term of very many sentences must be read, nothing here is as long as the index: between two questions the
caches hold other data, and an array of all sentences would have to be fetched from memory, a posting at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.layout import COUNT_BITS, COUNT_CAP
from index.scoring import Floats, Places, Scoring

Cells = NDArray[np.uint32]

_COUNT_BITS, _COUNT_CAP, _LAST = np.uint32(COUNT_BITS), np.uint32(COUNT_CAP), 0xFFFFFFFF
_END = np.array([_LAST], np.uint32)
# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9
# The k-th best mostly scores far more than this part of the terms' weights.
_GUESS = 0.1
# With fewer postings in all, every one is read.
_MANY = 8_000
# For so few sentences all terms are looked up at once.
_FEW = 200


def candidates(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], k: int, scoring: Scoring
) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores.

    numbers: the terms; factors: their weights, above 0, falling; bounds: the most that each adds.
    """
    sizes = [scoring.size(number) for number in numbers]
    turns = sorted(range(len(numbers)), key=sizes.__getitem__)
    sizes.sort()
    terms = [numbers[i] for i in turns]
    weights, most = ([row[i] for i in turns] for row in (factors, bounds))
    read = _first(sizes, weights, scoring)
    while True:
        lists = [scoring.cells(number) for number in terms[:read]]
        places = _together(lists, k)
        # Summed up in the order of the weights, whatever was read first.
        scores = scoring.scored(numbers, factors, places)
        kth = _largest(scores, k) * _CAREFUL if len(places) >= k else 0.0
        more = _worth_reading(sizes[read:], weights[read:], kth, scoring)
        if not more:
            break
        read += more
    stay = (scores >= kth).nonzero()[0]
    best, reached = places.take(stay), scores.take(stay)
    alone = _alone(lists, terms, weights, most, kth, scoring)
    if len(alone):
        at = places.searchsorted(alone)
        alone = alone[places.take(at, mode="clip") != alone]
        return np.concatenate((best, alone)), np.concatenate((reached, scoring.scored(numbers, factors, alone)))
    return best, reached


def _together(lists: Sequence[Cells], k: int) -> Places:
    """The places that stand in two lists; where these are few, the shortest sentences of each list too; ascending."""
    # With a place behind all at the end, which stands there once.
    places = np.concatenate((*lists, _END))
    places >>= _COUNT_BITS
    places.sort()
    is_held = places[1:] == places[:-1]
    found: Places = places.take((is_held[:-1] > is_held[1:]).nonzero()[0])
    if len(found) < 2 * k:
        found = np.concatenate([found, *(cells[:k] >> _COUNT_BITS for cells in lists)])
        found.sort()
        found = _different(found)
    return found


def _different(places: Places) -> Places:
    """Each of some places, which ascend, once."""
    is_new = np.empty(len(places), np.bool_)
    is_new[:1] = True
    np.not_equal(places[1:], places[:-1], out=is_new[1:])
    return places.take(is_new.nonzero()[0])


def _alone(
    lists: Sequence[Cells],
    terms: Sequence[int],
    weights: Sequence[float],
    bounds: Sequence[float],
    kth: float,
    scoring: Scoring,
) -> Places:
    """The places that can come in with one of the first terms, whose postings are the lists, or none of them."""
    read = len(lists)
    rest = sum(bounds[read:])
    found, factors = [], []
    if read < len(terms):
        found.append(_others(terms[read:], weights[read:], bounds[read:], kth, scoring))
        factors.append(0.0)
    for cells, weight, bound in zip(lists, weights, bounds, strict=False):
        if bound + rest >= kth:
            found.append(_strong(cells, scoring.open_end((kth - rest) / weight)))
            factors.append(weight)
    if not any(map(len, found)):
        return np.empty(0, np.uint32)
    cells = np.concatenate(found)
    places = cells >> _COUNT_BITS
    starts = scoring.starts_of(places)
    sums = scoring.added_by(np.array(factors).repeat([len(one) for one in found]), cells, starts)
    while True:
        stay = (sums >= kth - sum(bounds[read:])).nonzero()[0]
        places, starts, sums = places.take(stay), starts.take(stay), sums.take(stay)
        if read == len(terms) or not len(places):
            places.sort()
            return _different(places)
        end = read + 1 if len(places) > _FEW else len(terms)
        for added in scoring.added_at(terms[read:end], weights[read:end], places, starts):
            sums += added
        read = end


def _strong(cells: Cells, end: int) -> Cells:
    """The postings before a place, and those of a larger count than 1 behind it."""
    short = int(cells.searchsorted(np.uint32(min(end << COUNT_BITS, _LAST))))
    long = cells[short:]
    return np.concatenate((cells[:short], long.take((long & _COUNT_CAP > 1).nonzero()[0])))


def _first(sizes: Sequence[int], factors: Sequence[float], scoring: Scoring) -> int:
    """How many terms are read at first: so many that the others alone will bring no sentence in."""
    rest, read = sum(factors), 0
    enough = _GUESS * rest
    for done, (size, factor) in enumerate(zip(sizes, factors, strict=True)):
        read += size
        if done and read > _MANY and (rest < enough or size == scoring.layout.num_sentences):
            return done
        rest -= factor
    return len(sizes)


def _worth_reading(sizes: Sequence[int], factors: Sequence[float], kth: float, scoring: Scoring) -> int:
    """How many of the other terms are better read whole than for the short sentences that could come in by them."""
    left, unread, read = sum(factors), sum(sizes), 0
    best, least = len(sizes), float(unread)
    for done, (size, factor) in enumerate(zip(sizes, factors, strict=True)):
        costs = read + unread * scoring.open_end(kth / left) / scoring.layout.num_sentences
        if costs < least:
            best, least = done, costs
        read, unread, left = read + size, unread - size, left - factor
    return best


def _others(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], kth: float, scoring: Scoring
) -> Cells:
    """The places that could come in by these terms alone, as postings without a count; some of them are there twice."""
    whole = sum(factors)
    end = scoring.open_end(kth / whole)
    found = [scoring.found(number, 0, end)[0] for number in numbers] if end else []
    # Behind the end a sentence must hold one of these more than once; those with the most postings are passed over,
    # while all of them together do not add enough.
    once = scoring.once_from(end)
    by_size = sorted(range(len(numbers)), key=lambda i: -scoring.size(numbers[i]))
    added = whole * once
    for done, i in enumerate(by_size):
        added += max(0.0, bounds[i] - factors[i] * once)
        if added >= kth:
            found += [scoring.twice(numbers[j], end) for j in by_size[done:]]
            break
    return np.concatenate(found).astype(np.uint32) << _COUNT_BITS if found else np.empty(0, np.uint32)


def _largest(scores: Floats, k: int) -> float:
    at = len(scores) - k
    scores = scores.copy()
    scores.partition(at)
    return float(scores[at])
