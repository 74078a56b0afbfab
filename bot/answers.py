"""The nouns of answering: a question as analysed, quotes, and the two outcomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from index.model import Article, Span


class AnswerType(StrEnum):
    """The kind of thing a question asks for."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    OTHER = "other"


class Role(StrEnum):
    """Why a quote is shown."""

    ANSWER = "answer"
    EARLIER = "earlier"
    DISAGREES = "disagrees"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as analysed. `read_as` is set when it was not taken as typed."""

    question: str
    read_as: str | None
    terms: tuple[str, ...]
    answer_type: AnswerType
    as_of: dt.date | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of an article: `span`, `highlights` and `short_answer` are spans in its text."""

    article: Article
    span: Span
    line: int
    score: float
    highlights: tuple[Span, ...] = ()
    short_answer: Span | None = None
    speaker: str | None = None
    role: Role = Role.ANSWER

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Answered:
    """Quotes that answer, best first; `short_answer` is None when no few words were found."""

    query: Query
    short_answer: str | None
    quotes: tuple[Quote, ...]
    snapshot_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Abstained:
    """Chosen silence. `related` lines do not answer; `missing_terms` are words no article has."""

    query: Query
    reason: str
    related: tuple[Quote, ...]
    missing_terms: tuple[str, ...]
    snapshot_id: str
    confidence: float


Answer = Answered | Abstained
