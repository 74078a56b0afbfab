"""Offices told apart: the former, the deputy and the foreign minister are not the minister asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import engine
from bot.answers import Abstained, Answered
from bot.offices import asks_who_is, told_of
from bot.question import read_question
from bot.slots import Flaw, flaws
from index.build import build
from index.snapshot import Snapshot, load
from tests.stories import sentence_id

STORY = """French prime minister Marie Duval met former British prime minister Ann Low in Paris on Monday.

German foreign minister Karl Brandt stayed in Berlin.

Deputy Spanish interior minister Pablo Rey resigned on Tuesday.

U.N. humanitarian chief Lena Hart asked for more food at the city's harbour gate.

Tom Weller waited at the city's harbour gate with Marie Duval.

NRA Director Paul Stone had joined the talks with Ida Berg, head of Denmark's Vagt intelligence service, in Oslo.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("offices")
    (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": STORY}), encoding="utf-8")
    build([Path(folder / "a.jsonl")], folder / "index")
    return load(folder / "index")


@pytest.mark.parametrize(
    ("question", "words", "flawed"),
    [
        ("Who is the German foreign minister?", "Karl Brandt", False),
        ("Who is the German finance minister?", "Karl Brandt", True),
        ("Who is the Spanish interior minister?", "Pablo Rey", True),
        ("Who is the deputy interior minister of Spain?", "Pablo Rey", False),
        ("Who is the vice president of France?", "Marie Duval", True),
        ("Who is the French prime minister?", "Marie Duval", False),
        ("Who was the British prime minister?", "Ann Low", False),
        ("Who is the UN humanitarian chief?", "Lena Hart", False),
        ("Who is the UN secretary general?", "Lena Hart", True),
        ("Who was French prime minister before Marie Duval?", "Marie Duval", True),
        ("Who is the German ambassador to France?", "Marie Duval", True),
        ("Who is the director of Norway's State Security Bureau?", "Paul Stone", True),
        ("Who is the director of the National Rail Agency?", "Paul Stone", False),
        ("Who is the NRA director?", "Paul Stone", False),
    ],
)
def test_another_office_is_a_flaw(question: str, words: str, flawed: bool, story: Snapshot) -> None:
    """Rank, field, time, country and body of an office must agree with the one asked for."""
    found = flaws(read_question(question, story), sentence_id(words, story), story)
    assert (Flaw.ANOTHER in found) is flawed


@pytest.mark.parametrize(
    ("name", "office"),
    [("Lena Hart", "U.N. humanitarian chief"), ("Karl Brandt", "German foreign minister"), ("Tom Weller", None)],
)
def test_an_office_is_given_whole(name: str, office: str | None, story: Snapshot) -> None:
    query = read_question(f"Who is {name}?", story)
    text = next(t for i in range(story.num_sentences) if name in (t := story.text_of(story.sentence(i))))
    found = told_of(query, text)
    assert asks_who_is(query)
    assert (found and found.of(text)) == office


def test_nobody_is_told_to_be_another_person_or_a_place(story: Snapshot) -> None:
    answer = engine.answer("Who is Tom Weller?", story)
    assert isinstance(answer, Abstained) or answer.short_answer is None


def test_the_holder_of_an_office_of_a_country_is_a_name(story: Snapshot) -> None:
    answer = engine.answer("Who is the foreign minister of Germany?", story)
    assert isinstance(answer, Answered)
    assert answer.short_answer == "Karl Brandt"
    assert not asks_who_is(answer.query)
