"""The reading model shared by everyone who asks: one reads at a time, first come first served, within a deadline."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from bot.answers import Read
from bot.reading.order import Reading
from bot.reading.reader import Reader
from bot.reading.similar import Similar
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from index.analysing import Progress

Result = TypeVar("Result")
log = logging.getLogger(__name__)
# Readings under way and waiting at most; whoever comes then would wait for more than one other.
_MOST_TAKEN = 2
# Questions in the last second from which the desk is busy: nobody waits for another's reading then, nor longer than
# this for their own.
_BUSY, _BUSY_DEADLINE = 6, 0.06


class Desk:
    """Takes readings in turn; who waits longer than the deadline gets TimeoutError and answers without.

    Where many ask at once it takes fewer, and the deadline is short. Without a deadline everyone waits.
    """

    def __init__(self, reader: Reader, deadline_s: float | None = None) -> None:
        self._reader = reader
        self._deadline_s = deadline_s
        # One thread: two at once would each take longer than twice the time on a busy machine.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._taken: set[Future[Any]] = set()
        self._asked: deque[float] = deque(maxlen=_BUSY)

    def reading(self) -> Reading | None:
        """How one question is read, None where others wait already.

        Its deadline counts from now, over all that is read for it; past it the reading raises TimeoutError.
        """
        until = None
        if self._deadline_s is not None:
            now, busy = time.monotonic(), self._is_busy()
            if len(self._taken) >= (1 if busy else _MOST_TAKEN):
                log.debug("event=reader_taken")
                return None
            until = now + (min(self._deadline_s, _BUSY_DEADLINE) if busy else self._deadline_s)

        return _Turn(self._reader, partial(self._taken_in_turn, until))

    def prepare(self, snapshot: Snapshot, progress: Progress | None = None) -> None:
        """Works out what reading over the snapshot needs, before anybody waits for it."""
        self._reader.embeddings.prepare(snapshot, progress)

    def _taken_in_turn(self, until: float | None, work: Callable[[], Result]) -> Result:
        turn = self._pool.submit(work)
        self._taken.add(turn)
        turn.add_done_callback(self._taken.discard)
        try:
            return turn.result(timeout=None if until is None else max(0.0, until - time.monotonic()))
        except TimeoutError:
            log.debug("event=reader_late")
            turn.cancel()
            raise

    def _is_busy(self) -> bool:
        """Whether many asked in the last second, this one among them."""
        self._asked.append(time.monotonic())
        return len(self._asked) == _BUSY and self._asked[-1] - self._asked[0] < 1


@dataclass(frozen=True, slots=True)
class _Turn:
    """The reader for one question; see order.Reading."""

    reader: Reader
    in_turn: Callable[[Callable[[], Any]], Any]

    def similar(self, question: str, snapshot: Snapshot) -> Similar | None:
        found: Similar | None = self.in_turn(lambda: self.reader.similar(question, snapshot))
        return found

    def read(self, question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
        found: dict[int, Read] = self.in_turn(lambda: self.reader.read(question, candidates, snapshot))
        return found
