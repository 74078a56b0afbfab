"""Ranks over a layout some sentences of which are gone: nothing of it is written anew, they are passed over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats
from index.layout import Ids, Layout, lengths_by_id
from index.model import Hit
from index.ranker import Ranker, counted
from index.stored_ranker import Stored

# The idf of a term that no sentence holds any more.
GONE = math.nan


def thinned(frequencies: NDArray[np.int64], fewer: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each term the number of sentences that hold it, without those that are gone; see ThinnedRanker."""
    found = np.array(frequencies)
    found[fewer[:, 0]] -= fewer[:, 1]
    return found


def tokens_of(layout: Layout, stays: NDArray[np.bool_]) -> int:
    """Tokens of the sentences that stay."""
    return int(lengths_by_id(layout)[stays].sum(dtype=np.int64))


class ThinnedRanker(Ranker):
    """BM25 over the sentences that stay; ids are those of the layout, and so are the ranks of hits.

    stays: for each sentence whether it does. fewer: for some terms, by number, how many of the sentences that are gone
    held it.
    """

    def __init__(self, stored: Stored, mean: float, stays: NDArray[np.bool_], fewer: NDArray[np.int64]) -> None:
        super().__init__(stored.vocabulary, stored.layout, stored.model, mean)
        self._stays, self._fewer = stays, fewer

    def bags(self) -> Iterator[str]:
        return compress(super().bags(), self._stays.tolist())

    def document_frequencies(self) -> NDArray[np.int64]:
        """For each term of the layout; 0 for one that no sentence holds any more."""
        return thinned(super().document_frequencies(), self._fewer)

    @property
    def num_tokens(self) -> int:
        return tokens_of(self._layout, self._stays)

    def knows(self, term: str) -> bool:
        return super().knows(term) and not math.isnan(super().idf(term))

    def idf(self, term: str) -> float:
        return super().idf(term) if self.knows(term) else 0.0

    def posting(self, term: str) -> tuple[Ids, NDArray[np.uint16]]:
        sentences, counts = super().posting(term)
        stay = self._stays[sentences]
        return sentences[stay], counts[stay]

    def scores(self, weights: Mapping[str, float]) -> tuple[Floats, NDArray[np.bool_]]:
        total, matched = super().scores(weights)
        total[~self._stays], matched[~self._stays] = 0.0, False
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        weights = query_terms if isinstance(query_terms, Mapping) else counted(query_terms)
        asked = k
        while True:
            hits = super().rank(weights, asked)
            stay = [hit for hit in hits if self._stays[hit.sentence_id]]
            if len(stay) >= k or len(hits) < asked:
                return stay[: max(k, 0)]
            asked *= 2
