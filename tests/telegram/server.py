"""A Bot API server on loopback: lo-bot-api-emulator in a thread, plus what the bot needs of Telegram.

The emulator brings long polling, offsets and field checks. Added here: the bot's name, a refused token, Telegram's
HTML, a log of all calls, faults on demand, and messages as people send them.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lo_bot_api_emulator as emulator
from aiohttp import web

from tests.telegram import markup

TOKEN = "7001:AAtestTESTtestTESTtestTESTtestTESTtes"
BOT = {"id": 7001, "is_bot": True, "first_name": "Talks", "username": "talks_test_bot", "can_join_groups": True}
PRIVATE = {"id": 42, "type": "private", "first_name": "Ada"}
GROUP = {"id": -4200, "type": "supergroup", "title": "Newsroom"}
PERSON = {"id": 42, "is_bot": False, "first_name": "Ada"}
# Newer than the emulator's table.
emulator.CONTRACT["methods"]["sendMessage"]["parameters"] += ["link_preview_options"]

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: its fields decoded, the HTTP status, and the result or the reason of a refusal."""

    method: str
    fields: Fields
    status: int
    result: Any

    @property
    def text(self) -> str:
        """The message as shown, after the markup was read."""
        return str(self.result["text"])

    @property
    def entities(self) -> list[tuple[str, str]]:
        """Type and text of each entity of the shown message."""
        return [(entity.type, entity.of(self.text)) for entity in self.result["entities"]]

    @property
    def answers(self) -> Any:
        """The id of the message that this one replies to."""
        return self.fields.get("reply_parameters", {}).get("message_id")


@dataclass(slots=True)
class Fault:
    """An answer to give instead of the real one to the next call of a method that has all these fields."""

    method: str
    status: int
    description: str
    parameters: Fields | None = None
    only: Fields | None = None


class _Server(emulator.LoBotApiEmulator):  # type: ignore[misc]  # the emulator ships no types
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.called = threading.Condition()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        if method == "getUpdates":
            # A poll that the bot gave up holds its place for a moment; Telegram frees it at once.
            inbox = self._update_queues._state(token)
            for _ in range(20):
                if not inbox.polling:
                    break
                await asyncio.sleep(0.02)
        response: web.StreamResponse = await super().handle(request)
        return response

    def validate(self, method: str, fields: Fields, uploads: Fields) -> Any:
        """The result of a call; keeps every call but the polls, refused ones with the reason."""
        decoded = {name: _decoded(name, value) for name, value in fields.items()}
        try:
            result = self._result(method, fields, uploads)
        except emulator.ApiRefusal as refusal:
            self._keep(Call(method, decoded, refusal.status, refusal.description))
            raise
        self._keep(Call(method, decoded, 200, result))
        if isinstance(result, dict) and "entities" in result:
            entities = [{"type": e.type, "offset": e.offset, "length": e.length} for e in result["entities"]]
            return {**result, "entities": entities}
        return result

    def _result(self, method: str, fields: Fields, uploads: Fields) -> Any:
        for fault in self.faults:
            if fault.method == method and (fault.only or {}).items() <= fields.items():
                self.faults.remove(fault)
                raise emulator.ApiRefusal(fault.description, fault.status, fault.parameters)
        if method == "getMe":
            return BOT
        if method != "sendMessage":
            return super().validate(method, fields, uploads)
        text: str = fields["text"]
        entities: list[markup.Entity] = []
        if fields.get("parse_mode") == "HTML":
            try:
                text, entities = markup.parse(text)
            except markup.MarkupError as error:
                raise emulator.ApiRefusal(f"Bad Request: can't parse entities: {error}") from error
        message = super().validate(method, {**fields, "text": text.rstrip()}, uploads)
        return {**message, "from": BOT, "entities": entities}

    def _keep(self, call: Call) -> None:
        if call.method != "getUpdates":
            with self.called:
                self.calls.append(call)
                self.called.notify_all()


class BotApi:
    """The running server, for tests in another thread: people write, the bot's calls are looked at."""

    def __init__(self, port: int = 0) -> None:
        self._server = _Server()
        self._loop = asyncio.new_event_loop()
        self._numbers = itertools.count(100)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner, self.url = self._do(self._start(port))

    async def _start(self, port: int) -> tuple[web.AppRunner, str]:
        runner = web.AppRunner(self._server.app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"

    def close(self) -> None:
        self._do(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=10)

    def write(self, text: str | None, chat: Fields = PRIVATE, **more: Any) -> int:
        """A person's message in a chat; returns its id."""
        number = next(self._numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": PERSON, **more}
        if text is not None:
            message |= {"text": text, "entities": _typed_entities(text)}
        self._do(self._server.enqueue_update({"message": message}, token=TOKEN))
        return number

    def fault(self, fault: Fault) -> None:
        self._server.faults.append(fault)

    @property
    def calls(self) -> list[Call]:
        """All calls so far but the polls, oldest first."""
        with self._server.called:
            return list(self._server.calls)

    def wait(self, wanted: Callable[[Call], bool], timeout: float = 15) -> Call:
        """The first call that is wanted, now or soon. Fails after the timeout (seconds)."""
        with self._server.called:
            self._server.called.wait_for(lambda: any(map(wanted, self._server.calls)), timeout)
            found = next(filter(wanted, self._server.calls), None)
            assert found, f"waited {timeout} s; calls so far: {self._server.calls}"
            return found

    def reply(self, question: int) -> Call:
        """The first message that replied to this one and was taken."""
        return self.wait(lambda call: call.status == 200 and call.answers == question)


def _decoded(name: str, value: Any) -> Any:
    return json.loads(value) if name != "text" and isinstance(value, str) and value[:1] in "[{" else value


def _typed_entities(text: str) -> list[Fields]:
    """Commands and mentions, as Telegram finds them in a plain-ASCII start of what a person typed."""
    found = [("bot_command", m) for m in re.finditer(r"^/\w+(?:@\w+)?", text)]
    found += [("mention", m) for m in re.finditer(r"(?<![/\w])@\w+", text)]
    return [{"type": kind, "offset": m.start(), "length": m.end() - m.start()} for kind, m in found]
