"""When each article was written: stated, supplied, or inferred from the articles' own lines; never guessed.

An undated article is dated only by what the corpus says: a date that it bears, a toll between two dated tolls, how
long a war with a known start has gone on. Rules that contradict each other leave it undated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import islice

from index.chronology.date_rules import Bound, Case, Starts, by_caption, by_dateline, by_sequence, by_totals, by_war
from index.chronology.event_clocks import WAR
from index.chronology.growing_figures import Series
from index.chronology.periods import Period, shown
from index.chronology.stories import Story
from index.chronology.story_names import StoryNames, story_names
from index.chronology.war_starts import WarStarts
from index.model import Dated, PublishedBasis

_OLDER = 2  # a total each; they are older than others in their turn
_UNKNOWN = "no line of the articles tells when it was written"


def date_articles(text_of: Callable[[int], str], stories: Sequence[Story], series: Series) -> list[Dated]:
    """For every article when it was written and how that is known.

    `stories` and `series` are what the articles tell; `text_of` gives the text of the one with that number.
    """
    cases = [Case(story, story.known) for story in stories]
    undated = [case for case in cases if case.known is None]
    if undated:
        _infer(undated, cases, series, text_of)
    return [_dated(case, _older(case, series, cases)) for case in cases]


def _infer(undated: list[Case], cases: list[Case], series: Series, text_of: Callable[[int], str]) -> None:
    """Gives the undated cases all bounds that the rules find."""
    stories = [case.story for case in cases]
    wars, starts = _war_starts(cases), Starts(stories)

    def names(story: Story) -> StoryNames:
        if not story.names.all:
            story.names = story_names(text_of(story.number))
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
