"""What a format's reader gives: articles' texts with their own metadata, or reasons why there are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import TalksError
from index.model import Place

# The longest text of one article: a long novel. More is analysed for minutes and is hardly one article.
MAX_TEXT = 5_000_000
# The largest file that is read as a whole; files of records are read a record at a time.
MAX_FILE = 64 << 20


class UnreadableError(TalksError):
    """A file has no text that can be quoted; the message is the reason, without the file's name."""


@dataclass(frozen=True, slots=True)
class Found:
    """One article as its file holds it. `key` names it within its file, `member` is its path within an archive.

    Both are empty where the file is the article.
    """

    text: str
    place: Place = Place.LINE
    key: str = ""
    member: str = ""
    title: str | None = None
    published: dt.date | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A record or a member of an archive that was left out, and why."""

    reason: str
    member: str = ""


# A reader takes the open file. It raises UnreadableError when nothing in it can be read.
Reader = Callable[[BinaryIO], Iterator[Found | Fault]]


def whole(file: BinaryIO, limit: int = MAX_FILE) -> bytes:
    """All bytes of the file. Raises UnreadableError for an empty or a too large one."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"larger than the {limit / 1e6:.0f} MB that an article may have; split it")
    if not data.strip():
        raise UnreadableError("empty")
    return data


def one_line(value: object) -> str | None:
    """The value on one line without control characters, which a terminal may obey; None when nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join("".join(c if c.isprintable() else " " for c in value).split()) or None


def day(value: object) -> dt.date | None:
    """The day that an ISO date or time begins with; None for anything else."""
    try:
        return dt.date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
