"""The time of a whole answer beside the time that rank-bm25 alone takes to score every sentence, in one run."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from rank_bm25 import BM25Okapi

from bot import engine
from index.analysis import terms
from index.build import build
from index.snapshot import Snapshot, load

ROOT = Path(__file__).parent.parent
_SENTENCES_AN_ARTICLE = 25


def compare(num_sentences: int, questions: Sequence[str], rounds: int = 116) -> tuple[float, float]:
    """Median milliseconds of an answer and of rank-bm25's scores, asked in turn over made-up articles."""
    with tempfile.TemporaryDirectory() as folder:
        source = ROOT / "seeds"
        if num_sentences > 107:
            source = Path(folder) / "articles.jsonl"
            source.write_text("\n".join(made_up(num_sentences)), encoding="utf-8")
        build([source], Path(folder) / "index")
        snapshot = load(Path(folder) / "index")
        corpus = [terms(snapshot.text_of(snapshot.sentence(i))) for i in range(snapshot.num_sentences)]
        plain = BM25Okapi(corpus)
        return _in_turn(snapshot, plain, [questions[i % len(questions)] for i in range(rounds)])


def _in_turn(snapshot: Snapshot, plain: BM25Okapi, questions: Sequence[str]) -> tuple[float, float]:
    engine.answer(questions[0], snapshot)  # opens what is opened once
    ours: list[float] = []
    theirs: list[float] = []
    for question in questions:
        ours.append(_milliseconds(lambda q=question: engine.answer(q, snapshot)))  # type: ignore[misc]
        theirs.append(_milliseconds(lambda q=question: plain.get_scores(terms(q))))  # type: ignore[misc]
    return statistics.median(ours), statistics.median(theirs)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def made_up(num_sentences: int) -> list[str]:
    """JSON lines of articles whose words follow on each other as in the repo's articles; always the same."""
    rng = random.Random(num_sentences)
    texts = [p.read_text(encoding="utf-8") for p in sorted([*ROOT.glob("seeds/*.txt"), *ROOT.glob("bench/articles/*")])]
    follow: dict[str, list[str]] = {}
    words = " ".join(texts).split()
    for word, after in pairwise(words):
        follow.setdefault(word, []).append(after)
    lines = []
    for number in range(-(-num_sentences // _SENTENCES_AN_ARTICLE)):
        sentences = []
        for _ in range(_SENTENCES_AN_ARTICLE):
            word = rng.choice(words).strip(".“”\"'").capitalize() or "It"
            sentence = [word]
            for _ in range(rng.randint(8, 30)):
                sentence.append(rng.choice(follow.get(sentence[-1], words)).strip('.“”"'))
            sentences.append(" ".join(sentence) + ".")
        lines.append(json.dumps({"id": f"made-{number:06}", "title": "", "text": "\n".join(sentences)}))
    return lines
