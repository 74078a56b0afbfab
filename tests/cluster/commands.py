"""The program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

Said = subprocess.CompletedProcess[str]


def said(*arguments: str, given: str = "", **settings: str) -> Said:
    """What `talks ARGUMENTS` says, with these settings and nothing else of this process's; `given` is its input."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(Path.cwd())} | settings,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
