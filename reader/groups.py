"""Question sets to training groups: each question with its right sentence and with hard negatives.

A group is one question with passages, each a sentence and up to two on either side of it. Negatives are the
sentences that our own index ranks highest among the wrong ones. Questions that nothing answers have negatives alone,
first the one that a careless reader would take: those of the sets, and near misses made of answerable ones.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.learn import indexed, with_synonyms
from bot.evaluation import Question, covers_half, gold_spans, read_as
from bot.question import read_question
from bot.reading.windows import beside
from bot.selection import select
from index.choosing import read
from index.model import Span
from index.snapshot import Snapshot
from reader.lessons import Lesson, files_of, is_held_out
from reader.near_misses import Asked, near_miss

# What a sentence of a group is: the right one, a wrong one, or one that may well answer too.
RIGHT, WRONG, UNCLEAR = 1, 0, -1
_NEGATIVES, _AMONG = 4, 12
_BESIDE = 2
_REPLACED, _MADE = 0.15, 0.5
# Characters between the answers of questions about one passage.
_NEAR = 600


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences with their labels; `centre` is the one that was looked for.

    `answer` is the sentence's number and the span of the answer's words in it, None without.
    """

    title: str
    sentences: list[str]
    labels: list[int]
    centre: int
    answer: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One question. The first passage holds the right sentence if `answerable`, else the one that seems to answer; the
    others are negatives.

    `change` says how a near miss was made of an answerable question, empty for questions that people asked.
    """

    question: str
    answerable: bool
    passages: list[Passage]
    held_out: bool
    change: str = ""


def groups_of(data: Path, name: str, most: int | None = None) -> Iterator[Group]:
    """The groups of one question set: a folder of `data` with documents.jsonl and questions.jsonl, or one of OWN; of
    at most so many of its questions."""
    rng = random.Random(name)
    documents, asked = files_of(data, name)
    articles = read([documents]).articles
    place = {article.article_id: number for number, article in enumerate(articles)}
    questions = [q for q in read_as(asked, Lesson) if q.gold_doc in place]
    if most is not None and most < len(questions):
        questions = rng.sample(questions, most)
    by_article: dict[str, list[Lesson]] = {}
    for question in questions:
        by_article.setdefault(str(question.gold_doc), []).append(question)
    with indexed(articles) as snapshot:
        for question in questions:
            held_out = is_held_out(name, place[str(question.gold_doc)], question)
            made = _group(question, snapshot, held_out, rng)
            if made is None:
                continue
            yield made
            if made.answerable and not held_out:
                yield from _variants(made, _others(question, by_article), rng)


def _others(question: Lesson, by_article: Mapping[str, Sequence[Lesson]]) -> Asked:
    there = by_article[str(question.gold_doc)]
    starts = [start for start, _ in question.gold_spans]
    near = [
        other.question
        for other in there
        if other.gold_spans != question.gold_spans
        and any(abs(start - mine) <= _NEAR for start, _ in other.gold_spans for mine in starts)
    ]
    return Asked([other.question for other in there], near)


def _variants(group: Group, others: Asked, rng: random.Random) -> Iterator[Group]:
    """Some of the answerable also in other words, or changed to what nothing answers."""
    if rng.random() < _REPLACED:
        other = with_synonyms(group.question, rng)
        if other != group.question:
            yield replace(group, question=other)
    if rng.random() < _MADE:
        changed = near_miss(group.question, others, " ".join(group.passages[0].sentences), rng)
        if changed is not None:
            unanswered = [_unanswered(p) for p in group.passages]
            yield Group(changed[0], False, unanswered, False, changed[1].value)


def _group(question: Lesson, snapshot: Snapshot, held_out: bool, rng: random.Random) -> Group | None:
    """The question with its passages; None when it has a right sentence that can't be found."""
    gold = gold_spans(question, snapshot) if question.answerable else []
    ids = select(read_question(question.question, snapshot), snapshot).ids.tolist()
    found = _right(gold, ids, snapshot)
    if question.answerable and not found:
        return None
    if not question.answerable:
        ids = _wrong(question, ids, snapshot)
        found = _right([(str(question.gold_doc), Span(*span)) for span in question.nearest], ids, snapshot) or ids
    among = [i for i in ids[:_AMONG] if all(abs(i - f) > _BESIDE for f in (found if gold else found[:1]))]
    negatives = among if held_out else sorted(rng.sample(among, min(_NEGATIVES, len(among))), key=among.index)
    chosen = [*found[:1], *negatives]
    if not chosen:
        return None
    passages = [_passage(i, question, gold, snapshot) for i in chosen]
    return Group(question.question, question.answerable, passages, held_out)


def _right(gold: Sequence[tuple[str, Span]], ids: Sequence[int], snapshot: Snapshot) -> list[int]:
    """The sentences that hold a gold span, ranked ones first."""
    ranked = [i for i in ids if covers_half(snapshot.sentence(i).article_id, snapshot.sentence(i).span, gold)]
    return ranked or [
        s.sentence_id
        for article_id, _ in gold[:1]
        for s in snapshot.sentences_of(article_id)
        if snapshot.answerable[s.sentence_id] and covers_half(s.article_id, s.span, gold)
    ]


def _wrong(question: Lesson, ids: Sequence[int], snapshot: Snapshot) -> list[int]:
    """Of the ranked sentences those that surely do not answer, first those of the passage that was asked of."""
    passage = _asked_of(question, snapshot)
    if passage is None:
        return [*ids]
    held = [snapshot.sentence(i) for i in ids]
    inside = [s.sentence_id for s in held if s.article_id == question.gold_doc and s.span.start in passage]
    return inside + [s.sentence_id for s in held if s.article_id != question.gold_doc]


def _asked_of(question: Lesson, snapshot: Snapshot) -> range | None:
    """Where the passage stands; SQuAD's paragraphs are divided by an empty line."""
    if question.passage:
        return range(*question.passage)
    if not question.para:
        return None
    text, start = snapshot.article(str(question.gold_doc)).text, 0
    for _ in range(int(question.para.rpartition("-")[2])):
        start = text.index("\n\n", start) + 2
    end = text.find("\n\n", start)
    return range(start, end if end >= 0 else len(text))


def _passage(sentence_id: int, question: Question, gold: Sequence[tuple[str, Span]], snapshot: Snapshot) -> Passage:
    around = [sentence_id]
    for step in (-1, 1):
        other: int | None = sentence_id
        for _ in range(_BESIDE):
            other = beside(other, step, snapshot) if other is not None else None
            if other is not None:
                around = [other, *around] if step < 0 else [*around, other]
    article = snapshot.article(snapshot.sentence(sentence_id).article_id)
    texts, labels, answer = [], [], None
    for number, i in enumerate(around):
        sentence = snapshot.sentence(i)
        text = snapshot.text_of(sentence)
        right = bool(gold) and covers_half(sentence.article_id, sentence.span, gold)
        texts.append(text)
        labels.append(RIGHT if right else UNCLEAR if _may_answer(text, question) else WRONG)
        if right and i == sentence_id:
            answer = _answer(number, sentence.article_id, sentence.span, gold)
    return Passage(article.title, texts, labels, around.index(sentence_id), answer)


def _answer(number: int, article_id: str, span: Span, gold: Sequence[tuple[str, Span]]) -> tuple[int, int, int] | None:
    """The shortest of the marked answers that lies wholly in the sentence."""
    inside = [s for a, s in gold if a == article_id and span.start <= s.start and s.end <= span.end]
    if not inside:
        return None
    best = min(inside, key=lambda s: s.end - s.start)
    return number, best.start - span.start, best.end - span.start


def _may_answer(text: str, question: Question) -> bool:
    return any(len(answer) > 2 and answer.lower() in text.lower() for answer in question.accepted)


def _unanswered(passage: Passage) -> Passage:
    return Passage(passage.title, passage.sentences, [WRONG] * len(passage.labels), passage.centre)


def write(groups: Iterator[Group], path: Path) -> int:
    """Writes the groups as JSON lines; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for group in groups:
            out.write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
            count += 1
    return count


def load(path: Path) -> list[Group]:
    """The groups of a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["passages"] = [
            Passage(**{**p, "answer": tuple(p["answer"]) if p["answer"] else None}) for p in row["passages"]
        ]
        found.append(Group(**row))
    return found
