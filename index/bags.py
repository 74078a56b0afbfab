"""The terms of each sentence, turned around from the stored postings in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.layout import COUNT_BITS, COUNT_CAP, Layout, columns_of, lengths_by_id
from index.postings import runs

# Tokens of the sentences that are turned around together. All postings are passed over for each such run of sentences:
# of a large index it takes a greater share, so that there are not more than so many passes.
_TOKENS, _PASSES = 1 << 20, 64
# A posting of a run as one number: sentence in the run, term, count.
_TERM_BITS = 30
_SENTENCE_BITS = COUNT_BITS + _TERM_BITS

Keys = NDArray[np.uint64]


def bags(layout: Layout, terms: Sequence[str]) -> Iterator[str]:
    """For each sentence in reading order its terms with spaces between, sorted, each as often as it stands there."""
    ends = np.cumsum(lengths_by_id(layout), dtype=np.int64)
    first, most = 0, max(_TOKENS, int(ends[-1]) // _PASSES) if len(ends) else 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield from _turned(layout, terms, first, last)
        first = last


def _turned(layout: Layout, terms: Sequence[str], first: int, last: int) -> Iterator[str]:
    """The terms of the sentences from first to last."""
    is_here = (layout.order >= first) & (layout.order < last)
    places = np.flatnonzero(is_here)
    found: list[Keys] = [np.empty(0, np.uint64)]
    found += [_keys(layout.order[places], first, term, column[places]) for term, column in columns_of(layout).items()]
    for start, end in runs(layout.offsets):
        cells = layout.postings[layout.offsets[start] : layout.offsets[end]]
        held = is_here[cells >> np.uint32(COUNT_BITS)]
        term = np.repeat(np.arange(start, end, dtype=np.uint64), np.diff(layout.offsets[start : end + 1]))[held]
        cells = cells[held]
        found.append(_keys(layout.order[cells >> np.uint32(COUNT_BITS)], first, term, cells & np.uint32(COUNT_CAP)))
    keys = np.concatenate(found)
    keys.sort()
    large = {
        (int(layout.order[key & 0xFFFFFFFF]), key >> 32): count
        for key, count in zip(layout.large.tolist(), layout.large_counts.tolist(), strict=True)
    }
    cuts = np.searchsorted(keys, np.arange(last - first + 1, dtype=np.uint64) << np.uint64(_SENTENCE_BITS)).tolist()
    for number in range(last - first):
        line: list[str] = []
        for key in keys[cuts[number] : cuts[number + 1]].tolist():
            at, count = key >> COUNT_BITS & (1 << _TERM_BITS) - 1, key & COUNT_CAP
            line += [terms[at]] * (count if count < COUNT_CAP else large[first + number, at])
        yield " ".join(line)


def _keys(sentences: NDArray[np.uint32], first: int, term: int | Keys, counts: NDArray[Any]) -> Keys:
    """The postings with a count, each as one number that sorts by sentence and term."""
    at = (sentences - np.uint32(first)).astype(np.uint64) << np.uint64(_SENTENCE_BITS)
    keys: Keys = at | np.uint64(term) << np.uint64(COUNT_BITS) | counts.astype(np.uint64)
    return keys[counts > 0]
