"""One builder of an index at a time."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from index.errors import SnapshotError
from index.publish import unwritable

_LOCK, _HOLDER = ".lock", ".lock-holder"
_LOCK_SECONDS = 60.0
_SILENT_SECONDS = 1.0
_log = logging.getLogger(__name__)


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """One builder at a time; a second says after a moment whom it waits for, and gives up after a minute."""
    from filelock import Timeout  # a tenth of an answer's start, and only a build needs it

    try:
        index.mkdir(parents=True, exist_ok=True)
        with _acquired(index):
            holder = index / _HOLDER
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout:
        waited = f"{_LOCK_SECONDS:.0f} seconds"
        raise SnapshotError(
            f"{index}: {_holder(index)} has been building for over {waited}; the old index serves; try again later"
        ) from None
    except OSError as error:
        raise unwritable(index, error) from error


def _acquired(index: Path) -> AbstractContextManager[object]:
    from filelock import FileLock, Timeout

    lock = FileLock(index / _LOCK)
    with suppress(Timeout):
        return lock.acquire(timeout=min(_SILENT_SECONDS, _LOCK_SECONDS))
    _log.warning("%s: %s is building; waiting up to %.0f seconds", index, _holder(index), _LOCK_SECONDS)
    return lock.acquire(timeout=_LOCK_SECONDS)


def _holder(index: Path) -> str:
    with suppress(OSError):
        return (index / _HOLDER).read_text(encoding="utf-8")
    return "another process"
