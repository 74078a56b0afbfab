"""The dead and the injured: whom a figure counts, who did it and where ("killed in Israel", "Israel has killed")."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answers import AnswerType, Query
from bot.lexicon import is_nationality, is_place_name
from bot.mentions import MONTH, WEEKDAY
from bot.question import DAY, STOP_TERMS, is_held, tells_day
from bot.slots.days import SOURCE
from bot.slots.kinds import PEOPLE
from bot.slots.victims import (
    all_terms,
    counts_the_held,
    is_in_other_place,
    is_of_other_side,
    is_on_other_day,
    terms_of,
)
from index.analysis import terms
from index.snapshot import Snapshot

_DEAD = (
    r"(?:kill(?:s|ed|ing)?|dead|deaths?|died?|dies|tolls?|fatalit(?:y|ies)|lives|casualties|slain|murdered|perished)"
)
_HURT = r"(?:injur(?:ed|ies|ing|y)|wound(?:ed|ing|s)?|hurt)"
_FIGURE = r"(?:\d[\d,.]*|dozens|hundreds|thousands|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty)"
_COUNT = re.compile(
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|dozens|hundreds|thousands"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?",
    re.IGNORECASE,
)
# Of a name of several words: "on the Amber Queen".
_REST = re.compile(rf"(?: (?!{MONTH}|{WEEKDAY})[A-ZÀ-Þ][\w-]*)*")
_ASKS_DEAD = re.compile(rf"\b{_DEAD}\b", re.IGNORECASE)
_ASKS_HURT = re.compile(rf"\b{_HURT}\b", re.IGNORECASE)
_TELLS_DEAD = re.compile(rf"\b{_DEAD}\b", re.IGNORECASE)
_TELLS_HURT = re.compile(
    rf"\b{_FIGURE}(?: [\w’'-]+){{0,4}}? {_HURT}\b|\b{_HURT} (?:at least |about |more than |over |some )?{_FIGURE}\b",
    re.IGNORECASE,
)
_ACTS = re.compile(rf"\b(?:{_DEAD}|{_HURT})\b", re.IGNORECASE)
_IN = re.compile(
    r"\b(?:in|on|across|against|throughout|inside|into|near|around)(?: (?:[a-z-]+|[A-ZÀ-Þ]\w*-[a-z]+)){0,2} $"
)
_SIDE = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][\w-]*")
_CLAUSE = re.compile(r"[,;:]| (?:as|after|that|who|which|while|and) ")
_LINK = re.compile(r"(?:['’]s?)?(?: [\w’'-]+){0,4} ")
_AGAINST = re.compile(r"\b(?:on|against|at) (?:the )?$")
_VICTIMS = re.compile(
    rf"\b(?:how many|{_FIGURE}|killed|killing|wounded|wounding|injured|injuring)(?: (?:more|other|of the|the))? $",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\w+-[a-z]+")  # "Norvik-run"
_WHEN = re.compile(rf"(?:{MONTH}|{WEEKDAY})$")
_KILLS = re.compile(r"(?:['’]s?)?(?: [\w’'-]+){0,3}? (?:kill|injur|wound|hurt)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w,.])\d[\d,]*(?![\w,.])")
_BEHIND_HURT = re.compile(rf"(?: (?!(?:and|with|,)\b)[\w’'-]+){{0,3}}? {_HURT}\b", re.IGNORECASE)
_BEHIND_DEAD = re.compile(rf"(?: (?!(?:and|with|,)\b)[\w’'-]+){{0,3}}? {_DEAD}\b", re.IGNORECASE)
# "Killed on the Amber Queen": what carries people bears a name like a place's.
_ABOARD = re.compile(r"\b(?:on|aboard) (?:the )?$", re.IGNORECASE)
_DOES = re.compile(r"\b(?:do|does|did|has|have|had)(?: the)?$")
_DEED = re.compile(
    r"^(?:['’]s?)?(?: [a-z-]+){0,2} (?:strikes?|airstrikes?|attacks?|raids?|war|incursion|bombardments?|bombings?"
    r"|shelling|offensives?|operations?|reprisals|pounding|assaults?|fire|forces|troops|army|military|fighters|militants|gunmen"
    r"|invasion|campaign|drones?|missiles?|rockets?|soldiers|police)\b"
)
# What kills is no side: "the Chilean wildfire".
_CALAMITY = re.compile(
    r"^(?: [A-ZÀ-Þ][\w’'-]*){0,3}(?:['’]s?)?"
    r"(?: [a-z-]+)?? (?:wild|bush|forest )?(?:fires?|blazes?|floods?|flooding|(?:earth)?quakes?|storms?"
    r"|hurricanes?|cyclones?|typhoons?|tornado(?:e?s)?|landslides?|mudslides?|avalanches?|crash(?:es)?|accidents?|explosions?|blasts?"
    r"|outbreaks?|epidemics?|virus|heat ?waves?|droughts?|eruptions?|tsunamis?|collapses?|sinkings?|disasters?"
    r"|derailments?|stampedes?)\b"
)
# Characters before a name that tell what it is to a killing; a sentence may hold thousands of names.
_NEAR = 300


@lru_cache(maxsize=64)
def asks_toll(query: Query) -> bool:
    """Whether the question asks for a number of dead or injured."""
    return query.answer_type is AnswerType.NUMBER and _ACTS.search(query.text) is not None


def counts_other_harm(query: Query, after: str) -> bool:
    """Whether a figure, by what stands behind it, counts the injured for a question on the dead, or the reverse."""
    asked = query.text
    dead, hurt = _ASKS_DEAD.search(asked), _ASKS_HURT.search(asked)
    if not asks_toll(query) or (dead and hurt):
        return False
    return (_BEHIND_HURT if dead else _BEHIND_DEAD).match(after) is not None


def miscounts(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence counts the dead for others, or those whom, or where, another side killed."""
    asked = query.text
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if not asks_toll(query):
        return _counts_people(query) and bool(_ACTS.search(text)) and not _tells(query, sentence_id, snapshot)
    if not set(_NUMBER.findall(DAY.sub(" ", asked))).isdisjoint(_NUMBER.findall(text)):
        return False  # "how many of the 48"
    if _ASKS_HURT.search(asked) and not _ASKS_DEAD.search(asked) and not _TELLS_HURT.search(text):
        return True
    if not _ASKS_HURT.search(asked) and not _TELLS_DEAD.search(text):
        return True
    doers, places = _sides(SOURCE.sub("", asked), asks=True)
    did, where = _sides(text, asks=False)
    if (
        counts_the_held(query, sentence_id, snapshot)
        or is_of_other_side(query, sentence_id, did, where, snapshot)
        or is_in_other_place(places, query, sentence_id, where, snapshot)
        or is_on_other_day(query, sentence_id, snapshot)
    ):
        return True
    known = {side: terms_of(side, query) for side in (*doers, *places)}
    doing, there = all_terms(did), all_terms(where)
    if any(did and known[side].isdisjoint(doing) for side in doers):
        return True
    return any(not known[side].isdisjoint(doing) and known[side].isdisjoint(there) for side in places)


def _counts_people(query: Query) -> bool:
    if query.answer_type is not AnswerType.NUMBER or query.focus is None:
        return False
    nouns = (c.span.of(query.text).removesuffix("s") for c in query.concepts if c.term == query.focus)
    return query.focus in PEOPLE or any(is_nationality(noun) for noun in nouns)


def _tells(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence holds a word of what the people asked about did or suffered."""
    said = [c for c in query.concepts if not (c.name or c.term == query.focus or tells_day(c, query.text))]
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    return not said or any(is_held(concept, held) for concept in said)


def _sides(text: str, *, asks: bool) -> tuple[list[str], list[str]]:
    """The names of those who killed, and of where or against whom; none where the words leave it open."""
    act = _ACTS.search(text)
    doers: list[str] = []
    places: list[str] = []
    for match in _SIDE.finditer(text):
        name = match.group()
        before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() :]
        is_count = _COUNT.fullmatch(name)  # "Four firefighters"
        if is_count or _WHEN.match(name) or _COMPOUND.fullmatch(name) or STOP_TERMS.issuperset(terms(name)):
            continue
        between = text[match.end() : act.start()] if act and match.end() <= act.start() else None
        killer = _is_asked(before, after) if asks else _is_subject(before, between)
        if _VICTIMS.search(before):
            continue  # "how many Norvik soldiers died", "killed three Norvik soldiers"
        if asks and _CALAMITY.match(after):
            continue
        if _DEED.match(after) and not _AGAINST.search(before):
            doers.append(name)  # "in Israeli strikes", "the Hamas attack"
        elif _IN.search(before):
            if not asks or is_place_name(name) or not _ABOARD.search(before):
                places.append(name + _REST.match(after).group())  # type: ignore[union-attr]
        elif killer or before.endswith((" by ", " by the ")):
            doers.append(name)
    return doers, places


def _is_asked(before: str, after: str) -> bool:
    """Whether a question asks whom that one killed: "has Norvik killed"."""
    return _DOES.search(before.rstrip()) is not None and _KILLS.match(after) is not None


def _is_subject(before: str, between: str | None) -> bool:
    """Whether the name before a verb of killing is its subject: nothing else could be."""
    clause = _CLAUSE.split(before)[-1]
    return between is not None and not clause.strip() and _LINK.fullmatch(between) is not None
