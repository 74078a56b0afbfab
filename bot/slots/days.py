"""Which day a question is about, where a sentence tells of another one."""

from __future__ import annotations

import re

from bot.answers import FIGURES, AnswerType, Query
from bot.mentions import MONTH, WEEKDAY
from bot.question import DAY
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

ON_WEEKDAY = regex(rf"\b(?:on|last|this|late|early) (?P<day>{WEEKDAY})\b", re.IGNORECASE)
# "According to the list published on Friday": nothing happened on that day.
SOURCE = regex(r",? according to .*$", re.IGNORECASE)
_WEEKDAY = regex(rf"\b{WEEKDAY}\b")
_PART = r"(?:early |late |mid-|(?:the )?(?:start|beginning|end|middle) of |last )?"
_IN_MONTH = regex(rf"\b(?:in|for|during) {_PART}(?P<month>{MONTH})(?![\w-])(?! \d{{1,2}}\b)", re.IGNORECASE)
_TELLS_MONTH = regex(
    rf"\b(?:in|for|during|of|since|by|until|till|from|to|through|between|and|on|the|before|after) {_PART}"
    rf"(?P<month>{MONTH})(?![\w-])"
)


def is_on_other_day(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the question names a weekday or a date and the sentence only other ones: "on Friday", "on Tuesday".

    Or a month, and asks for a figure: "in December", "in September".
    """
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
    asked = query.undated or query.text
    dates, others = (_dates(words) for words in (asked, text))
    if dates and others:
        return dates.isdisjoint(others)
    if query.answer_type not in FIGURES or dates:
        return False
    # A figure of September is none of December.
    months = {_month(match) for match in _IN_MONTH.finditer(asked)}
    others_told = {_month(match) for match in _TELLS_MONTH.finditer(text)} if months else set()
    return bool(others_told) and months.isdisjoint(others_told)


def _month(match: re.Match[str]) -> str:
    return match["month"][:3].casefold()


def _dates(text: str) -> set[frozenset[str]]:
    return {frozenset(terms(match.group())) for match in DAY.finditer(text)}
