"""`talks chat`: a conversation at the console."""

from __future__ import annotations

import sys

import click

from bot.commands.opening import open_index, say_without_reader, without_reader
from bot.places import has_screen_reader, places, state_folder
from bot.wording import EXAMPLES
from index.helping import examples


@click.command("chat", epilog=examples("talks chat", 'echo "Who led the delegation?" | talks chat'))
def command() -> None:
    """Talk at the console; questions may also be piped in, one a line.

    A question may lean on the one before. /help lists the commands; Tab completes them, articles and names. Ctrl-c
    cancels a line, quit or ctrl-d leaves. Questions typed are kept beside TALKS_STATE for the next time. NO_COLOR is
    kept, and TALKS_SCREEN_READER=on says everything in sentences.
    """
    from bot.console.chatting import Surroundings, chat

    say_without_reader()
    reading = without_reader() or "The reading model takes part."
    around = Surroundings(places().index, state_folder() / "console_history", reading, has_screen_reader())
    chat(open_index(reads=True, lasts=True), around, EXAMPLES[0], sys.stdin, click.echo)
