"""`make bench`: the figures on the question sets of bench/, and the speed beside plain rank-bm25.

Question sets over other corpora stay outside the repo; `talks eval` takes them by path.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.speed import compare
from bot.evaluation import evaluate, read_questions
from bot.evaluation_table import table
from bot.live import Live
from index.build import build

ROOT = Path(__file__).parent.parent
SETS = (
    (
        "seeds",
        (
            "seeds_published",
            "seeds_dev",
            "seeds_mixed",
            "seeds_everyday",
            "seeds_late_dev",
            "seeds_examined_dev",
            "seeds_fifth_dev",
            "seeds_sixth_dev",
            "seeds_test",
            "seeds_late_test",
            "seeds_examined_test",
            "seeds_fifth_test",
            "seeds_sixth_test",
        ),
    ),
    (
        "bench/articles",
        (
            "news_dev",
            "news_examined_dev",
            "news_sixth_dev",
            "news_test",
            "news_examined_test",
            "news_sixth_test",
            "near_misses",
            "missing_dev",
            "missing_test",
        ),
    ),
    ("bench/reports/chronicles.jsonl", ("chronicles_dev",)),
    ("bench/reports/profiles.jsonl", ("profiles_dev",)),
)
SIZES = (107, 1_000, 10_000, 100_000)


def main() -> None:
    """Prints a table for each question set, then the time of a question at growing sizes."""
    for articles, names in SETS:
        with tempfile.TemporaryDirectory() as index:
            build([ROOT / articles], Path(index))
            live = Live(Path(index))
            for name in names:
                asked = read_questions(ROOT / "bench" / "questions" / f"{name}.jsonl")
                outcomes = list(evaluate(asked, live.snapshot(), live.answer))
                print(f"\n{name} over {articles}\n{table(outcomes)}", flush=True)
    questions = [q.question for q in read_questions(ROOT / "bench" / "questions" / "seeds_dev.jsonl")]
    print("\nsentences   a question, ms (p50)   rank-bm25 alone, ms (p50)   ratio")
    for size in SIZES:
        ours, theirs = compare(size, questions)
        print(f"{size:9}   {ours:20.2f}   {theirs:25.2f}   {ours / theirs:5.2f}", flush=True)


if __name__ == "__main__":
    main()
