"""Curated tables of general and news English: synonyms, countries, roles, verbs of saying, given names.

Plain text files beside this module; nothing in them is about one story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.analysis import fold, term_of, terms
from index.countries import countries
from index.tables import table_lines


class SpeechClass(StrEnum):
    """How far a verb of saying stands behind what is said."""

    NEUTRAL = "neutral"
    CLAIM = "claim"
    REPORT = "report"
    HEDGE = "hedge"


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other terms for a phrase. `close` ones are near interchangeable, the rest only related."""

    terms: Phrase
    close: bool


def _lines(name: str) -> list[str]:
    return table_lines("bot.lexicon", name)


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[str]]:
    """For each phrase the lines of groups.txt that hold it: groups of the synonym and country tables, as terms.

    Analysing the tables' words anew would be a fifth of a one-shot answer; lines are taken apart when asked for.
    """
    groups: dict[str, list[str]] = {}
    for line in _lines("groups.txt"):
        for phrase in line[1:].split("\t"):
            groups.setdefault(phrase, []).append(line)
    return groups


_CLOSE, _RELATED = "=", "~"


def compiled_groups() -> str:
    """What groups.txt has to hold: each group's phrases as terms, by `python -m bench.lexicon`."""
    written = [(line.removeprefix("~").split(","), not line.startswith("~")) for line in _lines("synonyms.txt")]
    for country in countries():
        # In lower case "us" would be the pronoun.
        names = ["US" if name == "us" else name for name in country.names]
        written += [([*names, *country.adjectives], True), ([*names[:1], *country.capitals], False)]
    lines = []
    for members, close in written:
        phrases = dict.fromkeys(" ".join(terms(member)) for member in members)
        lines.append((_CLOSE if close else _RELATED) + "\t".join(phrase for phrase in phrases if phrase) + "\n")
    return "".join(lines)


@lru_cache(maxsize=1 << 13)
def synonyms(phrase: Phrase) -> tuple[Alternative, ...]:
    """The other phrases of the groups that hold the phrase, in the tables' order; empty for an unknown one."""
    written = " ".join(phrase)
    found: dict[str, bool] = {}
    for line in _groups().get(written, ()):
        close = line[0] == _CLOSE
        for other in line[1:].split("\t"):
            if other and other != written:
                found[other] = close or found.get(other, False)
    return tuple(Alternative(tuple(other.split(" ")), close) for other, close in found.items())


@lru_cache(maxsize=1)
def _known_terms() -> frozenset[str]:
    return frozenset(term for phrase in _groups() for term in phrase.split(" "))


def is_known_word(term: str) -> bool:
    """Whether the word tables hold the term, so that it is no typing error."""
    return term in _known_terms()


@lru_cache(maxsize=1)
def known_words() -> tuple[str, ...]:
    """The single words of the synonym table as written."""
    lines = (line.removeprefix("~").split(",") for line in _lines("synonyms.txt"))
    words = (word.strip() for line in lines for word in line)
    return tuple(dict.fromkeys(word for word in words if " " not in word))


@lru_cache(maxsize=1)
def _close_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in _lines("synonyms.txt"):
        words = [word.strip() for word in line.split(",")]
        if not line.startswith("~"):
            for word in words:
                if " " not in word:
                    found.setdefault(term_of(word), {}).update(dict.fromkeys(w for w in words if w != word))
    return {term: tuple(others) for term, others in found.items()}


def close_words(term: str) -> tuple[str, ...]:
    """Words and phrases near interchangeable with a term, as written in the synonym table."""
    return _close_words().get(term, ())


@lru_cache(maxsize=1)
def _place_names() -> frozenset[str]:
    return frozenset(fold(name) for country in countries() for name in (*country.names, *country.capitals) if name)


@lru_cache(maxsize=1)
def _nationalities() -> frozenset[str]:
    return frozenset(fold(word) for country in countries() for word in country.adjectives)


def is_place_name(name: str) -> bool:
    """Whether the name is that of a country or a capital."""
    return fold(name).removeprefix("the ") in _place_names()


def is_nationality(word: str) -> bool:
    """Whether the word is a country's adjective or people, such as `Turkish`."""
    return fold(word) in _nationalities()


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(word for line in _lines("first_names.txt") for word in line.split())


def is_person_word(word: str) -> bool:
    """Whether the word is a common given name or a form of address."""
    folded = fold(word).rstrip(".")
    return folded in _given_names() or folded in _TITLES


_TITLES = frozenset(
    "mr mrs ms miss dr prof sir lord lady dame sheikh gen col lt maj capt sgt sen rep gov rev king queen prince"
    " princess pope saint".split()
)


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    return frozenset(line.strip().casefold() for line in _lines("roles.txt"))


_LAST_WORDS = re.compile(r"([\w’'-]+(?: [\w’'-]+)*),?\s*$")
_LONGEST_ROLE = 5


def is_role(text: str) -> bool:
    """Whether the text ends in an office or role, as before a person's name."""
    last = _LAST_WORDS.search(text[-60:])
    words = last.group(1).casefold().split(" ")[-_LONGEST_ROLE:] if last else []
    return any(" ".join(words[i:]) in _roles() for i in range(len(words)))


@lru_cache(maxsize=1)
def _role_words() -> frozenset[str]:
    return frozenset(word for role in _roles() for word in role.split()) - frozenset(
        "of the for and to in a an on".split()
    )


def is_role_word(word: str) -> bool:
    """Whether the word is part of the name of an office, such as `prime`."""
    return word.casefold() in _role_words()


_PLACE_NOUNS = frozenset(
    "area building city continent country county district hotel island location nation neighborhood neighbourhood"
    " place port province region resort river sea site state street town venue village capital"
    " school university".split()
)
_ORGANISATION_NOUNS = frozenset(
    "agency army association bank body broadcaster brand channel club committee company corporation court department"
    " faction firm force group institution journal league magazine ministry network newspaper organisation"
    " organization paper party publisher school side team tribe union university".split()
)


def is_place_noun(noun: str) -> bool:
    """Whether a noun phrase such as `Asian country` asks for a place."""
    return _singular(noun) in _PLACE_NOUNS


def is_organisation_noun(noun: str) -> bool:
    """Whether a noun phrase such as `aid agency` asks for an organisation."""
    return _singular(noun) in _ORGANISATION_NOUNS


def _singular(noun: str) -> str:
    last = fold(noun).split()[-1] if noun.split() else ""
    if last.endswith("ies"):
        return last[:-3] + "y"
    return last.removesuffix("s") if not last.endswith("ss") else last


@lru_cache(maxsize=1)
def speech_verbs() -> dict[str, SpeechClass]:
    """Verbs and phrases of saying with their class."""
    rows = (line.split("\t") for line in _lines("speech_verbs.txt"))
    return {row[0].strip(): SpeechClass(row[1].strip()) for row in rows}


@lru_cache(maxsize=1)
def _attributes() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _lines("attributes.txt"):
        asked, _, told = (part.split(",") for part in line.partition("="))
        terms_told = frozenset(term for word in told for term in terms(word))
        for word in asked:
            for term in terms(word)[:1]:
                found[term] = found.get(term, frozenset()) | terms_told
    return found


def told_by(term: str) -> frozenset[str]:
    """The terms of which one stands in a sentence that tells what is asked with this term; empty for most terms."""
    return _attributes().get(term, frozenset())


def opposites(term: str) -> frozenset[str]:
    """The terms that deny a term; empty for most."""
    return _two_sided("opposites.txt").get(term, frozenset())


def contraries(term: str) -> frozenset[str]:
    """The terms that can't be true of what the term is true of; empty for most."""
    return _two_sided("contraries.txt").get(term, frozenset())


@lru_cache(maxsize=2)
def _two_sided(name: str) -> dict[str, frozenset[str]]:
    """For each term on one side of a line the terms of its other side."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines(name):
        sides = [frozenset(term for word in side.split(",") for term in terms(word)) for side in line.split("=")]
        for one, other in (sides, sides[::-1]):
            for term in one:
                found[term] = found.get(term, frozenset()) | (other - one)
    return found
