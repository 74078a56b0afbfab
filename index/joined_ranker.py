"""Ranks over two layouts as if they were one: a large one that stays as it is, and a small one of what was added.

Each is searched with the idf and the mean length of all sentences, and its hits get their ids among all: hits and
scores are those of one layout of everything, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats, same_idf
from index.layout import Ids, Layout, lengths_by_id
from index.merging import merged_postings
from index.model import Hit
from index.postings import Postings
from index.ranker import Ranker, counted
from index.scoring import Model, num_tokens
from index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Numbered:
    """Terms, their layout and largest shares (see index.scoring.Model), and the id of each sentence among all."""

    vocabulary: Vocabulary
    layout: Layout
    bounds: Floats
    ids: Ids


def idf_of_both(base: Numbered, added: Numbered) -> tuple[Floats, Floats]:
    """The idf of the terms of each over the sentences of both: what one layout of both would give."""
    frequencies = base.layout.document_frequencies()
    more = added.layout.document_frequencies()
    terms = added.vocabulary.terms()
    numbers = np.array([base.vocabulary.number(term) for term in terms], dtype=np.int64)
    is_known = numbers >= 0
    frequencies[numbers[is_known]] += more[is_known]
    # The mean of all is summed up in the order of the terms.
    unknown = [term for term, known in zip(terms, is_known.tolist(), strict=True) if not known]
    places = np.array([base.vocabulary.place(term) for term in unknown], dtype=np.int64)
    num_sentences = base.layout.num_sentences + added.layout.num_sentences
    idf = same_idf(np.insert(frequencies, places, more[~is_known]), num_sentences)
    is_new = np.zeros(len(idf), dtype=np.bool_)
    is_new[places + np.arange(len(places))] = True
    of_base, of_added = idf[~is_new], np.empty(len(terms))
    of_added[is_known], of_added[~is_known] = of_base[numbers[is_known]], idf[is_new]
    return of_base, of_added


class JoinedRanker(Ranker):
    """BM25 over the sentences of both; `idf` is what `idf_of_both` gives."""

    def __init__(self, base: Numbered, added: Numbered, idf: tuple[Floats, Floats]) -> None:
        both = base, added
        self.num_sentences = sum(one.layout.num_sentences for one in both)
        tokens = [num_tokens(one.layout) for one in both]
        mean = sum(tokens) / max(1, self.num_sentences)
        self._both = both
        self._rankers = [
            Ranker(one.vocabulary, one.layout, Model(own, _bounds(one, count, mean)), mean)
            for one, own, count in zip(both, idf, tokens, strict=True)
        ]
        self.may_compile = True

    @property
    def postings(self) -> Postings:
        found = [ranker.postings for ranker in self._rankers]
        lengths = np.empty(self.num_sentences, dtype=np.uint16)
        for one in self._both:
            lengths[one.ids] = lengths_by_id(one.layout)
        return merged_postings(found, [one.ids.astype(np.int64) for one in self._both], lengths)

    def knows(self, term: str) -> bool:
        return any(ranker.knows(term) for ranker in self._rankers)

    def idf(self, term: str) -> float:
        return next((ranker.idf(term) for ranker in self._rankers if ranker.knows(term)), 0.0)

    def posting(self, term: str) -> tuple[Ids, NDArray[np.uint16]]:
        sentences, counts = self._together([ranker.posting(term) for ranker in self._rankers])
        return sentences, counts.astype(np.uint16, copy=False)

    def shares(self, term: str) -> tuple[Ids, Floats]:
        return self._together([ranker.shares(term) for ranker in self._rankers])

    def _together(self, found: Sequence[tuple[Ids, NDArray[Any]]]) -> tuple[Ids, NDArray[Any]]:
        """Rows of both in the order of their sentences, with their ids among all."""
        sentences = np.concatenate([one.ids[rows] for one, (rows, _) in zip(self._both, found, strict=True)])
        values = np.concatenate([value for _, value in found])
        if not len(found[1][0]):
            return sentences, values
        order = np.argsort(sentences, kind="stable")  # two runs in order, which it sees
        return sentences[order], values[order]

    def scores(self, weights: Mapping[str, float]) -> tuple[Floats, NDArray[np.bool_]]:
        total, matched = np.zeros(self.num_sentences), np.zeros(self.num_sentences, dtype=np.bool_)
        for one, ranker in zip(self._both, self._rankers, strict=True):
            total[one.ids], matched[one.ids] = ranker.scores(weights)
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        weights = query_terms if isinstance(query_terms, Mapping) else counted(query_terms)
        found: list[tuple[float, int]] = []
        for one, ranker in zip(self._both, self._rankers, strict=True):
            ranker.may_compile = self.may_compile
            found += [(-hit.score, int(one.ids[hit.sentence_id])) for hit in ranker.rank(weights, k)]
        return [Hit(i, -negative, rank) for rank, (negative, i) in enumerate(sorted(found)[: max(k, 0)], start=1)]


def _bounds(one: Numbered, tokens: int, mean: float) -> Floats:
    """The most that shares can be with another mean length: where that is larger, they grow by less than it does."""
    own = tokens / max(1, one.layout.num_sentences)
    return np.asarray(one.bounds * max(1.0, mean / own)) if own else one.bounds
