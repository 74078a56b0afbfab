"""The short answer: the few words of a chosen sentence that answer the question, as an exact span.

Every run of up to 16 words is scored by a linear model, and the best one is returned with how likely it is right. The
numbers in short_weights.json were learned by bench/learn_short.py from SQuADShifts (new Wikipedia, Reddit, Amazon
reviews), a part of SQuAD 2.0 and a part of NewsQA.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from bot.answers import AnswerType, Query
from bot.mentions import BOUND, MentionType, mentions
from bot.question import STOP_TERMS
from bot.question_form import read_form
from bot.span_features import MAX_LENGTH, ROLES, Layout, fact_names, lay_out
from index.analysis import terms
from index.model import Span
from index.snapshot import Snapshot
from index.tables import table

Floats = NDArray[np.float64]
# By group of questions, role and name.
Weights = Mapping[str, Mapping[str, Mapping[str, float]]]

# A short answer is worth showing from this much certainty on; a little sooner where the question asks for something
# that is easy to tell apart, because there a wrong one is seen at once.
SHOWN = 0.5
SHOWN_TYPED = 0.35
TYPED = frozenset(
    {
        AnswerType.PERSON,
        AnswerType.PLACE,
        AnswerType.TIME,
        AnswerType.NUMBER,
        AnswerType.DURATION,
        AnswerType.MONEY,
        AnswerType.PERCENT,
    }
)
# Certainty left where the question says "how many" or "how much" and the words hold no quantity: four in ten of those
# are right, against eight in ten.
_DOUBT = 0.5
_COUNTING = frozenset({"form=how many", "form=how much"})
_QUANTITY = re.compile(
    r"\d|\b(?:many|few|several|all|both|none|no|nothing|lots?|most|half|some|couple|single|pair|once|twice|more|less|much"
    r"|little|enough|every|each|first|second|third|\w+th|double|triple|zero|various|multiple)\b",
    re.IGNORECASE,
)
# Words that answer nothing alone; "all wages" and "no tax" say something of what the question names.
EMPTY_TERMS = STOP_TERMS - {term for word in "all no none both any more most only not".split() for term in terms(word)}
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
# Spans that agree with the best one at least so much (F1 of words) count as the same answer.
SAME = 0.6
_FIGURES = frozenset({MentionType.NUMBER, MentionType.MONEY, MentionType.PERCENT, MentionType.DURATION})
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", '"': '"'}
_LENGTHS = np.arange(1, MAX_LENGTH + 1)
_FACTS = fact_names()


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Words that answer, as a span in the article's text: never empty, inside the sentence, no blank at either end.

    `score` compares spans of one sentence only. `sure` is the chance in [0, 1] that the span agrees with what a
    person would mark (F1 of words at least SAME), given that the sentence is the right one.
    """

    span: Span
    score: float
    sure: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The numbers of short_weights.json: `spans` for the scores, `sure` for the certainty."""

    spans: Weights
    sure: Mapping[str, float]


def short_answer(query: Query, sentence_id: int, snapshot: Snapshot) -> ShortAnswer | None:
    """The best short answer in the sentence, likely or not (see is_shown); None when it has no word."""
    form = read_form(query, snapshot)
    layout = lay_out(form, sentence_id, snapshot)
    words = layout.surface.words
    if not words:
        return None
    scores = span_scores(layout, _merged(form.groups))
    if not offers_choice(query):
        scores = _without_repeats(scores, _repeats(query, layout, sentence_id, snapshot))
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    span = best_span(scores, layout, text)
    sure = certainty(certainty_inputs(query.answer_type, scores), _learned().sure)
    if not _COUNTING.isdisjoint(form.groups) and not _has_quantity(text, span):
        sure = round(sure * _DOUBT, 4)
    shift = sentence.span.start
    return ShortAnswer(Span(span.start + shift, span.end + shift), round(float(scores.max()), 4), sure)


def is_shown(query: Query, found: ShortAnswer | None) -> bool:
    """Whether a short answer is likely enough to be shown beside its sentence."""
    return found is not None and found.sure >= (SHOWN_TYPED if query.answer_type in TYPED else SHOWN)


def span_scores(layout: Layout, weights: Mapping[str, Mapping[str, float]]) -> Floats:
    """The score of every span: row its first word, column its length less 1; -inf where it would leave the sentence."""
    known, n = layout.surface, len(layout.surface.words)
    start, end, inside, gap = (weights[role] for role in ROLES)
    opens = _sums(known.start, layout.start, start)
    closes = _sums(known.end, layout.end, end)
    within = np.concatenate([[0.0], np.cumsum(_sums(known.inside, layout.inside, inside))])
    between = np.concatenate([[0.0], np.cumsum([sum(map(gap.get, names, repeat(0.0))) for names in known.gap])])
    first = np.arange(n)[:, None]
    behind = first + _LENGTHS  # the first word after the span
    cut = np.minimum(behind, n)
    span = weights["span"]
    scores = (
        (opens - within[:-1] - between[1:])[:, None]
        + (closes + within[1:] + between[1:])[cut - 1]
        + np.array([span.get(name, 0.0) for name in _FACTS[:MAX_LENGTH]])
    )
    for low, high, kind in known.whole:
        if high - low < MAX_LENGTH:
            scores[low, high - low] += span.get(f"is={kind.value}", 0.0)
    scores[behind > n] = -np.inf
    return np.asarray(scores)


def best_span(scores: Floats, layout: Layout, text: str) -> Span:
    """The span with the highest score, the first of equals, as a span in the sentence's text."""
    best = int(np.argmax(scores))
    first, length = divmod(best, MAX_LENGTH)
    words = layout.surface.words
    return natural(text, Span(words[first].start, words[first + length].end))


def offers_choice(query: Query) -> bool:
    """Whether the question offers its answers: "Israel or Hamas"."""
    return _CHOICE.search(query.text) is not None


def _repeats(query: Query, layout: Layout, sentence_id: int, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which words of the sentence only repeat the question or say nothing by themselves."""
    known = EMPTY_TERMS.union(query.terms)
    shift = snapshot.sentence(sentence_id).span.start
    words = layout.surface.words
    ends = [word.end for word in words]
    repeats = np.ones(len(words), dtype=np.bool_)
    for token in snapshot.tokens_of(sentence_id):
        if token.term not in known:
            at = bisect_right(ends, token.span.start - shift)
            while at < len(words) and words[at].start < token.span.end - shift:
                repeats[at] = False
                at += 1
    return repeats


def _without_repeats(scores: Floats, repeats: NDArray[np.bool_]) -> Floats:
    """The scores without the spans that have no word but such; as they are where no other word is left."""
    if repeats.all():
        return scores
    new = np.concatenate([[0], np.cumsum(~repeats)])
    first = np.arange(len(repeats))[:, None]
    empty = new[np.minimum(first + _LENGTHS, len(repeats))] == new[first]
    return np.where(empty, -np.inf, scores)


def _sums(fixed: tuple[list[str], ...], asked: list[list[str]], weights: Mapping[str, float]) -> Floats:
    """For each word the weights of the names that it always has and of those that the question gives it."""
    get = weights.get
    return np.array([sum(map(get, one + other, repeat(0.0))) for one, other in zip(fixed, asked, strict=True)])


def certainty_inputs(kind: AnswerType, scores: Floats) -> dict[str, float]:
    """What the certainty depends on, by name.

    best, same: log odds of the best span, and of all spans that agree with it, under the softmax over all spans.
    type=…: 1 for the answer type.
    """
    raised = np.exp(scores - scores.max())
    chance = raised / raised.sum()
    first, length = divmod(int(np.argmax(scores)), MAX_LENGTH)
    length += 1
    starts = np.arange(len(scores))[:, None]
    shared = np.minimum(starts + _LENGTHS, first + length) - np.maximum(starts, first)
    same = 2 * shared >= SAME * (_LENGTHS + length)
    best = float(chance[first, length - 1])
    return {"best": _log_odds(best), "same": _log_odds(float(chance[same].sum())), f"type={kind.value}": 1.0}


def _has_quantity(text: str, span: Span) -> bool:
    inside = (m for m in mentions(text) if m.span.start < span.end and span.start < m.span.end)
    return any(m.kind in _FIGURES for m in inside) or _QUANTITY.search(span.of(text)) is not None


def _log_odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def certainty(inputs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The chance in [0, 1] that the best span is right: a logistic model of the inputs."""
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in inputs.items())
    return round(1 / (1 + math.exp(-total)), 4)


@lru_cache(maxsize=1)
def _learned() -> Learned:
    return Learned(**json.loads(table("bot", "short_weights.json")))


@lru_cache(maxsize=64)
def _merged(groups: tuple[str, ...]) -> dict[str, dict[str, float]]:
    return merge(groups, _learned().spans)


def merge(groups: tuple[str, ...], weights: Weights) -> dict[str, dict[str, float]]:
    """For each role the sum of the weights of all these groups of questions, by name."""
    total: dict[str, dict[str, float]] = {}
    for role in (*ROLES, "span"):
        table = total[role] = dict(weights.get(groups[0], {}).get(role, {}))
        for group in groups[1:]:
            for name, weight in weights.get(group, {}).get(role, {}).items():
                table[name] = table.get(name, 0.0) + weight
    return total


def natural(text: str, span: Span) -> Span:
    """The span with the bounds of its figure ("at least") and with both of a pair of quotation marks or brackets."""
    for mention in mentions(text):
        held = mention.span
        if mention.kind in _FIGURES and held.start < span.start < held.end:
            bound = BOUND.match(text, held.start)
            if bound is not None and bound.end() == span.start:
                span = Span(held.start, span.end)
    inner = span.of(text)
    for opening, closing in _PAIRS.items():
        extra = inner.count(opening) % 2 if opening == closing else inner.count(opening) - inner.count(closing)
        if extra > 0 and text.startswith(closing, span.end):
            return Span(span.start, span.end + 1)
        if extra and text.endswith(opening, 0, span.start):
            return Span(span.start - 1, span.end)
    return span
