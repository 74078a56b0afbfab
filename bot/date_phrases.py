"""Dates in a question as phrases: the date, the part of it that is meant, and the preposition before it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from index.chronology.periods import DAY_OF_MONTH, MONTH, YEAR, Period, day_of, mention_of, month_of, number_of
from index.model import Span
from index.patterns import regex

_DATE = regex(
    rf"\b(?:{DAY_OF_MONTH}"
    r"|(?P<numeric>\d{1,2}(?P<mark>[./])\d{1,2}(?P=mark)(?:19|20)\d\d)(?!\d)"
    rf"|(?P<named_month>{MONTH}),? (?:of )?(?P<month_year>{YEAR})"
    rf"|(?P<season>Q[1-4]|spring|summer|autumn|fall),? (?:of )?(?P<season_year>{YEAR})"
    rf"|(?P<only_month>{MONTH})|(?P<only_year>{YEAR}))",
    re.IGNORECASE,
)
_PART = regex(
    r"(?<![\w-])(?:(?:the |that |this )?(?:very )?(?P<part>early|mid|late|(?:beginning|start|middle|end|close) of"
    r"|(?:first|second) half of|(?:first|second|third|fourth|last) (?:quarter|week) of|week (?:of|beginning)|month of"
    r"|year-end)(?: the)?[ -]|(?P<leading>early|late) in )(?:year )?$",
    re.IGNORECASE,
)
_LEAD = regex(
    r"(?<![\w-])(?P<lead>as (?:of|at|on|in)|up (?:to|until|till)|until|till|through|by|before|prior to|in|during"
    r"|throughout|within|on|at|for|from|of|since|after|between)(?P<definite> the| that| this)? $",
    re.IGNORECASE,
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_SEASONS |= {f"q{i}": (3 * i - 2, 3 * i) for i in range(1, 5)}
# Leads that make a state's end of a period.
_POINTS = ("as", "up", "until", "till", "through", "by", "before", "prior")


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date in a question. `span` covers the words before it too, `date` only the date.

    `lead` and `part` are in lower case and may be empty; `definite` says that an article stands before the date
    itself ("in the February 2024 …"). `grain` is day, month, season or year. `period` is None for a date that the
    calendar does not have or whose year is open.
    """

    span: Span
    date: Span
    lead: str
    part: str
    definite: bool
    grain: str
    period: Period | None

    @property
    def is_point(self) -> bool:
        """Whether the lead asks for the state at the end of the period."""
        return self.lead.split(" ")[0] in _POINTS


def date_phrases(question: str, newest: dt.date | None) -> list[DatePhrase]:
    """The dates in a question, in order, whatever they are about. `newest` decides the year of "as of July 7"."""
    return [_phrase(question, match, newest) for match in _DATE.finditer(question)]


def _phrase(question: str, match: re.Match[str], newest: dt.date | None) -> DatePhrase:
    start, part, lead, definite = match.start(), "", "", False
    if before := _PART.search(question[:start]):
        start, part = before.start(), (before["part"] or before["leading"]).lower()
        lead = "in" if before["leading"] else ""
    if not lead and (before := _LEAD.search(question[:start])):
        start, lead = before.start(), before["lead"].lower()
        definite = before["definite"] is not None and not part
    grain = _grain(match)
    period = _period(match, grain, newest, open_year=lead.startswith(("as ", "up ")))
    phrase = DatePhrase(Span(start, match.end()), Span(*match.span()), lead, part, definite, grain, period)
    if period is None or not part:
        return phrase
    narrowed = part_of(period, part, at_point=phrase.is_point)
    return DatePhrase(phrase.span, phrase.date, lead, part, definite, grain, narrowed)


def _grain(match: re.Match[str]) -> str:
    if match["only_year"]:
        return "year"
    if match["season"]:
        return "season"
    return "month" if match["named_month"] or match["only_month"] else "day"


def _period(match: re.Match[str], grain: str, newest: dt.date | None, *, open_year: bool) -> Period | None:
    if grain == "year":
        return Period.of_year(int(match["only_year"]))
    if grain == "season":
        first, last = _SEASONS[match["season"].lower()]
        year = int(match["season_year"])
        return Period(Period.of_month(year, first).first, Period.of_month(year, last).last)
    if match["named_month"]:
        return Period.of_month(int(match["month_year"]), month_of(match["named_month"]))
    if match["only_month"]:
        return _latest_not_after(newest, month_of(match["only_month"]), None) if open_year else None
    if match["numeric"]:
        return _numeric(match["numeric"])
    mention = mention_of(match)
    if mention.year is None:
        return _latest_not_after(newest, mention.month, mention.day) if open_year else None
    return Period(mention.date, mention.date) if mention.date else None


def _numeric(text: str) -> Period | None:
    """14.2.2024 is day and month; with slashes either order is in use, so the numbers have to tell."""
    one, two, year = (int(part) for part in re.split(r"[./]", text))
    if "/" in text and one <= 12 and two <= 12 and one != two:
        return None
    found = day_of(year, one, two) if two > 12 else day_of(year, two, one)
    return Period(found, found) if found else None


def _latest_not_after(newest: dt.date | None, month: int, day: int | None) -> Period | None:
    """The last such month or day that does not begin after the newest article."""
    for year in (newest.year, newest.year - 1) if newest else ():
        first = day_of(year, month, day or 1)
        if newest is not None and first is not None and first <= newest:
            return Period(first, first) if day else Period.of_month(year, month)
    return None


def part_of(period: Period, part: str, *, at_point: bool) -> Period:
    """The part of a year, month or other period that words such as `early` or `first half of` mean.

    Early, mid and late are thirds; `by the middle of` ends in the middle. A week of a day runs from Monday.

    >>> part_of(Period.of_year(2024), "mid", at_point=True).last.isoformat()
    '2024-06-30'
    """
    first, last = period.first, period.last
    words = part.split(" ")
    if words[0] in ("early", "beginning", "start"):
        return Period(first, _cut(period, 1 / 3))
    if words[0] in ("mid", "middle"):
        return Period(_next(_cut(period, 1 / 3)), _cut(period, 1 / 2 if at_point else 2 / 3))
    if words[0] in ("late", "end", "close", "year-end"):
        return Period(_next(_cut(period, 2 / 3)), last)
    if words[0] == "week":
        monday = first - dt.timedelta(first.weekday())
        return Period(monday, monday + dt.timedelta(6)) if period.num_days == 1 else period
    if len(words) < 3:
        return period  # "the month of"
    if words[1] == "week":
        start = last - dt.timedelta(6) if words[0] == "last" else first + dt.timedelta(7 * number_of(words[0]) - 7)
        return Period(start, min(last, start + dt.timedelta(6)))
    shares = 2 if words[1] == "half" else 4
    rank = shares if words[0] == "last" else number_of(words[0])
    start = first if rank == 1 else _next(_cut(period, (rank - 1) / shares))
    return Period(start, _cut(period, rank / shares))


def _cut(period: Period, share: float) -> dt.date:
    """The last day of the leading share of a period; of a year at the end of a month."""
    if period.num_days > 360 and abs(12 * share - round(12 * share)) < 0.01:
        return Period.of_month(period.first.year, round(12 * share)).last
    return period.first + dt.timedelta(max(0, round(period.num_days * share) - 1))


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(1)
