"""The dates of an addition, and what it changes about the dates of the others, as dating all articles would find them.

Of a large snapshot only those articles are looked at that are tied to one that came or went, see index.chronology.ties.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.among import Among
from index.base import Base
from index.chronology.dating import date_articles
from index.chronology.growing_figures import Series
from index.chronology.ladders import ladders
from index.chronology.stories import Story, renumbered
from index.chronology.ties import tied_to, ties
from index.dates import stored_days, stored_reasons
from index.merging import Numbers
from index.model import Dated
from index.plain import from_plain
from index.updating import Told


@dataclass(frozen=True, slots=True)
class Dating:
    """dated: the added articles. redated: base articles that are dated anew, and reasons, see index.pieces.Addition.

    ladders: of all articles, with the ids of sentences among all.
    """

    dated: Sequence[Dated]
    redated: tuple[NDArray[np.int32], Sequence[bytes]]
    ladders: Sequence[tuple[int, ...]]


def date_addition(base: Base, told: Told, among: Among, text_of: Callable[[int], str]) -> Dating:
    """Dates added articles, of which `text_of` gives the text by the place among them."""
    starts = _starts(base, told, among)
    known = base.known.ties()
    gone = [known.pop(number, []) for number in among.withdrawn.tolist()]
    tied = tied_to([*map(ties, told.stories), *gone], known)
    which = [(int(among.base[i]), True, i) for i in tied]
    which += [(number, False, i) for i, number in enumerate(among.added.tolist())]
    which.sort()
    lines = dict(zip(tied, base.stories(tied), strict=True)) if tied else {}
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

    found = list(zip(date_articles(text, stories, series), which, strict=True))
    redated = _changed(base, [(i, one) for one, (_, is_base, i) in found if is_base])
    all_ladders = [*_moved_ladders(base, starts, among, tied), *ladders(figures, series)]
    return Dating([one for one, (_, is_base, _) in found if not is_base], redated, sorted(all_ladders))


def _starts(base: Base, told: Told, among: Among) -> Numbers:
    """The id of the first sentence of each article among all."""
    lengths = np.empty(among.total, dtype=np.int64)
    lengths[among.base[among.staying]] = base.lengths[among.staying]
    lengths[among.added] = np.bincount(told.part.sentences[:, 0], minlength=len(among.added))
    return np.cumsum(lengths) - lengths


def _changed(base: Base, found: Sequence[tuple[int, Dated]]) -> tuple[NDArray[np.int32], list[bytes]]:
    """Those of some base articles, by their numbers there, that are dated otherwise than they were."""
    rows: list[list[int]] = []
    reasons: list[bytes] = []
    numbers, dated = [number for number, _ in found], [one for _, one in found]
    days, lines = stored_days(dated).tolist(), stored_reasons(dated).splitlines()
    before = zip(*base.dates(numbers), strict=True) if numbers else ()
    for number, row, line, old in zip(numbers, days, lines, before, strict=True):
        if (row, line) != old:
            rows.append([number, *row])
            reasons.append(line)
    return np.array(rows, dtype=np.int32).reshape(-1, 5), reasons


def _moved_ladders(base: Base, starts: Numbers, among: Among, tied: Sequence[int]) -> list[tuple[int, ...]]:
    """The base's ladders but for those of the tied articles and the ones that are gone, by ids among all.

    starts: the first sentence of each article among all.
    """
    ends, found_anew = np.cumsum(base.lengths), {*tied, *among.withdrawn.tolist()}
    moved: dict[int, list[int]] = {}
    for sentence_id, ladder in base.ladders:
        number = int(np.searchsorted(ends, sentence_id, side="right"))
        if number not in found_anew:
            first = int(ends[number] - base.lengths[number])
            moved.setdefault(ladder, []).append(sentence_id - first + int(starts[among.base[number]]))
    return [tuple(ladder) for ladder in moved.values()]
