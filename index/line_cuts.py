"""Some lines of many, without cutting all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_END = 10


def cut_lines(data: bytes, numbers: Sequence[int]) -> list[bytes]:
    """The lines with these numbers, from 0, without their ends; each line of the data has one.

    Raises ValueError where there is no such line.
    """
    ends = (np.frombuffer(data, np.uint8) == _END).nonzero()[0]
    if any(not 0 <= number < len(ends) for number in numbers):
        raise ValueError(f"no line {max(numbers)} among {len(ends)}")
    return [data[ends[number - 1] + 1 if number else 0 : ends[number]] for number in numbers]
