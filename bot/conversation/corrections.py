"""Corrections of the question before: "no, I meant injured", "not killed, wounded", "no, the Israeli one"."""

from __future__ import annotations

import re

from bot.conversation.exchange import exchanged
from bot.conversation.pronouns import replaced
from bot.conversation.turn import Turn
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

_NO = r"(?:(?:no+|nope|sorry|wait|actually|oops|pardon|hm+|sorry no|oh)\b[\s,.!-]*)"
_MEANT = (
    r"(?:i (?:meant|mean|wanted|asked about|was asking about|am asking about|was thinking of|said)(?: to (?:ask|say))?"
    r"(?: about)?|i[’']m asking about|make that|rather|instead)"
)
_NOT_BUT = regex(rf"^{_NO}*{_MEANT}?\s*not (?P<wrong>[^,;]+?)(?:[,;]| but) (?:but )?(?P<right>.+)$", re.IGNORECASE)
_BUT_NOT = regex(rf"^{_NO}*{_MEANT}?\s*(?P<right>[^,;]+?),? not (?P<wrong>[^,;?]+?)\s*[?.!]*$", re.IGNORECASE)
_INSTEAD = regex(rf"^(?:{_NO}+{_MEANT}?|{_MEANT})[\s,:]+(?P<right>.+)$|^{_NO}+(?P<alone>.+)$", re.IGNORECASE)
_QUESTION = regex(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


def corrected(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The earlier question with the corrected part; a whole question that stands behind "no,"; None for others."""
    if match := _NOT_BUT.match(question):
        said = _in_place(match["wrong"], match["right"], before, snapshot)
        return said or exchanged(match["right"], before, snapshot)
    if (match := _BUT_NOT.match(question)) and (said := _in_place(match["wrong"], match["right"], before, snapshot)):
        return said
    match = _INSTEAD.match(question)
    if match is None:
        return None
    right = match["right"] or match["alone"]
    right = re.sub(rf"^{_MEANT}\s+", "", right, flags=re.IGNORECASE)
    if _QUESTION.search(right):
        right = right[0].upper() + right[1:]
        return replaced(right, before, snapshot) or right
    return exchanged(right, before, snapshot)


def _in_place(wrong: str, right: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The words called wrong exchanged, where the earlier question has them; else what was meant, by its kind."""
    right = right.strip(" ?.!")
    unwanted = set(terms(wrong))
    if unwanted and unwanted <= set(terms(before.question)):
        if said := exchanged(right, before, snapshot):
            return said
        pattern = rf"\b{re.escape(wrong.strip())}\b"
        said = re.sub(pattern, lambda _: right, before.question, count=1, flags=re.IGNORECASE)
        return said if said != before.question else None
    return None
