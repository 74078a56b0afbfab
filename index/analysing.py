"""Articles to sentences, postings, spellings and stories: all that takes time in a build, done once an article."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import analyse
from index.chronology.datelines import Line
from index.chronology.stories import Story, read_story
from index.merging import Part
from index.model import Article
from index.postings import Postings
from index.sentences import line_of, line_starts, split
from index.snapshot import KINDS
from index.spellings import Spellings

_MAX_COUNT = np.iinfo(np.uint16).max

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some consecutive articles hold; they and their sentences count from 0, in each story from its article's."""

    part: Part
    spellings: Spellings
    stories: tuple[Story, ...]


def analyse_chunk(articles: Sequence[Article], tell: Callable[[], None] = lambda: None) -> Chunk:
    """Analyses some articles, and tells of each. Not too many: what is held meanwhile is twenty times as much."""
    collected = _Collected()
    stories: list[Story] = []
    for article in articles:
        stories.append(collected.add(article))
        tell()
    return Chunk(collected.part(), collected.spellings, tuple(stories))


class _Collected:
    """Sentences and postings of some articles, in arrays that grow."""

    def __init__(self) -> None:
        self.spellings: Spellings = {}
        self._lengths = array("H")
        self._num_articles = 0
        self._rows = array("i")
        self._found: dict[str, tuple[array[int], array[int]]] = {}

    def add(self, article: Article) -> Story:
        """Takes up one more article; its story."""
        starts = line_starts(article.text, article.place.end_mark)
        lines: list[Line] = []
        for unit in split(article.text):
            span = unit.span
            unit_text, line = span.of(article.text), line_of(starts, span.start)
            lines.append(Line(len(lines), unit_text, line, unit.kind))
            self._rows.extend((self._num_articles, span.start, span.end, line, KINDS.index(unit.kind)))
            self._add_terms(unit_text)
        self._num_articles += 1
        return read_story(0, article, lines)

    def _add_terms(self, unit_text: str) -> None:
        tokens = analyse(unit_text)
        for token in tokens[1:]:  # the first word is capitalised anyway
            self.spellings.setdefault(token.term, Counter())[token.span.of(unit_text)] += 1
        for term, count in Counter(token.term for token in tokens).items():
            sentence_ids, counts = self._found.setdefault(term, (array("I"), array("H")))
            sentence_ids.append(len(self._lengths))
            counts.append(min(count, _MAX_COUNT))
        self._lengths.append(min(len(tokens), _MAX_COUNT))

    def part(self) -> Part:
        """All of it in flat arrays."""
        rows = np.array(self._rows, dtype=np.int32).reshape(-1, 5)
        return Part(rows, _flat(self._found, self._lengths))


def spellings_of(units: Iterable[str]) -> Spellings:
    """How the terms of an article are written, by its units' texts."""
    spellings: Spellings = {}
    for unit in units:
        for token in analyse(unit)[1:]:
            spellings.setdefault(token.term, Counter())[token.span.of(unit)] += 1
    return spellings


def _flat(found: dict[str, tuple[array[int], array[int]]], lengths: array[int]) -> Postings:
    vocabulary = tuple(sorted(found))
    offsets = np.zeros(len(vocabulary) + 1, dtype=np.int64)
    np.cumsum([len(found[term][0]) for term in vocabulary], out=offsets[1:])
    sentences = np.empty(int(offsets[-1]), dtype=np.uint32)
    counts = np.empty(int(offsets[-1]), dtype=np.uint16)
    for i, term in enumerate(vocabulary):
        rows = slice(int(offsets[i]), int(offsets[i + 1]))
        sentences[rows], counts[rows] = found[term]
    return Postings(vocabulary, offsets, sentences, counts, np.array(lengths, dtype=np.uint16))
