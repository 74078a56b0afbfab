"""One Bot API server and one running bot for all journeys; both are cheap to share and slow to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.live import ensure_index
from tests.telegram.process import ROOT, BotProcess, environment, free_port
from tests.telegram.server import ADMIN, GROUP, TOKEN, BotApi

Launch = Callable[..., BotProcess]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the seeds."""
    folder = tmp_path_factory.mktemp("index")
    ensure_index(ROOT / "seeds", folder)
    return folder


@pytest.fixture(scope="session")
def api() -> Iterator[BotApi]:
    """The server that the shared bot talks to."""
    server = BotApi()
    yield server
    server.close()


@pytest.fixture(scope="session")
def bot(api: BotApi, index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotProcess]:
    """The shared bot, started once its menu of commands was sent."""
    settings = {
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_ADMINS": str(ADMIN["id"]),
        "TELEGRAM_ALLOWED_CHATS": str(GROUP["id"]),
        # Many tests write as the same person within a minute, and to the same group.
        "TELEGRAM_MESSAGES_PER_MINUTE": "2000",
        "TELEGRAM_SENDS_PER_SECOND": "0",
        "TELEGRAM_MONITOR_PORT": str(free_port()),
    }
    process = BotProcess(tmp_path_factory.mktemp("bot"), environment(index, **settings))
    try:
        api.wait(lambda call: call.method == "setMyCommands")
        yield process
    finally:
        process.stop()


@pytest.fixture
def own_api() -> Iterator[BotApi]:
    """A server that no other test writes to."""
    server = BotApi()
    yield server
    server.close()


@pytest.fixture
def launch(index: Path, tmp_path: Path) -> Iterator[Callable[..., BotProcess]]:
    """Starts a bot with settings of its own; `launch(TELEGRAM_API_URL=…)`. What still runs is killed at the end."""
    started: list[BotProcess] = []

    def start(**settings: str) -> BotProcess:
        started.append(BotProcess(tmp_path, {**environment(index, TELEGRAM_BOT_TOKEN=TOKEN), **settings}))
        return started[-1]

    yield start
    for bot in started:
        bot.process.kill()
        bot.process.wait()
