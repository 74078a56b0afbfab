"""Hits to quotes, with the words that answer."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query, Quote
from index.analysis import analyse, terms
from index.model import Hit, Span
from index.snapshot import Snapshot

_NAME_WORD = r"[A-Z][\w’'-]+"
_NAME = rf"{_NAME_WORD}(?:\s(?:(?:al|el|bin|ibn|de|van|von|der|da|di)[- ])?{_NAME_WORD}|\s(?:al|el)-{_NAME_WORD})"
_MONTH = r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PATTERNS = {
    AnswerType.PERSON: re.compile(rf"\b{_NAME}+"),
    AnswerType.PLACE: re.compile(rf"(?<=\b(?:in|at|to) )(?:the )?{_NAME_WORD}(?:[ -]{_NAME_WORD})*"),
    AnswerType.TIME: re.compile(
        rf"\b{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\b\d{{1,2}}\s{_MONTH}|\b{_DAY}|\b(?:19|20)\d\d\b"
    ),
    AnswerType.NUMBER: re.compile(r"\d[\d,.]*\d%?|\b\d%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens)\b"),
}


def quote(hit: Hit, query: Query, snapshot: Snapshot) -> Quote:
    """The hit's sentence as a quote. Highlights are its short answer, or else the question's words in it."""
    sentence = snapshot.sentence(hit.sentence_id)
    article = snapshot.article(sentence.article_id)
    short = _short_answer(sentence.span.of(article.text), sentence.span.start, query)
    if short is not None:
        highlights: tuple[Span, ...] = (short,)
    else:
        asked = set(query.terms)
        offset = sentence.span.start
        tokens = analyse(sentence.span.of(article.text))
        highlights = tuple(Span(t.span.start + offset, t.span.end + offset) for t in tokens if t.term in asked)
    return Quote(article, sentence.span, sentence.line, hit.score, highlights, short)


def _short_answer(text: str, offset: int, query: Query) -> Span | None:
    """The first few words of the kind asked for that the question does not already hold."""
    pattern = _PATTERNS.get(query.answer_type)
    if pattern is None:
        return None
    asked = set(query.terms)
    for match in pattern.finditer(text):
        if not asked & set(terms(match.group())):
            return Span(offset + match.start(), offset + match.end())
    return None
