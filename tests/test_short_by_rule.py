"""Short answers by rule over one invented story: the words that a person would mark."""

from __future__ import annotations

import pytest

from bot.circumstances import reason_told, time_told
from bot.persons import place_whole
from bot.question import read_question
from bot.ruled import short_answer
from index.model import Span
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """Ann Low, Norvik's trade minister, is on her fifth trip to the islands since the dock fire of March 3.

About 900 people left their homes as rain pushed the Alder river to 6.8 metres on Monday.

On Friday, 40 relatives of the Norvik sailors flew to The Hague to see the judges.

The start of the boat that is to carry salt was put off on Thursday because of a leaking valve.

The council wants to build the new school from scratch in southern Torland.

"We will hold the dock and we will not sell it," the Torland union wrote on its website.

The fair was closed because of the fair's own rain rules.

The envoys will meet in the mountain resort of Sant Elm, where snow fell.

Late Tuesday, the coast guard released a video that showed the captain leaving the barge on Oct. 7.

On Sunday, officials said the lock was closed on May 3.

The union said that 240 of the Norvik bank's 340 branches were shut that day.

The assembly voted by 27 votes to 24 to sell the quay.

Members rejected the pay offer by 63 percent to 37.

"The floor just tilted," said Marit Quist, a 34-year-old nurse.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("short"))


@pytest.mark.parametrize(
    ("question", "words", "short"),
    [
        ("How many trips has Ann Low made to the islands?", "fifth trip", "fifth trip"),
        ("How many times has Ann Low been to the islands?", "fifth trip", "fifth trip"),
        ("How high was the Alder river on Monday?", "6.8 metres", "6.8 metres"),
        ("Where did the relatives of the sailors fly to?", "The Hague", "Hague"),
        ("Why was the start of the boat put off?", "leaking", "a leaking valve"),
        ("Where will the new school be built?", "from scratch", "southern Torland"),
        ("When were the relatives of the sailors flown to the judges?", "The Hague", "Friday"),
        ("When was the video released?", "a video", "Late Tuesday"),
        ("When did the captain leave the barge?", "a video", "Oct. 7"),
        ("When was the lock closed?", "the lock", "May 3"),
        ("How many branches were shut?", "340", "240"),
        ("How many branches does the bank have?", "340", "340"),
        ("What was the vote on selling the quay?", "27 votes", "27 votes to 24"),
        ("How many voted to sell the quay?", "27 votes", "27"),
        ("How many voted against selling the quay?", "27 votes", "24"),
        ("What percentage voted against the pay offer?", "pay offer", "63"),
        ("How old is Marit Quist?", "nurse", "34"),
    ],
)
def test_the_words_that_answer(question: str, words: str, short: str, story: Snapshot) -> None:
    """An ordinal counts visits, a height has its unit, a goal stands behind "to", a cause behind "because of".

    A time that opens a line is that of its main clause, a part is no whole, and a vote has two sides.
    """
    place = sentence_id(words, story)
    found = short_answer(read_question(question, story), place, None, story)
    assert found is not None
    assert found.span.of(story.article(story.sentence(place).article_id).text) == short


def test_what_somebody_wrote_is_what_stands_in_quotation_marks(story: Snapshot) -> None:
    """Writing is saying."""
    place = sentence_id("website", story)
    found = short_answer(read_question("What did the Torland union write?", story), place, None, story)
    assert found is not None
    assert "hold the dock" in found.span.of(story.article(story.sentence(place).article_id).text)


def test_a_cause_that_repeats_the_question_gives_no_reason(story: Snapshot) -> None:
    """What holds most of what is asked is no reason for it."""
    place = sentence_id("rain rules", story)
    query = read_question("Why did the fair have rain rules?", story)
    start = story.sentence(place).span.start
    assert reason_told(query, place, Span(start, start + 8), story) is None


def test_the_date_stands_for_words_that_tell_no_time(story: Snapshot) -> None:
    """Whatever words were taken, the day is what was asked for."""
    place = sentence_id("The Hague", story)
    sentence = story.sentence(place)
    text, start = story.text_of(sentence), sentence.span.start
    query = read_question("When did the relatives fly to The Hague?", story)
    given = Span(start + text.index("The Hague"), start + text.index("The Hague") + 9)
    found = time_told(query, place, given, story)
    assert found is not None
    assert found.of(story.article(sentence.article_id).text) == "Friday"


def test_a_common_noun_is_given_with_the_name_behind_it(story: Snapshot) -> None:
    """A resort of which there are many is no place that somebody can find."""
    place, query = sentence_id("resort", story), read_question("Where will the envoys meet?", story)
    sentence = story.sentence(place)
    text = story.article(sentence.article_id).text
    start = text.index("the mountain resort")
    found = place_whole(query, place, Span(start, start + len("the mountain resort")), story)
    assert found is not None
    assert found.of(text) == "the mountain resort of Sant Elm"
    assert place_whole(query, place, found, story) is None
