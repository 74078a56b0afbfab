"""`talks show`: an article, or the lines around one of it."""

from __future__ import annotations

import click

from bot.commands.opening import open_index, open_page
from bot.finding import find_article
from index.changing import articles_named
from index.helping import examples


@click.command("show", epilog=examples("talks show 004", "talks show 004_9cad317c9819b7af --line 45"))
@click.argument("article", shell_complete=articles_named)
@click.option("--line", type=int, help="Show the lines around this one. Default: the whole article.")
def command(article: str, line: int | None) -> None:
    """Print ARTICLE (an id, a file name, or how its id starts) with line numbers."""
    open_page().article(find_article(open_index().snapshot(), article), line, 2)
