"""The real program as a process of its own, pointed at a Bot API server on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "bot", "telegram"]


def environment(index: Path, **more: str) -> dict[str, str]:
    """Nothing of the caller's settings or proxies, so that a test never reaches a real bot."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    articles = {"TALKS_ARTICLES": str(ROOT / "seeds"), "TALKS_INDEX": str(index)}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **articles, **more}


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class BotProcess:
    """A started bot; its log goes to a file in `folder`, where no .env is found."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = env
        self._log = folder / "bot.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(COMMAND, cwd=folder, env=env, stdout=log, stderr=log)

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def stop(self) -> tuple[int, float]:
        """Sends SIGTERM; the exit status and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=10), time.monotonic() - started
        finally:
            self.process.kill()


def run_to_end(folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A bot that is expected to give up by itself."""
    return subprocess.run(
        COMMAND, check=False, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=20
    )
