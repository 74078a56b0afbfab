"""The rules that date an article by lines of its own and of others: each gives bounds with their reason."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from index.chronology.event_clocks import WAR
from index.chronology.growing_figures import Figure, Series
from index.chronology.periods import Period, day_of, shown
from index.chronology.stories import ClockLine, Start, Story
from index.chronology.story_names import StoryNames
from index.chronology.war_starts import WarStarts

# The longest window whose best day still says something.
LONGEST_WINDOW = 62
# A picture that bears its day is seldom printed later than this.
_PICTURE_DAYS = 14
# So many other articles are looked at for one figure and for one clock.
_COMPARED = 4
_STARTS = 50


@dataclass(frozen=True, slots=True)
class Bound:
    """What one rule says of an article; `day` is set when it points to one day."""

    earliest: dt.date | None
    latest: dt.date | None
    reason: str
    day: dt.date | None = None


@dataclass(slots=True)
class Case:
    """An article while it is dated. `known` is its date when no inference is needed.

    `compared` are bounds by totals, kept apart because they get nearer when other articles are dated.
    """

    story: Story
    known: dt.date | None = None
    bounds: list[Bound] = field(default_factory=list)
    compared: list[Bound] = field(default_factory=list)

    @property
    def all_bounds(self) -> list[Bound]:
        return [*self.bounds, *self.compared]

    @property
    def earliest(self) -> dt.date | None:
        """The first day on which the article can have been written; None when open or contradictory."""
        if self.known or self.contradicts:
            return self.known
        return max((bound.earliest for bound in self.all_bounds if bound.earliest), default=None)

    @property
    def latest(self) -> dt.date | None:
        """The last day on which the article can have been written; None when open or contradictory."""
        if self.known or self.contradicts:
            return self.known
        return min((bound.latest for bound in self.all_bounds if bound.latest), default=None)

    @property
    def contradicts(self) -> bool:
        """Whether no day is left, or the article names a later year than it could."""
        after = max((bound.earliest for bound in self.all_bounds if bound.earliest), default=dt.date.min)
        before = min((bound.latest for bound in self.all_bounds if bound.latest), default=None)
        return before is not None and (after > before or self.story.newest_year > before.year)

    @property
    def window(self) -> Period | None:
        """The days between the bounds, when they are few enough to date by."""
        first, last = self.earliest, self.latest
        if first is None or last is None or (last - first).days >= LONGEST_WINDOW:
            return None
        return Period(first, last)


def by_caption(case: Case) -> Iterator[Bound]:
    """No article is older than a picture in it."""
    if case.story.caption is not None:
        day, borne = case.story.caption
        yield Bound(day, None, f"not before {shown(day)}: a picture bears that day ({case.story.place(borne.line)})")


def by_war(case: Case, starts: WarStarts, stories: list[Story]) -> Iterator[Bound]:
    """How long a war has gone on, and since when a toll counts, where the start is known."""
    story = case.story
    clocks = [line for line in story.clocks if line.clock.event == WAR]
    counted = [figure for figure in story.figures if figure.total.since]
    start = starts.of(story.names) if clocks or counted else None
    if start is None:
        return
    told = ", ".join(stories[evidence.article].place(evidence.line) for evidence in start.evidence)
    for line in clocks:
        days = line.clock.published(Period(start.day, start.day))
        reason = f"“{line.clock.words}” ({story.place(line.line)}) since {shown(start.day)} ({told})"
        yield Bound(days.first, days.last, reason)
    for figure in counted:
        if figure.total.since == (start.day.month, start.day.day):
            reason = f"after {shown(start.day)}: its toll counts from that day ({story.place(figure.line)}; {told})"
            yield Bound(start.day, None, reason)
            return


def by_totals(case: Case, series: Series, cases: list[Case]) -> Iterator[Bound]:
    """Bounds from the nearest lower and higher totals of the same thing in articles of which more is known."""
    for figure in case.story.figures:
        lower = (other for other in series.lower(figure) if cases[other.article].earliest)
        for other in islice(lower, _COMPARED):
            against = cases[other.article]
            if against.earliest is not None:
                reason = f"after {shown(against.earliest)}: {_compared(case, figure, against, other, 'above')}"
                yield Bound(against.earliest, None, reason)
        higher = (other for other in series.higher(figure) if cases[other.article].latest)
        for other in islice(higher, _COMPARED):
            against = cases[other.article]
            if against.latest is not None:
                reason = f"before {shown(against.latest)}: {_compared(case, figure, against, other, 'below')}"
                yield Bound(None, against.latest, reason)


def _compared(case: Case, figure: Figure, against: Case, other: Figure, relation: str) -> str:
    inferred = "" if against.known else ", its date inferred"
    counted = "toll of" if figure.total.victims[0] == "killed" else "count of injured,"
    return (
        f"its {counted} {figure.total.written} ({case.story.place(figure.line)}) is {relation} {other.total.written}"
        f" ({against.story.place(other.line)}{inferred})"
    )


def by_dateline(case: Case) -> Iterator[Bound]:
    """A dateline's month and day, when its year can only be one; beside a new picture it is that one's."""
    borne, first, last = case.story.dateline, case.earliest, case.latest
    if case.story.caption is not None and first == case.story.caption[0]:
        printed = first + dt.timedelta(_PICTURE_DAYS)
        last = min(last, printed) if last else printed
    if borne is None or first is None or last is None or (last - first).days > 366:
        return
    years = range(first.year, last.year + 1)
    days = [found for year in years if (found := day_of(year, borne.mention.month, borne.mention.day))]
    fitting = [found for found in days if first <= found <= last]
    if len(fitting) == 1:
        reason = f"its dateline “{borne.words}” ({case.story.place(borne.line)}) fits no other day"
        yield Bound(fitting[0], fitting[0], reason, fitting[0])


class Starts:
    """When events began as dated articles tell, by event and in order of time."""

    def __init__(self, stories: Iterable[Story]) -> None:
        self._starts: dict[str, list[tuple[dt.date, int, int, Start]]] = {}
        for story in stories:
            for start in story.starts:
                self._starts.setdefault(start.event, []).append((start.days.first, story.number, start.line, start))
        for starts in self._starts.values():
            starts.sort(key=lambda item: item[:3])

    def of(self, event: str, first: dt.date, last: dt.date) -> list[tuple[int, Start]]:
        """Those that may have begun between the two days, each with the number of its article."""
        starts = self._starts.get(event, [])
        place = bisect_left(starts, first, key=lambda item: item[0])
        found = [(number, start) for day, number, _, start in starts[place : place + _STARTS] if day <= last]
        return found if len(found) < _STARTS else []


def by_sequence(
    case: Case, starts: Starts, stories: list[Story], names: Callable[[Story], StoryNames]
) -> Iterator[Bound]:
    """The one day on which a clock that a dated article sets agrees with the weekday and with what is known.

    Talks and strikes begin again and again: a clock alone dates nothing, it only sharpens a window, or confirms
    that a picture is as new as its article.
    """
    story = case.story
    near, beside = case.window, ""
    if near is None and story.caption is not None and not case.contradicts:
        day, borne = story.caption
        near = Period(day, day + dt.timedelta(_PICTURE_DAYS))
        beside = f", and a picture bears {shown(day)} ({story.place(borne.line)})"
    if near is None or story.weekday is None:
        return
    found: dict[dt.date, Bound] = {}
    for line in story.clocks:
        for number, start in _matching(line, near, starts, stories, case, names):
            days = line.clock.published(start.days)
            fitting = [day for day in days.days(story.weekday) if day in near]
            if len(fitting) == 1:
                reason = (
                    f"“{line.clock.words}” ({story.place(line.line)}), counted from"
                    f" {stories[number].place(start.line)}, on a {fitting[0]:%A}{beside}"
                )
                found[fitting[0]] = Bound(max(days.first, near.first), min(days.last, near.last), reason, fitting[0])
    if len(found) == 1:
        yield from found.values()


def _matching(
    line: ClockLine,
    near: Period,
    starts: Starts,
    stories: list[Story],
    case: Case,
    names: Callable[[Story], StoryNames],
) -> Iterator[tuple[int, Start]]:
    """Starts of the same event, told by articles on the same story, from which the clock runs to the days near."""
    first, last = near.first - dt.timedelta(line.clock.longest + 10), near.last - dt.timedelta(line.clock.shortest)
    for number, start in starts.of(line.clock.event, first, last):
        if names(stories[number]).shares_story(names(case.story)):
            yield number, start
