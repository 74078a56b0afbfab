"""Days, months and years as English writes them: the vocabulary that questions and articles share."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from index.model import Span
from index.patterns import regex

_MONTH_WORDS = "january february march april may june july august september october november december".split()
_MONTHS = {word[:3]: number for number, word in enumerate(_MONTH_WORDS, start=1)}
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
YEAR = r"(?:19|20)\d\d(?![\d%]|[.,]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%])"
_WEEKDAY_WORDS = "monday tuesday wednesday thursday friday saturday sunday".split()
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

# "March 2, 2024", "2 March 2024", "2024-03-02"; the year may be missing in the first two.
DAY_OF_MONTH = (
    rf"(?:(?P<month>{MONTH}) ?(?P<day>{_DAY})(?:,? (?P<year>{YEAR}))?(?!,\d)"
    rf"|(?<![\d,.])(?P<day2>{_DAY})(?: of)? (?P<month2>{MONTH})(?:,? (?P<year2>{YEAR}))?"
    r"|(?<![\d-])(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?![\d-]))"
)
_DAY_OF_MONTH = regex(rf"\b{DAY_OF_MONTH}")

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split()
_ORDINALS += "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
_NUMBERS = {word: value for value, word in enumerate(_ONES, start=1)}
_NUMBERS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_NUMBERS |= {f"{ten}-{one}": _NUMBERS[ten] + _NUMBERS[one] for ten in _TENS for one in _ONES[:9]}
_RANKS = {word: value for value, word in enumerate(_ORDINALS, start=1)}
_TEN_WORDS = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[:9])}))?"
# Longer words first: "seventeen" before "seven".
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|{_TEN_WORDS}|{'|'.join(reversed(_ONES))})"
ORDINAL = rf"(?:{'|'.join(reversed(_ORDINALS))}|\d{{1,3}}(?:st|nd|rd|th))"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included.

    >>> Period.of_month(2024, 2)
    Period(first=datetime.date(2024, 2, 1), last=datetime.date(2024, 2, 29))
    """

    first: dt.date
    last: dt.date

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        """Raises ValueError when there is no such month."""
        first = dt.date(year, month, 1)
        return cls(first, first.replace(day=calendar.monthrange(year, month)[1]))

    @property
    def num_days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def days(self, weekday: int) -> list[dt.date]:
        """The days of the period on that weekday, counted from Monday = 0."""
        first = self.first + dt.timedelta((weekday - self.first.weekday()) % 7)
        return [first + dt.timedelta(7 * i) for i in range((self.last - first).days // 7 + 1)]


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day of a month as it stands in a text; `year` is None when it is not written there."""

    span: Span
    month: int
    day: int
    year: int | None

    @property
    def date(self) -> dt.date | None:
        """The day itself; None without a year or when there is no such day."""
        return day_of(self.year, self.month, self.day) if self.year else None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None when the calendar has none such."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_of(word: str) -> int:
    """The number of a month that the pattern MONTH matched.

    >>> month_of("Sept."), month_of("july")
    (9, 7)
    """
    return _MONTHS[word[:3].lower()]


def weekday_of(word: str) -> int:
    """The weekday that the pattern WEEKDAY matched, counted from Monday = 0."""
    return _WEEKDAY_WORDS.index(word.lower())


def number_of(word: str) -> int:
    """The value of what the patterns NUMBER or ORDINAL matched.

    >>> [number_of(w) for w in ("27,708", "seven", "twenty-one", "fifth", "21st")]
    [27708, 7, 21, 5, 21]
    """
    folded = word.lower().replace(",", "").replace(" ", "-")
    if folded[0].isdigit():
        return int(re.sub(r"\D+$", "", folded))
    return _NUMBERS.get(folded) or _RANKS[folded]


def days_in(text: str) -> list[DayMention]:
    """The days of months that a text names with a capital, in order.

    >>> [(m.month, m.day, m.year) for m in days_in("From Oct. 7 to 14 February 2024, 48 hostages")]
    [(10, 7, None), (2, 14, 2024)]
    """
    return [mention_of(match) for match in _DAY_OF_MONTH.finditer(text)]


def mention_of(match: re.Match[str]) -> DayMention:
    """What a match of the pattern DAY_OF_MONTH names."""
    span = Span(*match.span())
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return DayMention(span, month, day, year)
    month_word, day_word = match["month"] or match["month2"], match["day"] or match["day2"]
    year_word = match["year"] or match["year2"]
    return DayMention(span, month_of(month_word), number_of(day_word), int(year_word) if year_word else None)


def shown(day: dt.date) -> str:
    """The day for a person to read.

    >>> shown(dt.date(2024, 2, 14))
    '14 Feb 2024'
    """
    return f"{day.day} {_MONTH_WORDS[day.month - 1][:3].title()} {day.year}"
