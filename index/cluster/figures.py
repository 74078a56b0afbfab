"""Scores and dates of the articles at hand, by the figures of all articles there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.bm25 import norm_of, share_of
from index.cluster.documents import Stored
from index.cluster.library import Library
from index.dates import Dates
from index.model import Dated, Hit
from index.ranker import Ranker, counted, top_hits


class PartRanker(Ranker):
    """Ranks the sentences at hand, with idf and mean length of all sentences there are."""

    def __init__(self, library: Library, articles: Sequence[Stored], lengths: NDArray[np.uint16]) -> None:
        self.library, self._articles = library, articles
        self._starts = np.concatenate(([0], np.cumsum([len(one.rows) for one in articles], dtype=np.int64)))
        self.num_sentences = len(lengths)
        self._part_norm = norm_of(lengths, library.mean_length)

    def knows(self, term: str) -> bool:
        return self.library.count(term)[0] > 0

    def idf(self, term: str) -> float:
        return self.library.idf(term)

    def posting(self, term: str) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        sentences, counts = [np.empty(0, np.uint32)], [np.empty(0, np.uint16)]
        for start, article in zip(self._starts.tolist(), self._articles, strict=False):
            if (found := article.postings.get(term)) is not None:
                sentences.append((found[0] + start).astype(np.uint32))
                counts.append(found[1])
        return np.concatenate(sentences), np.concatenate(counts)

    def shares(self, term: str) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        sentences, counts = self.posting(term)
        return sentences, share_of(counts, self._part_norm[sentences])

    def scores(self, weights: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        total = np.zeros(self.num_sentences)
        matched = np.zeros(self.num_sentences, dtype=np.bool_)
        for term, weight in weights.items():
            sentences, share = self.shares(term)
            total[sentences] += weight * self.idf(term) * share
            matched[sentences] = True
        return total, matched

    def rank(self, query_terms: Iterable[str] | Mapping[str, float], k: int) -> list[Hit]:
        weights = query_terms if isinstance(query_terms, Mapping) else counted(query_terms)
        scores, matched = self.scores(weights)
        return top_hits(scores, np.flatnonzero(matched), k)


class PartDates(Dates):
    """When the articles at hand were written; the newest is that of all."""

    def __init__(self, articles: Sequence[Stored], newest: int) -> None:
        days = np.array([one.days for one in articles], dtype=np.int32).reshape(-1, 4)
        numbers = {one.record.article_id: number for number, one in enumerate(articles)}
        super().__init__(numbers, days, [one.reason for one in articles])
        self._newest = newest

    @property
    def newest(self) -> dt.date | None:
        return dt.date.fromordinal(self._newest) if self._newest else None


class AllDates(Dates):
    """When all articles were written. Their ids and days are fetched when they are first asked for."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def _listed(self) -> tuple[dict[str, int], NDArray[np.int32]]:
        rows = list(self.library.days())
        numbers = {article_id: number for number, (article_id, *_) in enumerate(rows)}
        return numbers, np.array([(p, 0, e, la) for _, p, e, la in rows], dtype=np.int32).reshape(-1, 4)

    @property
    def _numbers(self) -> Mapping[str, int]:  # type: ignore[override]
        return self._listed[0]

    @property
    def _days(self) -> NDArray[np.int32]:  # type: ignore[override]
        return self._listed[1]

    def __getitem__(self, article_id: str) -> Dated:
        return PartDates(self.library.of_articles([article_id]), 0)[article_id]

    @property
    def newest(self) -> dt.date | None:
        newest = self.library.about.newest
        return dt.date.fromordinal(newest) if newest else None
