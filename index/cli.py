"""`talks index …`: build, status, verify. The caller says where articles and index are (click's context object)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.files import is_stale
from index.snapshot import REMEDY, Snapshot, load, verify

if TYPE_CHECKING:
    from index.build import Progress, Report
    from index.contract import StatusJson


@dataclass(frozen=True, slots=True)
class IndexPaths:
    """Where the articles are and where the index belongs."""

    articles: Path
    index: Path


@click.group("index")
def index_commands() -> None:
    """Build and inspect the index."""


@index_commands.command("build")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON. Default: text.")
@click.pass_obj
def build_command(where: IndexPaths, paths: tuple[Path, ...], as_json: bool) -> None:
    """Index the articles under PATH … (default: TALKS_ARTICLES)."""
    # What builds and what prints JSON is imported where it is used: every start of the program pays for the rest.
    from index.build import build

    started = time.perf_counter()
    with progress_shown() as progress:
        report = build(list(paths) or [where.articles], where.index, progress)
    seconds = time.perf_counter() - started
    name_skipped(report)
    if as_json:
        from index.contract import BuildJson, SkippedJson

        skipped = [SkippedJson(file=s.file, reason=s.reason) for s in report.skipped]
        row = BuildJson(
            snapshot=report.snapshot_id,
            articles=report.num_articles,
            sentences=report.num_sentences,
            skipped=skipped,
            seconds=round(seconds, 3),
        )
        click.echo(row.model_dump_json())
    else:
        click.echo(summary(report, where.index, seconds))


@index_commands.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON. Default: text.")
@click.pass_obj
def status_command(where: IndexPaths, as_json: bool) -> None:
    """Say what is indexed and whether the articles changed since."""
    snapshot = load(where.index)
    row = _status(snapshot, where.index)
    if as_json:
        click.echo(row.model_dump_json())
        return
    click.echo(f"{row.articles} articles, {row.sentences} sentences, {row.terms} terms in {row.path}")
    click.echo(f"newest article: {row.newest or 'none is dated'}")
    click.echo(f"the articles changed after the index was built; {REMEDY}" if row.stale else "up to date")


@index_commands.command("verify")
@click.pass_obj
def verify_command(where: IndexPaths) -> None:
    """Check every checksum, and that every sentence stands in its article."""
    snapshot = verify(where.index)
    click.echo(f"{snapshot.folder}: {snapshot.num_articles} articles, {snapshot.num_sentences} sentences, all whole")


def _status(snapshot: Snapshot, index: Path) -> StatusJson:
    from index.contract import StatusJson

    dates = [a.published for a in snapshot.articles() if a.published]
    return StatusJson(
        snapshot=snapshot.snapshot_id,
        articles=snapshot.num_articles,
        sentences=snapshot.num_sentences,
        terms=snapshot.manifest.num_terms,
        newest=max(dates).isoformat() if dates else None,
        stale=is_stale(index, snapshot.files),
        path=str(snapshot.folder),
    )


def summary(report: Report, index: Path, seconds: float) -> str:
    """One line that says what was indexed, where, and how long it took."""
    counts = f"indexed {report.num_articles} articles, {report.num_sentences} sentences"
    return f"{counts} -> {index / report.snapshot_id} ({seconds:.1f} s)"


def name_skipped(report: Report) -> None:
    """Names on stderr what was left out, with the reason."""
    for skipped in report.skipped:
        # A reason may quote the file: nothing in it may move the cursor or start a line.
        reason = "".join(c if c.isprintable() else repr(c)[1:-1] for c in skipped.reason)
        click.echo(f"skipped {skipped.file!r}: {reason}", err=True)


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """A progress line on stderr that a terminal sees after a second of work; nothing in a pipe."""
    started = time.perf_counter()
    shown = False

    def tell(done: int, total: int) -> None:
        nonlocal shown
        elapsed = time.perf_counter() - started
        if elapsed > 1 and sys.stderr.isatty():
            shown = True
            left = elapsed / done * (total - done)
            click.echo(f"\rindexing {done} of {total} articles, {left:.0f} s left   ", nl=False, err=True)

    yield tell
    if shown:
        click.echo("\r\033[K", nl=False, err=True)
