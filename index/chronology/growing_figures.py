"""Which of two articles is the later one: the one whose running total of the same thing is higher."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.chronology.story_names import StoryNames, is_common
from index.chronology.totals import Total

MonthDays = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A running total where it stands: number of the article, sentence, line, and what decides if others compare.

    `days` are the days of months that the article names.
    """

    article: int
    sentence_id: int
    line: int
    total: Total
    names: StoryNames
    days: MonthDays

    @property
    def order(self) -> tuple[int, int, int]:
        return self.total.low, self.article, self.line


_Key = tuple[tuple[str, str, str], str]
# So many neighbours in size are looked at: a build stays linear, and the nearest bound most.
_NEIGHBOURS = 24
# Totals further apart are hardly of the same thing.
_MAX_RATIO = 5
_ALIKE = 0.5


class Series:
    """The figures of all articles by victims and by each of their names, in order of size."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._groups: dict[_Key, list[Figure]] = {}
        for figure in figures:
            for name in figure.total.names:
                self._groups.setdefault((figure.total.victims, name), []).append(figure)
        for group in self._groups.values():
            group.sort(key=lambda figure: figure.order)

    def lower(self, figure: Figure) -> Iterator[Figure]:
        """The nearest lower totals of the same thing in other articles, nearest first a name."""
        for group, place in self._places(figure):
            for other in reversed(group[max(0, place - _NEIGHBOURS) : place]):
                if other.total.high < figure.total.low and comparable(other, figure):
                    yield other

    def higher(self, figure: Figure) -> Iterator[Figure]:
        """The nearest higher totals of the same thing in other articles, nearest first a name."""
        for group, place in self._places(figure):
            for other in group[place + 1 : place + 1 + _NEIGHBOURS]:
                if figure.total.high < other.total.low and comparable(figure, other):
                    yield other

    def _places(self, figure: Figure) -> Iterator[tuple[list[Figure], int]]:
        for name in sorted(figure.total.names):
            group = self._groups[figure.total.victims, name]
            yield group, bisect_left(group, figure.order, key=lambda other: other.order)


def comparable(one: Figure, other: Figure) -> bool:
    """Whether both count the same victims of the same thing from the same start."""
    first, second = one.total, other.total
    if one.article == other.article or first.victims != second.victims or first.sites != second.sites:
        return False
    if max(first.low, second.low) > _MAX_RATIO * min(first.low, second.low) or not _same_start(one, other):
        return False
    if first.counter and second.counter and first.counter != second.counter:
        return False
    shared = first.names & second.names
    if not one.names.shares_subject(other.names) or not shared:
        return False
    if any(not is_common(name) for name in shared):
        return len(shared) >= 2 or first.names <= second.names or second.names <= first.names
    # Only countries: the frequent names have to say which of its wars or storms.
    return len(shared) >= 2 and one.names.likeness(other.names) >= _ALIKE


def _same_start(one: Figure, other: Figure) -> bool:
    """Whether no start is named, or both name it; a total without one needs it elsewhere in its article."""
    if one.total.since == other.total.since:
        return True
    labelled, bare = (one, other) if one.total.since else (other, one)
    return bare.total.since is None and labelled.total.since in bare.days
