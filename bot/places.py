"""Where the articles and the index are: the two settings that every command needs, from the environment or .env.

Apart from `settings`, for any text is a path: what checks the others would be a quarter of a one-shot answer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.cli import IndexPaths
from index.errors import TalksError

DEFAULTS = {
    "TALKS_ARTICLES": "seeds",
    "TALKS_INDEX": "var/index",
    "TALKS_READER": "on",
    "TALKS_READER_DEADLINE": "0.5",
}
_ENV_FILE = Path(".env")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Whether the reading model takes part, and the seconds that an answer in Telegram waits for it."""

    is_on: bool
    deadline_s: float


@cache
def reader_settings() -> ReaderSettings:
    """The settings of the reading model. Raises TalksError naming the one that is wrong."""
    found = DEFAULTS | _given(_written()) | _given(os.environ)
    switch, deadline = found["TALKS_READER"].lower(), found["TALKS_READER_DEADLINE"]
    if switch not in ("on", "off"):
        raise TalksError(f"TALKS_READER: {switch!r} is neither on nor off; correct it in the environment or .env")
    try:
        seconds = float(deadline)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 3600:
        raise TalksError(
            f"TALKS_READER_DEADLINE: {deadline!r} is no number of seconds; correct it in the environment or .env"
        )
    return ReaderSettings(switch == "on", seconds)


@cache
def places() -> IndexPaths:
    """The two folders of this process. The environment wins over .env; what is empty there counts as not set."""
    found = DEFAULTS | _given(_written()) | _given(os.environ)
    return IndexPaths(Path(found["TALKS_ARTICLES"]), Path(found["TALKS_INDEX"]))


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value for name, value in values.items() if value}


def _written() -> dict[str, str | None]:
    if not _ENV_FILE.is_file():
        return {}
    from dotenv import dotenv_values

    return dotenv_values(_ENV_FILE, encoding="utf-8")
