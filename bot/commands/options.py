"""What several commands take, a question as it was typed and the option `--as-of`, and how they exit."""

from __future__ import annotations

import click

from bot.encodable import encodable
from bot.time_words import parse_as_of
from index.chronology.periods import Period

ANSWERED, ABSTAINED = 0, 1


def typed(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """What was typed; bytes that are no text come from the shell as halves of surrogate pairs."""
    return None if value is None else encodable(value)


def _period(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Period | None:
    try:
        return parse_as_of(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


as_of_option = click.option(
    "--as-of", "period", callback=_period, help="Answer as of YYYY[-MM[-DD]]. Default: what the question says."
)
