"""`python -m bench.ranking [SENTENCES …]`: the ten best of a question, beside other programs that rank by BM25.

All rank the same terms of the same sentences, interleaved in one run; what is not installed is left out
(`pip install bm25s tantivy` for all). Writes one JSON object a size.
"""

from __future__ import annotations

import importlib
import json
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.speed import made_up
from bot.evaluation import read_questions
from bot.question import STOP_TERMS
from index.analysis import terms
from index.bm25 import K1, B
from index.build import build
from index.snapshot import load

ROOT = Path(__file__).parent.parent
_K, _QUESTIONS, _FEW = 10, 100, 15
Rank = Callable[[Sequence[str]], object]


def main(sizes: Sequence[int]) -> None:
    """Prints the figures of each size."""
    questions = [terms(q.question) for q in read_questions(ROOT / "bench" / "questions" / "seeds_dev.jsonl")]
    kinds = {"content": [[t for t in asked if t not in STOP_TERMS] for asked in questions], "full": questions}
    for size in sizes:
        print(json.dumps(measured(size, {kind: asked[:_QUESTIONS] for kind, asked in kinds.items()})), flush=True)


def measured(size: int, kinds: dict[str, list[list[str]]]) -> dict[str, Any]:
    """Medians in microseconds by program and kind of question; milliseconds from closed to the first ten hits."""
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder) / "articles.jsonl", Path(folder) / "index"
        source.write_text("\n".join(made_up(size)), encoding="utf-8")
        started = time.perf_counter()
        build([source], index)
        built = time.perf_counter() - started
        started = time.perf_counter()
        snapshot = load(index)
        snapshot.ranker.rank(kinds["content"][0], _K)
        opened = time.perf_counter() - started
        corpus = [terms(snapshot.text_of(snapshot.sentence(i))) for i in range(snapshot.num_sentences)]
        programs: dict[str, Rank] = {"talks": lambda asked: snapshot.ranker.rank(asked, _K)}
        for make in (_rank_bm25, _bm25s, _tantivy, _fts5):
            try:
                programs[make.__name__.lstrip("_")] = make(corpus)
            except ImportError as error:
                print(f"left out: {error}", file=sys.stderr)
        figures = {kind: _in_turn(programs, asked) for kind, asked in kinds.items()}
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "sentences": len(corpus),
        "build_s": round(built, 1),
        "open_to_first_hits_ms": round(1000 * opened, 1),
        "median_us": figures,
    }


def _in_turn(programs: dict[str, Rank], questions: Sequence[Sequence[str]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in programs}
    for number, asked in enumerate(questions):
        for name, rank in programs.items():
            if name == "rank_bm25" and number >= _FEW:  # a second a question, and hardly any spread
                continue
            started = time.perf_counter()
            rank(asked)
            times[name].append(time.perf_counter() - started)
    return {name: round(1e6 * statistics.median(found), 1) for name, found in times.items()}


def _rank_bm25(corpus: Sequence[Sequence[str]]) -> Rank:
    from rank_bm25 import BM25Okapi

    model = BM25Okapi(corpus, k1=K1, b=B)
    return lambda asked: np.argsort(model.get_scores(asked))[::-1][:_K]


def _bm25s(corpus: Sequence[Sequence[str]]) -> Rank:
    bm25s = importlib.import_module("bm25s")
    model = bm25s.BM25(k1=K1, b=B)
    model.index([list(sentence) for sentence in corpus], show_progress=False)
    return lambda asked: model.retrieve([list(asked)], k=_K, show_progress=False)


def _tantivy(corpus: Sequence[Sequence[str]]) -> Rank:
    tantivy = importlib.import_module("tantivy")
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for sentence in corpus:
        writer.add_document(tantivy.Document(terms=" ".join(sentence)))
    writer.commit()
    index.reload()
    searcher, schema = index.searcher(), index.schema
    occur, query = tantivy.Occur.Should, tantivy.Query

    def rank(asked: Sequence[str]) -> object:
        parts = [(occur, query.term_query(schema, "terms", term)) for term in asked]
        return searcher.search(query.boolean_query(parts), _K).hits

    return rank


def _fts5(corpus: Sequence[Sequence[str]]) -> Rank:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE s USING fts5(terms, tokenize='ascii', detail=none)")
    base.executemany("INSERT INTO s VALUES (?)", ((" ".join(sentence),) for sentence in corpus))

    def rank(asked: Sequence[str]) -> object:
        wanted = " OR ".join(f'"{term}"' for term in asked)
        found = "SELECT rowid FROM s WHERE s MATCH ? ORDER BY bm25(s) LIMIT ?"
        return base.execute(found, (wanted, _K)).fetchall() if wanted else []

    return rank


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
