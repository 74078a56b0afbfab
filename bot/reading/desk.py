"""The reading model shared by everyone who asks: one reads at a time, first come first served, within a deadline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from bot.answers import Read
from bot.reading.order import ReadSentences
from bot.reading.reader import Reader
from index.snapshot import Snapshot

# Readings under way and waiting; whoever comes then would wait for more than one other.
_MOST_TAKEN = 2


class Desk:
    """Takes readings in turn; who waits longer than the deadline gets TimeoutError and answers without.

    Without a deadline everyone waits.
    """

    def __init__(self, reader: Reader, deadline_s: float | None = None) -> None:
        self._reader = reader
        self._deadline_s = deadline_s
        # One thread: two at once would each take longer than twice the time on a busy machine.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._taken: set[Future[dict[int, Read]]] = set()

    def reading(self) -> ReadSentences:
        """How one question is read: its deadline counts from now, over all that is read for it.

        Raises TimeoutError, at once where others wait already.
        """
        if self._deadline_s is not None and len(self._taken) >= _MOST_TAKEN:
            raise TimeoutError("others wait for the reading model")
        until = None if self._deadline_s is None else time.monotonic() + self._deadline_s

        def read(question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
            turn = self._pool.submit(self._reader.read, question, candidates, snapshot)
            self._taken.add(turn)
            turn.add_done_callback(self._taken.discard)
            try:
                return turn.result(timeout=None if until is None else max(0.0, until - time.monotonic()))
            except TimeoutError:
                turn.cancel()
                raise

        return read
