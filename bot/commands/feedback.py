"""`talks feedback`: the votes that people gave in Telegram."""

from __future__ import annotations

import asyncio
import json
from typing import IO

import click

from index.helping import examples


@click.group("feedback", epilog=examples("talks feedback export votes.jsonl"))
def command() -> None:
    """Read the votes that people gave in Telegram."""


@command.command("export", epilog=examples("talks feedback export", "talks feedback export votes.jsonl"))
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_command(file: IO[str]) -> None:
    """Write the votes as a question set to FILE (default: standard output); `talks eval` reads it.

    A vote whose question was not kept (TELEGRAM_KEEP_QUESTIONS) is left out and counted on stderr.
    """
    from bot.settings import settings
    from bot.telegram_skin.feedback import question_set
    from bot.telegram_skin.opening import kept_votes

    votes = asyncio.run(kept_votes(settings()))
    written = 0
    for line in question_set(votes):
        click.echo(json.dumps(line, ensure_ascii=False), file=file)
        written += 1
    left_out = f"; {len(votes) - written} without their question left out" if written < len(votes) else ""
    click.echo(f"exported {written} votes{left_out}", err=True)
