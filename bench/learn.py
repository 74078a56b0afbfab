"""Learns the numbers of bot/weights.json: python -m bench.learn DATA [--out FILE]

DATA is a folder of question sets (wiki, news, reddit, amazon_reviews, wiki_unanswerable), each documents.jsonl and
questions.jsonl with gold spans; our own over invented articles (reader/questions) are beside them. Nothing of the seed
questions is used. What is learned:

selection: a linear model over features.NAMES that ranks the candidates of a question, by softmax regression against
  the right sentences (list-wise cross-entropy, Cao et al., ICML 2007). Each set is asked in one index, and again in
  small indexes of a few documents, like a newsroom's folder on one story; a part of the questions also with words
  replaced by synonyms, so that the model learns what a synonym is worth where people paraphrase.
on_topic, stated: logistic models over confidence.NAMES. The first tells answered questions from those whose document
  is not in the index; the second from near misses, those of wiki_unanswerable and those over invented articles.
  Thresholds lose a set share of the answerable questions over the invented articles of bench/.

A quarter of the documents (by hash of their id) is kept out; the figures printed are on those.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot import confidence
from bot.evaluation import Question, auroc, covers_half, gold_spans, read_questions
from bot.features import NAMES, features
from bot.lexicon import close_words
from bot.matching import match
from bot.question import STOP_TERMS, read_question
from bot.selection import Selection, best_first, candidates
from bot.slots.marks import NAMES as MARKS
from index.analysis import analyse
from index.build import build
from index.choosing import read
from index.model import Article
from index.snapshot import Snapshot, load

Floats = NDArray[np.float64]
ROOT = Path(__file__).parent.parent
# Questions written for this project over invented articles, beside those of the folder named.
OWN, TOLD = ROOT / "reader" / "questions", ("stories", "reports")
# Reports to a newsroom's folder on one story; the stories are short.
_FOLDERS = {"reports": 24}


@dataclass(frozen=True, slots=True)
class Part:
    """One training set: folder, questions taken at most, documents to a small index, and its weight."""

    name: str
    limit: int
    group: int
    weight: float


PARTS = (
    Part("wiki", 2500, 1, 1.5),
    Part("news", 1100, 5, 1.0),
    Part("reddit", 500, 40, 0.2),
    Part("amazon_reviews", 500, 40, 0.2),
    Part("reports", 2500, _FOLDERS["reports"], 0.2),
)
# Share of each way of asking in a set's weight.
FULL, SMALL, SYNONYMS = 1.0, 0.7, 0.6
REPLACED = 0.5
# Answerable questions that each threshold may lose.
_LOST_OFF_TOPIC, _LOST_NOT_STATED = 0.005, 0.07
# And of an encyclopaedia's.
_LOST_IN_LIBRARY = 0.03
# Weights of the sets in both models. Half of the reports' questions share hardly a word with what answers them: without
# them whoever asks so would be off the topic.
_SHARES_ON_TOPIC = {"wiki": 1.0, "news": 1.0, "reports": 0.3}
_SHARES_STATED = {"invented": 3.0, "wiki_unanswerable": 1.5, "stories": 1.0, "reports": 0.5}
INVENTED = ("near_misses.jsonl", "news_dev.jsonl", "missing_dev.jsonl")


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question: feature rows, which are right, and whether it is kept out of training."""

    rows: Floats
    right: NDArray[np.bool_]
    held_out: bool


def main() -> None:
    """Learns both models and writes them; figures on kept-out documents go to stdout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "weights.json")
    options = parser.parse_args()
    groups: list[tuple[float, list[Example]]] = []
    for part in PARTS:
        for name, weight, examples in examples_of(part, options.data):
            groups.append((weight, examples))
            tell(f"{part.name} {name}: {len(examples)} questions")
    weights = fit_ranking([(weight, [e for e in examples if not e.held_out]) for weight, examples in groups])
    for weight, examples in groups:
        kept = [e for e in examples if e.held_out]
        first, three = hits(kept, weights, 1), hits(kept, weights, 3)
        tell(f"kept out: {len(kept)} questions of weight {weight:.2f}, first {first:.3f}, first three {three:.3f}")
    selection = {name: round(float(value), 4) for name, value in zip(NAMES, weights, strict=True)}
    text = json.dumps({"selection": selection, **learn_confidence(options.data, weights)}, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")


def tell(line: str) -> None:
    print(line, flush=True)


def examples_of(part: Part, data: Path) -> Iterator[tuple[str, float, list[Example]]]:
    """The part's questions in each way of asking: its name, weight and examples."""
    rng = random.Random(part.name)
    folder = folder_of(part.name, data)
    articles = read([folder / "documents.jsonl"]).articles
    questions = [q for q in read_questions(folder / "questions.jsonl") if q.answerable]
    if len(questions) > part.limit:
        questions = rng.sample(questions, part.limit)
    with indexed(articles) as snapshot:
        yield "full", part.weight * FULL, [example(q, q.question, snapshot) for q in questions]
        replaced = [example(q, with_synonyms(q.question, rng), snapshot) for q in questions[::2]]
        yield "full, synonyms", part.weight * SYNONYMS, replaced
    small: list[Example] = []
    replaced = []
    for start in range(0, len(articles), part.group):
        group = articles[start : start + part.group]
        ids = {article.article_id for article in group}
        asked = [q for q in questions if q.gold_doc in ids]
        if asked:
            with indexed(group) as snapshot:
                small += [example(q, q.question, snapshot) for q in asked]
                replaced += [example(q, with_synonyms(q.question, rng), snapshot) for q in asked]
    yield "small", part.weight * SMALL, small
    yield "small, synonyms", part.weight * SMALL * SYNONYMS, replaced


def folder_of(name: str, data: Path) -> Path:
    """Where a set's documents.jsonl and questions.jsonl are."""
    return (OWN if name in TOLD else data) / name


@contextmanager
def indexed(articles: Sequence[Article]) -> Iterator[Snapshot]:
    """A snapshot of the articles in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        lines = (json.dumps({"id": a.article_id, "title": a.title, "text": a.text}) for a in articles)
        source.write_text("\n".join(lines), encoding="utf-8")
        build([source], Path(folder) / "index")
        yield load(Path(folder) / "index")


def kept_out(key: str, part: int = 4) -> bool:
    """One in `part` of the documents, by hash, so that the choice never depends on order."""
    return hashlib.sha256(key.encode()).digest()[0] % part == 0


def example(question: Question, text: str, snapshot: Snapshot) -> Example:
    """The question's candidates in the snapshot, asked in the words of `text`."""
    query = read_question(text, snapshot)
    matches = match(query, snapshot)
    ids = candidates(matches, snapshot)
    gold = gold_spans(question, snapshot)
    sentences = (snapshot.sentence(sentence_id) for sentence_id in ids.tolist())
    right = [covers_half(sentence.article_id, sentence.span, gold) for sentence in sentences]
    return Example(
        features(query, matches, ids, snapshot),
        np.array(right, dtype=np.bool_),
        kept_out(question.gold_doc or question.id),
    )


def with_synonyms(question: str, rng: random.Random) -> str:
    """The question with content words replaced by near interchangeable ones, each with probability REPLACED."""
    for token in reversed(analyse(question)):
        words = close_words(token.term) if token.term not in STOP_TERMS else ()
        if words and question[token.span.start].islower() and rng.random() < REPLACED:
            question = question[: token.span.start] + rng.choice(words) + question[token.span.end :]
    return question


def fit_ranking(groups: Sequence[tuple[float, list[Example]]], steps: int = 600, rate: float = 0.05) -> Floats:
    """Weights that minimise list-wise cross-entropy with a small L2 penalty; Adam on standardised columns."""
    lists = [(weight / max(1, len(es)), e) for weight, es in groups for e in es if e.right.any() and not e.right.all()]
    table = np.concatenate([e.rows for _, e in lists])
    right = np.concatenate([e.right for _, e in lists])
    sizes = np.array([len(e.rows) for _, e in lists])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    which = np.repeat(np.arange(len(lists)), sizes)
    share = np.array([weight for weight, _ in lists])
    share /= share.sum()
    spread = table.std(axis=0) + 1e-6
    table = (table - table.mean(axis=0)) / spread

    def gradient(weights: Floats) -> Floats:
        scores = table @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[which])
        expected = raised / np.add.reduceat(raised, starts)[which]
        wanted = raised * right
        wanted /= np.add.reduceat(wanted, starts)[which]
        slope: Floats = table.T @ ((expected - wanted) * share[which]) + 1e-3 * weights
        return slope

    return np.asarray(adam(gradient, table.shape[1], steps, rate) / spread)


def adam(gradient: Callable[[Floats], Floats], size: int, steps: int, rate: float) -> Floats:
    """A minimum by Adam (Kingma and Ba, ICLR 2015), from zero."""
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights


def hits(examples: Sequence[Example], weights: Floats, k: int) -> float:
    """Share of the questions with a right sentence among the first k."""
    found = [e.right[np.argsort(-(e.rows @ weights), kind="stable")[:k]].any() for e in examples if len(e.rows)]
    return sum(found) / max(1, len(examples))


class Kind(StrEnum):
    """What a question for the confidence models is."""

    ANSWERED = "answered"
    ABSENT = "absent"  # its document is not in the index
    NEAR_MISS = "near miss"  # its document is, the fact is not


# What the check of a sentence finds tells near misses only. It is rare in the training sets: its weights are held
# more firmly, to what they should be without evidence.
_PENALTIES = {Kind.ABSENT: 1e-3, Kind.NEAR_MISS: 1e-2}
_PRIORS = {"empty": -1.0, "flaw": -1.5}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question for the confidence models: their input, what it is, and whether it is kept out of training."""

    inputs: Floats
    kind: Kind
    held_out: bool


def learn_confidence(data: Path, weights: Floats) -> dict[str, dict[str, float]]:
    """Both models: `on_topic` from questions whose document is in the index or not, `stated` from near misses."""
    asked: dict[str, list[Asked]] = {
        "invented": [a for question, snapshot in invented() for a in ask(question, True, snapshot, weights)]
    }
    for name in TOLD:
        asked[name] = list(in_folders(name, weights))
    for name, limit in (("wiki", 2000), ("news", 1100), ("wiki_unanswerable", 4000)):
        articles = read([data / name / "documents.jsonl"]).articles
        questions = read_questions(data / name / "questions.jsonl")
        questions = random.Random(name).sample(questions, min(limit, len(questions)))
        asked[name] = []
        for half in (0, 1):
            part = articles[half::2]
            present = {article.article_id for article in part}
            with indexed(part) as snapshot:
                for question in questions:
                    here = question.gold_doc in present
                    if here or (question.answerable and name != "wiki_unanswerable"):
                        asked[name] += ask(question, here, snapshot, weights)
    on_topic = learn_model(asked, _SHARES_ON_TOPIC, Kind.ABSENT, _LOST_OFF_TOPIC)
    stated = learn_model(asked, _SHARES_STATED, Kind.NEAR_MISS, _LOST_NOT_STATED)
    return {"on_topic": on_topic, "stated": stated}


def in_folders(name: str, weights: Floats) -> Iterator[Asked]:
    """The questions over a set of invented articles, in indexes of as many as a newsroom has on one story; the
    answerable ones also where their article is not, over the next so many."""
    articles = read([OWN / name / "documents.jsonl"]).articles
    questions = read_questions(OWN / name / "questions.jsonl")
    size = _FOLDERS.get(name, len(articles))
    folders = [articles[start : start + size] for start in range(0, len(articles), size)]
    for number, folder in enumerate(folders):
        here, away = ({article.article_id for article in part} for part in (folder, folders[number - 1]))
        with indexed(folder) as snapshot:
            for question in questions:
                if question.gold_doc in here or (question.answerable and question.gold_doc in away):
                    yield from ask(question, question.gold_doc in here, snapshot, weights)


def learn_model(
    asked: dict[str, list[Asked]], shares: dict[str, float], against: Kind, lost: float
) -> dict[str, float]:
    """A logistic model of the answerable against one kind of the others, each kind with half of a set's weight.

    The threshold for a few stories loses the share `lost` of the answerable invented questions, which are asked as
    people ask; that for a library no more than _LOST_IN_LIBRARY of an encyclopaedia's, and is never the higher one.
    """
    groups = []
    for name, share in shares.items():
        trained = [a for a in asked[name] if not a.held_out]
        for kind in (Kind.ANSWERED, against):
            groups.append((share, [a for a in trained if a.kind is kind]))
    learned, predict = fit_logistic(groups, against)
    for name, rows in asked.items():
        kept = [
            (predict(a.inputs), a.kind is Kind.ANSWERED)
            for a in rows
            if a.held_out and a.kind in (Kind.ANSWERED, against)
        ]
        tell(f"{against.value} {name}: AUROC {auroc(kept)} over {len(kept)}")
    few, many = ([predict(a.inputs) for a in asked[name] if a.kind is Kind.ANSWERED] for name in ("invented", "wiki"))
    return learned | thresholds(few, many, lost)


def thresholds(few: Sequence[float], many: Sequence[float], lost: float) -> dict[str, float]:
    """The bars for a few stories and for a library, from the chances of what is answered in each; see learn_model."""
    small = round(sorted(few)[int(lost * len(few))], 4)
    large = round(sorted(many)[int(_LOST_IN_LIBRARY * len(many))], 4)
    return {"threshold": small, "threshold_library": min(small, large)}


def invented() -> Iterator[tuple[Question, Snapshot]]:
    """The questions over the invented articles of bench/, with their near misses, each with the articles' snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "bench" / "articles"], Path(folder))
        snapshot = load(Path(folder))
        for name in INVENTED:
            for question in read_questions(ROOT / "bench" / "questions" / name):
                if question.context is None:
                    yield question, snapshot


def ask(question: Question, present: bool, snapshot: Snapshot, weights: Floats) -> Iterator[Asked]:
    """The confidence models' input for one question; nothing where no sentence matches at all."""
    query = read_question(question.question, snapshot)
    matches = match(query, snapshot)
    ids = candidates(matches, snapshot)
    if len(ids):
        rows = features(query, matches, ids, snapshot)
        best = best_first(query, Selection(ids, rows, rows @ weights, matches, rows @ weights), snapshot)
        kind = Kind.ABSENT if not present else Kind.ANSWERED if question.answerable else Kind.NEAR_MISS
        yield Asked(confidence.row(query, best, snapshot), kind, kept_out(question.gold_doc or question.id))


def fit_logistic(
    groups: Sequence[tuple[float, list[Asked]]], against: Kind
) -> tuple[dict[str, float], Callable[[Floats], float]]:
    """Weights by name with a bias, and the model as a function."""
    table = np.array([a.inputs for _, rows in groups for a in rows])
    if against is Kind.ABSENT:
        table[:, [confidence.NAMES.index(name) for name in MARKS]] = 0.0
    target = np.array([float(a.kind is Kind.ANSWERED) for _, rows in groups for a in rows])
    share = np.concatenate([np.full(len(rows), weight / len(rows)) for weight, rows in groups])
    share /= share.sum()
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    supposed = np.array([_PRIORS.get(name.partition("_")[0], 0.0) * (name in MARKS) for name in confidence.NAMES])
    prior = np.append(supposed * spread * (against is Kind.NEAR_MISS), 0.0)
    scaled = np.column_stack([(table - centre) / spread, np.ones(len(table))])

    def gradient(weights: Floats) -> Floats:
        expected = 1 / (1 + np.exp(-(scaled @ weights)))
        return np.asarray(scaled.T @ ((expected - target) * share) + _PENALTIES[against] * (weights - prior))

    found = adam(gradient, scaled.shape[1], 800, 0.05)
    slopes = found[:-1] / spread
    # By chance of the few questions that have it, no finding of the check may speak for an answer.
    slopes[supposed < 0] = np.minimum(slopes[supposed < 0], 0.0)
    learned = {name: round(float(value), 4) for name, value in zip(confidence.NAMES, slopes, strict=True)}
    learned["bias"] = round(float(found[-1] - slopes @ centre), 4)
    return learned, lambda inputs: confidence.probability(
        dict(zip(confidence.NAMES, inputs.tolist(), strict=True)), learned
    )


if __name__ == "__main__":
    main()
