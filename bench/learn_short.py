"""Learns the numbers of bot/short_weights.json: python -m bench.learn_short FOLDER ... [--out FILE]

Each FOLDER holds documents.jsonl and questions.jsonl with gold spans (wiki, reddit, amazon_reviews, news,
wiki_unanswerable); only questions with an answer are used, each with the sentence that holds most of its gold spans.
Nothing of bench/questions or the seeds is used. A part of the questions is asked in lower case or with synonyms, as
people type. What is learned:

spans: the weights of bot.span_features over every span of the sentence, first for all names, then anew for the
  heaviest of them.
sure: a logistic model of the best span's log odds and the answer type, on a tenth of the documents (by hash of their
  id) that the spans were not learned from.

Figures are printed for another tenth, which neither has seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.learn import ROOT, adam, indexed, tell, with_synonyms
from bench.span_model import Corpus, Floats, fit, tabulate
from bot.answers import AnswerType
from bot.evaluation import Question, best_score, exact, f1, gold_spans, normalise, read_questions
from bot.question import read_question
from bot.question_form import Form, read_form
from bot.short_answers import (
    SAME,
    SHOWN,
    SHOWN_TYPED,
    TYPED,
    Weights,
    best_span,
    certainty,
    certainty_inputs,
    merge,
    span_scores,
)
from bot.span_features import Layout, lay_out
from index.choosing import read
from index.snapshot import Snapshot

# Each set's part of the loss; an even part for a set not named here.
SHARES = {"wiki": 0.4, "wiki_unanswerable": 0.2, "news": 0.1, "reddit": 0.15, "amazon_reviews": 0.15}
EVEN = 0.1
KEPT = 4000
LEARN, CALIBRATE, REPORT = "learn", "calibrate", "report"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its right sentence."""

    source: str
    part: str
    kind: AnswerType
    form: Form
    layout: Layout
    text: str
    accepted: list[str]


def main() -> None:
    """Learns both models and writes them; figures on the kept-out tenth go to stdout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "short_weights.json")
    options = parser.parse_args()
    corpus = Corpus()
    sources: list[str] = []
    kept: list[Example] = []
    for folder in options.folders:
        for example in examples_of(folder):
            if example.part != LEARN:
                kept.append(example)
            elif gold := gold_words(example):
                words = example.layout.surface.words
                articles = [word.of(example.text).casefold() in ("a", "an", "the") for word in words]
                corpus.add(example.form, example.layout, articles, gold)
                sources.append(folder.name)
        tell(f"{folder.name}: {sources.count(folder.name)} questions to learn from")
    spans = learn_spans(corpus, sources)
    sure = learn_sure([e for e in kept if e.part == CALIBRATE], spans)
    report([e for e in kept if e.part == REPORT], spans, sure)
    options.out.write_text(
        json.dumps({"spans": spans, "sure": sure}, indent=0, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def examples_of(folder: Path) -> Iterator[Example]:
    """The folder's answerable questions with their right sentences."""
    questions = [q for q in read_questions(folder / "questions.jsonl") if q.answerable]
    with indexed(read([folder / "documents.jsonl"]).articles) as snapshot:
        present = {article.article_id for article in snapshot.articles()}
        for question in questions:
            if question.gold_doc in present:
                yield from _example(folder.name, question, snapshot)


def _example(source: str, question: Question, snapshot: Snapshot) -> Iterator[Example]:
    part = part_of(question.gold_doc or "")
    asked = as_typed(question) if part == LEARN else question.question
    sentence_id = right_sentence(question, snapshot)
    if sentence_id is None:
        return
    query = read_question(asked, snapshot)
    form = read_form(query, snapshot)
    layout = lay_out(form, sentence_id, snapshot)
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if layout.surface.words:
        yield Example(source, part, query.answer_type, form, layout, text, question.accepted)


def part_of(document: str) -> str:
    """What a document is for, by hash of its id, so that the choice never depends on order."""
    tenth = int(hashlib.sha256(document.encode()).hexdigest(), 16) % 10
    return REPORT if tenth == 0 else CALIBRATE if tenth == 1 else LEARN


def as_typed(question: Question) -> str:
    """The question as it stands, or as a hurried person types it, or with synonyms."""
    rng = random.Random(question.id)
    way = rng.random()
    if way < 0.2:
        return question.question.lower().rstrip("?")
    return with_synonyms(question.question, rng) if way < 0.4 else question.question


def right_sentence(question: Question, snapshot: Snapshot) -> int | None:
    """The sentence that covers at least half of most gold spans, the first of equals."""
    covered: Counter[int] = Counter()
    for article_id, span in gold_spans(question, snapshot):
        for sentence in snapshot.sentences_of(article_id):
            shared = min(sentence.span.end, span.end) - max(sentence.span.start, span.start)
            if 2 * shared >= span.end - span.start:
                covered[sentence.sentence_id] += 1
    return covered.most_common(1)[0][0] if covered else None


def gold_words(example: Example) -> list[tuple[int, int]]:
    """First and last word of every span that equals an accepted answer but for case, punctuation and articles."""
    bare = [("".join(normalise(word.of(example.text))), i) for i, word in enumerate(example.layout.surface.words)]
    bare = [(letters, i) for letters, i in bare if letters]
    joined = "".join(letters for letters, _ in bare)
    starts, ends, at = {}, {}, 0
    for letters, i in bare:
        starts[at] = i
        at += len(letters)
        ends[at] = i
    found = set()
    for answer in example.accepted:
        wanted = "".join(normalise(answer))
        at = joined.find(wanted) if wanted else -1
        while at >= 0:
            if at in starts and at + len(wanted) in ends:
                found.add((starts[at], ends[at + len(wanted)]))
            at = joined.find(wanted, at + 1)
    return sorted(found)


def learn_spans(corpus: Corpus, sources: Sequence[str]) -> dict[str, dict[str, dict[str, float]]]:
    """The heaviest weights by group, role and name, rounded."""
    table = tabulate(corpus)
    sizes = Counter(sources)
    share = np.array([SHARES.get(source, EVEN) / sizes[source] for source in sources])
    share *= len(share) / share.sum()
    every = fit(table, share, decay=2e-3, rounds=6)
    mask = np.zeros(len(every), dtype=np.bool_)
    mask[np.argsort(-np.abs(every), kind="stable")[:KEPT]] = True
    weights = fit(table, share, decay=5e-4, rounds=6, mask=mask)
    spans: dict[str, dict[str, dict[str, float]]] = {}
    for (group, role, name), weight in zip(table.weights, weights.tolist(), strict=True):
        if rounded := round(weight, 2):
            spans.setdefault(group, {}).setdefault(role, {})[name] = rounded
    tell(f"{int(mask.sum())} of {len(every)} weights kept")
    return spans


def answer_of(example: Example, spans: Weights) -> tuple[str, dict[str, float]]:
    """The short answer and what its certainty depends on."""
    scores = span_scores(example.layout, merge(example.form.groups, spans))
    span = best_span(scores, example.layout, example.text)
    return span.of(example.text), certainty_inputs(example.kind, scores)


def learn_sure(examples: Sequence[Example], spans: Weights) -> dict[str, float]:
    """The logistic model of whether the best span agrees with an accepted answer."""
    answers = [answer_of(example, spans) for example in examples]
    names = ["bias", *sorted({name for _, inputs in answers for name in inputs})]
    table = np.array([[inputs.get(name, float(name == "bias")) for name in names] for _, inputs in answers])
    agree = [best_score(short, e.accepted, f1) >= SAME for (short, _), e in zip(answers, examples, strict=True)]
    right = np.array(agree, dtype=np.float64)

    def gradient(weights: Floats) -> Floats:
        expected = 1 / (1 + np.exp(-(table @ weights)))
        return np.asarray(table.T @ (expected - right) / len(right) + 1e-3 * weights)

    found = adam(gradient, len(names), 800, 0.05)
    return {name: round(value, 3) for name, value in zip(names, found.tolist(), strict=True)}


def report(examples: Sequence[Example], spans: Weights, sure: dict[str, float]) -> None:
    """Prints figures for each set, each answer type of it, and each answer type over all sets."""
    rows: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for example in examples:
        short, inputs = answer_of(example, spans)
        row = (
            best_score(short, example.accepted, exact),
            best_score(short, example.accepted, f1),
            certainty(inputs, sure),
        )
        kind = example.kind.value
        for key in (example.source, f"{example.source} {kind}", f"all {kind}"):
            rows[key].append(row)
    tell(f"{'':32}  number  exact     F1  shown: share  exact     F1  certainty  F1 >= {SAME}")
    for key, found in sorted(rows.items()):
        typed = key.split()[-1] in TYPED
        tell(f"{key:32} {_figures(np.array(found), SHOWN_TYPED if typed else SHOWN)}")


def _figures(rows: Floats, shown_from: float) -> str:
    """Columns exact, F1 and certainty to a line of means, over all rows and over those shown."""
    shown = rows[rows[:, 2] >= shown_from]
    seen = shown[:, :2].mean(axis=0) if len(shown) else np.zeros(2)
    right = float((rows[:, 1] >= SAME).mean())
    return (
        f"{len(rows):7} {rows[:, 0].mean():6.3f} {rows[:, 1].mean():6.3f} {len(shown) / len(rows):13.3f}"
        f" {seen[0]:6.3f} {seen[1]:6.3f} {rows[:, 2].mean():10.3f} {right:10.3f}"
    )


if __name__ == "__main__":
    main()
