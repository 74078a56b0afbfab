"""The terms of a question: what a search needs of each, in one line of memory, or it would have to wait for more."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.layout import Layout, columns_of
from index.vocabulary import FREE, Vocabulary

# A term as a question weighs it: its number; how much is read for its postings; its weight, with its idf; the most that
# it adds to a sentence; its packed postings, or its counts by place where it is a column; whether it is one. A plain
# tuple, as one with names takes several times the code, which the caches lack when a question comes.
Term = tuple[int, int, float, float, NDArray[Any], bool]

# Of a longer name a row does not tell the length.
LONG = (1 << 16) - 1  # bytes
_LINE = 64
_ROW = struct.Struct("qqqd")
# Terms that are kept at hand.
_MOST_KNOWN = 4_096

_weight = itemgetter(2)


class Terms:
    """The terms of an index by name.

    rows: four numbers a term, in half a line of memory: where its name begins and how long that is (16 bits); where its
    postings begin; how many these are (none where it is a column), and its row in `frequent` and 1, or 0 (32 bits);
    its idf.
    """

    def __init__(self, vocabulary: Vocabulary, layout: Layout, idf: NDArray[np.float64], bounds: Any) -> None:
        rows: NDArray[np.int64] = aligned(len(vocabulary) * _ROW.size).view(np.int64).reshape(-1, 4)
        starts = vocabulary.places[:-1]
        rows[:, 0] = starts << 16 | np.minimum(np.diff(vocabulary.places) - 1, LONG)
        rows[:, 1] = layout.offsets[:-1]
        rows[:, 2] = np.diff(layout.offsets) << 32
        rows[layout.frequent, 2] |= np.arange(1, len(layout.frequent) + 1)
        rows[:, 3] = idf.view(np.int64)
        self.rows = rows
        self._bytes = rows.data.cast("B") if len(rows) else b""
        self._bounds = bounds
        self._text, self._places = vocabulary.text, vocabulary.places.data
        self._slots, self._mask = vocabulary.slots.data, len(vocabulary.slots) - 1
        self._postings, self._columns, self._num_sentences = layout.postings, columns_of(layout), layout.num_sentences
        self._known: dict[str, Term] = {}

    def weighed(self, weights: Mapping[str, float]) -> list[Term]:
        """The known terms, in the order in which a score is summed up."""
        known, found = self._known, []
        for name, weight in weights.items():
            term = known.get(name) or self.find(name)
            if term is None:
                continue
            if weight != 1.0:
                number, size, idf, bound, cells, is_column = term
                term = number, size, weight * idf, weight * bound, cells, is_column
            found.append(term)
        # One order for every way of ranking: sums of the same numbers in another one differ in their last bits.
        found.sort(key=_weight, reverse=True)
        return found

    def find(self, name: str) -> Term | None:
        """A term that is asked for once, None where no sentence holds it. It is kept: words are asked for again."""
        key = name.encode()
        slot = zlib.crc32(key) & self._mask
        while (number := self._slots[slot]) != FREE:
            place, first, sizes, idf = _ROW.unpack_from(self._bytes, number << 5)
            start, length = place >> 16, place & LONG
            end = start + length if length < LONG else self._places[number + 1] - 1
            if self._text[start:end] == key:
                break
            slot = (slot + 1) & self._mask
        else:
            return None
        if math.isnan(idf):  # no sentence holds it any more
            return None
        size, bound = sizes >> 32, idf * self._bounds[number]
        term: Term
        if size:
            term = number, size, idf, bound, self._postings[first : first + size], False
        else:
            term = number, self._num_sentences, idf, bound, self._columns[number], True
        if len(self._known) == _MOST_KNOWN:
            self._known.clear()
        self._known[name] = term
        return term


def aligned(size: int) -> NDArray[np.uint8]:
    """So many bytes, 0 all, that begin where a line of memory does."""
    memory = np.zeros(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size]
