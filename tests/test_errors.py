"""Every mistake at the command line says what happened and what to type next, without a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_cli import ROOT, talks

BATCH = '{"question": "who led?"}\n{"text": 1}\n'


@pytest.mark.parametrize(
    ("arguments", "told", "remedy"),
    [
        (["aks", "who led?"], "No such command 'aks'", "Did you mean 'ask'? talks --help lists them."),
        (["zzz"], "No such command 'zzz'", "talks --help lists them."),
        (["ask"], "give a question", "for example: talks ask"),
        (["ask", "x", "--jsn"], "No such option '--jsn'", "Did you mean '--json'"),
        (["ask", "x", "--as-of", "soon"], "'soon' is no date", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        (["ask", "x", "--format", "pdf"], "'pdf' is not one of", "'bibtex'"),
        (["ask", "--batch", "none.jsonl"], "No such file", "Try 'talks ask --help'"),
        (["ask", "--batch", "-"], "line 2: question: Field required", 'write {"id": 1, "question"'),
        (["show", "00"], "00: 5 articles start so", "run: talks sources"),
        (["show", "nothing"], "no such article", "run: talks sources"),
        (["show", "004", "--line", "999"], "no line 999, it has 71 lines", "run: talks show 004_9cad317c9819b7af"),
        (["eval", "none.jsonl"], "can't be read (No such file", "name a file of JSON lines"),
        (["eval", "seeds/000_883369e292aa55be.txt"], "line 1: Invalid JSON", "talks eval --help"),
        (["index", "add", "none.txt"], "no such file or folder", "name one, an http(s) address, or -"),
        (["index", "add", "ftp://example.org/a.txt"], "http:// or https:// alone", "save it and add the file"),
        (["index", "add", "http://127.0.0.1:9/a"], "a private address", "--allow-private"),
        (["index", "add", "http://127.0.0.1:9/a", "--allow-private"], "can't be reached", "save the page yourself"),
        (["index", "add", "http://"], "no http:// or https:// address", "write one in full"),
        (["index", "remove", "nothing"], "no such article", "run: talks sources"),
        (["index", "build", "nowhere"], "nowhere: no such file or folder", "set TALKS_ARTICLES"),
        (["timeline", "x", "--plot", "a.gif"], "--plot a.gif", "ends with .png or .svg"),
        (["telegram"], "TELEGRAM_BOT_TOKEN is not set", "get a token from @BotFather"),
        (["completion", "csh"], "'csh' is not one of", "'bash', 'zsh', 'fish'"),
        (["check", "word " * 20_000], "characters", "paste the quote alone"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_mistake_is_told_with_what_to_type(arguments: list[str], told: str, remedy: str, seeds_index: Path) -> None:
    done = talks(*arguments, index=seeds_index, stdin=BATCH, TALKS_READER="off", TELEGRAM_BOT_TOKEN="")
    assert done.returncode == 2, done.stdout
    assert told in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


# What the shell makes of it: closed streams, a full disk, bytes that are no text, a reader that leaves.
@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("ask 'who led?' >&-", 0, ""),
        ("chat <&-", 0, ""),
        ("ask 'who led?' >/dev/full", 2, "talks: No space left on device"),
        ("ask --json $'\\xff who led the delegation?'", 0, ""),
        ("timeline $'\\xff how many were killed?'", 0, ""),
        ('ask --batch - <<< $\'{"question": "\\xff"}\'', 2, "line 1: Invalid JSON"),
        ('ask --batch - <<< $\'\\xef\\xbb\\xbf{"question": "who led?"}\'', 0, ""),
        ("chat <<< $'\\xff who led?'", 0, ""),
        ("sources | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("ask 'who led the delegation?'", 0, ""),
    ],
)
def test_streams_are_taken_as_they_come(line: str, status: int, told: str, seeds_index: Path) -> None:
    """Also where the encoding knows few characters; never with a traceback or the exit status of a silence."""
    environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": str(seeds_index), "TALKS_READER": "off"}
    environment["PYTHONIOENCODING"] = "latin-1:strict" if line.startswith("ask 'who") else "utf-8:strict"
    command = ["bash", "-c", f"{shlex.quote(sys.executable)} -m bot {line}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, "Traceback" in done.stderr.decode()) == (status, False), done.stderr
    assert told in done.stderr.decode()


def test_a_crash_has_a_status_of_its_own() -> None:
    """It is no abstention, and no wrong setting either, at which the service would not be started again."""
    broken = "from bot.commands import ask; del ask.open_index"
    code = f"import sys; from bot import cli; {broken}; sys.argv = ['talks', 'ask', 'who led?']; cli.main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 70
    assert b"NameError" in done.stderr


@pytest.mark.parametrize(
    ("setting", "told", "remedy"),
    [
        ({"TALKS_INDEX": "README.md"}, "README.md", "run: talks index build"),
        ({"TALKS_INDEX": "/proc/none"}, "can't be written", "set TALKS_INDEX elsewhere"),
        ({"TALKS_ARTICLES": "nowhere", "TALKS_INDEX": "{tmp}"}, "nowhere: no such", "set TALKS_ARTICLES"),
        ({"TALKS_SCREEN_READER": "loud"}, "neither on nor off", "correct it in the environment or .env"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_told_with_what_to_change(
    setting: dict[str, str], told: str, remedy: str, seeds_index: Path, tmp_path: Path
) -> None:
    given = {name: value.replace("{tmp}", str(tmp_path / "new")) for name, value in setting.items()}
    index = Path(given.pop("TALKS_INDEX", seeds_index))
    done = talks("ask", "who led the delegation?", index=index, **given)
    assert done.returncode == 2, done.stdout
    assert told in done.stderr
    assert remedy in done.stderr
    assert len(done.stderr.splitlines()) == 1
