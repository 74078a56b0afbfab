"""The subject that a sentence starts with."""

from __future__ import annotations

from bot.speech.commas import core_of
from bot.speech.tokens import Range, Tokens
from bot.speech.words import BOUND, EARLY, FRONTING, MASK, OPENERS, PREP, PRONOUNS, TIME


def find_lead(t: Tokens) -> Range | None:
    """The subject that a sentence starts with, less what follows its head; None when it can't be told."""
    i = _after_opening(t)
    if i is None:
        return None
    if t.low[i] in PRONOUNS:
        return (i, i) if t.low[i] not in ("that", "which", "who") else None
    found = core_of(t, i)
    if found is None:
        return None
    head = found[1]
    if t.at(head + 1) == "," and not t.is_name(head) and t.is_name(head + 2):
        named = core_of(t, head + 2)
        if named and t.at(named[1] + 1) == ",":
            return named  # "another designer, Louis Roy, said"
    if t.at(head + 1) == "and" and t.is_name(head + 2):
        other = core_of(t, head + 2)
        return (found[0], other[1]) if other else found
    return found


def _after_opening(t: Tokens) -> int | None:
    """Index of the first word after adverbs and an introductory phrase with its comma."""
    i = t.first
    while t.at(i) in OPENERS | {","} or (t.is_adverb(i) and t.at(i + 1) == ","):
        i += 1
    if i >= len(t):
        return None
    later = any(t.at(k) in EARLY | {"ago"} and t.at(k + 1) == "," for k in range(i, i + 8))  # "A few months later,"
    if not later and not _is_fronted(t, i):
        return i
    for k in range(i + 1, len(t)):
        dated = t.word[k - 1].isdigit() and t.at(k + 1)[:1].isdigit()  # "On May 5, 2023,"
        if t.low[k] == "," and not dated:
            opens = k + 1 < len(t) and t.low[k + 1] not in PRONOUNS - {"he", "she", "it", "they"}
            return k + 1 if opens else None
        if t.low[k] == MASK:
            return None
    return None


def _is_fronted(t: Tokens, i: int) -> bool:
    """Whether the token starts an introductory phrase."""
    low, follows = t.at(i), t.at(i + 1)
    if low in PREP or low in BOUND or low in FRONTING or low in TIME or low in EARLY:
        return True
    if low == "just":
        return follows in PREP
    return low.endswith(("ing", "ed")) and (follows in PREP or follows in BOUND)
