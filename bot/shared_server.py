"""One Redis (or Valkey) server, asked within a deadline: an answer, or an error that says what to do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    LockError,
    NoPermissionError,
    RedisError,
    ResponseError,
    WatchError,
)

from bot.state import AwayError, Shared, StateError

Result = TypeVar("Result")
Command = tuple[str | int | float, ...]

# A connection that a restart of the server broke is made anew. Once: a refused login is no better the next time.
_PAUSE, _RETRIES = 0.05, 1
# What ssl says, in whatever error it comes.
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_LOGIN = (AuthenticationError, AuthenticationWrongNumberOfArgsError, NoPermissionError)


class SharedServer:
    """The server at an address; for one event loop. Every call raises StateError, AwayError where a later may do."""

    def __init__(self, address: Shared) -> None:
        self.address = address
        secure: dict[str, Any] = {"ssl": True, "ssl_ca_certs": address.ca or None} if address.is_secure else {}
        self._client: Any = Redis(
            host=address.host,
            port=address.port,
            db=address.database,
            username=address.user or None,
            password=address.password or None,
            decode_responses=True,
            socket_connect_timeout=address.deadline_s,
            retry=Retry(ConstantBackoff(_PAUSE), _RETRIES),
            **secure,
        )

    async def ask(self, *command: str | int | float) -> Any:
        """The server's answer to one command."""
        async with self._within():
            return await self._client.execute_command(*command)

    async def together(self, *commands: Command) -> list[Any]:
        """The answers to some commands, carried out all or none and with no other between them."""
        async with self._within(), self._client.pipeline(transaction=True) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            answers: list[Any] = await pipe.execute()
            return answers

    async def run(self, script: str, keys: Sequence[str], *arguments: str | int | float) -> Any:
        """What a script in Lua returns; no other command comes between its own."""
        return await self.ask("EVAL", script, len(keys), *keys, *arguments)

    async def change(self, key: str, seconds: float, change: Callable[[str | None], tuple[str, Result]]) -> Result:
        """Replaces a value by what `change` makes of it, and keeps it so long; what `change` says beside it.

        Where another changed the value meanwhile, `change` is asked again.
        """
        async with self._within(), self._client.pipeline(transaction=True) as pipe:
            while True:
                await pipe.watch(key)
                value, result = change(await pipe.get(key))
                pipe.multi()
                pipe.set(key, value, px=max(1, round(1000 * seconds)))
                with contextlib.suppress(WatchError):
                    await pipe.execute()
                    return result

    @contextlib.asynccontextmanager
    async def lock(self, key: str, seconds: float) -> AsyncIterator[None]:
        """Keeps every other process out of the block for so long at most; where that passed, nobody waits on."""
        lock = self._client.lock(key, timeout=seconds, sleep=0.02, blocking_timeout=seconds)
        async with self._within(seconds):
            is_held = await lock.acquire()
        try:
            yield
        finally:
            if is_held:
                # Away, or held for too long and another's by now: it ends by itself.
                with contextlib.suppress(StateError, LockError):
                    async with self._within():
                        await lock.release()

    async def close(self) -> None:
        """Ends the connections."""
        with contextlib.suppress(RedisError, OSError):
            await self._client.aclose()

    @contextlib.asynccontextmanager
    async def _within(self, more: float = 0.0) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.address.deadline_s + more):
                yield
        except (LockError, WatchError):
            raise
        except (RedisError, OSError, TimeoutError) as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> StateError:
        address = self.address
        if isinstance(error, _LOGIN):
            return StateError(f"{address}: refused the login; set TALKS_STATE_USER and TALKS_STATE_PASSWORD")
        if _UNTRUSTED in str(error):
            return StateError(f"{address}: its certificate is not trusted; set TALKS_STATE_CA")
        if isinstance(error, ResponseError):
            return AwayError(f"{address}: {error}; see its log")
        deadline = f"within {address.deadline_s:g} s"
        return AwayError(f"{address}: did not answer {deadline}; start it or correct TALKS_STATE")
