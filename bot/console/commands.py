"""The commands of the conversation: what each is called, takes and does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.console.keeping import copied, export
from bot.console.page import Page
from bot.console.session import Session
from bot.finding import find_article
from bot.timeline import Timeline
from index.errors import TalksError

if TYPE_CHECKING:
    from bot.checks.passages import MayShow

_LIST = "/sources"
_CONTEXT = 4  # lines on each side of a quote
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with.

    `may_show` says which articles may be quoted; `copy` takes a text for the clipboard and says by what way it went;
    `facts` are lines on what stands beside the conversation: the reading model, the history.
    """

    session: Session
    page: Page
    may_show: Callable[[], MayShow]
    copy: Callable[[str], str]
    facts: Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it takes, what it does in a line, and the doing."""

    name: str
    takes: str
    summary: str
    run: Callable[[Desk, str], None]


def dispatch(line: str, desk: Desk) -> None:
    """Does what a line that starts with "/" says; the start of a command's name will do where no other starts so.

    Raises TalksError naming what to type instead.
    """
    name, _, rest = line.partition(" ")
    begun = [command for known, command in COMMANDS.items() if known.startswith(name)]
    command = COMMANDS.get(name) or (begun[0] if len(begun) == 1 else None)
    if command is None:
        close = [one.name for one in begun[:3]] if len(name) > 1 else []
        close = close or get_close_matches(name, COMMANDS, n=1)
        meant = f"did you mean {' or '.join(close)}? " if close else ""
        raise TalksError(f"{name}: no such command; {meant}/help lists them")
    command.run(desk, rest.strip())


def help_text() -> str:
    """Every command with what it takes and does, a line each."""
    rows = [(f"{one.name} {one.takes}".strip(), one.summary) for one in COMMANDS.values()]
    width = max(len(usage) for usage, _ in rows)
    return "\n".join(f"{usage.ljust(width)}  {summary}" for usage, summary in rows)


def _sources(desk: Desk, _: str) -> None:
    desk.page.sources(desk.session.live.snapshot())


def _show(desk: Desk, rest: str) -> None:
    snapshot = desk.session.live.snapshot()
    name, _, number = rest.rpartition(" ")
    if name and _NUMBER.fullmatch(number):
        desk.page.article(find_article(snapshot, name.strip(), _LIST), int(number), _CONTEXT)
    else:
        desk.page.article(find_article(snapshot, rest, _LIST), None, 0)


def _context(desk: Desk, rest: str) -> None:
    quote = desk.session.quote(rest)
    desk.page.article(quote.article, quote.line, _CONTEXT)


def _why(desk: Desk, rest: str) -> None:
    from bot.console.telling import why  # with what checks quotes a tenth of a second

    desk.page.say(why(rest or desk.session.question(), desk.session))


def _timeline(desk: Desk, rest: str) -> None:
    found = desk.session.timeline(rest or desk.session.question())
    if isinstance(found, Timeline):
        desk.page.timeline(found)
    else:
        desk.page.answer(found)


def _check(desk: Desk, rest: str) -> None:
    if not rest:
        raise TalksError("/check needs a quote: paste it behind the command")
    from bot.console.telling import verdict

    desk.page.say(verdict(rest, desk.session.live.snapshot(), desk.may_show()))


def _as_of(desk: Desk, rest: str) -> None:
    session = desk.session
    if rest:
        session.set_period("" if rest == "off" else rest)
    if session.as_of:
        desk.page.say(f"Answers are as of {session.as_of}; /as-of off ends that.")
    else:
        desk.page.say("Answers are as of the newest article; /as-of 2024-02 goes back.")


def _new(desk: Desk, _: str) -> None:
    desk.session.start_anew()
    desk.page.say("The conversation starts anew.")


def _copy(desk: Desk, rest: str) -> None:
    session = desk.session
    what = "quote" if rest else "answer"
    desk.page.say(f"The {what} is copied {desk.copy(copied(session.last(), session.quote(rest) if rest else None))}.")


def _export(desk: Desk, rest: str) -> None:
    desk.page.say(export(desk.session.exchanges, rest))


def _status(desk: Desk, _: str) -> None:
    from bot.console.telling import status_text

    desk.page.say(status_text(desk.session, desk.facts()))


def _help(desk: Desk, _: str) -> None:
    desk.page.say(f"Type a question. A question may lean on the one before.\n\n{help_text()}\n\nquit or ctrl-d leaves.")


COMMANDS = {
    command.name: command
    for command in (
        Command("/sources", "", "lists the articles", _sources),
        Command("/show", "ARTICLE [LINE]", "prints an article, or the lines around one line", _show),
        Command("/context", "[QUOTE]", "prints what stands around a quote of the last answer", _context),
        Command("/why", "[QUESTION]", "tells what spoke for each line", _why),
        Command("/timeline", "[QUESTION]", "puts the lines on a question in order of time", _timeline),
        Command("/check", "QUOTE", "says whether a quote is in the articles", _check),
        Command("/as-of", "[DATE|off]", "answers as of a year, month or day", _as_of),
        Command("/new", "", "forgets the conversation", _new),
        Command("/copy", "[QUOTE]", "copies the last answer, or one quote of it", _copy),
        Command("/export", "FILE", "writes the conversation: .md, .html, .bib, .json", _export),
        Command("/status", "", "says what is indexed and how answers are made", _status),
        Command("/help", "", "prints this list", _help),
    )
}
