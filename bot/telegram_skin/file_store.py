"""The state of one bot process in one SQLite file.

Only the bot's one event loop writes, and a commit takes less than a tenth of a millisecond: with a write-ahead log
nothing waits for the disk, and what was committed is there after the process was killed.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.conversation import Turn
from bot.state import AwayError, StateError
from bot.telegram_skin.store import (
    HELD_FOR,
    SEEN_FOR,
    TURN_FOR,
    Held,
    Reply,
    Talk,
    Vote,
    turn_as_json,
    turn_of_json,
)
from bot.telegram_skin.throttle import Allowance, Refusal, take

_REMEMBERED = 10_000  # people whose allowance is known
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


class FileStore:
    """The open file. Raises StateError when it can't be opened or is of a newer version."""

    is_shared = False

    def __init__(self, path: Path) -> None:
        self._allowances: OrderedDict[int, Allowance] = OrderedDict()
        self._has_looked = False
        self._path = path
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
            raise StateError(f"{path}: can't be opened ({error}); set TALKS_STATE to a file that can") from error
        if version not in (0, _SCHEMA):
            raise StateError(f"{path}: of version {version}, expected {_SCHEMA}; set TALKS_STATE to another file")

    async def reach(self) -> None:
        """It was opened already."""

    async def close(self) -> None:
        self._db.close()

    def _do(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Carries out a statement. Raises AwayError where a later one may do: the disk is full, or the file locked."""
        try:
            return self._db.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise AwayError(f"{self._path}: {error}; see that its disk has room") from error

    # Updates: kept until they are answered, then remembered by their digest alone.

    async def receive(self, digest: str, content: str) -> bool:
        row = (digest, content, time.time())
        return self._do("INSERT OR IGNORE INTO updates VALUES (?, ?, ?)", row).rowcount == 1

    async def done(self, digest: str) -> None:
        self._do("UPDATE updates SET content = NULL WHERE digest = ?", (digest,))

    async def abandoned(self, holding: Collection[str]) -> list[tuple[str, str]]:
        """Those that an earlier run left; there is no other process, so it is enough to look once."""
        if self._has_looked:
            return []
        self._has_looked = True
        rows = "SELECT digest, content FROM updates WHERE content IS NOT NULL ORDER BY made"
        return [(digest, content) for digest, content in self._do(rows) if digest not in holding]

    # Buttons.

    async def hold(self, kind: str, chat: int, person: int, content: str) -> str:
        held = secrets.token_urlsafe(6)
        self._do("INSERT INTO held VALUES (?, ?, ?, ?, ?, ?)", (held, kind, chat, person, content, time.time()))
        return held

    async def held(self, identifier: str) -> Held | None:
        query = "SELECT kind, chat, person, content FROM held WHERE id = ? AND made > ?"
        row = self._do(query, (identifier, time.time() - HELD_FOR)).fetchone()
        return Held(*row) if row else None

    async def let_go(self, identifier: str) -> None:
        self._do("DELETE FROM held WHERE id = ?", (identifier,))

    # Replies, so that an edited question edits its answer and a replayed one is not answered twice.

    async def reply(self, chat: int, message: int) -> Reply | None:
        query = "SELECT sent, is_whole FROM replies WHERE chat = ? AND message = ?"
        row = self._do(query, (chat, message)).fetchone()
        return Reply(tuple(json.loads(row[0])), bool(row[1])) if row else None

    async def note_reply(self, chat: int, message: int, person: int, reply: Reply) -> None:
        row = (chat, message, person, json.dumps(reply.sent), reply.is_whole, time.time())
        self._do("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?)", row)

    # Conversations.

    def conversation(self, talk: Talk) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - nobody else is there
        return contextlib.nullcontext()

    async def turn(self, talk: Talk) -> Turn | None:
        query = "SELECT turn FROM turns WHERE chat = ? AND thread = ? AND person = ? AND made > ?"
        row = self._do(query, (talk.chat, talk.thread, talk.person, time.time() - TURN_FOR)).fetchone()
        return turn_of_json(row[0]) if row else None

    async def note_turn(self, talk: Talk, turn: Turn) -> None:
        row = (talk.chat, talk.thread, talk.person, turn_as_json(turn), time.time())
        self._do("INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?)", row)

    async def forget_turn(self, talk: Talk) -> None:
        place = (talk.chat, talk.thread, talk.person)
        self._do("DELETE FROM turns WHERE chat = ? AND thread = ? AND person = ?", place)

    # Votes.

    async def vote(self, person: int, vote: Vote) -> None:
        row = (vote.held, person, vote.is_right, vote.question, vote.context, vote.snapshot, vote.answer, vote.made)
        self._do("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    async def votes(self) -> list[Vote]:
        query = "SELECT held, is_right, question, context, snapshot, answer, made FROM votes ORDER BY made, held"
        return [Vote(held, bool(is_right), *rest) for held, is_right, *rest in self._do(query)]

    async def counts(self) -> dict[str, int]:
        right, wrong = self._do(
            "SELECT COALESCE(SUM(is_right), 0), COALESCE(SUM(1 - is_right), 0) FROM votes"
        ).fetchone()
        (people,) = self._do("SELECT COUNT(DISTINCT person) FROM replies").fetchone()
        return {"right": right, "wrong": wrong, "people": people}

    # Limits: in memory, for a restart takes longer than an allowance to fill up a little.

    async def take(self, person: int, per_minute: int) -> Refusal | None:
        kept, refusal = take(self._allowances.get(person), per_minute, time.time())
        self._allowances[person] = kept
        self._allowances.move_to_end(person)
        if len(self._allowances) > _REMEMBERED:
            self._allowances.popitem(last=False)
        return refusal

    async def is_first(self, what: str) -> bool:  # noqa: ARG002 - there is no other process
        return True

    # What goes.

    async def erase(self, person: int) -> None:
        """Removes everything kept about a person, also from the file behind the tables."""
        for table in _PERSONAL:
            self._do(f"DELETE FROM {table} WHERE person = ?", (person,))
        self._do("PRAGMA wal_checkpoint(TRUNCATE)")

    async def expire(self) -> None:
        now = time.time()
        limits = {"updates": SEEN_FOR, "held": HELD_FOR, "replies": HELD_FOR, "turns": TURN_FOR}
        for table, seconds in limits.items():
            self._do(f"DELETE FROM {table} WHERE made < ?", (now - seconds,))
