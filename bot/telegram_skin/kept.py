"""An answer as it is kept for its buttons: where its quotes stand, never their text."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from pydantic import BaseModel

from bot.answers import Abstained, Answer, Answered, AnswerType, Query, Quote, Reason, Role
from bot.checks.passages import MayShow
from bot.telegram_skin.layout import shown_quotes
from index.model import Article, PublishedBasis, Span
from index.snapshot import Snapshot


class KeptQuote(BaseModel):
    """A quote by its place; `digest` tells whether the article still reads so there."""

    article_id: str
    start: int
    end: int
    digest: str
    line: int
    score: float
    highlights: list[tuple[int, int]] = []
    short: tuple[int, int] | None = None
    speaker: str | None = None
    role: Role = Role.ANSWER
    antecedent: str | None = None
    dated: str = ""
    published: dt.date | None = None
    basis: PublishedBasis = PublishedBasis.UNKNOWN


class KeptAnswer(BaseModel):
    """An answer that can be shown again, also after a restart. `question` is None where it may not be kept."""

    question: str | None
    context: str | None = None
    read_as: str | None
    left: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    answer_type: AnswerType
    snapshot_id: str
    confidence: float
    quotes: list[KeptQuote]
    reason: Reason | None = None
    missing_terms: list[str] = []
    short_answer: str | None = None
    variants: list[str] = []
    note: str | None = None
    is_likely: bool = True
    answering: int = 1
    asked: str = ""  # shown above the answer, where its message replies to no question
    stale: bool = False


def keep(answer: Answer, *, question: str | None, context: str | None, asked: str = "", stale: bool = False) -> str:
    """The answer as JSON."""
    query = answer.query
    kept = KeptAnswer(
        question=question,
        context=context,
        read_as=query.read_as,
        left=query.left,
        names=query.names if isinstance(answer, Abstained) else (),
        answer_type=query.answer_type,
        snapshot_id=answer.snapshot_id,
        confidence=answer.confidence,
        quotes=[_keep_quote(quote) for quote in shown_quotes(answer)],
        asked=asked,
        stale=stale,
    )
    match answer:
        case Answered():
            more: dict[str, object] = {
                "short_answer": answer.short_answer,
                "variants": list(answer.variants),
                "note": answer.note,
                "is_likely": answer.is_likely,
                "answering": answer.answering,
            }
        case Abstained():
            more = {"reason": answer.reason, "missing_terms": list(answer.missing_terms)}
    return kept.model_copy(update=more).model_dump_json(exclude_defaults=True)


def restored(kept: KeptAnswer, snapshot: Snapshot, may_show: MayShow) -> Answer:
    """The answer on today's snapshot, with those quotes that still stand there word for word and may be shown."""
    quotes = {i: quote for i, place in enumerate(kept.quotes) if (quote := _quote(place, snapshot, may_show))}
    query = Query(kept.question or "", kept.read_as, (), kept.answer_type, names=kept.names, left=kept.left)
    found = tuple(quotes.values())
    # Lines around a quote are looked up in the snapshot that it was found in, which is this one now.
    if kept.reason is not None:
        missing = tuple(kept.missing_terms)
        return Abstained(query, kept.reason, found, missing, snapshot.snapshot_id, kept.confidence)
    return Answered(
        query,
        kept.short_answer,
        found,
        snapshot.snapshot_id,
        kept.confidence,
        tuple(kept.variants),
        kept.note,
        kept.is_likely,
        sum(i < kept.answering for i in quotes),
    )


def _keep_quote(quote: Quote) -> KeptQuote:
    return KeptQuote(
        article_id=quote.article.article_id,
        start=quote.span.start,
        end=quote.span.end,
        digest=_digest(quote.text),
        line=quote.line,
        score=round(quote.score, 4),
        highlights=[(span.start, span.end) for span in quote.highlights],
        short=(quote.short_answer.start, quote.short_answer.end) if quote.short_answer else None,
        speaker=quote.speaker,
        role=quote.role,
        antecedent=quote.antecedent,
        dated=quote.dated,
        published=quote.article.published,
        basis=quote.article.published_basis,
    )


def _quote(kept: KeptQuote, snapshot: Snapshot, may_show: MayShow) -> Quote | None:
    """The quote in the snapshot; None where its article is gone, withdrawn, or reads otherwise."""
    span = Span(kept.start, kept.end)
    try:
        article: Article = snapshot.article(kept.article_id)
    except KeyError:
        return None
    if _digest(span.of(article.text)) != kept.digest or not may_show(article):
        return None
    return Quote(
        replace(article, published=kept.published, published_basis=kept.basis),
        span,
        kept.line,
        kept.score,
        tuple(Span(*place) for place in kept.highlights),
        Span(*kept.short) if kept.short else None,
        kept.speaker,
        kept.role,
        kept.antecedent,
        kept.dated,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
