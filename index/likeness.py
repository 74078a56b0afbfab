"""Which articles are nearly the same text: reprints with other white space, quotes, or a word mended.

Candidates are found by MinHash over three-word shingles (Broder 1997), in bands as for locality-sensitive hashing;
each pair is then compared by its shingles themselves. A light edit shares .94 of them or more, two unrelated
articles .044 or less.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyse
from index.distinct import distinct
from index.model import Kind
from index.sentences import split

_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.9
# Fewer shingles are a sentence or two, which two different short notices may share.
_MIN_SHINGLES = 50
_BANDS, _ROWS = 8, 4
_MIX = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_SEEDS = np.random.default_rng(9).integers(1, 1 << 63, size=_BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)


def bands(text: str) -> tuple[int, ...]:
    """Eight numbers; articles that are nearly the same share at least one, others hardly ever. None for short texts."""
    shingles = distinct(_shingles(text))
    if len(shingles) < _MIN_SHINGLES:
        return ()
    # The upper half: the lowest bits of a product depend on the lowest bits of its factors alone.
    least = np.array([((shingles * seed) >> np.uint64(32)).min() for seed in _SEEDS], dtype=np.uint64)
    rows = least.reshape(_BANDS, _ROWS)
    return tuple(int(band) for band in (rows * _SEEDS.reshape(_BANDS, _ROWS)).sum(axis=1, dtype=np.uint64))


def covers(kept: str, other: str) -> bool:
    """Whether both are nearly the same text, and no sentence of the other has a number or a name that `kept` lacks."""
    first, second = distinct(_shingles(kept)), distinct(_shingles(other))
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared < _ALIKE * (len(first) + len(second) - shared):
        return False
    known = {token.term for token in analyse(kept)}
    return all(term in known for term in _telling(other))


def _telling(text: str) -> set[str]:
    """The terms of names and numbers in the sentences of a text."""
    found: set[str] = set()
    for unit in split(text):
        if unit.kind is Kind.SENTENCE:
            sentence = unit.span.of(text)
            for token in analyse(sentence):
                first = sentence[token.span.start]
                if first.isupper() or first.isdigit():
                    found.add(token.term)
    return found


def _shingles(text: str) -> NDArray[np.uint64]:
    words = np.array([_number(word) for word in _WORD.findall(text.casefold())], dtype=np.uint64)
    if len(words) < 3:
        return np.empty(0, np.uint64)
    mixed: NDArray[np.uint64] = words[:-2] * _MIX[0] ^ words[1:-1] * _MIX[1] ^ words[2:] * _MIX[2]
    return mixed * _MIX[0]


@lru_cache(maxsize=1 << 17)
def _number(word: str) -> int:
    return zlib.crc32(word.encode())
