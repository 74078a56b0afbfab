"""Short answers by grammar over one invented story: holders of offices, doers before an aside, places, ordinals."""

from __future__ import annotations

import pytest

from bot.question import read_question
from bot.ruled import short_answer
from index.snapshot import Snapshot
from tests.stories import index_story, sentence_id

STORY = """Council leader Ann Low met Karl Brandt, head of the Port Alder ferry office, on Monday.

The Harbour League — a branch of the Seamen's Union — burned the letter on Friday.

Six firms bid for the work, among them Velmark, which built the lock.

Tom Weller, the lock keeper, is on his fourth visit to the Tharn marsh district.

Some 30 delegates of the ferry crews walked out on Friday.

Alder beat Tharn 4-1 before 9,300 people.

The crew's choir, Low Tide, sang on the quay.

A shelter will be raised from scratch in northern Alder.

The keeper has three rules: "No dogs on the lock, no lamps on the wall and no songs at night."

The union said it will not cross without a "safe road" back to the harbour.

"We came for the ferry and we stayed for the soup," Ida Renn said.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_story(STORY, tmp_path_factory.mktemp("story"))


@pytest.mark.parametrize(
    ("question", "words", "answer"),
    [
        ("Who is the head of the ferry office?", "Council leader", "Karl Brandt"),
        ("Who is the leader of the council?", "Council leader", "Ann Low"),
        ("Who burned the letter?", "The Harbour League", "The Harbour League"),
        ("What is the Harbour League?", "The Harbour League", "a branch of the Seamen's Union"),
        ("Who built the lock?", "Six firms", "Velmark"),
        ("How many visits has Tom Weller made to the marsh?", "fourth", "fourth visit"),
        ("Who walked out on Friday?", "Some 30", "Some 30 delegates of the ferry crews"),
        ("How many people saw Alder beat Tharn?", "9,300", "9,300"),
        ("What is Low Tide?", "choir", "The crew's choir"),
        ("Where will the shelter be raised?", "shelter", "northern Alder"),
        ("What are the keeper's rules?", "rules", "No dogs on the lock, no lamps on the wall and no songs at night"),
        (
            "What did the union say?",
            "safe road",
            'it will not cross without a "safe road" back to the harbour',
        ),
        ("What did Ida Renn say about the ferry?", "soup", "We came for the ferry and we stayed for the soup"),
    ],
)
def test_the_words_that_answer_are_told_by_grammar(question: str, words: str, answer: str, story: Snapshot) -> None:
    """Whole subjects, names beside their offices, places without what stands before them."""
    query = read_question(question, story)
    found = short_answer(query, sentence_id(words, story), None, story)
    assert found is not None
    assert found.span.of(next(iter(story.articles())).text) == answer
