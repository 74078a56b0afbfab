"""A part of a cluster's index as a snapshot: the same classes as the embedded one, over the articles at hand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.bm25 import norm_of, share_of
from index.cluster.documents import Stored
from index.cluster.library import About, Library
from index.dates import Dates, Written
from index.manifest import ArticleRecord
from index.model import Article, Dated, Hit, Sentence, Span
from index.ranker import Ranker, top_hits
from index.scope import Totals, Wanted
from index.snapshot import Snapshot

# Articles that a pasted text is looked for in.
_SHARING = 50


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
        weights = query_terms if isinstance(query_terms, Mapping) else _counted(query_terms)
        scores, matched = self.scores(weights)
        return top_hits(scores, np.flatnonzero(matched), k)


def _counted(terms: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for term in terms:
        found[term] = found.get(term, 0.0) + 1.0
    return found


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


class Part(Snapshot):
    """Some articles of a cluster's index; none at first. What is asked of others is fetched."""

    def __init__(self, library: Library, articles: Sequence[Stored] = (), names: dict[str, str] | None = None) -> None:
        self.library, self._stored = library, articles
        self.folder = Path(library.index)
        self.snapshot_id = library.about.snapshot
        self.num_terms = library.about.terms
        self._article_lines = [one.line for one in articles]
        self._given_names = names
        self.texts = [one.text for one in articles]
        rows = [
            np.concatenate((np.full((len(one.rows), 1), i, np.int32), one.rows), axis=1)
            for i, one in enumerate(articles)
        ]
        self.sentence_rows = np.concatenate([np.empty((0, 5), np.int32), *rows])
        self.num_sentences, self.num_articles = len(self.sentence_rows), len(articles)
        lengths = np.concatenate([np.empty(0, np.uint16), *(one.lengths for one in articles)])
        self._days = np.array([one.days for one in articles], dtype=np.int32).reshape(-1, 4)
        self._reasons = [one.reason for one in articles]
        self._ladders = _rungs(articles)
        self.ranker = PartRanker(library, articles, lengths)
        self.memories: dict[Callable[..., Any], Callable[..., Any]] = {}
        self._record = lru_cache(maxsize=None)(self._read_record)
        self._article = lru_cache(maxsize=None)(self._read_article)
        self._tokens = lru_cache(maxsize=None)(self._read_tokens)

    @property
    def about(self) -> About:
        """What the index says of itself."""
        return self.library.about

    def _read_record(self, number: int) -> ArticleRecord:
        return self._stored[number].record

    @property
    def scope(self) -> str:
        held = hashlib.sha256(" ".join(one.doc_id for one in self._stored).encode()).hexdigest()
        return f"{self.snapshot_id} {held}"

    @cached_property
    def totals(self) -> Totals:
        return self.library.totals

    def expect(self, terms: Iterable[str]) -> None:
        self.library.expect(terms)

    def around(self, wanted: Callable[[], Wanted], written: Written | None) -> Self:
        return self._with(self.library.around(wanted(), written))

    def of_articles(self, article_ids: Sequence[str]) -> Self:
        return self._with(self.library.of_articles(article_ids))

    def sharing(self, terms: Sequence[str]) -> Self:
        return self._with(self.library.sharing(terms, _SHARING))

    def has_written(self, written: Written) -> bool:
        return self.library.has(written)

    def holding(self, terms: Sequence[str], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        del counts
        self.library.expect(terms)
        return np.array([self.library.count(term)[1] for term in terms], dtype=np.float64)

    def texts_with(self, term: str, k: int) -> list[str]:
        found = self._with(self.library.holding(term, k))
        return [found.text_of(found.sentence(i)) for i in found.ranker.posting(term)[0][:k].tolist()]

    def article(self, article_id: str) -> Article:
        return (
            super().article(article_id) if article_id in self._numbers else self._other(article_id).article(article_id)
        )

    def sentences_of(self, article_id: str) -> list[Sentence]:
        if article_id in self._numbers:
            return super().sentences_of(article_id)
        return self._other(article_id).sentences_of(article_id)

    def sentences_around(self, article_id: str, span: Span, reach: int) -> list[Sentence]:
        if article_id in self._numbers:
            return super().sentences_around(article_id, span, reach)
        return self._other(article_id).sentences_around(article_id, span, reach)

    def _other(self, article_id: str) -> Snapshot:
        return self.of_articles([article_id])

    def articles(self) -> Iterator[Article]:
        for one in self.library.articles():
            yield self._with([one]).article(one.record.article_id)

    def stored_text(self, article_id: str) -> str:
        return self.library.stored_text(article_id)

    @cached_property
    def names(self) -> dict[str, str]:
        if self._given_names is not None:
            return self._given_names
        return dict(line.decode().split("\t") for line in self.library.names())

    @cached_property
    def dates(self) -> Dates:
        return PartDates(self._stored, self.library.about.newest) if self._stored else AllDates(self.library)

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(one.record.file for one in self.library.articles())

    def _with(self, articles: Sequence[Stored]) -> Self:
        """The part that holds these articles."""
        return type(self)(self.library, articles, self.names)


def _rungs(articles: Sequence[Stored]) -> NDArray[np.int32]:
    """The rows of ladders.npy for these articles."""
    rows, start = [], 0
    numbers: dict[str, int] = {}
    for one in articles:
        rows += [(start + i, numbers.setdefault(key, len(numbers))) for i, key in one.rungs]
        start += len(one.rows)
    return np.array(rows, dtype=np.int32).reshape(-1, 2)
