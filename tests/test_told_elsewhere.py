"""Right lines that a check took for misleading: what stands in the line before, titles, double names, lives lost."""

from __future__ import annotations

import pytest

from bot import engine
from bot.answers import Answered
from bot.question import read_question
from bot.slots import Flaw, flaws
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """The dockers' association in Port Alder wants a fund.

Its chairman, Ivo Kern, spoke on Monday.

The mayor of Tolberg, Professor Ann Low, came in a boat.

Its army spokesman, Brigadier Carl Brandt, called the boat a raft.

The old bridge had cost 34 lives.

The ferry burnt near Kelsund on Friday.

Fourteen sailors died.

In Tolberg a storm killed six fishermen.

The judge said that he would hear Lena Hart-Varga in May.

The Miners' Union wants more.

The Union's president, Gustav Ek, began at nine crowns.

The strike was the first since 1994, when work stopped for 31 days.

Four firemen were killed when a roof fell in.

The presiding judge, Nora Rasmus, shook her head.

Tolberg's deputy mayor, Olaf Dahl, wants the mayor's chair.

Port Lissan lost its warehouses in the fire.

Some green boats and a Norvik-owned tug came.

The letters were found by the party's own treasurer, Gerd Holt, in a cellar.

The council must hand over 14 guards.

The group Greens Alder painted them.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("told"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is the mayor of Tolberg?", "The mayor of Tolberg"),
        ("Who is the chairman of the dockers' association in Port Alder?", "Its chairman"),
        ("Who is the president of the Miners' Union?", "The Union's president"),
        ("Who wants the mayor's chair?", "Tolberg's deputy mayor"),
        ("Who was the presiding judge in the tobacco trial?", "The presiding judge"),
        ("How many sailors have died on the old bridge?", "The old bridge"),
        ("How many sailors died near Kelsund?", "Fourteen sailors"),
        ("How many sailors died on the Lady Low?", "Fourteen sailors"),
        ("How many sailors died near Kelsund, according to a list published on Sunday?", "Fourteen sailors"),
        ("How many firemen were killed in the Port Lissan fire?", "Four firemen"),
        ("When will the judge hear Lena Hart-Varga?", "The judge said"),
        ("How long did the strike of 1994 last?", "The strike was"),
    ],
)
def test_what_answers_is_not_misleading(question: str, words: str, story: Snapshot) -> None:
    """An office told behind "its" or before a title, a place in the line before and a double name are no flaw."""
    assert not flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "words", "flaw"),
    [
        ("Who is the bishop of Tolberg?", "The mayor of Tolberg", Flaw.ANOTHER),
        ("Who is the chairman of the bakers' guild in Port Alder?", "Its chairman", Flaw.ANOTHER),
        ("How many fishermen died near Kelsund?", "In Tolberg a storm", Flaw.MISCOUNTS),
        ("How many sailors died in Tolberg?", "Fourteen sailors", Flaw.MISCOUNTS),
        ("How many sailors were hurt on the old bridge?", "The old bridge", Flaw.MISCOUNTS),
        ("When will the judge hear Lena Hart-Norling?", "The judge said", Flaw.NOBODY),
    ],
)
def test_another_one_is_still_told(question: str, words: str, flaw: Flaw, story: Snapshot) -> None:
    """The same lines do not answer about another office, body, place or name."""
    assert flaw in flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who found the letters?", "Gerd Holt"),
        ("How many guards must the council hand over?", "14"),
    ],
)
def test_no_word_of_the_verb_is_in_the_short_answer(question: str, short: str, story: Snapshot) -> None:
    """In the passive who did it stands behind "by", and "hand over 14" is no "over 14"."""
    found = engine.answer(question, story)
    assert isinstance(found, Answered)
    assert (found.short_answer or "").split(" ", 1)[0] == short.split(" ", 1)[0]
