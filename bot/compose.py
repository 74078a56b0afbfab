"""Chosen sentences to an answer: which of them belong together, in what order, dated, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from bot.answers import FIGURES, AnswerType, Query, Quote, Role
from bot.blame import blame_lines
from bot.names import is_same_person
from bot.ruled import short_answer
from bot.rungs import asks_office, left_over, rungs
from bot.sayings import named_elsewhere, with_speaker
from bot.selection import Selection
from bot.short_answers import ShortAnswer, is_shown
from bot.speech.speakers import attribute
from bot.years import year_line
from index.analysis import fold
from index.chronology.totals import running_count
from index.model import Article, Dated, PublishedBasis, Span
from index.snapshot import Snapshot

_VALUE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+(?:\.\d+)?")
_SAME_TIME = 3  # days between articles whose figures should agree
_ABOUT = 0.001  # figures this close are one
_ALIKE = 0.15  # counts of one event differ by so much at most
_SETTLED = 30  # days after which two articles no longer tell a count that grows by the hour
_HAPPENED = re.compile(r"\b(?:did|was|were)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Composed:
    """Quotes in the order to show, the short answer, its other spellings, and a line in our own words.

    `is_quarrel` says that the lines are those in which two sides blame each other: that is what was asked for.
    """

    quotes: tuple[Quote, ...]
    short_answer: str | None
    variants: tuple[str, ...] = ()
    note: str | None = None
    is_likely: bool = True
    answering: int = 1
    is_quarrel: bool = False


def compose(
    query: Query, selection: Selection, snapshot: Snapshot, dated: Mapping[str, Dated], *, latest: bool, top: int
) -> Composed:
    """The answer from the candidates, at most `top` quotes.

    Lines that give the same kind of answer as the best one come right after it, newest first and labelled; the rest
    follow by score. `latest` says that the newest is asked for.
    """
    lines = rungs(query, selection, snapshot, dated, latest=latest)
    named = named_elsewhere(query, lines[0], snapshot)
    if named:
        lines = list(dict.fromkeys([lines[0], named[0], *lines[1:]]))
    first = short_answer(query, lines[0], selection.reads.get(lines[0]), snapshot)
    dating = year_line(query, lines[0], first, selection, snapshot)
    if dating is not None:
        lines = list(dict.fromkeys([lines[0], dating, *lines[1:]]))
    rest = left_over(query, lines, selection, snapshot)
    scores = dict(zip(selection.ids.tolist(), selection.scores.tolist(), strict=True))
    lowest = float(selection.scores[-1])  # of a rung that no word of the question found
    chosen = list(islice(_apart(chain(lines, rest), snapshot), max(top, len(lines))))
    lines = [i for i in lines if i in chosen]
    # Only what answers as the best line does has few words that answer.
    words_of = {i: short_answer(query, i, selection.reads.get(i), snapshot) for i in lines}
    shown = [_quote(query, i, scores.get(i, lowest), snapshot, dated, words_of.get(i)) for i in chosen]
    ladder = [replace(quote, role=_role(query, quote, shown[0])) for quote in shown[: len(lines)]]
    if named:  # the speaker's name stands a line away
        ladder[0] = replace(ladder[0], short_answer=None, highlights=())
        ladder[1] = replace(ladder[1], short_answer=named[1], highlights=(named[1],))
    short = named[1] if named else shown[0].short_answer
    words = short.of(shown[0].article.text) if short else None
    quotes = (*ladder, *shown[len(lines) :])[:top]
    is_likely = named is not None or is_shown(query, words_of[lines[0]])
    is_quarrel = len(ladder) > 1 and lines == blame_lines(query, selection, snapshot)
    note = "The sides blame each other." if is_quarrel else _note(query, quotes)
    return Composed(quotes, words, _variants(query, words, ladder), note, is_likely, min(len(ladder), top), is_quarrel)


def _apart(ids: Iterable[int], snapshot: Snapshot) -> Iterator[int]:
    """The sentences without those that a quote before them shows already."""
    shown: list[tuple[str, Span]] = []
    for i in ids:
        sentence = snapshot.sentence(i)
        inside = (
            a == sentence.article_id and s.start <= sentence.span.start and sentence.span.end <= s.end for a, s in shown
        )
        if not any(inside):
            shown.append((sentence.article_id, with_speaker(i, snapshot)))
            yield i


def _quote(
    query: Query,
    sentence_id: int,
    score: float,
    snapshot: Snapshot,
    dated: Mapping[str, Dated],
    found: ShortAnswer | None,
) -> Quote:
    """The sentence as a quote, dated and attributed. Highlights are its short answer, or the question's words."""
    sentence = snapshot.sentence(sentence_id)
    when = dated[sentence.article_id]
    article = with_date(snapshot.article(sentence.article_id), when)
    asked = {phrase[0] for concept in query.concepts for phrase, _ in concept.alternatives if len(phrase) == 1}
    matched = tuple(token.span for token in snapshot.tokens_of(sentence_id) if token.term in asked)
    said = attribute(sentence_id, snapshot)
    return Quote(
        article,
        with_speaker(sentence_id, snapshot),
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


def _role(query: Query, quote: Quote, first: Quote) -> Role:
    """How a rung stands to the first: the same answer, an earlier one, or another of the same time."""
    if quote.article.article_id == first.article.article_id:
        return Role.ANSWER
    if query.answer_type is AnswerType.PERSON:
        return Role.EARLIER if asks_office(query) and _is_other_person(quote, first) else Role.ANSWER
    one, other = _value(quote), _value(first)
    same = one is None or other is None or abs(one - other) <= _ABOUT * max(one, other)
    if query.answer_type not in FIGURES or one is None or other is None or same:
        return Role.ANSWER
    dates = (quote.article.published, first.article.published)
    apart = abs((dates[0] - dates[1]).days) if dates[0] and dates[1] else None
    if apart is not None and apart <= _SAME_TIME:
        return Role.DISAGREES
    # What is long over has one count; of what goes on the later count is the newer one.
    over = _is_over(query, quote) and _is_over(query, first) and (apart is None or apart > _SETTLED)
    return Role.DISAGREES if over and abs(one - other) <= _ALIKE * max(one, other) else Role.EARLIER


def _is_over(query: Query, quote: Quote) -> bool:
    """Whether a figure counts what happened once, and no running total or what is left."""
    asked = query.text
    return _HAPPENED.search(asked) is not None and running_count(quote.text) is None


def _is_other_person(quote: Quote, first: Quote) -> bool:
    if quote.short_answer is None or first.short_answer is None:
        return False
    one, other = quote.short_answer.of(quote.article.text), first.short_answer.of(first.article.text)
    return not is_same_person(one, other)


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
        if fold(other) != fold(words) and is_same_person(other, words):
            found[other] = None
    return tuple(found)


def _note(query: Query, quotes: Sequence[Quote]) -> str | None:
    if any(quote.role is Role.DISAGREES for quote in quotes):
        return "Sources differ."
    if any(quote.role is Role.EARLIER for quote in quotes):
        return "Earlier lines follow." if query.answer_type is AnswerType.PERSON else "Earlier figures follow."
    if query.answer_type is AnswerType.YES_NO and quotes[0].speaker:
        return f"According to {quotes[0].speaker}:"
    return None
