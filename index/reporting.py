"""What a build says of itself: a line for a person, an object for a program, and how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from index.address import Where

if TYPE_CHECKING:
    from index.analysing import Progress
    from index.build import Report
    from index.readers import Skipped

_NAMED = 3  # articles that a line of text names


def report_build(report: Report, index: Where, seconds: float, *, as_json: bool) -> None:
    """Prints what a build did on stdout, and what it left out on stderr."""
    name_skipped(report.skipped)
    if not as_json:
        click.echo(summary(report, index, seconds))
        return
    from index.contract import BuildJson, RenamedJson, SkippedJson

    row = BuildJson(
        snapshot=report.snapshot_id,
        articles=report.num_articles,
        sentences=report.num_sentences,
        added=list(report.added),
        changed=list(report.changed),
        removed=list(report.removed),
        renamed=[RenamedJson(before=before, after=after) for before, after in report.renamed],
        skipped=[SkippedJson(file=s.file, reason=s.reason) for s in report.skipped],
        seconds=round(seconds, 3),
    )
    click.echo(row.model_dump_json())


def summary(report: Report, index: Where, seconds: float) -> str:
    """One line that says what was indexed, where, how long it took, and what came and went."""
    counts = f"indexed {report.num_articles} articles, {report.num_sentences} sentences"
    line = f"{counts} -> {index}/{report.snapshot_id} ({seconds:.1f} s)"
    kinds = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "renamed": [f"{before} to {after}" for before, after in report.renamed],
    }
    if len(report.added) == report.num_articles:
        return line  # a first build
    told = (f"{kind} {_few(names)}" for kind, names in kinds.items() if names)
    return "; ".join([line, *told])


def name_skipped(skipped: tuple[Skipped, ...]) -> None:
    """Names on stderr what was left out, with the reason."""
    for one in skipped:
        click.echo(f"skipped {one.file!r}: {_printable(one.reason)}", err=True)


@contextmanager
def progress_shown(work: str = "indexing") -> Iterator[Progress]:
    """A progress line on stderr that a terminal sees after a second of work; nothing in a pipe."""
    started = time.perf_counter()
    shown = False

    def tell(done: int, total: int) -> None:
        nonlocal shown
        elapsed = time.perf_counter() - started
        if elapsed > 1 and sys.stderr.isatty():
            shown = True
            left = elapsed / done * (total - done)
            text = f"{work} {done} of {total} articles, {done / elapsed:.0f} a second, {left:.0f} s left"
            click.echo(f"\r\033[K{text}", nl=False, err=True)

    yield tell
    if shown:
        click.echo("\r\033[K", nl=False, err=True)


def _few(names: Sequence[str]) -> str:
    """The names, or their number where they are many."""
    return ", ".join(map(_printable, names)) if len(names) <= _NAMED else str(len(names))


def _printable(text: str) -> str:
    """The text as it is, but nothing in it moves the cursor or starts a line: it may quote a file."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
