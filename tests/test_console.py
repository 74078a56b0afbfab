"""The console conversation, compared literally."""

from __future__ import annotations

import io

import pytest

from bot.console import chat
from bot.live import Live
from bot.wording import EXAMPLES

TRANSCRIPT = """\
5 articles, 107 sentences. Type a question, for example: Who led the delegation?
/sources lists the articles, /show ARTICLE prints one, /help this help; ctrl-d leaves.
"""


def converse(live: Live, *lines: str) -> str:
    written: list[str] = []
    chat(live, EXAMPLES[0], io.StringIO("".join(f"{line}\n" for line in lines)), written.append)
    return "\n".join(written) + "\n"


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
