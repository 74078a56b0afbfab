"""`python -m bot.telegram_skin.rebuild ARTICLES INDEX`: a build in a process of its own, for the bot that watches it.

Writes JSON lines: {"done", "total"} as it goes, at the end {"articles", "sentences", "snapshot", "skipped"} or
{"error"}. A process of its own neither slows the answers down nor takes the bot with it when it dies.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from bot.places import places
from index.address import is_address
from index.errors import TalksError
from index.home import build

# Seconds between two lines of progress.
_EVERY = 0.5
# Of what those who ask leave over.
_NICE = 15


def main(articles: str, index: str) -> None:
    """Builds and reports."""
    _stand_back()
    told = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            _write({"done": done, "total": total})

    try:
        report = build([Path(articles)], places().index if is_address(index) else Path(index), progress)
    except TalksError as error:
        _write({"error": str(error)})
        sys.exit(2)
    _write(
        {
            "articles": report.num_articles,
            "sentences": report.num_sentences,
            "snapshot": report.snapshot_id,
            "skipped": [[skipped.file, skipped.reason] for skipped in report.skipped],
        }
    )


def _stand_back() -> None:
    """Leaves the processor to those who ask, also where the bot itself was given a higher place."""
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if hasattr(os, "nice"):
        os.nice(max(0, _NICE - os.nice(0)))


def _write(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
