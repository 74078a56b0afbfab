"""What the journeys can't provoke: slow answers, leaking log lines, wrong addresses."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading

import pytest
from pydantic import SecretStr

from bot.answers import Abstained, Answer, AnswerType, Query, Reason
from bot.live import Live
from bot.settings import Settings, SettingsError
from bot.telegram_bot import Redacting, build, run
from tests.telegram.server import TOKEN, BotApi


class Slow(Live):
    """Answers "slow" only when told to; everything else at once."""

    def __init__(self) -> None:
        self.told = threading.Event()

    def answer(self, question: str, **_: object) -> Answer:
        if question == "slow":
            self.told.wait(timeout=10)
        query = Query(question, f"heard {question}", (), AnswerType.OTHER)
        return Abstained(query, Reason.NOT_STATED, (), (), "s", 0.0)


def test_a_slow_answer_holds_nobody_up(own_api: BotApi) -> None:
    """A question that comes later is answered while an earlier one is still being worked on."""
    api, live = own_api, Slow()

    async def talk() -> None:
        application = build(live, TOKEN, api.url)
        assert application.updater is not None
        async with application:
            await application.start()
            await application.updater.start_polling()
            slow, quick = api.write("slow"), api.write("quick")
            assert (await asyncio.to_thread(api.reply, quick)).text.startswith("Read as: heard quick")
            assert slow not in {call.answers for call in api.calls}
            live.told.set()
            assert (await asyncio.to_thread(api.reply, slow)).text.startswith("Read as: heard slow")
            await application.updater.stop()
            await application.stop()

    asyncio.run(talk())


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


@pytest.mark.parametrize("url", ["localhost:8081", "ftp://localhost", "https://"])
def test_an_address_that_is_none_is_named_at_start(url: str) -> None:
    """A wrong TELEGRAM_API_URL is an error at once, not a bot that retries for ever."""
    settings = Settings(telegram_bot_token=SecretStr(TOKEN), telegram_api_url=url)
    with pytest.raises(SettingsError, match="TELEGRAM_API_URL"):
        run(Slow(), settings)
