"""The command line: one group, thin commands, exit codes 0 answered, 1 abstained, 2 error."""

from __future__ import annotations

import json
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot.answers import Answer, Answered
from bot.console import answer_text, article_text, chat, sources_text
from bot.engine import annotated
from bot.explanation import explanation
from bot.finding import find_article
from bot.live import Live, ensure_index
from bot.places import places, reader_settings
from bot.time_words import parse_as_of
from bot.wording import EXAMPLES
from index.chronology.periods import Period
from index.cli import index_commands
from index.errors import TalksError
from index.files import sources as indexed_paths
from index.reporting import name_skipped, progress_shown, summary

if TYPE_CHECKING:
    from bot.reading.desk import Desk

ANSWERED, ABSTAINED, ERROR = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.pass_context
def talks(context: click.Context) -> None:
    """Answer questions about news articles with quoted source lines."""
    context.obj = places()


talks.add_command(index_commands)


def _period(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Period | None:
    try:
        return parse_as_of(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@talks.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
@click.option(
    "--batch",
    type=click.File("r", encoding="utf-8"),
    help="Answer JSON lines from FILE (- for standard input).",
)
@click.option("--top", type=click.IntRange(1, 50), default=3, show_default=True, help="Show at most this many quotes.")
@click.option(
    "--as-of", "period", callback=_period, help="Answer as of YYYY[-MM[-DD]]. Default: what the question says."
)
@click.option("--explain", is_flag=True, help="Print what spoke for each line instead of the answer. Default: off.")
def ask(
    question: str | None, as_json: bool, batch: IO[str] | None, top: int, period: Period | None, explain: bool
) -> None:
    """Answer one QUESTION; exit 0 answered, 1 abstained, 2 error."""
    if (question is None) == (batch is None):
        raise click.UsageError('give a question or --batch FILE, for example: talks ask "Who led the delegation?"')
    live = _live(reads=True)
    if batch is not None:
        _ask_batch(live, batch, top, period)
        return
    assert question is not None
    if explain:
        click.echo(explanation(question, live.snapshot(), as_of=period, read=live.reading()))
        return
    answer, elapsed_ms = _timed(live, question, None, top, period)
    if as_json:
        from bot.contract import to_json  # models that text needs not

        click.echo(to_json(answer, elapsed_ms).model_dump_json())
    else:
        click.echo(answer_text(answer))
    sys.exit(ANSWERED if isinstance(answer, Answered) else ABSTAINED)


@talks.command("chat")
def chat_command() -> None:
    """Talk at the console; questions may also be piped in."""
    _say_without_reader()
    chat(_live(reads=True, lasts=True), EXAMPLES[0], sys.stdin, click.echo)


@talks.command()
def telegram() -> None:
    """Run the Telegram bot until it is stopped."""
    # Telegram takes a second to import, its settings a tenth; nothing else needs them.
    from bot.settings import settings
    from bot.telegram_skin.running import check_settings, run

    check_settings(settings())  # before an index is built for nothing
    _say_without_reader()
    run(_live(reads=True, lasts=True, deadline_s=reader_settings().deadline_s), settings(), places())


@talks.command("check", context_settings={"ignore_unknown_options": True})
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

    snapshot = _live().snapshot()
    may_show = proved_articles(snapshot, indexed_paths(places().index))
    pasted = sys.stdin.buffer.read().decode("utf-8", "replace") if quote == "-" else quote
    started = time.perf_counter()
    outcome = check(pasted, snapshot, annotate=lambda quote: annotated(quote, snapshot), may_show=may_show)
    elapsed_ms = (time.perf_counter() - started) * 1000
    click.echo(to_check_json(outcome, elapsed_ms).model_dump_json() if as_json else check_text(outcome))
    sys.exit(ANSWERED if isinstance(outcome, Found) else ABSTAINED)


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


@talks.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON. Default: a table.")
def eval_command(questions: Path, as_json: bool) -> None:
    """Measure the bot on QUESTIONS, a JSON lines file with gold sentences."""
    from bot.evaluation import evaluate, figures, read_questions, table

    live = _live(reads=True)
    asked = read_questions(questions)
    outcomes = []
    with click.progressbar(length=len(asked), label="asking", file=sys.stderr) as bar:
        for outcome in evaluate(asked, live.snapshot(), live.answer):
            outcomes.append(outcome)
            bar.update(1)
    click.echo(figures(outcomes).model_dump_json() if as_json else table(outcomes))


@talks.group("feedback")
def feedback_commands() -> None:
    """Votes that people gave in Telegram."""


@feedback_commands.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_command(file: IO[str]) -> None:
    """Write the votes as a question set to FILE (default: standard output); `talks eval` reads it.

    A vote whose question was not kept (TELEGRAM_KEEP_QUESTIONS) is left out and counted on stderr.
    """
    from bot.settings import settings
    from bot.telegram_skin.feedback import question_set
    from bot.telegram_skin.store import Store

    path = settings().talks_state
    if not path.exists():
        raise TalksError(f"{path}: no such file; it is made by talks telegram, or set TALKS_STATE")
    votes = list(Store(path).votes())
    written = 0
    for line in question_set(votes):
        click.echo(json.dumps(line, ensure_ascii=False), file=file)
        written += 1
    left_out = f"; {len(votes) - written} without their question left out" if written < len(votes) else ""
    click.echo(f"exported {written} votes{left_out}", err=True)


def _ask_batch(live: Live, batch: IO[str], top: int, period: Period | None) -> None:
    """JSON lines in, JSON lines out, in order; a faulty line is an error at once, naming the line."""
    from bot.contract import BatchLine, to_json

    for number, line in enumerate(batch, start=1):
        if not line.strip():
            continue
        try:
            item = BatchLine.model_validate_json(line)
        except ValueError as error:
            raise TalksError(f"{batch.name}: line {number}: {error}") from None
        answer, elapsed_ms = _timed(live, item.question, item.context, top, period)
        click.echo(to_json(answer, elapsed_ms, item.id).model_dump_json())


def _timed(live: Live, question: str, context: str | None, top: int, period: Period | None) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = live.answer(question, context=context, top=top, as_of=period)
    return answer, (time.perf_counter() - started) * 1000


def _live(*, reads: bool = False, lasts: bool = False, deadline_s: float | None = None) -> Live:
    """The live index, built first when there is none; says on stderr what was left out or is out of date.

    `reads` says that questions will be answered, with the reading model if there is one; nobody waits for it longer
    than the deadline. A program that lasts checks all of the model first.
    """
    where = places()
    started = time.perf_counter()
    with progress_shown() as progress:
        report = ensure_index(where.articles, where.index, progress)
    if report is not None:
        name_skipped(report.skipped)
        click.echo(summary(report, where.index, time.perf_counter() - started), err=True)
    live = Live(where.index, _desk(deadline_s, thorough=lasts) if reads else None)
    if live.is_stale():
        click.echo("The articles changed after the index was built; run: talks index build", err=True)
    return live


def _desk(deadline_s: float | None, *, thorough: bool) -> Desk | None:
    """The reading model, unless it is off or its packages are not installed; `_without_reader` says so."""
    if _without_reader():
        return None
    from bot.reading.desk import Desk  # a tenth of a second with what it needs
    from bot.reading.model import Model
    from bot.reading.reader import Reader

    return Desk(Reader(Model(thorough=thorough)), deadline_s)


def _say_without_reader() -> None:
    if reason := _without_reader():
        click.echo(reason, err=True)


def _without_reader() -> str | None:
    """Why no reading model takes part, or None when it does."""
    if not reader_settings().is_on:
        return "The reading model is off (TALKS_READER); answers are less exact without it."
    shipped = Path(__file__).with_name("reading") / "reader.onnx"
    if not shipped.is_file() or not all(find_spec(package) for package in ("onnxruntime", "tokenizers")):
        return "The reading model is not installed; answers are better with it: pip install 'talks[reader]'"
    return None


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
    except SystemExit as answered:
        # One answer leaves nothing open, and taking the interpreter down would be a sixth of its time.
        sys.stdout.flush()
        os._exit(int(answered.code or 0))
    except BrokenPipeError:
        # The reader (head, less) left; Python would complain again while closing stdout.
        sys.stderr.close()
        sys.exit(ANSWERED)


if __name__ == "__main__":
    main()
