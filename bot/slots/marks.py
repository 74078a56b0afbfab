"""The check of one sentence as numbers for the confidence models: by kind of question, how it came out and why."""

from __future__ import annotations

from bot.answers import AnswerType, Query
from bot.slots.check import flaws, slot
from bot.slots.counted import asks_age, asks_clock
from bot.slots.kinds import Flaw, Slot
from bot.slots.named import asks_name
from index.snapshot import Snapshot

_TYPES = (
    AnswerType.ORGANISATION,
    AnswerType.PERCENT,
    AnswerType.MANNER,
    AnswerType.DEFINITION,
    AnswerType.NUMBER,
    AnswerType.PERSON,
    AnswerType.PLACE,
    AnswerType.TIME,
    AnswerType.DURATION,
    AnswerType.MONEY,
    AnswerType.REASON,
    AnswerType.STATEMENT,
    AnswerType.OTHER,
)
KINDS = ("name", "age", "clock", *(kind.value for kind in _TYPES))
# Flaws that the models know; the others mislead, so that no confidence is asked for.
_LEARNED = tuple(flaw for flaw in Flaw if flaw not in (Flaw.OTHER_DAY, Flaw.UNASKED, Flaw.CONTRARY, Flaw.OTHERS))
# For each kind of question whether it is asked, and whether the best sentence surely lacks or seems to hold what it
# asks for; for each flaw whether the sentence has it.
NAMES = (
    *(f"asks_{kind}" for kind in KINDS),
    *(f"empty_{kind}" for kind in KINDS),
    *(f"filled_{kind}" for kind in KINDS),
    *(f"flaw_{flaw.value}" for flaw in _LEARNED),
)


def marks(query: Query, sentence_id: int, snapshot: Snapshot) -> dict[str, float]:
    """The numbers by name, each 0 or 1."""
    kind = _kind(query)
    found = slot(query, sentence_id, snapshot)
    has = flaws(query, sentence_id, snapshot)
    row = dict.fromkeys(NAMES, 0.0)
    row |= {f"flaw_{flaw.value}": 1.0 for flaw in has if flaw in _LEARNED}
    if kind in KINDS:
        row[f"asks_{kind}"] = 1.0
        row[f"empty_{kind}"] = float(found is Slot.EMPTY)
        row[f"filled_{kind}"] = float(found is Slot.FILLED)
    return row


def _kind(query: Query) -> str:
    for kind, asks in (("name", asks_name), ("clock", asks_clock), ("age", asks_age)):
        if asks(query):
            return kind
    return query.answer_type.value
