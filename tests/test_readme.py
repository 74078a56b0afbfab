"""What the README and docs/ show is what the program does."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click import Command, Group

from bench.readme import of_line
from bot.cli import talks
from tests.subcommands import subcommands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
BLOCKS = [
    pytest.param(block, id=f"{name}: {block.splitlines()[0]}"[:60])
    for name, page in sorted(PAGES.items())
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL)
]
# `talks …` in a line of text.
SHOWN = sorted({line for page in PAGES.values() for line in re.findall(r"`(talks [a-z][^`]*)`", page)})
LINKS = [(name, link) for name, page in sorted(PAGES.items()) for link in re.findall(r"\]\(([^)#]+)\)", page)]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def run(line: str, index: Path) -> str:
    settings, arguments = of_line(line)
    environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": str(index), **settings}
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
    assert run(first, seeds_index) == shown


def test_there_are_transcripts() -> None:
    """The test above has something to compare."""
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("line", SHOWN)
def test_commands_in_the_text_are_commands(line: str) -> None:
    """With options and arguments that there are; what they do is shown by the examples of their help."""
    words = [word for word in shlex.split(line.split(" | ")[0].split(" < ")[0])[1:] if word not in ("[--json]",)]
    command: Command = talks
    while isinstance(command, Group) and words:
        name = words.pop(0)
        assert name in subcommands(command), line
        command = subcommands(command)[name]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize(("name", "link"), LINKS)
def test_links_lead_somewhere(name: str, link: str) -> None:
    """Every page and picture that is linked is in the repo."""
    folder = ROOT if name == "README.md" else ROOT / "docs"
    assert link.startswith("http") or (folder / link).exists()


@pytest.mark.parametrize("target", sorted({t for page in PAGES.values() for t in re.findall(r"`make ([\w-]+)", page)}))
def test_make_targets_exist(target: str) -> None:
    """Every `make …` of the README is a target."""
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_every_command_stands_in_the_readme() -> None:
    """Each subcommand has help and is named in the README or in docs/."""

    def names(command: Command, prefix: str) -> list[tuple[str, Command]]:
        if isinstance(command, Group):
            return [pair for name, sub in subcommands(command).items() for pair in names(sub, f"{prefix}{name} ")]
        return [(prefix.strip(), command)]

    for name, command in names(talks, ""):
        assert command.help, name
        words = name.split()
        assert re.search(rf"(?:talks|make) (?:{re.escape(name)}|{words[-1]})\b", "".join(PAGES.values())), name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", ""), f"{name} {parameter.name}"
