"""Replies for a screen reader: whole sentences in reading order; no columns, bars, colours or wrapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from bot.answers import Abstained, Answer, Answered, Quote
from bot.console.glyphs import visible
from bot.console.plain import article_lines, source_rows, timeline_head
from bot.timeline import Rung, Timeline, change, comparable
from bot.wording import NEXT, RELATED, reading, related_by, short, when, where, why_not
from index.model import Article
from index.snapshot import Snapshot


class SpokenPage:
    """Writes replies as sentences that make sense when they are heard."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def answer(self, answer: Answer) -> None:
        self._lines(_answer(answer))

    def timeline(self, timeline: Timeline) -> None:
        self._lines([timeline_head(timeline), *_change(comparable(timeline.rungs))])
        self._lines(line for number, rung in enumerate(timeline.rungs, 1) for line in _quote(rung.quote, number))

    def article(self, article: Article, line: int | None, around: int) -> None:
        numbered = article_lines(article, line, around)
        self._lines([f"Article {article.article_id}, file {article.file}, {when(article)}."])
        for row in numbered:
            if row.text.strip():
                self._lines([f"{article.place.value.capitalize()} {row.number}: {row.text}"])

    def sources(self, snapshot: Snapshot) -> None:
        self._lines(f"{name}, {date}: {title}" for name, date, title in source_rows(snapshot))

    def say(self, text: str) -> None:
        self._lines([text])

    def _lines(self, lines: Iterator[str] | Sequence[str]) -> None:
        for line in lines:
            self._write(visible(line))


def _answer(answer: Answer) -> Iterator[str]:
    yield from reading(answer.query)
    match answer:
        case Answered():
            if words := short(answer):
                yield f"Answer: {words}."
            if answer.note:
                yield answer.note
            yield from _change(change(answer))
            for number, quote in enumerate(answer.quotes, 1):
                if number == answer.answering + 1:
                    yield NEXT
                yield from _quote(quote, number)
        case Abstained():
            yield f"No answer. {why_not(answer)}"
            if answer.related:
                yield RELATED
            for number, quote in enumerate(answer.related, 1):
                yield from _quote(quote, number)
        case _:
            assert_never(answer)


def _change(rungs: Sequence[Rung]) -> Iterator[str]:
    if rungs:
        told = (f"{when(rung.quote.article)}: {rung.figure.written}" for rung in rungs if rung.figure)
        yield f"The figure by article: {'; '.join(told)}."


def _quote(quote: Quote, number: int) -> Iterator[str]:
    yield f"Quote {number}: {quote.text}"
    lit = ", ".join(span.of(quote.article.text) for span in quote.highlights)
    if quote.short_answer and lit:
        yield f"Words that answer: {lit}."
    yield f"From {where(quote)}, {', '.join([when(quote.article), *related_by(quote)])}."
