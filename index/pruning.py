"""Which sentences can be among the k best: MaxScore (Turtle and Flood, 1995) over flat postings.

Terms are taken from the rarest on. As soon as what the remaining ones could add is less than the k-th best score, no
further sentence can come in, and the common terms are looked up for the candidates alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.bm25 import share_of

Ids = NDArray[np.uint32]
Floats = NDArray[np.float64]

# Sums of the same numbers in another order differ in their last bits.
_CAREFUL = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term of a question: sentences that hold it, its counts there, weight and the most it adds to a score."""

    sentences: Ids
    counts: NDArray[np.uint16]
    weight: float
    bound: float

    def places(self, ids: Ids) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """For each sentence where it would stand among those that hold the term, and whether it stands there."""
        place = np.searchsorted(self.sentences, ids)
        held = place < len(self.sentences)
        held[held] = self.sentences[place[held]] == ids[held]
        return place, held


def candidates(terms: Sequence[Weighed], k: int, norm: Floats) -> Ids:
    """Sentence ids, ascending, that hold all of the k best by the terms' weights, all above zero, and those that tie.

    `norm` is what BM25 adds to a count, a sentence.
    """
    ordered = sorted(terms, key=lambda term: len(term.sentences))
    left = [sum(term.bound for term in ordered[i:]) for i in range(len(ordered) + 1)]
    ids, scores = np.empty(0, np.uint32), np.empty(0)
    kth = 0.0
    for i, term in enumerate(ordered):
        if left[i] < kth * _CAREFUL:
            ids, scores = _looked_up(ids, scores, term, norm)
        else:
            ids, scores = _united(ids, scores, term, norm)
        if len(ids) >= k:
            kth = float(np.partition(scores, len(scores) - k)[len(scores) - k])
            stay = scores + left[i + 1] >= kth * _CAREFUL
            if not stay.all() and left[i + 1] < kth * _CAREFUL:
                ids, scores = ids[stay], scores[stay]
    return ids


def _added(term: Weighed, counts: NDArray[np.uint16], norm: Floats) -> Floats:
    return term.weight * share_of(counts, norm)


def _looked_up(ids: Ids, scores: Floats, term: Weighed, norm: Floats) -> tuple[Ids, Floats]:
    """The same sentences with what the term adds."""
    place, held = term.places(ids)
    scores = scores.copy()
    scores[held] += _added(term, term.counts[place[held]], norm[ids[held]])
    return ids, scores


def _united(ids: Ids, scores: Floats, term: Weighed, norm: Floats) -> tuple[Ids, Floats]:
    """The sentences so far and those that hold the term."""
    place, held = term.places(ids)
    added = _added(term, term.counts, norm[term.sentences])
    added[place[held]] += scores[held]
    rest = ids[~held]
    where = np.searchsorted(term.sentences, rest)
    return np.insert(term.sentences, where, rest), np.insert(added, where, scores[~held])
