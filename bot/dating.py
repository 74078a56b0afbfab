"""When each article was written: stated, supplied, or inferred from the articles' own lines; never guessed.

An undated article is dated only by what the corpus says: a date that it bears, a toll between two dated tolls, how
long a war with a known start has gone on. Rules that contradict each other leave it undated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.chronology.date_rules import Bound, Case, Starts, by_caption, by_dateline, by_sequence, by_totals, by_war
from bot.chronology.event_clocks import WAR
from bot.chronology.growing_figures import Series
from bot.chronology.periods import Period, shown
from bot.chronology.stories import Story, read_stories
from bot.chronology.story_names import StoryNames, story_names
from bot.chronology.war_starts import WarStarts
from index.model import PublishedBasis
from index.snapshot import Snapshot

_OLDER = 2  # a total each; they are older than others in their turn
_UNKNOWN = "no line of the articles tells when it was written"


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article was written: `published` and its basis, bounds, and why.

    `earliest` and `latest` hold also for an undated article; None where nothing is known, the day itself for a
    stated or supplied date. `reason` is one sentence for a person. `later_than` are articles that a toll shows to
    be older than this one, whether their dates are known or not.
    """

    published: dt.date | None
    basis: PublishedBasis
    earliest: dt.date | None
    latest: dt.date | None
    reason: str
    later_than: tuple[str, ...] = ()


def date_articles(snapshot: Snapshot) -> dict[str, Dated]:
    """For every article of the snapshot, by id and in reading order, when it was written and how that is known."""
    stories = read_stories(snapshot)
    cases = [Case(story, story.known) for story in stories]
    undated = [case for case in cases if case.known is None]
    series = Series(figure for story in stories for figure in story.figures)
    if undated:
        _infer(undated, cases, series, snapshot)
    return {case.story.article_id: _dated(case, _older(case, series, cases)) for case in cases}


def _infer(undated: list[Case], cases: list[Case], series: Series, snapshot: Snapshot) -> None:
    """Gives the undated cases all bounds that the rules find."""
    stories = [case.story for case in cases]
    wars, starts = _war_starts(cases), Starts(stories)

    def names(story: Story) -> StoryNames:
        if not story.names.all:
            story.names = story_names(snapshot.article(story.article_id).text)
        return story.names

    for case in undated:
        case.bounds += [*by_caption(case), *by_war(case, wars, stories)]
    _compare(undated, series, cases)
    for case in undated:
        case.bounds += [*by_dateline(case), *by_sequence(case, starts, stories, names)]
    # Once more, against what has been dated since.
    _compare(undated, series, cases)


def _compare(undated: list[Case], series: Series, cases: list[Case]) -> None:
    # All first, so that no bound depends on the order of the articles.
    found = [list(by_totals(case, series, cases)) for case in undated]
    for case, bounds in zip(undated, found, strict=True):
        case.compared = bounds


def _war_starts(cases: list[Case]) -> WarStarts:
    starts = WarStarts()
    for case in cases:
        story = case.story
        clocks = [line.clock for line in story.clocks if line.clock.event == WAR]
        counted = [figure.total.since for figure in story.figures if figure.total.since]
        starts.read(story.war_lines, story.names, case.known, clocks, counted)
    return starts


def _older(case: Case, series: Series, cases: list[Case]) -> tuple[str, ...]:
    """The articles with a lower total of the same thing, unless their dates say otherwise."""
    found: dict[str, None] = {}
    for figure in case.story.figures:
        for other in islice(series.lower(figure), _OLDER):
            known = cases[other.article].earliest, case.latest
            if known[0] is None or known[1] is None or known[0] <= known[1]:
                found[cases[other.article].story.article_id] = None
    return tuple(found)


def _dated(case: Case, older: tuple[str, ...]) -> Dated:
    story = case.story
    if case.known is not None:
        basis = story.basis if story.published else PublishedBasis.STATED
        return Dated(case.known, basis, case.known, case.known, _stated(story), older)
    if case.contradicts:
        reasons = "; ".join(dict.fromkeys(bound.reason for bound in case.all_bounds))
        year = f"; it names the year {story.newest_year}" if story.newest_year else ""
        return Dated(None, PublishedBasis.UNKNOWN, None, None, f"undated, for its lines contradict: {reasons}{year}")
    reason = "; ".join(dict.fromkeys(bound.reason for bound in _deciding(case)))
    if case.window is None:
        reason = reason or _contradiction(story) or _UNKNOWN
        return Dated(None, PublishedBasis.UNKNOWN, case.earliest, case.latest, reason, older)
    day = _best_day(case.window, case)
    return Dated(day, PublishedBasis.INFERRED, case.earliest, case.latest, f"about {shown(day)}: {reason}", older)


def _deciding(case: Case) -> list[Bound]:
    """The bounds that the result rests on: the windows, and the first to set each end."""
    bounds = case.all_bounds
    chosen = [bound for bound in bounds if bound.earliest is not None and bound.latest is not None]
    if not any(bound.earliest == case.earliest for bound in chosen):
        chosen += [bound for bound in bounds if bound.earliest is not None and bound.earliest == case.earliest][:1]
    if not any(bound.latest == case.latest for bound in chosen):
        chosen += [bound for bound in bounds if bound.latest is not None and bound.latest == case.latest][:1]
    return [bound for bound in bounds if bound in chosen]


def _best_day(window: Period, case: Case) -> dt.date:
    """The day that a rule points to, else the day nearest to the middle on which the article tells its news."""
    pointed = {bound.day for bound in case.all_bounds if bound.day is not None and bound.day in window}
    if len(pointed) == 1:
        return pointed.pop()
    middle = window.first + dt.timedelta((window.num_days - 1) // 2)
    weekday = case.story.weekday
    days = window.days(weekday) if weekday is not None else []
    return min(days, key=lambda day: (abs(day - middle), day), default=middle)


def _stated(story: Story) -> str:
    if story.basis is PublishedBasis.SUPPLIED:
        return "supplied with the article"
    if story.published is not None:
        return f"stated at the top of the text ({story.file})"
    borne = story.bylines[0] if story.bylines else story.dateline
    return f"stated in “{borne.words}” ({story.place(borne.line)})" if borne else _UNKNOWN


def _contradiction(story: Story) -> str:
    """Why a byline was not believed; empty when there is none."""
    if not any(found.mention.date for found in story.bylines):
        return ""
    told = ", ".join(f"“{found.words}” ({story.place(found.line)})" for found in story.bylines)
    return f"undated, for its lines contradict: {told}"


def lies_in(dated: Dated, period: Period) -> bool | None:
    """Whether the article was written in the period: None when what is known of its date leaves that open."""
    if dated.published is not None:
        return dated.published in period
    if (dated.latest and dated.latest < period.first) or (dated.earliest and dated.earliest > period.last):
        return False
    if dated.earliest is None or dated.latest is None:
        return None
    return True if dated.earliest in period and dated.latest in period else None


def newest_first(article_ids: Sequence[str], dated: Mapping[str, Dated]) -> list[str]:
    """The articles, newest first; those of which nothing is known come last, ties keep their order.

    One known to be later than another comes before it, even where neither has a date.
    """
    left = list(dict.fromkeys(article_ids))
    newer = {one: {other for other in left if other != one and _is_later(other, one, dated)} for one in left}
    days = {one: _estimate(dated[one]) for one in left}
    for _ in left:
        # Newer than a dated one, by however many steps: not older than its day.
        days = {
            one: max(days[one], *(days[other] for other in left if one in newer[other]), dt.date.min) for one in left
        }
    ordered: list[str] = []
    while left:
        free = [one for one in left if newer[one].isdisjoint(left)]
        chosen = max(free or left, key=lambda one: days[one])
        ordered.append(chosen)
        left.remove(chosen)
    return ordered


def _is_later(one: str, other: str, dated: Mapping[str, Dated]) -> bool:
    first, second = dated[one], dated[other]
    start, end = first.published or first.earliest, second.published or second.latest
    if start is not None and end is not None and start > end:
        return True
    return other in first.later_than and one not in second.later_than


def _estimate(dated: Dated) -> dt.date:
    """The day to sort by among articles whose order is open."""
    return dated.published or dated.earliest or dated.latest or dt.date.min
