"""A build of the index in a child process, watched."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from index.cli import IndexPaths

# Telegram minds more than about one change of a message a second.
_TELL_EVERY = 1.2
# Bytes of the last line, which names every file that was left out: a hundred thousand of them.
_LONGEST_LINE = 32 << 20


@dataclass(slots=True)
class Built:
    """What a build said at its end."""

    report: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0


class Builder:
    """One build at a time: whoever builds, or changes the articles, holds `is_busy`."""

    def __init__(self, places: IndexPaths) -> None:
        self.is_busy = asyncio.Lock()
        self._places = places
        self._child: asyncio.subprocess.Process | None = None

    async def build(self, tell: Callable[[int, int], Awaitable[None]]) -> Built:
        """Builds in a child process, which takes nothing down with it; tells (articles done, articles in all)."""
        started, built = time.monotonic(), Built()
        command = (sys.executable, "-m", "bot.telegram_skin.rebuild", self._places.articles, self._places.index)
        self._child = await asyncio.create_subprocess_exec(
            *map(str, command), stdout=asyncio.subprocess.PIPE, limit=_LONGEST_LINE
        )
        assert self._child.stdout is not None
        told = 0.0
        async for raw in self._child.stdout:
            line = json.loads(raw)
            if "done" not in line:
                built.report, built.error = line, line.get("error", "")
            elif time.monotonic() - told >= _TELL_EVERY:
                told = time.monotonic()
                await tell(line["done"], line["total"])
        status = await self._child.wait()
        if not built.report:
            built.error = f"the process ended with status {status}"
        built.seconds = time.monotonic() - started
        return built

    async def stop(self) -> None:
        """Ends a build that still runs; the old index goes on serving."""
        if self._child is not None and self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._child.send_signal(signal.SIGTERM)
            await self._child.wait()
