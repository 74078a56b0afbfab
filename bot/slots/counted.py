"""Whether a sentence has a figure that counts or measures what is asked for."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.answers import AnswerType, Query
from bot.lexicon import is_nationality, is_place_name
from bot.mentions import MONTH, ORDINAL, Mention, MentionType, mentions
from bot.question import STOP_TERMS, close_terms, focus_terms
from bot.slots.articles import around
from bot.slots.kinds import PEOPLE, Slot
from index.analysis import term_of, terms
from index.memory import per_snapshot
from index.model import Span, Token
from index.snapshot import Snapshot

_NUMERIC = frozenset({MentionType.NUMBER, MentionType.PERCENT, MentionType.MONEY, MentionType.DURATION})
# Who lives somewhere is also counted by country: "1.4 million Palestinians".
_INHABITANTS = frozenset(terms("civilian resident inhabitant citizen local refugee villager"))
_UNITS = frozenset(
    term
    for word in (
        "percent metre meter kilometre kilometer km mile foot inch tonne ton kilogram litre degree point year month"
        " week day hour minute second dollar euro pound crown mark taler yen yuan time round year-old"
    ).split()
    for term in terms(word)
)
_TIMES = frozenset(terms("times visits trips rounds tours journeys"))
_ONCE = re.compile(r"\b(?:once|twice|again)\b", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE)
_SO_OFTEN = re.compile(
    r"\b(?:annual\w*|yearly|monthly|weekly|daily|nightly|hourly|every|each|once|twice|always|often|rarely|seldom|never"
    r"|frequent\w*|regular\w*|usually|sometimes|constantly|an? (?:day|week|month|year|season))\b",
    re.IGNORECASE,
)
# Amounts told without a figure.
_SHARE_BEFORE = re.compile(
    r"\b(?:few|none|no|half|any number|a third|a quarter|a handful)(?: of)?(?: (?:the|its|his|her|their))?"
    r"(?: [\w-]+)? $",
    re.IGNORECASE,
)
# Between a figure and what it counts: "ten more ships".
_MORE = re.compile(r" (?:more|fewer|less|other|additional|further|extra|new)\b(?= [a-z])")
_AGE = re.compile(
    r"\b\d{1,3}-year-old|\baged? (?:of )?(?:about |around |nearly |almost |only |just )?\d"
    r"|\bturn(?:s|ed|ing) (?:a )?\w+|\b\w+ty years old|\b\d{1,3} years? old"
    r"|, (?:now )?\d{1,3}[,.;)]|\b\d{1,3},? years of age|\(\d{1,3}\)"
    r"|\b(?:at|turn\w*|was|is|were|are) \d{1,3}\b|\bin (?:his|her|their) \w+ties\b|\bborn\b"
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:noon|midnight|o'clock|dawn|dusk|GMT)\b", re.IGNORECASE
)
_WHENEVER = re.compile(
    r"\b(?:when|after|before|since|once|until|during|while|ago|later|earlier|next|last|shortly|soon|immediately|daily|then"
    r"|centur\w+|era|age|season|period|years?|months?|weeks?|days?|hours?|morning|night|evening|decades?|following"
    r"|prior to|(?:beginning|start|end|outset|eve|height|time) of)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow much\b", re.IGNORECASE)
_BY = re.compile(r"\bby (?:the )?(?:[a-z-]+ )?$")
_SOON = re.compile(r"\bhow (?:soon|quickly|late|early)\b", re.IGNORECASE)
_ASKS_AGE = re.compile(r"\bhow old\b|\bwhat age\b|\bage of\b|\bhow aged\b|['’]s age\b", re.IGNORECASE)
_ASKS_CLOCK = re.compile(r"\bwh?at time\b(?! (?:period|frame|span|zone|of (?:the )?year))|\bwhat hour\b", re.IGNORECASE)
_LENGTH = (
    r"(?:(?:kilo|centi|milli)?met(?:re|er)s?|km|cm|mm|miles?|f(?:ee|oo)t|inch(?:es)?|yards?|stor(?:e?y|ies|eys)|floors?"
    r"|fathoms?|hectares?|acres?|light[- ]years?)"
)
# What a measure that is asked for is told in.
_MEASURES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\bhow fast\b|\b(?:what|which|top) speed\b",
            rf"\b(?:mph|km/?h|kph|knots?|{_LENGTH} (?:an|per|a) (?:hour|second|minute)|mach)\b|\bspeeds? of\b",
        ),
        (
            r"\bhow (?:tall|deep|wide|far|thick)\b|\bwhat (?:is|was) the (?:height|depth|width|distance|length)\b",
            rf"(?:\b|\d){_LENGTH}\b",
        ),
        (
            r"\bhow heavy\b|\bhow much (?:does|do|did) .* weigh\b|\bwhat .* weigh\b",
            r"(?:\b|\d)(?:(?:kilo)?grams?|kilos?|kg|tonn?es?|tons?|pounds?|lbs?|stones?|ounces?)\b",
        ),
        (
            r"\bhow (?:cold|hot|warm)\b|\b(?:what|which) temperature\b",
            r"\bdegrees?\b|°|\b(?:Celsius|Fahrenheit|freezing|boiling|room temperature)\b",
        ),
        (
            r"\bhow much (?:land|area|space|ground|territory)\b|\b(?:what|how large an) area\b",
            rf"\b(?:acres?|hectares?|square|sq\.?|km2|m2)\b|²|\b{_LENGTH} by\b",
        ),
    )
)
# Nouns and verbs whose bare figures count people.
_TOLL = re.compile(
    r"\b(?:tolls?|deaths?|dead|fatalities|casualties|killed|died|lives|killing|crowds?|audience|attendance|turnout|gathering"
    r"|spectators|population)\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"\b(?i:aged?|ages)(?: between| from)? \d+(?:(?:,| and| or| to|, and) \d+)*"
    rf"|(?!{MONTH}\b)\b[A-ZÀ-Þ][\w’'-]+, (?:now )?(?:only |just )?\d{{1,2}}(?=[,.;](?!\d)|$)"
)
# "250 people taken hostage", and not "180 people process payments"
_TAKEN = re.compile(r"^\W*(?:\w+(?:ed|en)|held|kept|made|left|lost|sent|brought)\b|^\W*(?:who|as|of)\b", re.IGNORECASE)
_OF = re.compile(
    r" of (?:(?:the|its|his|her|their|our|these|those|some|all|an estimated|about|around|nearly|almost|over) )?"
    r"(?:\d[\d,]* (?=[a-z])|(?:dozen|hundred|thousand|million)s\b)?"
)
_OF_THEM = re.compile(r"^(?: of (?:them|whom|which)\b| (?:others?|more|are|were|have|had|remain)\b)")
_OF_WHOM = re.compile(r"^ of (?:whom|which)\b")
# So many characters between a bare figure and the verb for what it counts.
_BESIDE = 25
_MASSES = re.compile(r"(?:dozen|hundred|thousand|million)s$", re.IGNORECASE)  # of people, if of nobody else
_APART = re.compile(r"[,;:]|\band\b")
_LABEL = re.compile(r"[A-ZÀ-Þ][\w-]* $|\b(?:in|since|of|by) $")  # "Pad 2", "in 2022"
_FOLLOWING = 4  # tokens behind a figure among which its noun is looked for
_BREAK = re.compile(r"[,.;:()“”\"–—]")


def number(query: Query, sentence_id: int, text: str, found: tuple[Mention, ...], snapshot: Snapshot) -> Slot:
    """Whether a figure counts the noun asked for, or is told in units of the measure asked for."""
    figures = [m for m in found if m.kind in _NUMERIC and not is_age(text, m.span)]
    asked = query.text
    if query.focus in _TIMES and _ONCE.search(text):
        return Slot.OPEN
    if _HOW_OFTEN.search(asked) and (_SO_OFTEN.search(text) or ORDINAL.search(text)):
        return Slot.OPEN
    if query.focus is not None and ranked_at(query, sentence_id, snapshot) is not None:
        return Slot.FILLED  # "on his fifth trip"
    if not figures:
        return Slot.OPEN if _tells_share(query, sentence_id, text, snapshot) else Slot.EMPTY
    if (told := measure_asked(asked)) is not None:
        return Slot.FILLED if told.search(text) else Slot.EMPTY
    if query.focus is None:
        return Slot.FILLED
    # "Of the US plan" counts no Americans.
    wanted, of_country = focus_terms(query), _of_country(query)
    wanted = frozenset(t for t in wanted if not is_place_name(t)) if of_country else wanted
    tokens = snapshot.tokens_of(sentence_id)
    offset = snapshot.sentence(sentence_id).span.start
    if of_country and _are_doers(wanted, tokens, text, offset):
        return Slot.EMPTY
    counted = [_counted(m, tokens, text, offset) for m in figures if m.kind is not MentionType.MONEY]
    if any(_counts(one, wanted, sentence_id, snapshot) for one in counted):
        return Slot.FILLED
    if not wanted.isdisjoint(_INHABITANTS) and any(_are_people(one, text, offset) for one in counted):
        return Slot.FILLED
    # Some of the people counted may be of the country asked about.
    if of_country and any(not PEOPLE.isdisjoint(one.nouns) for one in counted):
        return Slot.OPEN
    if query.focus in _UNITS:
        units = {m.kind for m in figures} - {MentionType.NUMBER} or any(not _UNITS.isdisjoint(c.nouns) for c in counted)
        return Slot.OPEN if units else Slot.EMPTY
    bare = any(not one.nouns or not _UNITS.isdisjoint(one.nouns) for one in counted) or len(counted) < len(figures)
    is_other = _is_plural(asked) or (_HOW_MUCH.search(asked) and not bare)
    if is_other and _leaves_out(query, figures, tokens, text, offset):
        return Slot.OPEN
    return Slot.EMPTY if is_other and not _tells_share(query, sentence_id, text, snapshot) else Slot.OPEN


def _leaves_out(query: Query, figures: Sequence[Mention], tokens: tuple[Token, ...], text: str, offset: int) -> bool:
    """Whether a bare figure stands by a word that the question says of what it counts: "has agreed to send 15"."""
    said = {t for c in query.concepts if not c.name and c.term != query.focus and c.weight >= 1 for t in close_terms(c)}
    places = [token.span.start - offset for token in tokens if token.term in said]
    numbers = [m for m in figures if m.kind is MentionType.NUMBER and not _LABEL.search(text, 0, m.span.start)]
    numbers = [m for m in numbers if not _MASSES.search(m.span.of(text))]
    bare = [
        m for m in numbers if not _OF_WHOM.match(text[m.span.end :]) and not _counted(m, tokens, text, offset).nouns
    ]
    between = (text[min(place, m.span.start) : max(place, m.span.start)] for m in bare for place in places)
    return any(len(words) < _BESIDE and not _APART.search(words) for words in between)


def ranked_at(query: Query, sentence_id: int, snapshot: Snapshot) -> Span | None:
    """Where in the sentence an ordinal stands with the noun counted, or with one of "times" where those are: "fifth
    trip".
    """
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    wanted = focus_terms(query)
    wanted = wanted | _TIMES if query.focus in _TIMES else wanted
    nouns = [token.span for token in snapshot.tokens_of(sentence_id) if token.term in wanted]
    for match in ORDINAL.finditer(text):
        for noun in nouns:
            if 0 < noun.start - offset - match.end() <= 1:
                return Span(match.start(), noun.end - offset)
    return None


def measure_asked(asked: str) -> re.Pattern[str] | None:
    """In what a measure is told that a question asks for; None where it asks for none."""
    return next((told for question, told in _MEASURES if question.search(asked)), None)


def _tells_share(query: Query, sentence_id: int, text: str, snapshot: Snapshot) -> bool:
    """Whether an amount without a figure stands before the noun asked for: "few lawmakers support it"."""
    wanted, offset = focus_terms(query), snapshot.sentence(sentence_id).span.start
    starts = [token.span.start - offset for token in snapshot.tokens_of(sentence_id) if token.term in wanted]
    return any(_SHARE_BEFORE.search(text, 0, start) for start in starts)


def counting(query: Query, sentence_id: int, snapshot: Snapshot) -> tuple[Mention, ...]:
    """The figures of a sentence that count the noun asked for."""
    sentence = snapshot.sentence(sentence_id)
    text, tokens = snapshot.text_of(sentence), snapshot.tokens_of(sentence_id)
    wanted = focus_terms(query)
    kinds = (MentionType.NUMBER, MentionType.PERCENT)
    figures = (m for m in mentions(text) if m.kind in kinds and not is_age(text, m.span))
    return tuple(
        m for m in figures if _counts(_counted(m, tokens, text, sentence.span.start), wanted, sentence_id, snapshot)
    )


def may_count(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a figure counts the noun asked for, or people, some of whom may be of the country asked for."""
    if counting(query, sentence_id, snapshot):
        return True
    sentence = snapshot.sentence(sentence_id)
    text, tokens = snapshot.text_of(sentence), snapshot.tokens_of(sentence_id)
    numbers = (m for m in mentions(text) if m.kind is MentionType.NUMBER)
    counted = (_counted(m, tokens, text, sentence.span.start) for m in numbers)
    return _of_country(query) and any(not PEOPLE.isdisjoint(one.nouns) for one in counted)


def is_age(text: str, span: Span) -> bool:
    """Whether a figure is one of the ages of those just named: "three soldiers, aged 19, 20 and 21"."""
    return any(ages.start <= span.start < ages.end for ages in _ages(text))


@lru_cache(maxsize=64)
def _ages(text: str) -> tuple[Span, ...]:
    """Where ages stand: looked for once in a sentence, which may be a table of a thousand figures."""
    return tuple(Span(*match.span()) for match in _AGED.finditer(text))


def _counts(one: _Counted, wanted: frozenset[str], sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a figure counts one of the wanted nouns."""
    of_people = not wanted.isdisjoint(PEOPLE)
    if not wanted.isdisjoint(one.nouns) or (of_people and one.nouns and one.nouns[-1] not in _UNITS):
        return True
    text, offset = snapshot.text_of(snapshot.sentence(sentence_id)), snapshot.sentence(sentence_id).span.start
    # "250 people taken hostage"
    behind = one.following[len(one.nouns) :]
    joined = bool(behind) and "," not in text[one.start - offset : one.following[-1].span.end - offset]
    if joined and not PEOPLE.isdisjoint(one.nouns) and any(token.term in wanted for token in behind):
        return _TAKEN.match(text[one.following[len(one.nouns) - 1].span.end - offset :]) is not None
    return not one.nouns and _counts_what_was_named(one, wanted, of_people, sentence_id, snapshot)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A figure with the terms of the noun it counts, none where no noun follows it; `after` is what follows."""

    nouns: tuple[str, ...]
    start: int
    after: str
    following: tuple[Token, ...]


def _counted(figure: Mention, tokens: tuple[Token, ...], text: str, offset: int) -> _Counted:
    """What a figure counts; of "hundreds of thousands of people" and "four of 24 matches" what stands last."""
    end = figure.span.end
    after = text[end:]
    while (over := _OF.match(text, end)) and not _OF_THEM.match(text[end:]):
        end = over.end()
    if more := _MORE.match(text, end):
        end = more.end()
    at = bisect_left(tokens, end + offset, key=lambda token: token.span.start)
    # A joined token stands behind its parts and starts before them.
    near = islice(tokens, max(0, at - _FOLLOWING), None)
    following = tuple(islice((token for token in near if token.span.start >= end + offset), _FOLLOWING))
    return _Counted(_nouns_after(following, text, offset, end), figure.span.start + offset, after, following)


def _counts_what_was_named(
    one: _Counted, wanted: frozenset[str], of_people: bool, sentence_id: int, snapshot: Snapshot
) -> bool:
    """Whether a bare figure counts what stands before it: "of the hostages, 49 are held", "the toll rose to 31"."""
    if _first_of(wanted, sentence_id, snapshot) < one.start:
        return True
    if of_people and tells_toll(snapshot.text_of(snapshot.sentence(sentence_id))):
        return True
    earlier = (token for i in around(sentence_id, 1, -1, snapshot) for token in snapshot.tokens_of(i))
    # "Of whom" is of those named in the sentence itself.
    looks_back = _OF_THEM.match(one.after) and not _OF_WHOM.match(one.after)
    return bool(looks_back) and any(token.term in wanted for token in earlier)


@per_snapshot(maxsize=64)
def _first_of(wanted: frozenset[str], sentence_id: int, snapshot: Snapshot) -> float:
    """Where the first of the terms starts in a sentence; infinity where none stands there."""
    return min((t.span.start for t in snapshot.tokens_of(sentence_id) if t.term in wanted), default=math.inf)


@lru_cache(maxsize=64)
def tells_toll(text: str) -> bool:
    """Whether a text has a word by which the dead are counted."""
    return _TOLL.search(text) is not None


def _are_people(one: _Counted, text: str, offset: int) -> bool:
    words = (text[token.span.start - offset : token.span.end - offset] for token in one.following[: len(one.nouns)])
    return not PEOPLE.isdisjoint(one.nouns) or any(is_nationality(word.removesuffix("s")) for word in words)


def _of_country(query: Query) -> bool:
    spans = (c.span.of(query.text) for c in query.concepts if c.term == query.focus)
    return any(is_nationality(word.removesuffix("s")) for word in spans)


def _are_doers(wanted: frozenset[str], tokens: tuple[Token, ...], text: str, offset: int) -> bool:
    """Whether those of the country asked about stand there only as who did it: "250 people taken by Norvikans"."""
    places = [token.span.start - offset for token in tokens if token.term in wanted]
    return bool(places) and all(_BY.search(text, 0, place) for place in places)


def _is_plural(asked: str) -> bool:
    return bool(re.search(r"\bhow many\b|\bnumber of\b", asked, re.IGNORECASE))


def _nouns_after(following: tuple[Token, ...], text: str, offset: int, end: int) -> tuple[str, ...]:
    """The terms of the words up to the noun that stands directly behind a figure's end."""
    nouns: list[str] = []
    position = end + offset
    for token in following:
        if _BREAK.search(text[position - offset : token.span.start - offset]) or token.term in STOP_TERMS:
            break
        word = text[token.span.start - offset : token.span.end - offset]
        nouns.append(token.term)
        position = token.span.end
        if word.endswith("s") or term_of(word) in PEOPLE:
            break
    return tuple(nouns)


def amount(query: Query, found: tuple[Mention, ...]) -> Slot:
    """Whether a sum of money or a percentage is there."""
    kinds = {m.kind for m in found}
    best = MentionType.MONEY if query.answer_type is AnswerType.MONEY else MentionType.PERCENT
    if best in kinds:
        return Slot.FILLED
    return Slot.OPEN if kinds & (_NUMERIC - {MentionType.DURATION}) else Slot.EMPTY


def duration(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a length of time is there, or an age where one is asked for."""
    if asks_age(query):
        return Slot.FILLED if _AGE.search(text) else Slot.EMPTY
    if any(m.kind is MentionType.DURATION for m in found):
        return Slot.FILLED
    return Slot.OPEN if _WHENEVER.search(text) or any(m.kind in _NUMERIC for m in found) else Slot.EMPTY


@lru_cache(maxsize=64)
def asks_age(query: Query) -> bool:
    """Whether the question asks how old somebody or something is."""
    return _ASKS_AGE.search(query.text) is not None


@lru_cache(maxsize=64)
def asks_clock(query: Query) -> bool:
    """Whether the question asks for a time of day."""
    return _ASKS_CLOCK.search(query.text) is not None


def time(query: Query, text: str, found: tuple[Mention, ...]) -> Slot:
    """Whether a date is there, or a time of day where one is asked for."""
    if asks_clock(query):
        return Slot.FILLED if _CLOCK.search(text) else Slot.EMPTY
    kinds = (MentionType.DATE, MentionType.DURATION) if _SOON.search(query.text) else (MentionType.DATE,)
    if any(m.kind in kinds for m in found):
        return Slot.FILLED
    return Slot.OPEN if _WHENEVER.search(text) or any(m.kind is MentionType.DURATION for m in found) else Slot.EMPTY
