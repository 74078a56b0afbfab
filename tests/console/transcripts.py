"""Conversations as a terminal of 80 columns shows them without colours; `python -m bench.readme` writes them anew."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from bot.console.chatting import Chat, Surroundings, desk_for
from bot.console.session import Session
from bot.console.terminal import TerminalPage
from bot.live import Live

SITUATIONS = Path(__file__).parent.parent / "data" / "situations"
_MARK = "> "


def typed_in(transcript: Path) -> list[str]:
    """The questions and commands of a transcript."""
    # An article's line that is marked has more blanks behind the mark.
    return re.findall(r"^> (\S.*)$", transcript.read_text(encoding="utf-8"), re.MULTILINE)


def laid_out(live: Live, typed: list[str], columns: int = 80) -> str:
    """What is on the screen after these lines were typed."""
    screen = io.StringIO()
    page = TerminalPage(Console(file=screen, width=columns, highlight=False, markup=False, emoji=False))
    around = Surroundings(Path("none"), Path("none"), "")
    chat = Chat(desk_for(Session(live), page, around), "")
    for line in typed:
        screen.write(f"{_MARK}{line}\n")
        chat.reply(line)
        screen.write("\n")
    return screen.getvalue()
