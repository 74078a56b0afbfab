"""Which day a question is about, where a sentence tells of another one."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.mentions import WEEKDAY
from bot.question import DAY
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

ON_WEEKDAY = regex(rf"\b(?:on|last|this|late|early) (?P<day>{WEEKDAY})\b", re.IGNORECASE)
# "According to the list published on Friday": nothing happened on that day.
SOURCE = regex(r",? according to .*$", re.IGNORECASE)
_WEEKDAY = regex(rf"\b{WEEKDAY}\b")


def is_on_other_day(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the question names a weekday or a date and the sentence only other ones: "on Friday", "on Tuesday"."""
    if query.answer_type is AnswerType.TIME:
        return False
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    weekday = ON_WEEKDAY.search(SOURCE.sub("", query.text))
    told = _WEEKDAY.findall(text) if weekday else []
    if weekday and told and weekday["day"].capitalize() not in told:
        return True
    # Where an article names its days, what it does not name was on none of them.
    named = (
        set(_WEEKDAY.findall(snapshot.article(snapshot.sentence(sentence_id).article_id).text)) if weekday else set()
    )
    if weekday and named and weekday["day"].capitalize() not in named:
        return True
    dates, others = (_dates(words) for words in (query.undated or query.text, text))
    return bool(dates and others) and dates.isdisjoint(others)


def _dates(text: str) -> set[frozenset[str]]:
    return {frozenset(terms(match.group())) for match in DAY.finditer(text)}
