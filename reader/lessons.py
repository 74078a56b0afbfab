"""Questions to learn from: where each set lies, and what of it no training sees."""

from __future__ import annotations

from pathlib import Path

from bench.learn import kept_out
from bot.evaluation import Question

# Articles of wiki_unanswerable that no training sees: every second one, and two for calibration.
TEST_ARTICLES, CALIBRATION_ARTICLES = range(1, 16, 2), range(0, 4, 2)
# Questions written for this project, about documents of two of the sets and about invented stories.
QUESTIONS = Path(__file__).parent / "questions"
TOLD = ("own_stories", "own_reports")  # over invented articles
OWN = ("own_wiki", "own_wiki_unanswerable", *TOLD)


class Lesson(Question):
    """A line of a training set.

    `passage` is where whoever asked looked; the rest of the article may answer what it does not. SQuAD's form names a
    paragraph instead. `nearest` are the words that a careless reader would give for what nothing answers.
    """

    nearest: tuple[tuple[int, int], ...] = ()
    passage: tuple[int, int] | None = None
    para: str = ""


def files_of(data: Path, name: str) -> tuple[Path, Path]:
    """Documents and questions of a set; of our own questions, two parts are about documents of other sets, the others
    about invented ones."""
    if name not in OWN:
        return data / name / "documents.jsonl", data / name / "questions.jsonl"
    own = name.removeprefix("own_")
    if name in TOLD:
        return QUESTIONS / own / "documents.jsonl", QUESTIONS / own / "questions.jsonl"
    return data / own / "documents.jsonl", QUESTIONS / f"{own}.jsonl"


def is_held_out(name: str, place: int, question: Lesson) -> bool:
    """For development: articles by place in wiki_unanswerable, all of the news, else a tenth by hash of the document
    or, of our own questions, of the passage."""
    article_id = str(question.gold_doc)
    if name.endswith("wiki_unanswerable") and (place in TEST_ARTICLES or place in CALIBRATION_ARTICLES):
        return True
    if name == "wiki_unanswerable":
        return False
    passage = question.passage is not None and kept_out(f"{article_id}/{question.passage[0]}", 10)
    return name == "news" or passage or kept_out(article_id, 10)
