"""How many messages a person may send: a full bucket at first, filled up again evenly."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may still send: `left` at the moment `at`; `is_told` once they were asked to wait."""

    left: float
    at: float
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One message too many: seconds until the next one is let through, and whether the person knows already."""

    seconds: int
    is_told: bool


def take(before: Allowance | None, per_minute: int, now: float) -> tuple[Allowance, Refusal | None]:
    """The allowance after one more message, and the refusal of that message where nothing was left.

    >>> _, refusal = take(Allowance(left=0.5, at=0.0), per_minute=3, now=0.0)
    >>> refusal
    Refusal(seconds=10, is_told=False)
    """
    most = float(per_minute)
    before = before or Allowance(most, now)
    # Rounded, or a message that comes just in time would be a billionth short of it.
    left = min(most, round(before.left + max(0.0, now - before.at) * most / 60, 9))
    if left >= 1:
        return Allowance(left - 1, now), None
    refusal = Refusal(max(1, math.ceil(round((1 - left) * 60 / most, 6))), before.is_told)
    return Allowance(left, now, is_told=True), refusal
