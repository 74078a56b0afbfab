"""The snapshot a running program answers from: made on first use, swapped when a newer one is published."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from bot import engine
from bot.answers import Answer
from bot.conversation import Turn
from bot.proof import prove
from index.chronology.periods import Period
from index.errors import SnapshotError
from index.files import is_stale
from index.files import sources as indexed_paths
from index.snapshot import Snapshot, current_id, load

if TYPE_CHECKING:
    from bot.reading.desk import Desk
    from bot.reading.order import ReadSentences
    from index.analysing import Progress
    from index.build import Report

log = logging.getLogger(__name__)


class Live:
    """Answers from the current snapshot; safe to share between threads."""

    def __init__(self, index: Path, desk: Desk | None = None) -> None:
        """Without a desk no reading model takes part."""
        self._index = index
        self._desk = desk
        self._lock = threading.Lock()
        self._snapshot = load(index)

    def snapshot(self) -> Snapshot:
        """The current snapshot, after a look at whether a newer one was published."""
        with self._lock:
            if current_id(self._index) not in (None, self._snapshot.snapshot_id):
                try:
                    self._snapshot = load(self._index)
                except SnapshotError as error:
                    log.error("event=refresh_failed serving=%s error=%s", self._snapshot.snapshot_id, error)
            return self._snapshot

    def answer(
        self,
        question: str,
        *,
        context: str | None = None,
        before: Turn | None = None,
        top: int = 3,
        as_of: Period | None = None,
    ) -> Answer:
        """The engine's answer with every quote proved; what can't be proved is left out and logged.

        `before` is the turn before in a conversation; `context` is the same given as the earlier question alone.
        """
        snapshot = self.snapshot()
        if before is None and context:
            before = engine.turn(engine.answer(context, snapshot, read=self.reading()))
        answer = engine.answer(question, snapshot, before=before, top=top, as_of=as_of, read=self.reading())
        return prove(answer, snapshot, indexed_paths(self._index))

    def reading(self) -> ReadSentences | None:
        """How the next question is read, None without a reading model or where too many wait for it."""
        return self._desk.reading() if self._desk else None

    def is_stale(self) -> bool:
        """Whether the articles changed since the index was built."""
        return is_stale(self._index, self.snapshot().files)


def ensure_index(articles: Path, index: Path, progress: Progress | None = None) -> Report | None:
    """Builds the index when there is none yet; what was built, or None."""
    if current_id(index):
        return None
    from index.build import build  # with all that reads and dates articles: a tenth of a start

    return build([articles], index, progress)
