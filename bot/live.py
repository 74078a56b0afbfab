"""The snapshot a running program answers from: made on first use, swapped when a newer one is published."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot import engine
from bot.answers import Answer
from bot.conversation import Turn
from bot.proof import prove
from index.address import Where
from index.chronology.periods import Period
from index.errors import ReplacedError, TalksError
from index.home import build, current_id, is_stale, load
from index.home import sources as indexed_paths
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from bot.reading.desk import Desk
    from bot.reading.order import Reading
    from index.analysing import Progress
    from index.build import Report

log = logging.getLogger(__name__)
# Seconds that an answer waits while somebody else opens a newer snapshot.
_WAITED = 0.05
Prepare = Callable[[Snapshot], None]
_ANY_QUESTION = "Who said what?"


class Live:
    """Answers from the current snapshot; safe to share between threads."""

    def __init__(self, index: Where, desk: Desk | None = None, progress: Progress | None = None) -> None:
        """Without a desk no reading model takes part; `progress` is told of what it works out first."""
        self._index = index
        self._desk = desk
        self._opening = threading.Lock()
        self._snapshot = self._loaded(progress)

    def snapshot(self) -> Snapshot:
        """The current snapshot, after a look at whether a newer one was published.

        Whoever sees a newer one first opens it; to others the old one goes on serving if that takes long.
        """
        if self._is_replaced() and self._opening.acquire(timeout=_WAITED):
            self._open()
        return self._snapshot

    def serving(self) -> Snapshot:
        """The snapshot that was opened last; for programs where somebody else calls `newest` now and then."""
        return self._snapshot

    def newest(self, prepare: Prepare | None = None) -> Snapshot:
        """The snapshot published last, waited for; the one before it where it can't be opened.

        `prepare` is given a newer one while the one before it still serves.
        """
        if self._is_replaced():
            self._opening.acquire()
            self._open(prepare)
        return self._snapshot

    def _loaded(self, progress: Progress | None = None) -> Snapshot:
        """The snapshot published last, with what the reading model needs of it."""
        snapshot = load(self._index)
        if self._desk is not None:
            self._desk.prepare(snapshot, progress)
        return snapshot

    def _is_replaced(self) -> bool:
        return current_id(self._index) not in (None, self._snapshot.snapshot_id)

    def _open(self, prepare: Prepare | None = None) -> None:
        """Opens the newer snapshot, if nobody did meanwhile, and ends the turn at that."""
        try:
            if self._is_replaced():
                # What all answers need of it is worked out before anybody waits for it.
                snapshot = self._loaded()
                engine.answer(_ANY_QUESTION, snapshot)
                if prepare is not None:
                    prepare(snapshot)
                self._snapshot = snapshot
        except TalksError as error:
            log.error("event=refresh_failed serving=%s error=%s", self._snapshot.snapshot_id, error)
        finally:
            self._opening.release()

    def answer(
        self,
        question: str,
        *,
        context: str | None = None,
        before: Turn | None = None,
        top: int = 3,
        as_of: Period | None = None,
        snapshot: Snapshot | None = None,
    ) -> Answer:
        """The engine's answer with every quote proved; what can't be proved is left out and logged.

        `before` is the turn before in a conversation; `context` is the same given as the earlier question alone. It
        comes from the current snapshot if none is given.
        """

        def answered(snapshot: Snapshot) -> Answer:
            turn = before
            if turn is None and context:
                turn = engine.turn(engine.answer(context, snapshot, reading=self.reading()))
            answer = engine.answer(question, snapshot, before=turn, top=top, as_of=as_of, reading=self.reading())
            return prove(answer, snapshot, indexed_paths(self._index))

        try:
            return answered(snapshot or self.snapshot())
        except ReplacedError:
            with self._opening:
                self._snapshot = self._loaded()
            return answered(self._snapshot)

    def reading(self) -> Reading | None:
        """How the next question is read, None without a reading model or where too many wait for it."""
        return self._desk.reading() if self._desk else None

    def is_stale(self) -> bool:
        """Whether the articles changed since the index was built."""
        return is_stale(self._index, self._snapshot)


def ensure_index(articles: Path, index: Where, progress: Progress | None = None) -> Report | None:
    """Builds the index when there is none yet; what was built, or None."""
    if current_id(index):
        return None
    return build([articles], index, progress)
