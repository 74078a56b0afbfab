"""The office that a text gives to somebody, before the name or between commas behind it."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.lexicon import is_nationality, is_role, is_role_word
from bot.mentions import MentionType, mentions
from bot.question import STOP_TERMS, close_terms
from index.analysis import is_irregular, terms
from index.model import Span
from index.patterns import regex

_WHO_IS = regex(r"^\W*who(?:['’]?s| is| was| are| were)\s+(?P<name>[^?]+?)\s*\??$", re.IGNORECASE)
_OF = regex(r" (?:of|for|at|in|from|with|on) ")
_WORD_BEFORE = regex(r"([\w.’'-]{1,60})(,?) $")  # bounded: a text may have runs of any length
# Characters before a name among which they look: an article may be long.
_BEFORE = 200
_OVER = regex(r"(?:^|[\s“\"(])(?:[A-ZÀ-Þ][\w.]*|[\w.]+['’]s?) [a-z][a-z-]+ $")
_APPOSED = regex(r", ((?:an? |the |its |his |her |their )?[^,.;:“”\"]{3,80}?)(?=[,.;]| who\b| which\b|$)")
_RANKS = frozenset(
    "former ex deputy vice top senior chief acting interim late new outgoing first second assistant managing lead head"
    " veteran prominent leading key main".split()
)


def asks_who_is(query: Query) -> bool:
    """Whether the question asks who somebody is that it names, and for no office's holder."""
    asked = _WHO_IS.match(query.text)
    if query.answer_type is not AnswerType.PERSON or asked is None:
        return False
    return not is_role(_OF.split(asked["name"])[0]) and all(concept.name for concept in query.concepts)


def is_named(query: Query, words: str) -> bool:
    """Whether words hold a name of the question."""
    return not set(terms(words)).isdisjoint(term for concept in query.concepts for term in close_terms(concept))


def told_of(query: Query, text: str) -> Span | None:
    """The office that a text gives to whom the question names."""
    for mention in mentions(text):
        if mention.kind in (MentionType.PERSON, MentionType.NAME) and is_named(query, mention.span.of(text)):
            found = apposition(text, mention.span) or office_before(text, mention.span)
            if found is not None:
                return found
    return None


def office_before(text: str, name: Span) -> Span | None:
    """The words of an office that stand directly before a name: "Gaza's Hamas chief"."""
    start = name.start
    while match := _WORD_BEFORE.search(text, max(0, start - _BEFORE), start):
        word = match[1]
        if match[2] and start != name.start:
            break
        if not (word[0].isupper() or word.lower() in _RANKS or is_role_word(word) or is_nationality(word)):
            # "U.N. humanitarian chief": what the chief is over, behind whose chief it is.
            over = _OVER.search(text, max(0, start - _BEFORE), start) if start != name.start else None
            if over is None or word.lower() in STOP_TERMS or is_irregular(word) or word.endswith("ed"):
                break
        if word.lower() in ("the", "a", "an") or (
            match.start() == 0 and word.lower() in ("but", "and", "as", "on", "in")
        ):
            break
        start = match.start()
    words = text[start : name.start].rstrip(" ,")
    return Span(start, start + len(words)) if words and is_role(words) else None


def apposition(text: str, name: Span) -> Span | None:
    """What stands between commas behind a name and holds an office or a noun for somebody."""
    match = _APPOSED.match(text, name.end)
    if match is None:
        return None
    head = _OF.split(match[1])[0]
    return Span(*match.span(1)) if is_role(head) or is_role(match[1]) else None
