"""What commands begin with: the live index, the page that text goes to, and whether the reading model takes part."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.console.page import Page
from bot.console.pages import page_for
from bot.live import Live, ensure_index
from bot.places import has_screen_reader, places, reader_settings
from index.home import folder_of
from index.reporting import name_skipped, progress_shown, summary

if TYPE_CHECKING:
    from bot.reading.desk import Desk

_EMBEDDINGS = "embeddings.npz"


def open_page() -> Page:
    """Where text for a person goes."""
    return page_for(click.echo, is_spoken=has_screen_reader())


def open_index(*, reads: bool = False, lasts: bool = False, deadline_s: float | None = None) -> Live:
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
    desk = _desk(folder_of(where.index) / _EMBEDDINGS, deadline_s, thorough=lasts) if reads else None
    with progress_shown("reading") as progress:
        live = Live(where.index, desk, progress)
    if live.is_stale():
        click.echo("The articles changed after the index was built; run: talks index build", err=True)
    return live


def _desk(kept: Path, deadline_s: float | None, *, thorough: bool) -> Desk | None:
    """The reading model, and where it keeps embeddings, unless it is off or not installed; `without_reader` says so."""
    if without_reader():
        return None
    from bot.reading.desk import Desk  # a tenth of a second with what it needs
    from bot.reading.model import Model
    from bot.reading.reader import Reader

    return Desk(Reader(Model(thorough=thorough), kept), deadline_s)


def say_without_reader() -> None:
    if reason := without_reader():
        click.echo(reason, err=True)


def without_reader() -> str | None:
    """Why no reading model takes part, or None when it does."""
    if not reader_settings().is_on:
        return "The reading model is off (TALKS_READER); answers are less exact without it."
    shipped = Path(__file__).parent.parent / "reading" / "reader.onnx"
    if not shipped.is_file() or not all(find_spec(package) for package in ("onnxruntime", "tokenizers")):
        return "The reading model is not installed; answers are better with it: pip install 'talks[reader]'"
    return None
