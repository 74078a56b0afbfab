"""`python -m bench.clusters MOST QUESTIONS.jsonl …`: answers from the cluster of TALKS_INDEX beside those of the folder
it was filled from, question by question, without the reading model.

Build first: TALKS_ARTICLES=… TALKS_INDEX=http://… talks index build
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot import engine
from bot.answers import Abstained, Answer, Answered
from bot.evaluation import read_questions
from bot.places import places
from index.home import folder_of, load
from index.snapshot import Snapshot

# Disagreements that are named.
_NAMED = 5


def main(paths: Sequence[Path], most: int) -> None:
    """Compares on at most so many questions of each file, spread evenly."""
    where = places().index
    cluster, embedded = load(where), load(folder_of(where))
    assert cluster.snapshot_id == embedded.snapshot_id, "build the cluster's index again"
    for path in paths:
        asked = [one.question for one in read_questions(path)]
        step = max(1, len(asked) // most)
        _compare(path, asked[::step][:most], cluster, embedded)


def _compare(path: Path, questions: Sequence[str], cluster: Snapshot, embedded: Snapshot) -> None:
    firsts, silences, shorts, whole = 0, 0, 0, 0
    times: dict[str, list[float]] = {"cluster": [], "embedded": []}
    named = 0
    for question in questions:
        one, took = _timed(question, cluster)
        times["cluster"].append(took)
        other, took = _timed(question, embedded)
        times["embedded"].append(took)
        same = _first(one) == _first(other)
        firsts += same
        silences += _silence(one) == _silence(other)
        shorts += _short(one) == _short(other)
        whole += _all(one) == _all(other)
        if not same and named < _NAMED:
            named += 1
            print(f"  {question!r}\n    cluster:  {_first(one)}\n    embedded: {_first(other)}")
    n = len(questions)
    print(f"{path.parent.name}/{path.name}: {n} questions: same first quote {firsts / n:.4f}, same silence ", end="")
    print(f"{silences / n:.4f}, same short answer {shorts / n:.4f}, everything the same {whole / n:.4f}")
    for name, values in times.items():
        p95 = sorted(values)[int(0.95 * (n - 1))]
        print(f"  {name:9} p50 {statistics.median(values):6.1f} ms, p95 {p95:6.1f} ms, worst {max(values):6.0f} ms")


def _timed(question: str, snapshot: Snapshot) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = engine.answer(question, snapshot)
    return answer, 1000 * (time.perf_counter() - started)


def _all(answer: Answer) -> object:
    quotes = answer.related if isinstance(answer, Abstained) else answer.quotes
    return _silence(answer), _short(answer), [(q.article.article_id, q.span, q.role) for q in quotes]


def _first(answer: Answer) -> object:
    if isinstance(answer, Abstained):
        return f"abstained: {answer.reason}"
    return answer.quotes[0].article.article_id, answer.quotes[0].text


def _silence(answer: Answer) -> object:
    return answer.reason if isinstance(answer, Abstained) else None


def _short(answer: Answer) -> object:
    return answer.short_answer if isinstance(answer, Answered) else None


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[2:]], int(sys.argv[1]))
