"""A part of a cluster's index as a snapshot: the same classes as the embedded one, over the articles at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.cluster.about import About
from index.cluster.documents import Stored
from index.cluster.figures import AllDates, PartDates, PartRanker
from index.cluster.finding import around, sharing, stand
from index.cluster.library import Library
from index.dates import Dates, Written
from index.manifest import ArticleRecord
from index.model import Article, Sentence, Span
from index.scope import Totals, Wanted
from index.snapshot import Snapshot

# Articles that a pasted text is looked for in.
_SHARING = 50


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
        self._remember()

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

    def around(self, wanted: Callable[[], Wanted], written: Written | None, also: Sequence[str] = ()) -> Self:
        found = {one.doc_id: one for one in around(self.library, wanted(), written)}
        if also:
            found |= {one.doc_id: one for one in self.library.of_articles(also)}
        return self._with(sorted(found.values(), key=lambda one: one.order))

    def of_articles(self, article_ids: Sequence[str]) -> Self:
        return self._with(self.library.of_articles(article_ids))

    def sharing(self, terms: Sequence[str]) -> Self:
        return self._with(sharing(self.library, terms, _SHARING))

    def has_written(self, written: Written) -> bool:
        return self.library.has(written)

    def stand(self, wanted: Wanted, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return here | stand(self.library, wanted, ~here)

    def holding(self, terms: Sequence[str], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        del counts
        self.library.expect(terms)
        return np.array([self.library.count(term)[1] for term in terms], dtype=np.float64)

    def texts_with(self, term: str, k: int) -> list[str]:
        found = self._with(self.library.holding(term, k))
        return [found.text_of(found.sentence(i)) for i in found.ranker.posting(term)[0][:k].tolist()]

    def article(self, article_id: str) -> Article:
        return Snapshot.article(self._holder(article_id), article_id)

    def sentences_of(self, article_id: str) -> list[Sentence]:
        return Snapshot.sentences_of(self._holder(article_id), article_id)

    def sentences_around(self, article_id: str, span: Span, reach: int) -> list[Sentence]:
        return Snapshot.sentences_around(self._holder(article_id), article_id, span, reach)

    def _holder(self, article_id: str) -> Self:
        """The part that holds the article: this one, or one with it alone."""
        return self if article_id in self._numbers else self.of_articles([article_id])

    def articles(self) -> Iterator[Article]:
        for one in self.library.articles():
            yield self._with([one]).article(one.record.article_id)

    def ids_and_files(self) -> Iterator[tuple[str, str]]:
        return ((one.record.article_id, one.record.file) for one in self.library.articles())

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
