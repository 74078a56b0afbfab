"""Whether a sentence can hold what a question asks for: the check that tells a near miss from an answer.

A near miss has the right names and lacks the fact. Rules over the surface of general English: a number must count
the noun asked for, somebody must be quoted who was asked about, an age must look like one.
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import pairwise

from bot.answers import AnswerType, Query
from bot.lexicon import is_role
from bot.mentions import Mention, MentionType, mentions
from bot.names import key
from bot.question import CLOSE, STOP_TERMS, close_terms, focus_terms
from bot.speech.speakers import attribute
from index.analysis import term_of, terms
from index.model import Token
from index.snapshot import Snapshot


class Slot(IntEnum):
    """Whether what is asked for is there: surely not, perhaps, or it looks so."""

    EMPTY = 0
    OPEN = 1
    FILLED = 2


_NUMERIC = frozenset({MentionType.NUMBER, MentionType.PERCENT, MentionType.MONEY, MentionType.DURATION})
_PEOPLE = frozenset(
    term for word in "people person human life casualty victim dead death soul".split() for term in terms(word)
)
_UNITS = frozenset(
    term
    for word in (
        "percent metre meter kilometre kilometer km mile foot inch tonne ton kilogram litre degree point year month"
        " week day hour minute second dollar euro pound crown mark taler yen yuan time round year-old"
    ).split()
    for term in terms(word)
)
_AGE = re.compile(
    r"\b\d{1,3}-year-old|\baged? \d|\b\d{1,3} years? old|, (?:now )?\d{1,3}[,.;)]|\b\d{1,3},? years of age|\(\d{1,3}\)"
    r"|\b(?:at|turn\w*|was|is|were|are) \d{1,3}\b|\bin (?:his|her|their) \w+ties\b|\bborn\b"
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:noon|midnight|o'clock|dawn|dusk|GMT)\b", re.IGNORECASE
)
_WHENEVER = re.compile(
    r"\b(?:when|after|before|since|once|until|during|while|ago|later|earlier|next|last|shortly|soon|immediately|daily|then"
    r"|centur\w+|era|season|period|years?|months?|weeks?|days?|hours?|morning|night|evening)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because|due|since|so|order to|result|owing|thanks|after|caus\w+|led to|leading|reason\w*|amid|following"
    r"|aimed|for|by|as|to \w+|if|over|blam\w+|accus\w+|fear\w*|prompt\w+|trigger\w+|object\w+|mean\w*"
    r"|from|with|would)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\b(?:in|at|on|near|from|to|into|through|outside|across|under|off|along|inside|beneath|via)\b")
_SOMEBODY = re.compile(
    r"\b(?:officials?|sources?|mediators?|families|family|residents?|militants?|fighters?|troops|soldiers?|police|army"
    r"|military|government|ministry|agency|group|union|company|firm|bank|court|commission|council|team|party|members?"
    r"|workers?|women|men|man|woman|people|passengers?|children|students?|scientists?|researchers?|experts?|critics"
    r"|representatives?|delegation|negotiators?|doctors?|nurses?|judges?|lawyers?|teachers?|mother|father|son|daughter"
    r"|brother|sister|wife|husband|volunteers?|rescuers?|divers?|villagers|farmers|neighbours|neighbors|fans)\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(
    r"\bnames? (?:of|was|were|is|are)\b|\bwhat (?:is|was|are|were)\b.*\bnames?\b|\bnamed\b|\bfirst name\b",
    re.IGNORECASE,
)
_ASKS_AGE = re.compile(r"\bhow old\b|\bwhat age\b|\bage of\b|\bhow aged\b", re.IGNORECASE)
_ASKS_CLOCK = re.compile(r"\bwhat time\b|\bwhat hour\b", re.IGNORECASE)


def slot(query: Query, sentence_id: int, snapshot: Snapshot) -> Slot:
    """Whether the sentence can hold what the question asks for."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    found = mentions(text)
    asked = query.read_as or query.question
    if _ASKS_NAME.search(asked) and query.answer_type in (AnswerType.OTHER, AnswerType.PERSON, AnswerType.DEFINITION):
        return _someone(query, text, found, named=True)
    match query.answer_type:
        case AnswerType.NUMBER:
            return _number(query, sentence_id, text, found, snapshot)
        case AnswerType.MONEY | AnswerType.PERCENT:
            return _amount(query, found)
        case AnswerType.DURATION:
            return _duration(asked, text, found)
        case AnswerType.TIME:
            return _time(asked, text, found)
        case AnswerType.PERSON if _is_of_another(query, sentence_id, snapshot):
            return Slot.EMPTY
        case AnswerType.PERSON:
            return _someone(query, text, found, named=False)
        case AnswerType.ORGANISATION:
            kinds = (MentionType.ORGANISATION, MentionType.NAME)
            return Slot.FILLED if any(m.kind in kinds and _is_new(query, text, m) for m in found) else Slot.OPEN
        case AnswerType.PLACE:
            placed = any(m.kind is MentionType.PLACE and _is_new(query, text, m) for m in found)
            return Slot.FILLED if placed else Slot.OPEN if _PLACED.search(text) else Slot.EMPTY
        case AnswerType.REASON:
            return Slot.OPEN if _BECAUSE.search(text) else Slot.EMPTY
        case AnswerType.STATEMENT:
            return _said(query, sentence_id, snapshot)
        case _:
            return Slot.OPEN


def _is_new(query: Query, text: str, mention: Mention) -> bool:
    asked = set(query.terms)
    held = [term for term in terms(mention.span.of(text)) if term not in STOP_TERMS]
    return bool(held) and not asked.intersection(held)


def _number(query: Query, sentence_id: int, text: str, found: tuple[Mention, ...], snapshot: Snapshot) -> Slot:
    figures = [m for m in found if m.kind in _NUMERIC]
    if not figures:
        return Slot.EMPTY
    if query.focus is None:
        return Slot.FILLED
    wanted = focus_terms(query)
    offset = snapshot.sentence(sentence_id).span.start
    tokens = snapshot.tokens_of(sentence_id)
    counted = [
        _counted_noun(tokens, offset + m.span.end, text, offset) for m in figures if m.kind is not MentionType.MONEY
    ]
    if any(noun in wanted for noun in counted) or (
        not wanted.isdisjoint(_PEOPLE) and any(n and n not in _UNITS for n in counted)
    ):
        return Slot.FILLED
    if any(noun is None for noun in counted) and any(token.term in wanted for token in _around(sentence_id, snapshot)):
        return Slot.FILLED  # "of the hostages, 49 are still held": a number that counts what was named before
    return Slot.OPEN if query.focus in _UNITS or not _is_plural(query) else Slot.EMPTY


def _is_plural(query: Query) -> bool:
    asked = query.read_as or query.question
    return bool(re.search(r"\bhow many\b|\bnumber of\b", asked, re.IGNORECASE))


def _counted_noun(tokens: tuple[Token, ...], end: int, text: str, offset: int) -> str | None:
    """The term of the noun that a figure counts, None where no noun follows it directly."""
    following = [token for token in tokens if token.span.start >= end][:4]
    noun = None
    position = end
    for token in following:
        if (
            re.search(r"[,.;:()“”\"–—]", text[position - offset : token.span.start - offset])
            or token.term in STOP_TERMS
        ):
            break
        word = text[token.span.start - offset : token.span.end - offset]
        noun = token.term
        position = token.span.end
        if word.endswith("s") or term_of(word) in _PEOPLE:
            break
    return noun


def _around(sentence_id: int, snapshot: Snapshot) -> tuple[Token, ...]:
    before = snapshot.tokens_of(sentence_id - 1) if sentence_id else ()
    return (*before, *snapshot.tokens_of(sentence_id))


def _amount(query: Query, found: tuple[Mention, ...]) -> Slot:
    kinds = {m.kind for m in found}
    best = MentionType.MONEY if query.answer_type is AnswerType.MONEY else MentionType.PERCENT
    if best in kinds:
        return Slot.FILLED
    return Slot.OPEN if kinds & (_NUMERIC - {MentionType.DURATION}) else Slot.EMPTY


def _duration(asked: str, text: str, found: tuple[Mention, ...]) -> Slot:
    if _ASKS_AGE.search(asked):
        return Slot.FILLED if _AGE.search(text) else Slot.EMPTY
    if any(m.kind is MentionType.DURATION for m in found):
        return Slot.FILLED
    return Slot.OPEN if _WHENEVER.search(text) or any(m.kind in _NUMERIC for m in found) else Slot.EMPTY


def _time(asked: str, text: str, found: tuple[Mention, ...]) -> Slot:
    if _ASKS_CLOCK.search(asked):
        return Slot.FILLED if _CLOCK.search(text) else Slot.EMPTY
    if any(m.kind is MentionType.DATE for m in found):
        return Slot.FILLED
    return Slot.OPEN if _WHENEVER.search(text) or any(m.kind is MentionType.DURATION for m in found) else Slot.EMPTY


def _someone(query: Query, text: str, found: tuple[Mention, ...], *, named: bool) -> Slot:
    new = [m for m in found if _is_new(query, text, m)]
    if any(m.kind is MentionType.PERSON for m in new):
        return Slot.FILLED
    if any(m.kind in (MentionType.NAME, MentionType.ORGANISATION) for m in new):
        return Slot.OPEN
    if named:
        return Slot.EMPTY
    somebody = [m for m in _SOMEBODY.finditer(text) if term_of(m.group()) not in query.terms]
    asks_who_is = len(query.terms) <= 4 and any(m.kind is MentionType.PERSON for m in found)
    return Slot.OPEN if somebody or asks_who_is or is_role(text) else Slot.EMPTY


def _is_of_another(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence speaks of another side's delegation, team or army than the question does."""
    tokens = snapshot.tokens_of(sentence_id)
    for owner, owned in pairwise(query.concepts):
        gap = (query.read_as or query.question)[owner.span.end : owned.span.start]
        if not owner.name or owned.name or len(gap) > 4:
            continue
        asked, things = close_terms(owner), close_terms(owned)
        near = [_near(tokens, i) for i, token in enumerate(tokens) if token.term in things]
        if near and asked.isdisjoint(token.term for token in tokens) and all(_has_name(n, snapshot) for n in near):
            return True
    return False


def _has_name(around: list[str], snapshot: Snapshot) -> bool:
    return any(term in snapshot.names for term in around)


def _near(tokens: tuple[Token, ...], place: int) -> list[str]:
    return [token.term for token in tokens[max(0, place - 3) : place + 6]]


def _said(query: Query, sentence_id: int, snapshot: Snapshot) -> Slot:
    if not query.speaker:
        return Slot.OPEN
    said = attribute(sentence_id, snapshot)
    who = set(terms(" ".join(filter(None, (said.speaker, said.antecedent)))))
    keys = {key(term) for term in who}
    wanted = [c for c in query.concepts if c.term in query.speaker]
    held = [
        any(set(phrase) <= who for phrase, weight in c.alternatives if weight >= CLOSE) or key(c.term) in keys
        for c in wanted
    ]
    if not held:
        return Slot.OPEN
    return Slot.FILLED if any(held) else Slot.EMPTY
