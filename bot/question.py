"""A question as typed to a question as analysed."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from index.analysis import analyse, terms

_STOP_WORDS = """
a about after again all also am an and any are aren as at be because been before being between both but by can
could couldn did didn do does doesn doing don down during each few for from further had hadn has hasn have haven
having he her here hers herself him himself his how i if in into is isn it its itself just let may me might more
most must my myself no nor not now of off on once only or other our out over own please same say shall she should
so some such tell than that the their them themselves then there these they this those through to too under until
up us very was wasn we were weren what when where which while who whom whose why will with won would wouldn you
your yours
""".split()
STOP_TERMS = frozenset(term for word in _STOP_WORDS for term in terms(word))

_TYPES = (
    (AnswerType.NUMBER, re.compile(r"\bhow (?:many|much)\b|\bwhat (?:number|percentage|share|proportion)\b")),
    (AnswerType.PERSON, re.compile(r"\bwho(?:m|se)?\b|\bwhich (?:person|leader|minister|official)\b")),
    (
        AnswerType.PLACE,
        re.compile(r"\bwhere\b|\b(?:which|what) (?:city|country|town|place|region|capital)\b"),
    ),
    (AnswerType.TIME, re.compile(r"\bwhen\b|\b(?:which|what) (?:day|date|year|month|time)\b")),
)


def read_question(question: str) -> Query:
    """The analysed question; its terms are those that can find a sentence, in order, each once."""
    found = dict.fromkeys(token.term for token in analyse(question))
    content = tuple(term for term in found if term not in STOP_TERMS)
    return Query(question, None, content or tuple(found), _answer_type(question))


def _answer_type(question: str) -> AnswerType:
    lowered = question.casefold()
    return next((kind for kind, pattern in _TYPES if pattern.search(lowered)), AnswerType.OTHER)
