"""A yes or no in the line's own words: the predicate with its denial and its hedges, never half of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.question import read_question
from bot.shorthand import spelled_as_question
from bot.verdicts import decided
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """PORT ALDER, May 19 The bridge over the Lind remains closed to lorries, the mayor said.

The ban on fishing, which was partially lifted two weeks ago, has cost the town a third of its trade.

The council may also not have changed its plan to any great extent.

Rosa Lind would not recommend the "second offer" without a "firm date".

Pressure has grown on the owners to reopen the mill.

Asked whether the ferry was sold, the harbour master shrugged.

The tunnel is reported to be open again, and it will be lit from June.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("verdicts"))


@pytest.mark.parametrize(
    ("question", "line", "words"),
    [
        ("Is the bridge open to lorries?", "bridge", "remains closed to lorries"),
        ("Has the fishing ban been lifted?", "ban", "partially lifted two weeks ago"),
        ("Has the council changed its plan?", "council", "may also not have changed its plan to any great extent"),
        ("Does Lind recommend the offer?", "recommend", 'would not recommend the "second offer" without a "firm date"'),
        ("Is the tunnel open?", "tunnel", "reported to be open again"),
    ],
)
def test_the_predicate_is_given_with_what_denies_or_hedges_it(
    question: str, line: str, words: str, story: Snapshot
) -> None:
    at = sentence_id(line, story)
    span = decided(read_question(question, story), at, story)
    assert span is not None
    assert span.of(story.article(story.sentence(at).article_id).text) == words


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Was the mill reopened?", "mill"),  # somebody is only pressed to
        ("Was the ferry sold?", "ferry"),  # it is only asked
        ("Who closed the bridge?", "bridge"),  # no yes or no
    ],
)
def test_what_decides_nothing_gives_no_words(question: str, line: str, story: Snapshot) -> None:
    assert decided(read_question(question, story), sentence_id(line, story), story) is None


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Has the ban been lifted?", "The ban has not, so far, been lifted."),
        ("Will the factory be closed?", "The factory will not under any plan be closed."),
        ("Will the factory be closed?", "Nor would the factory be closed."),
        ("Is the ban lifted?", "The ban would in theory be lifted in May."),
        ("Was anybody arrested?", "No one has so far been arrested over the fire."),
        ("Was the factory closed?", "The factory was saved from being closed."),
        ("Was the bridge closed?", "Police rejected reports that the bridge was closed."),
        ("Was the bridge closed?", "Had the bridge been closed, nobody would have died."),
        ("Is the factory closed?", "Traders have to wait until the factory is closed."),
        ("Was the ban lifted?", "The union demanded that the ban be lifted."),
        ("Is the dam safe?", "The mayor lied when he said the dam was safe."),
        ("Will the ban be lifted?", "The ban will be lifted if the council agrees."),
        ("Was the ban lifted?", "The ban was lifted but reimposed a day later."),
        ("Will the ban be lifted?", "The ban will be lifted only if the council agrees."),
        ("Was the bridge closed?", "The claim that the bridge was closed is false."),
        ("Was Lind killed?", "Lind survived the blast in which nine guards were killed."),
        ("Was the bridge closed?", "The road to the bridge was closed."),
        ("Was Lind arrested?", "Lind was released after his brother was arrested."),
        ("Was the mayor re-elected?", "The mayor failed to be re-elected."),
    ],
)
def test_half_a_predicate_is_never_given(question: str, line: str, tmp_path: Path) -> None:
    """Its denial, condition or subject stands apart: the words alone would say the contrary."""
    told = index_story(f"The news of the day\n\n{line}\n", tmp_path)
    assert decided(read_question(question, told), sentence_id(line, told), told) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("The ban cannot be lifted.", "cannot be lifted"),
        ("The ban has not even been lifted.", "has not even been lifted"),
        ("The ban could soon be lifted.", "could soon be lifted"),
        ("The ban was never fully lifted.", "was never fully lifted"),
        ("Momm said “the ban on fishing was lifted”.", "lifted"),
        ("The ban was lifted in the U.S. by the mayor.", "lifted in the U.S. by the mayor"),
    ],
)
def test_denials_and_hedges_stay(line: str, words: str, tmp_path: Path) -> None:
    told = index_story(f"The news of the day\n\n{line}\n", tmp_path)
    at = sentence_id(line, told)
    span = decided(read_question("Has the ban been lifted?", told), at, told)
    assert span is not None
    assert span.of(told.article(told.sentence(at).article_id).text) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("miners freed so far?", "How many miners freed so far?"),
        ("Workers laid off at the mill?", "How many Workers laid off at the mill?"),
        ("bridge open for lorries?", "Is bridge open for lorries?"),
        ("final death toll of the blast?", "What is the latest death toll of the blast?"),
        ("talks held in Port Alder?", None),
        ("bishops were freed?", None),
        ("United States involved in the war?", None),
        ("any prisoners freed?", None),
        ("Borders closed?", "Are Borders closed?"),
        ("Isn't the dam safe?", None),
        ("Reason road closed?", None),
        ("Who was freed?", None),
    ],
)
def test_fragments_are_read_as_questions(typed: str, meant: str | None) -> None:
    assert spelled_as_question(typed) == meant
