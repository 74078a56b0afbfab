"""`python -m index.formats.worker`: reads files for another process, which may end it at any time.

Takes a JSON line {"path", "suffix"} at a time from standard input; writes a JSON line for each article or fault,
and at the end of a file an empty object.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import IO, Any

from index.formats.found import Fault, Found, UnreadableError
from index.formats.registry import reader_of

# Bytes of address space; Python and the readers themselves take 50 to 150 MB of it.
MEMORY = 448 << 20


def main(requests: IO[str], replies: IO[str]) -> None:
    """Serves until standard input ends."""
    _limit_memory()
    for line in requests:
        request = json.loads(line)
        try:
            with open(request["path"], "rb") as file:  # noqa: PTH123 - the path may hold bytes that are no text
                for item in reader_of(request["suffix"])(file):
                    _write(replies, _record(item))
        except UnreadableError as error:
            _write(replies, {"reason": str(error)})
        except MemoryError:
            _write(replies, {"reason": f"needs more than {MEMORY / 1e6:.0f} MB of memory to read"})
        except OSError as error:
            _write(replies, {"reason": f"can't be read: {error.strerror}"})
        except Exception as error:  # third parties' readers fail in ways of their own: the file is named, not lost
            _write(replies, {"reason": f"damaged ({type(error).__name__}: {str(error)[:80]})"})
        _write(replies, {})


def _record(item: Found | Fault) -> dict[str, Any]:
    record = asdict(item)
    if isinstance(item, Found):
        record["published"] = item.published.isoformat() if item.published else None
    return record


def _write(replies: IO[str], record: dict[str, Any]) -> None:
    replies.write(json.dumps(record) + "\n")
    replies.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # elsewhere than on Unix time alone is limited
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))


if __name__ == "__main__":
    # Whatever a reader prints must not come between the replies.
    own, sys.stdout = sys.stdout, sys.stderr
    main(sys.stdin, own)
