"""What the README shows is what the program does."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def run(command: str, index: Path) -> str:
    name, *arguments = shlex.split(command)
    assert name == "talks"
    environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": str(index)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.mark.parametrize("block", BLOCKS)
def test_transcripts_are_real(block: str, seeds_index: Path) -> None:
    """Each console block is the command and its literal output."""
    first, shown = block.split("\n", 1)
    assert run(first.removeprefix("$ "), seeds_index) == shown


def test_there_are_transcripts() -> None:
    """The test above has something to compare."""
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("target", re.findall(r"\bmake (\w+)", README))
def test_make_targets_exist(target: str) -> None:
    """Every `make …` of the README is a target."""
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_every_command_stands_in_the_readme() -> None:
    """Each subcommand has help and is named in the README."""
    from click import Command, Group

    from bot.cli import talks

    def names(command: Command, prefix: str) -> list[tuple[str, Command]]:
        if isinstance(command, Group):
            return [pair for name, sub in command.commands.items() for pair in names(sub, f"{prefix}{name} ")]
        return [(prefix.strip(), command)]

    for name, command in names(talks, ""):
        assert command.help, name
        words = name.split()
        assert re.search(rf"(?:talks|make) (?:{re.escape(name)}|{words[-1]})\b", README), name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", ""), f"{name} {parameter.name}"
