"""What turns a layout's counts into scores: tables that are small and found anew when an index is opened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import K1, idf_of, norm_of, share_of
from index.layout import COUNT_BITS, COUNT_CAP, Layout
from index.postings import Postings, runs
from index.terms import Term

Floats = NDArray[np.float64]
Places = NDArray[np.uint32]

# As numpy has them: a plain number is made one each time.
_COUNT_BITS, _COUNT_CAP, _ABSENT = np.uint32(COUNT_BITS), np.uint32(COUNT_CAP), np.uint32(COUNT_CAP + 1)


@dataclass(frozen=True, slots=True)
class Model:
    """What ranking needs of each term besides its postings, one row a term.

    idf: rank-bm25's. bounds: the largest share (see `share_of`) that the term has in any sentence.
    """

    idf: Floats
    bounds: Floats


def mean_length(layout: Layout) -> float:
    """Tokens a sentence."""
    return num_tokens(layout) / max(1, layout.num_sentences)


def num_tokens(layout: Layout) -> int:
    """Tokens of all sentences."""
    return int((layout.lengths * np.diff(layout.length_starts.astype(np.int64))).sum())


def model_of(postings: Postings, layout: Layout) -> Model:
    """The model of some postings and their layout."""
    if not postings.terms:
        return Model(np.empty(0), np.empty(0))
    frequencies = np.diff(postings.offsets)
    mean = mean_length(layout)
    norm = norm_of(postings.lengths, mean)
    bounds = np.empty(len(frequencies))
    for first, last in runs(postings.offsets):
        offsets = postings.offsets[first : last + 1]
        rows = slice(int(offsets[0]), int(offsets[-1]))
        shares = share_of(postings.counts[rows], norm[postings.sentences[rows]])
        # Every term has a posting, so no group is empty.
        bounds[first:last] = np.maximum.reduceat(shares, offsets[:-1] - offsets[0])
    return Model(idf_of(frequencies, layout.num_sentences, mean), bounds)


def packed(column: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The packed postings of a column."""
    where = column.nonzero()[0]
    return (where << COUNT_BITS).astype(np.uint32) | column[where]


class Scoring:
    """A layout with the shares of its counts.

    shares[code, count]: BM25's saturated count in a sentence of the code-th length, at COUNT_CAP the most that any
    count has. mean_length: that of all sentences, which may be more than these.
    """

    def __init__(self, layout: Layout, mean_length: float) -> None:
        self.layout = layout
        self.norms = norm_of(layout.lengths, mean_length or 1.0)
        self.shares = share_of(np.arange(COUNT_CAP + 1), self.norms[:, None])
        self.shares[:, COUNT_CAP] = K1 + 1
        # With a 0 behind each length's, for what isn't there; and where the shares of each length begin among all.
        self._flat_shares = np.pad(self.shares, ((0, 0), (0, 1))).ravel()
        self._starts = np.arange(len(layout.lengths), dtype=np.uint32) * np.uint32(COUNT_CAP + 2)
        # By how many lengths begin at a place or before it, which is one at least.
        self._starts_after = np.insert(self._starts, 0, 0)
        self._with_large = frozenset((layout.large >> np.uint64(32)).tolist())
        self._edges = np.array(layout.length_starts)
        self._ends: list[int] = self._edges.tolist()
        # Below 0, as a longer sentence has less by a single count, and what is searched in must ascend.
        self._once: list[float] = (-self.shares[:, 1]).tolist()

    @cached_property
    def codes(self) -> NDArray[np.uint16]:
        """For each place the row of its length."""
        return self.layout.length_codes()

    def open_end(self, least: float) -> int:
        """The places before it are of sentences short enough to have such a share, or more, by a single count."""
        return self._ends[bisect_right(self._once, -least)]

    def found(self, term: Term, start: int = 0, end: int | None = None) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """The places that hold a term, ascending, and its count there, at most COUNT_CAP; all, or between two."""
        *_, cells, is_column = term
        if is_column:
            where = np.flatnonzero(cells[start:end])
            where += start
            return where, cells[where]
        if start or (end is not None and end < self.layout.num_sentences):
            ends = np.array([start, self.layout.num_sentences if end is None else end]) << COUNT_BITS
            first, last = cells.searchsorted(np.minimum(ends, 0xFFFFFFFF).astype(np.uint32)).tolist()
            cells = cells[first:last]
        return (cells >> _COUNT_BITS).astype(np.intp), cells & _COUNT_CAP

    def scored(self, terms: Sequence[Term], places: Places) -> Floats:
        """What each place scores by some terms, summed up in their order."""
        sums, *more = self.added_at(terms, places, self.starts_of(places))
        for row in more:
            sums += row
        return sums

    def added_by(self, factors: Floats, cells: NDArray[np.uint32], starts: NDArray[Any]) -> Floats:
        """What some postings add by their terms' weights, at most."""
        shares: Floats = self._flat_shares.take(starts + (cells & _COUNT_CAP))
        shares *= factors
        return shares

    def starts_of(self, places: Places) -> NDArray[np.uint32]:
        """Where the shares of each place's length begin."""
        return self._starts_after.take(self._edges.searchsorted(places, "right"))

    def added_at(self, terms: Sequence[Term], places: Places, starts: NDArray[np.uint32]) -> list[Floats]:
        """What each of some terms adds at each of some places: one row a term. starts: see starts_of.

        Between two questions the caches hold other data, numpy's own code too: it is called in few ways, and row by
        row, as arrays of two dimensions take far more of its code.
        """
        wanted = places << _COUNT_BITS
        added = []
        for number, _, factor, _, cells, is_column in terms:
            if is_column:
                found = cells.take(places)
            else:
                found = cells.take(cells.searchsorted(wanted), mode="clip")
                found -= wanted
                # What is at a later place, or at an earlier one behind the last, is too large a number.
                np.minimum(found, _ABSENT, out=found)
            shares = self._flat_shares.take(found + starts)
            if number in self._with_large:
                self._mended(number, places, found, shares)
            shares *= factor
            added.append(shares)
        return added

    def once_from(self, start: int) -> float:
        """The most that a term adds that a sentence holds once, of those from a place on, where a length begins."""
        return -self._once[bisect_left(self._ends, start)] if start < self._ends[-1] else 0.0

    def twice(self, term: Term, start: int) -> NDArray[np.intp]:
        """The places from one on that hold a term more than once."""
        *_, cells, is_column = term
        if is_column:
            return np.flatnonzero(cells[start:] > 1) + start
        where, counts = self.found(term, start)
        return where[counts > 1]

    def counts(self, number: int, where: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
        """The counts of a term without a cap."""
        capped = np.flatnonzero(counts == COUNT_CAP)
        if not len(capped):
            return counts
        keys = np.uint64(number) << np.uint64(32) | where[capped].astype(np.uint64)
        whole = counts.astype(np.uint16)
        whole[capped] = self.layout.large_counts[np.searchsorted(self.layout.large, keys)]
        return whole

    def share(self, number: int, where: NDArray[Any], counts: NDArray[Any]) -> Floats:
        """The shares of a term at some places, by its counts there."""
        found = self._flat_shares[self._starts[self.codes[where]] + counts]
        return self._mended(number, where, counts, found)

    def _mended(self, number: int, where: NDArray[Any], counts: NDArray[Any], shares: Floats) -> Floats:
        """The shares, with those of counts of COUNT_CAP and above as they are without a cap."""
        if number in self._with_large:
            capped = (counts == COUNT_CAP).nonzero()[0]
            whole = self.counts(number, where[capped], counts[capped])
            shares[capped] = share_of(whole, self.norms[self.codes[where[capped]]])
        return shares
