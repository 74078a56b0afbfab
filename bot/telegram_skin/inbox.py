"""Updates on their way in: kept on disk until they are answered, and none taken in twice or too late."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import Application

from bot.telegram_skin.metrics import Metrics
from bot.telegram_skin.sending import Patient
from bot.telegram_skin.store import Store

log = logging.getLogger(__name__)

# Seconds after which an update is tried again whose answer could not be sent.
_AGAIN = 60.0


class Inbox(asyncio.Queue[object]):
    """The queue between Telegram and the handlers.

    The library fetches the next updates, which tells Telegram to forget these, only after `put`: what is on disk by
    then is not lost when the process is killed.
    """

    def __init__(self, store: Store, metrics: Metrics, max_age: float) -> None:
        """`max_age` in seconds: what a person wrote earlier is not answered any more."""
        super().__init__()
        self._store = store
        self._metrics = metrics
        self._max_age = max_age
        self._arrived: dict[int, tuple[str, float]] = {}

    async def put(self, item: object) -> None:
        if isinstance(item, Update):
            self._metrics.count("updates")
            if not self._is_new(item):
                self._metrics.count("replays")
                return
        await super().put(item)

    def arrived(self, update: Update) -> float:
        """When the update came in, on the clock of time.perf_counter."""
        return self._arrived.get(update.update_id, ("", time.perf_counter()))[1]

    def done(self, update: Update) -> None:
        """The update is answered, or nobody will answer it."""
        digest, _ = self._arrived.pop(update.update_id, ("", 0.0))
        if digest:
            self._store.done(digest)

    def put_off(self, update: Update) -> None:
        """The update stays on disk, and is queued again in a while, or at the next start."""
        digest, _ = self._arrived.pop(update.update_id, ("", 0.0))
        if digest:
            asyncio.get_running_loop().call_later(_AGAIN, self._queue_again, digest, update)

    def take_up(self, read: Callable[[dict[str, Any]], Update | None]) -> None:
        """Queues what an earlier run of the bot left unanswered."""
        for digest, content in self._store.undone():
            update = read(json.loads(content))
            if update is None:
                self._store.done(digest)
            else:
                self._queue_again(digest, update)

    def _queue_again(self, digest: str, update: Update) -> None:
        if self._is_late(update):
            log.warning("event=given_up update=%s", update.update_id)
            self._store.done(digest)
            return
        log.info("event=taken_up update=%s", update.update_id)
        self._arrived[update.update_id] = (digest, time.perf_counter())
        self.put_nowait(update)

    def _is_new(self, update: Update) -> bool:
        if update.inline_query:
            return True  # gone in seconds, and an answer given twice does no harm
        if self._is_late(update):
            log.info("event=too_late update=%s", update.update_id)
            return False
        content = update.to_dict()
        number = content.pop("update_id")
        # Everything but the number: Telegram counts anew after a week, and a proxy may deliver twice.
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
        if not self._store.receive(digest, json.dumps({"update_id": number, **content})):
            log.info("event=replayed update=%s", number)
            return False
        self._arrived[update.update_id] = (digest, time.perf_counter())
        return True

    def _is_late(self, update: Update) -> bool:
        message = update.message or update.edited_message
        if message is None:
            return False
        written = message.edit_date or message.date
        return time.time() - written.timestamp() > self._max_age


class KeepingApplication(Application[Any, Any, Any, Any, Any, Any]):
    """The library's application; an update leaves the inbox once it is dealt with, and only then."""

    inbox: Inbox
    patient: Patient
    before_stop: Callable[[], Awaitable[None]]

    async def process_update(self, update: object) -> None:
        await super().process_update(update)
        if isinstance(update, Update):
            # One that `process_error` put off is not in it any more.
            self.inbox.done(update)

    async def process_error(self, update: object | None, error: Exception, *more: Any, **named: Any) -> bool:
        lost = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        if isinstance(update, Update) and lost:
            # Whatever could not be sent now goes out later; telling the person would fail as well.
            log.warning("event=put_off update=%s error=%r", update.update_id, error)
            self.inbox.put_off(update)
            return True
        return await super().process_error(update, error, *more, **named)

    async def stop(self) -> None:
        # What handlers wait for ends first, or stopping would wait for it too.
        self.patient.give_up()
        await self.before_stop()
        await super().stop()
