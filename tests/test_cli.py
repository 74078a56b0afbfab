"""The command line as programs see it: the JSON contract, exit codes, batch, errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
KEYS = {
    "id", "question", "read_as", "status", "reason", "answer_type", "short_answer", "confidence", "quotes", "related",
    "missing_terms", "reader", "snapshot", "elapsed_ms",
}  # fmt: skip
QUOTE_KEYS = {
    "rank", "score", "text", "article_id", "file", "title", "published", "published_basis", "line", "place",
    "start", "end", "highlights", "short_answer", "speaker", "role",
}  # fmt: skip


def talks(*arguments: str, index: Path, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the real program with the seeds as articles."""
    environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": str(index), **settings}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def answer_of(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output)
    return found


def test_json_follows_the_contract(seeds_index: Path) -> None:
    """Every key is there, and every quote is its span of the decoded file."""
    done = talks("ask", "--json", "who led Hamas's delegation?", index=seeds_index)
    assert (done.returncode, done.stderr) == (0, "")
    answer = answer_of(done.stdout)
    assert set(answer) == KEYS
    assert answer["status"] == "answered"
    assert answer["quotes"]
    for quote in answer["quotes"]:
        assert set(quote) == QUOTE_KEYS
        text = (ROOT / "seeds" / quote["file"]).read_bytes().decode()
        assert quote["text"] == text[quote["start"] : quote["end"]]
        assert text[: quote["start"]].count("\n") + 1 == quote["line"]
        for start, end in quote["highlights"]:
            assert quote["start"] <= start < end <= quote["end"]


def test_what_was_known_before_every_article_is_nothing(seeds_index: Path) -> None:
    """The newest figures are no answer to what was known years earlier."""
    done = talks("ask", "--json", "--as-of", "2020", "how many people were killed?", index=seeds_index)
    answer = answer_of(done.stdout)
    assert (done.returncode, answer["status"], answer["reason"]) == (1, "abstained", "too_early")
    assert answer["related"]


def test_an_unanswerable_question_exits_1(seeds_index: Path) -> None:
    """Silence has its own exit status, and names the words no article has."""
    done = talks("ask", "--json", "zyzzyva quokka?", index=seeds_index)
    assert done.returncode == 1
    answer = answer_of(done.stdout)
    assert (answer["status"], answer["quotes"]) == ("abstained", [])
    assert answer["missing_terms"] == ["zyzzyva", "quokka"]


def test_an_unreadable_index_exits_2_with_one_line(tmp_path: Path) -> None:
    """A damaged index is refused with the remedy, not a traceback."""
    (tmp_path / "CURRENT").write_text("0123456789abcdef\n")
    done = talks("ask", "who led?", index=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "talks index build" in done.stderr


def test_batch_answers_in_order(seeds_index: Path) -> None:
    """One JSON line out for each line in, with its id."""
    lines = [{"id": "a", "question": "who led Hamas's delegation?"}, {"id": 7, "question": "zyzzyva?"}]
    done = talks("ask", "--batch", "-", index=seeds_index, stdin="\n".join(map(json.dumps, lines)) + "\n\n")
    assert done.returncode == 0
    answers = [answer_of(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 7]
    assert [answer["status"] for answer in answers] == ["answered", "abstained"]


def test_a_faulty_batch_line_is_named(seeds_index: Path) -> None:
    """The error says which line is wrong."""
    done = talks("ask", "--batch", "-", index=seeds_index, stdin='{"question": "who led?"}\n{"text": 1}\n')
    assert done.returncode == 2
    assert "line 2" in done.stderr


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "x", "--top", "0"), ("nonsense",), ("show", "nothing")])
def test_wrong_use_exits_2(arguments: tuple[str, ...], seeds_index: Path) -> None:
    """A mistake on the command line says what is wrong and shows no traceback."""
    done = talks(*arguments, index=seeds_index)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_question_builds_the_index(tmp_path: Path) -> None:
    """Nothing needs to be prepared by hand."""
    done = talks("ask", "who led Hamas's delegation?", index=tmp_path / "new")
    assert done.returncode == 0
    assert "indexed 5 articles, 107 sentences" in done.stderr


def test_a_wrong_setting_is_named(seeds_index: Path) -> None:
    """The error names the setting and where to correct it."""
    done = talks("telegram", index=seeds_index, TALKS_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert "TALKS_LOG_LEVEL" in done.stderr


@pytest.mark.parametrize(
    "settings", [{"TALKS_READER": "perhaps"}, {"TALKS_READER_DEADLINE": "soon"}, {"TALKS_READER_DEADLINE": "-1"}]
)
def test_a_wrong_setting_of_the_reader_is_named(settings: dict[str, str], seeds_index: Path) -> None:
    done = talks("ask", "who led the delegation?", index=seeds_index, **settings)
    assert done.returncode == 2
    assert next(iter(settings)) in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_reader_takes_part_unless_it_is_off(seeds_index: Path) -> None:
    """The answer says whether it did; the conversation says once when it does not."""
    for switch, expected in (("on", True), ("off", False)):
        done = talks("ask", "--json", "who led Hamas's delegation?", index=seeds_index, TALKS_READER=switch)
        assert answer_of(done.stdout)["reader"] is expected
    said = talks("chat", index=seeds_index, TALKS_READER="off").stderr
    assert said.count("The reading model is off") == 1
    assert "reading model" not in talks("chat", index=seeds_index).stderr


def test_the_environment_wins_over_the_env_file(seeds_index: Path, tmp_path: Path) -> None:
    """What is empty there is not set, and .env may quote and comment."""
    text = f'# mine\ntalks_index="{seeds_index}"  # here\nTALKS_ARTICLES=\n'
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    for index, expected in (("", 0), (str(tmp_path / "none"), 2)):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TALKS_INDEX": index, "TALKS_ARTICLES": ""}
        command = [sys.executable, "-m", "bot", "sources"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == expected
        assert ("seeds: no such file or folder" in done.stderr) == (expected == 2)


def test_answering_imports_no_telegram(seeds_index: Path) -> None:
    """A one-shot answer does not pay for what it does not use, the costliest imports first of all."""
    code = (
        "import sys; from bot import cli; sys.argv = ['talks', 'ask', 'who led the delegation?']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "sys.exit(not {'telegram', 'nupunkt', 'pydantic', 'asyncio', 'rich', 'prompt_toolkit'}.isdisjoint(sys.modules))"
    )
    environment = {**os.environ, "TALKS_ARTICLES": "seeds", "TALKS_INDEX": str(seeds_index), "TALKS_READER": "off"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_setting_stands_in_the_example_with_its_default() -> None:
    """.env.example lists all settings."""
    from bot.places import DEFAULTS
    from bot.settings import Settings

    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(listed) == {*DEFAULTS, *(name.upper() for name in Settings.model_fields)}
    assert {name: listed[name] for name in DEFAULTS} == DEFAULTS
    given = {name.lower(): value for name, value in listed.items() if value and name not in DEFAULTS}
    assert Settings.model_validate(given) == Settings.model_validate({})
