"""The k best sentences of a question in numpy: MaxScore (Turtle and Flood, 1995) over a layout's postings.

The places of the rarest terms are sorted together. Sentences that hold two of these terms are scored, which tells how
much the k-th best scores at least. What holds one of them alone, or none, can reach that only where it is short, or
holds a term more than once: those few are looked up in the other terms' postings while they can still come in.

Unless a term of very many sentences must be read, nothing here is as long as the index: between two questions the
caches hold other data, and an array of all sentences would have to be fetched from memory, a posting at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.distinct import once
from index.layout import COUNT_BITS, COUNT_CAP
from index.scoring import Floats, Places, Scoring, packed
from index.terms import Term

Cells = NDArray[np.uint32]

_COUNT_BITS, _COUNT_CAP, _LAST = np.uint32(COUNT_BITS), np.uint32(COUNT_CAP), 0xFFFFFFFF
# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9
# The k-th best mostly scores far more than this part of the terms' weights.
_GUESS = 0.1
# With fewer postings in all, every one is read.
_MANY = 8_000
# For so few sentences all terms are looked up at once.
_FEW = 200
_size = itemgetter(1)


def candidates(terms: Sequence[Term], k: int, scoring: Scoring) -> tuple[Places, Floats]:
    """Places that hold all of the k best sentences and those that tie, and their scores.

    terms: by falling weight, which is above 0 for all.
    """
    by_size = sorted(terms, key=_size)
    read = _first(by_size)
    while True:
        lists = [packed(cells) if is_column else cells for _, _, _, _, cells, is_column in by_size[:read]]
        places = _together(lists, k)
        # Summed up in the order of the weights, whatever was read first.
        scores = scoring.scored(terms, places)
        kth = _largest(scores, k) * _CAREFUL if len(places) >= k else 0.0
        more = _worth_reading(by_size[read:], kth, scoring) if read < len(terms) else 0
        if not more:
            break
        read += more
    stay = (scores >= kth).nonzero()[0]
    best, reached = places.take(stay), scores.take(stay)
    alone = _alone(lists, by_size, kth, scoring)
    if len(alone):
        at = places.searchsorted(alone)
        alone = alone[places.take(at, mode="clip") != alone]
        return np.concatenate((best, alone)), np.concatenate((reached, scoring.scored(terms, alone)))
    return best, reached


def _together(lists: Sequence[Cells], k: int) -> Places:
    """The places that stand in two lists; where these are few, the shortest sentences of each list too; ascending."""
    # With a place behind all at the end, which stands there once.
    places = np.empty(sum(map(len, lists)) + 1, np.uint32)
    done = 0
    for cells in lists:
        np.right_shift(cells, _COUNT_BITS, out=places[done : (done := done + len(cells))])
    places[done] = _LAST
    places.sort()
    is_held = places[1:] == places[:-1]
    found: Places = places.take((is_held[:-1] > is_held[1:]).nonzero()[0])
    if len(found) < 2 * k:
        found = np.concatenate([found, *(cells[:k] >> _COUNT_BITS for cells in lists)])
        found.sort()
        found = once(found)
    return found


def _alone(lists: Sequence[Cells], terms: Sequence[Term], kth: float, scoring: Scoring) -> Places:
    """The places that can come in with one of the first terms, whose postings are the lists, or none of them."""
    read = len(lists)
    rest = _most(terms[read:]) if read < len(terms) else 0.0
    found, factors = [], []
    if read < len(terms) and rest >= kth:
        found.append(_others(terms[read:], kth, scoring))
        factors.append(0.0)
    for (_, _, factor, bound, _, _), cells in zip(terms, lists, strict=False):
        if bound + rest >= kth:
            found.append(_strong(cells, scoring.open_end((kth - rest) / factor)))
            factors.append(factor)
    if not found:
        return np.empty(0, np.uint32)
    cells = np.concatenate(found)
    places = cells >> _COUNT_BITS
    if len(places) <= _FEW:
        places.sort()
        return once(places)
    starts = scoring.starts_of(places)
    sums = scoring.added_by(np.array(factors).repeat([len(one) for one in found]), cells, starts)
    while True:
        stay = (sums >= kth - _most(terms[read:])).nonzero()[0]
        places, starts, sums = places.take(stay), starts.take(stay), sums.take(stay)
        if read == len(terms) or not len(places):
            places.sort()
            return once(places)
        end = read + 1 if len(places) > _FEW else len(terms)
        for added in scoring.added_at(terms[read:end], places, starts):
            sums += added
        read = end


def _most(terms: Sequence[Term]) -> float:
    """The most that some terms add together."""
    return sum([bound for _, _, _, bound, _, _ in terms])


def _strong(cells: Cells, end: int) -> Cells:
    """The postings before a place, and those of a larger count than 1 behind it."""
    short = int(cells.searchsorted(np.uint32(min(end << COUNT_BITS, _LAST))))
    long = cells[short:]
    return np.concatenate((cells[:short], long.take((long & _COUNT_CAP > 1).nonzero()[0])))


def _first(terms: Sequence[Term]) -> int:
    """How many terms are read at first: so many that the others alone will bring no sentence in."""
    rest, read = 0.0, 0
    for _, _, factor, _, _, _ in terms:
        rest += factor
    enough = _GUESS * rest
    for done, (_, size, factor, _, _, is_column) in enumerate(terms):
        read += size
        if done and read > _MANY and (rest < enough or is_column):
            return done
        rest -= factor
    return len(terms)


def _worth_reading(terms: Sequence[Term], kth: float, scoring: Scoring) -> int:
    """How many of the other terms are better read whole than for the short sentences that could come in by them."""
    left, unread, read = sum([factor for _, _, factor, _, _, _ in terms]), sum([term[1] for term in terms]), 0
    best, least = len(terms), float(unread)
    for done, (_, size, factor, _, _, _) in enumerate(terms):
        costs = read + unread * scoring.open_end(kth / left) / scoring.layout.num_sentences
        if costs < least:
            best, least = done, costs
        read, unread, left = read + size, unread - size, left - factor
    return best


def _others(terms: Sequence[Term], kth: float, scoring: Scoring) -> Cells:
    """The places that could come in by these terms alone, as postings without a count; some of them are there twice."""
    whole = sum([factor for _, _, factor, _, _, _ in terms])
    end = scoring.open_end(kth / whole)
    found = [scoring.found(term, 0, end)[0] for term in terms] if end else []
    # Behind the end a sentence must hold one of these more than once; those with the most postings are passed over,
    # while all of them together do not add enough.
    once = scoring.once_from(end)
    by_size = sorted(terms, key=_size, reverse=True)
    added = whole * once
    for done, (_, _, factor, bound, _, _) in enumerate(by_size):
        added += max(0.0, bound - factor * once)
        if added >= kth:
            found += [scoring.twice(term, end) for term in by_size[done:]]
            break
    return np.concatenate(found).astype(np.uint32) << _COUNT_BITS if found else np.empty(0, np.uint32)


def _largest(scores: Floats, k: int) -> float:
    at = len(scores) - k
    scores = scores.copy()
    scores.partition(at)
    return float(scores[at])
