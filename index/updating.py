"""The tables of a new snapshot from the chosen articles: what the last build found is kept, the rest is analysed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysing import Progress, spellings_of
from index.choosing import TextOf
from index.chronology.datelines import Line
from index.chronology.dating import date_articles
from index.chronology.growing_figures import Series
from index.chronology.ladders import ladders
from index.chronology.stories import Story, read_story, renumbered
from index.crew import analyse_articles
from index.entries import Entry, FileEntries, of_line
from index.errors import SnapshotError
from index.merging import Numbers, Part, Placed, merge
from index.model import Article, Span
from index.plain import from_plain, to_plain
from index.publish import Analysed
from index.snapshot import KINDS, Snapshot, current_id, open_snapshot
from index.spellings import Spellings, added_up, changed, changed_names
from index.state import State, read_state


@dataclass(frozen=True, slots=True)
class Memory:
    """The last build's snapshot, whole, and its state; what the files held, by path, and the lines that say so."""

    snapshot: Snapshot
    state: State
    files: Mapping[str, FileEntries]
    lines: Mapping[str, bytes]
    numbers: Mapping[tuple[str, str], int]

    def number_of(self, entry: Entry) -> int | None:
        """The number that the entry's text had in the snapshot; None when it was not in there."""
        return self.numbers.get((entry.sha256, entry.article.place.value))


@dataclass(frozen=True, slots=True)
class Updated:
    """Everything that is stored of the articles, and what the next build needs of it."""

    analysed: Analysed
    stories: tuple[bytes, ...]
    spellings: tuple[bytes, ...]


def recall(index: Path) -> Memory | None:
    """What is known of the live snapshot; None when anything of it is missing or damaged."""
    try:
        snapshot_id = current_id(index)
        state = read_state(index, snapshot_id) if snapshot_id else None
        if state is None:
            return None
        # Every byte is checked: what is damaged would be copied under a new checksum.
        snapshot = open_snapshot(index / state.snapshot_id, every_hash=True)
        files = [of_line(line) for line in state.files]
    except (SnapshotError, ValueError, TypeError):
        return None
    if len(state.kept) != snapshot.num_articles:
        return None
    return Memory(
        snapshot,
        state,
        {file.path: file for file in files},
        {file.path: line for file, line in zip(files, state.files, strict=True)},
        {kept: number for number, kept in enumerate(state.kept)},
    )


def update(entries: Sequence[Entry], text_of: TextOf, memory: Memory | None, progress: Progress | None) -> Updated:
    """Analyses what the memory does not hold, and puts all in order. The outcome does not depend on the memory."""
    old = [memory.number_of(entry) if memory else None for entry in entries]
    new = [number for number, before in enumerate(old) if before is None]
    fresh = list(analyse_articles([_with_text(entries[number], text_of) for number in new], progress))
    parts = [Placed(_part_of(memory.snapshot), _numbers(memory.snapshot.num_articles, old))] if memory else []
    ends = np.cumsum([len(chunk.stories) for chunk in fresh], dtype=np.int64)[:-1]
    for chunk, numbers in zip(fresh, np.split(np.array(new, dtype=np.int64), ends), strict=False):
        parts.append(Placed(chunk.part, numbers))
    part = merge(parts)
    spellings, names = _spellings(memory, added_up(chunk.spellings for chunk in fresh), old)
    read = (story for chunk in fresh for story in chunk.stories)
    stories, lines = _stories(entries, old, read, memory, part, text_of)
    first = np.searchsorted(part.sentences[:, 0], np.arange(len(entries)))
    for number, story in enumerate(stories):
        renumbered(story, number, int(first[number]))
    figures = [figure for story in stories for figure in story.figures]
    series = Series(figures)
    dated = date_articles(lambda number: text_of(entries[number]), stories, series)
    analysed = Analysed(part.sentences, part.postings, names, dated, ladders(figures, series))
    return Updated(analysed, tuple(lines), tuple(spellings))


def _with_text(entry: Entry, text_of: TextOf) -> Article:
    return entry.article if entry.is_fresh else replace(entry.article, text=text_of(entry))


def _part_of(snapshot: Snapshot) -> Part:
    return Part(snapshot.sentence_rows, snapshot.ranker.postings)


def _numbers(num_old: int, old: Sequence[int | None]) -> Numbers:
    """For each article of the old snapshot its number in the new one; -1 where it is gone."""
    numbers = np.full(num_old, -1, dtype=np.int64)
    for number, before in enumerate(old):
        if before is not None:
            numbers[before] = number
    return numbers


def _spellings(memory: Memory | None, fresh: Spellings, old: Sequence[int | None]) -> tuple[list[bytes], list[bytes]]:
    """The lines of all spellings and those of the names."""
    if memory is None:
        spellings = changed((), fresh, {})
        return spellings, changed_names((), spellings, set())
    numbers = set(range(memory.snapshot.num_articles)).difference(old)
    gone = added_up(spellings_of(_units(memory.snapshot, number)) for number in sorted(numbers))
    spellings = changed(memory.state.spellings, fresh, gone)
    names = changed_names(memory.snapshot.name_lines, spellings, fresh.keys() | gone.keys())
    return spellings, names


def _units(snapshot: Snapshot, number: int) -> list[str]:
    text = snapshot.text_bytes(number).decode()
    return [Span(start, end).of(text) for _, start, end, _, _ in _rows(snapshot.sentence_rows, number)]


def _rows(sentences: NDArray[np.int32], number: int) -> list[list[int]]:
    first, last = np.searchsorted(sentences[:, 0], [number, number + 1])
    rows: list[list[int]] = sentences[first:last].tolist()
    return rows


def _stories(
    entries: Sequence[Entry],
    old: Sequence[int | None],
    fresh: Iterator[Story],
    memory: Memory | None,
    part: Part,
    text_of: Callable[[Entry], str],
) -> tuple[list[Story], list[bytes]]:
    """The story of each article, numbered within it, and its line; read again where its name or date is another."""
    stories: list[Story] = []
    lines: list[bytes] = []
    for number, (entry, before) in enumerate(zip(entries, old, strict=True)):
        if memory is None or before is None:
            story = next(fresh)
        else:
            line = memory.state.stories[before]
            story = from_plain(Story, json.loads(line))
            article = entry.article
            told = (article.article_id, article.file, article.published, article.published_basis)
            if (story.article_id, story.file, story.published, story.basis) == told:
                stories.append(story)
                lines.append(line)
                continue
            story = _story_again(_with_text(entry, text_of), _rows(part.sentences, number))
        stories.append(story)
        lines.append(json.dumps(to_plain(story), separators=(",", ":")).encode())
    return stories, lines


def _story_again(article: Article, rows: list[list[int]]) -> Story:
    """The story of an article whose sentences are known."""
    lines = [Line(i, article.text[start:end], line, KINDS[kind]) for i, (_, start, end, line, kind) in enumerate(rows)]
    return read_story(0, article, lines)
