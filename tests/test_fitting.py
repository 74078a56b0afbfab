"""What is shown as a short answer: whole words and figures, no dateline, no noun for a yes or no."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import engine
from bot.answers import Answered, AnswerType, Query
from bot.fitting import dateline, fits, whole
from bot.question import read_question
from bot.ruled import short_answer
from index.build import build
from index.model import Span
from index.snapshot import Snapshot, load

STORY = """NORVIK BAY, Torland: The ferry sank off Port Alder on Monday, killing 1,204 people.

The harbour remains closed to ships.

Asked whether the captain was still alive, the mayor said he did not know.

Pressure has grown on the mayor to reopen the harbour.

Storms on the coast have hurt 1,250 people and killed 214 fishermen, according to the health ministry in Port Alder.

Former captain Ana Delgar had joined talks that local media called mostly "positive".
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("fitting")
    (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": STORY}), encoding="utf-8")
    build([Path(folder / "a.jsonl")], folder / "index")
    return load(folder / "index")


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "cut", "found"),
    [
        ("at least 67,139 people", "139", "67,139"),
        ("at least 67,139 people", "67", "67,139"),
        ("rose 5.25 percent", "25", "5.25"),
        ("at 10:40 p.m.", "10", "10:40"),
        ("at Khalil al-Hayya's house", "Hayya", "al-Hayya"),
        ("in Sharm el-Sheikh", "Sharm el", "Sharm el-Sheikh"),
        ("off Velmo-Sant Esker", "Sant", "Velmo-Sant"),
        ("Tom O’Brien went", "Brien", "O’Brien"),
        ("in Norvik's harbour", "Norvik", "Norvik"),
        ("Norvik-run harbour", "Norvik", "Norvik"),
        ("unbroken", "broken", "unbroken"),
        ("1, 2 and 3", "2", "2"),
    ],
)
def test_a_span_cuts_no_figure_and_no_name(text: str, cut: str, found: str) -> None:
    assert whole(text, span(text, cut)).of(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GAZA CITY, Palestinian Territories: Talks went on", "GAZA CITY, Palestinian Territories: "),
        ("ALBAWABA - A delegation left", "ALBAWABA - "),
        ("Tel Aviv, July 7 Israel and Hamas met", "Tel Aviv, July 7 "),
        ("CAIRO, Egypt (CNN) -- The talks", "CAIRO, Egypt (CNN) -- "),
        ("VELMO, Kestria, March 2 A ferry sank", "VELMO, Kestria, March 2 "),
        ("OFFICIALS from both sides met", ""),
        ("Norvik said: The talks failed", ""),
        ("US President Carl Brandt left - and came back", ""),
    ],
)
def test_datelines_end_where_the_report_starts(text: str, found: str) -> None:
    assert text[: dateline(text)] == found


@pytest.mark.parametrize(
    ("question", "line", "words", "shown"),
    [
        ("Who sank the ferry?", 0, "NORVIK BAY", False),
        ("Where did the ferry sink?", 0, "Torland", False),
        ("Where did the ferry sink?", 0, "Port Alder", True),
        ("Who sank?", 0, "off", False),
        ("Is the harbour open?", 1, "The harbour remains closed", True),
        ("Is the harbour open?", 1, "harbour", False),
        ("Is the captain still alive?", 2, "the captain was still alive", False),
        ("Has the mayor reopened the harbour?", 3, "the mayor", False),
    ],
)
def test_words_fit_the_question(question: str, line: int, words: str, shown: bool, story: Snapshot) -> None:
    query: Query = read_question(question, story)
    text = [story.text_of(story.sentence(i)) for i in range(story.num_sentences)][line]
    assert fits(query, text, span(text, words)) is shown


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What is 1,250?", "1,250 people"),
        ("What does 214 mean?", "214 fishermen"),
    ],
)
def test_a_figure_is_told_by_its_noun(question: str, short: str, story: Snapshot) -> None:
    answer = engine.answer(question, story)
    assert isinstance(answer, Answered)
    assert (answer.short_answer or "").startswith(short)


@pytest.mark.parametrize(
    ("question", "words", "is_answer"),
    [
        ("What is the harbour of Port Alder?", "The harbour", False),
        ("Is the harbour open or closed to ships?", "closed to ships", True),
    ],
)
def test_words_of_the_question_are_no_answer(question: str, words: str, is_answer: bool, story: Snapshot) -> None:
    """What only repeats the question says nothing, but where the question offers a choice."""
    text = next(s for s in STORY.splitlines() if words in s)
    asked = replace(read_question(question, story), answer_type=AnswerType.OTHER)
    assert fits(asked, text, span(text, words)) is is_answer


@pytest.mark.parametrize(
    ("question", "line", "short"),
    [
        ("What is Iron Gate?", 'The army began an operation called "Iron Gate" on Monday.', "an operation"),
        ("What is the Norvik Accord?", "The Norvik Accord, a treaty on fish, ended.", "a treaty on fish"),
        ("How long was the truce to last?", "After 21 months of war a 60-day truce was near.", "60-day"),
    ],
)
def test_what_stands_beside_a_name_says_what_it_is(
    question: str, line: str, short: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Something is told by what it is called beside, how long it lasts by the length before its noun."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / "a.txt").write_text(f"Talks in Velmo\n\n{line}\n", encoding="utf-8")
    build([folder / "a.txt"], folder / "index")
    snapshot = load(folder / "index")
    sentence_id = next(i for i in range(snapshot.num_sentences) if snapshot.text_of(snapshot.sentence(i)) == line)
    found = short_answer(read_question(question, snapshot), sentence_id, None, snapshot)
    assert found is not None
    assert found.span.of(snapshot.article(snapshot.sentence(sentence_id).article_id).text) == short


@pytest.mark.parametrize(
    ("question", "words", "is_one"),
    [
        ("Who runs the American spy agency?", "David Low", False),
        ("Who runs the Israeli spy agency?", "David Low", True),
        ("Who runs the American spy agency?", "Ann Kern", True),
        ("Who runs the Israeli spy agency?", "Ann Kern had met David Low", False),
        ("Who met the Turkish leader?", "Ana Delgar", True),
    ],
)
def test_a_name_with_another_countrys_office_is_nobody_asked_for(
    question: str, words: str, is_one: bool, story: Snapshot
) -> None:
    """Nor do words answer that say what one person did with another."""
    text = (
        "CIA Director Ann Kern had met David Low, head of Israel's Mossad, and Ana Delgar, a critic of Israel's plan."
    )
    start = text.index(words)
    assert fits(read_question(question, story), text, Span(start, start + len(words))) is is_one
