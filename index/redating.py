"""The dates of an addition, and what it changes about the dates of the others, as dating all articles would find them.

Only articles that tell of totals, of how long something has gone on or when it began have a part in dating others: of a
large snapshot no others are looked at, and not even they when no added article is among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.base import Base
from index.chronology.dating import date_articles
from index.chronology.growing_figures import Series
from index.chronology.ladders import ladders
from index.chronology.stories import Story, renumbered
from index.dates import stored_days, stored_reasons
from index.merging import Numbers
from index.model import Dated
from index.pieces import others
from index.plain import from_plain
from index.updating import Told


@dataclass(frozen=True, slots=True)
class Dating:
    """dated: the added articles. redated, reasons: base articles that are dated anew, see index.pieces.Addition.

    ladders: of all articles, with the ids of sentences among all.
    """

    dated: Sequence[Dated]
    redated: NDArray[np.int32]
    reasons: Sequence[bytes]
    ladders: Sequence[tuple[int, ...]]


def date_addition(base: Base, told: Told, numbers: Numbers, text_of: Callable[[int], str]) -> Dating:
    """Dates added articles; `numbers` are theirs among all, `text_of` gives the text of one by its place among them."""
    own = others(numbers, len(base.lengths))
    lengths = np.empty(len(own) + len(numbers), dtype=np.int64)
    lengths[own] = base.lengths
    lengths[numbers] = np.bincount(told.part.sentences[:, 0], minlength=len(numbers))
    starts = np.cumsum(lengths) - lengths
    if not any(story.is_telling for story in told.stories):
        dated = date_articles(text_of, told.stories, Series(()))
        return Dating(dated, np.empty((0, 5), np.int32), (), _moved_ladders(base, starts[own]))
    lines = base.stories()
    which = [(int(own[i]), True, i) for i in base.known.telling] + [
        (n, False, i) for i, n in enumerate(numbers.tolist())
    ]
    which.sort()
    stories: list[Story] = []
    for place, (number, is_base, i) in enumerate(which):
        story = from_plain(Story, json.loads(lines[i])) if is_base else told.stories[i]
        renumbered(story, place, int(starts[number]))
        stories.append(story)
    figures = [figure for story in stories for figure in story.figures]
    series = Series(figures)

    def text(place: int) -> str:
        _, is_base, i = which[place]
        return base.text(i) if is_base else text_of(i)

    found = date_articles(text, stories, series)
    dated = [one for one, (_, is_base, _) in zip(found, which, strict=True) if not is_base]
    among = [(i, one) for one, (_, is_base, i) in zip(found, which, strict=True) if is_base]
    return Dating(dated, *_changed(base, among), ladders(figures, series))


def _changed(base: Base, found: Sequence[tuple[int, Dated]]) -> tuple[NDArray[np.int32], list[bytes]]:
    """Those of some base articles, by their numbers there, that are dated otherwise than they were."""
    rows: list[list[int]] = []
    reasons: list[bytes] = []
    days = stored_days([one for _, one in found]).tolist()
    lines = stored_reasons([one for _, one in found]).splitlines()
    for (number, _), row, line in zip(found, days, lines, strict=True):
        if row != base.dated.days[number].tolist() or line != base.dated.reasons[number]:
            rows.append([number, *row])
            reasons.append(line)
    return np.array(rows, dtype=np.int32).reshape(-1, 5), reasons


def _moved_ladders(base: Base, starts: Numbers) -> list[tuple[int, ...]]:
    """The base's ladders where its articles' sentences begin at other ids."""
    ends = np.cumsum(base.lengths)
    moved: dict[int, list[int]] = {}
    for sentence_id, ladder in base.ladders:
        number = int(np.searchsorted(ends, sentence_id, side="right"))
        first = int(ends[number] - base.lengths[number])
        moved.setdefault(ladder, []).append(sentence_id + int(starts[number]) - first)
    return [tuple(ladder) for ladder in moved.values()]
