"""What the check of a sentence can find, and the word classes that its rules share."""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum
from functools import lru_cache

from bot.answers import Query
from bot.mentions import Mention
from bot.question import STOP_TERMS
from index.analysis import terms
from index.patterns import regex


class Slot(IntEnum):
    """Whether what is asked for is there: surely not, perhaps, or it looks so."""

    EMPTY = 0
    OPEN = 1
    FILLED = 2


class Flaw(StrEnum):
    """Why a sentence can't answer, whatever stands in it."""

    ANOTHER = "another"  # it speaks of another side's delegation, president, team
    NOBODY = "nobody"  # the owner asked about, or a name of the question, stands nowhere in its article
    UNREAL = "unreal"  # what the question takes for a fact is only wished, planned or denied there
    MISCOUNTS = "miscounts"  # it counts the dead for the injured, or those of another side
    ELSEWHERE = "elsewhere"  # what the question takes for granted is not told there at all
    OTHER_DAY = "other day"  # it tells of another day of the week
    UNASKED = "unasked"  # it has the names or the deed alone, and nothing else of what is asked
    CONTRARY = "contrary"  # it says the contrary of what is asked
    OTHERS = "others"  # it tells of somebody else, or its article has not a figure of the question
    UNTOLD = "untold"  # it has no word in which the attribute asked for is told


# Nouns that people are counted by.
PEOPLE = frozenset(
    term for word in "people person human life casualty victim dead death soul".split() for term in terms(word)
)
KIN = (
    r"(?:mother|father|parents?|sons?|daughters?|brothers?|sisters?|siblings?|wi(?:fe|ves)|husbands?|widow(?:er)?s?"
    r"|grand(?:mother|father|parents?|sons?|daughters?|child|children)|uncles?|aunts?|cousins?|nephews?|nieces?"
    r"|(?:girl|boy)friends?|fianc[eé]e?s?|partners?|spouses?|child(?:ren)?|bab(?:y|ies)|twins?|boys?|girls?"
    r"|(?:ex|step|half)[- ](?:wife|husband|mother|father|son|daughter|brother|sister)"
    r"|(?:mother|father|sister|brother|son|daughter)s?-in-law|couple|friends?|neighbou?rs?)"
)
SOMEBODY = regex(
    r"\b(?:officials?|sources?|mediators?|famil(?:y|ies)|residents?|militants?|fighters?|troops|soldiers?|police|army"
    r"|military|government|ministry|agency|group|union|company|firm|bank|court|commission|council|team|party|members?"
    r"|workers?|women|men|man|woman|people|passengers?|students?|scientists?|researchers?|experts?|critics|victims?"
    r"|representatives?|delegation|negotiators?|doctors?|nurses?|judges?|lawyers?|teachers?|patients?|survivors?"
    rf"|volunteers?|rescuers?|divers?|villagers|farmers|fans|drivers?|pilots?|engineers?|{KIN})\b",
    re.IGNORECASE,
)
# "Headed to Washington" leads nobody.
_LEADS = regex(
    r"\b(?:leads?|leading|led|leaders?|leadership|heads?|headed|heading|chairs?|chaired|chair(?:man|woman|person)|chief"
    r"|director|negotiator|boss|president|manager|commander|captain|coach|in charge|runs?|running)\b"
    r"(?! (?:to|for|towards?|back|home|into|out|off|up)\b)",
    re.IGNORECASE,
)


def led_at(text: str) -> list[tuple[int, int]]:
    """Where a text has words for leading: start and end."""
    return [match.span() for match in _LEADS.finditer(text)]


def leads(text: str) -> bool:
    """Whether a text has a word for leading."""
    return _LEADS.search(text) is not None


def adds(query: Query, text: str, mention: Mention) -> bool:
    """Whether a mention has a word that the question lacks: "Ethiopian Airlines" where an airline is asked for."""
    return any(term not in STOP_TERMS and term not in query.terms for term in terms(mention.span.of(text)))


def is_new(query: Query, text: str, mention: Mention) -> bool:
    """Whether a mention says something that the question does not."""
    held = _content(mention.span.of(text))
    return bool(held) and held.isdisjoint(query.terms)


@lru_cache(maxsize=1 << 14)
def _content(words: str) -> frozenset[str]:
    return frozenset(terms(words)) - STOP_TERMS
