"""Where the Telegram bot keeps its state: a file, or a Redis server that many bot processes share.

    redis://host:6379/0

Host and port (default: 6379), then the number of the database (default: 0); `rediss` for TLS. Secrets are settings of
their own and never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import TalksError

_URL = re.compile(
    r"(?P<scheme>rediss?)://(?P<host>\[[0-9A-Fa-f:]+\]|[\w.-]+)(?::(?P<port>[0-9]{1,5}))?/?(?P<database>[0-9]{1,4})?"
)
_PORT = 6379


class StateError(TalksError):
    """The state can't be kept or read."""


class AwayError(StateError):
    """The server does not answer now, and may in a while."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A database of a Redis server. A call may take `deadline_s` seconds."""

    host: str
    port: int = _PORT
    database: int = 0
    is_secure: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    deadline_s: float = 2.0

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'rediss' if self.is_secure else 'redis'}://{host}:{self.port}/{self.database}"


State = Path | Shared


def is_shared(text: str) -> bool:
    """Whether TALKS_STATE names a server.

    >>> is_shared("redis://localhost"), is_shared("var/state.sqlite3")
    (True, False)
    """
    return text.lower().startswith(("redis://", "rediss://"))


def state_of(text: str, *, user: str = "", password: str = "", ca: str = "", deadline_s: float = 2.0) -> State:
    """The file or server that TALKS_STATE names. Raises StateError naming the setting that is wrong.

    >>> str(state_of("redis://localhost"))
    'redis://localhost:6379/0'
    """
    if not is_shared(text):
        return Path(text)
    parts = _URL.fullmatch(text)
    port = int(parts["port"] or _PORT) if parts else 0
    if parts is None or not 0 < port < 65_536:
        hint = "redis://host:6379/0; user and password are TALKS_STATE_USER and TALKS_STATE_PASSWORD"
        raise StateError(f"TALKS_STATE: is no address of a Redis server (secrets are not shown); write it as {hint}")
    if ca and not Path(ca).is_file():
        raise StateError(f"TALKS_STATE_CA: {ca}: no such file; name the file of the server's certificate authority")
    is_secure = parts["scheme"] == "rediss"
    database = int(parts["database"] or 0)
    return Shared(parts["host"].strip("[]"), port, database, is_secure, user, password, ca, deadline_s)
