"""The snapshot a running program answers from: made on first use, swapped when a newer one is published."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from bot import engine
from bot.answers import Answer
from bot.proof import prove
from index.build import Progress, Report, build, is_stale, sources
from index.errors import SnapshotError
from index.snapshot import Snapshot, current_id, load

log = logging.getLogger(__name__)


class Live:
    """Answers from the current snapshot; safe to share between threads."""

    def __init__(self, index: Path) -> None:
        self._index = index
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

    def answer(self, question: str, *, top: int = 3) -> Answer:
        """The engine's answer with every quote proved; what can't be proved is left out and logged."""
        snapshot = self.snapshot()
        return prove(engine.answer(question, snapshot, top=top), snapshot, sources(self._index))

    def is_stale(self) -> bool:
        """Whether the articles changed since the index was built."""
        return is_stale(self._index, {article.file for article in self.snapshot().articles()})


def ensure_index(articles: Path, index: Path, progress: Progress | None = None) -> Report | None:
    """Builds the index when there is none yet; what was built, or None."""
    return None if current_id(index) else build([articles], index, progress)
