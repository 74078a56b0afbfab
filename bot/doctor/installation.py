"""Python, the packages the program needs, and the extras."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from bot.doctor.findings import Finding, note, ok, problem

_OLDEST = (3, 11)
# What each extra is for, and the packages that it brings.
EXTRAS = {
    "reader": ("the reading model", ("onnxruntime", "tokenizers")),
    "html": (".html files", ("trafilatura", "lxml_html_clean")),
    "pdf": (".pdf files", ("pypdf",)),
    "feeds": (".rss and .atom files", ("feedparser",)),
    "cluster": ("an index in an OpenSearch cluster", ("opensearchpy",)),
    "shared": ("a state that many bot processes share", ("redis",)),
    "fast": ("ranking large indexes from compiled code", ("numba",)),
    "plot": ("talks timeline --plot", ("matplotlib",)),
}


def installation() -> Iterator[Finding]:
    """Whether Python is new enough and every needed package is there."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < _OLDEST:
        yield problem("python", f"this is Python {running}", f"use Python {'.'.join(map(str, _OLDEST))} or newer")
    else:
        yield ok("python", f"Python {running}")
    try:
        installed, needed = version("talks"), requires("talks") or []
    except PackageNotFoundError:
        yield note("installation", "talks is not installed as a package here; python -m bot runs it", "make chat")
        return
    names = [re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0] for line in needed if "extra ==" not in line]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        yield problem("installation", f"packages are missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    else:
        yield ok("installation", f"talks {installed} with all packages that it needs")


def extras(*, reads: bool) -> Iterator[Finding]:
    """Which extras are there. `reads` says that the reading model is wanted."""
    for extra, (purpose, modules) in EXTRAS.items():
        missing = [module for module in modules if not _has(module)]
        install = f"pip install 'talks[{extra}]'"
        if not missing:
            yield ok(f"extra {extra}", f"installed, for {purpose}")
        elif extra == "reader" and reads:
            remedy = f"{install}, or set TALKS_READER=off"
            yield problem("extra reader", "the reading model is on and its packages are missing", remedy)
        else:
            yield note(f"extra {extra}", f"not installed; it is for {purpose}", install)


def reading_model() -> Iterator[Finding]:
    """Whether the files of the reading model are whole, where its packages are there."""
    if not all(_has(module) for module in EXTRAS["reader"][1]):
        return
    from bot.reading.model import FOLDER, ReaderError, check

    try:
        check(FOLDER, thorough=True)
    except ReaderError as error:
        text, _, remedy = str(error).partition("; ")
        yield problem("reading model", text, remedy)


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _has(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # a module that was put aside
        return False
