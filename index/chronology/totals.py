"""Running totals in sentences: tolls that count from the start of something ("has killed at least 28,576").

Never the victims of one day or one strike, and never a rounded or estimated number: those order no articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.chronology.periods import MONTH, NUMBER, YEAR, days_in, number_of
from index.chronology.story_names import StoryNames, is_common, placed_names
from index.patterns import regex

# Words without which no sentence holds a total.
NEEDLES = ("toll", "umber of", "killed", "claimed", "have died")


def _count(suffix: str = "") -> str:
    """The pattern of a number with what bounds it, in groups `qualifier` and `count`."""
    return (
        rf"(?:(?P<qualifier{suffix}>at least|more than|over) )?(?P<count{suffix}>(?i:{NUMBER}))"
        r"(?![\d%-]|[.,:]\d| per ?cent| (?:million|billion|thousand|dozen|hundred)\b)"
    )


_RISEN = (
    r"(?:has |had )?(?:ris(?:en|es)|rose|climb(?:ed|s)|soar(?:ed|s)|jump(?:ed|s)|increas(?:ed|es)|gr(?:own|ew)"
    r"|surg(?:ed|es)|mount(?:ed|s))(?: further)? to"
)
_TOLL = regex(
    r"\b(?:[Dd]eath toll|[Tt]oll of (?:the )?dead|[Nn]umber of (?:confirmed |people )?"
    r"(?:dead|deaths|fatalities|killed))\b"
    rf"(?P<cause>.{{0,160}}?)\b(?:(?:stood|stands) at|{_RISEN}"
    rf"|(?:has )?(?:reached|topped|passed|surpassed|exceeded|hit)|(?:is|was)(?: now)?(?: at)?) {_count()}"
)
_NOT_REAL = "".join(f"(?<!{word} )" for word in "could would might may must should will not to".split())
_HAS_KILLED = regex(
    rf"{_NOT_REAL}\b(?:has|have) (?:(?:so far|now|already|since|also) )?"
    rf"(?:killed {_count()}|claimed {_count('_of_lives')}(?= \w*\s?lives\b))"
)
_BEEN_KILLED = regex(rf"\b{_count()}(?: [\w’'-]+){{1,6}}? (?:have|had) been killed\b")
_HAVE_DIED = regex(rf"\b{_count()}(?: [\w’'-]+){{1,3}}? have died\b")
_PATTERNS = (_TOLL, _HAS_KILLED, _BEEN_KILLED, _HAVE_DIED)
# Most sentences are done with this.
_HINT = regex(r"[Tt]oll|umber of|ha(?:s|ve|d) (?:been |\w+ |so far )?(?:killed|claimed|died)")
_INJURED = regex(
    rf"(?:,|\band|\bwith|\bwhile) {_count()} (?:(?:others?|more|people|were|have|been|[A-Z]\w+) )*"
    r"(?:injured|wounded|injuries|hurt)\b"
    rf"|\b(?:injuring|wounding|wounded|injured) {_count('_after')}"
)
# What begins anew each time: a short while, a calendar's span.
_SHORT = regex(
    r"\b(?:overnight|yesterday|today|that day|daily|24 hours|48 hours|(?:in|over|within|during) the (?:past|last)"
    r"|(?:this|last|each|every|per|in a|a) (?:day|week|month|year)|\w+day[’']s|that night"
    rf"|since (?:dawn|midnight|last|then|\w+day\b|the (?:start|beginning) of (?:the|this) (?:year|month|week)"
    rf"|(?:early |late |mid-?)?(?:{MONTH} )?{YEAR}|{MONTH}(?! ?\d))|in (?:{MONTH} )?{YEAR})"
)
# A count that went down, or may: its order tells nothing.
_CORRECTED = regex(r"\b(?:revis\w+|lowered|corrected|down from|fewer than)\b")
_ON_WEEKDAY = regex(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_ONE_EVENT = regex(
    r"\b(?:strikes?|airstrikes?|attacks?|raids?|bombings?|blasts?|explosions?|shootings?|shelling|crash|clashes|ambush"
    r"|massacre|fire|protests?)\b",
    re.IGNORECASE,
)
_LASTING = regex(
    r"\b(?:war|offensive|campaign|reprisals|conflict|fighting|invasion|siege|epidemic|pandemic|outbreak|virus|covid"
    r"|earthquake|quake|flood(?:s|ing)?|hurricane|typhoon|cyclone|storm|tsunami|heatwave|wildfires?|sinking|shipwreck"
    r"|disaster|famine)\b",
    re.IGNORECASE,
)
_COUNTERS = (
    ("ministry", regex(r"\b[Mm]inistry\b")),
    ("united nations", regex(r"\b(?:UN|U\.N\.|United Nations|OCHA|UNICEF|WHO)(?!\w)")),
    ("press", regex(r"\b(?:tally|count) (?:by|of|based on)\b|\b(?:AFP|AP|Reuters) (?:tally|count)\b")),
    ("monitor", regex(r"\b(?:[Mm]onitor(?:s|ing)?|Observatory|rights groups?|watchdog|researchers?|study)\b")),
    (
        "authorities",
        regex(r"\b(?:police|coast guard|officials|authorities|government|rescuers)\b"),
    ),
)
# Who counts is not what is counted: a source, a speaker at the end.
_SOURCE = regex(
    r",? (?:according to|based on) .*|,[^,]* (?:said|says|told|say)\b[^,]*$"
    r"|\b(?:by|from) the [\w ]*[Mm]inistry(?: of [A-Z]\w+)?(?: in [A-Z]\w+)?"
)
_SITE = regex(
    r"\b(?:[Ii]n|[Oo]n|[Aa]cross|throughout|near|around)"
    r"(?: (?:the|all|occupied|besieged|northern|southern|eastern|western|central))* $"
)
_SINCE = regex(r"\bsince\b.{0,60}$")
_VICTIMS = {
    word: kind
    for kind, words in {
        "children": "children child",
        "women": "women",
        "civilians": "civilians",
        "journalists": "journalists reporters",
        "soldiers": "soldiers troops servicemen",
        "fighters": "militants fighters gunmen terrorists rebels insurgents",
        "police": "police policemen officers",
        "staff": "workers staff medics doctors",
    }.items()
    for word in words.split()
}
# A country's or a war's total; one strike kills fewer.
_LARGE = 1000


@dataclass(frozen=True, slots=True)
class Total:
    """A running total in a sentence: `written` there, the true number lies in [low, high].

    `victims` says of whom: killed or injured, their class, their country; empty where the sentence says none.
    `names` are the names in the sentence but for its source, `sites` those it happened in, `since` the month and
    day it counts from, if the sentence names one, `counter` the kind of source, if it names one.
    """

    written: str
    low: int
    high: int
    victims: tuple[str, str, str]
    names: frozenset[str]
    sites: frozenset[str]
    since: tuple[int, int] | None
    counter: str


def running_count(sentence: str) -> re.Match[str] | None:
    """The first count in a sentence that runs on; None for most."""
    for pattern in _PATTERNS if _HINT.search(sentence) else ():
        for match in pattern.finditer(sentence):
            if _is_running(sentence, match, pattern):
                return match
    return None


def totals_in(sentence: str, known: StoryNames) -> list[Total]:
    """The running totals of a sentence of the article with those names."""
    match = running_count(sentence)
    return list(_totals(sentence, match, known)) if match else []


def _counted(match: re.Match[str]) -> tuple[int, int, str | None]:
    """Where the number of a match stands, and its qualifier."""
    groups = match.re.groupindex
    name = next(name for name in groups if name.startswith("count") and match[name] is not None)
    return *match.span(name), match[name.replace("count", "qualifier")]


def _is_running(sentence: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether the count of a match runs on: of a war, a disaster, a whole country; not of a day or a strike."""
    is_toll = pattern is _TOLL
    start, end, _ = _counted(match)
    # "The death toll rose to 31 on Monday" tells when it was told; "killed 31 on Monday" whom one day killed.
    if _SHORT.search(sentence) or _CORRECTED.search(sentence):
        return False
    if not is_toll and _ON_WEEKDAY.search(sentence, start):
        return False
    if pattern is _BEEN_KILLED and " since " not in sentence[end:]:
        return False
    if number_of(sentence[start:end]) >= _LARGE:
        return True
    cause = sentence if pattern in (_BEEN_KILLED, _HAVE_DIED) else match["cause"] if is_toll else sentence[:start]
    if _LASTING.search(cause):
        return True
    return not _ONE_EVENT.search(cause) if is_toll else _starts(sentence) is not None


def _starts(sentence: str) -> tuple[int, int] | None:
    """Month and day after `since`."""
    days = [day for day in days_in(sentence) if _SINCE.search(sentence[: day.span.start])]
    return (days[0].month, days[0].day) if days else None


def _totals(sentence: str, match: re.Match[str], known: StoryNames) -> Iterator[Total]:
    """The total of a match, and the injured beside it."""
    bare = _SOURCE.sub(lambda source: " " * len(source.group()), sentence)
    placed = placed_names(bare, known)
    names = frozenset(name for name, _ in placed)
    sites = frozenset(name for name, start in placed if _SITE.search(bare[:start]))
    for kind, found in (("killed", match), *(("injured", hurt) for hurt in _INJURED.finditer(sentence, match.end()))):
        start, end, qualifier = _counted(found)
        bounds = _bounds(sentence[start:end], qualifier)
        if names and bounds is not None:
            victims = (kind, *_victims(sentence[end:], known))
            yield Total(sentence[start:end], *bounds, victims, names, sites, _starts(sentence), _counter(sentence))


def _counter(sentence: str) -> str:
    return next((kind for kind, pattern in _COUNTERS if pattern.search(sentence)), "")


def _bounds(count: str, qualifier: str | None) -> tuple[int, int] | None:
    """Between which numbers the true one lies; None for one that looks rounded.

    >>> _bounds("27,708", None), _bounds("27,000", "more than"), _bounds("27,000", None)
    ((27708, 27708), (27000, 27999), None)
    """
    value = number_of(count)
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    if qualifier is None:
        return None if unit >= 100 else (value, value)
    return value, value + unit - 1


def _victims(after: str, known: StoryNames) -> tuple[str, str]:
    """Class and country of the victims, from the three words after their number."""
    match = re.match(r"(?: [\w’'-]+){0,3}", after)
    words = match.group().split() if match else []
    kinds = [_VICTIMS[word.lower()] for word in words if word.lower() in _VICTIMS]
    countries = [name for word in words for name, _ in placed_names(word, known) if is_common(name)]
    return (kinds[0] if kinds else ""), (countries[0] if countries else "")
