"""`talks index add`, `remove`, `watch`: articles into the articles folder and out of it, and the index after them."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.address import Where
from index.errors import TalksError
from index.helping import examples
from index.home import build, folder_of, load
from index.reporting import progress_shown, report_build

if TYPE_CHECKING:
    from index.intake import Taken

# No path: a file's name may hold a colon, hardly one with two strokes behind it.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NAMED = 10  # files that are named


@dataclass(frozen=True, slots=True)
class IndexPaths:
    """Where the articles are and where the index belongs; `address_of` reads the name of another place for one."""

    articles: Path
    index: Where
    address_of: Callable[[str], Where] = Path


def articles_named(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The ids of the articles that start so; none where there is no index to ask."""
    try:
        return [name for name, _ in load(context.obj.index).ids_and_files() if name.startswith(begun)]
    except TalksError:
        return []


@click.command("add", epilog=examples("talks index add report.txt", "talks index add - --name today.txt < report.txt"))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--name", help="File name for what comes from standard input. Default: by its content.")
@click.option("--allow-private", is_flag=True, help="Fetch also from private and local addresses. Default: refuse.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON. Default: text.")
@click.pass_obj
def add_command(
    where: IndexPaths, paths: tuple[str, ...], name: str | None, allow_private: bool, as_json: bool
) -> None:
    """Copy files, folders, http(s) addresses or - (standard input) into the articles, and index them."""
    from index.intake import places

    folder, built_from = places(where.articles, folder_of(where.index))
    for path in paths:
        _say_taken([*_take(folder, path, name, allow_private)])
    _rebuild(built_from, where.index, as_json)


def _say_taken(files: Sequence[Taken]) -> None:
    """Names each file that came, or was there before; where they are many, how many."""
    for told, some in (
        ("added", [f for f in files if f.is_new]),
        ("already there:", [f for f in files if not f.is_new]),
    ):
        for file in some[:_NAMED]:
            click.echo(f"{told} {str(file.path)!r}", err=True)
        if len(some) > _NAMED:
            click.echo(f"{told} {len(some) - _NAMED} more", err=True)


def _take(folder: Path, path: str, name: str | None, allow_private: bool) -> Iterator[Taken]:
    """Where in the folder each article file of a path, an address or standard input is now."""
    from index import intake
    from index.fetching import fetch, is_address

    if path == "-":
        import hashlib

        data = sys.stdin.buffer.read()
        yield intake.take(folder, name or f"stdin-{hashlib.sha256(data).hexdigest()[:8]}.txt", data)
    elif is_address(path):
        fetched = fetch(path, allow_private=allow_private)
        yield intake.Taken(intake.put(folder, fetched.name, fetched.data, fetched.url), is_new=True)
    elif _SCHEME.match(path):
        raise intake.IntakeError(
            f"{path}: addresses are taken with http:// or https:// alone; save it and add the file"
        )
    else:
        yield from intake.copy_in(folder, Path(path))


@click.command("remove", epilog=examples("talks index remove 004_9cad317c9819b7af"))
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…", shell_complete=articles_named)
@click.option("--whole-file", is_flag=True, help="Also a file that holds other articles. Default: refuse.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON. Default: text.")
@click.pass_obj
def remove_command(where: IndexPaths, articles: tuple[str, ...], whole_file: bool, as_json: bool) -> None:
    """Move articles (by id or file) into .removed in the articles folder, and index the rest."""
    from index.intake import file_of, places, remove

    # Of a cluster's index too: reading the names of all its articles would take longer than anything else here.
    snapshot = load(folder_of(where.index))
    folder, built_from = places(where.articles, folder_of(where.index))
    holding = Counter[str]()
    found: dict[str, str] = {}
    for article_id, name in snapshot.ids_and_files():
        file = file_of(folder, name)
        holding[file] += 1
        found |= {name: file, file: file, article_id: file}
    for name in articles:
        if name not in found and (folder / name).is_file():
            found[name] = name  # what was left out may go too
        if name not in found:
            raise TalksError(f"{name}: no such article; run: talks sources")
        if holding[found[name]] > 1 and not whole_file:
            raise TalksError(f"{found[name]} holds {holding[found[name]]} articles; --whole-file removes them all")
    for file in dict.fromkeys(found[name] for name in articles):
        click.echo(f"moved to {str(remove(folder, file))!r}", err=True)
    _rebuild(built_from, where.index, as_json)


@click.command("watch", epilog=examples("talks index watch", "talks index watch seeds"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print each report as JSON. Default: text.")
@click.pass_obj
def watch_command(where: IndexPaths, paths: tuple[Path, ...], as_json: bool) -> None:
    """Index PATH … (default: TALKS_ARTICLES) now and after every change, until interrupted."""
    from index.watching import changes

    roots = list(paths) or [where.articles]
    _rebuild(roots, where.index, as_json)
    for _ in changes(roots, folder_of(where.index)):
        try:
            _rebuild(roots, where.index, as_json)
        except TalksError as error:
            # The old index serves; the next change may mend it.
            click.echo(f"talks: {error}", err=True)


def _rebuild(paths: list[Path], index: Where, as_json: bool) -> None:
    started = time.perf_counter()
    with progress_shown() as progress:
        report = build(paths, index, progress)
    report_build(report, index, time.perf_counter() - started, as_json=as_json)
