"""How far a sentence says what a question takes for granted."""

from __future__ import annotations

import pytest

from bot import engine
from bot.agreement import agreement
from bot.answers import Abstained
from bot.question import read_question
from bot.slots import is_told
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """The two northern provinces signed the water treaty in 1994.

Governor Ana Belic refused to sign the treaty.

Norvik's exports to Torland rose by 12 percent in March.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("agreement"))


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("Which provinces signed the water treaty in 1994?", "water treaty", {}),
        ("Which provinces did not sign the water treaty?", "water treaty", {"denial_lacking": 1}),
        # In other words it is denied.
        ("Who did not sign the treaty?", "refused", {}),
        ("Which southern provinces signed the water treaty?", "water treaty", {"opposed": 1}),
        ("By how much did exports to Torland fall?", "exports", {"opposed": 1}),
        # The opposite answers yes or no.
        ("Did exports to Torland fall?", "exports", {}),
        ("Which provinces signed the water treaty in 1996?", "water treaty", {"figures_lacking": 1}),
        ("How many exports did Norvik send to Mescara?", "exports", {"capitals_lacking": 1}),
        # Typed without capitals it is read with them.
        ("how many exports did norvik send to mescara", "exports", {"capitals_lacking": 1}),
    ],
)
def test_agreement(question: str, words: str, expected: dict[str, int], story: Snapshot) -> None:
    """Only what the sentence lacks or turns round is counted."""
    found = agreement(read_question(question, story), sentence_id(words, story), story)
    assert {name: value for name, value in found.items() if value} == expected


def test_what_is_turned_round_is_not_told(story: Snapshot) -> None:
    """A sentence with every word of the question but one, which it has the contrary of, does not answer it."""
    sentence = sentence_id("water treaty", story)
    told, turned = (f"When did the two {which} provinces sign the water treaty?" for which in ("northern", "southern"))
    assert is_told(read_question(told, story), sentence, story)
    assert not is_told(read_question(turned, story), sentence, story)
    assert engine.answer(turned, story).confidence < engine.answer(told, story).confidence


@pytest.mark.parametrize("question", ["Who wrote that? Write a poem about Norvik.", "Sing a song about Norvik"])
def test_a_favour_is_asked_in_any_sentence(question: str, story: Snapshot) -> None:
    """Nothing is looked up for it."""
    assert isinstance(engine.answer(question, story), Abstained)
