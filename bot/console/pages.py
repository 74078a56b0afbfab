"""Which page replies go to: plain lines in a pipe, a laid-out terminal, or sentences for a screen reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bot.console.page import Page
from bot.console.plain import PlainPage


def is_laid_out() -> bool:
    """Whether the output is a terminal that can place text."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def page_for(write: Callable[[str], None], *, is_spoken: bool) -> Page:
    """The page for the standard output; `write` takes the lines of those that lay nothing out."""
    if not is_laid_out():
        return PlainPage(write)
    if is_spoken:
        from bot.console.spoken import SpokenPage

        return SpokenPage(write)
    from rich.console import Console  # a twentieth of a second, which a pipe need not wait

    from bot.console.terminal import TerminalPage

    return TerminalPage(Console(highlight=False, markup=False, emoji=False))
