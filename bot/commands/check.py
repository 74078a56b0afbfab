"""`talks check`: whether a quote is in the articles."""

from __future__ import annotations

import sys
import time

import click

from bot.commands.opening import open_index
from bot.commands.options import ABSTAINED, ANSWERED
from bot.engine import annotated
from bot.places import places
from index.helping import examples
from index.home import sources


@click.command(
    "check",
    context_settings={"ignore_unknown_options": True},
    epilog=examples('talks check "The hunt will not stop until he is captured"', "talks check - < pasted.txt"),
)
@click.argument("quote")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
def command(quote: str, as_json: bool) -> None:
    """Say whether a pasted QUOTE (- for standard input) is in the articles.

    Exit 0 found word for word, 1 changed or absent, 2 error.
    """
    from bot.checks.checking import Found, check
    from bot.checks.contract import to_check_json
    from bot.checks.proof import proved_articles
    from bot.checks.wording import check_text

    snapshot = open_index().snapshot()
    may_show = proved_articles(snapshot, sources(places().index))
    pasted = sys.stdin.buffer.read().decode("utf-8", "replace") if quote == "-" else quote
    started = time.perf_counter()
    outcome = check(pasted, snapshot, annotate=lambda quote: annotated(quote, snapshot), may_show=may_show)
    elapsed_ms = (time.perf_counter() - started) * 1000
    click.echo(to_check_json(outcome, elapsed_ms).model_dump_json() if as_json else check_text(outcome))
    sys.exit(ANSWERED if isinstance(outcome, Found) else ABSTAINED)
