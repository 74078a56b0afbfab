"""The command line: one group, thin commands, exit codes 0 answered, 1 abstained, 2 error."""

from __future__ import annotations

import sys
import time
from typing import IO

import click

from bot.answers import Answer, Answered
from bot.console import answer_text, article_text, chat, find_article, sources_text
from bot.contract import BatchLine, to_json
from bot.live import Live, ensure_index
from bot.settings import settings
from bot.wording import EXAMPLES
from index.cli import IndexPaths, index_commands, name_skipped, progress_shown, summary
from index.errors import TalksError

ANSWERED, ABSTAINED, ERROR = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.pass_context
def talks(context: click.Context) -> None:
    """Answer questions about news articles with quoted source lines."""
    chosen = settings()
    context.obj = IndexPaths(chosen.talks_articles, chosen.talks_index)


talks.add_command(index_commands)


@talks.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
@click.option(
    "--batch",
    type=click.File("r", encoding="utf-8"),
    help="Answer JSON lines from FILE (- for standard input).",
)
@click.option("--top", type=click.IntRange(1, 50), default=3, show_default=True, help="Show at most this many quotes.")
def ask(question: str | None, as_json: bool, batch: IO[str] | None, top: int) -> None:
    """Answer one QUESTION; exit 0 answered, 1 abstained, 2 error."""
    if (question is None) == (batch is None):
        raise click.UsageError('give a question or --batch FILE, for example: talks ask "Who led the delegation?"')
    live = _live()
    if batch is not None:
        _ask_batch(live, batch, top)
        return
    assert question is not None
    answer, elapsed_ms = _timed(live, question, top)
    click.echo(to_json(answer, elapsed_ms).model_dump_json() if as_json else answer_text(answer))
    sys.exit(ANSWERED if isinstance(answer, Answered) else ABSTAINED)


@talks.command("chat")
def chat_command() -> None:
    """Talk at the console; questions may also be piped in."""
    chat(_live(), EXAMPLES[0], sys.stdin, click.echo)


@talks.command()
def telegram() -> None:
    """Run the Telegram bot until it is stopped."""
    from bot.telegram_bot import run  # telegram takes a second to import; nothing else needs it

    run(_live(), settings())


@talks.command()
def sources() -> None:
    """List the indexed articles: id, date, title."""
    click.echo(sources_text(_live().snapshot()))


@talks.command()
@click.argument("article")
@click.option("--line", type=int, help="Show the lines around this one. Default: the whole article.")
def show(article: str, line: int | None) -> None:
    """Print ARTICLE (an id, a file name, or how its id starts) with line numbers."""
    click.echo(article_text(find_article(_live().snapshot(), article), line))


def _ask_batch(live: Live, batch: IO[str], top: int) -> None:
    """JSON lines in, JSON lines out, in order; a faulty line is an error at once, naming the line."""
    for number, line in enumerate(batch, start=1):
        if not line.strip():
            continue
        try:
            item = BatchLine.model_validate_json(line)
        except ValueError as error:
            raise TalksError(f"{batch.name}: line {number}: {error}") from None
        answer, elapsed_ms = _timed(live, item.question, top)
        click.echo(to_json(answer, elapsed_ms, item.id).model_dump_json())


def _timed(live: Live, question: str, top: int) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = live.answer(question, top=top)
    return answer, (time.perf_counter() - started) * 1000


def _live() -> Live:
    """The live index, built first when there is none; says on stderr what was left out or is out of date."""
    chosen = settings()
    started = time.perf_counter()
    with progress_shown() as progress:
        report = ensure_index(chosen.talks_articles, chosen.talks_index, progress)
    if report is not None:
        name_skipped(report)
        click.echo(summary(report, chosen.talks_index, time.perf_counter() - started), err=True)
    live = Live(chosen.talks_index)
    if live.is_stale():
        click.echo("The articles changed after the index was built; run: talks index build", err=True)
    return live


def main() -> None:
    """Runs the command line. Every error a person can cause is one line on stderr and exit 2."""
    try:
        talks(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(ERROR)
    except click.ClickException as error:
        error.show()
        sys.exit(ERROR)
    except TalksError as error:
        click.echo(f"talks: {error}", err=True)
        sys.exit(ERROR)
    except BrokenPipeError:
        # The reader (head, less) left; Python would complain again while closing stdout.
        sys.stderr.close()
        sys.exit(ANSWERED)


if __name__ == "__main__":
    main()
