"""What the journeys can't provoke: slow answers, leaking log lines, wrong settings, a store of another version."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.answers import Answer
from bot.conversation import Turn
from bot.live import Live
from bot.settings import Settings, SettingsError, settings
from bot.telegram_skin.building import Builder
from bot.telegram_skin.file_store import FileStore
from bot.telegram_skin.reporting import Redacting
from bot.telegram_skin.running import build, run
from bot.telegram_skin.service import Service
from bot.telegram_skin.store import Talk
from index.cli import IndexPaths
from index.errors import TalksError
from index.snapshot import current_id
from tests.telegram.asked import LED, LINE, quotes
from tests.telegram.process import ROOT
from tests.telegram.server import TOKEN, BotApi


class Slow(Live):
    """Answers "slow" only when told to; everything else at once."""

    def __init__(self, index: Path) -> None:
        super().__init__(index)
        self.told = threading.Event()

    def answer(self, question: str, **more: object) -> Answer:
        if question == "slow":
            self.told.wait(timeout=10)
        return super().answer(question, **more)  # type: ignore[arg-type]


def test_a_slow_answer_holds_nobody_else_up(own_api: BotApi, index: Path, tmp_path: Path) -> None:
    """Other people's questions are answered meanwhile; one's own wait for their turn, so that "he" is known."""
    api, live = own_api, Slow(index)
    chosen = Settings.model_validate({"telegram_api_url": api.url, "talks_state": str(tmp_path / "state")})
    service = Service(live, chosen, IndexPaths(ROOT / "seeds", index), FileStore(tmp_path / "state"))

    async def talk() -> None:
        application = build(service, TOKEN, Redacting(TOKEN))
        assert application.updater is not None
        async with application:
            await application.start()
            await application.updater.start_polling()
            slow, own = api.write("slow"), api.write(LED)
            other = api.write(LED, {"id": 43, "type": "private", "first_name": "B"})
            assert LINE in quotes(await asyncio.to_thread(api.reply, other))
            assert not {call.answers for call in api.calls} & {slow, own}
            live.told.set()
            assert await asyncio.to_thread(api.reply, slow)
            assert LINE in quotes(await asyncio.to_thread(api.reply, own))
            await application.updater.stop()
            await application.stop()

    asyncio.run(talk())
    service.close()


def test_the_token_is_taken_out_of_messages_and_tracebacks() -> None:
    """An address or an error that spells the token out is logged without its secret part."""
    record = logging.LogRecord("httpx", logging.INFO, "", 1, "POST /bot%s/getMe", (TOKEN,), None)
    try:
        raise ValueError(f"The token {TOKEN} was rejected")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = Redacting(TOKEN).format(record)
    assert "Traceback" in line
    assert TOKEN.partition(":")[2] not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_api_url", "localhost:8081"),
        ("telegram_api_url", "ftp://localhost"),
        ("telegram_api_url", "https://"),
        ("telegram_webhook_url", "here"),
        ("telegram_webhook_secret", "not ascii: é"),
    ],
)
def test_a_setting_that_can_not_work_is_named_at_start(index: Path, name: str, value: str) -> None:
    """An error at once, not a bot that retries for ever."""
    values = {"telegram_bot_token": SecretStr(TOKEN), "telegram_webhook_url": "https://example.org/x", name: value}
    with pytest.raises(SettingsError, match=name.upper()):
        run(Live(index), Settings.model_validate(values), IndexPaths(ROOT / "seeds", index))


@pytest.mark.parametrize(("name", "value"), [("TELEGRAM_ADMINS", "me"), ("TELEGRAM_MAX_AGE_MINUTES", "0")])
def test_a_setting_of_the_wrong_kind_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The name of the variable, not a traceback."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        settings.__wrapped__()


def test_lists_of_numbers_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people write them, with blanks or without."""
    monkeypatch.setenv("TELEGRAM_ADMINS", "12, 34,-56")
    assert settings.__wrapped__().telegram_admins == (12, 34, -56)


def test_a_store_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    """It is named, with what to do."""
    path = tmp_path / "state.sqlite3"
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(TalksError, match="TALKS_STATE"):
        FileStore(path)
    with pytest.raises(TalksError, match="TALKS_STATE"):
        FileStore(path / "below" / "a file")


def test_what_was_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    """Neither in the table nor in the free pages and the log behind it."""

    async def keep() -> FileStore:
        store = FileStore(tmp_path / "state.sqlite3")
        await store.note_turn(Talk(1, 0, 3), Turn("a question about zebras", None, False))
        await store.hold("answer", 1, 3, "read as a question about zebras")
        return store

    store = asyncio.run(keep())
    assert any(b"zebras" in path.read_bytes() for path in tmp_path.iterdir())
    asyncio.run(store.erase(3))
    assert not any(b"zebras" in path.read_bytes() for path in tmp_path.iterdir())
    asyncio.run(store.close())


def test_a_full_disk_is_waited_out(own_api: BotApi, index: Path, tmp_path: Path) -> None:
    """What comes meanwhile is not lost: it is answered once there is room again, once, without a restart."""
    store = FileStore(tmp_path / "state")
    chosen = Settings.model_validate({"telegram_api_url": own_api.url, "talks_state": str(tmp_path / "state")})
    service = Service(Live(index), chosen, IndexPaths(ROOT / "seeds", index), store)

    def room(pages: int) -> None:
        store._db.execute(f"PRAGMA max_page_count = {pages}")

    async def talk() -> None:
        application = build(service, TOKEN, Redacting(TOKEN))
        assert application.updater is not None
        async with application:
            await application.start()
            await application.updater.start_polling()
            room(1)
            long = {"id": 43, "type": "private", "first_name": "B" * 30_000}
            meanwhile = own_api.write(LED, long)
            await asyncio.sleep(2.5)
            assert not own_api.replies(meanwhile)
            room(100_000)
            assert LINE in quotes(await asyncio.to_thread(own_api.reply, meanwhile))
            await asyncio.to_thread(own_api.reply, own_api.write("/new"))
            assert len(own_api.replies(meanwhile)) == 1
            await application.updater.stop()
            await application.stop()

    asyncio.run(talk())
    service.close()


def test_a_build_tells_how_far_it_is_and_what_came_of_it(tmp_path: Path) -> None:
    """In a child process, so that nobody's answer waits for it."""
    lines = (
        json.dumps({"id": f"a{n}", "title": "", "text": f"It rained in town {n}. Nobody minded."}) for n in range(6000)
    )
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        told.append((done, total))

    built = asyncio.run(Builder(IndexPaths(tmp_path / "many.jsonl", tmp_path / "index")).build(tell))
    assert (built.error, built.report["articles"]) == ("", 6000)
    assert told
    assert told == sorted(told)
    assert {total for _, total in told} == {6000}
    assert built.report["snapshot"] == current_id(tmp_path / "index")
