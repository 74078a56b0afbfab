"""Question sets to figures: right sentence first and in the first three, short answers, refusals, calibration.

Two forms of JSON lines are read: gold by file and exact fragment (`gold`, `short_answers`), and gold by
document and span (`gold_doc`, `gold_spans`, `answers`).
"""

from __future__ import annotations

import re
import statistics
import string
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answers import Abstained, Answer, Answered, Quote
from bot.faults import told as fault
from index.errors import TalksError
from index.model import Span
from index.snapshot import Snapshot

Q = TypeVar("Q", bound="Question")
# Quotes asked for, so that the reciprocal rank sees the first ten.
DEPTH = 10


class GoldQuote(BaseModel):
    """A right sentence, by file and exact fragment."""

    file: str
    quote: str


class Question(BaseModel):
    """One line of a question set, in either form."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # of ids

    id: str
    question: str
    answerable: bool = True
    type: str = ""
    style: str = ""
    context: str | None = None
    gold: list[GoldQuote] = []
    short_answers: list[str] = []
    gold_doc: str | None = None
    gold_spans: list[tuple[int, int]] = []
    answers: list[str] = []

    @property
    def accepted(self) -> list[str]:
        """The short answers that count as right."""
        return self.short_answers or self.answers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bot did with one question. `rank` is that of the first right quote, None when none was right."""

    question: Question
    answer: Answer
    rank: int | None
    elapsed_ms: float


class Figures(BaseModel):
    """The figures of one question set or a part of it; None where nothing was there to measure."""

    questions: int
    answerable: int
    hit_1: float | None
    hit_3: float | None
    mrr_10: float | None
    short_exact: float | None
    short_f1: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    answerable_refused: float | None
    auroc: float | None
    calibration_error: float | None
    p50_ms: float
    p95_ms: float


class Ask(Protocol):
    """How a question is asked, for instance Live.answer."""

    def __call__(self, question: str, *, context: str | None, top: int) -> Answer: ...


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON lines file. Raises TalksError naming the line that is wrong."""
    return read_as(path, Question)


def read_as(path: Path, form: type[Q]) -> list[Q]:
    """The same with what else `form` takes of a line."""
    questions = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        raise TalksError(f"{path}: can't be read ({reason}); name a file of JSON lines") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(form.model_validate_json(line))
            except ValidationError as error:
                raise TalksError(f"{path}: line {number}: {fault(error)}; correct it (talks eval --help)") from None
    return questions


def evaluate(questions: Iterable[Question], snapshot: Snapshot, ask: Ask) -> Iterator[Outcome]:
    """The outcome of every question, in order."""
    for question in questions:
        started = time.perf_counter()
        answer = ask(question.question, context=question.context, top=DEPTH)
        elapsed_ms = (time.perf_counter() - started) * 1000
        gold = gold_spans(question, snapshot)
        quotes = answer.quotes if isinstance(answer, Answered) else ()
        rank = next((i for i, quote in enumerate(quotes[:DEPTH], start=1) if is_right(quote, gold)), None)
        yield Outcome(question, answer, rank, elapsed_ms)


def gold_spans(question: Question, snapshot: Snapshot) -> list[tuple[str, Span]]:
    """Article id and span of everything that answers the question rightly."""
    found = []
    if question.gold_doc is not None:
        found += [(question.gold_doc, Span(*span)) for span in question.gold_spans]
    if question.gold:
        by_file = {article.file: article for article in snapshot.articles()}
        for gold in question.gold:
            article = by_file.get(gold.file)
            start = article.text.find(gold.quote) if article else -1
            if article is None or start < 0:
                raise TalksError(
                    f"{question.id}: the gold quote is not in {gold.file}: {gold.quote[:60]!r}; copy it from there"
                )
            found.append((article.article_id, Span(start, start + len(gold.quote))))
    return found


def is_right(quote: Quote, gold: Sequence[tuple[str, Span]]) -> bool:
    """Whether the quote covers at least half of a gold span."""
    return covers_half(quote.article.article_id, quote.span, gold)


def covers_half(article_id: str, span: Span, gold: Sequence[tuple[str, Span]]) -> bool:
    """Whether the span of the article covers at least half of a gold span."""
    return any(
        article_id == gold_id
        and 2 * (min(span.end, right.end) - max(span.start, right.start)) >= right.end - right.start
        for gold_id, right in gold
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures over some outcomes."""
    answerable = [o for o in outcomes if o.question.answerable]
    refused = [o for o in outcomes if isinstance(o.answer, Abstained)]
    unanswerable = len(outcomes) - len(answerable)
    rightly_refused = sum(not o.question.answerable for o in refused)
    shorts = [o for o in answerable if o.question.accepted]
    times = [o.elapsed_ms for o in outcomes]
    return Figures(
        questions=len(outcomes),
        answerable=len(answerable),
        hit_1=_mean(o.rank == 1 for o in answerable),
        hit_3=_mean(o.rank is not None and o.rank <= 3 for o in answerable),
        mrr_10=_mean(1 / o.rank if o.rank else 0.0 for o in answerable),
        short_exact=_mean(best_score(_short(o), o.question.accepted, exact) for o in shorts),
        short_f1=_mean(best_score(_short(o), o.question.accepted, f1) for o in shorts),
        abstention_precision=rightly_refused / len(refused) if refused else None,
        abstention_recall=rightly_refused / unanswerable if unanswerable else None,
        answerable_refused=_mean(isinstance(o.answer, Abstained) for o in answerable),
        auroc=auroc([(o.answer.confidence, o.question.answerable) for o in outcomes]),
        calibration_error=calibration_error([(o.answer.confidence, o.rank == 1) for o in outcomes]),
        p50_ms=statistics.median(times) if times else 0.0,
        p95_ms=sorted(times)[int(0.95 * (len(times) - 1))] if times else 0.0,
    )


def _short(outcome: Outcome) -> str:
    return (outcome.answer.short_answer or "") if isinstance(outcome.answer, Answered) else ""


def _mean(values: Iterable[float]) -> float | None:
    items = [float(value) for value in values]
    return sum(items) / len(items) if items else None


def normalise(text: str) -> list[str]:
    """Words in lower case without punctuation and articles, as SQuAD's scorer does (Rajpurkar et al., 2016)."""
    bare = "".join(c for c in text.casefold() if c not in string.punctuation + "“”‘’–—")
    return re.sub(r"\b(?:a|an|the)\b", " ", bare).split()


def exact(given: str, gold: str) -> float:
    """1 when both are the same words, else 0."""
    return float(normalise(given) == normalise(gold))


def f1(given: str, gold: str) -> float:
    """Harmonic mean of word precision and recall, in [0, 1].

    >>> f1("about 20 hostages", "about 20")
    0.8
    """
    a, b = Counter(normalise(given)), Counter(normalise(gold))
    same = (a & b).total()
    if not same:
        return float(not a and not b)
    precision, recall = same / a.total(), same / b.total()
    return round(2 * precision * recall / (precision + recall), 12)


def best_score(given: str, accepted: Iterable[str], score: Callable[[str, str], float]) -> float:
    """The best score against any accepted short answer; 0 when none was given."""
    return max((score(given, gold) for gold in accepted), default=0.0) if given else 0.0


def auroc(scored: Sequence[tuple[float, bool]]) -> float | None:
    """Chance that an answerable question has more confidence than an unanswerable one, ties counting half.

    None when one of the two kinds is missing.

    >>> auroc([(0.9, True), (0.2, False), (0.2, True)])
    0.75
    """
    positives = sum(answerable for _, answerable in scored)
    negatives = len(scored) - positives
    if not positives or not negatives:
        return None
    wins, below = 0.0, 0
    for _, group in groupby(sorted(scored), key=lambda pair: pair[0]):
        tied = [answerable for _, answerable in group]
        here = sum(tied)
        wins += here * (below + (len(tied) - here) / 2)
        below += len(tied) - here
    return wins / (positives * negatives)


def calibration_error(scored: Sequence[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error: mean gap between confidence and share right, over equal-width bins.

    (Naeini et al., AAAI 2015.)
    """
    if not scored:
        return None
    total = 0.0
    for b in range(bins):
        inside = [(c, right) for c, right in scored if b <= c * bins < b + 1 or (b == bins - 1 and c == 1.0)]
        if inside:
            total += abs(sum(c for c, _ in inside) - sum(right for _, right in inside))
    return total / len(scored)
