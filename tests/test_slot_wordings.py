"""Ways in which sentences of reference works and reports tell what is asked, and near ones in which they do not."""

from __future__ import annotations

import pytest

from bot.answers import AnswerType
from bot.question import read_question
from bot.slots import Slot, flaws, slot
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """Begun in mid-1918, the Alder canal was dug by local farmers.

Few Norvik senators support the harbour law.

The harbour fair is held annually in Port Alder.

There are ten more painted wooden boats in the canal.

It was not until 1984 that shelters for sailors were opened in Torland.

Dogs (Norvik, Torland) were the first animals kept on ships.

Gale Airlines owns the plane that fell into the lake.

When the calls of the gulls were first recorded, wax was used.

The canal fund bought 43 acres of marsh for the docks.

The Patagor ridge lies near the southern tip of the Alder hills.

When two forces act on a hull, the resulting one is the net force, also called the sum.

Carl Brandt, a Danish sailor, painted the canal.

The night watch of the docks went on strike unless 230 crew members were released.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("wordings"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When was the canal begun?", "mid-1918"),
        ("Who dug the Alder canal?", "mid-1918"),
        ("How many senators support the harbour law?", "Few"),
        ("How often is the harbour fair held?", "annually"),
        ("How many wooden boats are in the canal?", "ten more"),
        ("When were shelters for sailors opened?", "not until"),
        ("Where were dogs kept on ships first?", "Dogs"),
        ("Which airline owns the plane?", "Gale"),
        ("When were the calls of the gulls first recorded?", "gulls"),
        ("How much land did the canal fund buy?", "43 acres"),
        ("What lies near the Southern tip of the hills?", "southern tip"),
        ("What is the resulting force called when two act on a hull?", "net force"),
        ("What is Carl Brandt's nationality?", "Danish"),
    ],
)
def test_a_sentence_may_hold_what_is_asked(question: str, words: str, story: Snapshot) -> None:
    """Without a figure, a name or a date of the usual form it is not taken for one that lacks them."""
    query, place = read_question(question, story), sentence_id(words, story)
    assert slot(query, place, story) is not Slot.EMPTY
    assert not flaws(query, place, story)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many senators live in Norvik?", "43 acres"),
        ("How often did Carl Brandt paint?", "Danish"),
        ("How many boats are in the lake?", "Gale"),
        ("How much land lies by the ridge?", "Patagor"),
        ("How many crew members were released?", "unless"),
        ("What is the name of the painted boat?", "ten more"),
    ],
)
def test_a_sentence_lacks_what_is_asked(question: str, words: str, story: Snapshot) -> None:
    """What is told beside a figure, a name or a share of something else is still no answer."""
    assert slot(read_question(question, story), sentence_id(words, story), story) is Slot.EMPTY


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When it rains, what happens in the canal?", AnswerType.OTHER),
        ("Is a pump needed when it rains?", AnswerType.YES_NO),
        ("What has increased the speed of the ships?", AnswerType.OTHER),
        ("Which area did the storm hit?", AnswerType.PLACE),
        ("What was the name of the count of Alder?", AnswerType.OTHER),
        ("What is the speed of the ships?", AnswerType.NUMBER),
        ("What is the area of the harbour?", AnswerType.NUMBER),
        ("When did it rain?", AnswerType.TIME),
    ],
)
def test_a_word_of_measure_or_time_alone_makes_no_kind(question: str, kind: AnswerType, story: Snapshot) -> None:
    """Where the word stands tells whether a number or a time is asked for."""
    assert read_question(question, story).answer_type is kind
