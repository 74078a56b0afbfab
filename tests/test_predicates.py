"""What a question says of its subject, and sentences that have the names alone: checked over one invented story."""

from __future__ import annotations

import pytest

from bot.question import read_question
from bot.slots import Flaw, flaws
from bot.slots.predicates import predicate
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """The bridge at Port Alder, which cost 14 million crowns, has been closed since Friday, the council said.

Its spokeswoman, Ida Renn, said that 45 drivers had to turn back on Saturday.

A lorry driver, Olaf Brekke, filmed the crack and called the police.

The Velmark bank lent the council the money in 2011.

The ferry will resume its crossings on Monday.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("story"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who filmed the crack in the bridge?", {"filmed"}),
        ("Who else welded it?", {"welded"}),
        ("When will the bridge at Port Alder reopen?", {"reopen"}),
        ("When was the Velmark bank founded?", {"founded"}),
        ("When is Ida Renn due to resign?", {"resign"}),
        ("How many drivers have been fined?", {"fined"}),
        ("Did Olaf Brekke weld the crack?", {"weld"}),
        ("Who did Ida Renn blame for it?", {"blame"}),
        ("When is Ida Renn due there?", set()),
        ("How many trips has the ferry made?", set()),
        ("How many drivers were fined?", set()),
        ("When was the end of it?", set()),
    ],
)
def test_what_is_said_of_the_subject_is_found(question: str, said: set[str], story: Snapshot) -> None:
    """The verb behind the subject or behind "who"; none where any verb could answer, or where it is not clear."""
    query = read_question(question, story)
    assert {concept.span.of(query.text) for concept in predicate(query)} == said


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who designed the bridge at Port Alder?", "The bridge"),
        ("When did the bridge at Port Alder collapse?", "The bridge"),
        ("When was the Velmark bank robbed?", "Velmark"),
        ("How many drivers have been fined?", "45 drivers"),
        ("Did Olaf Brekke weld the crack?", "Olaf"),
    ],
)
def test_names_without_the_deed_do_not_answer(question: str, words: str, story: Snapshot) -> None:
    """Neither the sentence nor those beside it tell of the deed."""
    assert Flaw.UNASKED in flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who filmed the crack?", "Olaf"),
        ("Who speaks for the council?", "Ida Renn"),
        ("When does the ferry start up again?", "The ferry"),
        ("When did Olaf Brekke call the police?", "Olaf"),
        ("When was the bridge at Port Alder closed?", "The bridge"),
    ],
)
def test_a_deed_told_there_or_beside_is_no_flaw(question: str, words: str, story: Snapshot) -> None:
    """In its own words, in close ones, or by the office of who does it."""
    assert Flaw.UNASKED not in flaws(read_question(question, story), sentence_id(words, story), story)
