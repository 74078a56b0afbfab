"""Ranks over two layouts as if they were one: a large one that stays as it is, and a small one of what was added.

Sentences of the large one that are gone are passed over. Each is searched with the idf and the mean length of all
sentences, and its hits get their ids among all: hits and scores are those of one layout of everything, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats, same_idf
from index.layout import Ids, lengths_by_id
from index.merging import Numbers, merged_postings
from index.model import Hit
from index.postings import Postings
from index.ranker import Ranker, counted
from index.scoring import mean_length, num_tokens
from index.stored_ranker import Stored
from index.thinned_ranker import GONE, ThinnedRanker, tokens_of
from index.vocabulary import Vocabulary


def common_idf(
    vocabulary: Vocabulary, frequencies: NDArray[np.int64], added: Stored, num_sentences: int
) -> tuple[Floats, Floats, int]:
    """The idf of a large layout's terms and of those that are added to it, as one layout would have it.

    frequencies: of the large one's terms, the sentences there that hold them; 0 for those that are gone with theirs.
    num_sentences: of both. The third is how many terms there are in both.
    """
    total, numbers, is_new = joined_frequencies(vocabulary, frequencies, added)
    is_held = total > 0
    idf = np.full(len(total), GONE)
    # The mean of all is summed up in the order of the terms.
    idf[is_held] = same_idf(total[is_held], num_sentences)
    is_known = numbers >= 0
    of_base, of_added = idf[~is_new], np.empty(len(numbers))
    of_added[is_known], of_added[~is_known] = of_base[numbers[is_known]], idf[is_new]
    return of_base, of_added, int(is_held.sum())


def joined_frequencies(
    vocabulary: Vocabulary, frequencies: NDArray[np.int64], added: Stored
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """For each term of both, in order, the number of sentences that hold it, and whether the base lacks it.

    vocabulary, frequencies: the base's. Between them, for each term of the added ones its number in the base, -1 where
    that lacks it.
    """
    more, terms = added.layout.document_frequencies(), added.vocabulary.terms()
    numbers = np.array([vocabulary.number(term) for term in terms], dtype=np.int64)
    is_known = numbers >= 0
    total = np.array(frequencies)
    total[numbers[is_known]] += more[is_known]
    unknown = [term for term, known in zip(terms, is_known.tolist(), strict=True) if not known]
    places = np.array([vocabulary.place(term) for term in unknown], dtype=np.int64)
    found = np.insert(total, places, more[~is_known])
    is_new = np.zeros(len(found), dtype=np.bool_)
    is_new[places + np.arange(len(places))] = True
    return found, numbers, is_new


class JoinedRanker(Ranker):
    """BM25 over the sentences of both, with idf of both.

    ids: those of the sentences of each among all; -1 for those that are gone. fewer: see ThinnedRanker.
    """

    def __init__(self, base: Stored, added: Stored, ids: tuple[Numbers, Numbers], fewer: NDArray[np.int64]) -> None:
        self._stored, self._all_ids = (base, added), ids
        self._layouts = base.layout, added.layout
        stays = ids[0] >= 0
        is_thin = not stays.all()
        # Those of sentences that are gone are never looked at.
        self._ids = ids[0].astype(np.uint32), ids[1].astype(np.uint32)
        self._rows = np.flatnonzero(stays) if is_thin else slice(None), slice(None)
        self.num_sentences = int(stays.sum()) + len(ids[1])
        of_base = tokens_of(base.layout, stays) if is_thin else num_tokens(base.layout)
        mean = (of_base + num_tokens(added.layout)) / max(1, self.num_sentences)
        base, added = (replace(one, model=replace(one.model, bounds=_bounds(one, mean))) for one in self._stored)
        self._rankers = (
            ThinnedRanker(base, mean, stays, fewer)
            if is_thin
            else Ranker(base.vocabulary, base.layout, base.model, mean),
            Ranker(added.vocabulary, added.layout, added.model, mean),
        )
        self.may_compile = True

    @property
    def postings(self) -> Postings:
        found = [ranker.postings for ranker in self._rankers]
        lengths = np.empty(self.num_sentences, dtype=np.uint16)
        for ids, rows, layout in zip(self._ids, self._rows, self._layouts, strict=True):
            lengths[ids[rows]] = lengths_by_id(layout)[rows]
        return merged_postings(found, self._all_ids, lengths)

    def bags(self) -> Iterator[str]:
        found = [ranker.bags() for ranker in self._rankers]
        is_added = np.zeros(self.num_sentences, dtype=np.uint8)
        is_added[self._ids[1]] = 1
        return (next(found[which]) for which in is_added)

    def document_frequencies(self) -> NDArray[np.int64]:
        base, added = self._stored
        total = joined_frequencies(base.vocabulary, self._rankers[0].document_frequencies(), added)[0]
        return total[total > 0]

    @property
    def num_tokens(self) -> int:
        return sum(ranker.num_tokens for ranker in self._rankers)

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
        sentences = np.concatenate([ids[rows] for ids, (rows, _) in zip(self._ids, found, strict=True)])
        values = np.concatenate([value for _, value in found])
        if not len(found[1][0]):
            return sentences, values
        order = np.argsort(sentences, kind="stable")  # two runs in order, which it sees
        return sentences[order], values[order]

    def scores(self, weights: Mapping[str, float]) -> tuple[Floats, NDArray[np.bool_]]:
        total, matched = np.zeros(self.num_sentences), np.zeros(self.num_sentences, dtype=np.bool_)
        for ids, rows, ranker in zip(self._ids, self._rows, self._rankers, strict=True):
            scores, found = ranker.scores(weights)
            total[ids[rows]], matched[ids[rows]] = scores[rows], found[rows]
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        weights = query_terms if isinstance(query_terms, Mapping) else counted(query_terms)
        found: list[tuple[float, int]] = []
        for ids, ranker in zip(self._ids, self._rankers, strict=True):
            ranker.may_compile = self.may_compile
            found += [(-hit.score, int(ids[hit.sentence_id])) for hit in ranker.rank(weights, k)]
        return [Hit(i, -negative, rank) for rank, (negative, i) in enumerate(sorted(found)[: max(k, 0)], start=1)]


def _bounds(stored: Stored, mean: float) -> Floats:
    """The most that shares can be with another mean length: where that is larger, they grow by less than it does."""
    own = mean_length(stored.layout)
    return np.asarray(stored.model.bounds * max(1.0, mean / own)) if own else stored.model.bounds
