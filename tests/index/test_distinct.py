"""Each of some numbers once, as numpy has it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.distinct import distinct, once, without

NUMBERS = st.lists(st.integers(0, 9), max_size=12).map(lambda found: np.array(found, dtype=np.uint64))


@given(NUMBERS, NUMBERS)
def test_numbers_are_found_once(numbers: np.ndarray, others: np.ndarray) -> None:
    np.testing.assert_array_equal(distinct(numbers), np.unique(numbers))
    np.testing.assert_array_equal(once(np.sort(numbers)), np.unique(numbers))
    np.testing.assert_array_equal(without(numbers, others), np.setdiff1d(numbers, others))
