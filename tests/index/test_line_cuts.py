"""Lines cut out one by one are those that cutting all of them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.line_cuts import cut_lines

LINES = st.lists(st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"")), max_size=12)


@given(LINES, st.data())
def test_some_lines_are_those_of_all(lines: list[bytes], data: st.DataObject) -> None:
    """In the order that is asked for, twice where they are asked for twice, empty ones among them."""
    numbers = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=8) if lines else st.just([]))
    assert cut_lines(b"".join(line + b"\n" for line in lines), numbers) == [lines[number] for number in numbers]


@pytest.mark.parametrize(("data", "number"), [(b"", 0), (b"one\n", 1), (b"one\ntwo", 1), (b"one\n", -1)])
def test_a_line_that_is_not_there_is_an_error(data: bytes, number: int) -> None:
    with pytest.raises(ValueError, match="no line"):
        cut_lines(data, [number])
