"""`talks doctor`: what is the matter here, and what to do about it."""

from __future__ import annotations

import sys

import click

from bot.places import ENV_FILE
from index.helping import examples


@click.command("doctor", epilog=examples("talks doctor", "talks doctor --json"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Default: text.")
def command(as_json: bool) -> None:
    """Check the installation and say what to fix.

    Looks at Python, packages and extras, the settings, the articles, the index, the state folder, and whether Telegram
    knows the token. Exit 0 when nothing is to be mended, 1 otherwise. A note needs no mending.
    """
    from bot.doctor.examination import examine, report, text

    findings = list(examine(ENV_FILE))
    whole = report(findings)
    click.echo(whole.model_dump_json() if as_json else text(findings))
    sys.exit(0 if whole.healthy else 1)
