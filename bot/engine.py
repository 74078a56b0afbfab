"""Question and snapshot to answer. Pure: no files, clock or environment."""

from __future__ import annotations

from bot.answers import Abstained, Answer, Answered
from bot.compose import quote
from bot.question import read_question
from bot.selection import select
from index.snapshot import Snapshot

NO_TERM = "No sentence has a word of the question."
NO_QUESTION = "There is no question."


def answer(question: str, snapshot: Snapshot, *, top: int = 3) -> Answer:
    """The answer of this snapshot with at most `top` quotes; the same arguments give the same answer."""
    query = read_question(question)
    missing = tuple(c.span.of(question) for c in query.concepts if not snapshot.ranker.knows(c.term))
    if not query.terms:
        return Abstained(query, NO_QUESTION, (), missing, snapshot.snapshot_id, 0.0)
    selection = select(query, snapshot)
    if not len(selection.ids):
        return Abstained(query, NO_TERM, (), missing, snapshot.snapshot_id, 0.0)
    best = list(zip(selection.ids.tolist(), selection.scores.tolist(), strict=True))[:top]
    quotes = tuple(quote(sentence_id, score, query, snapshot) for sentence_id, score in best)
    short = quotes[0].short_answer
    words = short.of(quotes[0].article.text) if short else None
    return Answered(query, words, quotes, snapshot.snapshot_id, 0.5)
