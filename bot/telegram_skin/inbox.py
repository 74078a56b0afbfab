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

from bot.state import AwayError
from bot.telegram_skin.metrics import Metrics
from bot.telegram_skin.sending import Patient
from bot.telegram_skin.store import Store

log = logging.getLogger(__name__)

# Seconds after which an update is tried again whose answer could not be sent, or could not be worked out because the
# state was away; and after which the state is looked at for updates of others who ended.
_AGAIN, _SOON, _LOOK_EVERY = 60.0, 5.0, 4.0


class Inbox(asyncio.Queue[object]):
    """The queue between Telegram and the handlers.

    The library fetches the next updates, which tells Telegram to forget these, only after `put`: what is on disk by
    then is not lost when the process is killed.
    """

    def __init__(self, store: Store, metrics: Metrics, max_age: float, *, waits: bool = True) -> None:
        """`max_age` in seconds: what a person wrote earlier is not answered any more.

        While the state is away `put` waits, or raises AwayError where it does not: then who delivers tries again.
        """
        super().__init__()
        self._store = store
        self._metrics = metrics
        self._max_age = max_age
        self._waits = waits
        self._arrived: dict[int, tuple[str, float]] = {}
        # Of the updates this process works on, and of those it dealt with while the state was away.
        self._holding: set[str] = set()
        self._unsaid: set[str] = set()

    async def put(self, item: object) -> None:
        if isinstance(item, Update):
            self._metrics.count("updates")
            if not await self._is_new(item):
                self._metrics.count("replays")
                return
        await super().put(item)

    async def close(self) -> None:
        """Lets go of the state."""
        await self._store.close()

    def arrived(self, update: Update) -> float:
        """When the update came in, on the clock of time.perf_counter."""
        return self._arrived.get(update.update_id, ("", time.perf_counter()))[1]

    async def done(self, update: Update) -> None:
        """The update is answered, or nobody will answer it."""
        digest, _ = self._arrived.pop(update.update_id, ("", 0.0))
        if digest:
            await self._done(digest)

    def put_off(self, update: Update, *, soon: bool = False) -> None:
        """The update stays where it is kept, and is queued again in a while, or at the next start."""
        digest, _ = self._arrived.pop(update.update_id, ("", 0.0))
        if digest:
            asyncio.get_running_loop().call_later(_SOON if soon else _AGAIN, self._queue_again, digest, update)

    async def look_after(self, read: Callable[[dict[str, Any]], Update | None]) -> None:
        """Queues what an earlier run or another process left unanswered, until it is cancelled."""
        while True:
            try:
                await self._take_up(read)
            except AwayError as error:
                log.warning("event=state_away error=%s", error)
            await asyncio.sleep(_LOOK_EVERY)

    async def _take_up(self, read: Callable[[dict[str, Any]], Update | None]) -> None:
        for digest in tuple(self._unsaid):
            await self._done(digest)
        for digest, content in await self._store.abandoned(tuple(self._holding)):
            self._holding.add(digest)
            try:
                update = read(json.loads(content))
            except Exception as error:  # nothing would be read of it later either, and the others wait
                log.error("event=not_readable error=%s", type(error).__name__)
                update = None
            if update is None:
                await self._done(digest)
            else:
                self._queue_again(digest, update)

    async def _done(self, digest: str) -> None:
        try:
            await self._store.done(digest)
        except AwayError:
            # Held on to until it can be said, or another process would answer it again.
            self._unsaid.add(digest)
            return
        self._unsaid.discard(digest)
        self._holding.discard(digest)

    def _queue_again(self, digest: str, update: Update) -> None:
        if self._is_late(update):
            log.warning("event=given_up update=%s", update.update_id)
            self._unsaid.add(digest)
            return
        log.info("event=taken_up update=%s", update.update_id)
        self._arrived[update.update_id] = (digest, time.perf_counter())
        self.put_nowait(update)

    async def _is_new(self, update: Update) -> bool:
        if update.inline_query:
            return True  # gone in seconds, and an answer given twice does no harm
        if self._is_late(update):
            log.info("event=too_late update=%s", update.update_id)
            return False
        content = update.to_dict()
        number = content.pop("update_id")
        # Everything but the number: Telegram counts anew after a week, and a proxy may deliver twice.
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
        try:
            is_new = await self._received(digest, json.dumps({"update_id": number, **content}), update)
        except AwayError:
            if update.callback_query:
                return True  # nobody waits a minute for it: whoever pressed is told at once
            raise
        if not is_new:
            log.info("event=replayed update=%s", number)
            return False
        self._holding.add(digest)
        self._arrived[update.update_id] = (digest, time.perf_counter())
        return True

    async def _received(self, digest: str, content: str, update: Update) -> bool:
        while True:
            try:
                return await self._store.receive(digest, content)
            except AwayError as error:
                log.warning("event=state_away error=%s", error)
                if update.callback_query or not self._waits:
                    raise
            await asyncio.sleep(1)

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
            await self.inbox.done(update)

    async def process_error(self, update: object | None, error: Exception, *more: Any, **named: Any) -> bool:
        if isinstance(update, Update) and isinstance(error, AwayError):
            log.warning("event=put_off update=%s error=%s", update.update_id, error)
            self.inbox.put_off(update, soon=True)
            return True
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

    async def shutdown(self) -> None:
        await super().shutdown()
        await self.inbox.close()
