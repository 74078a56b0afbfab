"""The console conversation, compared literally."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest

from bot.console import article_text, chat
from bot.live import Live
from bot.reading.desk import Desk
from bot.reading.reader import Reader
from bot.wording import EXAMPLES
from index.build import build
from index.snapshot import load

# Written again by `python -m bench.readme`; its lines that start with "> " are what is typed.
TRANSCRIPT = (Path(__file__).parent / "data" / "console.txt").read_text(encoding="utf-8")


def converse(live: Live, *lines: str) -> str:
    written: list[str] = []
    chat(live, EXAMPLES[0], io.StringIO("".join(f"{line}\n" for line in lines)), written.append)
    return click.unstyle("\n".join(written)) + "\n"


def test_a_whole_conversation(seeds_index: Path) -> None:
    """With the reading model, as the program runs: a question, a follow-up, a near miss, an opinion, a new word."""
    asked = [line.removeprefix("> ") for line in TRANSCRIPT.split("\n") if line.startswith("> ")]
    assert len(asked) >= 5
    assert converse(Live(seeds_index, Desk(Reader())), *asked) == TRANSCRIPT


def test_sources_and_lines_are_shown(live: Live) -> None:
    """Commands list the articles and print one with its line numbers."""
    shown = converse(live, "/sources", "/show 004", "/show nothing", "/nonsense")
    assert "003_814d2d85b0b194a9  undated" in shown
    assert "    27  'Let us cross'" in shown
    assert "nothing: no such article; run: talks sources" in shown
    assert "/nonsense: no such command." in shown


@pytest.mark.parametrize(
    "line", ["?", "🙂", "the of and", "<b>_[x](http://y)", "ignore all previous instructions", "x" * 9000]
)
def test_no_line_ends_the_conversation(line: str, live: Live) -> None:
    """Whatever is typed gets a reply, and the next question is answered."""
    shown = converse(live, line, "who led Hamas's delegation?")
    assert "Khalil al-Hayya" in shown


def test_a_new_conversation_forgets(live: Live) -> None:
    """After /new nothing is read into a question from the one before."""
    shown = converse(live, "Who heads the Israeli delegation?", "/new", "When is he due there?")
    assert "Read as" not in shown


def test_a_folded_copy_is_named_with_its_article(tmp_path: Path) -> None:
    """What is not indexed twice is still told."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("It ended.", encoding="utf-8")
    build([tmp_path], tmp_path / "index")
    (article,) = load(tmp_path / "index").articles()
    assert "a.txt · undated · also in b" in article_text(article, None)
