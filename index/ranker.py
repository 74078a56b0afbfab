"""Terms to hits with rank-bm25's model: its idf, parameters and scores, over flat postings that can be mapped.

rank-bm25 scores every sentence for every term; here only what can come in is looked at, in numpy, or by a compiled
kernel where numba is installed. Both give the same hits and scores, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import compiled
from index.bags import bags
from index.bm25 import norm_of, share_of
from index.layout import COUNT_BITS, COUNT_CAP, Layout, layout_of, lengths_by_id, read_back
from index.model import Hit
from index.postings import Postings
from index.pruning import candidates
from index.scoring import Model, Scoring, mean_length, model_of
from index.terms import Term, Terms
from index.vocabulary import Vocabulary

# So many more than are wanted are sorted as quickly as the worst of them are put aside.
_FEW = 64
# A tuple's own, without a call of Python's for each hit.
_new: Any = tuple.__new__


class Ranker:
    """BM25 over some postings. `mean` is the length of all sentences there are, by default that of these."""

    def __init__(self, vocabulary: Vocabulary, layout: Layout, model: Model, mean: float | None = None) -> None:
        self._vocabulary = vocabulary
        self._layout = layout
        self._mean = mean_length(layout) if mean is None else mean
        # A memoryview gives a plain number in a third of the time.
        self._idf, self._bounds = model.idf.data, model.bounds.data
        self.num_sentences = layout.num_sentences
        # Whether the compiled kernel ranks, where there is one.
        self.may_compile = True
        self._compiled: compiled.Rank | None = None

    @classmethod
    def of(cls, postings: Postings) -> Ranker:
        """The ranker of some postings."""
        layout = layout_of(postings)
        return cls(Vocabulary.of(postings.terms), layout, model_of(postings, layout))

    @property
    def postings(self) -> Postings:
        """All postings in reading order, read back from the layout."""
        return read_back(self._layout, self._vocabulary.terms())

    def bags(self) -> Iterator[str]:
        """For each sentence in reading order its terms; see index.bags."""
        return bags(self._layout, self._vocabulary.terms())

    def document_frequencies(self) -> NDArray[np.int64]:
        """For each term, in order, the number of sentences that hold it."""
        return self._layout.document_frequencies()

    @property
    def num_tokens(self) -> int:
        """Of all sentences together."""
        return int(np.dot(self._layout.lengths.astype(np.int64), np.diff(self._layout.length_starts)))

    @cached_property
    def _scoring(self) -> Scoring:
        return Scoring(self._layout, self._mean)

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self._vocabulary, self._layout, self._idf, self._bounds)

    @cached_property
    def _norm(self) -> NDArray[np.float64]:
        """What BM25 adds to a count, a sentence."""
        return norm_of(lengths_by_id(self._layout), self._mean)

    def knows(self, term: str) -> bool:
        """Whether any sentence holds the term."""
        return self._vocabulary.number(term) >= 0

    def idf(self, term: str) -> float:
        """rank-bm25's inverse document frequency; 0 for a term no sentence holds."""
        number = self._vocabulary.number(term)
        return 0.0 if number < 0 else self._idf[number]

    def posting(self, term: str) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """Sentence ids that hold the term, ascending, and its count in each. Empty for an unseen term."""
        known = self._terms.find(term)
        if known is None:
            return np.empty(0, np.uint32), np.empty(0, np.uint16)
        where, counts = self._scoring.found(known)
        # Id and count as one number: sorting those is several times faster than sorting rows.
        ids = self._layout.order[where] << np.uint32(COUNT_BITS) | counts
        ids.sort()
        sentences, capped = ids >> np.uint32(COUNT_BITS), (ids & np.uint32(COUNT_CAP)).astype(np.uint16)
        if (capped == COUNT_CAP).any():
            by_id = np.argsort(self._layout.order[where])
            return sentences, self._scoring.counts(known[0], where[by_id], capped)
        return sentences, capped

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
        for term in self._terms.weighed(weights):
            number, _, factor, *_ = term
            where, counts = self._scoring.found(term)
            sentences = self._layout.order[where]
            total[sentences] += factor * self._scoring.share(number, where, counts)
            matched[sentences] = True
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        """The k best sentences that hold at least one of the terms, best first, ties in reading order."""
        asked = query_terms if type(query_terms) is list or isinstance(query_terms, Mapping) else list(query_terms)
        if self.may_compile and (rank := self._compiled or self._search()):
            hits = rank(asked, k)
            if hits is not None:
                return hits
        terms = self._terms.weighed(counted(asked) if isinstance(asked, list) else asked)
        k = min(k, self.num_sentences)
        if not terms or k <= 0:
            return []
        if terms[-1][2] <= 0:  # a term of no weight still matches
            return _hits(*self._all(terms), k)
        places, scores = candidates(terms, k, self._scoring)
        if self.may_compile:
            compiled.prepare(self.num_sentences)  # after the answer: importing numba takes half a second
        return _hits(self._layout.order.take(places), scores, k)

    def _search(self) -> compiled.Rank | None:
        """The compiled search, once there is one."""
        module = compiled.kernel()
        if module:
            self._compiled = compiled.Search(module, self._vocabulary, np.asarray(self._idf), self._scoring).rank
        return self._compiled

    def _all(self, terms: Sequence[Term]) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """All sentences that hold a term, and their scores."""
        total, matched = np.zeros(self.num_sentences), np.zeros(self.num_sentences, dtype=np.bool_)
        for term in terms:
            number, _, factor, *_ = term
            where, counts = self._scoring.found(term)
            total[where] += factor * self._scoring.share(number, where, counts)
            matched[where] = True
        places = np.flatnonzero(matched)
        return self._layout.order[places], total[places]


def _hits(ids: NDArray[np.uint32], scores: NDArray[np.float64], k: int) -> list[Hit]:
    """The k best, best first; among equal scores the earlier sentence."""
    if len(ids) > k + _FEW:
        # Everything that ties with the k-th stays in, or the tie would be cut at random.
        kth = np.partition(scores, len(scores) - k)[len(scores) - k]
        stay = np.flatnonzero(scores >= kth)
        ids, scores = ids[stay], scores[stay]
    best = sorted(zip((-scores).tolist(), ids.tolist(), strict=True))[:k]
    return [_new(Hit, (i, -negative, rank)) for rank, (negative, i) in enumerate(best, start=1)]


def top_hits(scores: NDArray[np.float64], among: NDArray[np.intp], k: int) -> list[Hit]:
    """The k best of the named sentences, best first; among equal scores the earlier sentence."""
    return _hits(among.astype(np.uint32), scores[among], k) if k > 0 else []


def counted(query_terms: Iterable[str]) -> dict[str, float]:
    """A term asked twice counts twice, as in rank-bm25."""
    weights: dict[str, float] = {}
    for term in query_terms:
        weights[term] = weights.get(term, 0.0) + 1.0
    return weights
