"""The settings as written in .env and the environment: their names, and what they are set to."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from bot.doctor.findings import Finding, note, ok, problem
from bot.places import DEFAULTS, has_screen_reader, places, reader_settings, written
from bot.settings import Settings
from index.errors import TalksError

KNOWN = {*DEFAULTS, *(name.upper() for name in Settings.model_fields)}
_OURS = ("TALKS_", "TELEGRAM_")
_SECRETS = (
    "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TALKS_STATE_PASSWORD", "TALKS_CLUSTER_PASSWORD",
    "TALKS_CLUSTER_API_KEY",
)  # fmt: skip


def settings(env_file: Path) -> Iterator[Finding]:
    """Unknown names, values that can't be used, and a token that others can read."""
    found = list(_faults(env_file))
    where = f"{env_file} and the environment" if env_file.is_file() else "the environment; there is no .env"
    yield from found or [ok("settings", f"read from {where}")]


def _faults(env_file: Path) -> Iterator[Finding]:
    try:
        given = written()
    except TalksError as error:
        yield problem("settings", str(error), "save it as UTF-8 text with a setting a line: NAME=value")
        return
    for name, value in given.items():
        if name.upper() not in KNOWN:
            yield _unknown(name, env_file.name)
        elif value is None:
            yield problem(f"setting {name}", f"{env_file.name} has no = behind it", f"write {name}=value, or remove it")
    for name in sorted(os.environ):
        if name.startswith(_OURS) and name not in KNOWN:
            yield _unknown(name, "the environment")
    for read in (places, reader_settings, has_screen_reader):
        yield from _told(read)
    try:
        yield from _told(Settings().state)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            remedy = "correct it in .env or the environment; .env.example shows it"
            yield problem(f"setting {name}", fault["msg"], remedy)
    if env_file.is_file() and any(given.get(name) for name in _SECRETS):
        mode = stat.S_IMODE(env_file.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            yield note(
                "settings", f"{env_file.name} holds a secret and others may read it", f"chmod 600 {env_file.name}"
            )


def _told(read: Callable[[], object]) -> Iterator[Finding]:
    try:
        read()
    except TalksError as error:
        text, _, remedy = str(error).partition("; ")
        yield problem("settings", text, remedy)


def _unknown(name: str, where: str) -> Finding:
    close = get_close_matches(name.upper(), KNOWN, n=1)
    remedy = f"did you mean {close[0]}?" if close else ".env.example lists all settings; remove it"
    return problem(f"setting {name}", f"{where} sets it, but there is no such setting", remedy)
