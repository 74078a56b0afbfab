"""What one question asked at the shell costs: python -m bench.start [--rounds N]

Processor time (user and system) of whole processes, with the reading model and without, in turn with one that only
imports numpy, click and pydantic-settings. Run `talks index build` first, and `python -m compileall bot index` where
byte code is not written.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys

_ASK = ["-m", "bot", "ask", "who led Hamas's delegation?"]
_COMMANDS = {
    "imports alone": ["-c", "import numpy, click, pydantic_settings"],
    "without the model": _ASK,
    "with the model": _ASK,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12)
    taken: dict[str, list[float]] = {name: [] for name in _COMMANDS}
    for _ in range(parser.parse_args().rounds):
        for name, command in _COMMANDS.items():
            taken[name].append(_seconds(command, "off" if name.startswith("without") else "on"))
    for name, seconds in taken.items():
        print(f"{name:18} best {min(seconds):.3f} s, median {statistics.median(seconds):.3f} s")


def _seconds(command: list[str], reader: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command],
        env=os.environ | {"TALKS_READER": reader},
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
