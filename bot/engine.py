"""Question and snapshot to answer. Pure: no files, clock or environment."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import Abstained, Answer, Answered, Role
from bot.compose import quote
from bot.question import read_question
from bot.selection import choose
from index.snapshot import Snapshot

NO_TERM = "No sentence has a word of the question."
NO_QUESTION = "There is no question."


def answer(question: str, snapshot: Snapshot, *, top: int = 3) -> Answer:
    """The answer of this snapshot with at most `top` quotes; the same arguments give the same answer."""
    query = read_question(question)
    missing = tuple(term for term in query.terms if not snapshot.ranker.knows(term))
    if not query.terms:
        return Abstained(query, NO_QUESTION, (), missing, snapshot.snapshot_id, 0.0)
    hits = choose(query, snapshot, top)
    if not hits:
        return Abstained(query, NO_TERM, (), missing, snapshot.snapshot_id, 0.0)
    quotes = tuple(replace(quote(hit, query, snapshot), role=Role.ANSWER) for hit in hits)
    best = quotes[0]
    short = best.short_answer.of(best.article.text) if best.short_answer else None
    return Answered(query, short, quotes, snapshot.snapshot_id, 0.5)
