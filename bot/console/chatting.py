"""The conversation: lines in, replies out, until the input ends or somebody leaves."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.console.commands import Desk, dispatch
from bot.console.keeping import to_clipboard
from bot.console.page import Page
from bot.console.pages import is_laid_out, page_for
from bot.console.session import Session
from bot.encodable import encodable
from bot.live import Live
from index.address import Where
from index.errors import TalksError
from index.home import built_at
from index.home import sources as indexed_paths

if TYPE_CHECKING:
    from bot.checks.passages import MayShow

_PROMPT = "> "
_SPOKEN_PROMPT = "Question: "
_LEAVING = frozenset(("quit", "exit", "/quit", "/exit"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a conversation is held with. `reading` says in words whether the reading model takes part."""

    index: Where
    history: Path
    reading: str
    is_spoken: bool = False


def chat(live: Live, around: Surroundings, example: str, lines: TextIO, write: Callable[[str], None]) -> None:
    """Talks until the input ends: at a prompt where input and output are a terminal, else line by line."""
    at_terminal = lines.isatty() and is_laid_out()
    session, page = Session(live), page_for(write, is_spoken=around.is_spoken)
    talking = Chat(desk_for(session, page, around, at_terminal=at_terminal), example)
    if at_terminal:
        _at_terminal(talking, session, around)
    else:
        _in_pipe(talking, lines, write)


class Chat:
    """A conversation on one page."""

    def __init__(self, desk: Desk, example: str) -> None:
        self._desk = desk
        self._example = example

    def greet(self) -> None:
        """Says what is indexed and how to begin."""
        snapshot = self._desk.session.live.snapshot()
        counts = f"{snapshot.totals.articles} articles, {snapshot.totals.sentences} sentences."
        self._desk.page.say(
            f"{counts} Type a question, for example: {self._example}\n/help lists the commands; quit or ctrl-d leaves."
        )

    def reply(self, line: str) -> None:
        """Answers a line. A refused one never ends the conversation."""
        line = encodable(line)
        try:
            if line.startswith("/"):
                dispatch(line, self._desk)
            else:
                self._desk.page.answer(self._desk.session.ask(" ".join(line.split())))
        except TalksError as error:
            self._desk.page.say(str(error))


def _in_pipe(chat: Chat, lines: TextIO, write: Callable[[str], None]) -> None:
    """Each line is written before its reply, so that a transcript shows what was asked."""
    chat.greet()
    for line in _told(lines):
        write(f"{_PROMPT}{line}")
        chat.reply(line)
        write("")


def _told(lines: Iterable[str]) -> Iterator[str]:
    """The lines that say something, up to one that ends the conversation."""
    return takewhile(lambda line: line.lower() not in _LEAVING, filter(None, map(str.strip, lines)))


def _at_terminal(chat: Chat, session: Session, around: Surroundings) -> None:
    from bot.console.completion import candidates
    from bot.console.prompt import typed, typed_without_drawing  # a tenth of a second with what it needs

    def complete(before: str) -> tuple[int, list[str]]:
        return candidates(before, session.live.snapshot())

    def marker() -> str:
        period = f"as of {session.as_of} " if session.as_of else ""
        return f"{period}{_SPOKEN_PROMPT if around.is_spoken else _PROMPT}"

    read = typed_without_drawing if around.is_spoken else typed
    chat.greet()
    for line in _told(read(around.history, complete, marker)):
        try:
            chat.reply(line)
        except KeyboardInterrupt:
            continue  # an answer that took too long


def desk_for(session: Session, page: Page, around: Surroundings, *, at_terminal: bool = False) -> Desk:
    """What the commands of a conversation work with."""

    def may_show() -> MayShow:
        from bot.checks.proof import proved_articles

        return proved_articles(session.live.snapshot(), indexed_paths(around.index))

    def copy(text: str) -> str:
        return to_clipboard(text, _to_terminal if at_terminal else None)

    def facts() -> tuple[str, ...]:
        built = dt.datetime.fromtimestamp(built_at(around.index), dt.UTC)
        history = (f"questions typed are kept in {around.history}",) if at_terminal else ()
        return (f"built {built:%Y-%m-%d %H:%M} UTC in {around.index}", around.reading, *history)

    return Desk(session, page, may_show, copy, facts)


def _to_terminal(sequence: str) -> None:
    sys.stdout.write(sequence)
    sys.stdout.flush()
