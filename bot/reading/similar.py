"""How near the sentences of an index are to one question in meaning."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.snapshot import Snapshot

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Similar:
    """How near each sentence of an index is to one question, above what is usual where it answers.

    `values` has all sentences in reading order; `starts` says where each article's begin.
    """

    values: Floats
    starts: Mapping[str, int]

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """All rows, best first."""
        return np.argsort(-self.values, kind="stable")

    def nearest(self, k: int) -> list[tuple[str, int]]:
        """Article and place in it, from 0, of the k nearest, best first."""
        ids, starts = list(self.starts), list(self.starts.values())
        best = self._order[:k].tolist()
        at = [bisect_right(starts, row) - 1 for row in best]
        return [(ids[i], row - starts[i]) for i, row in zip(at, best, strict=True)]

    def of(self, sentence_ids: NDArray[np.intp], snapshot: Snapshot) -> Floats:
        """The values of a snapshot's sentences, which may be a part of the index."""
        numbers = snapshot.article_numbers
        firsts = np.searchsorted(numbers, numbers[sentence_ids])
        articles = [snapshot.sentence(i).article_id for i in sentence_ids.tolist()]
        starts = np.array([self.starts[one] for one in articles], dtype=np.intp)
        return np.asarray(self.values[starts + sentence_ids - firsts])
