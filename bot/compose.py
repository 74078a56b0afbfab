"""Chosen sentences to an answer: which of them belong together, in what order, dated, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.answers import AnswerType, Query, Quote, Role
from bot.dating import newest_first
from bot.mentions import MentionType, mentions
from bot.names import key, similarity
from bot.selection import Selection
from bot.short_answers import ShortAnswer, is_shown
from bot.short_answers import short_answer as find_short_answer
from bot.slots import Slot, slot
from bot.speech.speakers import attribute
from index.analysis import fold
from index.memory import per_snapshot
from index.model import Article, Dated, PublishedBasis
from index.snapshot import Snapshot

# A line belongs to the same ladder as the best one when the linear model scores it at most so much lower; more when
# the latest is asked for, and when the lines before it count one day only.
_RUNG, _WIDE, _TOTAL = 1.5, 3.0, 5.0
_MOST_RUNGS = 5
_SAME_PERSON = 70.0
_LADDER = frozenset(
    {AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT, AnswerType.PLACE, AnswerType.PERSON, AnswerType.DURATION}
)
_FIGURES = frozenset({AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT})
_WEEKDAY = r"(?:Satur|Sun|Mon|Tues|Wednes|Thurs|Fri)day"
# What happened in a day or a night is no running total.
_ONE_DAY = re.compile(
    r"\b(?:overnight|since dawn|in (?:the )?(?:past|last) (?:24|48) hours|that day|yesterday"
    rf"|(?:since|on|late|early) {_WEEKDAY}|(?:killed|died|dead|injured|wounded|arrested) {_WEEKDAY})\b",
    re.IGNORECASE,
)
_AS_OF = re.compile(rf"\b(?:as of|by|until|up to) {_WEEKDAY}", re.IGNORECASE)
_VALUE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+(?:\.\d+)?")
_SAME_TIME = 3  # days between articles whose figures should agree
_ABOUT = 0.001  # figures this close are one


@dataclass(frozen=True, slots=True)
class Composed:
    """Quotes in the order to show, the short answer, its other spellings, and a line in our own words."""

    quotes: tuple[Quote, ...]
    short_answer: str | None
    variants: tuple[str, ...] = ()
    note: str | None = None
    is_likely: bool = True
    answering: int = 1


def compose(
    query: Query, selection: Selection, snapshot: Snapshot, dated: Mapping[str, Dated], *, latest: bool, top: int
) -> Composed:
    """The answer from the candidates, at most `top` quotes.

    Lines that give the same kind of answer as the best one come right after it, newest first and labelled; the rest
    follow by score. `latest` says that the newest is asked for.
    """
    rungs = _rungs(query, selection, snapshot, latest=latest)
    order = newest_first([snapshot.sentence(i).article_id for i in rungs], dated)
    rungs.sort(key=lambda i: order.index(snapshot.sentence(i).article_id))
    rungs += _same_person_lines(query, rungs, selection, snapshot)
    rest = [i for i in selection.ids.tolist() if i not in rungs]
    scores = dict(zip(selection.ids.tolist(), selection.scores.tolist(), strict=True))
    chosen = (*rungs, *rest)[: max(top, len(rungs))]
    # Only what answers as the best line does has few words that answer.
    shown = [_quote(query, i, scores[i], snapshot, dated, answers=i in rungs) for i in chosen]
    ladder = [replace(quote, role=_role(query, quote, shown[0])) for quote in shown[: len(rungs)]]
    short = shown[0].short_answer
    words = short.of(shown[0].article.text) if short else None
    quotes = (*ladder, *shown[len(rungs) :])[:top]
    is_likely = is_shown(query, _short_answer(query, rungs[0], snapshot))
    return Composed(quotes, words, _variants(query, words, ladder), _note(quotes), is_likely, min(len(ladder), top))


@per_snapshot(maxsize=256)
def _short_answer(query: Query, sentence_id: int, snapshot: Snapshot) -> ShortAnswer | None:
    return find_short_answer(query, sentence_id, snapshot)


def _quote(
    query: Query, sentence_id: int, score: float, snapshot: Snapshot, dated: Mapping[str, Dated], *, answers: bool
) -> Quote:
    """The sentence as a quote, dated and attributed. Highlights are its short answer, or the question's words."""
    sentence = snapshot.sentence(sentence_id)
    when = dated[sentence.article_id]
    article = with_date(snapshot.article(sentence.article_id), when)
    found = _short_answer(query, sentence_id, snapshot) if answers else None
    asked = {phrase[0] for concept in query.concepts for phrase, _ in concept.alternatives if len(phrase) == 1}
    matched = tuple(token.span for token in snapshot.tokens_of(sentence_id) if token.term in asked)
    said = attribute(sentence_id, snapshot)
    return Quote(
        article,
        sentence.span,
        sentence.line,
        score,
        (found.span,) if found else matched,
        found.span if found else None,
        said.speaker,
        antecedent=said.antecedent,
        dated=when.reason if when.basis is not PublishedBasis.STATED else "",
    )


def with_date(article: Article, when: Dated) -> Article:
    """The article with its date as worked out."""
    return replace(article, published=when.published, published_basis=when.basis)


def _rungs(query: Query, selection: Selection, snapshot: Snapshot, *, latest: bool) -> list[int]:
    """The sentences that answer as the best one does: the kind asked for is there, and the same is said of it."""
    ids: list[int] = selection.ids.tolist()
    scores = selection.scores
    if query.answer_type not in _LADDER or slot(query, ids[0], snapshot) is Slot.EMPTY:
        return ids[:1]
    figures = query.answer_type in _FIGURES
    if figures and not _ONE_DAY.search(query.read_as or query.question):
        total = _running_total(query, selection, snapshot)
        if total:
            return total
    # What is said, without the noun counted; names may stand in a neighbouring sentence.
    said = np.array([c.weight >= 1 and c.term != query.focus for c in query.concepts], dtype=np.bool_)
    names = np.array([c.name for c in query.concepts], dtype=np.bool_)
    held = selection.matches.strength > 0
    needed = held[:, ids[0]] & said
    reach = _WIDE if latest else _RUNG
    found = ids[:1]
    for sentence_id, score in zip(ids[1:], scores[1:].tolist(), strict=True):
        if score < scores[0] - reach or len(found) == _MOST_RUNGS:
            break
        near = held[:, max(0, sentence_id - 2) : sentence_id + 3].any(axis=1) & names
        same = bool(needed.any()) and bool((held[:, sentence_id] | near | ~needed).all())
        if same and slot(query, sentence_id, snapshot) is Slot.FILLED:
            found.append(sentence_id)
    return found


def _same_person_lines(query: Query, rungs: list[int], selection: Selection, snapshot: Snapshot) -> list[int]:
    """Further lines that name the person who answers, however spelled, and say something of what is asked."""
    found = _short_answer(query, rungs[0], snapshot) if query.answer_type is AnswerType.PERSON else None
    if found is None:
        return []
    person = found.span.of(snapshot.article(snapshot.sentence(rungs[0]).article_id).text)
    said = np.array([c.weight >= 1 and not c.name for c in query.concepts], dtype=np.bool_)
    held = (selection.matches.strength > 0)[said]
    lines = []
    for sentence_id, score in zip(selection.ids.tolist(), selection.scores.tolist(), strict=True):
        if score < selection.scores[0] - _TOTAL:
            break
        text = snapshot.text_of(snapshot.sentence(sentence_id))
        if sentence_id not in rungs and held[:, sentence_id].any() and _names(text, person):
            lines.append(sentence_id)
    return lines[:_MOST_RUNGS]


def _names(text: str, person: str) -> bool:
    return any(m.kind is MentionType.PERSON and _same_person(m.span.of(text), person) for m in mentions(text))


def _running_total(query: Query, selection: Selection, snapshot: Snapshot) -> list[int]:
    """The ladder of the best candidate that stands on one; a day's count is no answer to a question for all.

    Another ladder joins it when one of its lines holds every name of the question: the articles may word the same
    total too differently for the index to see it.
    """
    known = snapshot.ladders
    found: list[int] = []
    for sentence_id, score in zip(selection.ids.tolist(), selection.scores.tolist(), strict=True):
        filled = slot(query, sentence_id, snapshot) is Slot.FILLED
        if score < selection.scores[0] - _TOTAL:
            break
        if filled and sentence_id in known:
            found = list(known.get(sentence_id, ()))
            break
        if filled and not _is_one_day(sentence_id, snapshot):
            return []
    held = selection.matches.strength > 0
    names = np.array([c.name for c in query.concepts], dtype=np.bool_)
    if found and names.any():
        for rungs in dict.fromkeys(known[i] for i in selection.ids.tolist() if i in known):
            if any(held[names, i].all() and slot(query, i, snapshot) is Slot.FILLED for i in rungs):
                found += rungs
    return [i for i in dict.fromkeys(found) if i in selection.ids]


def _is_one_day(sentence_id: int, snapshot: Snapshot) -> bool:
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    return bool(_ONE_DAY.search(_AS_OF.sub("", text)))


def _role(query: Query, quote: Quote, first: Quote) -> Role:
    """How a rung stands to the first: the same answer, an earlier one, or another of the same time."""
    one, other = _value(quote), _value(first)
    if (
        query.answer_type not in _FIGURES
        or one is None
        or other is None
        or abs(one - other) <= _ABOUT * max(one, other)
    ):
        return Role.ANSWER
    if quote.article.article_id == first.article.article_id:
        return Role.ANSWER
    dates = (quote.article.published, first.article.published)
    near = None not in dates and abs((dates[0] - dates[1]).days) <= _SAME_TIME  # type: ignore[operator]
    return Role.DISAGREES if near else Role.EARLIER


def _value(quote: Quote) -> float | None:
    match = _VALUE.search(quote.short_answer.of(quote.article.text)) if quote.short_answer else None
    return float(re.sub(r"[^\d.]", "", match.group())) if match else None


def _variants(query: Query, words: str | None, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """Other spellings of the person that the short answer names."""
    if words is None or query.answer_type is not AnswerType.PERSON:
        return ()
    found: dict[str, None] = {}
    for quote in quotes:
        other = quote.short_answer.of(quote.article.text) if quote.short_answer else words
        if fold(other) != fold(words) and _same_person(other, words):
            found[other] = None
    return tuple(found)


def _same_person(one: str, other: str) -> bool:
    a, b = key(one.split()[-1]), key(other.split()[-1])
    return a == b and similarity(one, other) >= _SAME_PERSON


def _note(quotes: Sequence[Quote]) -> str | None:
    if any(quote.role is Role.DISAGREES for quote in quotes):
        return "Sources differ."
    if any(quote.role is Role.EARLIER for quote in quotes):
        return "Earlier figures follow."
    return None
