"""Runs the README's console commands again and writes what they print into it: python -m bench.readme."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

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


if __name__ == "__main__":
    main()
