"""Runs the console commands of the README and docs/ and the tests' conversations again and writes what they print:

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
    """Rewrites README.md, docs/ and the tests' transcripts in place."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        _run_again(path)
    _converse_again(ROOT / "tests" / "data" / "console.txt")
    _lay_out_again()


def _run_again(path: Path) -> None:
    """Puts behind each console command of a page what it prints today."""
    with tempfile.TemporaryDirectory() as index:
        environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": index}

        def again(block: re.Match[str]) -> str:
            settings, arguments = of_line(block.group(1))
            command = [sys.executable, "-m", "bot", *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=environment | settings, capture_output=True, text=True, check=False
            )
            return f"```console\n{block.group(1)}\n{done.stdout}```"

        text = re.sub(r"```console\n(.*?)\n(?:.*?)```", again, path.read_text(encoding="utf-8"), flags=re.DOTALL)
    path.write_text(text, encoding="utf-8")


def of_line(line: str) -> tuple[dict[str, str], list[str]]:
    """Settings and arguments of a line such as `$ TALKS_READER=off talks ask "Who?"`."""
    words = shlex.split(line.removeprefix("$ "))
    name = words.index("talks")
    return dict(word.split("=", 1) for word in words[:name]), words[name + 1 :]


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
