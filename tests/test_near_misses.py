"""The right names around another fact: a second invented story, and what it does not tell."""

from __future__ import annotations

import pytest

from bot import engine
from bot.answers import Abstained, Answered, Reason
from bot.question import read_question
from bot.shorthand import spelled_as_question
from bot.slots import Flaw, Slot, flaws, slot
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """The ferry Aldis, built in 1987, carried 214 passengers.

A geologist at Port Alder University, Dr. Benno Aule, said on Tuesday that the harbour was safe.

Port Alder's foreign minister, Teodora Lima, met the mediators in the city of Velmo.

"I have waited here since five," said Zdena Holub, 79.

The clearing centre, where 180 people process card payments, was closed.

Norvik gets two thirds of its copper from Torland.

A delegation, led by union chairwoman Ann Low, came to Velmo on Monday evening for talks under the mediation of Torland.

The coach, Milo Krent, said the referee had a hot day.

Two soldiers died in hospital, the army of Norvik said in a statement.

Karl Brandt, the foreign minister of Norvik, is on his fifth trip to the region since the war began.

He said a truce was still possible.

A man who sells houses sells stories, said Falke's lawyer, Rosamund Tighe.

State radio said separately that Bekzod Tural had fallen out with Arman Dosk over copper.

The fourth gate had jammed for about an hour.

A soldier was hurt when a mortar hit the wall.

The ministry said 104 people had been killed overnight.

Around 250 people were taken hostage by Norwegian militants.

Torland's top negotiator, Ida Roth, called a meeting of the mine's owners.

An Ostaran official told Radio Torland that Milo Senn had left, while Berta Oll, a Norvikan official, stayed.

Judge Ada Kern found Rollo Vint, a builder, guilty of fraud.

Vint, who scored 12 goals for the Spanish side last season, wept.

Three people have been killed, the fire service of Port Alder said.

Norvik and Torland talked for three and a half years.

Troops destroyed houses in Velmo's Harun and Seitun districts.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("near"))


@pytest.mark.parametrize(
    ("question", "words", "found"),
    [
        ("How many passengers did the ferry carry?", "The ferry", Slot.FILLED),
        ("How many passengers waited?", "Zdena Holub", Slot.EMPTY),
        ("How many card payments failed?", "clearing centre", Slot.EMPTY),
        ("How many tonnes of copper does Norvik get?", "copper from Torland", Slot.EMPTY),
        ("How much copper did the ferry carry?", "The ferry", Slot.EMPTY),
        ("How many times has Karl Brandt been to the region?", "Karl Brandt", Slot.FILLED),
        ("Where was the Aldis built?", "The ferry", Slot.EMPTY),
        ("What is the name of the Ostaran official?", "Ostaran", Slot.EMPTY),
        ("Where did Teodora Lima come from?", "Teodora Lima", Slot.EMPTY),
        ("In which city did they meet?", "Teodora Lima", Slot.FILLED),
        ("In which city did the soldiers die?", "Two soldiers", Slot.EMPTY),
        ("Which hospital did the soldiers die in?", "Two soldiers", Slot.EMPTY),
        ("Who heads the Torland mediators?", "A delegation", Slot.EMPTY),
        ("Who leads the delegation?", "A delegation", Slot.FILLED),
        ("Who leads the team?", "A delegation", Slot.FILLED),
        ("How many Norwegians were taken hostage?", "taken hostage", Slot.EMPTY),
        ("How many people were taken hostage?", "taken hostage", Slot.FILLED),
        ("Why did the gate jam?", "fourth gate", Slot.EMPTY),
        ("What did Arman Dosk say?", "State radio", Slot.EMPTY),
        ("What did Rosamund Tighe say?", "Tighe", Slot.FILLED),
        ("What did Falke's lawyer say?", "Tighe", Slot.FILLED),
        ("What did Karl Brandt say about a truce?", "He said a truce", Slot.FILLED),
        ("What did Karl Brandt say about the budget?", "He said a truce", Slot.EMPTY),
    ],
)
def test_a_line_with_the_right_names_may_lack_the_fact(question: str, words: str, found: Slot, story: Snapshot) -> None:
    """Ages count nobody, a date is no place, who is told of does not speak."""
    assert slot(read_question(question, story), sentence_id(words, story), story) is found


@pytest.mark.parametrize(
    ("question", "words", "flaw"),
    [
        ("Who leads Norvik's negotiators?", "Ida Roth", Flaw.ANOTHER),
        ("Where is the mediator hiding?", "A geologist", Flaw.UNASKED),
        ("Who is the mayor of Port Alder?", "Benno Aule", Flaw.ANOTHER),
        ("Who is the president of Port Alder?", "Teodora Lima", Flaw.ANOTHER),
        ("Who is the referee?", "Milo Krent", Flaw.ANOTHER),
        ("Who is the head of the aid agency of Norvik?", "Karl Brandt", Flaw.ANOTHER),
        ("What did Benno Aule say on Friday?", "Benno Aule", Flaw.OTHER_DAY),
        ("What is the condition of the soldier?", "A soldier", Flaw.UNTOLD),
        ("How many people were killed in Velmo?", "104 people", Flaw.MISCOUNTS),
        ("Is Karl Brandt married?", "Karl Brandt", Flaw.UNASKED),
        ("Who began the strike?", "Karl Brandt", Flaw.UNASKED),
        ("Where did Karl Brandt go?", "Teodora Lima", Flaw.ELSEWHERE),
    ],
)
def test_a_line_about_another_office_or_day_has_a_flaw(question: str, words: str, flaw: Flaw, story: Snapshot) -> None:
    """An office by another name, another day of the week, an attribute that nothing tells."""
    assert flaw in flaws(read_question(question, story), sentence_id(words, story), story)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is the foreign minister of Port Alder?", "Teodora Lima"),
        ("Who is the coach?", "Milo Krent"),
        ("How many people were killed overnight?", "104 people"),
        ("What did Benno Aule say on Tuesday?", "Benno Aule"),
        ("Which districts of Velmo did troops destroy houses in?", "Troops"),
        ("Who was the judge in the Vint case?", "Ada Kern"),
        ("How many goals did Vint score for Port Alder last season?", "12 goals"),
        ("How many people were killed by the Norvikan wildfire?", "Three people"),
        ("How long did the Norvik-Torland talks last?", "three and a half"),
    ],
)
def test_what_the_line_tells_has_none(question: str, words: str, story: Snapshot) -> None:
    """The same office, the same day, the districts by their own names, and what is nobody's: a time, a fire."""
    assert not flaws(read_question(question, story), sentence_id(words, story), story)


def test_what_somebody_said_is_an_answer(story: Snapshot) -> None:
    """The line shares nothing with the question but who speaks, and he is only a pronoun there."""
    answer = engine.answer("What did Karl Brandt say?", story)
    assert isinstance(answer, Answered)
    assert answer.quotes[0].text == "He said a truce was still possible."


@pytest.mark.parametrize(
    "question", ["Can you write me a letter to the harbour?", "How do I boil an egg?", "how to leave Norvik"]
)
def test_favours_and_advice_are_off_the_topic(question: str, story: Snapshot) -> None:
    """The bot answers from articles; what is asked of it or for oneself is not looked up."""
    answer = engine.answer(question, story)
    assert isinstance(answer, Abstained)
    assert answer.reason is Reason.OFF_TOPIC


@pytest.mark.parametrize("question", ["What can you do?", "who are you", "Hi, can you help me?"])
def test_questions_about_the_bot_are_met_politely(question: str, story: Snapshot) -> None:
    """They are about no article, and no line is shown for them."""
    answer = engine.answer(question, story)
    assert isinstance(answer, Abstained)
    assert (answer.reason, answer.related) == (Reason.COURTESY, ())


def test_who_started_a_war_is_for_nobody_to_say_here(story: Snapshot) -> None:
    """A matter of blame is an opinion; both sides are quoted where the articles have them."""
    answer = engine.answer("Who started the war?", story)
    assert isinstance(answer, Abstained)
    assert answer.reason is Reason.OPINION


def test_a_question_asked_politely_is_looked_up(story: Snapshot) -> None:
    """A favour before a question: X."""
    assert isinstance(engine.answer("Can you write who leads the delegation?", story), Answered)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Velmo mayor?", "Who is the Velmo mayor?"),
        ("leader of the union", "Who is the leader of the union?"),
        ("deputy prime minister", None),
        ("the mayor of Velmo met Ann Low", None),
    ],
)
def test_an_office_alone_asks_who_holds_it(typed: str, meant: str | None) -> None:
    """Somebody's office without a verb is a question; an office without its owner is too little."""
    assert spelled_as_question(typed) == meant
