"""The tables of a new snapshot from the chosen articles: what the last build found is kept, the rest is analysed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
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
from index.pieces import Texts
from index.plain import from_plain, to_plain
from index.publish import Analysed
from index.snapshot import KINDS, Snapshot, current_id, open_snapshot
from index.spellings import Spellings, add_up, changed, changed_names
from index.state import State, read_state


@dataclass(frozen=True, slots=True)
class Held:
    """Articles that were analysed before.

    numbers: theirs, by SHA-256 of the text and place. part: reads their tables, which takes long for many.
    """

    numbers: Mapping[tuple[str, str], int]
    stories: Sequence[bytes]
    spellings: Sequence[bytes]
    texts: Texts
    part: Callable[[], Part]

    def number_of(self, entry: Entry) -> int | None:
        """The number that the entry's text had; None when it is not among them."""
        return self.numbers.get((entry.sha256, entry.article.place.value))


@dataclass(frozen=True, slots=True)
class Memory:
    """The last build's snapshot, whole, and its state; what the files held, by path, and the lines that say so."""

    snapshot: Snapshot
    state: State
    files: Mapping[str, FileEntries]
    lines: Mapping[str, bytes]
    held: Held


@dataclass(frozen=True, slots=True)
class Told:
    """What articles say by themselves: their tables, stories (each with its line), and spellings.

    touched: the terms whose spellings are others than those of the articles before.
    """

    part: Part
    stories: Sequence[Story]
    lines: Sequence[bytes]
    spellings: Sequence[bytes]
    touched: Set[str]


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
        Held(
            {kept: number for number, kept in enumerate(state.kept)},
            state.stories,
            state.spellings,
            snapshot.texts,
            lambda: Part(snapshot.sentence_rows, snapshot.ranker.postings),
        ),
    )


def update(
    entries: Sequence[Entry], text_of: TextOf, memory: Memory | None, progress: Progress | None
) -> tuple[Analysed, Told]:
    """Everything that is stored of the articles. The outcome does not depend on the memory."""
    told = tell(entries, text_of, memory.held if memory else None, progress)
    names = changed_names(memory.snapshot.name_lines if memory else (), told.spellings, told.touched)
    first = np.searchsorted(told.part.sentences[:, 0], np.arange(len(entries)))
    for number, story in enumerate(told.stories):
        renumbered(story, number, int(first[number]))
    figures = [figure for story in told.stories for figure in story.figures]
    series = Series(figures)
    dated = date_articles(lambda number: text_of(entries[number]), told.stories, series)
    return Analysed(told.part.sentences, told.part.postings, names, dated, ladders(figures, series)), told


def tell(entries: Sequence[Entry], text_of: TextOf, held: Held | None, progress: Progress | None) -> Told:
    """What the articles say by themselves: what was analysed before is kept, the rest is analysed."""
    old = [held.number_of(entry) if held else None for entry in entries]
    new = [number for number, before in enumerate(old) if before is None]
    before = held.part() if held else None
    parts = [Placed(before, _numbers(len(held.stories), old))] if held and before else []
    came: Spellings = {}
    read: list[Story] = []
    for chunk in analyse_articles([_with_text(entries[number], text_of) for number in new], progress):
        numbers = new[len(read) : len(read) + len(chunk.stories)]
        parts.append(Placed(chunk.part, np.array(numbers, dtype=np.int64)))
        read += chunk.stories
        add_up(came, chunk.spellings)  # one after another: all at once they are several times as large
    part = merge(parts)
    gone = _gone(held, before, old)
    spellings = changed(held.spellings if held else (), came, gone)
    stories, lines = _stories(entries, old, iter(read), held, part, text_of)
    return Told(part, stories, lines, spellings, came.keys() | gone.keys())


def _with_text(entry: Entry, text_of: TextOf) -> Article:
    return entry.article if entry.is_fresh else replace(entry.article, text=text_of(entry))


def _numbers(num_old: int, old: Sequence[int | None]) -> Numbers:
    """For each article of the old snapshot its number in the new one; -1 where it is gone."""
    numbers = np.full(num_old, -1, dtype=np.int64)
    for number, before in enumerate(old):
        if before is not None:
            numbers[before] = number
    return numbers


def _gone(held: Held | None, part: Part | None, old: Sequence[int | None]) -> Spellings:
    """The spellings of the articles that are left out."""
    if held is None or part is None:
        return {}
    numbers = sorted(set(range(len(held.stories))).difference(old))
    found: Spellings = {}
    for number in numbers:
        add_up(found, spellings_of(_units(held.texts[number].decode(), part, number)))
    return found


def _units(text: str, part: Part, number: int) -> list[str]:
    return [Span(start, end).of(text) for _, start, end, _, _ in _rows(part.sentences, number)]


def _rows(sentences: NDArray[np.int32], number: int) -> list[list[int]]:
    first, last = np.searchsorted(sentences[:, 0], [number, number + 1])
    rows: list[list[int]] = sentences[first:last].tolist()
    return rows


def _stories(
    entries: Sequence[Entry],
    old: Sequence[int | None],
    fresh: Iterator[Story],
    held: Held | None,
    part: Part,
    text_of: Callable[[Entry], str],
) -> tuple[list[Story], list[bytes]]:
    """The story of each article, numbered within it, and its line; read again where its name or date is another."""
    stories: list[Story] = []
    lines: list[bytes] = []
    for number, (entry, before) in enumerate(zip(entries, old, strict=True)):
        if held is None or before is None:
            story = next(fresh)
        else:
            line = held.stories[before]
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
