"""Which day a question is about, where a sentence tells of another one."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.mentions import WEEKDAY
from index.patterns import regex
from index.snapshot import Snapshot

ON_WEEKDAY = regex(rf"\b(?:on|last|this|late|early) (?P<day>{WEEKDAY})\b", re.IGNORECASE)
_WEEKDAY = regex(rf"\b{WEEKDAY}\b")


def is_on_other_weekday(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the question names a day of the week and the sentence only other ones: "on Friday", "on Tuesday"."""
    asked = ON_WEEKDAY.search(query.text)
    if asked is None or query.answer_type is AnswerType.TIME:
        return False
    told = _WEEKDAY.findall(snapshot.text_of(snapshot.sentence(sentence_id)))
    return bool(told) and asked["day"].capitalize() not in told
