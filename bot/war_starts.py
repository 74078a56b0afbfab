"""The day a war began, put together from what the articles about it say.

One may name the day ("the Oct. 7 incursion that triggered the war"), another the year ("Hamas's attack on Israel in
2023"). A start is taken only when all that is said of it gives one day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from bot.event_clocks import Clock
from bot.periods import YEAR, DayMention, day_of, days_in
from bot.story_names import StoryNames

_ATTACK = r"(?:attacks?|assault|incursion|invasion|onslaught|massacre|raid|offensive|coup|uprising)"
_WAR = r"(?:war|conflict|fighting|hostilities)"
_SET_OFF = r"(?:triggered|sparked|ignited|started|began|set off|touched off|unleashed|provoked|precipitated)"
# After the day: "incursion that triggered the war".
_SETS_OFF = re.compile(rf"^,? (?:[\w’'-]+ ){{0,3}}?{_ATTACK}\b.{{0,60}}?\b(?:that|which) {_SET_OFF} (?:the|this) (?:\w+ ){{0,2}}?{_WAR}\b")
_SET_OFF_AFTER = re.compile(rf"^.{{0,60}}?\b(?:that|which) {_SET_OFF} (?:the|this) (?:\w+ ){{0,2}}?{_WAR}\b")
# Before the day.
_WAR_BEGAN = re.compile(
    rf"\b{_WAR}\b.{{0,40}}?\b(?:began|started|erupted|broke out|was (?:triggered|sparked) by)\b.{{0,60}}?\b(?:on )?$"
)
_ATTACK_ON = re.compile(rf"\b{_ATTACK}\b(?: [\w’'-]+){{0,4}} on $")
_ATTACK_AFTER = re.compile(rf"^,? (?:[\w’'-]+ ){{0,2}}?{_ATTACK}\b")
_IN_YEAR = re.compile(rf"\b{_ATTACK}(?: (?:on|against|of|by|in) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?)? in ({YEAR})")
NEEDLES = ("war", "conflict", "fighting", "hostilities", "attack", "assault", "incursion", "invasion", "onslaught")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence about the start of a war: number of the article, line, and the words."""

    article: int
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class WarStart:
    """A known start with the lines that tell it."""

    day: dt.date
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Said:
    """What the articles that share two frequent names say of a start."""

    days: dict[dt.date, WarStart] = field(default_factory=dict)
    links: dict[tuple[int, int], Evidence] = field(default_factory=dict)
    attacks: dict[tuple[int, int], Evidence] = field(default_factory=dict)
    years: dict[int, Evidence] = field(default_factory=dict)


@dataclass(slots=True)
class WarStarts:
    """Starts by pairs of the most frequent names of the articles that tell them."""

    _said: dict[tuple[str, str], _Said] = field(default_factory=dict)

    def read(
        self,
        sentences: Iterable[tuple[str, Evidence]],
        names: StoryNames,
        published: dt.date | None,
        clocks: Iterable[Clock],
        counted_since: Iterable[tuple[int, int]],
    ) -> None:
        """Takes in one article: `clocks` of its war, and the days that its tolls count from."""
        pairs = [self._said.setdefault(pair, _Said()) for pair in _pairs(names)]
        clocks, tolls = list(clocks), set(counted_since)
        for sentence, evidence in sentences:
            for mention in days_in(sentence):
                link, attack = _tells(sentence, mention)
                day = (mention.month, mention.day)
                full = mention.date if link else None
                if link and full is None and published is not None:
                    full = _only_day(day, published, clocks)
                for said in pairs:
                    if full is not None:
                        said.days.setdefault(full, WarStart(full, (evidence,)))
                    if link or (attack and day in tolls):
                        said.links.setdefault(day, evidence)
                    if link or attack:
                        said.attacks.setdefault(day, evidence)
            for match in _IN_YEAR.finditer(sentence):
                for said in pairs:
                    said.years.setdefault(int(match[1]), evidence)

    def of(self, names: StoryNames) -> WarStart | None:
        """The start of the war that an article with these frequent names tells of; None unless there is just one."""
        found = {}
        for pair in _pairs(names):
            if pair in self._said:
                found |= {start.day: start for start in _starts(self._said[pair])}
        return next(iter(found.values())) if len(found) == 1 else None


def _pairs(names: StoryNames) -> Iterator[tuple[str, str]]:
    for one, other in combinations(sorted(names.top)[:8], 2):
        yield one, other


def _tells(sentence: str, mention: DayMention) -> tuple[bool, bool]:
    """Whether the sentence says that the war began on that day, and whether it tells of an attack on it."""
    before, after = sentence[: mention.span.start], sentence[mention.span.end :]
    attack = _ATTACK_ON.search(before) is not None
    link = _SETS_OFF.search(after) or _WAR_BEGAN.search(before) or (attack and _SET_OFF_AFTER.search(after))
    return bool(link), attack or _ATTACK_AFTER.search(after) is not None


def _only_day(day: tuple[int, int], published: dt.date, clocks: Iterable[Clock]) -> dt.date | None:
    """The only such day on which every clock of an article of that date lets the war begin."""
    starts = [clock.start(published) for clock in clocks]
    if not starts:
        return None
    years = range(min(start.first.year for start in starts), published.year + 1)
    days = [found for year in years if (found := day_of(year, *day))]
    fitting = [found for found in days if all(found in start for start in starts)]
    return fitting[0] if len(fitting) == 1 else None


def _starts(said: _Said) -> list[WarStart]:
    """Days told in full; without any, the one day and the one year that are told apart."""
    if said.days:
        return list(said.days.values())
    linked = [day for day in said.links if day in said.attacks]
    if len(linked) != 1 or len(said.years) != 1:
        return []
    (year, told), (month, day) = next(iter(said.years.items())), linked[0]
    full = day_of(year, month, day)
    return [WarStart(full, (said.links[month, day], told))] if full else []
