"""Dates that an article bears: in its byline or dateline, and under its pictures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.chronology.periods import MONTH, WEEKDAY, DayMention, days_in
from index.model import Kind

_LABEL = re.compile(
    r"[*_(\[\s]*(?:(?:First|Originally) )?(?:Published|Posted|Date|Dated|Issued|Filed)\b(?: on| at)?:?\s", re.IGNORECASE
)
# What may stand beside a date in a byline: hours, weekdays, marks.
_BESIDE = re.compile(
    rf"\b\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)?|\b(?:{WEEKDAY}|GMT|UTC|BST|E[SD]T|at|on)\b|[,|·•()\[\]*_–—-]",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:By )?(?:[A-Z][\w.’'-]*)(?: (?:and|de|van|von|bin|al|[A-Z][\w.’'-]*)){0,5}")
_CITY = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*)*"
_REGION = r"(?:, [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}){0,2}"
# "GAZA CITY, March 2, 2024 (AP) —": capitals and a dash or an agency, or it is a sentence about a day.
_DATELINE = re.compile(
    rf"\W*{_CITY}{_REGION}[,.]? (?P<date>(?:{MONTH} ?\d{{1,2}}|\d{{1,2}} {MONTH})(?:,? (?:19|20)\d\d)?)(?!\d)"
    r"(?P<agency>,? \([A-Z][\w /.-]+\))?(?P<dash>\s*[-–—:]+ )?"
)
_CAPTION_DATE = re.compile(r",\s*$")
_LONGEST_BYLINE = 120
_FIRST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of an article with its number in the index, its line and kind."""

    sentence_id: int
    text: str
    line: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Borne:
    """A day that an article bears, and the line; its year may be missing in a dateline."""

    mention: DayMention
    line: int
    words: str


def byline_dates(units: Sequence[Line]) -> list[Borne]:
    """The full dates of publication that lines of their own state: labelled ones, or else those above the text."""
    labelled = [found for unit in [*units[:_FIRST], *units[_FIRST:][-3:]] if (found := _labelled(unit))]
    return labelled or [found for unit in _above(units) if (found := _plain(unit))]


def _above(units: Sequence[Line]) -> Sequence[Line]:
    """The units before the first line of running text."""
    for i, unit in enumerate(units[:_FIRST]):
        if unit.kind is Kind.SENTENCE and _plain(unit) is None:
            return units[:i]
    return units[:_FIRST]


def _labelled(unit: Line) -> Borne | None:
    days = [day for day in days_in(unit.text) if day.date] if len(unit.text) <= _LONGEST_BYLINE else []
    label = _LABEL.match(unit.text)
    if not days or not label or unit.kind is Kind.CAPTION or days[0].span.start > label.end() + 30:
        return None
    return Borne(days[0], unit.line, unit.text)


def _plain(unit: Line) -> Borne | None:
    """A line of nothing but a date, or of a date beside a writer, agency, weekday or hour."""
    if unit.kind is Kind.CAPTION or unit.text.startswith("#") or len(unit.text) > _LONGEST_BYLINE:
        return None
    days = [day for day in days_in(unit.text) if day.date]
    if len(days) != 1 or unit.text.rstrip().endswith("."):
        return None
    around = unit.text[: days[0].span.start] + "\n" + unit.text[days[0].span.end :]
    rest = [part for part in " ".join(_BESIDE.sub("\n", around).split(" ")).split("\n") if part.strip()]
    set_apart = unit.text[0] in "*_([" or unit.text.startswith("By ") or re.search(WEEKDAY, unit.text) is not None
    if not rest or (set_apart and len(rest) == 1 and _BYLINE.fullmatch(rest[0].strip())):
        return Borne(days[0], unit.line, unit.text)
    return None


def dateline(units: Sequence[Line]) -> Borne | None:
    """The day in the dateline that opens the text; its year may be missing."""
    first = next((unit for unit in units[:_FIRST] if unit.kind is Kind.SENTENCE), None)
    match = _DATELINE.match(first.text) if first else None
    days = days_in(match["date"]) if match else []
    if first is None or match is None or not days:
        return None
    if days[0].year and not (match["agency"] or match["dash"]):
        return None
    return Borne(days[0], first.line, match.group().strip())


def caption_date(units: Sequence[Line]) -> tuple[dt.date, Borne] | None:
    """The newest full date that ends what a caption tells: the picture was taken then, the article is no older."""
    found: list[tuple[dt.date, Borne]] = []
    for unit in units:
        if unit.kind is Kind.CAPTION:
            for day in days_in(unit.text):
                if day.date and _CAPTION_DATE.search(unit.text, 0, day.span.start):
                    found.append((day.date, Borne(day, unit.line, unit.text)))
    return max(found, key=lambda item: item[0], default=None)
