"""Programs that rank by BM25, each told the same terms of the same sentences; `python -m bench.engines NAME …` in a
process of its own builds one, or opens it and answers once, and prints what that took.
"""

from __future__ import annotations

import importlib
import json
import pickle
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.bm25 import K1, B

K = 10
Rank = Callable[[Sequence[str]], object]


class Talks:
    """This program's index with numpy alone; built by `talks index build`, articles to answers."""

    needs = "numpy"
    compiled = False

    def open(self, folder: Path) -> Rank:
        from index import compiled
        from index.snapshot import load

        ranker = load(folder).ranker
        ranker.may_compile = self.compiled
        if self.compiled and not compiled.wait():
            raise ImportError("numba is not installed")
        return lambda asked: ranker.rank(asked, K)


class TalksFast(Talks):
    """The same with the extra `fast`."""

    needs = "numba"
    compiled = True


class RankBm25:
    """The model itself, as everybody uses it: kept in a pickle."""

    needs = "rank_bm25"

    def build(self, sentences: Path, folder: Path) -> None:
        from rank_bm25 import BM25Okapi

        with (folder / "model.pickle").open("wb") as file:
            pickle.dump(BM25Okapi(list(_read(sentences)), k1=K1, b=B), file)

    def open(self, folder: Path) -> Rank:
        import numpy as np

        with (folder / "model.pickle").open("rb") as file:
            model = pickle.load(file)

        def rank(asked: Sequence[str]) -> object:
            scores = model.get_scores(asked)
            best = np.argpartition(scores, -K)[-K:]
            return best[np.argsort(-scores[best])]

        return rank


class Bm25sNumpy:
    """Scores kept in a sparse matrix, summed up by numpy."""

    needs = "bm25s"
    backend = "numpy"

    def build(self, sentences: Path, folder: Path) -> None:
        bm25s = importlib.import_module("bm25s")
        model = bm25s.BM25(k1=K1, b=B)
        model.index(list(_read(sentences)), show_progress=False)
        model.save(folder)

    def open(self, folder: Path) -> Rank:
        bm25s = importlib.import_module("bm25s")
        model = bm25s.BM25.load(folder)
        if self.backend == "numba":
            importlib.import_module("numba")
            model.backend = "numba"
            model.activate_numba_scorer()
        return lambda asked: model.retrieve([list(asked)], k=K, show_progress=False, n_threads=0)


class Bm25sNumba(Bm25sNumpy):
    """The same compiled."""

    needs = "numba"
    backend = "numba"


class Tantivy:
    """The Rust library, from Python; hits are not counted, so that it may pass over postings."""

    needs = "tantivy"

    def build(self, sentences: Path, folder: Path) -> None:
        tantivy = importlib.import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        writer = tantivy.Index(builder.build(), path=str(folder)).writer(256_000_000, 1)
        for terms in _read(sentences):
            writer.add_document(tantivy.Document(terms=" ".join(terms)))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Rank:
        tantivy = importlib.import_module("tantivy")
        index = tantivy.Index.open(str(folder))
        searcher, schema = index.searcher(), index.schema
        occur, query = tantivy.Occur.Should, tantivy.Query

        def rank(asked: Sequence[str]) -> object:
            parts = [(occur, query.term_query(schema, "terms", term, "freq")) for term in asked]
            return searcher.search(query.boolean_query(parts), K, count=False).hits

        return rank


class Fts5:
    """SQLite's full-text search; a term is what stands between blanks, or `7.8` would be a phrase of two words."""

    needs = "sqlite3"
    tokenizer = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"

    def build(self, sentences: Path, folder: Path) -> None:
        base = sqlite3.connect(folder / "base.sqlite")
        base.execute(f'CREATE VIRTUAL TABLE s USING fts5(terms, tokenize="{self.tokenizer}", detail=none, content="")')
        base.executemany("INSERT INTO s(terms) VALUES (?)", ((" ".join(terms),) for terms in _read(sentences)))
        base.execute("INSERT INTO s(s) VALUES ('optimize')")
        base.commit()

    def open(self, folder: Path) -> Rank:
        base = sqlite3.connect(folder / "base.sqlite")

        def rank(asked: Sequence[str]) -> object:
            wanted = " OR ".join('"{}"'.format(term.replace('"', '""')) for term in asked)
            found = "SELECT rowid FROM s WHERE s MATCH ? ORDER BY bm25(s) LIMIT ?"
            return base.execute(found, (wanted, K)).fetchall() if wanted else []

        return rank


ENGINES: dict[str, Any] = {
    "talks, numpy": Talks,
    "talks, numba": TalksFast,
    "rank-bm25": RankBm25,
    "bm25s, numpy": Bm25sNumpy,
    "bm25s, numba": Bm25sNumba,
    "tantivy": Tantivy,
    "SQLite FTS5": Fts5,
}


def _read(sentences: Path) -> Iterator[list[str]]:
    """The terms of each sentence, a line each; one string a term, however often it is there."""
    with sentences.open(encoding="utf-8") as file:
        for line in file:
            yield [sys.intern(term) for term in line.split()]


def main(name: str, verb: str, folder: Path, argument: str) -> None:
    """Prints seconds and megabytes: of building from a file of sentences, or of opening and the first answer."""
    started = time.perf_counter()
    if verb == "build":
        ENGINES[name]().build(Path(argument), folder)
    else:
        questions = json.loads(argument)
        rank = ENGINES[name]().open(folder)
        rank(questions[0])
    seconds = time.perf_counter() - started
    if verb == "open" and name != "rank-bm25":  # its memory does not grow, and it takes seconds a question
        for asked in questions:
            rank(asked)
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    held = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    print(json.dumps({"seconds": seconds, "mb": held / 1024}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
