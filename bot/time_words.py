"""Time in questions: which period a question is about, how, and which of its words say so.

A date is taken for reporting time only when the question phrases it so; the date of an event ("the October 7
attack", "the 2022 World Cup") stays a search word.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.date_phrases import DatePhrase, date_phrases
from index.chronology.periods import Period
from index.model import Span
from index.patterns import regex


class How(StrEnum):
    """How a period selects articles."""

    AS_OF = "as of"  # the state at the period's end: the latest article not after it
    WITHIN = "within"  # articles written in it
    LATEST = "latest"
    EARLIEST = "earliest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which period a question is about. `period` is set exactly for AS_OF and WITHIN.

    `spans` are the words of the question that say it, in order. `event` warns that the period may date an event
    instead ("taken on October 7, 2023"): when no article was written in it, it should not restrict the answer.
    """

    how: How = How.NONE
    period: Period | None = None
    spans: tuple[Span, ...] = ()
    event: bool = False


_NOT_ASKED = Asked()
_ARTICLE = r"(?:articles?|reports?|stor(?:y|ies)|news|coverage)"
_REPORT = rf"(?:{_ARTICLE}|tall(?:y|ies)|tolls?|counts?|figures?|numbers?|estimates?|data|statistics)"
_REPORT_BEFORE = regex(rf"\b(?:{_REPORT}|reported|written|published|dated) $", re.IGNORECASE)
_REPORT_AFTER = regex(rf"(?:[’']s)? (?P<noun>(?:[\w’'-]+ )?(?:(?P<article>{_ARTICLE})|{_REPORT}))\b", re.IGNORECASE)
_TO = regex(r"\s*(?:[-–—]|to|and|until|till|through)\s*", re.IGNORECASE)
_EDGE = regex(
    r"\s*(?:$|[?!.,;:)—–]|- |(?:who|what|where|when|which|why|how|whom|whose|did|do|does|was|were|is|are|had|has|have"
    r"|will|would|could|can|the|an?|and|or|but|as|according|before|after|if|that|his|her|its|their|there|he|she|it"
    r"|they|in|on|at|for|with|by|about|of|from|than|to|so|still|already)\b|[A-Z])"
)
_AT_END = regex(r"\s*[?!.]*\s*$")
# What happens once, and goes by its day.
EVENT = (
    r"(?:attacks?|assault|incursion|invasion|raids?|massacre|war|elections?|vote|earthquake|floods?|hurricane|storm|contest"
    r"|cup|championships?|games|crash|explosion|blast|bombings?|shootings?|accident|disaster|sinking|strikes?)"
)
_EVENT_BEFORE = regex(rf"\b{EVENT}(?: [\w’'-]+){{0,3}} $", re.IGNORECASE)
_EVENT_AFTER = regex(rf" {EVENT}\b", re.IGNORECASE)
_HAPPENED = regex(
    r"\b(?:attack(?:ed)?|invaded?|beg[aiu]n|start(?:ed)?|broke|erupt(?:ed)?|killed|died?|taken?|took|kidnapped|abducted"
    r"|captured?|happen(?:ed)?|occur(?:red)?|launch(?:ed)?|sign(?:ed)?|s[aiu]nk|struck|elected|won|win|born|founded"
    r"|built|released?|freed|fell|ended?|collapsed?|resign(?:ed)?|arrested)\b",
    re.IGNORECASE,
)
_PERFECT = regex(r"\b(?:had|has|have)\b", re.IGNORECASE)
_PLANNED = regex(
    r"\b(?:will|would|must|shall|should|expected|due|planned|set|scheduled|going|supposed) ", re.IGNORECASE
)


def period_asked(question: str, newest: dt.date | None) -> Asked:
    """The period that a question is about. `newest` is the date of the newest article, if any is known.

    >>> question = "How many hostages were left as of July 2025?"
    >>> asked = period_asked(question, None)
    >>> asked.how.value, asked.period.last.isoformat(), [span.of(question) for span in asked.spans]
    ('as of', '2025-07-31', ['as of July 2025'])
    """
    undated = _undated(question)
    found = [asked for asked in _dated(question, newest) if asked.how is not How.NONE]
    if not found:
        return undated
    # "The latest toll as of July 2025": the date decides, neither is a search word.
    chosen = next((asked for asked in found if asked.how is How.AS_OF), found[0])
    spans = tuple(sorted({*chosen.spans, *(undated.spans if undated.how is How.LATEST else ())}))
    return Asked(chosen.how, chosen.period, spans, chosen.event)


def _dated(question: str, newest: dt.date | None) -> list[Asked]:
    phrases = date_phrases(question, newest)
    found = [_asked(question, phrase, newest) for phrase in phrases]
    for one, other in pairwise(phrases):
        if joined := _range(question, one, other):
            found.insert(0, joined)
    return found


def _range(question: str, one: DatePhrase, other: DatePhrase) -> Asked | None:
    """WITHIN for "between January and March 2024", "from 2023 to 2024"; None when the two are no range."""
    between = question[one.date.end : other.date.start]
    if other.period is None or one.lead not in ("between", "from", "in", "during", "") or not _TO.fullmatch(between):
        return None
    first = one.period
    if first is None and one.grain == other.grain == "month":
        named = date_phrases(f"{one.date.of(question)} {other.period.last.year}", None)
        first = named[0].period if named else None
    if first is None or first.first > other.period.last:
        return None
    span = Span(one.span.start, other.span.end)
    return Asked(How.WITHIN, Period(first.first, other.period.last), (span,), _tells_event(question, span))


def _tells_event(question: str, span: Span) -> bool:
    """Whether the words around the span tell what happened once: "were taken", not "had died"."""
    if _EVENT_BEFORE.search(question, 0, span.start):
        return True
    around = f"{question[: span.start]} {question[span.end :]}"
    return _HAPPENED.search(around) is not None and _PERFECT.search(around) is None


def _asked(question: str, phrase: DatePhrase, newest: dt.date | None) -> Asked:
    """What one date asks for; NONE for an event's date or a number that is no date."""
    period, after = phrase.period, question[phrase.date.end :]
    if period is None or (phrase.grain == "year" and not phrase.lead and not phrase.part):
        return _NOT_ASKED  # a number, or part of a name
    report = _REPORT_AFTER.match(after)
    if report is not None and (phrase.definite or not phrase.lead):
        # "In the July 2025 articles" goes as a whole; "the February 2024 toll" leaves the toll to search for.
        end = phrase.date.end + (report.end() if report["article"] else 0)
        how = How.AS_OF if phrase.is_point and phrase.lead != "by" else How.WITHIN
        return Asked(how, period, (Span(phrase.span.start, end),))
    if phrase.definite or phrase.lead in ("since", "after", "between"):
        return _NOT_ASKED
    if not _EDGE.match(after) and (phrase.grain == "year" or _EVENT_AFTER.match(after)):
        return _NOT_ASKED  # "in 2024 dollars", "in October 2023 attacks"
    if newest is not None and period.first > newest and (phrase.lead == "by" or _PLANNED.search(question)):
        return _NOT_ASKED  # a plan's date
    how = _how(question, phrase)
    if phrase.lead in ("before", "prior to"):
        eve = period.first - dt.timedelta(1)
        period = Period(eve, eve)
    event = how is How.WITHIN and _tells_event(question, phrase.span)
    return Asked(how, period, (phrase.span,), event) if how is not How.NONE else _NOT_ASKED


def _how(question: str, phrase: DatePhrase) -> How:
    if phrase.is_point:
        deadline = phrase.lead == "by" and _PLANNED.search(question) is not None
        return How.NONE if deadline else How.AS_OF
    if phrase.part.startswith(("end", "close", "year-end")) and phrase.lead in ("at", "in", ""):
        return How.AS_OF
    if phrase.lead in ("in", "during", "throughout", "within", "on") or phrase.part.startswith("week"):
        return How.WITHIN
    before = question[: phrase.span.start]
    if (phrase.lead == "at" and phrase.part) or (phrase.lead and _REPORT_BEFORE.search(before)):
        return How.WITHIN
    alone = not before.strip() or _AT_END.match(question[phrase.date.end :])
    named = phrase.grain != "year" or phrase.part  # "World Cup 2022" is a name
    return How.WITHIN if alone and named and not phrase.lead else How.NONE


_NOUN = (
    rf"(?:{_REPORT}|updates?|situation|status|totals?|levels?|versions?|information|developments?|scores?|rates?"
    r"|results?|polls?|forecasts?|word)"
)
_FRESHEST = r"(?:latest|newest|most recent|most up[- ]to[- ]date|last known|last reported)"
_LATEST = regex(
    r"\b(?:(?:as of|up to|until|till|by) (?:right )?(?:now|today|this (?:point|moment))|(?:right|just) now"
    r"|at (?:the|this) moment|at present|at this (?:time|point)|these days|nowadays|presently|to date|so far"
    r"|as things stand|currently|current(?! (?:affairs|events|account))|(?<!USA )today"
    r"|(?<!for )(?<!from )now(?! that\b| in (?:its|the|their)\b|-))\b",
    re.IGNORECASE,
)
_NEWEST_ARTICLE = regex(rf"\b(?:(?:in|from|per|according to|by) )?(?:the )?{_FRESHEST} {_ARTICLE}\b", re.IGNORECASE)
_NEWEST = regex(rf"\b{_FRESHEST}\b", re.IGNORECASE)
_NEWEST_REPORT = regex(rf"(?: [\w’'-]+){{0,3}}? {_NOUN}\b|\s*\??$", re.IGNORECASE)
_STILL = regex(r"\bstill\b", re.IGNORECASE)
_PAST = regex(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
_EARLIEST = regex(
    rf"\b(?:in|from|per|according to) the (?:first|oldest|earliest|initial) {_ARTICLE}\b|\b(?:originally|initially"
    r"|at first|(?:at|in) the (?:outset|start|beginning)(?=[\s?.!]*$))\b"
    rf"|\b(?:first|initial|earliest|oldest|original)(?= (?:(?:reported|known|confirmed|official|death) )*{_NOUN}\b)",
    re.IGNORECASE,
)


def _undated(question: str) -> Asked:
    """LATEST or EARLIEST, when words without a date say so."""
    past = _PAST.search(question) is not None
    spans = {Span(*match.span()) for pattern in (_LATEST, _NEWEST_ARTICLE) for match in pattern.finditer(question)}
    for match in _NEWEST.finditer(question):
        # "How did they respond to the latest proposal?" names an event; "the latest toll" the newest report.
        wanted = not past or _NEWEST_REPORT.match(question, match.end())
        if wanted and not any(span.start <= match.start() < span.end for span in spans):
            spans.add(Span(*match.span()))
    if not past:
        spans |= {Span(*match.span()) for match in _STILL.finditer(question)}
    if spans:
        return Asked(How.LATEST, None, tuple(sorted(spans)))
    first = tuple(Span(*match.span()) for match in _EARLIEST.finditer(question))
    return Asked(How.EARLIEST, None, first) if first else _NOT_ASKED


_AS_OF = regex(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_as_of(text: str) -> Period:
    """The year, month or day that `--as-of` names. Raises ValueError for anything else.

    >>> parse_as_of("2024-02").last.isoformat()
    '2024-02-29'
    """
    match = _AS_OF.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = int(match[1]), match[2], match[3]
        if day:
            first = dt.date(year, int(month), int(day))
            return Period(first, first)
        return Period.of_month(year, int(month)) if month else Period.of_year(year)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD, such as 2024-02") from None
