"""What outlives a restart, in one SQLite file: messages not yet answered, answers behind buttons, talks, votes.

Only the bot's one event loop writes, and a commit takes less than a tenth of a millisecond: with a write-ahead log
nothing waits for the disk, and what was committed is there after the process was killed.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from bot.conversation import Turn
from index.errors import TalksError

# Seconds after which buttons, the memory of updates, and a conversation end.
HELD_FOR = 7 * 86_400.0
SEEN_FOR = 2 * 86_400.0
TURN_FOR = 1800.0
_SCHEMA = 2
_TABLES = """
CREATE TABLE updates (digest TEXT PRIMARY KEY, content TEXT, made REAL) WITHOUT ROWID;
CREATE TABLE held (id TEXT PRIMARY KEY, kind TEXT, chat INTEGER, person INTEGER, content TEXT, made REAL) WITHOUT ROWID;
CREATE TABLE replies (
    chat INTEGER, message INTEGER, person INTEGER, sent TEXT, is_whole INTEGER, made REAL, PRIMARY KEY (chat, message)
) WITHOUT ROWID;
CREATE TABLE turns (
    chat INTEGER, thread INTEGER, person INTEGER, turn TEXT, made REAL, PRIMARY KEY (chat, thread, person)
) WITHOUT ROWID;
CREATE TABLE votes (
    held TEXT, person INTEGER, is_right INTEGER, question TEXT, context TEXT, snapshot TEXT, answer TEXT, made REAL,
    PRIMARY KEY (held, person)
) WITHOUT ROWID;
"""
_PERSONAL = ("held", "replies", "turns", "votes")


@dataclass(frozen=True, slots=True)
class Held:
    """What a button stands for. `person` alone may press it in a group."""

    kind: str
    chat: int
    person: int
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The bot's messages under one question; `is_whole` once all of them were sent."""

    sent: tuple[int, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """Who talks where: chat, topic of a forum (0 outside one), person. No conversation leaks into another."""

    chat: int
    thread: int
    person: int


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody's verdict on an answer. `question` is None where it may not be kept; `answer` is JSON."""

    held: str
    is_right: bool
    question: str | None
    context: str | None
    snapshot: str
    answer: str
    made: float


class Store:
    """The open file. Raises TalksError when it can't be opened or is of a newer version."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Autocommit: every statement is whole on its own.
            self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            # What somebody had erased must not be left in free pages.
            self._db.execute("PRAGMA secure_delete = ON")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_SCHEMA}; COMMIT;")
        except (OSError, sqlite3.Error) as error:
            raise TalksError(f"{path}: can't be opened ({error}); set TALKS_STATE to a file that can") from error
        if version not in (0, _SCHEMA):
            raise TalksError(f"{path}: of version {version}, expected {_SCHEMA}; set TALKS_STATE to another file")

    def close(self) -> None:
        self._db.close()

    # Updates: kept until they are answered, then remembered by their digest alone.

    def receive(self, digest: str, content: str) -> bool:
        """Keeps an update until `done`. False when it came before."""
        row = (digest, content, time.time())
        return self._db.execute("INSERT OR IGNORE INTO updates VALUES (?, ?, ?)", row).rowcount == 1

    def done(self, digest: str) -> None:
        """Forgets what the update said; that it came is remembered for SEEN_FOR."""
        self._db.execute("UPDATE updates SET content = NULL WHERE digest = ?", (digest,))

    def undone(self) -> list[tuple[str, str]]:
        """Digest and content of the updates that were not answered before the process ended, oldest first."""
        rows = "SELECT digest, content FROM updates WHERE content IS NOT NULL ORDER BY made"
        return list(self._db.execute(rows))

    # Buttons.

    def hold(self, kind: str, chat: int, person: int, content: str) -> str:
        """Keeps what buttons need and gives the id to put into them."""
        held = secrets.token_urlsafe(6)
        self._db.execute("INSERT INTO held VALUES (?, ?, ?, ?, ?, ?)", (held, kind, chat, person, content, time.time()))
        return held

    def held(self, identifier: str) -> Held | None:
        """What the id stands for; None once it has expired."""
        query = "SELECT kind, chat, person, content FROM held WHERE id = ? AND made > ?"
        row = self._db.execute(query, (identifier, time.time() - HELD_FOR)).fetchone()
        return Held(*row) if row else None

    def let_go(self, identifier: str) -> None:
        self._db.execute("DELETE FROM held WHERE id = ?", (identifier,))

    # Replies, so that an edited question edits its answer and a replayed one is not answered twice.

    def reply(self, chat: int, message: int) -> Reply | None:
        """What was sent under a question; None when nothing was."""
        query = "SELECT sent, is_whole FROM replies WHERE chat = ? AND message = ?"
        row = self._db.execute(query, (chat, message)).fetchone()
        return Reply(tuple(json.loads(row[0])), bool(row[1])) if row else None

    def note_reply(self, chat: int, message: int, person: int, reply: Reply) -> None:
        row = (chat, message, person, json.dumps(reply.sent), reply.is_whole, time.time())
        self._db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?)", row)

    # Conversations.

    def turn(self, talk: Talk) -> Turn | None:
        """The turn before, unless it is too long ago."""
        query = "SELECT turn FROM turns WHERE chat = ? AND thread = ? AND person = ? AND made > ?"
        row = self._db.execute(query, (talk.chat, talk.thread, talk.person, time.time() - TURN_FOR)).fetchone()
        if row is None:
            return None
        # Not pydantic, which refuses half a surrogate pair, and whose errors quote the question. An earlier release
        # may have written other fields.
        known = {field.name for field in fields(Turn)}
        # JSON has lists for tuples.
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in json.loads(row[0]).items()
            if name in known
        }
        return Turn(**kept)

    def note_turn(self, talk: Talk, turn: Turn) -> None:
        row = (talk.chat, talk.thread, talk.person, json.dumps(asdict(turn)), time.time())
        self._db.execute("INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?)", row)

    def forget_turn(self, talk: Talk) -> None:
        place = (talk.chat, talk.thread, talk.person)
        self._db.execute("DELETE FROM turns WHERE chat = ? AND thread = ? AND person = ?", place)

    # Votes.

    def vote(self, person: int, vote: Vote) -> None:
        """Keeps a vote; a later one of the same person on the same answer replaces it."""
        row = (vote.held, person, vote.is_right, vote.question, vote.context, vote.snapshot, vote.answer, vote.made)
        self._db.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def votes(self) -> Iterator[Vote]:
        """All votes, oldest first."""
        query = "SELECT held, is_right, question, context, snapshot, answer, made FROM votes ORDER BY made, held"
        for held, is_right, *rest in self._db.execute(query):
            yield Vote(held, bool(is_right), *rest)

    def counts(self) -> dict[str, int]:
        """Votes right and wrong, and people who were answered lately."""
        right, wrong = self._db.execute(
            "SELECT COALESCE(SUM(is_right), 0), COALESCE(SUM(1 - is_right), 0) FROM votes"
        ).fetchone()
        (people,) = self._db.execute("SELECT COUNT(DISTINCT person) FROM replies").fetchone()
        return {"right": right, "wrong": wrong, "people": people}

    # What goes.

    def erase(self, person: int) -> None:
        """Removes everything kept about a person, also from the file behind the tables."""
        for table in _PERSONAL:
            self._db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def expire(self) -> None:
        """Removes what has had its time."""
        now = time.time()
        limits = {"updates": SEEN_FOR, "held": HELD_FOR, "replies": HELD_FOR, "turns": TURN_FOR}
        for table, seconds in limits.items():
            self._db.execute(f"DELETE FROM {table} WHERE made < ?", (now - seconds,))
