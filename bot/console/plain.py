"""Replies as plain lines: what a pipe gets, and what `talks ask` prints into one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.answers import Abstained, Answer, Answered, Quote
from bot.compose import with_date
from bot.timeline import Timeline
from bot.wording import NEXT, RELATED, reading, short, source, when, why_not
from index.errors import TalksError
from index.model import Article
from index.snapshot import Snapshot


class PlainPage:
    """Writes each reply as unwrapped lines without decoration."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def answer(self, answer: Answer) -> None:
        self._write(answer_text(answer))

    def timeline(self, timeline: Timeline) -> None:
        self._write(timeline_text(timeline))

    def article(self, article: Article, line: int | None, around: int) -> None:
        self._write(article_text(article, line, around))

    def sources(self, snapshot: Snapshot) -> None:
        self._write(sources_text(snapshot))

    def say(self, text: str) -> None:
        self._write(text)


def answer_text(answer: Answer) -> str:
    """An answer for a person: the short answer, then each quote with where it stands."""
    match answer:
        case Answered():
            head = answer_head(answer)
            lines = [*head, *([""] if head else []), *_quotes(answer.quotes[: answer.answering])]
            if rest := answer.quotes[answer.answering :]:
                lines += ["", NEXT, "", *_quotes(rest)]
            return "\n".join(lines)
        case Abstained():
            lines = [*reading(answer.query), why_not(answer)]
            if answer.related:
                lines += ["", RELATED, "", *_quotes(answer.related)]
            return "\n".join(lines)
        case _:
            assert_never(answer)


def answer_head(answer: Answered) -> list[str]:
    """What stands above the quotes: the reading, the short answer, a note."""
    return [line for line in (*reading(answer.query), short(answer), answer.note) if line]


def _quotes(quotes: tuple[Quote, ...]) -> Iterator[str]:
    for number, quote in enumerate(quotes):
        if number:
            yield ""
        yield f"  {quote.text}"
        yield f"  {source(quote)}"


def timeline_text(timeline: Timeline) -> str:
    """Each line on a question under its date and figure."""
    lines = [timeline_head(timeline)]
    for rung in timeline.rungs:
        figure = f": {rung.figure.written}" if rung.figure else ""
        lines += ["", f"{when(rung.quote.article)}{figure}", f"  {rung.quote.text}", f"  {source(rung.quote)}"]
    return "\n".join(lines)


def timeline_head(timeline: Timeline) -> str:
    """What a timeline is of."""
    return f"Newest first: {timeline.question}"


def sources_text(snapshot: Snapshot) -> str:
    """One line an article: id, date, title."""
    rows = source_rows(snapshot)
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    return "\n".join(f"{a.ljust(widths[0])}  {d.ljust(widths[1])}  {t}" for a, d, t in rows)


def source_rows(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    """Id, date as worked out, and title of every article."""
    articles = (with_date(article, snapshot.dates[article.article_id]) for article in snapshot.articles())
    return [(article.article_id, when(article), article.title) for article in articles]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line of an article as it is shown; `is_asked` marks the one that was asked for."""

    number: int
    text: str
    is_asked: bool


def article_head(article: Article) -> str:
    """What an article is called, where it is, when it was written."""
    head = f"{article.article_id} · {article.file} · {when(article)}"
    return head + (f" · also in {', '.join(article.also_in)}" if article.also_in else "")


def article_lines(article: Article, line: int | None, around: int) -> list[Numbered]:
    """The article's lines, or `around` lines on each side of one line.

    Raises TalksError when the article has no such line.
    """
    lines, place = article.text.split(article.place.end_mark), article.place.value
    if line is not None and not 1 <= line <= len(lines):
        asked = f"talks show {article.article_id}"
        raise TalksError(f"{article.article_id}: no {place} {line}, it has {len(lines)} {place}s; run: {asked}")
    first, last = (1, len(lines)) if line is None else (max(1, line - around), min(len(lines), line + around))
    return [Numbered(number, lines[number - 1], number == line) for number in range(first, last + 1)]


def article_text(article: Article, line: int | None, around: int = 2) -> str:
    """The article, or the lines around one line, numbered; that line is marked.

    Raises TalksError when the article has no such line.
    """
    rows = (
        f"{'>' if row.is_asked else ' '}{row.number:>5}  {row.text}".rstrip()
        for row in article_lines(article, line, around)
    )
    return "\n".join([article_head(article), *rows])
