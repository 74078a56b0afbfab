"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

The postings of the rarest terms are summed up; the best sums, with what the other terms add there, tell how much the
k-th best scores at least. A sentence without a rare term can reach that only where it is short, or holds another term
more than once: those few join the others. The common terms are then looked up for the sentences that can still come in,
and sums are made in one order, so that they are the same to the last bit.

Unless a term of very many sentences must be read, nothing here is as long as the index: between two questions the
caches hold other data, and an array of all sentences would have to be fetched from memory, a posting at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.scoring import Floats, Scoring, joined

Places = NDArray[np.intp]

# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9
# The k-th best mostly scores far more than this part of the terms' weights.
_GUESS = 0.25
# With fewer postings in all, every one is read.
_MANY = 6_000
_LOOKED_AT = 30
# For so few sentences all terms are looked up at once.
_FEW = 200


def candidates(
    numbers: Sequence[int], factors: Sequence[float], bounds: Sequence[float], k: int, scoring: Scoring
) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores; ascending.

    numbers: the terms; factors: their weights, above 0, falling; bounds: the most that each adds.
    """
    sizes = [scoring.size(number) for number in numbers]
    turns = sorted(range(len(numbers)), key=sizes.__getitem__)
    terms, weights = [numbers[i] for i in turns], [factors[i] for i in turns]
    places, sums = _candidates(terms, weights, [bounds[i] for i in turns], sorted(sizes), k, scoring)
    if turns != list(range(len(turns))):
        # A score is summed up in the order of the weights, whatever was read first.
        sums = np.zeros(len(places))
        for added in scoring.added_at(numbers, factors, places):
            sums += added
    return places, sums


def _candidates(
    numbers: Sequence[int],
    factors: Sequence[float],
    bounds: Sequence[float],
    sizes: Sequence[int],
    k: int,
    scoring: Scoring,
) -> tuple[Places, Floats]:
    """The same for terms with rising sizes: how much is read of each."""
    read = _first(sizes, factors, scoring)
    places, sums = scoring.summed(numbers[:read], factors[:read])
    kth = 0.0
    while read < len(numbers):
        more = 1
        if len(places) >= k:
            kth = max(kth, _kth(places, sums, numbers[read:], factors[read:], k, scoring))
            more = _worth_reading(sizes[read:], factors[read:], kth, scoring)
        if not more:
            break
        places, sums = scoring.summed(numbers[read : read + more], factors[read : read + more], places, sums)
        read += more
    if read < len(numbers):
        places, sums = _limited(places, sums, bounds[read:], kth)
        others = _others(numbers[read:], factors[read:], bounds[read:], kth, scoring)
        if len(others):
            places, sums = joined(places, sums, others, np.zeros(len(others)))
    while read < len(numbers):
        end = read + 1 if len(places) > _FEW else len(numbers)
        for added in scoring.added_at(numbers[read:end], factors[read:end], places):
            sums += added
        places, sums = _limited(places, sums, bounds[end:], kth)
        read = end
    if len(places) > k:
        places, sums = _limited(places, sums, [], _largest(sums, k) * _CAREFUL)
    return places, sums


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


def _kth(
    places: Places, sums: Floats, rest: Sequence[int], factors: Sequence[float], k: int, scoring: Scoring
) -> float:
    """What the k-th best scores at least: the best so far, with the terms that are still to come."""
    some = min(len(sums), k + _LOOKED_AT)
    best = sums.argpartition(len(sums) - some)[len(sums) - some :]
    best.sort()
    return _largest(sums[best] + scoring.added_at(rest, factors, places[best]).sum(0), k) * _CAREFUL


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
) -> Places:
    """The places that could come in by these terms alone; some of them are there twice."""
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
    return np.concatenate(found) if found else np.empty(0, np.intp)


def _limited(places: Places, sums: Floats, bounds: Sequence[float], kth: float) -> tuple[Places, Floats]:
    """Those that can reach so much with what other terms add at most."""
    stay = (sums >= kth - sum(bounds)).nonzero()[0]
    return places[stay], sums[stay]


def _largest(scores: Floats, k: int) -> float:
    at = len(scores) - k
    scores = scores.copy()
    scores.partition(at)
    return float(scores[at])
