"""Terms to hits with rank-bm25's model: its idf and formula over flat postings.

rank-bm25 scores every sentence for every term; here only the postings are touched, so what matched is known
(its scores can be zero or negative for very common terms) and ties keep reading order. Its idf is found once, when an
index is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.bm25 import K1, B, norm_of, share_of
from index.model import Hit
from index.pruning import Weighed, candidates

# With fewer postings it is quicker to score them all.
_FEW = 20_000


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


@dataclass(frozen=True, slots=True)
class Model:
    """What ranking needs of each term besides its postings, one row a term.

    idf: rank-bm25's. bounds: the largest share (see `Ranker.shares`) that the term has in any sentence.
    """

    idf: NDArray[np.float64]
    bounds: NDArray[np.float64]


def model_of(postings: Postings) -> Model:
    """The model of some postings, by rank-bm25 itself."""
    if not postings.terms:  # rank-bm25 divides by zero on an empty corpus
        return Model(np.empty(0), np.empty(0))
    from rank_bm25 import BM25Okapi  # a tenth of a start, and only a build needs it

    class Okapi(BM25Okapi):  # type: ignore[misc]
        """rank-bm25's Okapi model, fed with posting lengths instead of token lists."""

        def _initialize(self, corpus: Postings) -> dict[str, int]:
            self.corpus_size = len(corpus.lengths)
            self.avgdl = _mean_length(corpus)
            return dict(zip(corpus.terms, np.diff(corpus.offsets).tolist(), strict=True))

    found = Okapi(postings, k1=K1, b=B).idf
    shares = share_of(postings.counts, _norm(postings)[postings.sentences])
    # Every term has a posting, so no group is empty.
    bounds = np.maximum.reduceat(shares, postings.offsets[:-1])
    return Model(np.array([found[term] for term in postings.terms]), bounds)


def _mean_length(postings: Postings) -> float:
    return float(postings.lengths.mean(dtype=np.float64))


def _norm(postings: Postings) -> NDArray[np.float64]:
    return norm_of(postings.lengths, _mean_length(postings))


class Ranker:
    """BM25 over the postings of one snapshot."""

    def __init__(self, postings: Postings, model: Model | None = None) -> None:
        self.postings = postings
        self._model = model or model_of(postings)
        self._term_ids = {term: i for i, term in enumerate(postings.terms)}
        self.num_sentences = len(postings.lengths)

    @cached_property
    def _norm(self) -> NDArray[np.float64]:
        return _norm(self.postings)

    def knows(self, term: str) -> bool:
        """Whether any sentence holds the term."""
        return term in self._term_ids

    def idf(self, term: str) -> float:
        """rank-bm25's inverse document frequency; 0 for a term no sentence holds."""
        i = self._term_ids.get(term)
        return 0.0 if i is None else float(self._model.idf[i])

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
        return sentences, share_of(counts, self._norm[sentences])

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
        found = [self._weighed(term, weight) for term, weight in weights.items() if term in self._term_ids]
        if not found or k <= 0:
            return []
        touched = sum(len(term.sentences) for term in found)
        if touched < _FEW or any(term.weight <= 0 for term in found):
            scores, matched = self.scores(weights)
            return top_hits(scores, np.flatnonzero(matched), k)
        among = candidates(found, k, self._norm)
        return top_hits(*self._exactly(found, among), k, among)

    def _weighed(self, term: str, weight: float) -> Weighed:
        factor = weight * self.idf(term)
        bound = factor * float(self._model.bounds[self._term_ids[term]])
        return Weighed(*self.posting(term), factor, bound)

    def _exactly(self, found: list[Weighed], among: NDArray[np.uint32]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Scores of some sentences, added up in the order of the question as `scores` does, to the last bit."""
        total = np.zeros(len(among))
        for term in found:
            place, held = term.places(among)
            total[held] += term.weight * share_of(term.counts[place[held]], self._norm[among[held]])
        return total, np.arange(len(among))


def top_hits(
    scores: NDArray[np.float64], among: NDArray[np.intp], k: int, ids: NDArray[np.uint32] | None = None
) -> list[Hit]:
    """The k best of the named sentences, best first; among equal scores the earlier sentence.

    `ids`, ascending, are the sentences whose scores are given; without them every sentence's is.
    """
    if k <= 0:
        return []
    if len(among) > k:
        # Everything that ties with the k-th stays in, or the tie would be cut at random.
        kth = np.partition(scores[among], len(among) - k)[len(among) - k]
        among = among[scores[among] >= kth]
    # Stable: among is ascending, so ties keep reading order; argsort()[::-1] would reverse it.
    order = among[np.argsort(-scores[among], kind="stable")][:k]
    named = order if ids is None else ids[order]
    return [
        Hit(int(i), float(scores[at]), rank) for rank, (i, at) in enumerate(zip(named, order, strict=True), start=1)
    ]


def _counted(query_terms: Iterable[str]) -> dict[str, float]:
    """A term asked twice counts twice, as in rank-bm25."""
    weights: dict[str, float] = {}
    for term in query_terms:
        weights[term] = weights.get(term, 0.0) + 1.0
    return weights
