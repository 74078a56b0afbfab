"""What a line leaves to those before it: whose "its president" is, where a toll was, what a bare figure counts."""

from __future__ import annotations

import pytest

from bot.confidence import NAMES, row
from bot.engine import consider
from bot.question import read_question
from bot.slots import Slot, flaws, slot
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """PORT ALDER, May 19 The bakers' guild of Port Alder has called a strike.

Its chairwoman, Dr Ada Kern-Lode, said that wages were too low.

Fourteen apprentices were killed when the roof of the Amber Mill fell in.

The blast at the mill cost 31 lives, the mayor said.

The governor of Port Alder, Professor Rosa Lind, has promised to send 15 inspectors and 40 guards.

Norvik has agreed to send 12.

Carl Brandt sold the mill to Ilse Momm in 2019.

The Yes campaign was headed by Mirela Čakovec, a former baker.

Miller Teodor Vash died at the age of 91.

Momm was freed after 200 days.

The next ballot of the guild is on 9 June.

The league fell ill on Pad 2 of the harbour.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is the chairwoman of the bakers' guild?", "Kern-Lode"),
        ("Who is the governor of Port Alder?", "Lind"),
        ("How many apprentices were killed in the Amber Mill?", "Fourteen"),
        ("How many people died in the blast?", "31 lives"),
        ("How many inspectors will Norvik send?", "send 12"),
        ("Who bought the mill?", "sold"),
        ("Who led the Yes campaign?", "headed"),
        ("How old was Teodor Vash when he died?", "91"),
        ("How long was Momm held?", "freed"),
        ("When would the ballot be held?", "9 June"),
        ("What did Ada Kern-Lode say about wages?", "Kern-Lode"),
    ],
)
def test_what_stands_before_is_known(question: str, words: str, story: Snapshot) -> None:
    """The line answers, though a word of the question stands only in those before it, or is left out."""
    query, where = read_question(question, story), sentence_id(words, story)
    assert not flaws(query, where, story)
    assert slot(query, where, story) is not Slot.EMPTY


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many apprentices were killed in Meskara?", "Fourteen"),
        ("Who is the chairwoman of the ferry company?", "Kern-Lode"),
        ("How many nurses fell ill?", "Pad 2"),
        ("Who led the No party in parliament?", "Kern-Lode"),
        ("How long did the last strike of the guild go on?", "9 June"),
    ],
)
def test_what_stands_nowhere_is_not(question: str, words: str, story: Snapshot) -> None:
    """Of another place, another body, or a figure that is a label: nothing that is left out."""
    assert slot(read_question(question, story), sentence_id(words, story), story) is not Slot.FILLED


def test_people_may_be_of_a_country(story: Snapshot, seeds: Snapshot) -> None:
    """A number of people is a count for "how many Israelis", as far as the odds go."""
    considered = consider("how many israelis died", seeds)
    values = dict(zip(NAMES, row(considered.query, considered.selection, seeds), strict=True))
    assert values["uncounted"] == 0
    considered = consider("How many guards did the guild send?", story)
    values = dict(zip(NAMES, row(considered.query, considered.selection, story), strict=True))
    assert values["uncounted"] == 1 or "guards" in story.text_of(story.sentence(int(considered.selection.ids[0])))
