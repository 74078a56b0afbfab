"""Postings as they are stored and ranked from: flat arrays that can be mapped, small enough to be read fast.

Sentences are placed by length, the shortest first, those of one length in reading order; so the sentences of a window
share a length or nearly, which makes the most that a term can add there a sharp bound.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings, runs

# A posting is one number: place << COUNT_BITS | count. COUNT_CAP stands for that count and all above.
COUNT_BITS = 6
COUNT_CAP = (1 << COUNT_BITS) - 1
# The last place is no sentence's: index.pruning ends lists with it.
_MOST_SENTENCES = (1 << (32 - COUNT_BITS)) - 1
# Sentences in a window: their scores fit into the first-level cache.
WINDOW_BITS = 14
WINDOW = 1 << WINDOW_BITS
# A term in more than 1/32 of the sentences is stored as a count for every sentence: looked up in one step.
_COLUMN_SHARE = 32
# Terms with so many postings know where each window begins in them.
_FREQUENT = 256

Counts = NDArray[np.uint16]
Ids = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Layout:
    """Postings of T terms in N sentences, W windows.

    order: for each place the sentence there. lengths: the different numbers of tokens, ascending; length_starts: the
    first place of each, and N. offsets: T + 1 rows into `postings`: place and count, ascending. frequent: the numbers
    of F terms with many postings, ascending; cuts[F, W + 1]: their postings before each window; maxima[F, W]: their
    largest count in it; column_of[F]: the row in columns[C, N], counts by place, or -1; such terms have no rows in
    `postings`. large: term << 32 | place of the counts of COUNT_CAP and above, ascending, and large_counts those.
    """

    order: Ids
    lengths: Counts
    length_starts: Ids
    offsets: NDArray[np.int64]
    postings: Ids
    frequent: Ids
    cuts: Ids
    maxima: NDArray[np.uint8]
    column_of: NDArray[np.int32]
    columns: NDArray[np.uint8]
    large: NDArray[np.uint64]
    large_counts: Counts

    @property
    def num_sentences(self) -> int:
        return len(self.order)

    def length_codes(self) -> Counts:
        """For each place the row of its length."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.uint16), np.diff(self.length_starts))

    def document_frequencies(self) -> NDArray[np.int64]:
        """For each term the number of sentences that hold it."""
        found = np.diff(self.offsets)
        found[self.frequent] = self.cuts[:, -1]
        return found


FIELDS = tuple(field.name for field in fields(Layout))


def layout_of(postings: Postings) -> Layout:
    """The layout of some postings. Raises ValueError for more sentences than a posting can name."""
    num_sentences = len(postings.lengths)
    if num_sentences > _MOST_SENTENCES:
        raise ValueError(f"{num_sentences:,} sentences; one index holds {_MOST_SENTENCES:,}: build two of half of them")
    order = np.argsort(postings.lengths, kind="stable").astype(np.uint32)
    place = np.empty_like(order)
    place[order] = np.arange(num_sentences, dtype=np.uint32)
    lengths, starts = np.unique(postings.lengths[order], return_index=True)
    frequencies = np.diff(postings.offsets)
    is_column = frequencies * _COLUMN_SHARE > num_sentences
    offsets = np.concatenate(([0], np.cumsum(np.where(is_column, 0, frequencies)))).astype(np.int64)
    packed, large, large_counts = _packed(postings, place, is_column, int(offsets[-1]))
    columns = _columns(postings, place, np.flatnonzero(is_column))
    frequent = np.flatnonzero(is_column | (frequencies >= _FREQUENT)).astype(np.uint32)
    column_of = np.where(is_column, np.cumsum(is_column) - 1, -1)[frequent].astype(np.int32)
    cuts, maxima = _windows(packed, offsets, frequent, column_of, columns)
    return Layout(
        order, lengths, np.append(starts, num_sentences).astype(np.uint32), offsets, packed,
        frequent, cuts, maxima, column_of, columns, large, large_counts,
    )  # fmt: skip


def _packed(
    postings: Postings, place: Ids, is_column: NDArray[np.bool_], size: int
) -> tuple[Ids, NDArray[np.uint64], Counts]:
    """The packed postings of the terms that are no columns, and the large counts of all terms."""
    packed = np.empty(size, dtype=np.uint32)
    large: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
    large_counts: list[Counts] = [np.empty(0, np.uint16)]
    done = 0
    for first, last in runs(postings.offsets):
        rows = slice(int(postings.offsets[first]), int(postings.offsets[last]))
        term = np.repeat(np.arange(first, last, dtype=np.uint64), np.diff(postings.offsets[first : last + 1]))
        where, counts = place[postings.sentences[rows]], postings.counts[rows]
        key = term << np.uint64(32) | where
        above = counts >= COUNT_CAP
        if above.any():
            by_place = np.argsort(key[above])
            large.append(key[above][by_place])
            large_counts.append(counts[above][by_place])
        listed = ~is_column[term]
        cell = where << np.uint32(COUNT_BITS) | np.minimum(counts, COUNT_CAP)
        key = (term << np.uint64(32) | cell)[listed]
        key.sort()
        packed[done : done + len(key)] = (key & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        done += len(key)
    return packed, np.concatenate(large), np.concatenate(large_counts)


def _columns(postings: Postings, place: Ids, terms: NDArray[np.intp]) -> NDArray[np.uint8]:
    columns = np.zeros((len(terms), len(place)), dtype=np.uint8)
    for column, term in zip(columns, terms.tolist(), strict=True):
        rows = slice(int(postings.offsets[term]), int(postings.offsets[term + 1]))
        column[place[postings.sentences[rows]]] = np.minimum(postings.counts[rows], COUNT_CAP)
    return columns


def _windows(
    packed: Ids,
    offsets: NDArray[np.int64],
    frequent: Ids,
    column_of: NDArray[np.int32],
    columns: NDArray[np.uint8],
) -> tuple[Ids, NDArray[np.uint8]]:
    """For each frequent term its postings before each window, and its largest count in each."""
    edges = np.arange(0, columns.shape[1] + WINDOW, WINDOW)[: -(-columns.shape[1] // WINDOW) + 1]
    cuts = np.zeros((len(frequent), len(edges)), dtype=np.uint32)
    maxima = np.zeros((len(frequent), len(edges) - 1), dtype=np.uint8)
    for row, (term, column) in enumerate(zip(frequent.tolist(), column_of.tolist(), strict=True)):
        if column >= 0:
            cuts[row, 1:] = np.cumsum(np.add.reduceat(columns[column] > 0, edges[:-1], dtype=np.uint32))
            maxima[row] = np.maximum.reduceat(columns[column], edges[:-1])
            continue
        cells = packed[offsets[term] : offsets[term + 1]]
        cuts[row] = np.searchsorted(cells, (edges << COUNT_BITS).astype(np.uint64))
        held = np.flatnonzero(np.diff(cuts[row]))
        counts = (cells & np.uint32(COUNT_CAP)).astype(np.uint8)
        maxima[row, held] = np.maximum.reduceat(counts, cuts[row, held].astype(np.intp))
    return cuts, maxima


def read_back(layout: Layout, terms: tuple[str, ...]) -> Postings:
    """The postings that the layout was made of."""
    frequencies = layout.document_frequencies()
    offsets = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
    sentences = np.empty(int(offsets[-1]), dtype=np.uint32)
    counts = np.empty(int(offsets[-1]), dtype=np.uint16)
    is_column = np.zeros(len(frequencies), dtype=np.bool_)
    is_column[layout.frequent[layout.column_of >= 0]] = True
    for first, last in runs(layout.offsets):
        cells = layout.postings[layout.offsets[first] : layout.offsets[last]]
        term = np.repeat(np.arange(first, last, dtype=np.uint64), np.diff(layout.offsets[first : last + 1]))
        sentence = layout.order[cells >> np.uint32(COUNT_BITS)].astype(np.uint64)
        key = term << np.uint64(32) | sentence << np.uint64(COUNT_BITS) | (cells & np.uint32(COUNT_CAP))
        key.sort()
        listed = np.repeat(~is_column[first:last], frequencies[first:last])
        rows = slice(int(offsets[first]), int(offsets[last]))
        sentences[rows][listed] = (key & np.uint64(0xFFFFFFFF)) >> np.uint64(COUNT_BITS)
        counts[rows][listed] = key & np.uint64(COUNT_CAP)
    for term_number, column in columns_of(layout).items():
        rows = slice(int(offsets[term_number]), int(offsets[term_number + 1]))
        held = np.flatnonzero(column)
        sentence = layout.order[held]
        by_id = np.argsort(sentence)
        sentences[rows], counts[rows] = sentence[by_id], column[held][by_id]
    for key, count in zip(layout.large.tolist(), layout.large_counts.tolist(), strict=True):
        first, last = offsets[key >> 32 : (key >> 32) + 2].tolist()
        sentence_id = layout.order[key & 0xFFFFFFFF]
        counts[first + np.searchsorted(sentences[first:last], sentence_id)] = count
    return Postings(terms, offsets, sentences, counts, lengths_by_id(layout))


def columns_of(layout: Layout) -> dict[int, NDArray[np.uint8]]:
    """The columns by the numbers of their terms."""
    rows = np.flatnonzero(layout.column_of >= 0).tolist()
    return {int(layout.frequent[row]): layout.columns[layout.column_of[row]] for row in rows}


def lengths_by_id(layout: Layout) -> Counts:
    """The number of tokens of each sentence."""
    lengths = np.empty(layout.num_sentences, dtype=np.uint16)
    lengths[layout.order] = np.repeat(layout.lengths, np.diff(layout.length_starts))
    return lengths
