"""The terms of an index and their numbers, looked up in mapped files: opening it reads none of them."""

from __future__ import annotations

import mmap
import zlib
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_FREE = 0xFFFFFFFF


class Vocabulary:
    """T sorted terms, numbered from 0, and a hash table with open addressing over them.

    text: the terms in UTF-8, each with a line feed. places: where each term begins, and the end. slots: a power of
    two of term numbers, each as near behind its term's hash as there was room; the others are free.
    """

    def __init__(self, text: bytes | mmap.mmap, places: NDArray[np.int64], slots: NDArray[np.uint32]) -> None:
        self.text = text
        self.places = places
        self.slots = slots
        # A memoryview gives a plain number in a third of the time.
        self._places = places.data
        self._slots = slots.data
        self._mask = len(slots) - 1

    @classmethod
    def of(cls, terms: Sequence[str]) -> Vocabulary:
        """The vocabulary of some terms, which are sorted and hold no line feed."""
        encoded = [term.encode() for term in terms]
        places = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(term) + 1 for term in encoded], out=places[1:])
        size = 1 << max(1, (2 * len(encoded)).bit_length())
        slots = [_FREE] * size
        for number, term in enumerate(encoded):
            slot = zlib.crc32(term) & (size - 1)
            while slots[slot] != _FREE:
                slot = (slot + 1) & (size - 1)
            slots[slot] = number
        return cls(b"".join(term + b"\n" for term in encoded), places, np.array(slots, dtype=np.uint32))

    def __len__(self) -> int:
        return len(self.places) - 1

    def number(self, term: str) -> int:
        """The term's number; -1 for a term that is not there."""
        key = term.encode()
        slot = zlib.crc32(key) & self._mask
        while (number := self._slots[slot]) != _FREE:
            start = self._places[number]
            if self.text[start : self._places[number + 1] - 1] == key:
                return number
            slot = (slot + 1) & self._mask
        return -1

    def place(self, term: str) -> int:
        """How many terms come before it."""
        key = term.encode()  # UTF-8 sorts as the terms do
        return bisect_left(range(len(self)), key, key=lambda i: self.text[self._places[i] : self._places[i + 1] - 1])

    def terms(self) -> tuple[str, ...]:
        """All terms in order."""
        return tuple(self.text[:].decode().split("\n")[:-1])
