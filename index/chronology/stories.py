"""What dating needs of each article, read once: its date or what bears on it, totals, clocks and starts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.chronology import totals, war_starts
from index.chronology.datelines import Borne, Line, byline_dates, caption_date, dateline
from index.chronology.event_clocks import LEAD, Clock, clocks_in, may_hold_clocks, starts_in
from index.chronology.growing_figures import Figure
from index.chronology.periods import WEEKDAY, YEAR, Period, days_in, weekday_of
from index.chronology.relative_days import is_relative, tense
from index.chronology.story_names import StoryNames, story_names
from index.chronology.war_starts import Evidence, Statement, statements_in
from index.model import Article, Kind, Place, PublishedBasis

_YEAR = re.compile(rf"\b{YEAR}")
_PLANNED = re.compile(r"\b(?:by|until|before|for) $")
# A dated article's own starts stand in its first sentences.
_OPENING = 3
_NO_NAMES = StoryNames(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock and where it stands."""

    clock: Clock
    line: int


@dataclass(frozen=True, slots=True)
class Start:
    """When an event began, as a line of a dated article tells."""

    event: str
    days: Period
    line: int


@dataclass(slots=True)
class Story:
    """One article as dating sees it; `number` counts in reading order."""

    number: int
    article_id: str
    file: str
    published: dt.date | None
    basis: PublishedBasis
    part: Place = Place.LINE
    names: StoryNames = _NO_NAMES
    figures: list[Figure] = field(default_factory=list)
    clocks: list[ClockLine] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    war_lines: list[Statement] = field(default_factory=list)
    bylines: list[Borne] = field(default_factory=list)
    dateline: Borne | None = None
    caption: tuple[dt.date, Borne] | None = None
    weekday: int | None = None  # the day of the week on which it tells its news
    newest_year: int = 0  # that it names as past

    @property
    def known(self) -> dt.date | None:
        """The day that is stated or supplied, be it in a byline or dateline; None when those differ."""
        if self.published is not None:
            return self.published
        borne = [*self.bylines, *([self.dateline] if self.dateline else [])]
        days = {found.mention.date for found in borne if found.mention.date}
        day = days.pop() if len(days) == 1 else None
        # No article is older than a picture in it.
        return None if day and self.caption is not None and self.caption[0] > day else day

    def place(self, line: int) -> str:
        return f"{self.file} {self.part.value} {line}"


def read_story(number: int, article: Article, units: Sequence[Line]) -> Story:
    """What the units of one article tell, all of them in order."""
    story = Story(number, article.article_id, article.file, article.published, article.published_basis, article.place)
    text = article.text
    has_clocks = may_hold_clocks(text)
    has_totals = any(needle in text for needle in totals.NEEDLES)
    has_war = any(needle in text for needle in war_starts.NEEDLES)
    if article.published is not None and not (has_clocks or has_totals or has_war):
        units = units[: 3 * _OPENING]  # starts stand there
    sentences = [unit for unit in units if unit.kind is Kind.SENTENCE]
    if article.published is None:
        _read_own_dates(story, text, units, sentences)
    if story.known is not None:
        story.starts = list(_starts(sentences, story.known, has_clocks=has_clocks))
    for i, unit in enumerate(sentences):
        if has_clocks:
            story.clocks += [ClockLine(clock, unit.line) for clock in clocks_in(unit.text, is_lead=i < LEAD)]
        if has_war:
            story.war_lines += statements_in(unit.text, Evidence(number, unit.line))
    counted = [unit for unit in sentences if totals.running_count(unit.text)] if has_totals else []
    if counted or story.war_lines or story.clocks:
        story.names = story_names(text, sentences[0].text)
    if counted:
        days = frozenset((day.month, day.day) for day in days_in(text))
        story.figures = [
            Figure(number, unit.sentence_id, unit.line, total, story.names, days)
            for unit in counted
            for total in totals.totals_in(unit.text, story.names)
        ]
    return story


def renumbered(story: Story, number: int, first_sentence: int) -> None:
    """Makes a story that was numbered within its article one of the corpus."""
    story.number = number
    story.figures = [
        replace(figure, article=number, sentence_id=first_sentence + figure.sentence_id) for figure in story.figures
    ]
    story.war_lines = [replace(line, evidence=replace(line.evidence, article=number)) for line in story.war_lines]


def _read_own_dates(story: Story, text: str, units: Sequence[Line], sentences: Sequence[Line]) -> None:
    """What an undated article itself says of its day."""
    story.bylines, story.dateline = byline_dates(units), dateline(units)
    story.caption = caption_date(units)
    story.weekday = _weekday(sentences)
    for match in _YEAR.finditer(text):
        if not _PLANNED.search(text, max(0, match.start() - 8), match.start()):
            story.newest_year = max(story.newest_year, int(match.group()))


def _starts(sentences: Sequence[Line], published: dt.date, *, has_clocks: bool) -> Iterator[Start]:
    for i, unit in enumerate(sentences if has_clocks else sentences[:_OPENING]):
        for event, days in starts_in(unit.text, published, is_lead=i < _OPENING):
            yield Start(event, days, unit.line)


def _weekday(sentences: Sequence[Line]) -> int | None:
    """The one weekday on which the first sentence that names any tells its news as past."""
    for unit in sentences[:2]:
        found = set()
        for span in is_relative(unit.text):
            match = re.search(WEEKDAY, span.of(unit.text))
            if match and tense(unit.text, span) == "past":
                found.add(weekday_of(match.group()))
        if found:
            return found.pop() if len(found) == 1 else None
    return None
