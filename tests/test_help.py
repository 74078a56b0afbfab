"""Help shows what to type, and what it shows works; shells complete."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context, Group

from bot.cli import talks
from index.build import build
from tests.subcommands import subcommands

ROOT = Path(__file__).parent.parent
SHELLS = ("bash", "zsh", "fish")


def commands(command: Command, words: tuple[str, ...] = ("talks",)) -> Iterator[tuple[str, Command]]:
    yield " ".join(words), command
    if isinstance(command, Group):
        for name, sub in subcommands(command).items():
            yield from commands(sub, (*words, name))


COMMANDS = list(commands(talks))


def help_of(name: str, command: Command) -> str:
    return command.get_help(Context(command, info_name=name, max_content_width=100))


def examples_of(name: str, command: Command) -> list[str]:
    return re.findall(r"^    (\S.*)$", help_of(name, command).partition("Examples:")[2], re.MULTILINE)


EXAMPLES = sorted({example for name, command in COMMANDS for example in examples_of(name, command)})
# They run until they are stopped, by SIGINT and SIGTERM.
LASTING = {"talks index watch": "INT", "talks index watch seeds": "INT", "talks telegram": "TERM"}
# Only `make test-cluster` has a cluster to ask.
CLUSTERS = {"talks index contract https://localhost:9200"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with articles, their index, and the files that examples name."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    build([tmp_path / "seeds"], tmp_path / "var" / "index")
    (tmp_path / "questions.jsonl").write_text('{"id": 1, "question": "Who led the delegation?"}\n', encoding="utf-8")
    quote = "Hamas’s delegation, headed by Khalil al-Hayyah"
    gold = {"id": "1", "question": "Who led?", "gold": [{"file": "000_883369e292aa55be.txt", "quote": quote}]}
    (tmp_path / "gold.jsonl").write_text(f"{json.dumps(gold)}\n", encoding="utf-8")
    (tmp_path / "pasted.txt").write_text("My grandson cries from hunger.", encoding="utf-8")
    (tmp_path / "report.txt").write_text("The harbour of Rotterdam was closed on Friday.", encoding="utf-8")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "talks").write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n', encoding="utf-8")
    (programs / "talks").chmod(0o755)
    return tmp_path


def run(line: str, place: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TALKS_", "TELEGRAM_"))}
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", line],
        cwd=place, env=inherited | {"PYTHONPATH": str(ROOT), "PATH": path, "TALKS_READER": "off"} | settings,
        input="", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_every_command_has_an_example() -> None:
    """And starts its help with a verb, says what its options are by default, and names itself in an example."""
    for name, command in COMMANDS:
        assert any(name in example for example in examples_of(name, command)), name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                told = help_of(name, command)
                assert re.search(r"[Dd]efault", told[told.index(parameter.opts[-1]) :]), f"{name} {parameter.opts}"


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one not in {*LASTING, *CLUSTERS}])
def test_examples_run(example: str, place: Path) -> None:
    """Each as it stands, in a folder with the articles: nothing is wrong with it, and it says something."""
    if "feedback" in example:
        run_bot_once(place)
    done = run(example, place)
    assert done.returncode in (0, 1), f"{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr


@pytest.mark.parametrize("example", LASTING)
def test_lasting_examples_run_until_they_are_stopped(example: str, place: Path) -> None:
    """They begin, and end as asked without an error."""
    assert example in EXAMPLES
    token = "7001:AAtestTESTtestTESTtestTESTtestTESTtes"
    address = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    done = run(f"timeout --signal={LASTING[example]} 5 {example}", place, **address)
    assert "Traceback" not in done.stderr
    assert "indexed 5 articles" in done.stdout or "event=starting" in done.stderr


def run_bot_once(place: Path) -> None:
    """Makes the file that votes are kept in, as the bot does."""
    from bot.telegram_skin.file_store import FileStore

    FileStore(place / "var" / "state.sqlite3")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_completion_is_a_script_of_that_shell(shell: str, place: Path) -> None:
    """Where the shell is installed it accepts the script."""
    done = run(f"talks completion {shell}", place)
    assert done.returncode == 0
    assert "_TALKS_COMPLETE" in done.stdout
    if shutil.which(shell):
        read = subprocess.run([shell, "-n"], input=done.stdout, capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stderr


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("talks ti", ["timeline"]),
        ("talks index ", ["add", "build", "contract", "remove", "status", "verify", "watch"]),
        ("talks show 00", ["000_", "001_", "002_", "003_", "004_"]),
        ("talks index remove 00", ["000_", "001_", "002_", "003_", "004_"]),
        ("talks index remove 000 003", ["003_"]),
        ("talks ask --format b", ["bibtex"]),
    ],
)
def test_bash_completes_commands_choices_and_articles(typed: str, expected: list[str], place: Path) -> None:
    """As bash does it: it sets what is typed and calls the function of the script."""
    words = typed.split(" ")
    listed = " ".join(f"'{word}'" for word in words)
    script = (
        'eval "$(talks completion bash)"\n'
        f"COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; _talks_completion talks; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = run(script, place)
    found = done.stdout.split()
    assert len(found) == len(expected), done
    assert all(one.startswith(start) for one, start in zip(sorted(found), expected, strict=True))
