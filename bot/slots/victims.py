"""Whom a question on the dead or injured means: of which side, held or not, where and on which day."""

from __future__ import annotations

import re

from bot.answers import Query
from bot.lexicon import is_nationality, is_place_name
from bot.mentions import WEEKDAY
from bot.question import DAY, close_terms, is_held
from bot.slots.articles import terms_around
from bot.slots.days import ON_WEEKDAY, SOURCE
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

_HELD = regex(r"\b(?:hostages?|captives?|prisoners?|detainees?|abducted|kidnapped)\b", re.IGNORECASE)
_DEAD_AMONG = regex(r"\b(?:are|were|presumed|believed|thought|feared|confirmed|declared)(?: to be)? dead\b")
_OTHER_DEATH = regex(r"\b(?:kill\w*|died|deaths?|tolls?|lives|fatalit\w+)\b", re.IGNORECASE)
_OF_THEM = regex(r"\bof (?:them|whom|those)\b")
_ASKED = regex(
    r"\bhow many (?:more |other )?(?P<side>[A-ZÀ-Þ][\w-]+)\b"
    r"|\b(?P<whose>[A-ZÀ-Þ][\w-]+) (?:death tolls?|tolls?|deaths|casualties|victims|dead|injuries)\b",
    re.IGNORECASE,
)
_COUNTED = regex(r"(?:\d[\d,.]*|dozens of|hundreds of|thousands of|million)(?: [a-z-]+){0,2} (?P<side>[A-ZÀ-Þ][\w-]+)")
# Where it was said, not where they died.
_SAYING = regex(r"\b(?:said|told|announced|reported|statement|conference|speaking|meeting)(?: \w+)? (?:in|at|on) $")
_UP_TO = regex(rf"\b(?:as of|by|until|up to|since)(?: late| early)? (?:{WEEKDAY})", re.IGNORECASE)
_SINCE = regex(r"\b(?:since|from|after|by|until|as of|before)(?: the)? $", re.IGNORECASE)
# All that died so far are no day's dead.
_SO_FAR = regex(r"\bsince (?:the|it)\b|\bso far\b|\bin total\b|\baltogether\b", re.IGNORECASE)
_ONE_DAY = regex(rf"\b{WEEKDAY}\b|\bovernight\b|\bsince (?:dawn|midnight|{WEEKDAY})\b", re.IGNORECASE)
_ALL = regex(
    r"\b(?:so far|total|tolls?|altogether|rose|risen|climbed|reached|number|now|since (?!dawn|midnight)[a-z\d])",
    re.IGNORECASE,
)
_THAT_DAY = regex(r"\bthat (?:same )?day\b", re.IGNORECASE)


def counts_the_held(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the dead among hostages are counted for a question that asks of no hostages."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if _HELD.search(query.text) or not _DEAD_AMONG.search(text) or _OTHER_DEATH.search(text):
        return False
    before = _beside(sentence_id, -1, snapshot) if _OF_THEM.search(text) else ""
    return _HELD.search(f"{before} {text}") is not None


def is_of_other_side(query: Query, sentence_id: int, doers: list[str], places: list[str], snapshot: Snapshot) -> bool:
    """Whether the sentence counts victims of another side than the question: "Norvikans", and where they died."""
    asked = _ASKED.search(query.text)
    side = (asked["side"] or asked["whose"]) if asked else ""
    if not side or not (is_nationality(side.removesuffix("s")) or side[0].isupper()):
        return False
    own = _own(side, query)
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if counted := _counted(text):
        return own.isdisjoint(counted)
    there = all_terms(places)
    if own.isdisjoint(there) and not own.isdisjoint(all_terms(doers)):
        return True
    return own.isdisjoint(there) and any(is_place_name(place) for place in places)


def is_in_other_place(asked: list[str], query: Query, sentence_id: int, places: list[str], snapshot: Snapshot) -> bool:
    """Whether the sentence counts those who died somewhere else than the question asks."""
    wanted = {term for place in asked for term in _own(place, query)}
    if not wanted:
        return False
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    there = all_terms([p for p in places if not _SAYING.search(text[: max(0, text.find(p))])])
    if there:
        return wanted.isdisjoint(there)
    if counted := _counted(text):
        return any(is_place_name(place) for place in asked) and wanted.isdisjoint(counted)
    if not wanted.isdisjoint(token.term for token in snapshot.tokens_of(sentence_id)):
        return False
    # A count that names no place is of the one told before or in the title; a country is named beside others too.
    told = terms_around(sentence_id, 1, 0, snapshot)
    told.update(terms(snapshot.article(snapshot.sentence(sentence_id).article_id).title))
    return any(is_place_name(place) for place in asked) or wanted.isdisjoint(told)


def is_on_other_day(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the question asks for those of one day and the sentence tells of no such day, or of all since then."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if _SO_FAR.search(query.text) and _ONE_DAY.search(text) and not _ALL.search(text):
        return True
    if weekday := ON_WEEKDAY.search(SOURCE.sub("", query.text)):
        return re.search(weekday["day"], _UP_TO.sub("", text), re.IGNORECASE) is None
    day = DAY.search(query.text)
    if day is None or _SINCE.search(query.text[: day.start()]):
        return False
    wanted = set(terms(day.group()))
    if _THAT_DAY.search(text) or _THAT_DAY.search(_beside(sentence_id, 1, snapshot)):
        article = snapshot.article(snapshot.sentence(sentence_id).article_id).text
        if any(set(terms(m.group())) == wanted for m in DAY.finditer(article)):
            return False
    if any(set(terms(m.group())) == wanted and not _SINCE.search(text[: m.start()]) for m in DAY.finditer(text)):
        return False
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    deeds = [c for c in query.concepts if not c.name and c.term != query.focus and c.span.start >= day.end()]
    return not any(is_held(concept, held) for concept in deeds)


def _own(side: str, query: Query) -> frozenset[str]:
    """The terms of a side, and of the place of "Gazans"."""
    return terms_of(f"{side} {re.sub(r'(?<=a)ns?$', '', side)}", query)


def all_terms(names: list[str]) -> set[str]:
    """The terms of all names."""
    return {term for name in names for term in terms(name)}


def terms_of(names: str, query: Query) -> frozenset[str]:
    """The terms of names, and what stands for them in the question."""
    own = set(terms(names))
    for concept in query.concepts:
        if concept.term in own:
            own |= close_terms(concept)
    return frozenset(own)


def _counted(text: str) -> set[str]:
    """The terms of the nations whose people a text counts."""
    sides = (match["side"] for match in _COUNTED.finditer(text))
    return {term for side in sides if is_nationality(side.removesuffix("s")) for term in terms(side)}


def _beside(sentence_id: int, step: int, snapshot: Snapshot) -> str:
    """The text of a neighbouring sentence of the same article, empty where there is none."""
    other = sentence_id + step
    if not 0 <= other < snapshot.num_sentences:
        return ""
    same = snapshot.article_numbers[other] == snapshot.article_numbers[sentence_id]
    return snapshot.text_of(snapshot.sentence(other)) if same else ""
