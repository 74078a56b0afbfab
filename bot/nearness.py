"""How near spans of one text stand to each other, without comparing each with each: there may be thousands of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from itertools import accumulate

from index.model import Span


class Spread:
    """Spans of a text, looked up by where they stand."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        # The farthest end so far: one span may hold others.
        self._ends = list(accumulate((span.end for span in ordered), max))

    def __bool__(self) -> bool:
        return bool(self._starts)

    def overlaps(self, span: Span) -> bool:
        """Whether one of them shares a character with the span."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start

    def gap(self, span: Span) -> int:
        """Characters between the span and the nearest of them, of which there is one; 0 where they touch."""
        before = bisect_left(self._starts, span.end)
        left = span.start - self._ends[before - 1] if before else None
        right = self._starts[before] - span.end if before < len(self._starts) else None
        return max(0, min(gap for gap in (left, right) if gap is not None))

    def starts_in(self, first: int, end: int) -> bool:
        """Whether one of them starts at `first` or behind it, before `end`."""
        at = bisect_left(self._starts, first)
        return at < len(self._starts) and self._starts[at] < end


class Taken:
    """Spans that were found one by one, of which no two overlap."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, span: Span) -> bool:
        """Takes the span unless it overlaps one that is there; whether it did."""
        if self.first(span) is not None:
            return False
        insort(self._spans, span)
        return True

    def first(self, span: Span) -> Span | None:
        """The first of them that shares a character with the span."""
        at = bisect_right(self._spans, span.start, key=lambda taken: taken.end)
        return self._spans[at] if at < len(self._spans) and self._spans[at].start < span.end else None
