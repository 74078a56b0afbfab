"""Events that go by their day: "the March 3 raid" is told of as "the raid" where the article names that day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import engine
from bot.answers import Answered
from bot.event_days import event_day, is_its_day, without_day
from bot.question import read_question
from index.build import build
from index.snapshot import Snapshot, load
from tests.stories import sentence_id

STORY = """Villagers in Velmo still wait for help. Three months after the raid on March 3, the market is closed.

The raid killed 41 people, most of them traders, the coroner of Velmo said.

A fire at the port killed six people on June 2.

The storm of Tuesday left nine people dead.
"""
OTHER = """OSTEN, April 9 — The raid on the bank of Osten cost nobody's life.

The raid left 12 people injured, the police of Osten said.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("days")
    lines = [json.dumps({"id": name, "text": text}) for name, text in (("a", STORY), ("b", OTHER))]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([Path(folder / "a.jsonl")], folder / "index")
    return load(folder / "index")


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("How many people died in the March 3 raid?", "How many people died in the raid?"),
        ("how many people died in the raid on Velmo on 3 March 2031?", "how many people died in the raid on Velmo?"),
        # What is behind the day is no part of it.
        ("How many people died in the raid of March 3rd?", None),
        ("How many were hurt in the raid of March 3, and where?", "How many were hurt in the raid, and where?"),
        ("How many people died on March 3?", None),
        ("When was the raid?", None),
    ],
)
def test_a_question_calls_an_event_by_its_day(question: str, without: str | None, story: Snapshot) -> None:
    query = read_question(question, story)
    assert (event_day(query) is not None) is (without is not None)
    assert without_day(query) == (without or question)


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("How many people died in the March 3 raid?", "killed 41", True),
        ("How many people died in the March 4 raid?", "killed 41", False),
        ("How many people died in the March 3 raid?", "12 people injured", False),
        ("How many people died in the April 9 raid?", "12 people injured", False),
        ("How many people died in the March 3 storm?", "nine people", False),
    ],
)
def test_a_sentence_tells_of_it_where_its_article_names_the_day(
    question: str, words: str, told: bool, story: Snapshot
) -> None:
    """Neither does the day on which the article was written, nor a sentence that tells of another day."""
    assert is_its_day(read_question(question, story), sentence_id(words, story), story) is told


def test_what_happened_then_is_answered(story: Snapshot) -> None:
    """It was refused: no line with the figure has the day."""
    answer = engine.answer("How many people were killed in the March 3 raid?", story)
    assert isinstance(answer, Answered)
    assert answer.short_answer == "41"
