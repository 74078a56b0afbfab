"""Runs the README's console commands and the console tests' conversations again and writes what they print:

python -m bench.readme
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.live import Live
from bot.reading.desk import Desk
from bot.reading.reader import Reader
from index.build import build
from tests.console.transcripts import SITUATIONS, laid_out, typed_in

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Rewrites README.md in place."""
    path = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as index:
        environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": index}

        def again(block: re.Match[str]) -> str:
            arguments = shlex.split(block.group(1).removeprefix("$ talks "))
            command = [sys.executable, "-m", "bot", *arguments]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            return f"```console\n{block.group(1)}\n{done.stdout}```"

        text = re.sub(r"```console\n(.*?)\n(?:.*?)```", again, path.read_text(encoding="utf-8"), flags=re.DOTALL)
    path.write_text(text, encoding="utf-8")
    _converse_again(ROOT / "tests" / "data" / "console.txt")
    _lay_out_again()


def _converse_again(transcript: Path) -> None:
    """Types the transcript's questions into the chat again and keeps what comes back."""
    typed = [
        line.removeprefix("> ") for line in transcript.read_text(encoding="utf-8").split("\n") if line.startswith("> ")
    ]
    with tempfile.TemporaryDirectory() as index:
        environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": index}
        command = [sys.executable, "-m", "bot", "chat"]
        entered = "".join(f"{line}\n" for line in typed)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=entered, capture_output=True, text=True, check=True
        )
    transcript.write_text(done.stdout, encoding="utf-8")


def _lay_out_again() -> None:
    """Types the lines of each situation into a conversation again and keeps what a terminal shows."""
    with tempfile.TemporaryDirectory() as index:
        build([ROOT / "seeds"], Path(index))
        for transcript in sorted(SITUATIONS.glob("*.txt")):
            live = Live(Path(index), Desk(Reader()))
            transcript.write_text(laid_out(live, typed_in(transcript)), encoding="utf-8")


if __name__ == "__main__":
    main()
