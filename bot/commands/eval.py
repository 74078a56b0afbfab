"""`talks eval`: figures on a question set."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.commands.opening import open_index
from index.helping import examples


@click.command("eval", epilog=examples("talks eval gold.jsonl", "talks eval gold.jsonl --json"))
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON. Default: a table.")
def command(questions: Path, as_json: bool) -> None:
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
