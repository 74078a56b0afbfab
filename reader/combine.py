"""Learns the numbers of bot/reading/weights.json: python -m reader.combine DATA [--out FILE]

How the model's reading joins the linear score, and how sure the answer is. Learned on documents that the model was not
trained on: those held out of wiki, the news, the two calibration articles of wiki_unanswerable, and the invented
articles of bench/ with their near misses.

order: softmax regression over order.NAMES against the right sentences.
right: a logistic model over certainty.NAMES of the first sentence being right, over all of these questions.
on_topic, stated: logistic models over certainty.NAMES; the first tells answered questions from those whose document is
not in the index, the second from near misses. Thresholds lose a set share of the answerable invented questions.
span: when the marked words are right, a logistic model of their log probability.

Figures printed come from models fitted without the half of the documents that they are measured on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.learn import ROOT, Example, Kind, adam, fit_ranking, hits, indexed, invented, kept_out, tell
from bot import confidence as without
from bot.answers import Query, Read
from bot.evaluation import (
    Question,
    auroc,
    best_score,
    calibration_error,
    covers_half,
    exact,
    f1,
    gold_spans,
    read_questions,
)
from bot.question import read_question
from bot.reading import certainty
from bot.reading.order import LINEAR, read_candidates, widened
from bot.reading.order import NAMES as ORDER
from bot.reading.reader import Reader
from bot.selection import Selection, select, weights
from index.choosing import read
from index.model import Article
from index.snapshot import Snapshot
from reader.groups import CALIBRATION_ARTICLES

Floats = NDArray[np.float64]
# Answerable invented questions that each threshold may lose.
LOST = {"on_topic": 0.012, "stated": 0.055}
# Words marked count as right from this F1 with what a person marked.
_RIGHT_WORDS = 0.6
# What each model of certainty tells the answered from, in which sets.
CERTAINTY = {
    "on_topic": (Kind.ABSENT, (("wiki", "wiki absent"), ("news", "news absent"))),
    "stated": (Kind.NEAR_MISS, (("invented", "invented"), ("wiki_unanswerable", "wiki_unanswerable"))),
}
_MOST_STATED = certainty.NAMES.index("most_stated")


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
    words: tuple[float, float, float] | None  # log probability, exact, F1 of the words marked in the right sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "reading" / "weights.json")
    parser.add_argument("--limit", type=int, help="questions of each set at most")
    options = parser.parse_args()
    reader = Reader()
    asked = {name: list(found) for name, found in sets(options.data, reader, options.limit)}
    order = learn_order(asked)
    found = {"order": order, **learn_certainty(asked, order), "span": learn_words(asked)}
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def sets(data: Path, reader: Reader, limit: int | None) -> Iterator[tuple[str, Iterator[Asked]]]:
    """The question sets by name: whole, and (names with "absent") with half of the documents gone."""
    yield "invented", (a for question, snapshot in invented() for a in ask(question, snapshot, reader))
    for name in ("news", "wiki", "wiki_unanswerable"):
        articles = read([data / name / "documents.jsonl"]).articles
        place = {a.article_id: n for n, a in enumerate(articles)}
        questions = [q for q in read_questions(data / name / "questions.jsonl") if _is_kept(name, q, place)]
        questions = random.Random(name).sample(questions, min(len(questions), limit or len(questions)))
        yield name, _asked(questions, articles, reader)
        if name != "wiki_unanswerable":
            gone = [
                a for a in articles if a.article_id not in {q.gold_doc for q in questions} or place[a.article_id] % 2
            ]
            away = [q for q in questions if place[str(q.gold_doc)] % 2 == 0 and q.answerable]
            yield f"{name} absent", _asked(away, gone, reader, Kind.ABSENT)


def _is_kept(name: str, question: Question, place: dict[str, int]) -> bool:
    if name == "wiki_unanswerable":
        return place[str(question.gold_doc)] in CALIBRATION_ARTICLES
    return name == "news" or kept_out(str(question.gold_doc), 10)


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
    reads = read_candidates(query, found, reader.read, snapshot)
    ids, rows, table = widened(query, found, reads, snapshot)
    gold = gold_spans(question, snapshot) if kind is None else []
    sentences = [snapshot.sentence(i) for i in ids.tolist()]
    right = np.array([bool(gold) and covers_half(s.article_id, s.span, gold) for s in sentences])
    fold = hashlib.sha256(str(question.gold_doc or question.id).encode()).digest()[1] % 2
    yield Asked(
        question, query, found, ids, rows, table, right, reads,
        kind or (Kind.ANSWERED if question.answerable else Kind.NEAR_MISS), fold,
        without.confidence(without.row(query, found, snapshot), weights()),
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


def learn_order(asked: dict[str, list[Asked]]) -> dict[str, float]:
    """Weights of ORDER; the linear score's own order and the model's are printed beside the joint one."""
    names = [n for n in asked if "absent" not in n]

    def fit(fold: int | None) -> Floats:
        groups = [(1.0, [Example(a.table, a.right, False) for a in asked[n] if a.fold != fold]) for n in names]
        return fit_ranking(groups)

    for name in names:
        for title, pick in (("linear", 0), ("model", 2), ("joint", None)):
            first = three = 0.0
            answerable = [a for a in asked[name] if a.kind is Kind.ANSWERED]
            for fold in (0, 1):
                part = [Example(a.table, a.right, False) for a in answerable if a.fold == fold]
                share = fit(fold) if pick is None else np.eye(len(ORDER))[pick] + 20.0 * (pick == 2) * np.eye(7)[1]
                first += hits(part, share, 1) * len(part)
                three += hits(part, share, 3) * len(part)
            count = max(1, len(answerable))
            tell(f"{name:18} {title:7} first {first / count:.3f}, first three {three / count:.3f} of {count}")
    return {name: round(float(value), 4) for name, value in zip(ORDER, fit(None), strict=True)}


def learn_certainty(asked: dict[str, list[Asked]], order: dict[str, float]) -> dict[str, dict[str, float]]:
    """Both models, each with its threshold."""
    share = np.array([order[name] for name in ORDER])
    inputs = {name: [(_inputs(a, share), a) for a in rows] for name, rows in asked.items()}
    found = {}
    for model, (against, parts) in CERTAINTY.items():
        sides = [
            (
                [(x, a) for x, a in inputs[yes] if a.kind is Kind.ANSWERED],
                [(x, a) for x, a in inputs[no] if a.kind is against],
            )
            for yes, no in parts
        ]
        folds = [_fit(sides, fold) for fold in (0, 1)]
        for (_, name), side in zip(parts, sides, strict=True):
            both = [(x, a) for rows in side for x, a in rows]
            joint = auroc([(chance(x, folds[a.fold]), a.kind is Kind.ANSWERED) for x, a in both])
            alone = auroc([(float(x[_MOST_STATED]), a.kind is Kind.ANSWERED) for x, a in both])
            linear = auroc([(getattr(a.before, model), a.kind is Kind.ANSWERED) for _, a in both])
            tell(f"{model} {name}: AUROC {joint:.3f}, model alone {alone:.3f}, without {linear:.3f} over {len(both)}")
        found[model] = _fit(sides, None)
        answered = sorted(chance(x, found[model]) for x, a in inputs["invented"] if a.kind is Kind.ANSWERED)
        found[model]["threshold"] = round(answered[int(LOST[model] * len(answered))], 4)
        missed = [chance(x, found[model]) for x, a in inputs["invented"] if a.kind is Kind.NEAR_MISS]
        refused = sum(value < found[model]["threshold"] for value in missed) / len(missed)
        tell(f"{model}: threshold {found[model]['threshold']} refuses {refused:.2f} of the invented near misses")
    rights = [[(x, _is_right(a, share)) for x, a in rows] for rows in inputs.values()]
    found["right"] = fit_logistic(rights, certainty.NAMES)
    scored = [(chance(x, found["right"]), bool(y)) for rows in rights for x, y in rows]
    tell(f"right: calibration error {calibration_error(scored):.3f} over {len(scored)}")
    return found


def _is_right(asked: Asked, share: Floats) -> float:
    """1.0 when the first sentence in the joint order is right."""
    return float(asked.right[int(np.argmax(asked.table @ share))])


def _fit(
    sides: Sequence[tuple[list[tuple[Floats, Asked]], list[tuple[Floats, Asked]]]], fold: int | None
) -> dict[str, float]:
    """The logistic model of the answered against the others, without one fold of the documents."""
    groups = [
        [(x, float(a.kind is Kind.ANSWERED)) for x, a in rows if a.fold != fold] for side in sides for rows in side
    ]
    return fit_logistic(groups, certainty.NAMES)


def chance(inputs: Floats, model: dict[str, float]) -> float:
    return without.probability(dict(zip(certainty.NAMES, inputs.tolist(), strict=True)), model)


def _inputs(asked: Asked, share: Floats) -> Floats:
    scores = asked.table @ share
    order = np.argsort(-scores, kind="stable")
    selection = Selection(
        asked.ids[order],
        asked.rows[order],
        scores[order],
        asked.found.matches,
        asked.table[order, LINEAR],
        None,
        asked.reads,
    )
    return certainty.inputs(asked.before, selection, asked.table[order])


def fit_logistic(groups: Sequence[Sequence[tuple[Floats, float]]], names: Sequence[str]) -> dict[str, float]:
    """Weights by name with a bias; every group counts the same."""
    table = np.array([x for rows in groups for x, _ in rows])
    target = np.array([y for rows in groups for _, y in rows])
    share = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in groups if rows])
    share /= share.sum()
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = np.column_stack([(table - centre) / spread, np.ones(len(table))])

    def gradient(weights: Floats) -> Floats:
        expected = 1 / (1 + np.exp(-(scaled @ weights)))
        return np.asarray(scaled.T @ ((expected - target) * share) + 1e-3 * weights)

    found = adam(gradient, scaled.shape[1], 800, 0.05)
    slopes = found[:-1] / spread
    learned = {name: round(float(value), 4) for name, value in zip(names, slopes, strict=True)}
    learned["bias"] = round(float(found[-1] - slopes @ centre), 4)
    return learned


def learn_words(asked: dict[str, list[Asked]]) -> dict[str, float]:
    """When the words marked in a right sentence are right."""
    for name, rows in asked.items():
        if held := [a.words for a in rows if a.words]:
            _, exactly, overlap = np.mean(held, axis=0)
            tell(f"{name}: words exact {exactly:.3f}, F1 {overlap:.3f} of {len(held)}")
    groups = [
        [(np.array([a.words[0]]), float(a.words[2] >= _RIGHT_WORDS)) for a in rows if a.words]
        for rows in asked.values()
    ]
    return fit_logistic([g for g in groups if g], ("sure",))


if __name__ == "__main__":
    main()
