"""The JSON answer that programs outside rely on; its keys are stable."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel

from bot.answers import Abstained, Answer, Answered, Quote
from bot.timeline import Timeline


class QuoteJson(BaseModel):
    """A quote; start, end and highlights are code-point spans in the decoded file, or in the text extracted from it.

    `line` counts what `place` names: lines, paragraphs or pages.
    """

    rank: int
    score: float
    text: str
    article_id: str
    file: str
    title: str
    published: dt.date | None
    published_basis: str
    line: int
    place: str
    start: int
    end: int
    highlights: list[tuple[int, int]]
    short_answer: str | None
    speaker: str | None
    role: str


class AnswerJson(BaseModel):
    """One answer. `quotes` is empty on abstention, `related` holds lines that do not answer."""

    id: str | int | None
    question: str
    read_as: str | None
    status: Literal["answered", "abstained"]
    reason: str | None = None
    answer_type: str
    short_answer: str | None = None
    confidence: float
    quotes: list[QuoteJson] = []
    related: list[QuoteJson] = []
    missing_terms: list[str] = []
    reader: bool = False
    snapshot: str
    elapsed_ms: float


class FigureJson(BaseModel):
    """A figure as written, its value, and what it counts in: a currency, "%", or "" for a bare number."""

    written: str
    value: float
    unit: str


class LineJson(BaseModel):
    """A slice of an article; start and end are a code-point span in the decoded file."""

    text: str
    article_id: str
    file: str
    title: str
    published: dt.date | None
    published_basis: str
    line: int
    start: int
    end: int
    speaker: str | None


class RungJson(LineJson):
    """A line of a timeline; see QuoteJson. `figure` is the one that answers in it, if one is asked for."""

    place: str
    figure: FigureJson | None


class TimelineJson(BaseModel):
    """The lines on a question, newest first; those of which no time is known come last."""

    question: str
    status: Literal["answered"] = "answered"
    rungs: list[RungJson]
    snapshot: str


class BatchLine(BaseModel):
    """One line of `ask --batch`; context is the earlier question of the same conversation."""

    id: str | int | None = None
    question: str
    context: str | None = None


def to_json(answer: Answer, elapsed_ms: float, identifier: str | int | None = None) -> AnswerJson:
    """The answer in the contract's form."""
    outcome: dict[str, object]
    match answer:
        case Answered():
            outcome = {
                "status": "answered",
                "short_answer": answer.short_answer,
                "quotes": _quotes(answer.quotes),
            }
        case Abstained():
            outcome = {
                "status": "abstained",
                "reason": answer.reason.value,
                "related": _quotes(answer.related),
                "missing_terms": list(answer.missing_terms),
            }
    return AnswerJson.model_validate(
        {
            "id": identifier,
            "question": answer.query.question,
            "read_as": answer.query.read_as,
            "reader": answer.was_read,
            "answer_type": answer.query.answer_type.value,
            "confidence": round(answer.confidence, 4),
            "snapshot": answer.snapshot_id,
            "elapsed_ms": round(elapsed_ms, 3),
            **outcome,
        }
    )


def timeline_json(timeline: Timeline, snapshot_id: str) -> TimelineJson:
    """The timeline in the contract's form."""
    rungs = [
        RungJson(
            **standing(rung.quote),
            place=rung.quote.article.place.value,
            figure=FigureJson(written=rung.figure.written, value=rung.figure.value, unit=rung.figure.unit)
            if rung.figure
            else None,
        )
        for rung in timeline.rungs
    ]
    return TimelineJson(question=timeline.question, rungs=rungs, snapshot=snapshot_id)


def standing(quote: Quote) -> dict[str, Any]:
    """What a quote says and where it stands, by the keys that every JSON form of a line has."""
    article = quote.article
    return {
        "text": quote.text,
        "article_id": article.article_id,
        "file": article.file,
        "title": article.title,
        "published": article.published,
        "published_basis": article.published_basis.value,
        "line": quote.line,
        "start": quote.span.start,
        "end": quote.span.end,
        "speaker": quote.speaker,
    }


def _quotes(quotes: tuple[Quote, ...]) -> list[QuoteJson]:
    return [_quote(quote, rank) for rank, quote in enumerate(quotes, start=1)]


def _quote(quote: Quote, rank: int) -> QuoteJson:
    article = quote.article
    return QuoteJson(
        rank=rank,
        score=round(quote.score, 4),
        place=article.place.value,
        highlights=[(span.start, span.end) for span in quote.highlights],
        short_answer=quote.short_answer.of(article.text) if quote.short_answer else None,
        role=quote.role.value,
        **standing(quote),
    )
