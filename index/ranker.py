"""Terms to hits with rank-bm25's model: its idf and formula over flat postings.

rank-bm25 scores every sentence for every term; here only the postings are touched, so what matched is known
(its scores can be zero or negative for very common terms) and ties keep reading order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from index.model import Hit

# Sentences vary little in length, so length is normalised weakly: +3 to +4 points right-first on 20,000
# questions against rank-bm25's defaults of 1.5 and 0.75.
K1 = 0.9
B = 0.4


@dataclass(frozen=True, slots=True)
class Postings:
    """Which sentences hold which term: flat arrays, one row a posting, grouped by term.

    terms: sorted vocabulary of T terms. offsets: T + 1 rows into the next two. sentences: sentence ids,
    ascending within a term. counts: occurrences of the term there. lengths: tokens of each of the N sentences.
    """

    terms: tuple[str, ...]
    offsets: NDArray[np.int64]
    sentences: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.uint16]


class _Okapi(BM25Okapi):  # type: ignore[misc]
    """rank-bm25's Okapi model, fed with posting lengths instead of token lists."""

    def _initialize(self, corpus: Postings) -> dict[str, int]:
        self.corpus_size = len(corpus.lengths)
        self.avgdl = float(corpus.lengths.mean(dtype=np.float64))
        return dict(zip(corpus.terms, np.diff(corpus.offsets).tolist(), strict=True))


class Ranker:
    """BM25 over the postings of one snapshot."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._term_ids = {term: i for i, term in enumerate(postings.terms)}
        self.num_sentences = len(postings.lengths)
        self._idf: dict[str, float] = {}
        if postings.terms:  # rank-bm25 divides by zero on an empty corpus
            model = _Okapi(postings, k1=K1, b=B)
            self._idf = model.idf
            self._norm = np.asarray(K1 * (1 - B + B * postings.lengths / model.avgdl), dtype=np.float64)

    def knows(self, term: str) -> bool:
        """Whether any sentence holds the term."""
        return term in self._term_ids

    def idf(self, term: str) -> float:
        """rank-bm25's inverse document frequency; 0 for a term no sentence holds."""
        return self._idf.get(term, 0.0)

    def posting(self, term: str) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """Sentence ids that hold the term, ascending, and its count in each. Empty for an unseen term."""
        i = self._term_ids.get(term)
        if i is None:
            return np.empty(0, np.uint32), np.empty(0, np.uint16)
        rows = slice(int(self.postings.offsets[i]), int(self.postings.offsets[i + 1]))
        return self.postings.sentences[rows], self.postings.counts[rows]

    def shares(self, term: str) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Sentence ids that hold the term, and BM25's saturated, length-normalised count in each (without idf)."""
        sentences, counts = self.posting(term)
        if not len(sentences):
            return sentences, np.empty(0)
        tf = counts.astype(np.float64)
        return sentences, tf * (K1 + 1) / (tf + self._norm[sentences])

    def scores(self, weights: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """BM25 score of every sentence, each term's share times its weight, and which sentences matched."""
        total = np.zeros(self.num_sentences)
        matched = np.zeros(self.num_sentences, dtype=np.bool_)
        for term, weight in weights.items():
            sentences, share = self.shares(term)
            total[sentences] += weight * self.idf(term) * share
            matched[sentences] = True
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        """The k best sentences that hold at least one of the terms, best first, ties in reading order."""
        weights = query_terms if isinstance(query_terms, Mapping) else _counted(query_terms)
        scores, matched = self.scores(weights)
        return top_hits(scores, np.flatnonzero(matched), k)


def top_hits(scores: NDArray[np.float64], among: NDArray[np.intp], k: int) -> list[Hit]:
    """The k best of the named sentences, best first; among equal scores the earlier sentence."""
    if k <= 0:
        return []
    if len(among) > k:
        # Everything that ties with the k-th stays in, or the tie would be cut at random.
        kth = np.partition(scores[among], len(among) - k)[len(among) - k]
        among = among[scores[among] >= kth]
    # Stable: among is ascending, so ties keep reading order; argsort()[::-1] would reverse it.
    order = among[np.argsort(-scores[among], kind="stable")][:k]
    return [Hit(int(i), float(scores[i]), rank) for rank, i in enumerate(order, start=1)]


def _counted(query_terms: Iterable[str]) -> dict[str, float]:
    """A term asked twice counts twice, as in rank-bm25."""
    weights: dict[str, float] = {}
    for term in query_terms:
        weights[term] = weights.get(term, 0.0) + 1.0
    return weights
