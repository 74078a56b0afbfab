"""The conversation at a pseudo-terminal, as a person sees and types it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tests.console.terminal import Terminal

COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]")
TAB, CTRL_C, CTRL_D, UP, ENTER = "\t", "\x03", "\x04", "\x1b[A", "\r"
PROMPT = r"\n>"
QUOTE = (
    "The indirect negotiations will take place in the Red Sea resort of Sharm el-Sheikh, where the Israeli delegation,"
    " headed by top negotiator Ron Dermer, is set to arrive on Monday."
)


@pytest.fixture
def settings(seeds_index: Path, tmp_path: Path) -> dict[str, str]:
    return {"TALKS_INDEX": str(seeds_index), "TALKS_STATE": str(tmp_path / "state" / "state.sqlite3")}


def test_a_session_types_completes_cancels_recalls_and_leaves(settings: dict[str, str], tmp_path: Path) -> None:
    """Names and commands complete, ctrl-c drops a line, the next session knows the questions, ctrl-d ends with 0."""
    terminal = Terminal("chat", settings=settings)
    terminal.type("", until=PROMPT)
    terminal.type("Who heads the Israeli deleg", until="deleg")
    terminal.type(CTRL_C, until=PROMPT)
    terminal.type(f"What did Netan{TAB}", until="What did Netanyahu")
    terminal.type(CTRL_C, until=PROMPT)
    terminal.type(f"Who heads the Israeli delegation?{ENTER}", until=PROMPT)
    assert " ".join(terminal.text().split()).count("Ron Dermer") == 2  # the answer, and in its quote
    assert "Read as" not in terminal.text()
    terminal.type(f"When is he due there?{ENTER}", until=PROMPT)
    assert "Read as: When is Ron Dermer due there?" in terminal.text()
    terminal.type("/sou", until=r"> /sou\n +/sources")
    terminal.type(TAB, until=r"> /sources\n +/sources")
    terminal.type(ENTER, until=PROMPT)
    assert "004_9cad317c9819b7af  14 Feb 2024" in terminal.text()
    terminal.type("/show 004", until="/show 004")
    terminal.type(TAB, until="/show 004_9cad317c9819b7af")
    terminal.type(CTRL_C, until=PROMPT)
    assert terminal.leave(CTRL_D) == 0

    again = Terminal("chat", settings=settings)
    again.type("", until=PROMPT)
    again.type(UP + UP, until=r"When is he due there\?")
    again.type(CTRL_C, until=PROMPT)
    assert again.leave(CTRL_D) == 0
    kept = tmp_path / "state" / "console_history"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_words_that_answer_are_lit_and_the_source_is_dim(settings: dict[str, str]) -> None:
    """In the quote itself; what stands beside them is as usual."""
    terminal = Terminal("ask", "Who heads the Israeli delegation?", columns=200, settings=settings)
    terminal.type("", until=r"undated[^\n]*")
    assert terminal.style("Dermer, is set") == ("green", True)
    for words in ("The indirect", "headed by top", ", is set"):
        assert terminal.style(words) == ("default", False)
    assert terminal.style("000_883369e292aa55be.txt") == ("brightblack", False)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_word_is_cut_at_any_width(columns: int, settings: dict[str, str]) -> None:
    """Quotes, sources and bars fit the terminal and break between words."""
    terminal = Terminal("chat", columns=columns, settings=settings)
    terminal.type("", until=PROMPT)
    terminal.type(f"Who heads the Israeli delegation?{ENTER}", until=PROMPT)
    answer = terminal.text().split("delegation?", 1)[1]
    assert QUOTE in " ".join(answer.split())
    assert "000_883369e292aa55be.txt, line 3" in answer
    if columns == 200:
        assert re.search(r"line 3 +undated", answer)


def test_a_changing_figure_is_drawn_as_dated_bars(settings: dict[str, str]) -> None:
    """The bars are as long as the figures are large, and what has no date says so."""
    terminal = Terminal("chat", settings=settings)
    terminal.type("", until=PROMPT)
    terminal.type(f"how many people have been killed in Gaza?{ENTER}", until=PROMPT)
    bars = re.findall(r"^    (\S.*?)  ([\d,]+)  (█+)", terminal.text(), re.MULTILINE)
    assert [(date.strip(), figure) for date, figure, _ in bars] == [
        ("undated", "67,139"),
        ("about 14 Jul 2025 (inferred)", "58,386"),
        ("14 Feb 2024", "28,576"),
    ]
    lengths = [len(bar) for _, _, bar in bars]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[2] / lengths[0] == pytest.approx(28_576 / 67_139, abs=0.04)


def test_no_color_is_kept(settings: dict[str, str]) -> None:
    """With NO_COLOR nothing is coloured, not even what is typed."""
    plain = Terminal("chat", settings=settings | {"NO_COLOR": "1"})
    plain.type("", until=PROMPT)
    plain.type(f"Who heads the Israeli delegation?{ENTER}", until=PROMPT)
    plain.type("Who", until=r"> Who.*")
    assert not COLOUR.search(plain.raw)
    coloured = Terminal("chat", settings=settings)
    coloured.type("", until=PROMPT)
    coloured.type(f"Who heads the Israeli delegation?{ENTER}", until=PROMPT)
    assert COLOUR.search(coloured.raw)


def test_a_screen_reader_hears_sentences(settings: dict[str, str]) -> None:
    """No bar, no colour, no moving of the cursor: everything is said in words and in order."""
    terminal = Terminal("chat", columns=200, settings=settings | {"TALKS_SCREEN_READER": "on"})
    terminal.type("", until="Question:")
    terminal.type(f"how many people have been killed in Gaza?{ENTER}", until="Question:")
    shown = terminal.text()
    assert "Answer: at least 67,139 Palestinians." in shown
    assert "The figure by article: undated: 67,139; about 14 Jul 2025 (inferred): 58,386; 14 Feb 2024: 28,576." in shown
    assert "Words that answer: 58,386" in shown
    assert "From 000_883369e292aa55be.txt, line 14, undated." in shown
    assert not re.search(r"[█▏│─]", shown)
    assert not re.search(r"\x1b\[[\d;]*[A-Hm]", terminal.raw)
    terminal.type(f"What did Netan{TAB}", until="What did Netanyahu")
    terminal.type(CTRL_C, until="Question:")
    assert terminal.leave(CTRL_D) == 0


def test_a_paste_of_many_lines_is_one_question(settings: dict[str, str]) -> None:
    """What a terminal marks as pasted is not asked line by line."""
    terminal = Terminal("chat", settings=settings)
    terminal.type("", until=PROMPT)
    terminal.type("\x1b[200~Who heads\nthe Israeli\r\ndelegation?\x1b[201~", until=r"delegation\?")
    terminal.type(ENTER, until=PROMPT)
    assert "Ron Dermer" in terminal.text()


def test_the_period_stands_in_the_prompt(settings: dict[str, str]) -> None:
    """Whoever asks as of an earlier day sees so until it is off."""
    terminal = Terminal("chat", settings=settings)
    terminal.type("", until=PROMPT)
    terminal.type(f"/as-of 2024-02{ENTER}", until=r"\nas of 2024-02 >")
    terminal.type(f"how many people have been killed in Gaza?{ENTER}", until=r"\nas of 2024-02 >")
    assert "67,139" not in terminal.text()
    terminal.type(f"/as-of off{ENTER}", until=PROMPT)
