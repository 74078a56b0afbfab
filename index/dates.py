"""When each article of a snapshot was written, as its build found it: two files, read a row at a time.

dates.npy holds a row an article: published, basis, earliest, latest; days as ordinals, 0 for none. dates.jsonl
holds a line an article: the reason, and the ids of the articles that a toll shows to be older.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from index.chronology.periods import Period
from index.model import Dated, PublishedBasis

# Bases as stored: the position is the code.
_BASES = tuple(PublishedBasis)


def stored_days(dated: Sequence[Dated]) -> NDArray[np.int32]:
    """The rows of dates.npy."""
    rows = [
        (_ordinal(one.published), _BASES.index(one.basis), _ordinal(one.earliest), _ordinal(one.latest))
        for one in dated
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 4)


def stored_reasons(dated: Sequence[Dated]) -> bytes:
    """The lines of dates.jsonl."""
    lines = (json.dumps([one.reason, *one.later_than], ensure_ascii=False) for one in dated)
    return "".join(f"{line}\n" for line in lines).encode()


class Dates(Mapping[str, Dated]):
    """Article ids, in reading order, to when they were written."""

    def __init__(self, numbers: Mapping[str, int], days: NDArray[np.int32], reasons: Sequence[bytes]) -> None:
        """`numbers` counts the articles in reading order; `days` and `reasons` are the rows of the two files."""
        self._numbers = numbers
        self._days = days
        self._reasons = reasons

    def __getitem__(self, article_id: str) -> Dated:
        number = self._numbers[article_id]
        published, basis, earliest, latest = self._days[number].tolist()
        reason, *later_than = json.loads(self._reasons[number])
        return Dated(_day(published), _BASES[basis], _day(earliest), _day(latest), reason, tuple(later_than))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def newest(self) -> dt.date | None:
        """The day of the newest article; None when none is dated."""
        return _day(int(self.published.max(initial=0)))

    @property
    def published(self) -> NDArray[np.int32]:
        """For each article the ordinal of its day, 0 where that is not known."""
        return self._days[:, 0]

    @property
    def earliest(self) -> NDArray[np.int32]:
        """For each article the ordinal of the first day on which it can have been written; 0 where open."""
        return self._days[:, 2]

    @property
    def latest(self) -> NDArray[np.int32]:
        """For each article the ordinal of the last day on which it can have been written; 0 where open."""
        return self._days[:, 3]


class Then(StrEnum):
    """How surely an article was written in a period."""

    SURELY = "surely"  # it has a date of publication, and that lies in the period
    MAYBE = "maybe"  # it was, or between two known bounds may have been
    BEFORE_END = "before_end"  # it was certainly written before the period's end


@dataclass(frozen=True, slots=True)
class Written:
    """Which articles may be answered from, by when they were written."""

    then: Then
    period: Period

    @property
    def days(self) -> tuple[int, int]:
        """First and last day as ordinals."""
        return self.period.first.toordinal(), self.period.last.toordinal()

    def among(self, dates: Dates) -> NDArray[np.bool_]:
        """For each article whether it was written then."""
        first, last = self.days
        dated = (dates.published >= first) & (dates.published <= last)
        match self.then:
            case Then.SURELY:
                return dated
            case Then.BEFORE_END:
                return (dates.latest > 0) & (dates.latest <= last)
            case Then.MAYBE:
                bounded = (dates.earliest > 0) & (dates.latest >= first) & (dates.earliest <= last)
                return np.where(dates.published > 0, dated, bounded)


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0


def _day(ordinal: int) -> dt.date | None:
    return dt.date.fromordinal(ordinal) if ordinal else None
