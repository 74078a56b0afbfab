"""The reading model shared by everyone who asks: one reads at a time, first come first served, within a deadline."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from bot.answers import Read
from bot.reading.order import ReadSentences
from bot.reading.reader import Reader
from index.snapshot import Snapshot

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
        self._taken: set[Future[dict[int, Read]]] = set()
        self._asked: deque[float] = deque(maxlen=_BUSY)

    def reading(self) -> ReadSentences | None:
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

        def read(question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
            turn = self._pool.submit(self._reader.read, question, candidates, snapshot)
            self._taken.add(turn)
            turn.add_done_callback(self._taken.discard)
            try:
                return turn.result(timeout=None if until is None else max(0.0, until - time.monotonic()))
            except TimeoutError:
                log.debug("event=reader_late")
                turn.cancel()
                raise

        return read

    def _is_busy(self) -> bool:
        """Whether many asked in the last second, this one among them."""
        self._asked.append(time.monotonic())
        return len(self._asked) == _BUSY and self._asked[-1] - self._asked[0] < 1
