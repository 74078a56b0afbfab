"""Where the bars of an answer lie: high over a few stories, lower the more is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import confidence, engine
from bot.answers import Abstained, Answered, Reason
from bot.confidence import limits
from bot.selection import weights
from tests.stories import index_story

STORY = """The Norvik delegation, led by trade minister Ann Low, arrived in Port Alder on Monday.

The president of Norvik, Carl Brandt, stayed at home.

Pressure has grown on Norvik to open its harbour to Torland's ships.

But it remains closed.

Some 450 soldiers built a wall around the harbour, which lies at a depth of 74 metres.

Torland rejected the plan of the mediators, and Norvik accepted it.
"""


def test_every_bar_falls_from_a_few_stories_to_a_library() -> None:
    few, between, library = (limits(weights(), sentences) for sentences in (100, 900, 1_000_000))
    assert all(a >= b >= c for a, b, c in zip(few, between, library, strict=True))
    assert few[1] > between[1] > library[1]
    assert few[2] == 1.0
    assert few[2] > between[2] > library[2]
    assert limits(weights(), 1) == few


def test_good_odds_outweigh_in_a_library_what_the_check_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = index_story(STORY, tmp_path)
    sure, unsure = "Who led the Norvik delegation?", "Who is the president of Torland?"
    assert isinstance(engine.answer(sure, snapshot), Answered)
    monkeypatch.setattr(engine, "is_misleading", lambda *_: True)
    silent = engine.answer(sure, snapshot)
    assert isinstance(silent, Abstained)
    assert silent.reason is Reason.NOT_STATED
    monkeypatch.setattr(confidence, "_STORIES", 1)
    monkeypatch.setattr(confidence, "_LIBRARY", 2)
    found = engine.answer(sure, snapshot)
    assert isinstance(found, Answered)
    assert found.confidence == silent.confidence
    assert isinstance(engine.answer(unsure, snapshot), Abstained)
