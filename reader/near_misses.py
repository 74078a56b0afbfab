"""Questions made to have no answer: an answerable one with a name, a word or its sense changed.

After the kinds of unanswerable questions that people wrote for SQuAD 2.0 (Rajpurkar et al., ACL 2018, table 2): another
entity, another condition, an antonym, a negation. The hardest take a name or a phrase of another question about the
same passage: all of the words stand there, and only what is said of them differs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.question import STOP_TERMS
from index.analysis import terms


class Change(StrEnum):
    """What was changed to make the near miss."""

    NAME = "name"
    WORD = "word"
    ANTONYM = "antonym"
    NEGATION = "negation"
    SWAP = "swap"


_NAME = re.compile(r"(?<!^)(?<!\. )\b(?:[A-Z][\w'’-]*)(?: (?:of |the |de )?[A-Z][\w'’-]*)*|\b\d[\d,.]*\b")
_WORD = re.compile(r"(?<=\s)[a-z]{4,}\b")
_JOINT = re.compile(r"\b(?:of|in|on|at|for|from|with|by|about|after|before|during)\b")
_ENDINGS = ("ing", "ed", "s", "")
_AUXILIARY = re.compile(r"\b(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
_SHARES = {Change.SWAP: 0.5, Change.NAME: 0.16, Change.WORD: 0.19, Change.ANTONYM: 0.1, Change.NEGATION: 0.05}
_OPPOSITES = """
first last|before after|early late|earlier later|earliest latest|more less|most least|many few|increase decrease
increased decreased|high low|higher lower|highest lowest|large small|larger smaller|largest smallest|big little
biggest smallest|long short|longer shorter|longest shortest|old new|older newer|oldest newest|north south
northern southern|east west|eastern western|good bad|better worse|best worst|start end|started ended|begin finish
began finished|win lose|won lost|gain lose|gained lost|support oppose|supported opposed|accept reject
accepted rejected|allow forbid|allowed banned|include exclude|included excluded|inside outside|above below
male female|men women|man woman|buy sell|bought sold|rise fall|rose fell|enter leave|entered left|arrive depart
arrived departed|public private|same different|always never|with without|positive negative|strong weak
stronger weaker|rich poor|hot cold|fast slow|easy difficult|common rare|popular unpopular|legal illegal
possible impossible|true false|present absent|friend enemy|friends enemies|success failure|advantage disadvantage
advantages disadvantages|love hate|liked disliked|loved hated|cheap expensive|heavy light|empty full|open closed
build destroy|built destroyed|create demolish|created demolished|permanent temporary|major minor|maximum minimum
upper lower|internal external|domestic foreign|urban rural|modern ancient|victory defeat|attack defend
attacked defended|agree disagree|agreed disagreed|remember forget|teach learn
"""
_PAIRS = [(pair.split()[0], pair.split()[1]) for line in _OPPOSITES.split("\n") for pair in line.split("|") if pair]
_OPPOSITE = dict(_PAIRS) | {other: one for one, other in _PAIRS}


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions about the same document, and which of them are about the same passage but another answer."""

    document: Sequence[str]
    near: Sequence[str]


def near_miss(question: str, others: Asked, passage: str, rng: random.Random) -> tuple[str, Change] | None:
    """The question changed, and how; None when no change fits.

    Names and words of other questions are put in; of the same document's those that `passage`, which answers the
    question as it was, does not hold.
    """
    ways = list(_SHARES)
    while ways:
        way = rng.choices(ways, [_SHARES[w] for w in ways])[0]
        changed = _WAYS[way](question, others, passage, rng)
        if changed is not None and changed != question:
            return changed, way
        ways.remove(way)
    return None


def _other_name(question: str, others: Asked, passage: str, rng: random.Random) -> str | None:
    found = list(_NAME.finditer(question))
    if not found:
        return None
    match = rng.choice(found)
    digits = match.group()[0].isdigit()
    names = _names(others.document)
    fitting = [name for name in names if name[0].isdigit() == digits and name not in question and name not in passage]
    return _put(question, match, rng.choice(fitting)) if fitting else None


def _other_word(question: str, others: Asked, passage: str, rng: random.Random) -> str | None:
    found = [match for match in _WORD.finditer(question) if _says(match.group())]
    if not found:
        return None
    match = rng.choice(found)
    held = set(terms(passage)) | set(terms(question))
    ending = _ending(match.group())
    fitting = [word for word in _words(others.document, ending) if held.isdisjoint(terms(word))]
    return _put(question, match, rng.choice(fitting)) if fitting else None


def _opposite(question: str, _others: Asked, passage: str, rng: random.Random) -> str | None:
    found = [m for m in re.finditer(r"[a-z]+", question) if m.group() in _OPPOSITE]
    fitting = [m for m in found if not re.search(rf"\b{_OPPOSITE[m.group()]}\b", passage)]
    if not fitting:
        return None
    match = rng.choice(fitting)
    return _put(question, match, _OPPOSITE[match.group()])


def _negated(question: str, _others: Asked, _passage: str, rng: random.Random) -> str | None:
    match = _AUXILIARY.search(question)
    if match is None or re.search(r"\bnot\b|n't\b|\bnever\b", question):
        return None
    after = question.find(" ", match.end() + 1) if match.group().lower() in ("did", "does", "do") else match.end()
    if after <= 0:
        return None
    return question[:after] + rng.choice((" not", " never")) + question[after:]


def _swapped(question: str, others: Asked, _passage: str, rng: random.Random) -> str | None:
    """With a name of another question about the passage, or what follows the same small word there; never all that
    either of the two asks."""
    for other in rng.sample(others.near, len(others.near)):
        crossed = [
            question[: mine.end()] + other[its.end() :]
            for mine in _JOINT.finditer(question)
            for its in _JOINT.finditer(other)
            if mine.group() == its.group()
        ]
        names = [name for name in _names([other]) if name not in question]
        named = [
            _put(question, match, name)
            for match in _NAME.finditer(question)
            for name in names
            if match.group()[0].isdigit() == name[0].isdigit()
        ]
        asked = [_content(question), _content(other)]
        fitting = [text for text in (*crossed, *named) if not any(one <= _content(text) for one in asked)]
        if fitting:
            return rng.choice(fitting)
    return None


def _content(question: str) -> set[str]:
    return set(terms(question)) - STOP_TERMS


def _names(questions: Iterable[str]) -> list[str]:
    return sorted({name for question in questions for name in _NAME.findall(question)})


def _words(questions: Iterable[str], ending: str) -> list[str]:
    found = {word for question in questions for word in _WORD.findall(question)}
    return sorted(word for word in found if _ending(word) == ending and _says(word))


_WAYS: dict[Change, Callable[[str, Asked, str, random.Random], str | None]] = {
    Change.NAME: _other_name,
    Change.WORD: _other_word,
    Change.ANTONYM: _opposite,
    Change.NEGATION: _negated,
    Change.SWAP: _swapped,
}


def _put(question: str, match: re.Match[str], word: str) -> str:
    return question[: match.start()] + word + question[match.end() :]


def _says(word: str) -> bool:
    return not STOP_TERMS.issuperset(terms(word))


def _ending(word: str) -> str:
    return next(ending for ending in _ENDINGS if word.endswith(ending))
