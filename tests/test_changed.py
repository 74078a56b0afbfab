"""A near miss by one small change: a "not", an opposite, a figure, a date, another's office, a name within a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import engine
from bot.answers import Abstained, Reason
from bot.question import read_question
from bot.slots import Flaw, flaws, is_misleading
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """VELMO, May 19 Norvik accepted the treaty on copper, officials told Agence Torland-Presse.

The miners' union, which has 4,200 members, called for a strike in March.

Its president, Ada Kern, said that wages were too low.

Norvik's president, Milo Senn, met President Rosa Lind in the resort of Port Alder.

The Grey Brigade released footage of its fighters at the harbour.

Colonel Bert Oll, who commands the harbour guard, said nobody was hurt.

Ana Belic, the minister of trade, arrived on Monday.

She spoke of the copper treaty.

"We shall get it done," Belic told reporters.

Inflation was 7.2 percent in September, up from August, the statistics office said.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("changed"))


@pytest.mark.parametrize(
    ("question", "words", "flaw"),
    [
        ("Why did Norvik reject the treaty on copper?", "accepted", Flaw.CONTRARY),
        ("When did Norvik not accept the treaty?", "accepted", Flaw.CONTRARY),
        ("Why did the 5,100 members call for a strike?", "union", Flaw.OTHERS),
        ("Did Meskara meet President Lind?", "Port Alder", Flaw.OTHERS),
        ("How many copper mines did Norvik close on June 3?", "accepted", Flaw.OTHER_DAY),
        ("Which hotel did Milo Senn stay at in Port Alder?", "Port Alder", Flaw.UNASKED),
        ("Who is the president of Meskara?", "Its president", Flaw.ANOTHER),
        ("Who is the president of Torland?", "Port Alder", Flaw.ANOTHER),
        ("What did Torland accept?", "accepted", Flaw.NOBODY),
        ("What copper treaty did Meskara accept?", "accepted", Flaw.OTHERS),
        ("How many talers did Norvik pay for the treaty?", "4,200", Flaw.OTHERS),
        ("Which minister arrived on Friday?", "Belic", Flaw.OTHER_DAY),
        ("Why was Lind turned away at the airport?", "Port Alder", Flaw.UNASKED),
        ("What was inflation in December?", "Inflation", Flaw.OTHER_DAY),
    ],
)
def test_a_small_change_is_seen(question: str, words: str, flaw: Flaw, story: Snapshot) -> None:
    """A sentence with nearly all words of a question is told from one that answers it."""
    query, sentence = read_question(question, story), sentence_id(words, story)
    assert flaw in flaws(query, sentence, story)
    assert is_misleading(query, sentence, story)
    assert isinstance(engine.answer(question, story), Abstained)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why did Norvik accept the treaty on copper?", "accepted"),
        # Reasons are told in other words.
        ("Why did Norvik not leave the treaty?", "accepted"),
        # "How high" is asked of what is low as well.
        ("How high were the wages?", "too low"),
        # One figure in two ways of writing.
        ("Why did the 4200 members call for a strike?", "union"),
        ("Did Norvik accept the treaty?", "accepted"),
        ("What did Norvik accept on May 19?", "accepted"),
        ("Which resort did Milo Senn stay at?", "Port Alder"),
        ("Who is the president of Norvik?", "Port Alder"),
        ("What did Norvik accept?", "accepted"),
        ("Which treaty on copper did Norvik accept?", "accepted"),
        ("Which minister arrived on Monday?", "Belic"),
        ("What was inflation in September?", "Inflation"),
        # Since then the figure may have stood.
        ("How many members has the union had since April?", "4,200"),
    ],
)
def test_what_is_not_changed_may_answer(question: str, words: str, story: Snapshot) -> None:
    """The same words without the change are no flaw."""
    found = flaws(read_question(question, story), sentence_id(words, story), story)
    assert found.isdisjoint({Flaw.CONTRARY, Flaw.OTHERS, Flaw.OTHER_DAY, Flaw.UNASKED, Flaw.ANOTHER, Flaw.NOBODY})


def test_who_commands_is_one_person(story: Snapshot) -> None:
    """What a brigade does tells nobody who commands it."""
    guard, brigade = (read_question(f"Who commands the {what}?", story) for what in ("harbour guard", "Grey Brigade"))
    assert not is_misleading(guard, sentence_id("Colonel", story), story)
    assert is_misleading(brigade, sentence_id("footage", story), story)


def test_words_on_another_matter_are_not_those_asked_for(story: Snapshot) -> None:
    """A speaker's words answer about what stands two lines off only where they point back to it."""
    told = sentence_id("get it done", story)
    assert is_misleading(read_question("What did Belic say about the harbour?", story), told, story)
    assert not is_misleading(read_question("What did Belic say about the copper treaty?", story), told, story)


def test_a_secretary_of_state_states_nothing(tmp_path: Path) -> None:
    """A noun that looks like a verb of saying makes nobody speak."""
    told = index_story(
        "Karl Brandt, the secretary of state, is on his fifth trip to the region.\n\nA truce in Velmo was near.\n",
        tmp_path,
    )
    query = read_question("What did Karl Brandt say about Velmo?", told)
    assert is_misleading(query, sentence_id("fifth trip", told), told)


def test_what_no_article_has_is_off_topic(story: Snapshot) -> None:
    """Where half of the words stand in no article, one word in common is no answer."""
    asked = engine.answer("How tall is the brigade's lighthouse keeper?", story)
    assert isinstance(asked, Abstained)
    assert asked.reason is Reason.OFF_TOPIC
