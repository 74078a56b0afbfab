"""One builder of an index at a time."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import SnapshotError
from index.publish import unwritable

_LOCK, _HOLDER = ".lock", ".lock-holder"
_LOCK_SECONDS = 60.0


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """One builder at a time; a second waits for the first, and says who that is when it takes too long."""
    from filelock import FileLock, Timeout  # a tenth of an answer's start, and only a build needs it

    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / _LOCK, timeout=_LOCK_SECONDS):
            holder = index / _HOLDER
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout:
        holder_name = "another process"
        with suppress(OSError):
            holder_name = (index / _HOLDER).read_text(encoding="utf-8")
        waited = f"{_LOCK_SECONDS:.0f} seconds"
        raise SnapshotError(
            f"{index}: {holder_name} has been building for over {waited}; the old index serves; try again later"
        ) from None
    except OSError as error:
        raise unwritable(index, error) from error
