"""Whether words fit as a short answer: whole, of the kind asked for, no dateline, a clause for yes or no."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.answers import AnswerType, Query
from bot.lexicon import is_nationality, is_place_name, is_role, opposites
from bot.mentions import MONTH, MentionType, mentions
from bot.offices import asks_who_is, is_named
from bot.question import STOP_TERMS, close_terms
from bot.short_answers import EMPTY_TERMS, offers_choice
from index.analysis import analyse, terms
from index.model import Span
from index.patterns import regex

_TIMES = frozenset({MentionType.DATE, MentionType.DURATION})
_COUNTS = frozenset({*_TIMES, MentionType.NUMBER, MentionType.PERCENT, MentionType.MONEY})
_NEVER = {
    AnswerType.PERSON: _COUNTS,
    AnswerType.PLACE: _COUNTS,
    AnswerType.ORGANISATION: _COUNTS,
    AnswerType.OTHER: _TIMES,
    AnswerType.DEFINITION: _TIMES,
}
_NAMED = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION})
_LEAD = 2  # words such as "on" and "at the"
# What a piece of text is cut into at most: figures with their separators, words with apostrophes and hyphens in names.
_WHOLE = regex(r"\d+(?:[.,:]\d+)*|(?:(?:al|el|Al|El)[-‑])?[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+|[-‑][A-ZÀ-Þ][^\W\d_]*)*|\w+")
_CITY = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]*)*"
_TITLED = r"[A-ZÀ-Þ][\w.'’-]*(?: (?:[a-z]{2}-)?[A-ZÀ-Þ][\w.'’-]*){0,2}"
_DAY = rf"(?:{MONTH} ?\d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?"
# "GAZA CITY, Palestinian Territories: ", "VELMO (AP) - ", "Tel Aviv, July 7 Israel": where and when it was written.
_DATELINE = regex(
    rf"^\W*(?:{_CITY}(?:(?:, {_TITLED}){{0,2}}(?:,? {_DAY})?(?: \([\w /.-]+\))?\s*(?::|[-–—]+) |"
    rf"(?:, {_TITLED}){{0,2}},? {_DAY}(?: \([\w /.-]+\))? )"
    rf"|{_TITLED}(?:, {_TITLED}){{0,2}},? {_DAY}(?: \([\w /.-]+\))?[:–—-]*\s+(?=[A-Z“\"])"
    rf"|{_TITLED}(?:, {_TITLED}){{0,2}} \([A-Z][\w /.-]+\)\s*[:–—-]+ )"
)
_COPULA_WHO = regex(r"^\W*who(?:['’]?s| is| was| are| were)\b", re.IGNORECASE)
_PLACED = regex(r"\b(?:at|in|on|to|near|into|via) (?:the )?$", re.IGNORECASE)
# "David Low, head of Norvik's secret service", "Ann Kern, Torland's former minister"
_APPOSED = regex(
    r", (?:the |an? )?(?:(?P<role>[a-z][a-z -]{2,40}?) of (?:the )?(?P<of>[A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*)?)"
    r"|(?P<whose>[A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*)?)['’]s? (?P<office>[a-z][a-z -]{2,40}))"
)
_OFFICE = regex(
    r"\b(?:head|chief|director|president|minister|premier|chancellor|king|queen|leader|boss|commander|chair\w*|secretary"
    r"|ambassador|envoy|governor|spokes\w+)\b"
)
_DID = regex(r"\b(?:had|has|have|was|were|is|are|will|would|said|met|told|\w+ed)\b")
_COPULA = regex(r"^\W*(?:is|are|was|were|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)\b", re.IGNORECASE)
_STATE = regex(
    r"\b(?:am|is|are|was|were|be|been|remain\w*|stay\w*|bec[ao]me\w*|serv(?:es?|ed|ing)|isn['’]t|aren['’]t|wasn['’]t"
    r"|weren['’]t)\b",
    re.IGNORECASE,
)
# Before a clause that is only asked, doubted or supposed.
_UNTOLD = regex(r"\b(?:whether|if|unless|asked|doubt\w*|den(?:y|ies|ied)|unclear|unsure)\b", re.IGNORECASE)
_CLAUSE_START = regex(
    r"(?:^|[,;:–—“\"‘(]|\b(?:that|and|but|as|because|while|when|after|since|so|said|says|told \w+))\W*$",
    re.IGNORECASE,
)


def whole(text: str, span: Span) -> Span:
    """The span widened to the words, names with hyphens and figures with separators that it cuts."""
    start, end = span.start, span.end
    for match in _WHOLE.finditer(text):
        if match.start() < span.start < match.end():
            start = match.start()
        if match.start() < span.end < match.end():
            end = match.end()
    return Span(start, end)


def dateline(text: str) -> int:
    """How far the words go that tell where and when a report was written; 0 where none stand at its start."""
    match = _DATELINE.match(text)
    return match.end() if match else 0


def fits(query: Query, text: str, span: Span) -> bool:
    """Whether words of a sentence are a short answer to such a question at all."""
    if query.answer_type is AnswerType.YES_NO:
        return _is_told(query, text, span)
    words = span.of(text)
    said = {token.term for token in analyse(words)} - EMPTY_TERMS
    # What only repeats the question answers nothing, but where it offers a choice.
    if not said or (said <= set(query.terms) and not offers_choice(query)):
        return False
    if query.answer_type in _NAMED and span.end <= dateline(text):
        return False
    if query.answer_type is AnswerType.PERSON and not _is_who(query, text, span):
        return False
    return not _is_of_other_kind(query, words)


def _is_who(query: Query, text: str, span: Span) -> bool:
    """Whether the words name somebody where an office's holder is asked for, or tell of the one who is named."""
    words = span.of(text)
    if _is_of_another_country(query, text, span) or _tells_of_two(words):
        return False
    if asks_who_is(query):
        others = (m for m in mentions(words) if m.kind is MentionType.PERSON and not is_named(query, m.span.of(words)))
        return not (is_place_name(words) or any(others) or _PLACED.search(text, 0, span.start))
    if _COPULA_WHO.match(query.text) and any(is_role(c.span.of(query.text)) for c in query.concepts):
        names = (m.span.of(words) for m in mentions(words) if m.kind in (MentionType.PERSON, MentionType.NAME))
        return any(not is_nationality(name) for name in names)
    return True


def _tells_of_two(words: str) -> bool:
    """Whether the words say what one person did with another, and so name neither alone."""
    people = [m.span for m in mentions(words) if m.kind in (MentionType.PERSON, MentionType.NAME)]
    return any(_DID.search(words, one.end, other.start) for one, other in pairwise(people))


def _is_of_another_country(query: Query, text: str, span: Span) -> bool:
    """Whether an aside behind the name gives its office in a country, and the question asks for one of another."""
    aside = _APPOSED.match(text, span.end)
    if aside is None or not _OFFICE.search(aside["role"] or aside["office"]):
        return False
    country = aside["of"] or aside["whose"]
    asked = [c for c in query.concepts if is_nationality(c.span.of(query.text))]
    said = set(terms(country))
    return (
        bool(asked)
        and (is_place_name(country) or is_nationality(country))
        and all(said.isdisjoint(term for phrase, _ in c.alternatives for term in phrase) for c in asked)
    )


def _is_told(query: Query, text: str, span: Span) -> bool:
    """Whether the words are a clause that says what is asked, or its opposite, and nobody only asks or doubts it."""
    words = span.of(text)
    if may_be_untold(text, span.end) or not _CLAUSE_START.search(text, 0, span.start):
        return False
    said = [c for c in query.concepts if not c.name]
    held = set(terms(words))
    told = [not held.isdisjoint(close_terms(c) | opposites(c.term)) for c in said]
    state = _COPULA.search(query.text) is None or _STATE.search(words) is not None
    return state and any(told) and sum(told) * 2 >= len(told)


def may_be_untold(text: str, end: int) -> bool:
    """Whether what stands before the end is only asked, doubted or supposed."""
    return _UNTOLD.search(text, 0, end) is not None


def _is_of_other_kind(query: Query, words: str) -> bool:
    """Whether the words are nothing but what never answers such a question: "which hospital" and "on Monday"."""
    never = _NEVER.get(query.answer_type, frozenset())
    found = [mention.span for mention in mentions(words) if mention.kind in never]
    rest = [t for t in analyse(words) if not any(s.start <= t.span.start < s.end for s in found)]
    return bool(found) and len(rest) <= _LEAD and all(token.term in STOP_TERMS for token in rest)
