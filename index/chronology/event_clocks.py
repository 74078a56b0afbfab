"""Clocks in articles: how long something has gone on ("21 months of fighting", "now in its ninth day").

A clock and the day on which its event began give the article's date; a clock in a dated article gives that day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.chronology.periods import NUMBER, ORDINAL, WEEKDAY, Period, number_of
from index.chronology.relative_days import resolve_in
from index.model import Span

WAR = "war"
_EVENTS = {
    word: event
    for event, words in {
        WAR: "war fighting conflict hostilities",
        "talks": "talks negotiations",
        "strike": "strike walkout stoppage",
        "truce": "truce ceasefire cease-fire",
        "protests": "protests demonstrations",
        "fire": "fire wildfire blaze",
    }.items()
    for word in words.split()
}
_SINGLE = "search trial siege blockade standoff curfew lockdown outage offensive flood"
_EVENTS |= {word: word for word in _SINGLE.split()}
_EVENT = rf"(?:{'|'.join(sorted(_EVENTS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>day|week|month|year)"
_RUN = r"(?:(?:straight|consecutive|successive|full|whole) )?"
# "now in its fifth month", "entered a second week", "for a second day"
_RANKED = re.compile(
    rf"\b(?P<how>in|enter(?:ed|s|ing)|for) (?:an?|its|their|the) (?P<rank>{ORDINAL}) {_RUN}{_UNIT}\b(?! of\b)"
)
_RANK_OF = re.compile(
    rf"\b(?:the|its|their) (?P<rank>{ORDINAL}) {_RUN}{_UNIT} of (?:(?:the|an?) )?(?:[\w’'-]+ ){{0,2}}?"
    rf"(?P<noun>{_EVENT})\b"
)
_COUNT = (
    r"\b(?:(?P<bound>nearly|almost|more than|over|at least|about|around|some|roughly) )?"
    rf"(?P<count>{NUMBER}) {_UNIT}s?"
)
_ELAPSED = re.compile(
    rf"{_COUNT} (?P<link>of|into) (?:(?:the|its|an?) )?(?:[a-z’'-]+ ){{0,2}}?(?P<noun>{_EVENT})\b"
    r"(?! (?:crimes?|prisoners?)\b)"
)
_HAPPENED = "sank capsized collapsed crashed exploded derailed erupted burst struck hit".split()
_BEGAN = "began started opened broke".split()
_AFTER = re.compile(
    rf"{_COUNT} (?:after|since) (?:the|an?) (?:[\w-]+ )?(?P<noun>[a-z]+) (?P<verb>{'|'.join(_HAPPENED + _BEGAN)})\b"
)
# A clock that stopped, or one of another time.
_OVER = re.compile(r"\b(?:ended|ending|end of|over by|previous|earlier|former|last|would|could|1\d\d\d|20\d\d)\b")
# Any clock has one of these; most sentences have none.
_HINT = re.compile(
    r"\b(?:day|week|month|year)s? (?:of|into|after|since) "
    rf"|\b(?:in|enter(?:ed|s|ing)|for) (?:an?|its|their|the) {ORDINAL} "
)
# Units before a sentence need not be those of the article's day: only the first ones are its news.
LEAD = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """How long `event` has gone on on the article's day: `shortest` to `longest` days. `words` are the text's."""

    event: str
    words: str
    shortest: int
    longest: int

    def published(self, start: Period) -> Period:
        """On which days the article can have appeared, when the event began in that period."""
        return Period(start.first + dt.timedelta(self.shortest), start.last + dt.timedelta(self.longest))

    def start(self, published: dt.date) -> Period:
        """On which days the event can have begun, when the article appeared on that day."""
        return Period(published - dt.timedelta(self.longest), published - dt.timedelta(self.shortest))


def may_hold_clocks(text: str) -> bool:
    """Whether `clocks_in` can find anything in a text; quick."""
    return _HINT.search(text) is not None


def clocks_in(sentence: str, *, is_lead: bool) -> list[Clock]:
    """The running clocks of a sentence. Those without `now`, `its` or a rank count in the lead alone."""
    found: list[Clock] = []
    if not may_hold_clocks(sentence):
        return found
    for match in _RANKED.finditer(sentence):
        before = re.findall(rf"\b{_EVENT}\b", sentence[: match.start()])
        if before and not _OVER.search(sentence):
            how = "entered" if match["how"].startswith("enter") else "nth"
            found.append(_ranked(_EVENTS[before[-1]], match, how))
    for match in _RANK_OF.finditer(sentence):
        if is_lead and not _OVER.search(sentence):
            found.append(_ranked(_EVENTS[match["noun"]], match, "nth"))
    for match in (*_ELAPSED.finditer(sentence), *_AFTER.finditer(sentence)):
        if is_lead and not _OVER.search(sentence) and (clock := _elapsed(match)):
            found.append(clock)
    return found


_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
# How early and late, in units, writers say "in its second week"; days are counted, weeks and months felt.
_SLACK = {"day": 1.0, "week": 0.15, "month": 0.2, "year": 0.05}


def _ranked(event: str, match: re.Match[str], how: str) -> Clock:
    unit = match["unit"]
    rank, slack = number_of(match["rank"]), _SLACK[unit]
    longest = rank - 1 if unit == "day" else rank - 0.7 if how == "entered" else rank
    return _clock(event, match.group(), unit, rank - 1 - slack, longest + slack)


def _elapsed(match: re.Match[str]) -> Clock | None:
    unit, count, bound = match["unit"], number_of(match["count"]), match["bound"] or ""
    event = _EVENTS.get(match["noun"], "")
    if "verb" in match.re.groupindex and not (event and match["verb"] in _BEGAN):
        event = f"{match['noun']} {match['verb']}" if match["verb"] in _HAPPENED else ""
    # "Two days of fighting" are a battle's, not the war's.
    if not event or ("link" in match.re.groupindex and (unit == "day" or count < 2)):
        return None
    shortest = count - (1 if unit == "day" or bound else 0.5)
    if bound in ("more than", "over", "at least"):
        shortest = count
    longest = count + (0.1 if bound in ("nearly", "almost") else 1)
    return _clock(event, match.group(), unit, shortest, longest)


def _clock(event: str, words: str, unit: str, shortest: float, longest: float) -> Clock:
    return Clock(event, words, max(0, round(shortest * _DAYS[unit])), round(longest * _DAYS[unit]))


_HAVE_BEGUN = re.compile(
    rf"\b(?:has|have) (?:just )?(?:started|begun|opened|resumed|launched) (?:[\w’'-]+ ){{0,6}}?"
    rf"(?P<noun>{_EVENT})\b(?! {_EVENT}\b)"
)
_BEGAN_ON = re.compile(
    rf"\b(?P<noun>{_EVENT})\b[^.;:]{{0,60}}? (?:began|started|opened|resumed)\b[^.;:]{{0,40}}?\b(?P<day>{WEEKDAY})\b"
)
_HAPPENED_ON = re.compile(
    rf"^(?P<subject>.{{0,160}}?) (?P<verb>{'|'.join(_HAPPENED)})\b.{{0,120}}?\b(?P<day>{WEEKDAY})\b"
)


def starts_in(sentence: str, published: dt.date, *, is_lead: bool) -> Iterator[tuple[str, Period]]:
    """What began when, as a sentence of an article of that day says: events, each with the days it can be.

    A happening ("the ferry sank") is an event for each noun of its subject.
    """
    for clock in clocks_in(sentence, is_lead=is_lead):
        yield clock.event, clock.start(published)
    if not is_lead:
        return
    for match in _HAVE_BEGUN.finditer(sentence):
        yield _EVENTS[match["noun"]], Period(published - dt.timedelta(3), published)
    for match in (*_BEGAN_ON.finditer(sentence), *_HAPPENED_ON.finditer(sentence)):
        day = resolve_in(sentence, Span(*match.span("day")), published)
        if day is None or day.first > published:
            continue
        if match.re is _BEGAN_ON:
            yield _EVENTS[match["noun"]], day
        else:
            for noun in set(re.findall(r"\b[a-z]{3,}\b", match["subject"])):
                yield f"{noun} {match['verb']}", day
