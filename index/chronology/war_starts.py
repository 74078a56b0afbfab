"""The day a war began, put together from what the articles about it say.

One may name the day ("the Oct. 7 incursion that triggered the war"), another the year ("Hamas's attack on Israel in
2023"). A start is taken only when all that is said of it gives one day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from index.chronology.event_clocks import Clock
from index.chronology.periods import YEAR, DayMention, day_of, days_in
from index.chronology.story_names import StoryNames

_ATTACK = r"(?:attacks?|assault|incursion|invasion|onslaught|massacre|raid|offensive|coup|uprising)"
_WAR = r"(?:war|conflict|fighting|hostilities)"
_SET_OFF = r"(?:triggered|sparked|ignited|started|began|set off|touched off|unleashed|provoked|precipitated)"
# After the day: "incursion that triggered the war".
_SET_OFF_WAR = rf".{{0,60}}?\b(?:that|which) {_SET_OFF} (?:the|this) (?:\w+ ){{0,2}}?{_WAR}\b"
_SETS_OFF = re.compile(rf"^,? (?:[\w’'-]+ ){{0,3}}?{_ATTACK}\b{_SET_OFF_WAR}")
_SET_OFF_AFTER = re.compile(rf"^{_SET_OFF_WAR}")
# Before the day.
_WAR_BEGAN = re.compile(
    rf"\b{_WAR}\b(?:,? (?:that|which|in|on|with|between|[A-Z][\w’'-]*|the|and)){{0,6}},?"
    r" (?:began|started|erupted|broke out|was (?:triggered|sparked))"
    r"(?: (?:with|when|after|by|following) [^,;]{0,50}?)? (?:on )?$"
)
_ATTACK_ON = re.compile(rf"\b{_ATTACK}\b(?: [\w’'-]+){{0,4}} on $")
_ATTACK_AFTER = re.compile(rf"^,? (?:[\w’'-]+ ){{0,2}}?{_ATTACK}\b")
_IN_YEAR = re.compile(
    rf"\b{_ATTACK}(?: (?:on|against|of|by|in) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?)? in ({YEAR})"
)
NEEDLES = ("war", "conflict", "fighting", "hostilities", "attack", "assault", "incursion", "invasion", "onslaught")
_TELLERS = 8  # kept of each thing told
_MOST_NAMES = 8  # where many are as frequent as the fourth
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something about the start of a war stands: number of the article, and line."""

    article: int
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says of the start of a war: a day on which it `begins` or an attack took place, or a year of one."""

    evidence: Evidence
    day: tuple[int, int] | None
    year: int | None
    begins: bool


@dataclass(frozen=True, slots=True)
class WarStart:
    """A known start with the lines that tell it."""

    day: dt.date
    evidence: tuple[Evidence, ...]


class _Kind(Enum):
    DAY = "the day a war began"
    LINK = "month and day on which a war began, or from which its toll counts"
    ATTACK = "month and day of an attack"
    YEAR = "the year of an attack"


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing told of a start: the whole day, or a part of it, with the names of its article."""

    kind: _Kind
    value: dt.date | tuple[int, int] | int
    evidence: Evidence
    names: StoryNames


def statements_in(sentence: str, evidence: Evidence) -> Iterator[Statement]:
    """What a sentence says of the start of a war."""
    if not any(needle in sentence for needle in NEEDLES) or not _DIGIT.search(sentence):
        return
    for mention in days_in(sentence):
        begins, attack = _tells(sentence, mention)
        if begins or attack:
            yield Statement(evidence, (mention.month, mention.day), mention.year, begins)
    for match in _IN_YEAR.finditer(sentence):
        yield Statement(evidence, None, int(match[1]), begins=False)


def _tells(sentence: str, mention: DayMention) -> tuple[bool, bool]:
    """Whether the sentence says that the war began on that day, and whether it tells of an attack on it."""
    before, after = sentence[: mention.span.start], sentence[mention.span.end :]
    attack = _ATTACK_ON.search(before) is not None
    begins = _SETS_OFF.search(after) or _WAR_BEGAN.search(before) or (attack and _SET_OFF_AFTER.search(after))
    return bool(begins), attack or _ATTACK_AFTER.search(after) is not None


class WarStarts:
    """Starts by pairs of the most frequent names of the articles that tell them."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], dict[tuple[_Kind, object], list[_Told]]] = {}

    def read(
        self,
        statements: Iterable[Statement],
        names: StoryNames,
        published: dt.date | None,
        clocks: Iterable[Clock],
        counted_since: Iterable[tuple[int, int]],
    ) -> None:
        """Takes in one article: `clocks` of its war, and the days that its tolls count from."""
        clocks, tolls = list(clocks), set(counted_since)
        told = [found for statement in statements for found in _told(statement, names, published, clocks, tolls)]
        for pair in pairs(names) if told else ():
            known = self._told.setdefault(pair, {})
            for found in told:
                tellers = known.setdefault((found.kind, found.value), [])
                if len(tellers) < _TELLERS:
                    tellers.append(found)

    def of(self, names: StoryNames) -> WarStart | None:
        """The start of the war that an article with these frequent names tells of; None unless there is just one."""
        told: dict[_Told, None] = {}
        for pair in pairs(names):
            for tellers in self._told.get(pair, {}).values():
                told |= dict.fromkeys(found for found in tellers if names.tells_of(found.names))
        starts = _starts(list(told))
        return starts[0] if len({start.day for start in starts}) == 1 else None


def _told(
    statement: Statement,
    names: StoryNames,
    published: dt.date | None,
    clocks: list[Clock],
    tolls: set[tuple[int, int]],
) -> Iterator[_Told]:
    """What a statement tells, given its article's date, clocks and tolls."""
    day, year, evidence = statement.day, statement.year, statement.evidence
    if day is None:
        if year is not None:
            yield _Told(_Kind.YEAR, year, evidence, names)
        return
    full = None
    if statement.begins:
        full = day_of(year, *day) if year else _only_day(day, published, clocks)
    if full is not None:
        yield _Told(_Kind.DAY, full, evidence, names)
    if statement.begins or day in tolls:
        yield _Told(_Kind.LINK, day, evidence, names)
    yield _Told(_Kind.ATTACK, day, evidence, names)


def pairs(names: StoryNames) -> Iterator[tuple[str, str]]:
    """The pairs of an article's most frequent names: a war is known by any of them."""
    yield from combinations(sorted(names.top)[:_MOST_NAMES], 2)


def _only_day(day: tuple[int, int], published: dt.date | None, clocks: Iterable[Clock]) -> dt.date | None:
    """The only such day on which every clock of an article of that date lets the war begin."""
    starts = [clock.start(published) for clock in clocks] if published else []
    if published is None or not starts:
        return None
    years = range(min(start.first.year for start in starts), published.year + 1)
    days = [found for year in years if (found := day_of(year, *day))]
    fitting = [found for found in days if all(found in start for start in starts)]
    return fitting[0] if len(fitting) == 1 else None


def _starts(told: list[_Told]) -> list[WarStart]:
    """Days told in full; without any, the one day and the one year that are told apart."""
    full = [WarStart(found.value, (found.evidence,)) for found in told if isinstance(found.value, dt.date)]
    if full:
        return full
    first: dict[tuple[_Kind, object], _Told] = {}
    for found in told:
        first.setdefault((found.kind, found.value), found)
    links = [first[key] for key in first if key[0] is _Kind.LINK and (_Kind.ATTACK, key[1]) in first]
    years = [first[key] for key in first if key[0] is _Kind.YEAR]
    if len(links) != 1 or len(years) != 1:
        return []
    day, year = links[0].value, years[0].value
    if not isinstance(day, tuple) or not isinstance(year, int):
        return []
    start = day_of(year, *day)
    return [WarStart(start, (links[0].evidence, years[0].evidence))] if start else []
