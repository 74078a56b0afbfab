"""The server that bot processes share their state on: whether it answers, and keeps what it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib.util import find_spec

from bot.doctor.findings import Finding, note, ok, problem
from bot.state import Shared, StateError

# Redis may be told to throw keys away when its memory is full; buttons and messages not yet answered would go.
_KEEPS = "noeviction"


def state(address: Shared) -> Iterator[Finding]:
    """Whether the server lets us in, and whether it may throw away what it keeps."""
    if find_spec("redis") is None:
        yield problem("state", f"{address} needs a package", "pip install 'talks[shared]'")
        return
    try:
        version, policy = asyncio.run(_asked(address))
    except StateError as error:
        text, _, remedy = str(error).partition("; ")
        yield problem("state", text, remedy)
        return
    yield ok("state", f"{address} answers, version {version}")
    if policy != _KEEPS:
        text = f"{address} throws keys away when its memory is full (maxmemory-policy {policy})"
        yield note("state", text, f"set maxmemory-policy {_KEEPS} there")


async def _asked(address: Shared) -> tuple[str, str]:
    from bot.shared_server import SharedServer

    server = SharedServer(address)
    try:
        told = await server.ask("INFO")
    finally:
        await server.close()
    return told.get("valkey_version") or told["redis_version"], told.get("maxmemory_policy", _KEEPS)
