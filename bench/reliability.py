"""Draws how often answers of a given confidence are right: python -m bench.reliability DATA [--out FILE]

DATA is the folder of question sets. Asked are the test articles of wiki_unanswerable, which no training saw, and the
invented and seed questions of bench/ that no model was fitted to. A point on the diagonal is a confidence that can be
taken at its word (reliability diagram, Niculescu-Mizil and Caruana, ICML 2005).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from bench.learn import ROOT, indexed, tell
from bot import engine
from bot.answers import Answer
from bot.evaluation import Outcome, Question, calibration_error, evaluate, read_questions
from bot.reading.reader import Reader
from index.build import build
from index.choosing import read
from index.snapshot import Snapshot, load
from reader.lessons import TEST_ARTICLES

_BINS, _MOST = 10, 500
_SETS = (("bench/articles", "news_test"), ("seeds", "seeds_test"))


def main() -> None:
    """Draws one line for each kind of question and prints its calibration error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "reliability.svg")
    options = parser.parse_args()
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot(xlabel="confidence", ylabel="share of right first quotes", xlim=(0, 1), ylim=(0, 1))
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for name, outcomes in asked(options.data):
        scored = [(o.answer.confidence, o.rank == 1) for o in outcomes]
        error = calibration_error(scored) or 0.0
        tell(f"{name}: expected calibration error {error:.3f} over {len(scored)}")
        axes.plot(*zip(*points(scored), strict=True), marker="o", label=f"{name} (error {error:.3f})")
    axes.legend(loc="upper left")
    options.out.parent.mkdir(exist_ok=True)
    # Without a date and with fixed ids the same figures give the same file.
    figure.savefig(options.out, metadata={"Date": None})


def asked(data: Path) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes of each kind of question, by name."""
    reader = Reader()
    articles = read([data / "wiki_unanswerable" / "documents.jsonl"]).articles
    tested = {articles[number].article_id for number in TEST_ARTICLES}
    questions = [q for q in read_questions(data / "wiki_unanswerable" / "questions.jsonl") if q.gold_doc in tested]
    with indexed(articles) as snapshot:
        chosen = random.Random(0).sample(questions, min(_MOST, len(questions)))
        yield "encyclopaedia, half unanswerable", list(_outcomes(chosen, snapshot, reader))
    news: list[Outcome] = []
    for folder, name in _SETS:
        with tempfile.TemporaryDirectory() as index:
            build([ROOT / folder], Path(index))
            own = read_questions(ROOT / "bench" / "questions" / f"{name}.jsonl")
            news += _outcomes(own, load(Path(index)), reader)
    yield "news", news


def _outcomes(questions: Sequence[Question], snapshot: Snapshot, reader: Reader) -> Iterator[Outcome]:
    def ask(question: str, *, context: str | None, top: int) -> Answer:
        answer = partial(engine.answer, snapshot=snapshot, reading=reader)
        return answer(question, top=top, before=engine.turn(answer(context)) if context else None)

    return evaluate(questions, snapshot, ask)


def points(scored: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Mean confidence and share right of each bin of equal width that holds any."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for chance, right in scored:
        bins[min(int(chance * _BINS), _BINS - 1)].append((chance, right))
    return [(sum(c for c, _ in held) / len(held), sum(r for _, r in held) / len(held)) for held in bins if held]


if __name__ == "__main__":
    main()
