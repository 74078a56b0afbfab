"""`talks sources`: what is indexed."""

from __future__ import annotations

import click

from bot.commands.opening import open_index, open_page
from index.helping import examples


@click.command("sources", epilog=examples("talks sources"))
def command() -> None:
    """List the indexed articles: id, date, title."""
    open_page().sources(open_index().snapshot())
