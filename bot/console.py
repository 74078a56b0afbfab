"""The console skin: answers as plain text, and the conversation at the prompt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TextIO, assert_never

import click

from bot.answers import Abstained, Answer, Answered, Quote
from bot.conversation import Turn
from bot.engine import turn
from bot.finding import find_article
from bot.live import Live
from bot.wording import NEXT, RELATED, reading, short, source, when, why_not
from index.errors import TalksError
from index.model import Article
from index.snapshot import Snapshot

PROMPT = "> "
HELP = """Type a question, for example: {example}
/sources lists the articles, /show ARTICLE prints one, /new forgets the conversation, /help
this help; ctrl-d leaves."""


def answer_text(answer: Answer) -> str:
    """An answer for a person: the short answer, then each quote with where it stands."""
    match answer:
        case Answered():
            lines = [*_head(answer), *_quotes(answer.quotes[: answer.answering])]
            if rest := answer.quotes[answer.answering :]:
                lines += ["", click.style(NEXT, dim=True), "", *_quotes(rest)]
            return "\n".join(lines)
        case Abstained():
            lines = [*reading(answer.query), why_not(answer)]
            if answer.related:
                lines += ["", RELATED, "", *_quotes(answer.related)]
            return "\n".join(lines)
        case _:
            assert_never(answer)


def _head(answer: Answered) -> Iterator[str]:
    """What stands above the quotes, with a blank line after it: the reading, the short answer, a note."""
    lines = list(reading(answer.query))
    if words := short(answer):
        lines.append(click.style(words, bold=True))
    if answer.note:
        lines.append(answer.note)
    return iter([*lines, ""] if lines else [])


def _quotes(quotes: tuple[Quote, ...]) -> Iterator[str]:
    for number, quote in enumerate(quotes):
        if number:
            yield ""
        yield f"  {highlighted(quote)}"
        yield click.style(f"  {source(quote)}", dim=True)


def highlighted(quote: Quote) -> str:
    """The quote with its highlights in bold; without colours it is the bare slice."""
    text = quote.article.text
    parts, position = [], quote.span.start
    for span in quote.highlights:
        if span.start >= position:
            parts += [text[position : span.start], click.style(span.of(text), bold=True)]
            position = span.end
    return "".join([*parts, text[position : quote.span.end]])


def sources_text(snapshot: Snapshot) -> str:
    """One line an article: id, date, title."""
    rows = [(article.article_id, when(article), article.title) for article in snapshot.articles()]
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    return "\n".join(f"{a.ljust(widths[0])}  {d.ljust(widths[1])}  {t}" for a, d, t in rows)


def article_text(article: Article, line: int | None, around: int = 2) -> str:
    """The article, or the lines around one line, numbered; that line is marked.

    Raises TalksError when the article has no such line.
    """
    lines, place = article.text.split(article.place.end_mark), article.place.value
    if line is not None and not 1 <= line <= len(lines):
        raise TalksError(f"{article.article_id}: no {place} {line}; it has {len(lines)} {place}s")
    first, last = (1, len(lines)) if line is None else (max(1, line - around), min(len(lines), line + around))
    head = f"{article.article_id} · {article.file} · {when(article)}"
    if article.also_in:
        head += f" · also in {', '.join(article.also_in)}"
    body = [
        f"{'>' if number == line else ' '}{number:>5}  {lines[number - 1]}".rstrip()
        for number in range(first, last + 1)
    ]
    return "\n".join([click.style(head, dim=True), *body])


def chat(live: Live, example: str, lines: TextIO, write: Callable[[str], None]) -> None:
    """Answers line by line until the input ends. A refused line never ends the conversation."""
    interactive = lines.isatty()
    snapshot = live.snapshot()
    write(f"{snapshot.totals.articles} articles, {snapshot.totals.sentences} sentences. {HELP.format(example=example)}")
    before: Turn | None = None
    for line in _typed(lines, interactive):
        if not interactive:
            write(f"{PROMPT}{line}")  # a transcript shows what was asked
        try:
            if line.startswith("/"):
                before = None if line == "/new" else before
                write(_command(live, line, example))
            else:
                answer = live.answer(line, before=before)
                before = turn(answer)
                write(answer_text(answer))
        except TalksError as error:
            write(str(error))
        write("")


def _typed(lines: TextIO, interactive: bool) -> Iterator[str]:
    if interactive:
        import readline  # noqa: F401  (gives input() line editing and history)
    while True:
        try:
            line = input(PROMPT) if interactive else next(lines)
        except (EOFError, StopIteration):
            return
        except KeyboardInterrupt:
            print(file=sys.stderr)
            continue
        if line.strip():
            yield line.strip()


def _command(live: Live, line: str, example: str) -> str:
    command, _, rest = line.partition(" ")
    match command:
        case "/sources":
            return sources_text(live.snapshot())
        case "/show":
            return article_text(find_article(live.snapshot(), rest.strip()), None)
        case "/new":
            return "The conversation starts anew."
        case "/help":
            return HELP.format(example=example)
        case _:
            return f"{command}: no such command. {HELP.format(example=example)}"
