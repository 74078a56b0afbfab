"""Tables and postings of a new snapshot from those of the one before and those of newly analysed articles.

Everything is moved in flat arrays: an article that stays costs no more than the copy of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings, runs

Numbers = NDArray[np.int64]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of articles with their postings; the rows of `sentences` begin with the number of their article."""

    sentences: Rows
    postings: Postings


@dataclass(frozen=True, slots=True)
class Placed:
    """A part, and for each of its articles the number that it gets; -1 for those that are left out."""

    part: Part
    numbers: Numbers


def merge(parts: Sequence[Placed]) -> Part:
    """One part of all articles that stay. Every number from 0 must be given to one article."""
    table, maps = place_rows([(placed.part.sentences, placed.numbers) for placed in parts])
    lengths = np.empty(len(table), dtype=np.uint16)
    for placed, ids in zip(parts, maps, strict=True):
        stay = ids >= 0
        lengths[ids[stay]] = placed.part.postings.lengths[stay]
    return Part(table, merged_postings([placed.part.postings for placed in parts], maps, lengths))


def place_rows(parts: Sequence[tuple[Rows, Numbers]]) -> tuple[Rows, list[Numbers]]:
    """The rows of all sentences, and for each sentence of a part its id; -1 where its article is left out.

    Of each part its rows, and the numbers that its articles get; -1 for those that are left out.
    """
    counts = np.zeros(sum(int((numbers >= 0).sum()) for _, numbers in parts), dtype=np.int64)
    for rows, numbers in parts:
        lengths = np.bincount(rows[:, 0], minlength=len(numbers))
        counts[numbers[numbers >= 0]] = lengths[numbers >= 0]
    starts = np.concatenate(([0], np.cumsum(counts)))
    maps = [_sentence_ids(rows[:, 0], numbers, starts) for rows, numbers in parts]
    table = np.empty((int(starts[-1]), 5), dtype=np.int32)
    for (rows, _), ids in zip(parts, maps, strict=True):
        stay = ids >= 0
        if stay.all():
            table[ids] = rows
        else:
            table[ids[stay]] = rows[stay]
    table[:, 0] = np.repeat(np.arange(len(counts)), counts)
    return table, maps


def _sentence_ids(articles: NDArray[np.int32], numbers: Numbers, starts: Numbers) -> Numbers:
    lengths = np.bincount(articles, minlength=len(numbers))
    first = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    ids: Numbers = np.arange(len(articles)) + np.repeat(starts[numbers] - first, lengths)
    ids[np.repeat(numbers < 0, lengths)] = -1
    return ids


def merged_postings(parts: Sequence[Postings], maps: Sequence[Numbers], lengths: NDArray[np.uint16]) -> Postings:
    """The postings that stay, each written to its place; only what is then out of order is sorted.

    maps: for each sentence of a part its new id, -1 for those that are left out. lengths: of all sentences.
    """
    stays = [ids[postings.sentences] >= 0 for postings, ids in zip(parts, maps, strict=True)]
    sizes = [_sizes(postings, stay) for postings, stay in zip(parts, stays, strict=True)]
    used = (zip(postings.terms, size.tolist(), strict=True) for postings, size in zip(parts, sizes, strict=True))
    terms = sorted({term for of_part in used for term, size in of_part if size})
    number = {term: i for i, term in enumerate(terms)}
    renamed = [np.array([number.get(term, -1) for term in postings.terms], dtype=np.int64) for postings in parts]
    total = np.zeros(len(terms), dtype=np.int64)
    for to, size in zip(renamed, sizes, strict=True):
        total[to[size > 0]] += size[size > 0]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(total)))
    sentences, counts = np.empty(offsets[-1], dtype=np.uint32), np.empty(offsets[-1], dtype=np.uint16)
    filled = offsets.copy()  # the last is of the terms that go, whose number is -1
    for postings, ids, stay, size, to in zip(parts, maps, stays, sizes, renamed, strict=True):
        for first, last in runs(postings.offsets):
            rows = slice(int(postings.offsets[first]), int(postings.offsets[last]))
            kept, count = stay[rows], size[first:last]
            # Where the first of each term goes, less where it stands among those of this run.
            shift = filled[to[first:last]] - (np.cumsum(count) - count)
            where = np.arange(int(count.sum())) + np.repeat(shift, count)
            sentences[where] = ids[postings.sentences[rows][kept]]
            counts[where] = postings.counts[rows][kept]
        filled[to[size > 0]] += size[size > 0]
    result = Postings(tuple(terms), offsets, sentences, counts, lengths)
    _sort(result)
    return result


def _sizes(postings: Postings, stay: NDArray[np.bool_]) -> Numbers:
    """For each term how many of its postings stay."""
    sizes = np.diff(postings.offsets)
    if not stay.all():
        sizes = np.add.reduceat(stay, postings.offsets[:-1], dtype=np.int64)
    return sizes


def _sort(postings: Postings) -> None:
    """Puts the sentences of each term in order."""
    for first, last in runs(postings.offsets):
        rows = slice(int(postings.offsets[first]), int(postings.offsets[last]))
        key = np.repeat(np.arange(last - first, dtype=np.int64) << 32, np.diff(postings.offsets[first : last + 1]))
        key |= postings.sentences[rows]
        if (key[1:] < key[:-1]).any():
            order = np.argsort(key, kind="stable")  # of a few runs in order, which it sees
            postings.sentences[rows] = postings.sentences[rows][order]
            postings.counts[rows] = postings.counts[rows][order]
