"""A Bot API server on loopback: lo-bot-api-emulator in a thread, plus what the bot needs of Telegram.

The emulator brings long polling, offsets, webhooks, files and field checks. Added here: the bot's name, a refused
token, Telegram's HTML, edits, a log of all calls, faults on demand, and what people do: write, edit, press, type, send.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import lo_bot_api_emulator as emulator
from aiohttp import web
from lo_bot_api_emulator import updates

from tests.telegram import markup

TOKEN = "7001:AAtestTESTtestTESTtestTESTtestTESTtes"
BOT = {
    "id": 7001,
    "is_bot": True,
    "first_name": "Talks",
    "username": "talks_test_bot",
    "can_join_groups": True,
    "supports_inline_queries": True,
}
Fields = dict[str, Any]


def person(number: int, language: str = "en") -> Fields:
    return {"id": number, "is_bot": False, "first_name": f"Person {number}", "language_code": language}


PERSON, ADMIN = person(42), person(1)
PRIVATE = {"id": 42, "type": "private", "first_name": "Person 42"}
GROUP = {"id": -4200, "type": "supergroup", "title": "Newsroom"}
# Newer than the emulator's tables.
for _method, _fields in {
    "sendMessage": ["link_preview_options", "message_thread_id"],
    "editMessageText": ["link_preview_options"],
    "sendChatAction": ["message_thread_id"],
    "answerInlineQuery": ["button"],
}.items():
    emulator.CONTRACT["methods"][_method]["parameters"] += _fields
updates.KINDS |= {"edited_message", "my_chat_member"}
_TEXTS = ("sendMessage", "editMessageText")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: its fields decoded, the HTTP status, and the result or the reason of a refusal."""

    method: str
    fields: Fields
    status: int
    result: Any
    at: float = field(default_factory=time.monotonic)

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

    @property
    def buttons(self) -> dict[str, str]:
        """Label to data of each button under the message."""
        rows = self.fields.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    @property
    def message(self) -> Fields:
        """The message as Telegram would show it in an update."""
        return _plain(self.result)


@dataclass(slots=True)
class Fault:
    """What happens instead of the next calls of a method that have all these fields; status 0 drops the connection.

    The first `skip` of them are let through.
    """

    method: str
    status: int
    description: str = ""
    parameters: Fields | None = None
    only: Fields | None = None
    times: int = 1
    skip: int = 0


class _DroppedError(Exception):
    """The connection ends without an answer."""


class _Server(emulator.LoBotApiEmulator):  # type: ignore[misc]  # the emulator ships no types
    def __init__(self) -> None:
        super().__init__(allow_insecure_loopback_webhooks=True)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.shown: dict[tuple[int, int], tuple[str, Any]] = {}
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
        try:
            response: web.StreamResponse = await super().handle(request)
        except _DroppedError:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        return response

    def validate(self, method: str, fields: Fields, uploads: Fields) -> Any:
        """The result of a call; keeps every call but the polls, refused ones with the reason."""
        decoded = {name: _decoded(name, value) for name, value in fields.items()}
        try:
            result = self._result(method, fields, decoded, uploads)
        except emulator.ApiRefusal as refusal:
            self._keep(Call(method, decoded, refusal.status, refusal.description))
            raise
        self._keep(Call(method, decoded, 200, result))
        return _plain(result) if isinstance(result, dict) and "entities" in result else result

    def _result(self, method: str, fields: Fields, decoded: Fields, uploads: Fields) -> Any:
        self._fail(method, fields)
        if method == "getMe":
            return BOT
        if method == "leaveChat":
            return True
        if method == "deleteMessage":
            self.shown.pop((int(fields["chat_id"]), int(fields["message_id"])), None)
        if method == "answerInlineQuery":
            for result in decoded["results"]:
                _read(result["input_message_content"], "message_text")
        if method not in _TEXTS:
            return super().validate(method, fields, uploads)
        text, entities = _read(fields, "text")
        if method == "editMessageText":
            self._check_edit(fields, text, decoded)
        message = super().validate(method, {**fields, "text": text.rstrip()}, uploads)
        chat = int(fields["chat_id"])
        self.shown[chat, message["message_id"]] = (text, decoded.get("reply_markup"))
        kind = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
        return {**message, "date": int(time.time()), "chat": kind, "from": BOT, "entities": entities}

    def _fail(self, method: str, fields: Fields) -> None:
        for fault in self.faults:
            if fault.method == method and (fault.only or {}).items() <= fields.items():
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                if not fault.status:
                    raise _DroppedError
                raise emulator.ApiRefusal(fault.description, fault.status, fault.parameters)

    def _check_edit(self, fields: Fields, text: str, decoded: Fields) -> None:
        before = self.shown.get((int(fields["chat_id"]), int(fields["message_id"])))
        if before is None:
            raise emulator.ApiRefusal("Bad Request: message to edit not found")
        if before == (text, decoded.get("reply_markup")):
            raise emulator.ApiRefusal("Bad Request: message is not modified")

    def _keep(self, call: Call) -> None:
        if call.method != "getUpdates":
            with self.called:
                self.calls.append(call)
                self.called.notify_all()


class BotApi:
    """The running server, for tests in another thread: people act, the bot's calls are looked at."""

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

    # What people do.

    def update(self, **kind: Fields) -> None:
        """Any update, as it is."""
        self._do(self._server.enqueue_update(kind, token=TOKEN))

    def message(self, text: str | None, chat: Fields = PRIVATE, **more: Any) -> Fields:
        """A person's message, not yet sent."""
        sender = PERSON if chat["id"] < 0 else person(chat["id"])
        message = {"message_id": next(self._numbers), "date": int(time.time()), "chat": chat, "from": sender, **more}
        return message if text is None else message | {"text": text, "entities": _typed_entities(text)}

    def write(self, text: str | None, chat: Fields = PRIVATE, **more: Any) -> int:
        """A person's message in a chat; returns its id."""
        message = self.message(text, chat, **more)
        self.update(message=message)
        return int(message["message_id"])

    def edit(self, number: int, text: str, chat: Fields = PRIVATE, **more: Any) -> None:
        """A person changes an earlier message."""
        self.update(
            edited_message={**self.message(text, chat, edit_date=int(time.time()), **more), "message_id": number}
        )

    def press(self, data: str, shown: Call, by: Fields = PERSON) -> str:
        """Somebody presses a button under a message; returns the id of the press."""
        number = f"press-{next(self._numbers)}"
        query = {"id": number, "from": by, "chat_instance": "c", "data": data, "message": shown.message}
        self.update(callback_query=query)
        return number

    def type(self, text: str, offset: str = "", by: Fields = PERSON) -> str:
        """Somebody types behind the bot's name in some chat; returns the id of the query."""
        number = f"query-{next(self._numbers)}"
        self.update(inline_query={"id": number, "from": by, "query": text, "offset": offset})
        return number

    def send_file(self, name: str, data: bytes, chat: Fields = PRIVATE) -> int:
        """Somebody sends a file; returns the id of the message."""
        reference = f"file-{next(self._numbers)}"
        self._server.assets[reference] = {"data": data, "size": len(data)}
        document = {"file_id": reference, "file_unique_id": reference, "file_name": name, "file_size": len(data)}
        return self.write(None, chat, document=document)

    def fault(self, fault: Fault) -> None:
        self._server.faults.append(fault)

    def clear_faults(self) -> None:
        self._server.faults.clear()

    # What the bot did.

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
            assert found, f"waited {timeout} s; last calls: {self._server.calls[-5:]}"
            return found

    def reply(self, question: int) -> Call:
        """The first message that replied to this one and was taken."""
        return self.wait(lambda call: call.status == 200 and call.answers == question)

    def replies(self, question: int) -> list[Call]:
        """All messages that replied to this one and were taken."""
        return [call for call in self.calls if call.status == 200 and call.answers == question]

    def told(self, press: str) -> Call:
        """What a press was answered with."""
        return self.wait(lambda call: call.fields.get("callback_query_id") == press)

    def offered(self, query: str) -> Call:
        """What an inline query was answered with."""
        return self.wait(lambda call: call.fields.get("inline_query_id") == query)

    def changed(self, shown: Call, when: Callable[[Call], bool] = lambda _: True) -> Call:
        """The latest change of a message, once there is one."""
        place = (shown.result["chat"]["id"], shown.result["message_id"])

        def is_it(call: Call) -> bool:
            edited = (call.fields.get("chat_id"), call.fields.get("message_id"))
            return (
                call.method == "editMessageText"
                and call.status == 200
                and edited == tuple(map(str, place))
                and when(call)
            )

        self.wait(is_it)
        return [call for call in self.calls if is_it(call)][-1]


def _read(fields: Fields, name: str) -> tuple[str, list[markup.Entity]]:
    """The shown text and its entities. Raises what Telegram refuses the markup with."""
    text: str = fields[name]
    if fields.get("parse_mode") != "HTML":
        return text, []
    try:
        return markup.parse(text)
    except markup.MarkupError as error:
        raise emulator.ApiRefusal(f"Bad Request: can't parse entities: {error}") from error


def _plain(message: Fields) -> Fields:
    """The message as JSON."""
    entities = [
        {"type": e.type, "offset": e.offset, "length": e.length, **({"url": e.url} if e.url else {})}
        if isinstance(e, markup.Entity)
        else e
        for e in message["entities"]
    ]
    return {**message, "entities": entities}


def _decoded(name: str, value: Any) -> Any:
    return json.loads(value) if name != "text" and isinstance(value, str) and value[:1] in "[{" else value


def _typed_entities(text: str) -> list[Fields]:
    """Commands and mentions, as Telegram finds them in a plain-ASCII start of what a person typed."""
    found = [("bot_command", m) for m in re.finditer(r"^/\w+(?:@\w+)?", text)]
    found += [("mention", m) for m in re.finditer(r"(?<![/\w])@\w+", text)]
    return [{"type": kind, "offset": m.start(), "length": m.end() - m.start()} for kind, m in found]
