"""Articles to a published snapshot."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import originals
from index.analysis import analyse
from index.chronology.datelines import Line
from index.chronology.dating import date_articles
from index.chronology.growing_figures import Series
from index.chronology.ladders import ladders
from index.chronology.stories import Story, read_story
from index.errors import ArticlesError, SnapshotError
from index.files import publish_sources, write_sources
from index.model import Article
from index.publish import Analysed, publish
from index.ranker import Postings
from index.readers import Skipped, read
from index.sentences import line_of, line_starts, split
from index.snapshot import KINDS

_LOCK = ".lock"
_LOCK_SECONDS = 60.0
_MAX_COUNT = np.iinfo(np.uint16).max

# A term written with a capital this often is a name.
_NAME_SHARE = 0.7
_POSSESSIVE = re.compile(r"['’]s?$")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `skipped` names what was left out, with reasons."""

    snapshot_id: str
    num_articles: int
    num_sentences: int
    skipped: tuple[Skipped, ...]


def build(paths: Sequence[Path], index: Path, progress: Progress | None = None) -> Report:
    """Reads the articles under the paths and publishes a snapshot of them in `index`.

    `progress` is told (articles done, articles in all). Raises ArticlesError when no article is left,
    SnapshotError when the snapshot can't be written; in both cases the old one still serves.
    """
    with _locked(index):
        # Written before the first article is read: a file changed after this moment makes the snapshot stale.
        write_sources(index, paths)
        reading = read(paths)
        if not reading.articles:
            where = ", ".join(map(str, paths))
            reasons = "".join(f"\n  {s.file!r}: {s.reason}" for s in reading.skipped)
            raise ArticlesError(f"{where}: no article to index; put .txt, .html, .pdf or other articles there{reasons}")
        analysed = analyse_articles(reading.articles, progress)
        sentences = analysed.sentences
        originals.keep(index, reading.originals)
        snapshot_id = publish(index, reading.articles, analysed)
        publish_sources(index)
    return Report(snapshot_id, len(reading.articles), len(sentences), tuple(reading.skipped))


def analyse_articles(articles: Sequence[Article], progress: Progress | None = None) -> Analysed:
    """The sentence table, postings, names and dates of the articles."""
    table: list[tuple[int, int, int, int, int]] = []
    lengths = array("H")
    found: dict[str, tuple[array[int], array[int]]] = {}
    spellings: dict[str, Counter[str]] = {}
    stories: list[Story] = []
    for number, article in enumerate(articles):
        starts = line_starts(article.text, article.place.end_mark)
        lines: list[Line] = []
        for unit in split(article.text):
            span = unit.span
            sentence_id = len(table)
            unit_text = span.of(article.text)
            lines.append(Line(sentence_id, unit_text, line_of(starts, span.start), unit.kind))
            table.append((number, span.start, span.end, lines[-1].line, KINDS.index(unit.kind)))
            tokens = analyse(unit_text)
            unit_terms = [token.term for token in tokens]
            for token in tokens[1:]:  # the first word is capitalised anyway
                spellings.setdefault(token.term, Counter())[token.span.of(unit_text)] += 1
            lengths.append(min(len(unit_terms), _MAX_COUNT))
            for term, count in Counter(unit_terms).items():
                sentence_ids, counts = found.setdefault(term, (array("I"), array("H")))
                sentence_ids.append(sentence_id)
                counts.append(min(count, _MAX_COUNT))
        stories.append(read_story(number, article, lines))
        if progress is not None:
            progress(number + 1, len(articles))
    figures = [figure for story in stories for figure in story.figures]
    series = Series(figures)
    return Analysed(
        np.array(table, dtype=np.int32).reshape(-1, 5),
        _flat(found, lengths),
        _names(spellings),
        date_articles(articles, stories, series),
        ladders(figures, series),
    )


def _names(spellings: dict[str, Counter[str]]) -> dict[str, str]:
    """Terms that are mostly written with a capital, each with its most frequent spelling without possessive."""
    names = {}
    for term, written in sorted(spellings.items()):
        capital = sum(count for surface, count in written.items() if surface[0].isupper())
        if capital >= _NAME_SHARE * written.total() and not term[0].isdigit():
            best = max(written, key=lambda surface: (surface[0].isupper(), written[surface], surface))
            names[term] = _POSSESSIVE.sub("", best)
    return names


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


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    """One builder at a time; a second waits for the first."""
    from filelock import FileLock, Timeout  # a tenth of an answer's start, and only a build needs it

    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / _LOCK, timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise SnapshotError(f"{index}: another build has been running for a minute; try again later") from None
    except OSError as error:
        raise SnapshotError(f"{index}: can't be written ({error.strerror}); set TALKS_INDEX elsewhere") from error
