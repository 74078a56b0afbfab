"""Questions of the development sets as the model reads them: what reader/combine.py learns from."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.learn import Kind, indexed, invented
from bot import confidence as without
from bot.agreement import agreement
from bot.answers import Query, Read
from bot.evaluation import Question, best_score, covers_half, exact, f1, gold_spans, read_as
from bot.question import read_question
from bot.reading.order import pooled, read_candidates, widened, wording
from bot.reading.reader import Reader
from bot.selection import Selection, select, weights
from index.choosing import read
from index.model import Article
from index.snapshot import Snapshot
from reader.lessons import CALIBRATION_ARTICLES, TOLD, Lesson, files_of, is_held_out

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question read: the input of `order`, which sentences are right, and what `certainty` needs later."""

    question: Question
    query: Query
    found: Selection
    ids: NDArray[np.intp]
    rows: Floats
    table: Floats
    right: NDArray[np.bool_]
    reads: dict[int, Read]
    kind: Kind
    fold: int
    before: without.Confidence
    agreed: list[dict[str, float]]  # of each sentence with the question
    words: tuple[float, float, float] | None  # log probability, exact, F1 of the words marked in the right sentence


def sets(data: Path, reader: Reader, limit: int | None) -> Iterator[tuple[str, Iterator[Asked]]]:
    """The question sets by name: whole, and (names with "absent") with half of the documents gone."""
    yield "invented", (a for question, snapshot in invented() for a in ask(question, snapshot, reader))
    for name in (*TOLD, "news", "wiki", "wiki_unanswerable"):
        documents, lessons = files_of(data, name)
        articles = read([documents]).articles
        place = {a.article_id: n for n, a in enumerate(articles)}
        questions = [q for q in read_as(lessons, Lesson) if _is_kept(name, q, place)]
        questions = random.Random(name).sample(questions, min(len(questions), limit or len(questions)))
        if name in TOLD:
            # All at once they would be far more of one kind than a newsroom has.
            held = {q.gold_doc for q in questions}
            articles = [a for a in articles if a.article_id in held]
        yield name, _asked(questions, articles, reader)
        if name in ("own_reports", "news", "wiki"):
            gone = [
                a for a in articles if a.article_id not in {q.gold_doc for q in questions} or place[a.article_id] % 2
            ]
            away = [q for q in questions if place[str(q.gold_doc)] % 2 == 0 and q.answerable]
            yield f"{name} absent", _asked(away, gone, reader, Kind.ABSENT)


def _is_kept(name: str, question: Lesson, place: dict[str, int]) -> bool:
    number = place[str(question.gold_doc)]
    return is_held_out(name, number, question) and (name != "wiki_unanswerable" or number in CALIBRATION_ARTICLES)


def _asked(
    questions: Sequence[Question], articles: Sequence[Article], reader: Reader, kind: Kind | None = None
) -> Iterator[Asked]:
    with indexed(articles) as snapshot:
        for question in questions:
            yield from ask(question, snapshot, reader, kind)


def ask(question: Question, snapshot: Snapshot, reader: Reader, kind: Kind | None = None) -> Iterator[Asked]:
    """The question read over the snapshot; nothing where no sentence matches at all."""
    query = read_question(question.question, snapshot)
    found = select(query, snapshot)
    if not len(found.ids):
        return
    similar = reader.similar(wording(query), snapshot)
    pool = pooled(query, found, similar, snapshot)
    reads = read_candidates(query, pool, reader, snapshot)
    pool, table = widened(query, found, pool, reads, similar, snapshot)
    ids = pool.ids
    gold = gold_spans(question, snapshot) if kind is None else []
    sentences = [snapshot.sentence(i) for i in ids.tolist()]
    right = np.array([bool(gold) and covers_half(s.article_id, s.span, gold) for s in sentences])
    fold = hashlib.sha256(str(question.gold_doc or question.id).encode()).digest()[1] % 2
    yield Asked(
        question, query, found, ids, pool.rows, table, right, reads,
        kind or (Kind.ANSWERED if question.answerable else Kind.NEAR_MISS), fold,
        without.confidence(without.row(query, found, snapshot), weights(), snapshot.totals.sentences),
        [agreement(query, i, snapshot) for i in ids.tolist()],
        _words(question, ids, right, reads, snapshot),
    )  # fmt: skip


def _words(
    question: Question, ids: NDArray[np.intp], right: NDArray[np.bool_], reads: dict[int, Read], snapshot: Snapshot
) -> tuple[float, float, float] | None:
    found = [i for i, is_right in zip(ids.tolist(), right, strict=True) if is_right and i in reads]
    if not found or not question.accepted:
        return None
    held = reads[found[0]]
    said = held.span.of(snapshot.article(snapshot.sentence(found[0]).article_id).text)
    return held.sure, best_score(said, question.accepted, exact), best_score(said, question.accepted, f1)
