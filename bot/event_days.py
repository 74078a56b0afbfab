"""Events that go by their day, as "the October 7 attack": an article that names the day may tell of "the attack"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answers import Query
from bot.fitting import dateline
from bot.mentions import WEEKDAY
from bot.question import DAY, is_held
from bot.time_words import EVENT
from index.analysis import terms
from index.memory import per_snapshot
from index.model import Span, Token
from index.patterns import regex
from index.snapshot import Snapshot

_DAY = rf"(?P<day>{DAY.pattern}(?:,? \d{{4}})?)"
_BEFORE = regex(rf"\b{_DAY} (?:[a-z-]+ )?(?P<event>{EVENT})\b", re.IGNORECASE)
_BEHIND = regex(rf"\b(?P<event>{EVENT})(?: (?:in|on|against|by) [\w’'-]+)? (?:of|on|from) {_DAY}", re.IGNORECASE)
_TO_DAY = regex(r" (?:of|on|from)$")
_OTHER_DAY = regex(rf"\b{WEEKDAY}\b")


@dataclass(frozen=True, slots=True)
class EventDay:
    """The words of a question for an event and for its day; `terms` are those of the day without a year."""

    event: Span
    day: Span
    terms: frozenset[str]


@lru_cache(maxsize=64)
def event_day(query: Query) -> EventDay | None:
    """The event that a question calls by its day, if it does."""
    match = None if query.undated else _BEFORE.search(query.text) or _BEHIND.search(query.text)
    if match is None:
        return None
    return EventDay(Span(*match.span("event")), Span(*match.span("day")), _day(match["day"]))


def without_day(query: Query) -> str:
    """The question that calls the event by its name alone."""
    found = event_day(query)
    if found is None:
        return query.undated or query.text
    text = query.text
    before, behind = text[: found.day.start].rstrip(), text[found.day.end :].lstrip()
    if found.event.start < found.day.start:
        before = _TO_DAY.sub("", before)
    return f"{before} {behind}" if behind[:1].isalnum() else before + behind


@per_snapshot(maxsize=1 << 10)
def is_its_day(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a sentence tells of the event and of no day, and its article names the day."""
    found = event_day(query)
    if found is None:
        return False
    events = [c for c in query.concepts if found.event.start <= c.span.start < found.event.end]
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    if not any(is_held(concept, held) for concept in events) or _OTHER_DAY.search(text) or DAY.search(text):
        return False
    return found.terms in _days(sentence.article_id, snapshot)


def apart_from_day(query: Query, asked: Sequence[Token], sentence_id: int, snapshot: Snapshot) -> Sequence[Token]:
    """The tokens of the question, but for those of the day that the event goes by of which a sentence tells."""
    found = event_day(query)
    if found is None or not is_its_day(query, sentence_id, snapshot):
        return asked
    return [token for token in asked if not found.day.start <= token.span.start < found.day.end]


@per_snapshot(maxsize=512)
def _days(article_id: str, snapshot: Snapshot) -> frozenset[frozenset[str]]:
    """The days that an article names, without those of the lines that say when it was written."""
    told = (s for s in snapshot.sentences_of(article_id) if snapshot.answerable[s.sentence_id])
    texts = (snapshot.text_of(sentence) for sentence in told)
    return frozenset(_day(match.group()) for text in texts for match in DAY.finditer(text, dateline(text)))


def _day(words: str) -> frozenset[str]:
    return frozenset(terms(DAY.search(words)[0]))  # type: ignore[index]
