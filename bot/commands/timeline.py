"""`talks timeline`: the lines on a question in order of time, as text or drawn."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from bot.answers import Abstained
from bot.commands.opening import open_index, open_page
from bot.commands.options import as_of_option, typed
from index.chronology.periods import Period
from index.errors import TalksError
from index.helping import examples


@click.command(
    "timeline",
    epilog=examples(
        'talks timeline "How many people were killed?"',
        'talks timeline "How many hostages remain?" --plot hostages.svg',
        'talks timeline "How many people were killed?" --as-of 2024-02 --json',
    ),
)
@click.argument("question", callback=typed)
@as_of_option
@click.option(
    "--plot",
    "picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the figures with their lines into FILE.png or FILE.svg. Default: text alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
def command(question: str, period: Period | None, picture: Path | None, as_json: bool) -> None:
    """Put the lines on QUESTION in order of time, newest first.

    Each line stands under its date, and under its figure where a figure is asked for. The date of an article that has
    none stays open. Exit 0 when answered, 1 when the articles do not say, 2 on an error.
    """
    from bot.console.session import Session
    from bot.timeline import comparable

    if picture is not None:
        _check_picture(picture)
    live, began = open_index(reads=True), time.perf_counter()
    found = Session(live, period).timeline(question)
    if as_json:
        from bot.contract import timeline_json, to_json

        if isinstance(found, Abstained):
            row = to_json(found, (time.perf_counter() - began) * 1000).model_dump_json()
        else:
            row = timeline_json(found, live.snapshot().snapshot_id).model_dump_json()
        click.echo(row)
    elif isinstance(found, Abstained):
        open_page().answer(found)
    else:
        open_page().timeline(found)
    if isinstance(found, Abstained):
        sys.exit(1)
    if picture is not None:
        rungs = comparable(found.rungs)
        if not rungs:
            raise TalksError(
                "--plot: fewer than two different figures were found; ask how many or how much of something"
            )
        from bot.plot import plot  # matplotlib

        plot(found.question, rungs, picture)
        click.echo(f"drawn: {picture}", err=True)


def _check_picture(path: Path) -> None:
    if path.suffix.lower() not in (".png", ".svg"):
        raise click.UsageError(f"--plot {path}: give a name that ends with .png or .svg")
