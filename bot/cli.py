"""The command line: one group, thin commands, exit codes 0 answered, 1 abstained, 2 error."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bot.places import places
from index.errors import TalksError
from index.helping import examples

ERROR = 2
# Python's own status of a crash is that of an abstention; and of an error a service is not started again.
_CRASHED = 70
_FULL = (errno.ENOSPC, errno.EDQUOT)
# Each a module of bot.commands, imported when it is asked for: one that answers takes a fifth of a second.
_COMMANDS = "ask chat check completion doctor eval feedback index show sources telegram timeline".split()


class _Group(click.Group):
    """Names the command that may have been meant, and tells of a disk that is full as of any other mistake."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return _COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self.load(cmd_name)
        return super().get_command(ctx, cmd_name)

    def load(self, name: str) -> None:
        """Imports the command, if there is one of that name."""
        if name in _COMMANDS and name not in self.commands:
            self.add_command(import_module(f"bot.commands.{name}").command)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        context = super().make_context(info_name, args, parent, **extra)
        if context.resilient_parsing:  # a word is completed: then no command runs
            context.obj = places()
        return context

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader (head, less) left; taking the interpreter down would complain again.
            os._exit(0)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            at = f"{error.filename}: " if error.filename else ""
            raise TalksError(f"{at}{error.strerror}; make room there") from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches  # only a mistake needs it

            close = get_close_matches(args[0], _COMMANDS, n=1)
            meant = f"Did you mean '{close[0]}'? " if close else ""
            raise click.UsageError(f"No such command '{args[0]}'. {meant}talks --help lists them.", ctx) from None


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples("talks chat", 'talks ask "Who led the delegation?"', "talks doctor", "talks ask --help"),
)
@click.pass_context
def talks(context: click.Context) -> None:
    """Answer questions about news articles with quoted source lines, or say that the articles do not say.

    Articles are read from TALKS_ARTICLES (default: seeds), the index is kept in TALKS_INDEX (default: var/index) and
    built when it is first needed. Settings come from the environment or .env.
    """
    # The doctor looks at the settings itself, however wrong they are.
    if context.invoked_subcommand != "doctor":
        context.obj = places()


def main() -> None:
    """Runs the command line. Every error a person can cause is one line on stderr and exit 2."""
    _open_streams()
    try:
        # Now, not from within click: so deep, each call of the regex compiler may let Python's stack grow and shrink.
        for name in sys.argv[1:2]:
            talks.load(name)
        # What importing made lives as long as the program: no use in looking through it at any later collection.
        gc.freeze()
        gc.enable()
        talks(prog_name="talks", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):  # click tells of the second as the first, once it runs
        sys.exit(ERROR)
    except click.ClickException as error:
        error.show()
        sys.exit(ERROR)
    except TalksError as error:
        click.echo(f"talks: {error}", err=True)
        _let_go_of_output()
        sys.exit(ERROR)
    except SystemExit as answered:
        # One answer leaves nothing open, and taking the interpreter down would be a sixth of its time.
        sys.stdout.flush()
        os._exit(int(answered.code or 0))
    except Exception:
        traceback.print_exc()
        sys.exit(_CRASHED)


def _let_go_of_output() -> None:
    """What can't be written is left: tried again at the end it would be told again, with a status of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """A closed input is empty, a closed output takes all; what can't be read or written there becomes a mark."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open until the end
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


if __name__ == "__main__":
    main()
