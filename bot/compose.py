"""Chosen sentences to quotes, with the words that answer."""

from __future__ import annotations

from bot.answers import AnswerType, Query, Quote
from bot.mentions import MentionType, mentions
from index.model import Span
from index.snapshot import Snapshot

_KINDS: dict[AnswerType, tuple[MentionType, ...]] = {
    AnswerType.PERSON: (MentionType.PERSON, MentionType.NAME),
    AnswerType.PLACE: (MentionType.PLACE,),
    AnswerType.TIME: (MentionType.DATE,),
    AnswerType.DURATION: (MentionType.DURATION,),
    AnswerType.MONEY: (MentionType.MONEY,),
    AnswerType.PERCENT: (MentionType.PERCENT,),
    AnswerType.NUMBER: (MentionType.NUMBER, MentionType.PERCENT, MentionType.MONEY),
}


def quote(sentence_id: int, score: float, query: Query, snapshot: Snapshot) -> Quote:
    """The sentence as a quote. Highlights are its short answer, or else the question's words in it."""
    sentence = snapshot.sentence(sentence_id)
    article = snapshot.article(sentence.article_id)
    short = _short_answer(sentence_id, query, snapshot)
    if short is not None:
        return Quote(article, sentence.span, sentence.line, score, (short,), short)
    asked = set(query.terms)
    highlights = tuple(token.span for token in snapshot.tokens_of(sentence_id) if token.term in asked)
    return Quote(article, sentence.span, sentence.line, score, highlights)


def _short_answer(sentence_id: int, query: Query, snapshot: Snapshot) -> Span | None:
    """The first mention of the kind asked for that the question does not already hold."""
    offset = snapshot.sentence(sentence_id).span.start
    asked = set(query.terms)
    matched = [token.span for token in snapshot.tokens_of(sentence_id) if token.term in asked]
    found = mentions(snapshot.text_of(snapshot.sentence(sentence_id)))
    for kind in _KINDS.get(query.answer_type, ()):
        for mention in found:
            span = Span(offset + mention.span.start, offset + mention.span.end)
            if mention.kind is kind and not any(span.start < m.end and m.start < span.end for m in matched):
                return span
    return None
