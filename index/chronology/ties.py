"""Which articles can have a part in dating one another: those that are tied, directly or by way of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.chronology.event_clocks import WAR
from index.chronology.stories import Story
from index.chronology.war_starts import pairs


def ties(story: Story) -> frozenset[str]:
    """What an article is compared by with others: what its totals count, its war, events that it tells the start of.

    Two articles without a tie in common are never looked at for one another's dates, see index.chronology.date_rules
    and index.chronology.ladders. Most have none at all.
    """
    found = {f"{figure.total.victims} {name}" for figure in story.figures for name in figure.total.names}
    events = {line.clock.event for line in story.clocks}
    if story.war_lines or WAR in events or any(figure.total.since for figure in story.figures):
        found |= {f"war {one} {other}" for one, other in pairs(story.names)}
    found |= {f"event {start.event}" for start in story.starts}
    if story.known is None:
        found |= {f"event {event}" for event in events}
    return frozenset(found)


def tied_to(new: Iterable[Iterable[str]], known: Mapping[int, Iterable[str]]) -> list[int]:
    """Which of the known articles, by number, are tied to new ones; `known` and `new` give the ties of each."""
    holding: dict[str, list[int]] = {}
    for number, some in known.items():
        for tie in some:
            holding.setdefault(tie, []).append(number)
    found: set[int] = set()
    left = {tie for some in new for tie in some}
    while left:
        for number in holding.pop(left.pop(), ()):
            if number not in found:
                found.add(number)
                left.update(known[number])
    return sorted(found)
