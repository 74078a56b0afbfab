"""A yes or no in the line's own words: the predicate with its denial and its hedges, never half of it."""

from __future__ import annotations

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
    ("typed", "meant"),
    [
        ("miners freed so far?", "How many miners freed so far?"),
        ("Workers laid off at the mill?", "How many Workers laid off at the mill?"),
        ("bridge open for lorries?", "Is bridge open for lorries?"),
        ("final death toll of the blast?", "What is the latest death toll of the blast?"),
        ("talks held in Port Alder?", None),
        ("bishops were freed?", None),
        ("Who was freed?", None),
    ],
)
def test_fragments_are_read_as_questions(typed: str, meant: str | None) -> None:
    assert spelled_as_question(typed) == meant
