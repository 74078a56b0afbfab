"""Whether a sentence names somebody or something that the question does not."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.lexicon import is_role
from bot.mentions import MONTH, WEEKDAY, Mention, MentionType
from bot.offices import asks_who_is, told_of
from bot.question import CLOSE, is_held
from bot.slots.kinds import KIN, SOMEBODY, Slot, adds, is_new, leads, led_at
from index.analysis import analyse, term_of
from index.model import Span
from index.patterns import regex

_ASKS_NAME = regex(
    r"\bnames? (?:of|was|were|is|are)\b|\bwh?at(?:['’]?s| is| was| are| were)\b.*\b(?:names?|called|named)\b"
    r"|\bfirst name\b|\bwho (?:were|are) the (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b",
    re.IGNORECASE,
)
# The things that a question by name asks for: what stands before "called", or after "name of".
_CALLED = regex(
    r"\bnames? of (?:the |an? |all )?(?P<of>.+)|\bwh?at(?:['’]?s| is| was| are| were) (?:the |an? )?(?P<called>.+?)"
    r"(?: (?:who|that|which|in|on|at|of|from)\b.*)? (?:called|named)\b"
    r"|\b(?P<whose>[\w’' -]+?)['’]s (?:first )?names?\b",
    re.IGNORECASE,
)
_KIN = regex(rf"\b{KIN}\b", re.IGNORECASE)
_WHO_IS_KIN = regex(rf"\bwho (?:is|are|was|were)\b.*['’]s? (?:\w+ )?(?P<kin>{KIN})\b", re.IGNORECASE)
_PLACED = regex(
    rf"\b(?:in|at|on|near|from|to|into|within|among|throughout|through|outside|across|under|off|along|inside"
    rf"|beneath|via|between|beside|behind|opposite|north|south|east|west|northern|southern|eastern|western)\b"
    rf"(?! (?:(?:early|late|mid)[ -])?(?:{MONTH}|{WEEKDAY}|(?:the )?\d)\b)(?! (?:the )?\d)",
    re.IGNORECASE,
)
_AT = regex(
    r"\b(?:in|at|on|near|from|to|into|within|among|throughout|through|outside|across|off|along|inside|via|for|around|towards?|between"
    r"|(?:city|town|resort|island|village|port|outskirts) of|reach\w*|enter\w*|visit\w*|left|leav\w+)"
    r"(?: the| an?)?(?: [\w-]+){0,3}? $",
    re.IGNORECASE,
)
_POSSESSED = regex(r"['’]s?(?!\w)")
_FEW = 2  # words of a question
# So close to the kin or thing stands its name.
_NEAR = 60
_BY_OFFICE = 40
_CLASS_NOUNS = frozenset(
    "airline airport bank brand church cit club college companie company countr country firm group hospital hotel"
    " island magazine newspaper part party restaurant river school ship state station team town universit university"
    " village".split()
)
_BY_CLASS = 25  # characters
_APART = regex(r"[.;:“”\"()]|\band\b")
_ASKS_TOWN = regex(
    r"\b(?:which|what) (?:\w+ )?(?:cit(?:y|ies)|towns?|villages?|capital|countr(?:y|ies)|places?|districts?|states?"
    r"|provinces?|regions?|rivers?|resorts?|islands?)\b",
    re.IGNORECASE,
)
_FROM = regex(r"\bwhere\b.*\bfrom\b|\bfrom where\b", re.IGNORECASE)
_GOES = regex(
    r"\b(?:come|came|coming|fl[yei]w?|flown|fly|flying|arriv\w+|travel\w*|sail\w*|driv\w+|drove|depart\w*|set off|leave"
    r"|leaving|return\w*|move\w*|flee|fled|launch\w*|fire[ds]?)\b",
    re.IGNORECASE,
)
_SUBJECT = regex(r"^(?:The )?$|\b(?:is|was|named|called|are|were)(?: the)? $|[–—:(] ?$|\b\d{4},? $")
_LEFT = regex(r"\b(?:from|left|leaving|leaves?|departed|departing|out of|off)\b", re.IGNORECASE)
_WHICH = regex(r"\b(?:which|what) (?:\w+ )??(?P<noun>[a-z]+?)(?:y|ies|s)?\b (?!kind|sort|type)", re.IGNORECASE)


def asks_name(query: Query) -> bool:
    """Whether the question asks what somebody or something is called."""
    kinds = (AnswerType.OTHER, AnswerType.PERSON, AnswerType.DEFINITION)
    return query.answer_type in kinds and _ASKS_NAME.search(query.text) is not None


def asks_somebodys(query: Query) -> bool:
    """Whether the name asked for is a person's."""
    thing = _thing(query.text)
    return bool(thing and (SOMEBODY.search(thing) or is_role(thing.split(" of ")[0]))) or bool(
        _ASKS_WHO.search(query.text)
    )


def name(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a new name stands by what is asked for: a person's where that is somebody, else another."""
    new = [m for m in found if is_new(query, text, m)]
    thing, somebody = _thing(query.text), asks_somebodys(query)
    kinds = (MentionType.PERSON,) if somebody else (MentionType.NAME, MentionType.ORGANISATION, MentionType.PLACE)
    wanted = [m for m in new if m.kind in kinds or (m.kind is MentionType.QUOTATION and not somebody)]
    if somebody and (kin := _KIN.search(thing)):
        return _kin(kin.group(), text, wanted)
    if somebody and _is_unnamed(thing, text):
        return Slot.EMPTY
    if wanted:
        return Slot.FILLED
    # "The net force": what is no one's name is called by common words.
    if not somebody and _ASKS_TERM.search(query.text) and (_IS_CALLED.search(text) or _tells_all(query, text)):
        return Slot.OPEN
    return Slot.OPEN if any(m.kind in (MentionType.NAME, MentionType.PERSON) for m in new) else Slot.EMPTY


_IS_CALLED = regex(
    r"\b(?:called|known as|termed|named|dubbed|labell?ed|nicknamed|referred to as|term|names?|defined as|as an? \w+)\b"
)
_ASKS_TERM = regex(r"\b(?:an)?other names?\b|\bnames? (?:given|used)\b|\b(?:called|known as|termed)\b", re.IGNORECASE)
_ASKS_LEADER = regex(
    r"\bwho (?:leads?|led|heads?|headed|chairs?|chaired|(?:is|was) (?:leading|heading|chairing))\b",
    re.IGNORECASE,
)
_ASKS_COMMANDER = regex(r"\bwho (?:commands?|commanded|captains?|captained|coach(?:es|ed)?)\b", re.IGNORECASE)
_COMMANDS = regex(
    r"\b(?:command(?:s|ed|ing|ers?)|captain\w*|coach\w*|colonel|general|in charge|led|leads?|leader|head(?:s|ed)?)\b",
    re.IGNORECASE,
)
_WHO_DOES = regex(r"\b(?:who|that|whose)\b|[?,]")
_ASKS_WHO = regex(r"\bwho\b", re.IGNORECASE)


def asks_commander(query: Query) -> bool:
    """Whether the question asks who commands, captains or coaches: one person, and no body."""
    return query.answer_type is AnswerType.PERSON and _ASKS_COMMANDER.search(query.text) is not None


def asks_leader(query: Query) -> bool:
    """Whether the question asks who leads somebody or something."""
    return query.answer_type is AnswerType.PERSON and _ASKS_LEADER.search(query.text) is not None


def _thing(asked: str) -> str:
    match = _CALLED.search(asked)
    return next((group for group in match.groups() if group), "") if match else ""


def _is_unnamed(thing: str, text: str) -> bool:
    """Whether the one asked about is told of as "an Egyptian official", with no name before or behind it."""
    who = _WHO_DOES.split(thing)[0].strip()
    return bool(who) and re.search(rf"(?<!, )\b[Aa]n? (?:[\w-]+ )?{re.escape(who)}\b(?!,? [A-ZÀ-Þ])", text) is not None


def _kin(kin: str, text: str, people: list[Mention]) -> Slot:
    """Whether one of the people stands close to the word for the kin."""
    term = term_of(kin)
    places = [match.span() for match in re.finditer(r"[\w-]+", text) if term_of(match.group()) == term]
    if not places:
        return Slot.OPEN if people else Slot.EMPTY
    near = any(min(abs(m.span.start - end), abs(start - m.span.end)) <= _NEAR for m in people for start, end in places)
    return Slot.FILLED if near else Slot.EMPTY


def someone(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether somebody is there whom the question does not name."""
    new = [m for m in found if is_new(query, text, m)]
    people = [m for m in new if m.kind is MentionType.PERSON]
    if asks_who_is(query):
        return Slot.FILLED if told_of(query, text) else Slot.OPEN
    if kin := _WHO_IS_KIN.search(query.text):
        return _kin(kin["kin"], text, people)
    if asks_leader(query) and not ((people or any(_may_be_full(m, text) for m in new)) and _leads(query, text)):
        return Slot.EMPTY
    if people:
        return Slot.FILLED
    if asks_commander(query) and not _COMMANDS.search(text):
        return Slot.EMPTY
    if any(m.kind in (MentionType.NAME, MentionType.ORGANISATION) for m in new):
        return Slot.OPEN
    somebody = [m for m in SOMEBODY.finditer(text) if term_of(m.group()) not in query.terms]
    is_short = len(query.terms) <= 4 and any(m.kind is MentionType.PERSON for m in found)
    if somebody or is_short or is_role(text):
        return Slot.OPEN
    # "Controlled by a renegade militia": some doer is told, if not by name.
    return Slot.OPEN if _tells_all(query, text) and not asks_leader(query) else Slot.EMPTY


def _may_be_full(mention: Mention, text: str) -> bool:
    """Whether a name of unknown kind by a word for leading may be somebody's first and last."""
    start, end = mention.span.start, mention.span.end
    near = any(max(start - behind, before - end) <= _BY_OFFICE for before, behind in led_at(text))
    is_full = mention.kind is MentionType.NAME and " " in mention.span.of(text)
    return is_full and near and not is_where(text, mention.span)


def _tells_all(query: Query, text: str) -> bool:
    """Whether a sentence holds all that is asked, of so many words that a part of it is likely the answer."""
    held = {token.term for token in analyse(text)}
    asked = [concept for concept in query.concepts if concept.weight >= 1]
    return len(asked) > _FEW and all(is_held(concept, held, CLOSE) for concept in asked)


def _leads(query: Query, text: str) -> bool:
    """Whether a sentence tells of leading, and of what the question asks about."""
    led = [c for c in query.concepts if not c.name and not leads(c.span.of(query.text))]
    tokens = analyse(text)
    held = {token.term for token in tokens}
    told = {term for c in led for phrase, _ in c.alternatives if set(phrase) <= held for term in phrase}
    places = [token.span for token in tokens if token.term in told]
    near = any(max(s.start - end, start - s.end) <= _NEAR for s in places for start, end in led_at(text))
    return near or (not led and leads(text))


def organisation(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a body is named that the question does not name."""
    kinds = (MentionType.ORGANISATION, MentionType.NAME)
    return Slot.FILLED if any(m.kind in kinds and is_new(query, text, m) for m in found) else Slot.OPEN


def place(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a new place is named as one where something is, and not as somebody's country."""
    if _FROM.search(query.text) and _GOES.search(query.text) and not _LEFT.search(text):
        return Slot.EMPTY
    for mention in found:
        if mention.kind is MentionType.PLACE and is_new(query, text, mention) and is_where(text, mention.span):
            return Slot.FILLED
    if _ASKS_TOWN.search(query.text):
        new = [m for m in found if adds(query, text, m)]
        places = any(m.kind is MentionType.PLACE and not _POSSESSED.match(text, m.span.end) for m in new)
        named = any(m.kind is MentionType.NAME and _may_be_place(text, m.span) for m in new)
        return Slot.OPEN if places or named else Slot.EMPTY
    if any(
        m.kind is MentionType.PLACE and is_new(query, text, m) and not _POSSESSED.match(text, m.span.end) for m in found
    ):
        return Slot.OPEN  # "dogs (East Asia)"
    return Slot.OPEN if _PLACED.search(text) else Slot.EMPTY


def _may_be_place(text: str, span: Span) -> bool:
    """Whether a name of unknown kind may be a place's: where something is, or what the sentence is about."""
    return is_where(text, span) or _SUBJECT.search(text, 0, span.start) is not None


def is_where(text: str, span: Span) -> bool:
    """Whether a place at that span is told as where something is: "in Cairo", not "Egypt's president"."""
    return _AT.search(text, 0, span.start) is not None and not _POSSESSED.match(text, span.end)


def which(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a new name is there, where "which hospital" asks for one of a class of named things.

    A line with the class itself tells its name beside it: "died in hospital" names none.
    """
    asked = _WHICH.search(query.text)
    if asked is None or asked["noun"].casefold() not in _CLASS_NOUNS:
        return Slot.OPEN
    kinds = (MentionType.NAME, MentionType.ORGANISATION, MentionType.PLACE)
    new = [m.span for m in found if m.kind in kinds and adds(query, text, m)]
    classes = [m.span() for m in re.finditer(rf"\b{asked['noun']}(?:y|ies|s)?\b", text, re.IGNORECASE)]
    gaps = (text[min(end, s.end) : max(start, s.start)] for s in new for start, end in classes)
    near = any(len(gap) <= _BY_CLASS and not _APART.search(gap) for gap in gaps)
    return Slot.OPEN if new and (near or not classes) else Slot.EMPTY
