"""Votes to a question set: what people found right or wrong, in the form that `talks eval` reads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from bot.answers import Answer, Answered
from bot.telegram_skin.store import Vote


class VotedQuote(BaseModel):
    """A line that was shown as answering."""

    file: str
    quote: str


class VotedAnswer(BaseModel):
    """What a vote was about: the answering lines and the short answer; no lines when nothing was answered."""

    quotes: list[VotedQuote]
    short_answers: list[str]
    confidence: float


def voted(answer: Answer) -> str:
    """The answer as it is kept with a vote, as JSON."""
    quotes = answer.quotes[: answer.answering] if isinstance(answer, Answered) else ()
    short = answer.short_answer if isinstance(answer, Answered) and answer.is_likely else None
    variants = answer.variants if isinstance(answer, Answered) else ()
    return VotedAnswer(
        quotes=[VotedQuote(file=quote.article.file, quote=quote.text) for quote in quotes],
        short_answers=[short, *variants] if short else [],
        confidence=answer.confidence,
    ).model_dump_json()


def question_set(votes: Iterable[Vote]) -> Iterator[dict[str, object]]:
    """One line of a question set for each vote whose question was kept.

    Right: the lines shown are the gold ones, or the question is unanswerable when none was. Wrong: nothing is known
    to be right, so `gold` is empty and the lines shown stand in `notes`; a refusal voted wrong is answerable.
    """
    for vote in votes:
        if vote.question is None:
            continue
        answer = VotedAnswer.model_validate_json(vote.answer)
        shown = [quote.model_dump() for quote in answer.quotes]
        yield {
            "id": f"feedback-{vote.held}",
            "question": vote.question,
            **({"context": vote.context} if vote.context else {}),
            "type": "feedback_right" if vote.is_right else "feedback_wrong",
            "answerable": bool(shown) or not vote.is_right,
            "gold": shown if vote.is_right else [],
            "short_answers": answer.short_answers if vote.is_right else [],
            "notes": _notes(vote, answer),
        }


def _notes(vote: Vote, answer: VotedAnswer) -> str:
    day = dt.datetime.fromtimestamp(vote.made, dt.UTC).date()
    verdict = "right" if vote.is_right else "wrong"
    note = f"voted {verdict} on {day}, snapshot {vote.snapshot}"
    if vote.is_right:
        return note
    shown = json.dumps([quote.model_dump() for quote in answer.quotes], ensure_ascii=False)
    return f"{note}; shown: {shown}" if answer.quotes else f"{note}; no line was shown as answering"
