"""`talks ask`: one question, or JSON lines of them."""

from __future__ import annotations

import sys
import time
from codecs import BOM_UTF8
from typing import IO

import click

from bot.answers import Abstained, Answer, Answered
from bot.citations.names import Format
from bot.commands.opening import open_index, open_page
from bot.commands.options import ABSTAINED, ANSWERED, as_of_option, typed
from bot.explanation import explanation
from bot.live import Live
from bot.wording import why_not
from index.chronology.periods import Period
from index.errors import TalksError
from index.helping import examples


@click.command(
    "ask",
    epilog=examples(
        'talks ask "Who led the delegation?"',
        'talks ask --as-of 2024-02 "How many people were killed?"',
        'talks ask --json --top 5 "Where are the talks?"',
        'talks ask --format bibtex "Who heads the Israeli delegation?"',
        'talks ask --explain "Who led the delegation?"',
        "talks ask --batch questions.jsonl",
    ),
)
@click.argument("question", required=False, callback=typed)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", *(form.value for form in Format)]),
    default="text",
    show_default=True,
    help="Print text, one JSON object, or citations to paste.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json. Default: text.")
@click.option(
    "--batch",
    type=click.File("rb"),
    help='Answer JSON lines {"id", "question", "context"} from FILE (- for standard input). Default: one QUESTION.',
)
@click.option("--top", type=click.IntRange(1, 50), default=3, show_default=True, help="Show at most this many quotes.")
@as_of_option
@click.option("--explain", is_flag=True, help="Print what spoke for each line instead of the answer. Default: off.")
def command(
    question: str | None,
    form: str,
    as_json: bool,
    batch: IO[bytes] | None,
    top: int,
    period: Period | None,
    explain: bool,
) -> None:
    """Answer one QUESTION with quotes from the articles.

    Exit 0 when answered, 1 when the articles do not say, 2 on an error.
    """
    if (question is None) == (batch is None):
        raise click.UsageError('give a question or --batch FILE, for example: talks ask "Who led the delegation?"')
    live = open_index(reads=True)
    if batch is not None:
        _ask_batch(live, batch, top, period)
        return
    assert question is not None
    if explain:
        click.echo(explanation(question, live.snapshot(), as_of=period, reading=live.reading()))
        return
    answer, elapsed_ms = _timed(live, question, None, top, period)
    _print_answer(answer, elapsed_ms, "json" if as_json else form)
    sys.exit(ANSWERED if isinstance(answer, Answered) else ABSTAINED)


def _print_answer(answer: Answer, elapsed_ms: float, form: str) -> None:
    # Each form is imported where it is asked for; text needs none of them.
    match form:
        case "text":
            open_page().answer(answer)
        case "json":
            from bot.contract import to_json

            click.echo(to_json(answer, elapsed_ms).model_dump_json())
        case _:
            from bot.citations.formats import citation

            click.echo(citation(answer, Format(form)), nl=False)
            if isinstance(answer, Abstained) and Format(form).is_list:
                click.echo(why_not(answer), err=True)


def _ask_batch(live: Live, batch: IO[bytes], top: int, period: Period | None) -> None:
    """JSON lines in, JSON lines out, in order; a faulty line is an error at once, naming the line."""
    from pydantic import ValidationError

    from bot.contract import BatchLine, to_json
    from bot.faults import told

    for number, line in enumerate(batch, start=1):
        if not line.strip():
            continue
        try:
            item = BatchLine.model_validate_json(line.removeprefix(BOM_UTF8))
        except ValidationError as error:
            wanted = 'write {"id": 1, "question": "Who led the delegation?"}'
            raise TalksError(f"{batch.name}: line {number}: {told(error)}; {wanted}") from None
        answer, elapsed_ms = _timed(live, item.question, item.context, top, period)
        click.echo(to_json(answer, elapsed_ms, item.id).model_dump_json())


def _timed(live: Live, question: str, context: str | None, top: int, period: Period | None) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = live.answer(question, context=context, top=top, as_of=period)
    return answer, (time.perf_counter() - started) * 1000
