"""Which sentences hold which term, in reading order: what analysis finds and updates merge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Postings that are worked on together: bounds the memory of a build.
_RUN = 1 << 19


@dataclass(frozen=True, slots=True)
class Postings:
    """Flat arrays, one row a posting, grouped by term.

    terms: sorted vocabulary of T terms. offsets: T + 1 rows into the next two. sentences: sentence ids,
    ascending within a term. counts: occurrences of the term there. lengths: tokens of each of the N sentences.
    """

    terms: tuple[str, ...]
    offsets: NDArray[np.int64]
    sentences: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.uint16]


def runs(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of terms, first and end, with not too many postings together, or of one term."""
    first = 0
    while first < len(offsets) - 1:
        last = max(first + 1, int(np.searchsorted(offsets, offsets[first] + _RUN, side="right")) - 1)
        yield first, last
        first = last
