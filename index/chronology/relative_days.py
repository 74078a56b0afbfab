"""Relative days in articles ("late Tuesday", "overnight", "last week"): where they stand, and which days they are.

They mean nothing without the article's date, so skins print it beside them.
"""

from __future__ import annotations

import datetime as dt
import re

from index.chronology.periods import WEEKDAY, Period, number_of, weekday_of
from index.model import Span

_TIME = r"(?: (?:morning|afternoon|evening|night))"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|a few)"
_RELATIVE = re.compile(
    r"(?<![\w-])(?:(?:(?i:late|early|later|earlier|last|next|this|this past|the following|the previous) (?:on )?)?"
    rf"{WEEKDAY}{_TIME}?"
    rf"|(?i:yesterday|today|tomorrow|tonight|overnight){_TIME}?"
    r"|(?i:(?:(?:earlier|later|late|early) )?(?:last|next|this|this past|the past)"
    r" (?:week(?:end)?|month|year|night|morning|afternoon|evening|spring|summer|autumn|fall|winter))"
    r"|(?i:(?:that|the same|the next|the following|the previous)"
    r" (?:day|night|morning|afternoon|evening|week|month|year))"
    r"|(?i:the (?:day|night|week|month|year) (?:before|after))"
    rf"|(?i:{_COUNT} (?:hour|day|week|month|year)s? (?:ago|earlier|later|before))"
    r"|(?i:(?:in|over|within|during) the (?:past|last) (?:\d+ |\w+ )?(?:hours?|days?|weeks?|months?))"
    r"|(?i:(?:at|since|before) dawn|(?:at|over) the weekend))(?!\w|-)",
)
# Days that are part of a name.
_NAMED_DAY = re.compile(r"(?:Ash|Black|Bloody|Easter|Freaky|Good|Holy|Maundy|Palm|Ruby|Sheffield|Shrove|Super|USA) $")
_NAMED_AFTER = re.compile(r" (?:Herald|Independent|Mail|Mirror|Morning Post|Post|Show|Telegraph|Times|World)\b")


def is_relative(text: str) -> list[Span]:
    """The spans of words that name a day only in relation to the article's own date or to a day before them.

    >>> text = "Late Tuesday, the military said that 104 were killed overnight."
    >>> [span.of(text) for span in is_relative(text)]
    ['Late Tuesday', 'overnight']
    """
    return [
        Span(*match.span())
        for match in _RELATIVE.finditer(text)
        if not _NAMED_DAY.search(text[max(0, match.start() - 12) : match.start()])
        and not (match.group().endswith("day") and _NAMED_AFTER.match(text, match.end()))
    ]


_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|would|could|should|may|might|must|can|due|set|expected|scheduled|planned|plans?|slated"
    r"|likely|going|about|upcoming|until|ahead of|next|by|before|from|deadline|(?:am|is|are) \w+ing)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|has|have|did|said|told|began|begun|broke|brought|came|fell|felt|found|gave|got|held|hit|kept"
    r"|killed|knew|launched|left|led|lost|made|met|paid|put|quit|ran|rose|saw|sank|sent|set|shot|showed|spoke|stood"
    r"|struck|swept|took|went|won|wrote|\w{2,}ed)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:—–“”\"]|, (?:and|but|while|as|when|after|who|which|where)\b|\b(?:while|but|after|when|as)\b"
)
# Characters of a clause on each side of a day at most: a table of a thousand days would take minutes.
_CLAUSE = 1000


def tense(text: str, span: Span) -> str:
    """`past` or `future`, as the clause around the span of a sentence tells; empty when it tells both or neither.

    >>> text = "Talks were held on Monday, but a vote will follow on Friday."
    >>> [tense(text, span) for span in is_relative(text)]
    ['past', 'future']
    """
    before, after = text[max(0, span.start - _CLAUSE) : span.start], text[span.end : span.end + _CLAUSE]
    clause = f"{_CLAUSE_END.split(before)[-1]} | {_CLAUSE_END.split(after)[0]}"
    future, past = _FUTURE.search(clause) is not None, _PAST.search(clause) is not None
    return "" if future == past else "future" if future else "past"


def resolve_in(text: str, span: Span, published: dt.date | None) -> Period | None:
    """The days that the relative words at `span` of a sentence mean, given the article's date.

    None when the article is undated, the words lean on another day ("that day"), or the clause does not tell past
    from future. Pass only dates that are stated or supplied: an inferred one may be days off.
    """
    words = span.of(text)
    if not re.search(WEEKDAY, words) or re.match(r"(?i:last|next)", words):
        return resolve(words, published)
    past, future = resolve(words, published), resolve(f"will {words}", published)
    match tense(text, span):
        case "past":
            return past
        case "future":
            return future
        case _:
            # Either reading gives the same day when the article appeared on it.
            return past if past == future else None


def resolve(expression: str, published: dt.date | None) -> Period | None:
    """The days that a relative expression means in an article published on that day; None when that is open.

    A weekday is the nearest such day on or before the publication, as news texts mean it; after `will`, `next` or
    the like the nearest on or after it.

    >>> resolve("late Tuesday", dt.date(2024, 2, 14)), resolve("that day", dt.date(2024, 2, 14))
    (Period(first=datetime.date(2024, 2, 13), last=datetime.date(2024, 2, 13)), None)
    """
    if published is None:
        return None
    words = " ".join(expression.lower().split())
    weekday = re.search(WEEKDAY, words, re.IGNORECASE)
    if weekday is not None:
        return _weekday(words, weekday_of(weekday.group()), published)
    for pattern, first, last in _DAYS:
        if re.search(pattern, words):
            return Period(published + dt.timedelta(first), published + dt.timedelta(last))
    if match := re.search(r"\b(last|this|next) (week|month|year)\b", words):
        return _unit(match[2], {"last": -1, "this": 0, "next": 1}[match[1]], published)
    if match := re.fullmatch(r"(\w+) (day|week)s? ago", words):
        return _ago(match[1], match[2], published)
    return None


# Words, first and last day counted from the publication.
_DAYS = (
    (r"\byesterday\b|\blast night\b", -1, -1),
    (r"\bovernight\b|\b(?:past|last) 24 hours\b", -1, 0),
    (r"\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b|\bsince dawn\b|\bat dawn\b", 0, 0),
    (r"\btomorrow\b", 1, 1),
)


def _weekday(words: str, weekday: int, published: dt.date) -> Period | None:
    if re.search(r"\b(?:following|previous)\b", words):
        return None
    back = (published.weekday() - weekday) % 7
    ahead = (weekday - published.weekday()) % 7
    if re.search(r"\bnext\b", words):
        offset = ahead or 7
    elif re.search(r"\blast\b", words):
        offset = -(back or 7)
    else:
        offset = ahead if _FUTURE.search(words) else -back
    day = published + dt.timedelta(offset)
    return Period(day, day)


def _unit(unit: str, step: int, published: dt.date) -> Period:
    if unit == "week":
        monday = published + dt.timedelta(7 * step - published.weekday())
        return Period(monday, monday + dt.timedelta(6))
    if unit == "year":
        return Period.of_year(published.year + step)
    months = 12 * published.year + published.month - 1 + step
    return Period.of_month(months // 12, months % 12 + 1)


def _ago(count: str, unit: str, published: dt.date) -> Period | None:
    """Only exact days: "two weeks ago" may be any day around then."""
    if unit != "day" or count in ("several", "few"):
        return None
    day = published - dt.timedelta(1 if count in ("a", "an") else number_of(count))
    return Period(day, day)
