"""Spans looked up among thousands: the same as comparing each with each, without its cost."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from bot import engine
from bot.nearness import Spread, Taken
from index.build import build
from index.model import Span
from index.snapshot import Snapshot, load

SPANS = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 60), st.integers(1, 12))


@given(st.lists(SPANS, min_size=1, max_size=12), SPANS)
def test_a_spread_tells_what_comparing_with_every_span_tells(spans: list[Span], one: Span) -> None:
    spread = Spread(spans)
    assert spread.overlaps(one) == any(s.start < one.end and one.start < s.end for s in spans)
    assert spread.gap(one) == min(max(one.start - s.end, s.start - one.end, 0) for s in spans)
    assert spread.starts_in(one.start, one.end) == any(one.start <= s.start < one.end for s in spans)


@given(st.lists(SPANS, max_size=12))
def test_what_is_taken_first_keeps_its_place(spans: list[Span]) -> None:
    taken = Taken()
    kept: list[Span] = []
    for span in spans:
        free = not any(span.start < k.end and k.start < span.end for k in kept)
        assert taken.add(span) == free
        kept += [span] if free else []


def _calls(snapshot: Snapshot) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event == "call"

    engine.answer("Who is Norvik?", snapshot)  # opens what is opened once
    sys.setprofile(count)
    try:
        engine.answer("How many people were killed?", snapshot)
    finally:
        sys.setprofile(None)
    return calls


def test_twice_as_many_figures_in_a_sentence_take_about_twice_as_long(tmp_path: Path) -> None:
    snapshots = []
    for num_figures in (300, 600):
        folder = tmp_path / str(num_figures)
        folder.mkdir()
        killed = ", ".join(f"{i} people were killed" for i in range(1000, 1000 + num_figures))
        (folder / "table.txt").write_text(
            f"{killed} in Norvik.\n\nTalks go on.\n\nThe army denied it.\n\nRain fell.\n", encoding="utf-8"
        )
        build([folder], folder / "index")
        snapshots.append(load(folder / "index"))
    few, many = map(_calls, snapshots)
    assert many < 3 * few
