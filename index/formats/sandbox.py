"""Reads strangers' files in a process of its own, which is ended when a file takes too long or too much memory."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from index.formats.found import Fault, Found
from index.model import Place

# Seconds for one article of a file. A long book takes two.
PATIENCE = 8.0
_ROOT = Path(__file__).parents[2]


class Sandbox:
    """A context in which files are read one by one; the process starts with the first and serves them all."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._worker: subprocess.Popen[bytes] | None = None
        self._replies: SimpleQueue[bytes] = SimpleQueue()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, path: Path, suffix: str) -> Iterator[Found | Fault]:
        """What the reader of the suffix finds in the file. Whatever the file does, this ends, and raises nothing."""
        worker = self._started()
        request = json.dumps({"path": os.fspath(path.absolute()), "suffix": suffix}) + "\n"
        assert worker.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a dead worker says nothing, which is seen below
            worker.stdin.write(request.encode())
            worker.stdin.flush()
        while True:
            try:
                line = self._replies.get(timeout=self._patience)
            except Empty:
                self._end()
                yield Fault(f"takes longer than {self._patience:.0f} seconds to read")
                return
            if not line:
                self._end()
                yield Fault("its reader broke down over it (too much memory, or a fault in the reader)")
                return
            record = json.loads(line)
            if not record:
                return
            yield _item(record)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None:
            paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "index.formats.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
            )
            self._replies = SimpleQueue()
            threading.Thread(target=_pump, args=(self._worker, self._replies), daemon=True).start()
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            if self._worker.stdin is not None:
                with contextlib.suppress(BrokenPipeError):
                    self._worker.stdin.close()
            self._worker = None


def _pump(worker: subprocess.Popen[bytes], replies: SimpleQueue[bytes]) -> None:
    """Hands the worker's lines over, at its end an empty one. A thread: pipes have no time limit everywhere."""
    assert worker.stdout is not None
    with worker.stdout as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            replies.put(line)
    replies.put(b"")


def _item(record: dict[str, Any]) -> Found | Fault:
    if "reason" in record:
        return Fault(**record)
    published = dt.date.fromisoformat(record["published"]) if record["published"] else None
    return Found(**record | {"published": published, "place": Place(record["place"])})
