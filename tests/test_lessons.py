"""Training questions: those of this project fit their texts, and groups hold what seems to answer."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bench.learn import kept_out
from bot.evaluation import read_as
from reader import lessons
from reader.groups import RIGHT, WRONG, Group, Passage, groups_of
from reader.lessons import CALIBRATION_ARTICLES, QUESTIONS, TEST_ARTICLES, Lesson
from reader.near_misses import Asked, Change, near_miss
from reader.stages import STAGES, Mean, Part, Stage, in_pairs
from reader.stages import groups_of as groups_of_stage

TEXT = (
    "Mara Lindqvist opened the new harbour of Tolsund on Friday. The harbour cost 40 million crowns.\n\n"
    "Engineers said the old pier would be torn down in autumn. Nobody has counted the boats that used it.\n\n"
    "Lindqvist later flew to Varnholm for talks on fishing quotas."
)
OTHER = "The harbour of Varnholm is older than that of Tolsund. Its pier was built by monks."


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(folder: Path, questions: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True)
    documents = [{"id": "a", "title": "Harbour", "text": TEXT}, {"id": "b", "title": "Pier", "text": OTHER}]
    for name, lines in (("documents", documents), ("questions", questions)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def group(tmp_path: Path, question: dict[str, object]) -> Group:
    """The group of the question as it was asked."""
    write(tmp_path / "set", [{"id": "1", "gold_doc": "a", **question}])
    return next(groups_of(tmp_path, "set"))


def span(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def centre(made: Group, number: int) -> str:
    passage = made.passages[number]
    return passage.sentences[passage.centre]


def test_the_right_sentence_comes_first_with_its_words(tmp_path: Path) -> None:
    answer = span("40 million crowns")
    made = group(tmp_path, {"question": "How much did the harbour cost?", "gold_spans": [answer]})
    first = made.passages[0]
    assert made.answerable
    assert first.labels[first.centre] == RIGHT
    assert first.answer is not None
    number, start, end = first.answer
    assert first.sentences[number][start:end] == "40 million crowns"


def test_what_seems_to_answer_comes_first(tmp_path: Path) -> None:
    """The nearest words decide, not what the index ranks first."""
    nearest = span("counted the boats")
    question = "How much did the harbour of Tolsund cost in boats?"
    made = group(tmp_path, {"question": question, "answerable": False, "nearest": [nearest]})
    assert centre(made, 0).startswith("Nobody has counted")
    assert all(RIGHT not in passage.labels for passage in made.passages)


def test_the_rest_of_the_article_is_no_negative_of_a_passage(tmp_path: Path) -> None:
    """Who asked saw the passage alone: the article may answer elsewhere."""
    passage = span(
        "Engineers said the old pier would be torn down in autumn. Nobody has counted the boats that used it."
    )
    made = group(
        tmp_path,
        {"question": "What did the harbour of Tolsund cost?", "answerable": False, "passage": passage},
    )
    for number in range(len(made.passages)):
        assert centre(made, number) in TEXT[slice(*passage)] or centre(made, number) in OTHER


def test_a_paragraph_is_found_by_its_number(tmp_path: Path) -> None:
    made = group(tmp_path, {"question": "Which boats used the pier?", "answerable": False, "para": "0-1"})
    assert centre(made, 0) in TEXT.split("\n\n")[1]


@pytest.mark.parametrize("name", ["wiki", "wiki_unanswerable"])
def test_own_questions_leave_articles_alone_that_are_kept_out(name: str) -> None:
    kept = {f"squad2half-{n}" for n in (*TEST_ARTICLES, *CALIBRATION_ARTICLES)}
    asked = {str(row["gold_doc"]) for row in rows(QUESTIONS / f"{name}.jsonl")}
    assert asked
    assert asked.isdisjoint(kept)
    assert name != "wiki" or not any(kept_out(document, 10) for document in asked)


@pytest.mark.parametrize(
    "path", ["wiki.jsonl", "wiki_unanswerable.jsonl", "stories/questions.jsonl", "reports/questions.jsonl"]
)
def test_own_questions_are_answered_or_name_the_nearest_words(path: str) -> None:
    found = read_as(QUESTIONS / path, Lesson)
    assert len({lesson.id for lesson in found}) == len(found) > 0
    for lesson in found:
        assert bool(lesson.gold_spans) == bool(lesson.answers) == lesson.answerable
        assert bool(lesson.nearest) != lesson.answerable
        if lesson.passage is not None:
            low, high = lesson.passage
            assert all(low <= start < end <= high for start, end in (*lesson.gold_spans, *lesson.nearest))


@pytest.mark.parametrize("name", ["stories", "reports"])
def test_answers_over_own_stories_are_slices_of_them(name: str) -> None:
    stories = {str(row["id"]): str(row["text"]) for row in rows(QUESTIONS / name / "documents.jsonl")}
    for lesson in read_as(QUESTIONS / name / "questions.jsonl", Lesson):
        text = stories[str(lesson.gold_doc)]
        assert [text[start:end] for start, end in lesson.gold_spans] == lesson.answers
        assert all(text[start:end].strip() for start, end in lesson.nearest)


def test_questions_of_kept_out_passages_are_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the hash of the passage, so that nothing made of them is trained on either."""
    monkeypatch.setattr(lessons, "QUESTIONS", tmp_path)
    monkeypatch.setattr(lessons, "OWN", ("own_set",))
    write(tmp_path / "set", [])
    starts = [next(start for start in range(60) if kept_out(f"a/{start}", 10)), 0]
    lines = [
        {"id": str(start), "question": "Who opened the harbour?", "gold_doc": "a", "passage": [start, 96],
         "gold_spans": [span("Mara Lindqvist")]}
        for start in starts
    ]  # fmt: skip
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    made = list(groups_of(tmp_path, "own_set"))
    assert [g.held_out for g in made if g.answerable][:2] == [kept_out(f"a/{start}", 10) for start in starts]
    assert made[0].held_out


def about(sentence: str, *, answerable: bool, change: str = "", title: str = "Harbour") -> Group:
    """A group of one passage of one sentence."""
    passage = Passage(title, [sentence], [RIGHT if answerable else WRONG], 0)
    return Group(f"{sentence}?", answerable, [passage], False, change)


def test_a_near_miss_stands_behind_an_answered_question_about_its_passage() -> None:
    cost, boats = (about(s, answerable=True) for s in ("The harbour cost 40 million.", "Boats used the pier."))
    missed = about("Boats used the pier.", answerable=False)
    other = about("Monks built it.", answerable=False)
    lone = about("It rained.", answerable=False, title="Weather")
    for seed in range(5):
        found = in_pairs([cost, boats, missed, other, lone], random.Random(seed))
        assert sorted(id(g) for unit in found for g in unit) == sorted(map(id, (cost, boats, missed, other, lone)))
        assert {(id(unit[0]), id(unit[1])) for unit in found if len(unit) == 2} == {
            (id(boats), id(missed)),
            (id(cost), id(other)),
        }


def test_a_question_is_made_a_near_miss_with_what_stands_near() -> None:
    """A name or a phrase of the other question is put in, but never all that it asks."""
    question, near = "Who built the pier of Tolsund?", "When was the harbour of Varnholm opened?"
    for seed in range(40):
        made = near_miss(question, Asked([question, near], [near]), TEXT, random.Random(seed))
        assert made is not None
        if made[1] is Change.SWAP:
            assert made[0] in ("Who built the pier of Varnholm opened?", "Who built the pier of Varnholm?")


def test_what_the_other_question_asks_is_no_near_miss() -> None:
    question, near = "Who opened the harbour of Tolsund?", "Who opened the harbour of Varnholm?"
    ways = [near_miss(question, Asked([question, near], [near]), TEXT, random.Random(seed)) for seed in range(40)]
    assert ways
    assert all(made is None or made[1] is not Change.SWAP for made in ways)


def test_a_stage_goes_on_from_earlier_ones() -> None:
    keys = [stage.key for stage in STAGES]
    assert len({*keys}) == len(keys)
    assert keys[-1] == "reader"
    for number, stage in enumerate(STAGES):
        before = stage.shares if isinstance(stage, Mean) else [stage.start]
        assert {*before} <= {"", *keys[:number]}


def test_a_stage_takes_its_share_of_each_set() -> None:
    made = [about(f"Line {n}.", answerable=False, change="name") for n in range(8)]
    asked = [about(f"Line {n}.", answerable=True) for n in range(8)]
    stage = Stage("one", {"set": (Part(answerable=True), Part(answerable=False, share=0.25))}, 1e-4)
    found = groups_of_stage(stage, {"set": [*made, *asked]}, random.Random(0))
    assert sorted(g.question for g in found if g.answerable) == sorted(g.question for g in asked)
    assert len([g for g in found if g.change]) == 2


def test_a_stage_may_take_what_was_asked_alone() -> None:
    made = [about(f"Made {n}.", answerable=False, change="swap") for n in range(4)]
    asked = [about(f"Asked {n}.", answerable=n < 2) for n in range(4)]
    stage = Stage("one", {"set": (Part(made=False),)}, 1e-4)
    found = groups_of_stage(stage, {"set": [*made, *asked]}, random.Random(0))
    assert sorted(g.question for g in found) == sorted(g.question for g in asked)
