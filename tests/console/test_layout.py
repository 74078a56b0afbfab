"""What stands where: whole conversations literally, and what holds at every width."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.answers import Answered, AnswerType, Query, Quote
from bot.console.bars import rows
from bot.console.completion import candidates
from bot.console.glyphs import visible
from bot.console.terminal import TerminalPage
from bot.live import Live
from bot.reading.desk import Desk
from bot.reading.reader import Reader
from bot.timeline import Rung, figure
from index.model import Article, Span
from index.snapshot import Snapshot
from tests.console.transcripts import SITUATIONS, laid_out, typed_in

ALL = sorted(SITUATIONS.glob("*.txt"))


def quote_of(text: str, highlight: Span | None = None) -> Quote:
    article = Article("a", "a.txt", "", text)
    return Quote(article, Span(0, len(text)), 1, 1.0, (highlight,) if highlight else (), highlight, "Ann Lee")


def shown(quote: Quote, columns: int) -> str:
    screen = io.StringIO()
    answer = Answered(Query("Who?", None, (), AnswerType.NUMBER), None, (quote,), "0", 1.0)
    TerminalPage(Console(file=screen, width=columns, highlight=False, markup=False, emoji=False)).answer(answer)
    return screen.getvalue()


def test_there_are_ten_situations() -> None:
    assert len(ALL) >= 10
    assert all(typed_in(transcript) for transcript in ALL)


@pytest.mark.parametrize("transcript", ALL, ids=lambda path: path.stem)
def test_a_whole_conversation_looks_as_it_does(transcript: Path, seeds_index: Path) -> None:
    """With the reading model, as the program runs, at 80 columns."""
    live = Live(seeds_index, Desk(Reader()))
    assert laid_out(live, typed_in(transcript)) == transcript.read_text(encoding="utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200), st.integers(40, 200))
@settings(deadline=None)
def test_any_quote_fits_any_width(text: str, columns: int) -> None:
    """No line is wider than the terminal, nothing of the quote is lost, and no control character gets through."""
    screen = shown(quote_of(text), columns)
    assert all(cell_len(line) <= columns for line in screen.split("\n"))
    assert "".join(visible(text).split()) in "".join(screen.split())
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in screen if c != "\n")


def test_an_article_can_not_command_the_terminal() -> None:
    """Escape sequences in a text are shown, not sent."""
    screen = shown(quote_of("It \x1b[2J ended\x07, he said.\r\nNobody\x9b31m knows."), 80)
    assert "It ␛[2J ended␇, he said." in screen
    assert "\x1b" not in screen
    assert "\x9b" not in screen


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.integers(5, 200), st.booleans())
def test_bars_are_in_proportion_and_fit(values: list[int], width: int, is_unicode: bool) -> None:
    """The longest fills the room, none is empty, and ASCII terminals get ASCII; a figure is never cut."""
    rungs = []
    for value in values:
        quote = quote_of(f"{value:,} people", Span(0, len(f"{value:,}")))
        rungs.append(Rung(quote, figure(quote)))
    drawn = rows(rungs, width, is_unicode=is_unicode)
    needed = len("undated  ") + max(len(f"{value:,}") for value in values)
    assert [int(row.figure.replace(",", "")) for row in drawn] == (values if needed <= width else [])
    assert all(cell_len(f"{row.date}  {row.figure}") <= width for row in drawn)
    bars = [row.bar for row in drawn]
    if any(bars):
        assert all(bars)
        assert all(cell_len(f"{row.date}  {row.figure}  {row.bar}") <= width for row in drawn)
        order = sorted(range(len(values)), key=lambda i: values[i])
        lengths = [cell_len(bars[i]) for i in order]
        assert lengths == sorted(lengths)
    assert is_unicode or all(set(bar) <= {"#"} for bar in bars)


@pytest.mark.parametrize(
    ("before", "length", "first"),
    [
        ("/ti", 3, "/timeline"),
        ("/show 004", 3, "004_9cad317c9819b7af"),
        ("/show albawaba", 8, "003_814d2d85b0b194a9"),
        ("/as-of 2024", 4, "2024-02-14"),
        ("What did Netan", 5, "Netanyahu"),
        ("what did netan", 5, "Netanyahu"),
        ("/timeline of Rafa", 4, "Rafah"),
        ("when did erdog", 5, "Erdoğan"),
    ],
)
def test_what_can_follow_is_completed(before: str, length: int, first: str, seeds: Snapshot) -> None:
    """Commands, articles by id or title, days, and names however they are typed."""
    found_length, found = candidates(before, seeds)
    assert found_length == length
    assert found[0] == first


@pytest.mark.parametrize("before", ["", "Who ", "/new x", "/show zzz", "/zzz", "xyzzy"])
def test_nothing_is_offered_where_nothing_fits(before: str, seeds: Snapshot) -> None:
    assert candidates(before, seeds)[1] == []
