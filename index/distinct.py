"""Each of some numbers once: np.unique and np.setdiff1d load masked arrays first, a tenth of adding an article."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


def once(numbers: Numbers) -> Numbers:
    """The different numbers of some that ascend."""
    is_new = np.empty(len(numbers), np.bool_)
    is_new[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers.take(is_new.nonzero()[0])


def distinct(numbers: Numbers) -> Numbers:
    """The different numbers, ascending."""
    return once(np.sort(numbers))


def without(numbers: Numbers, others: Numbers) -> Numbers:
    """The different numbers that are not among the others, ascending."""
    found = distinct(numbers)
    return found[~np.isin(found, distinct(others), assume_unique=True)]
