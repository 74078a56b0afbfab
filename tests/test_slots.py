"""What a sentence can hold, and what it surely lacks: near misses told from answers over one invented story."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import engine
from bot.answers import Abstained, Answered, Reason, Role
from bot.question import read_question
from bot.slots import Flaw, Slot, flaws, slot
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """The Norvik delegation, led by trade minister Ann Low, arrived in Port Alder on Monday.

The president of Norvik, Carl Brandt, stayed at home.

Pressure has grown on Norvik to open its harbour to Torland's ships.

But it remains closed.

Torland's strikes on Norvik killed 214 people in March, the health ministry said, with more than 1,250 injuries.

Norvik's raid on Torland killed 31 people and wounded 90, a police tally shows.

Some 450 soldiers built 12 kilometres of wall around the harbour, which lies at a depth of 74 metres.

Lena Hart, a 34-year-old nurse, came with her grandmother.

"The wall will not hold," said Lena Hart's lawyer, Gustav Ek.

Torland rejected the plan of the mediators, and Norvik accepted it.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("story"))


@pytest.mark.parametrize(
    ("question", "words", "found"),
    [
        ("How deep is the harbour?", "Some 450", Slot.FILLED),
        ("How fast are the ships?", "Some 450", Slot.EMPTY),
        ("How many soldiers built the wall?", "Some 450", Slot.FILLED),
        ("How many ships are in the harbour?", "Some 450", Slot.EMPTY),
        ("How old is Lena Hart?", "Lena Hart, a", Slot.FILLED),
        ("How old is Carl Brandt?", "Carl Brandt", Slot.EMPTY),
        ("What is the name of Lena Hart's grandmother?", "grandmother", Slot.EMPTY),
        ("What is the name of Lena Hart's lawyer?", "Gustav Ek", Slot.FILLED),
        ("Where was Lena Hart born?", "Lena Hart, a", Slot.EMPTY),
        ("Who leads the Norvik delegation?", "Norvik delegation", Slot.FILLED),
        ("What time did the delegation arrive?", "Norvik delegation", Slot.EMPTY),
    ],
)
def test_a_sentence_holds_or_lacks_what_is_asked(question: str, words: str, found: Slot, story: Snapshot) -> None:
    """A measure is told in its units, an age looks like one, kin stand beside their names."""
    assert slot(read_question(question, story), sentence_id(words, story), story) is found


@pytest.mark.parametrize(
    ("question", "words", "flaw"),
    [
        ("Who leads the Torland delegation?", "Norvik delegation", Flaw.ANOTHER),
        ("Who is the president of Torland?", "president of Norvik", Flaw.ANOTHER),
        ("Why did Norvik open its harbour?", "Pressure", Flaw.UNREAL),
        ("How many people were killed in Torland?", "Torland's strikes", Flaw.MISCOUNTS),
        ("How many people has Norvik killed?", "Torland's strikes", Flaw.MISCOUNTS),
        ("How many people were injured?", "president of Norvik", Flaw.MISCOUNTS),
        ("What did the wall cost?", "Some 450", Flaw.UNTOLD),
        ("Why did Torland celebrate?", "Torland rejected", Flaw.ELSEWHERE),
    ],
)
def test_a_sentence_about_something_else_has_a_flaw(question: str, words: str, flaw: Flaw, story: Snapshot) -> None:
    """Another side's delegation, a wish taken for a fact, the dead of the other side are no answers."""
    assert flaw in flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who leads the Norvik delegation?", "Norvik delegation"),
        ("Who is the president of Norvik?", "president of Norvik"),
        ("How many people were killed in Norvik?", "Torland's strikes"),
        ("How many people did Norvik's raid kill?", "Norvik's raid"),
        ("Why has pressure grown on Norvik to open its harbour?", "Pressure"),
    ],
)
def test_the_right_sentence_has_none(question: str, words: str, story: Snapshot) -> None:
    """The same checks pass the sentence that answers."""
    assert not flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many people were injured in Norvik?", "more than 1,250"),
        ("How many people were killed in Torland?", "31"),
        ("Who is Gustav Ek?", "lawyer"),
        ("What did Gustav Ek say?", "The wall will not hold"),
    ],
)
def test_short_answers_by_rule(question: str, short: str, story: Snapshot) -> None:
    """Of several figures the one that counts what is asked for; a role; the words that were said."""
    answer = engine.answer(question, story)
    assert isinstance(answer, Answered)
    assert short in (answer.short_answer or "")


def test_the_president_of_another_country_is_not_named(story: Snapshot) -> None:
    """Right office, wrong country: worse than no answer."""
    answer = engine.answer("Who is the president of Torland?", story)
    assert isinstance(answer, Abstained)
    assert answer.reason is Reason.NOT_STATED
    assert all(quote.role is Role.RELATED for quote in answer.related)


def test_yes_or_no_shows_the_line_that_denies_it(story: Snapshot) -> None:
    """Whether something was accepted is also told by who rejected it."""
    answer = engine.answer("Did Torland accept the plan of the mediators?", story)
    assert isinstance(answer, Answered)
    assert "rejected" in answer.quotes[0].text
    assert (answer.short_answer or "").split()[:1] not in (["Yes"], ["No"])


def test_a_follow_up_that_may_mean_two_people_is_asked_back(story: Snapshot) -> None:
    """The reply that names one of them is then read with that name."""
    before = engine.turn(engine.answer("What did Ann Low and Gustav Ek talk about?", story))
    asked = engine.answer("What did he say?", story, before=before)
    assert isinstance(asked, Abstained)
    assert asked.reason is Reason.AMBIGUOUS
    assert asked.query.names == ("Ann Low", "Gustav Ek")
    chosen = engine.answer("Gustav Ek", story, before=engine.turn(asked))
    assert chosen.query.read_as == "What did Gustav Ek say?"


def test_further_questions_of_a_message_are_named(story: Snapshot) -> None:
    """The first is answered, and the others are said to be left."""
    answer = engine.answer("Who leads the Norvik delegation and where did it arrive?", story)
    assert answer.query.read_as == "Who leads the Norvik delegation"
    assert answer.query.left == ("where did it arrive?",)


def test_an_index_without_a_word_of_the_question_is_silent(tmp_path: Path) -> None:
    """The checks need a candidate, and there is none."""
    story = index_story("Rain fell on the hills.", tmp_path)
    assert isinstance(engine.answer("Who leads the Norvik delegation?", story), Abstained)


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("What did Norvik and Torland agree on?", True),
        ("What is the profession of Ann Low?", True),
        ("What colour is the harbour wall?", False),
    ],
)
def test_what_is_agreed_or_done_for_a_living_has_its_words(question: str, untold: bool, story: Snapshot) -> None:
    """The preposition behind a verb does not hide it; a colour is asked of the wall, not of what stands last."""
    line = sentence_id("Norvik delegation", story)
    assert (Flaw.UNTOLD in flaws(read_question(question, story), line, story)) is untold


TOLLS = """Two Norvik soldiers were killed near the dam on Monday, the army said.

Some 340 Norvik soldiers have been killed in total, and 12 of them since Sunday.
"""


@pytest.mark.parametrize(
    ("question", "words", "flawed"),
    [
        ("How many Norvik soldiers have been killed since the war began?", "Two Norvik", True),
        ("How many Norvik soldiers have been killed so far?", "340", False),
        ("How many Norvik soldiers were killed near the dam?", "Two Norvik", False),
    ],
)
def test_one_day_s_dead_are_not_all_of_them(
    question: str, words: str, flawed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A figure of one day does not answer how many died since the war began."""
    told = index_story(TOLLS, tmp_path_factory.mktemp("tolls"))
    assert (Flaw.MISCOUNTS in flaws(read_question(question, told), sentence_id(words, told), told)) is flawed


def test_of_whom_counts_those_of_its_own_sentence(tmp_path: Path) -> None:
    """Twenty of the hostages are no prisoners, though the sentence before tells of prisoners."""
    told = "They spoke of the prisoners.\n\nNorvik would release the 48 hostages – about 20 of whom live – in May.\n"
    snapshot = index_story(told, tmp_path)
    query = read_question("How many prisoners would be released for the 48 hostages?", snapshot)
    assert slot(query, sentence_id("48 hostages", snapshot), snapshot) is Slot.EMPTY


def test_what_describes_the_one_asked_about_is_no_other_s(tmp_path: Path) -> None:
    """The buyer is a brewer too: that it is a Norvik one says nothing of the one it buys."""
    told = "Lowbier, the Norvik brewer, pays 3 billion euros for Hartbier.\n\nHartbier is a Torland brewer.\n"
    snapshot = index_story(told, tmp_path)
    query = read_question("How much is Lowbier paying for the Torland brewer?", snapshot)
    assert Flaw.ANOTHER not in flaws(query, sentence_id("3 billion", snapshot), snapshot)
    query = read_question("How much is Gradbier paying for the Torland brewer?", snapshot)
    assert Flaw.ANOTHER in flaws(query, sentence_id("3 billion", snapshot), snapshot)


def test_a_promise_is_told_by_the_line_whose_pronoun_is_the_one_asked_about(tmp_path: Path) -> None:
    """The line with the name alone promises nothing."""
    told = (
        "Ann Low, the mayor of Velmo, opened the new harbour on Friday.\n\nShe promised to build 400 homes by 2027.\n\n"
        "The opposition said the plan was too dear.\n\nRain fell on the guests.\n"
    )
    answer = engine.answer("What did Ann Low promise?", index_story(told, tmp_path))
    assert isinstance(answer, Answered)
    assert answer.short_answer == "to build 400 homes by 2027"
