"""Where the articles and the index are: the two settings that every command needs, from the environment or .env.

Apart from `settings`, for any text is a path: what checks the others would be a quarter of a one-shot answer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.state import is_shared
from index.address import DEFAULTS as CLUSTER_DEFAULTS
from index.address import where_of
from index.cli import IndexPaths
from index.errors import TalksError

DEFAULTS = {
    "TALKS_ARTICLES": "seeds",
    "TALKS_INDEX": "var/index",
    "TALKS_READER": "on",
    "TALKS_READER_DEADLINE": "0.5",
    "TALKS_SCREEN_READER": "off",
    **CLUSTER_DEFAULTS,
}
# Of the Telegram bot; its settings take their default from here.
STATE = "var/state.sqlite3"
ENV_FILE = Path(".env")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Whether the reading model takes part, and the seconds that an answer in Telegram waits for it."""

    is_on: bool
    deadline_s: float


@cache
def has_screen_reader() -> bool:
    """Whether replies at a terminal are to make sense when they are heard. Raises TalksError for a wrong setting."""
    return _is_on("TALKS_SCREEN_READER", DEFAULTS | _given(written()) | _given(os.environ))


@cache
def state_folder() -> Path:
    """The folder of TALKS_STATE, which the console keeps its history in too; where it is a server, of its default."""
    state = (_given(written()) | _given(os.environ)).get("TALKS_STATE", STATE)
    return Path(STATE if is_shared(state) else state).parent


@cache
def reader_settings() -> ReaderSettings:
    """The settings of the reading model. Raises TalksError naming the one that is wrong."""
    found = DEFAULTS | _given(written()) | _given(os.environ)
    is_on, deadline = _is_on("TALKS_READER", found), found["TALKS_READER_DEADLINE"]
    try:
        seconds = float(deadline)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 3600:
        raise TalksError(
            f"TALKS_READER_DEADLINE: {deadline!r} is no number of seconds; correct it in the environment or .env"
        )
    return ReaderSettings(is_on, seconds)


@cache
def places() -> IndexPaths:
    """Where this process has its articles and its index.

    The environment wins over .env; what is empty there counts as not set.
    """
    found = DEFAULTS | _given(written()) | _given(os.environ)
    return IndexPaths(
        Path(found["TALKS_ARTICLES"]), where_of(found["TALKS_INDEX"], found), lambda url: where_of(url, found)
    )


def _is_on(name: str, found: Mapping[str, str]) -> bool:
    switch = found[name].lower()
    if switch not in ("on", "off"):
        raise TalksError(f"{name}: {switch!r} is neither on nor off; correct it in the environment or .env")
    return switch == "on"


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value for name, value in values.items() if value}


def written() -> dict[str, str | None]:
    """What .env sets; None for a name without "=". Raises TalksError when it can't be read."""
    if not ENV_FILE.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return dotenv_values(ENV_FILE, encoding="utf-8")
    except UnicodeDecodeError:
        raise TalksError(f"{ENV_FILE}: is no UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise TalksError(f"{ENV_FILE}: can't be read ({error.strerror}); give yourself access to it") from None
