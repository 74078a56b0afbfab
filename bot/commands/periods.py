"""The option `--as-of`, which several commands take."""

from __future__ import annotations

import click

from bot.time_words import parse_as_of
from index.chronology.periods import Period


def _period(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Period | None:
    try:
        return parse_as_of(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


as_of_option = click.option(
    "--as-of", "period", callback=_period, help="Answer as of YYYY[-MM[-DD]]. Default: what the question says."
)
