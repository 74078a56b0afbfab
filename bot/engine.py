"""Question and snapshot to answer. Pure: no files, clock or environment."""

from __future__ import annotations

from bot.answers import Abstained, Answer, Answered, AnswerType, Query
from bot.compose import quote
from bot.conversation import Turn, read_as
from bot.question import read_question
from bot.selection import select
from index.snapshot import Snapshot

NO_TERM = "No sentence has a word of the question."
NO_QUESTION = "There is no question."


def answer(question: str, snapshot: Snapshot, *, before: Turn | None = None, top: int = 3) -> Answer:
    """The answer of this snapshot with at most `top` quotes; the same arguments give the same answer.

    `before` is the turn before in the same conversation; a question that leans on it is read in full words.
    """
    reading = read_as(question, before, snapshot) if before else None
    query = read_question(question, snapshot, reading)
    missing = _missing(query, snapshot)
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


def turn(answer: Answer) -> Turn:
    """What a conversation keeps of an answer for the next question."""
    read = answer.query.read_as or answer.query.question
    short = answer.short_answer if isinstance(answer, Answered) else None
    return Turn(read, short, answer.query.answer_type is AnswerType.PERSON)


def _missing(query: Query, snapshot: Snapshot) -> tuple[str, ...]:
    """The words of the question, as read, that no article has."""
    text = query.read_as or query.question
    return tuple(c.span.of(text) for c in query.concepts if not snapshot.ranker.knows(c.term))
