"""Typed spans in a sentence: names, dates, durations, numbers, money, percentages, quotations.

Rules over the surface only. They are hints for ranking and short answers, never facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.lexicon import is_nationality, is_person_word, is_place_name, is_role
from bot.nearness import Taken
from index.model import Span


class MentionType(StrEnum):
    """What kind of thing a mention looks like."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"  # capitalised, kind unknown
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed span in the text it was found in."""

    span: Span
    kind: MentionType


MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1\d|20)\d\d"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|bn)"
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
_TENS = "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_CARDINAL = rf"(?:{_ONES}|{_TENS})"
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_FIGURE = (
    rf"(?:(?<![\w.,]){_DIGITS}(?!\d|[.,]\d)(?:[ -]{_SCALE}\b)?|\b{_CARDINAL}(?:[- ]{_CARDINAL})?(?: {_SCALE})*\b"
    rf"|\b(?:dozens|hundreds|thousands|millions|billions)\b|\ba (?:dozen|hundred|thousand|million|billion)\b)"
)
_BOUND = (
    r"(?:\b(?:more than|less than|fewer than|at least|at most|about|around|nearly|almost|under|up to|some"
    r"|(?<!hand )(?<!hands )(?<!handed )(?<!handing )over|approximately|roughly|an estimated) )?"
)
# The words of a figure that say how exact it is, with the blank after them; nothing where there are none.
BOUND = re.compile(_BOUND, re.IGNORECASE)
ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|(?:six|seven|eigh|nin|ten|eleven|twelf|\w+teen|\w+tie)th"
    r"|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_CURRENCY = (
    r"(?:dollars?|pounds?|euros?|yen|yuan|rupees?|francs?|cents?|crowns?|pesos?|rubles?|roubles?|shekels?|dinars?|dirhams?"
    r"|riyals?|rials?|liras?|lire|kron(?:e|er|a|or|ur)|korunas?|zlotys?|forints?|lev[as]?|hryvnias?|tenge|baht|rupiah"
    r"|ringgit|naira|cedis?|birr|shillings?|taka|reais|guilders?|talers?|thalers?)"
)

_PATTERNS: tuple[tuple[MentionType, re.Pattern[str]], ...] = (
    (
        MentionType.QUOTATION,
        re.compile(
            r"“[^“”]{2,300}”|(?<!\w)\"[^\"]{2,300}\"(?!\w)|(?<!\w)‘[^‘’]{2,200}’(?!\w)|(?<!\w)'[^']{4,200}'(?!\w)"
        ),
    ),
    (
        MentionType.MONEY,
        re.compile(
            rf"{_BOUND}(?:(?:US|A|C|HK|NZ)?[$£€¥₹] ?{_DIGITS}(?:[ -]?(?:{_SCALE}|m|k)\b)?"
            rf"|{_FIGURE} (?:US |American |Canadian )?{_CURRENCY}\b)",
            re.IGNORECASE,
        ),
    ),
    (
        MentionType.PERCENT,
        re.compile(rf"{_BOUND}{_FIGURE} ?(?:%|per ?cent\b|percentage points?\b)", re.IGNORECASE),
    ),
    (
        MentionType.DURATION,
        re.compile(
            rf"{_BOUND}(?:{_FIGURE}|\bseveral|\ba few|\bmany|\ba couple of)[ -](?:more )?"
            r"(?:second|minute|hour|day|night|week|month|year|decade|centur(?:y|ie))s?\b(?:[ -]old)?(?: ago)?",
            re.IGNORECASE,
        ),
    ),
    (
        MentionType.DATE,
        re.compile(
            rf"\b(?:(?:early|late|mid)[ -])?{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?\b(?!,\d)"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? {_YEAR})?\b"
            rf"|\b(?:(?:early|late|mid)[ -])?{MONTH},? (?:of )?{_YEAR}\b"
            rf"|\b(?:(?:late|early) (?:on )?)?{WEEKDAY}(?: (?:morning|afternoon|evening|night))?\b"
            r"|\b(?:the )?(?:early |late |mid-? ?)?(?:1\d|20)\d0s\b"
            r"|\b(?:early |late |mid-? ?)?\d{1,2}(?:st|nd|rd|th) centur(?:y|ies)(?: ?(?:AD|BC|BCE|CE)\b)?"
            rf"|(?:\b(?:early|late|mid)-|(?<![\w,.$£€-])(?:AD )?){_YEAR}(?:[-–/](?:(?:1\d|20)?\d\d))?"
            r"(?![\w%]|[.,]\d| (?:people|men|women)\b)"
            r"|(?:(?<![\w,.])\d{1,3},)?\b\d{1,4} ?(?:BC|BCE|AD|CE|BP)\b"
            r"|\b\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|GMT|EDT|EST)(?![a-z])"
            rf"|\b{MONTH}(?= (?:and|to|until|when|with|after|as|by|for)\b|[,.;)]|$)"
            r"|\b(?:yesterday|today|tomorrow|tonight|midnight|dawn)\b"
            r"|\b(?:last|next|this) (?:week|month|year|night|summer|winter|spring|autumn|decade|century)\b"
        ),
    ),
    (MentionType.NUMBER, re.compile(rf"{_BOUND}{_FIGURE}", re.IGNORECASE)),
)

_UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŅŇŐŒŘŚŞŠŢŤŪŮŰŹŻŽ]"
_NAME_WORD = rf"(?:(?:al|el|Al|El)[-‑])?{_UPPER}(?:[\w&‑-]|\.(?=\w)|['’](?!s\b)(?=\w))*\.?"
_PARTICLE = r"(?:al|el|bin|ibn|abu|de|del|della|van|von|der|den|da|di|du|la|le|of|of the|and)"
_NAME = re.compile(rf"(?<![\w'’]){_NAME_WORD}(?:(?: {_PARTICLE})? {_NAME_WORD})*")
_ORGANISATION = re.compile(
    r"\b(?:Agency|Alliance|Army|Association|Assembly|Authority|Bank|Board|Brigades?|Bureau|Cabinet|Chamber|Church|Club"
    r"|College|Commission|Committee|Company|Confederation|Congress|Co|Corp|Corporation|Council|Court|Department"
    r"|Directorate|Federation|Force|Forces|Forum|Foundation|Front|Fund|Government|Group|Guard|Hospital|House|Inc|Institute"
    r"|League|Ltd|Ministry|Movement|Museum|News|Office|Organi[sz]ation|Parliament|Party|Police|Press|School|Secretariat"
    r"|Senate|Service|Society|Team|Times|Treasury|Tribunal|Union|United|University)\b"
)
_PLACE_WORD = re.compile(
    r"\b(?:Airport|Avenue|Bay|Beach|Bridge|Canal|Capital|City|Coast|County|Desert|District|Falls|Gulf|Harbou?r|Hill|Hills"
    r"|Island|Islands|Isle|Lake|Mountain|Mountains|Mount|Ocean|Park|Peninsula|Port|Province|Region|River|Road|Sea|Square"
    r"|State|Strait|Street|Strip|Town|Valley|Village|Bank)\b"
)
_SAYING = re.compile(r"^,? (?:\w+ly )?(?:said|says|told|added|asked|wrote|warned|insisted|replied|argued|declared)\b")
_BEFORE_PLACE = re.compile(r"\b(?:in|at|from|near|to|outside|across|into|around|toward|towards|of)(?: the)? $")
_LEADING = re.compile(
    r"^(?:The|A|An|In|On|At|By|For|From|But|And|As|It|He|She|They|We|This|That|These|Those|After|Before|When"
    r"|While|If|To|With|Its|His|Her|Their|Our|There|However|Since|During|Of|Or|So|Some|Many|Most|All|One|Two|I|You"
    r"|Also|Both|Each|Every|No|Not|Such|Under|Until|What|Where|Which|Who|Why|How) "
)


_AGE = re.compile(r"^, (?:aged )?\d\d?(?:,|\.|$)")
_REGIONAL = re.compile(r"^(?:African|American|Arab|Asian|Caribbean|European|Latin|Muslim|Christian|Jewish|Western)s?$")
# What a text must hold to hold a mention of a kind; most hold none of it, and looking is cheap.
_NEEDED: dict[MentionType, re.Pattern[str]] = {
    MentionType.QUOTATION: re.compile("[“\"‘']"),
    MentionType.MONEY: re.compile(rf"[$£€¥₹]|{_CURRENCY}", re.IGNORECASE),
    MentionType.PERCENT: re.compile("%|per ?cent", re.IGNORECASE),
    MentionType.DURATION: re.compile("second|minute|hour|day|night|week|month|year|decade|centur", re.IGNORECASE),
    MentionType.NUMBER: re.compile(rf"\d|\b{_CARDINAL}\b|{_SCALE}", re.IGNORECASE),
}


@lru_cache(maxsize=1 << 14)
def mentions(text: str) -> tuple[Mention, ...]:
    """The typed spans of a sentence in order of start. Two may overlap: a quotation holds names and numbers."""
    found: list[Mention] = []
    taken = Taken()
    for kind, pattern in _PATTERNS:
        if kind in _NEEDED and not _NEEDED[kind].search(text):
            continue
        for match in pattern.finditer(text):
            span = Span(match.start(), match.end())
            if kind is MentionType.QUOTATION or taken.add(span):
                found.append(Mention(span, kind))
    for match in _NAME.finditer(text):
        name = _trimmed(text, Span(match.start(), match.end()))
        # "in Cairo Wednesday": the day is no part of the name.
        cut = taken.first(name) if name else None
        if name and cut and name.start < cut.start and text[cut.start - 1] == " ":
            name = Span(name.start, cut.start - 1)
            cut = taken.first(name)
        if name and cut is None:
            found.append(_named(text, name))
    return tuple(sorted(found, key=lambda mention: mention.span))


def _trimmed(text: str, span: Span) -> Span | None:
    """A name without the function words that only stand at the start of a sentence; None when no word is left."""
    while match := _LEADING.match(span.of(text) + " "):
        start = span.start + match.end()
        if start >= span.end:
            return None
        span = Span(start, span.end)
    name = span.of(text)
    if name.endswith(".") and not re.search(r"\b[A-Z]\.$|\b(?:Jr|Sr|Inc|Co|Ltd|Corp)\.$", name):
        span = Span(span.start, span.end - 1)
    return span if span.end - span.start > 1 else None


def _named(text: str, span: Span) -> Mention:
    """The name with its kind; a person's without the office before it ("Prime Minister")."""
    name = span.of(text)
    for match in reversed(list(re.finditer(r" ", name))):
        rest = name[match.end() :]
        if rest[0].isupper() and _is_role(name[: match.start()]) and not _ORGANISATION.search(rest):
            return Mention(Span(span.start + match.end(), span.end), MentionType.PERSON)
    return Mention(span, _name_kind(text, span))


def _name_kind(text: str, span: Span) -> MentionType:
    name = span.of(text)
    before, after = text[: span.start], text[span.end :]
    words = name.split()
    if all(is_place_name(part) for part in name.split(" and ")):
        return MentionType.PLACE
    if is_nationality(name) or _REGIONAL.match(name):
        return MentionType.NAME
    if _ORGANISATION.search(name):
        return MentionType.ORGANISATION
    if _is_role(before) or _is_role(name) or is_person_word(words[0]) or _SAYING.match(after) or _AGE.match(after):
        return MentionType.PERSON
    if name.isupper() and 2 <= len(name) <= 6:
        return MentionType.ORGANISATION
    if _PLACE_WORD.search(name) or (_BEFORE_PLACE.search(before[-12:]) and len(words) <= 2):
        return MentionType.PLACE
    return MentionType.NAME


def _is_role(text: str) -> bool:
    """Whether the text ends in an office or role. Few words decide, and they come again and again."""
    return _ends_in_role(" ".join(text[-40:].split(" ")[-5:]))


@lru_cache(maxsize=1 << 13)
def _ends_in_role(words: str) -> bool:
    return is_role(words)
