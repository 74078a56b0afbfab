"""A figure that changes, drawn as one bar a line in the width at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from bot.timeline import Rung
from bot.wording import when

# A bar shorter than this compares nothing: then the figures stand alone.
_LEAST = 6
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Row:
    """Date and figure, padded to stand below one another, and a bar, which may be empty."""

    date: str
    figure: str
    bar: str


def rows(rungs: Sequence[Rung], width: int, *, is_unicode: bool) -> list[Row]:
    """A row for each rung, at most `width` cells with two blanks between the columns; none where that is too narrow."""
    figures = [(when(rung.quote.article), rung.figure) for rung in rungs if rung.figure]
    dates = max((cell_len(date) for date, _ in figures), default=0)
    written = max((cell_len(one.written) for _, one in figures), default=0)
    room = width - dates - written - 4
    if room < -2:  # a row without a bar needs no blanks behind its figure
        return []
    most = max((one.value for _, one in figures), default=0.0)
    longest = room if room >= _LEAST and most > 0 else 0
    return [
        Row(
            set_cell_size(date, dates),
            set_cell_size("", written - cell_len(one.written)) + one.written,
            _bar(one.value / most * longest, is_unicode=is_unicode) if longest else "",
        )
        for date, one in figures
    ]


def _bar(length: float, *, is_unicode: bool) -> str:
    """A bar of so many cells, exact to an eighth; never empty for a figure above zero."""
    if not is_unicode:
        return "#" * max(round(length), int(length > 0))
    eighths = max(round(length * 8), int(length > 0))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
