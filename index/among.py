"""Where the articles of two stores stand among all: those of a large one, some of which are gone, and added ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from index.merging import Numbers

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Among:
    """The order of all articles.

    num_base: articles of the large store. withdrawn: the numbers there of those that are gone, ascending. added: those
    of the added articles among all, ascending.
    """

    num_base: int
    withdrawn: Numbers
    added: Numbers

    @property
    def total(self) -> int:
        return self.num_base - len(self.withdrawn) + len(self.added)

    @cached_property
    def staying(self) -> Numbers:
        """The articles of the large store that are not gone."""
        return np.delete(np.arange(self.num_base), self.withdrawn)

    @cached_property
    def base(self) -> Numbers:
        """For each article of the large store its number among all; -1 for those that are gone."""
        numbers = np.full(self.num_base, -1, dtype=np.int64)
        numbers[self.staying] = np.delete(np.arange(self.total), self.added)
        return numbers

    @cached_property
    def before(self) -> Numbers:
        """For each added article the article of the large store that it stands before; their number at the end."""
        places = np.append(self.staying, self.num_base)
        found: Numbers = places[self.added - np.arange(len(self.added))]
        return found

    def fits(self) -> bool:
        """Whether there can be such an order."""
        return _ascend(self.withdrawn, self.num_base) and _ascend(self.added, self.total)

    def join(self, base: Sequence[_Item], added: Sequence[_Item]) -> list[_Item]:
        """An item an article: those of both that are not gone, in the order of all."""
        found: list[_Item] = []
        done = 0
        if len(self.withdrawn):
            base = [base[number] for number in self.staying.tolist()]
        for before, (number, item) in enumerate(zip(self.added.tolist(), added, strict=True)):
            found += base[done : number - before]
            found.append(item)
            done = number - before
        return found + list(base[done:])


def _ascend(numbers: Numbers, end: int) -> bool:
    """Whether these are whole numbers in order, each once, from 0 to before the end."""
    if numbers.dtype.kind != "i" or numbers.ndim != 1:
        return False
    return not len(numbers) or bool(numbers[0] >= 0 and numbers[-1] < end and (np.diff(numbers) > 0).all())
