"""Figures of question sets: both forms are read, and the measures are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation import auroc, calibration_error, evaluate, f1, figures, read_questions
from bot.evaluation_table import table
from bot.live import Live
from index.choosing import read
from index.errors import TalksError

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "bench" / "reports"
SETS = sorted((ROOT / "bench" / "questions").glob("*.jsonl"))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_question_sets_are_whole(path: Path) -> None:
    """Every gold quote stands in its article, ids are unique, the unanswerable have no gold."""
    questions = read_questions(path)
    assert len({question.id for question in questions}) == len(questions)
    texts = {article.article_id: article.text for article in read(sorted(REPORTS.glob("*.jsonl"))).articles}
    for question in questions:
        assert bool(question.gold or question.gold_spans) == question.answerable, question.id
        told = [texts[str(question.gold_doc)][start:end] for start, end in question.gold_spans]
        assert not told or told == list(question.accepted), question.id
        for gold in question.gold:
            folder = next(f for f in ("seeds", "bench/articles") if (ROOT / f / gold.file).is_file())
            assert gold.quote in (ROOT / folder / gold.file).read_text(encoding="utf-8"), question.id


def test_both_forms_of_gold_are_measured(tmp_path: Path, live: Live) -> None:
    """By file and fragment, and by document and span."""
    line = "Hamas’s delegation, headed by Khalil al-Hayyah, arrived on Sunday in Egypt, the group said in a statement."
    file = "000_883369e292aa55be.txt"
    asked = "Who headed Hamas's delegation that arrived in Egypt?"
    rows = [
        {"id": "a", "question": asked, "short_answers": ["Khalil al-Hayyah"],
         "gold": [{"file": file, "quote": line}]},
        {"id": "b", "question": asked, "answers": ["Khalil al-Hayyah"],
         "gold_doc": "000_883369e292aa55be", "gold_spans": [[451, 467]]},
        {"id": "c", "question": "zyzzyva quokka?", "answerable": False},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    outcomes = list(evaluate(read_questions(path), live.snapshot(), live.answer))
    found = figures(outcomes)
    assert (found.questions, found.answerable, found.hit_3, found.abstention_recall) == (3, 2, 1.0, 1.0)
    assert found.auroc == 1.0
    assert table(outcomes).splitlines()[1].split()[:2] == ["all", "3"]


def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    """The error says which line of which file."""
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "question": "who?"}\n{"id": "b"}\n', encoding="utf-8")
    with pytest.raises(TalksError, match="line 2"):
        read_questions(path)


def test_measures() -> None:
    """Known values by hand."""
    assert f1("the dead", "dead") == 1.0
    assert f1("b c d", "c d e") == pytest.approx(2 / 3)
    assert auroc([(0.1, True), (0.9, False)]) == 0.0
    assert auroc([(0.5, True)]) is None
    assert calibration_error([(1.0, True), (1.0, False)]) == 0.5
