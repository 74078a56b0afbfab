"""`talks telegram`: the bot in Telegram."""

from __future__ import annotations

import click

from bot.commands.opening import open_index, say_without_reader
from bot.places import places, reader_settings
from index.helping import examples


@click.command("telegram", epilog=examples("talks telegram"))
def command() -> None:
    """Run the Telegram bot until it is stopped.

    Needs a token from @BotFather in TELEGRAM_BOT_TOKEN; .env.example lists the other settings.
    """
    from bot.settings import settings
    from bot.telegram_skin.running import check_settings, run

    check_settings(settings())  # before an index is built for nothing
    say_without_reader()
    run(open_index(reads=True, lasts=True, deadline_s=reader_settings().deadline_s), settings(), places())
