"""The command line: one group, thin commands, exit codes 0 answered, 1 abstained, 2 error."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import IO, Any

import click

from bot.commands.asking import ask_command
from bot.commands.completion import completion_command
from bot.commands.doctor import doctor_command
from bot.commands.opening import open_index, open_page, say_without_reader, without_reader
from bot.commands.options import ABSTAINED, ANSWERED
from bot.commands.timeline import timeline_command
from bot.engine import annotated
from bot.finding import find_article
from bot.places import has_screen_reader, places, reader_settings, state_folder
from bot.wording import EXAMPLES
from index.changing import articles_named
from index.cli import index_commands
from index.errors import TalksError
from index.helping import examples
from index.home import sources as indexed_paths

ERROR = 2
# Python's own status of a crash is that of an abstention; and of an error a service is not started again.
_CRASHED = 70
_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Group(click.Group):
    """Names the command that may have been meant, and tells of a disk that is full as of any other mistake."""

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
            os._exit(ANSWERED)
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

            close = get_close_matches(args[0], self.commands, n=1)
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


talks.add_command(ask_command)
talks.add_command(index_commands)
talks.add_command(timeline_command)
talks.add_command(doctor_command)
talks.add_command(completion_command)


@talks.command("chat", epilog=examples("talks chat", 'echo "Who led the delegation?" | talks chat'))
def chat_command() -> None:
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


@talks.command(epilog=examples("talks telegram"))
def telegram() -> None:
    """Run the Telegram bot until it is stopped.

    Needs a token from @BotFather in TELEGRAM_BOT_TOKEN; .env.example lists the other settings.
    """
    # Telegram takes a second to import, its settings a tenth; nothing else needs them.
    from bot.settings import settings
    from bot.telegram_skin.running import check_settings, run

    check_settings(settings())  # before an index is built for nothing
    say_without_reader()
    run(open_index(reads=True, lasts=True, deadline_s=reader_settings().deadline_s), settings(), places())


@talks.command(
    "check",
    context_settings={"ignore_unknown_options": True},
    epilog=examples('talks check "The hunt will not stop until he is captured"', "talks check - < pasted.txt"),
)
@click.argument("quote")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
def check_command(quote: str, as_json: bool) -> None:
    """Say whether a pasted QUOTE (- for standard input) is in the articles.

    Exit 0 found word for word, 1 changed or absent, 2 error.
    """
    # A tenth of a second to import; only this command needs them.
    from bot.checks.checking import Found, check
    from bot.checks.contract import to_check_json
    from bot.checks.proof import proved_articles
    from bot.checks.wording import check_text

    snapshot = open_index().snapshot()
    may_show = proved_articles(snapshot, indexed_paths(places().index))
    pasted = sys.stdin.buffer.read().decode("utf-8", "replace") if quote == "-" else quote
    started = time.perf_counter()
    outcome = check(pasted, snapshot, annotate=lambda quote: annotated(quote, snapshot), may_show=may_show)
    elapsed_ms = (time.perf_counter() - started) * 1000
    click.echo(to_check_json(outcome, elapsed_ms).model_dump_json() if as_json else check_text(outcome))
    sys.exit(ANSWERED if isinstance(outcome, Found) else ABSTAINED)


@talks.command(epilog=examples("talks sources"))
def sources() -> None:
    """List the indexed articles: id, date, title."""
    open_page().sources(open_index().snapshot())


@talks.command(epilog=examples("talks show 004", "talks show 004_9cad317c9819b7af --line 45"))
@click.argument("article", shell_complete=articles_named)
@click.option("--line", type=int, help="Show the lines around this one. Default: the whole article.")
def show(article: str, line: int | None) -> None:
    """Print ARTICLE (an id, a file name, or how its id starts) with line numbers."""
    open_page().article(find_article(open_index().snapshot(), article), line, 2)


@talks.command("eval", epilog=examples("talks eval gold.jsonl", "talks eval gold.jsonl --json"))
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON. Default: a table.")
def eval_command(questions: Path, as_json: bool) -> None:
    """Measure the bot on QUESTIONS, a JSON lines file with gold sentences.

    A line is {"id", "question", "gold": [{"file", "quote"}], "short_answers": […]}, and "answerable": false where the
    articles do not say.
    """
    from bot.evaluation import evaluate, figures, read_questions
    from bot.evaluation_table import table

    live = open_index(reads=True)
    asked = read_questions(questions)
    outcomes = []
    with click.progressbar(length=len(asked), label="asking", file=sys.stderr) as bar:
        for outcome in evaluate(asked, live.snapshot(), live.answer):
            outcomes.append(outcome)
            bar.update(1)
    click.echo(figures(outcomes).model_dump_json() if as_json else table(outcomes))


@talks.group("feedback", epilog=examples("talks feedback export votes.jsonl"))
def feedback_commands() -> None:
    """Read the votes that people gave in Telegram."""


@feedback_commands.command("export", epilog=examples("talks feedback export", "talks feedback export votes.jsonl"))
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_command(file: IO[str]) -> None:
    """Write the votes as a question set to FILE (default: standard output); `talks eval` reads it.

    A vote whose question was not kept (TELEGRAM_KEEP_QUESTIONS) is left out and counted on stderr.
    """
    import asyncio

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


def main() -> None:
    """Runs the command line. Every error a person can cause is one line on stderr and exit 2."""
    _open_streams()
    try:
        talks(prog_name="talks", standalone_mode=False)
    except click.exceptions.Abort:
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
