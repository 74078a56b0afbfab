"""What turns a layout's counts into scores: tables that are small and found anew when an index is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import K1, idf_of, norm_of, share_of
from index.layout import COUNT_BITS, COUNT_CAP, Layout
from index.postings import Postings, runs

Floats = NDArray[np.float64]


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


class Scoring:
    """A layout with the shares of its counts.

    codes: for each place the row of its length; shares[code, count]: BM25's saturated count in a sentence of that
    length, at COUNT_CAP the most that any count has. mean_length: that of all sentences, which may be more than these.
    """

    def __init__(self, layout: Layout, mean_length: float) -> None:
        self.layout = layout
        self.codes = layout.length_codes()
        self.norms = norm_of(layout.lengths, mean_length or 1.0)
        self.shares = share_of(np.arange(COUNT_CAP + 1), self.norms[:, None])
        self.shares[:, COUNT_CAP] = K1 + 1
        self._flat_shares = self.shares.ravel()
        # For each length where its shares begin among all.
        self._starts = np.arange(len(layout.lengths)) << COUNT_BITS
        self._with_large = frozenset((layout.large >> np.uint64(32)).tolist())
        # The most that a term adds that a sentence holds once.
        self.once = float(self.shares[0, 1]) if len(self.shares) else 0.0
        self._offsets = layout.offsets.data
        self._edges = layout.length_starts.astype(np.int64)
        self._totals: list[Floats] = []

    @cached_property
    def columns(self) -> dict[int, NDArray[np.uint8]]:
        """The counts by place of the terms that are stored so, by number."""
        rows = np.flatnonzero(self.layout.column_of >= 0).tolist()
        return {int(self.layout.frequent[row]): self.layout.columns[self.layout.column_of[row]] for row in rows}

    def size(self, number: int) -> int:
        """How much is read for a term's postings."""
        size: int = self._offsets[number + 1] - self._offsets[number]
        return size or self.layout.num_sentences

    def cells(self, number: int) -> NDArray[np.uint32]:
        """The packed postings of a term that is no column."""
        return self.layout.postings[self._offsets[number] : self._offsets[number + 1]]

    def open_end(self, least: float) -> int:
        """The places before it are of sentences short enough to have such a share, or more, by a single count."""
        return int(self._edges[np.count_nonzero(self.shares[:, 1] >= least)])

    def found(self, number: int, start: int = 0, end: int | None = None) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """The places that hold a term, ascending, and its count there, at most COUNT_CAP; all, or between two."""
        column = self.columns.get(number)
        if column is not None:
            where = np.flatnonzero(column[start:end])
            where += start
            return where, column[where]
        cells = self.cells(number)
        if start or (end is not None and end < len(self.codes)):
            ends = np.array([start, len(self.codes) if end is None else end]) << COUNT_BITS
            first, last = cells.searchsorted(np.minimum(ends, 0xFFFFFFFF).astype(np.uint32)).tolist()
            cells = cells[first:last]
        return (cells >> np.uint32(COUNT_BITS)).astype(np.intp), cells & np.uint32(COUNT_CAP)

    def added_by_all(
        self, numbers: Sequence[int], factors: Sequence[float], sizes: Sequence[int]
    ) -> tuple[NDArray[np.intp], Floats]:
        """The places that hold some terms, which are no columns, term by term, and what each adds there."""
        if not self._with_large.isdisjoint(numbers):
            found = [self.added(n, factor, len(self.codes)) for n, factor in zip(numbers, factors, strict=True)]
            return np.concatenate([where for where, _ in found]), np.concatenate([added for _, added in found])
        cells = np.concatenate([self.cells(number) for number in numbers])
        where = (cells >> np.uint32(COUNT_BITS)).astype(np.intp)
        starts = [self._starts_of(where[end - size : end]) for size, end in zip(sizes, accumulate(sizes), strict=True)]
        shares = self._flat_shares[np.concatenate(starts) | cells & np.uint32(COUNT_CAP)]
        return where, shares * np.repeat(factors, sizes)

    def _starts_of(self, where: NDArray[np.intp]) -> NDArray[np.int64]:
        """Where the shares of each place's length begin. The places ascend, so those of one length stand together."""
        ends = where.searchsorted(self._edges)
        return self._starts.repeat(ends[1:] - ends[:-1])

    def counts_at(self, number: int, places: NDArray[np.intp]) -> NDArray[Any]:
        """The term's count at each of some places, at most COUNT_CAP; 0 where it is not."""
        column = self.columns.get(number)
        if column is not None:
            return column[places]
        cells = self.cells(number)
        wanted = (places << COUNT_BITS).astype(np.uint32)
        found = cells.take(cells.searchsorted(wanted), mode="clip") - wanted
        # What is at a later place, or at an earlier one behind the last, is too large a number.
        found[found > COUNT_CAP] = 0
        return found

    def least_shares(self, places: NDArray[np.intp], counts: NDArray[Any]) -> Floats:
        """The shares by counts at some places, or less."""
        found: Floats = self._flat_shares[self._starts[self.codes[places]] | np.minimum(counts, COUNT_CAP - 1)]
        return found

    def twice(self, number: int, start: int, end: int) -> NDArray[np.intp]:
        """The places between two that hold a term more than once."""
        column = self.columns.get(number)
        if column is not None:
            return np.flatnonzero(column[start:end] > 1) + start
        where, counts = self.found(number, start, end)
        return where[counts > 1]

    def added(self, number: int, factor: float, end: int) -> tuple[NDArray[np.intp], Floats]:
        """The places before the end that hold a term, ascending, and what it adds there by its weight."""
        where, counts = self.found(number, 0, end)
        shares = self._flat_shares[self._starts_of(where) | counts]
        return where, factor * self._mended(number, where, counts, shares)

    def borrow(self) -> Floats:
        """A zero for each place; to be given back as zeros."""
        try:
            return self._totals.pop()  # no two threads get the same
        except IndexError:
            return np.zeros(self.layout.num_sentences)

    def give_back(self, total: Floats) -> None:
        """Keeps what was borrowed: a new one would have to be fetched from the system page by page."""
        self._totals.append(total)

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
        found = self._flat_shares[self._starts[self.codes[where]] | counts]
        return self._mended(number, where, counts, found)

    def _mended(self, number: int, where: NDArray[Any], counts: NDArray[Any], shares: Floats) -> Floats:
        """The shares, with those of counts of COUNT_CAP and above as they are without a cap."""
        if number in self._with_large:
            capped = (counts == COUNT_CAP).nonzero()[0]
            whole = self.counts(number, where[capped], counts[capped])
            shares[capped] = share_of(whole, self.norms[self.codes[where[capped]]])
        return shares
