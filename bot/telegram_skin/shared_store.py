"""The state of many bot processes on one Redis server: each may answer any message, and only one answers it.

Every key begins with the bot's id, in braces, so that a cluster keeps all keys of a bot together. What is kept for a
time has that time as its own; what is kept about a person is listed under `of:`, so that it can be erased.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import Any

from bot.conversation import Turn
from bot.shared_server import Command, SharedServer
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

# Seconds after which an update is another's whose process no longer says that it works on it, and after which the next
# question of a conversation waits no longer for the one before.
CLAIMED_FOR, TALKING_FOR = 15, 20.0
_DAY = 86_400
_AT_ONCE = 100  # updates taken over in one look

# On the server's clock, which all processes share.
_RECEIVE = """
if not redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[1]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
redis.call('ZADD', KEYS[3], redis.call('TIME')[1] + ARGV[2], ARGV[3])
return 1
"""
_ABANDONED = """
local now = tonumber(redis.call('TIME')[1])
for i = 3, #ARGV do redis.call('ZADD', KEYS[2], 'XX', now + ARGV[1], ARGV[i]) end
local found = {}
for _, digest in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. now, 'LIMIT', 0, ARGV[2])) do
  redis.call('ZADD', KEYS[2], now + ARGV[1], digest)
  table.insert(found, digest)
  table.insert(found, redis.call('HGET', KEYS[1], digest) or 'null')
end
return found
"""


class SharedStore:
    """The part of the server that is one bot's."""

    is_shared = True

    def __init__(self, server: SharedServer, bot: str) -> None:
        self._server = server
        self._prefix = f"talks:{{{bot}}}:"

    async def reach(self) -> None:
        await self._server.ask("PING")

    async def close(self) -> None:
        await self._server.close()

    # Updates. Claimed by who takes them in, and for as long as that process says that it holds them.

    async def receive(self, digest: str, content: str) -> bool:
        keys = [self._key("seen", digest), self._key("content"), self._key("open")]
        return bool(await self._server.run(_RECEIVE, keys, round(SEEN_FOR), CLAIMED_FOR, digest, content))

    async def done(self, digest: str) -> None:
        await self._server.together(("ZREM", self._key("open"), digest), ("HDEL", self._key("content"), digest))

    async def abandoned(self, holding: Collection[str]) -> list[tuple[str, str]]:
        keys = [self._key("content"), self._key("open")]
        found = await self._server.run(_ABANDONED, keys, CLAIMED_FOR, _AT_ONCE, *holding)
        return [(digest, content) for digest, content in zip(found[::2], found[1::2], strict=True)]

    # Buttons.

    async def hold(self, kind: str, chat: int, person: int, content: str) -> str:
        held = secrets.token_urlsafe(6)
        value = json.dumps([kind, chat, person, content])
        await self._server.together(*self._kept(person, self._key("held", held), value, HELD_FOR))
        return held

    async def held(self, identifier: str) -> Held | None:
        found = await self._read("held", identifier)
        return Held(*found) if found else None

    async def let_go(self, identifier: str) -> None:
        await self._server.ask("DEL", self._key("held", identifier))

    # Replies.

    async def reply(self, chat: int, message: int) -> Reply | None:
        found = await self._read("reply", chat, message)
        return Reply(tuple(found[0]), found[1]) if found else None

    async def note_reply(self, chat: int, message: int, person: int, reply: Reply) -> None:
        value = json.dumps([reply.sent, reply.is_whole])
        answered = ("ZADD", self._key("people"), time.time(), person)
        await self._server.together(*self._kept(person, self._key("reply", chat, message), value, HELD_FOR), answered)

    # Conversations.

    def conversation(self, talk: Talk) -> AbstractAsyncContextManager[None]:
        return self._server.lock(self._key("talking", talk.chat, talk.thread, talk.person), TALKING_FOR)

    async def turn(self, talk: Talk) -> Turn | None:
        found = await self._server.ask("GET", self._turn(talk))
        return turn_of_json(found) if found else None

    async def note_turn(self, talk: Talk, turn: Turn) -> None:
        await self._server.together(*self._kept(talk.person, self._turn(talk), turn_as_json(turn), TURN_FOR))

    async def forget_turn(self, talk: Talk) -> None:
        await self._server.ask("DEL", self._turn(talk))

    # Votes: they have no time of their own.

    async def vote(self, person: int, vote: Vote) -> None:
        name = f"{vote.held}:{person}"
        listed = ("SADD", self._key("votes-of", person), name)
        await self._server.together(("HSET", self._key("votes"), name, json.dumps(asdict(vote))), listed)

    async def votes(self) -> list[Vote]:
        found = [Vote(**json.loads(vote)) for vote in await self._server.ask("HVALS", self._key("votes"))]
        return sorted(found, key=lambda vote: (vote.made, vote.held))

    async def counts(self) -> dict[str, int]:
        votes = await self.votes()
        right = sum(vote.is_right for vote in votes)
        people = await self._server.ask("ZCARD", self._key("people"))
        return {"right": right, "wrong": len(votes) - right, "people": people}

    # Limits.

    async def take(self, person: int, per_minute: int) -> Refusal | None:
        def counted(before: str | None) -> tuple[str, Refusal | None]:
            kept, refusal = take(Allowance(*json.loads(before)) if before else None, per_minute, time.time())
            return json.dumps([kept.left, kept.at, kept.is_told]), refusal

        # After a minute the bucket is full, as if nothing had been kept.
        return await self._server.change(self._key("allowance", person), 60, counted)

    async def is_first(self, what: str) -> bool:
        return bool(await self._server.ask("SET", self._key("first", what), "", "NX", "EX", _DAY))

    # What goes.

    async def erase(self, person: int) -> None:
        of, votes_of = self._key("of", person), self._key("votes-of", person)
        keys, votes = await self._server.together(("ZRANGE", of, 0, -1), ("SMEMBERS", votes_of))
        gone: list[Command] = [("DEL", of, votes_of, *keys), ("ZREM", self._key("people"), person)]
        await self._server.together(*gone, *([("HDEL", self._key("votes"), *votes)] if votes else []))

    async def expire(self) -> None:
        """The server removes the rest by itself."""
        await self._server.ask("ZREMRANGEBYSCORE", self._key("people"), "-inf", time.time() - HELD_FOR)

    def _key(self, *names: str | int) -> str:
        return self._prefix + ":".join(map(str, names))

    def _turn(self, talk: Talk) -> str:
        return self._key("turn", talk.chat, talk.thread, talk.person)

    async def _read(self, *names: str | int) -> Any:
        found = await self._server.ask("GET", self._key(*names))
        return json.loads(found) if found else None

    def _kept(self, person: int, key: str, value: str, seconds: float) -> list[Command]:
        """What keeps a value for so long, and lists it as the person's."""
        of, now = self._key("of", person), time.time()
        return [
            ("SET", key, value, "EX", round(seconds)),
            ("ZREMRANGEBYSCORE", of, "-inf", now),
            ("ZADD", of, now + seconds, key),
            ("EXPIRE", of, round(HELD_FOR)),
        ]
