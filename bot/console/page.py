"""What every printer of the console can put on the page."""

from __future__ import annotations

from typing import Protocol

from bot.answers import Answer
from bot.timeline import Timeline
from index.model import Article
from index.snapshot import Snapshot


class Page(Protocol):
    """Where replies go: lines in a pipe, a laid-out terminal, or sentences for a screen reader."""

    def answer(self, answer: Answer) -> None:
        """An answer, or why there is none, each quote with where it stands."""

    def timeline(self, timeline: Timeline) -> None:
        """Lines in order of time; their figures, where they have some, beside one another."""

    def article(self, article: Article, line: int | None, around: int) -> None:
        """An article, or the lines around one line. Raises TalksError when it has no such line."""

    def sources(self, snapshot: Snapshot) -> None:
        """The articles: id, date, title."""

    def say(self, text: str) -> None:
        """Words of our own, or a text that is laid out already."""
