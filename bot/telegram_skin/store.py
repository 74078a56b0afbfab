"""What outlives a restart: messages not yet answered, answers behind buttons, talks, votes. And who keeps it.

`FileStore` keeps it in a file, for one process; `SharedStore` on a server, for as many as there are, any of which may
then answer any message. Their methods raise StateError.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from bot.conversation import Turn
from bot.telegram_skin.throttle import Refusal

# Seconds after which buttons, the memory of updates, and a conversation end.
HELD_FOR = 7 * 86_400.0
SEEN_FOR = 2 * 86_400.0
TURN_FOR = 1800.0


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


class Store(Protocol):
    """Keeps the state."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes use it too."""

    async def reach(self) -> None:
        """Comes back when the state can be used; raises StateError when it can't."""

    async def close(self) -> None:
        """Lets go of it."""

    # Updates: kept until they are answered, then remembered by their digest alone.

    async def receive(self, digest: str, content: str) -> bool:
        """Keeps an update until `done`. False when it came before, to whichever process."""

    async def done(self, digest: str) -> None:
        """Forgets what the update said; that it came is remembered for SEEN_FOR."""

    async def abandoned(self, holding: Collection[str]) -> list[tuple[str, str]]:
        """Digest and content of updates that a process took in which ended before they were answered, oldest first.

        They are the caller's now. Asked for again and again with the digests that the caller works on: who does not
        ask any more has ended.
        """

    # Buttons.

    async def hold(self, kind: str, chat: int, person: int, content: str) -> str:
        """Keeps what buttons need and gives the id to put into them."""

    async def held(self, identifier: str) -> Held | None:
        """What the id stands for; None once it has expired."""

    async def let_go(self, identifier: str) -> None:
        """Forgets what the id stands for."""

    # Replies, so that an edited question edits its answer and a replayed one is not answered twice.

    async def reply(self, chat: int, message: int) -> Reply | None:
        """What was sent under a question; None when nothing was."""

    async def note_reply(self, chat: int, message: int, person: int, reply: Reply) -> None:
        """Keeps what was sent under a question."""

    # Conversations.

    def conversation(self, talk: Talk) -> AbstractAsyncContextManager[None]:
        """Keeps other processes from answering in the same conversation meanwhile."""

    async def turn(self, talk: Talk) -> Turn | None:
        """The turn before, unless it is too long ago."""

    async def note_turn(self, talk: Talk, turn: Turn) -> None:
        """Keeps the turn for the next question."""

    async def forget_turn(self, talk: Talk) -> None:
        """Ends the conversation."""

    # Votes.

    async def vote(self, person: int, vote: Vote) -> None:
        """Keeps a vote; a later one of the same person on the same answer replaces it."""

    async def votes(self) -> Sequence[Vote]:
        """All votes, oldest first."""

    async def counts(self) -> dict[str, int]:
        """Votes `right` and `wrong`, and `people` who were answered lately."""

    # Limits.

    async def take(self, person: int, per_minute: int) -> Refusal | None:
        """Counts one more message of a person; the refusal where they sent too many."""

    async def is_first(self, what: str) -> bool:
        """Whether no other process was told so about the same thing within a day."""

    # What goes.

    async def erase(self, person: int) -> None:
        """Removes everything kept about a person."""

    async def expire(self) -> None:
        """Removes what has had its time."""


def turn_as_json(turn: Turn) -> str:
    """The turn as it is kept."""
    return json.dumps(asdict(turn))


def turn_of_json(text: str) -> Turn:
    """The turn as it was.

    Not by pydantic, which refuses half a surrogate pair, and whose errors quote the question. An earlier release may
    have written other fields.
    """
    known = {field.name for field in fields(Turn)}
    # JSON has lists for tuples.
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(text).items()
        if name in known
    }
    return Turn(**kept)
