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
class Fresh:
    """What newly read articles hold. Articles and sentences count from 0 among them; in each story, in its article."""

    part: Part
    spellings: Spellings
    stories: tuple[Story, ...]


def analyse_articles(articles: Sequence[Article], progress: Progress | None = None) -> Fresh:
    """Analyses all articles, and tells how many are done of how many."""
    table: list[tuple[int, int, int, int, int]] = []
    lengths = array("H")
    found: dict[str, tuple[array[int], array[int]]] = {}
    spellings: Spellings = {}
    stories: list[Story] = []
    for number, article in enumerate(articles):
        starts = line_starts(article.text, article.place.end_mark)
        lines: list[Line] = []
        for unit in split(article.text):
            span = unit.span
            sentence_id, unit_text = len(table), span.of(article.text)
            lines.append(Line(len(lines), unit_text, line_of(starts, span.start), unit.kind))
            table.append((number, span.start, span.end, lines[-1].line, KINDS.index(unit.kind)))
            tokens = analyse(unit_text)
            for token in tokens[1:]:  # the first word is capitalised anyway
                spellings.setdefault(token.term, Counter())[token.span.of(unit_text)] += 1
            lengths.append(min(len(tokens), _MAX_COUNT))
            for term, count in Counter(token.term for token in tokens).items():
                sentence_ids, counts = found.setdefault(term, (array("I"), array("H")))
                sentence_ids.append(sentence_id)
                counts.append(min(count, _MAX_COUNT))
        stories.append(read_story(0, article, lines))
        if progress is not None:
            progress(number + 1, len(articles))
    rows = np.array(table, dtype=np.int32).reshape(-1, 5)
    return Fresh(Part(rows, _flat(found, lengths)), spellings, tuple(stories))


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
