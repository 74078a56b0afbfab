"""What runs beside the handlers: taking up a newer index, keeping the store small, the page for monitors."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine
from typing import Any

from telegram import Bot

from bot.state import AwayError
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece, words
from bot.telegram_skin.reporting import tell_admins
from bot.telegram_skin.service import Service, memory
from index.errors import TalksError
from index.home import current_id

log = logging.getLogger(__name__)

# A newer snapshot is taken up within a second.
_LOOK_EVERY, _EXPIRE_EVERY = 0.5, 600.0


class Watch:
    """The tasks beside the handlers, from start to stop."""

    def __init__(self, service: Service, bot: Bot) -> None:
        self._service = service
        self._bot = bot
        self._tasks: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self._serving = ""
        self._failed = ""

    async def start(self, *more: Coroutine[Any, Any, None]) -> None:
        """Starts the tasks, and `more` beside them."""
        self._serving = (await self._service.work(self._service.live.serving)).snapshot_id
        work = (*more, self._warm_up(), self._expire(), self._refresh())
        self._tasks += [asyncio.create_task(each) for each in work]
        if port := self._service.settings.telegram_monitor_port:
            self._server = await asyncio.start_server(self._monitored, "127.0.0.1", port)
            log.info("event=monitor port=%d", port)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            self._server.close()

    async def _warm_up(self) -> None:
        """What is made once is made before somebody waits for it: examples, and what answering and reading need."""
        with contextlib.suppress(TalksError):
            for question in await self._service.work(self._service.examples):
                await self._service.work(self._service.find, question)

    async def _expire(self) -> None:
        while True:
            with contextlib.suppress(AwayError):
                await self._service.store.expire()
            await asyncio.sleep(_EXPIRE_EVERY)

    async def _refresh(self) -> None:
        """Takes up a newer snapshot when there is one, and tells the admins what came of it."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            try:
                await self._look()
            except Exception as error:  # whatever it is, the next look may succeed
                log.error("event=look_failed error=%r", error)

    async def _look(self) -> None:
        service, places = self._service, self._service.places
        published = await service.work(current_id, places.index)
        if published in (None, self._serving, self._failed):
            return
        snapshot = await service.work(service.newest)
        if snapshot.snapshot_id == self._serving:
            self._failed = published or ""
            key, values = "swap_failed", {"snapshot": self._failed[:40], "serving": self._serving}
        else:
            self._serving, self._failed = snapshot.snapshot_id, ""
            service.metrics.count("swaps")
            log.info("event=swapped snapshot=%s articles=%d", snapshot.snapshot_id, snapshot.totals.articles)
            key, values = "swapped", {"snapshot": snapshot.snapshot_id, "articles": str(snapshot.totals.articles)}
            await self._warm_up()
        chat, until = service.building_for

        def told(phrases: Phrases) -> Piece:
            return words(phrases.say(key, **values))

        # Of many processes one tells.
        if await service.store.is_first(f"{key} {published}"):
            await tell_admins(self._bot, service, told, but=chat if time.monotonic() < until else 0)

    async def _monitored(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers GET /health and GET /metrics, for this machine alone."""
        try:
            request = (await asyncio.wait_for(reader.readline(), 5)).decode("latin-1").split()
            path = request[1] if len(request) > 1 else ""
            status, body = await self._page(path)
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            data = body.encode()
            writer.write(f"{head}Content-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data)
            await writer.drain()
        except (OSError, TimeoutError, ValueError):
            pass  # whoever asked has gone, or speaks no HTTP
        finally:
            writer.close()

    async def _page(self, path: str) -> tuple[str, str]:
        service = self._service
        match path.partition("?")[0]:
            case "/health":
                try:
                    await service.store.reach()
                except AwayError as error:
                    return "503 Service Unavailable", f"{error}\n"
                snapshot = await service.work(service.live.serving)
                return "200 OK", f"ok snapshot={snapshot.snapshot_id} articles={snapshot.totals.articles}\n"
            case "/metrics":
                stale = await service.work(service.is_stale)
                gauges = {
                    "uptime_seconds": time.time() - service.started,
                    "memory_bytes": float(memory()),
                    "articles": float((await service.work(service.live.serving)).totals.articles),
                    "index_stale": float(stale),
                }
                return "200 OK", service.metrics.exposition(gauges)
            case _:
                return "404 Not Found", "/health or /metrics\n"
