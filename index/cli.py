"""`talks index …`: build, status, verify. The caller says where articles and index are (click's context object)."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.address import Where
from index.changing import IndexPaths, add_command, remove_command, watch_command
from index.helping import examples
from index.home import build, folder_of, is_stale, load, verify
from index.reporting import progress_shown, report_build
from index.snapshot import REMEDY, Snapshot

if TYPE_CHECKING:
    from index.contract import StatusJson

__all__ = ["IndexPaths", "index_commands"]


@click.group("index", epilog=examples("talks index build", "talks index status", "talks index add report.txt"))
def index_commands() -> None:
    """Build, change and inspect the index."""


index_commands.add_command(add_command)
index_commands.add_command(remove_command)
index_commands.add_command(watch_command)


@index_commands.command("build", epilog=examples("talks index build", "talks index build seeds --json"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--anew", is_flag=True, help="Read and analyse every article again. Default: those that changed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON. Default: text.")
@click.pass_obj
def build_command(where: IndexPaths, paths: tuple[Path, ...], anew: bool, as_json: bool) -> None:
    """Index the articles under PATH … (default: TALKS_ARTICLES), and put together what was added one by one."""
    started = time.perf_counter()
    with progress_shown() as progress:
        report = build(list(paths) or [where.articles], where.index, progress, anew=anew, whole=True)
    report_build(report, where.index, time.perf_counter() - started, as_json=as_json)


@index_commands.command("status", epilog=examples("talks index status", "talks index status --json"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON. Default: text.")
@click.pass_obj
def status_command(where: IndexPaths, as_json: bool) -> None:
    """Say what is indexed, what was left out, and what changed since."""
    snapshot = load(where.index)
    row = _status(snapshot, where.index)
    if as_json:
        click.echo(row.model_dump_json())
        return
    click.echo(f"{row.articles} articles, {row.sentences} sentences, {row.terms} terms in {row.path}")
    click.echo(f"newest article: {row.newest or 'none is dated'}")
    if row.skipped:
        click.echo(f"left out: {len(row.skipped)} (talks index status --json names them)")
    if not row.stale:
        click.echo("up to date")
        return
    changes = [f"{len(files)} {kind}" for kind in ("added", "changed", "removed") if (files := getattr(row, kind))]
    told = f" ({', '.join(changes)})" if changes else ""
    click.echo(f"the articles changed after the index was built{told}; {REMEDY}")


@index_commands.command("contract", epilog=examples("talks index contract https://localhost:9200"))
@click.argument("url")
@click.pass_obj
def contract_command(where: IndexPaths, url: str) -> None:
    """Check that the OpenSearch cluster at URL does what an index in it needs; exit 0 when it does, 1 if not.

    Logs in as TALKS_CLUSTER_USER or with TALKS_CLUSTER_API_KEY. What it makes there it removes again.
    """
    from index.home import contract

    failed = 0
    for verdict in contract(where.address_of(url)):
        failed += bool(verdict.fault)
        click.echo(
            f"{'FAILED' if verdict.fault else 'ok    '} {verdict.point}" + f": {verdict.fault}" * bool(verdict.fault)
        )
    sys.exit(1 if failed else 0)


@index_commands.command("verify", epilog=examples("talks index verify"))
@click.pass_obj
def verify_command(where: IndexPaths) -> None:
    """Check every checksum, and that every sentence stands in its article."""
    snapshot = verify(where.index)
    click.echo(
        f"{snapshot.folder}: {snapshot.totals.articles} articles, {snapshot.totals.sentences} sentences, all whole"
    )


def _status(snapshot: Snapshot, index: Where) -> StatusJson:
    from index.contract import SkippedJson, StatusJson
    from index.pending import pending

    newest = snapshot.dates.newest
    found = pending(folder_of(index), snapshot.snapshot_id)
    return StatusJson(
        snapshot=snapshot.snapshot_id,
        articles=snapshot.totals.articles,
        sentences=snapshot.totals.sentences,
        terms=snapshot.num_terms,
        newest=newest.isoformat() if newest else None,
        stale=is_stale(index, snapshot) or bool(found.added or found.changed or found.removed),
        added=found.added,
        changed=found.changed,
        removed=found.removed,
        skipped=[SkippedJson(file=s.file, reason=s.reason) for s in found.skipped],
        path=str(snapshot.folder),
    )
