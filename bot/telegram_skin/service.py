"""What all handlers share: the index, the store, the settings, and the threads that answers are worked out in."""

from __future__ import annotations

import asyncio
import datetime as dt
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from telegram import User

from bot import engine
from bot.answers import Answer
from bot.checks.passages import MayShow
from bot.checks.proof import proved_articles
from bot.conversation import Turn
from bot.encodable import encodable
from bot.live import Live
from bot.settings import Settings
from bot.telegram_skin.examples import example_questions
from bot.telegram_skin.kept import KeptAnswer, restored
from bot.telegram_skin.layout import shown_quotes
from bot.telegram_skin.metrics import Metrics
from bot.telegram_skin.phrases import Phrases, phrases
from bot.telegram_skin.store import Store
from index.cli import IndexPaths
from index.home import built_at
from index.home import sources as indexed_paths
from index.snapshot import Snapshot

# Quotes worked out for an answer: those shown first and those behind "More quotes".
TOP = 9
# Answering is Python code: more threads would only wait for each other.
_THREADS = 4
# Questions that a newer snapshot is warmed with.
_WARMING = 40
# The articles folder is looked at again after this many seconds, and after this many times what a look takes.
_LOOK_EVERY, _LOOK_SHARE = 1.0, 50.0

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer with the snapshot it came from; `stale` says that the articles changed since."""

    answer: Answer
    snapshot: Snapshot
    stale: bool


@dataclass(slots=True)
class Service:
    """One running bot's state."""

    live: Live
    settings: Settings
    places: IndexPaths
    store: Store
    metrics: Metrics = field(default_factory=Metrics)
    started: float = field(default_factory=time.time)
    # By person, of admins alone: in which language they are told what they did not ask for.
    languages: dict[int, str | None] = field(default_factory=dict)
    # The chat that is told of a build in a message of its own, until then (on the clock of time.monotonic).
    building_for: tuple[int, float] = (0, 0.0)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS, "answers"))
    # The questions asked last, in memory alone.
    _recent: deque[str] = field(default_factory=lambda: deque(maxlen=_WARMING))
    _examples: tuple[str, tuple[str, ...]] = ("", ())
    _stale: bool = False
    _look_at: float = 0.0
    _looked_for: str = ""

    async def work(self, function: Callable[..., Result], *arguments: object) -> Result:
        """The function's result, worked out in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def find(self, question: str, before: Turn | None = None, top: int = TOP) -> Found:
        """The answer to a question. For a thread."""
        whole = encodable(question)
        snapshot = self.live.serving()
        self._recent.append(whole)
        answer = self.live.answer(whole, before=before, top=top, snapshot=snapshot)
        return Found(answer, snapshot, self.is_stale())

    def restore(self, kept: KeptAnswer) -> Answer | None:
        """A kept answer on today's articles; None when none of its lines stands there any more. For a thread."""
        snapshot = self.live.serving()
        answer = restored(kept, snapshot, self.may_show(snapshot))
        return answer if shown_quotes(answer) or not kept.quotes else None

    def may_show(self, snapshot: Snapshot) -> MayShow:
        """Which articles may be quoted: those whose stored bytes are whole and whose files are still there."""
        return proved_articles(snapshot, indexed_paths(self.places.index))

    def is_stale(self) -> bool:
        """Whether the articles folder is newer than the index, as of a moment ago. For a thread."""
        now, serving = time.monotonic(), self.live.serving().snapshot_id
        if now >= self._look_at or serving != self._looked_for:
            self._look_at, self._looked_for = now + _LOOK_EVERY, serving  # nobody else looks meanwhile
            self._stale = self.live.is_stale()
            took = time.monotonic() - now
            self._look_at = time.monotonic() + max(_LOOK_EVERY, _LOOK_SHARE * took)
        return self._stale

    def examples(self) -> tuple[str, ...]:
        """Questions that today's articles answer. For a thread."""
        snapshot = self.live.serving()
        if self._examples[0] != snapshot.snapshot_id:
            self._examples = (snapshot.snapshot_id, example_questions(snapshot))
        return self._examples[1]

    def newest(self) -> Snapshot:
        """The snapshot published last, opened while the one before it serves. For a thread."""
        return self.live.newest(self._prepare)

    def _prepare(self, snapshot: Snapshot) -> None:
        """Works out what the first answers would take twice as long for: what was asked lately finds most of it."""
        for question in set(self._recent.copy()):
            began = time.monotonic()
            engine.answer(question, snapshot, top=TOP)
            # Half of the time is theirs who ask meanwhile.
            time.sleep(time.monotonic() - began)
        self._examples = (snapshot.snapshot_id, example_questions(snapshot))

    def built(self) -> str:
        """When the index was built, to the minute, in UTC."""
        return f"{dt.datetime.fromtimestamp(built_at(self.places.index), dt.UTC):%Y-%m-%d %H:%M} UTC"

    def phrases(self, user: User | None) -> Phrases:
        return phrases(user.language_code if user else None)

    def close(self) -> None:
        """Ends the threads; what they still work on is waited for."""
        self._pool.shutdown(cancel_futures=True)


def memory() -> int:
    """Bytes of memory this process holds."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize()
    except OSError:
        # Elsewhere only the most it ever held is known, in bytes or kilobytes.
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
