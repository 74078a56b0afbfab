"""A real `talks` process at a pseudo-terminal, and the screen it draws."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).parent.parent.parent
_ASKS_FOR_CURSOR = "\x1b[6n"
_ROWS = 50
_DIM, _GREY = 2, 90  # as terminals are told to set them
# A paste and an arrow are one key; the rest is typed one by one, for what comes at once is a paste too.
_KEY = re.compile(r"\x1b\[200~.*?\x1b\[201~|\x1b\[[A-D]|.", re.DOTALL)


class _Screen(pyte.HistoryScreen):
    """A screen that draws what is dim in grey."""

    def select_graphic_rendition(self, *attributes: int) -> None:
        grey = [_GREY if one == _DIM else one for one in attributes]
        super().select_graphic_rendition(*grey)


class Terminal:
    """Types into the program and shows what stands on its screen, with all that scrolled off the top."""

    def __init__(self, *arguments: str, settings: dict[str, str], columns: int = 80) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        self.raw = ""
        self._screen = _Screen(columns, _ROWS, history=4000, ratio=1)
        self._stream = pyte.Stream(self._screen)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "bot", *arguments],
            cwd=str(ROOT),
            env=inherited | {"TERM": "xterm-256color", "TALKS_ARTICLES": "seeds", "TALKS_READER": "off"} | settings,
            dimensions=(_ROWS, columns),
            encoding="utf-8",
            # A test run in the background ignores it, and so would the program.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self._process.delaybeforesend = None

    def type(self, keys: str, until: str) -> str:
        """Types, waits until the screen ends with that pattern, and returns what the program wrote meanwhile."""
        before = len(self.raw)
        for key in _KEY.findall(keys):
            self._process.send(key)
            self._read(0.01)
        end = time.monotonic() + 20
        while not re.search(f"(?:{until})\\s*\\Z", self.text()) or len(self.raw) == before:
            assert time.monotonic() < end, f"no {until!r} after {keys!r}; the screen:\n{self.text()}"
            self._read(0.05)
        self._read(0.3)  # what is still to be drawn
        return self.raw[before:]

    def leave(self, keys: str) -> int:
        """Types, and returns the status that the program ends with."""
        self._process.send(keys)
        self._process.expect(pexpect.EOF, timeout=20)
        self._process.close()
        status = self._process.exitstatus
        assert status is not None
        return int(status)

    def text(self) -> str:
        """What scrolled off and what stands on the screen."""
        return "\n".join("".join(cell.data for cell in row).rstrip() for row in self.rows()).rstrip()

    def rows(self) -> list[list[pyte.screens.Char]]:
        """The same, cell by cell."""
        screen = self._screen
        lines = [*screen.history.top, *(screen.buffer[y] for y in range(_ROWS))]
        return [[line[x] for x in range(screen.columns)] for line in lines]

    def style(self, words: str) -> tuple[str, bool]:
        """Colour and weight of the words where they stand first on the screen."""
        for y, line in enumerate(self._screen.display):
            if words in line:
                shown = self._screen.buffer[y][line.index(words)]
                return shown.fg, shown.bold
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text()}")

    def _read(self, seconds: float) -> None:
        """Takes in what comes until nothing has come for so long; answers as a terminal where it is asked."""
        while True:
            try:
                data = self._process.read_nonblocking(65536, timeout=seconds)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return
            self.raw += data
            self._stream.feed(data)
            for _ in range(data.count(_ASKS_FOR_CURSOR)):
                self._process.send(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R")
