"""The shape of a question: which word asks, what follows it, and where its other words stand."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from bot.answers import Query
from bot.question import spelled_out
from bot.word_classes import class_of
from index.memory import per_snapshot
from index.snapshot import Snapshot

_AUX = frozenset("do does did has have had will would can could should may might must".split())
_BE = frozenset("is are was were".split())
_WH = frozenset("what which who whom whose when where why how".split())
_ASKS = re.compile(rf"\b(?:{'|'.join(_WH)})\b")
_DOING = frozenset("do doing done happen happened happens".split())
_NAMING = frozenset("name names named called known".split())
# Classes of words that a bare name is made of.
_OPEN = frozenset({"x", "s", "adj", "ion", "er", "role", "irr", "num"})
# Words after the asking word among which its auxiliary is looked for.
_REACH = 5


@dataclass(frozen=True, slots=True)
class Form:
    """A question as the short answer needs it.

    `groups`: the kinds of question it belongs to, each with weights of its own, the first for all questions. For each
    concept of the query, by number: `shares`, its part of the question's weight, and `roles`, where it stands.
    `phrases`: what stands for a concept, by its first term: the terms, the concept's number and the weight.
    """

    groups: tuple[str, ...]
    shares: tuple[float, ...]
    roles: tuple[str, ...]
    phrases: dict[str, list[tuple[tuple[str, ...], int, float]]]


@per_snapshot(maxsize=16)
def read_form(query: Query, snapshot: Snapshot) -> Form:
    """The form of the question, its words weighted by how rare they are in this snapshot."""
    groups = ["*", f"type={query.answer_type.value}", f"form={shape(query.text)}"]
    if query.focus:
        groups.append(f"focus={query.focus}")
    phrases: dict[str, list[tuple[tuple[str, ...], int, float]]] = {}
    weights = []
    unseen = math.log(2 * snapshot.totals.sentences + 1)
    for number, concept in enumerate(query.concepts):
        for phrase, weight in concept.alternatives:
            phrases.setdefault(phrase[0], []).append((phrase, number, weight))
        idf = snapshot.ranker.idf(concept.term) if snapshot.ranker.knows(concept.term) else unseen
        weights.append(max(idf, 0.1) * concept.weight)
    total = sum(weights)
    return Form(tuple(groups), tuple(weight / total for weight in weights), _roles(query), phrases)


def shape(question: str) -> str:
    """The asking word and what follows it.

    >>> [shape(q) for q in ("Who led it?", "who is john doe", "What did they do?", "In which city was it?", "Is it?")]
    ['who', 'who is', 'what do', 'what noun be', 'yes-no']
    """
    typed = re.findall(r"[\w’'-]+", spelled_out(question))
    words = [word.casefold() for word in typed]
    at = next((i for i, word in enumerate(words) if word in _WH), None)
    if at is None:
        return "yes-no" if words and words[0] in _AUX | _BE else "none"
    if at == len(words) - 1:
        return f"{words[at]} last"
    if at > 1 and words[at] in ("what", "which") and len(words) - at <= 3 and not (_AUX | _BE) & set(words[at:]):
        return "noun last"  # "from what pathogens?"
    wh, after = words[at], words[at + 1]
    if wh in ("when", "where", "why"):
        return f"{wh} be" if after in _BE else wh
    if wh == "how":
        return (
            f"how {after}"
            if after in ("many", "much", "long", "old")
            else "how"
            if after in _AUX | _BE
            else "how other"
        )
    kind = "who" if wh in ("who", "whom") else "whose" if wh == "whose" else "what"
    if words[-1] in _DOING:
        return f"{kind} do"
    if not _NAMING.isdisjoint(words):
        return f"{kind} name"
    if after in _BE and _is_named(typed[at + 2 :]):
        return f"{kind} is"  # somebody or something named, and nothing said of them
    if after in _BE or after in _AUX:
        return f"{kind} be" if after in _BE else f"{kind} aux"
    return "who" if kind == "who" else f"{kind} {_after_noun(words[at + 1 : at + 1 + _REACH])}"


def _is_named(words: list[str]) -> bool:
    """Whether the words are a name or noun alone, of which nothing is said, as in "who is John Doe"."""
    if words and words[0].casefold() in ("a", "an", "the"):
        words = words[1:]
    possessive = any(word.endswith(("'s", "’s")) for word in words)
    return 0 < len(words) <= 3 and not possessive and all(w[0].isupper() or class_of(w) in _OPEN for w in words)


def _after_noun(words: list[str]) -> str:
    """What a noun or verb that follows "what" is: a noun before an auxiliary, else told by its ending."""
    for word in words:
        if word in _AUX or word in _BE:
            return "noun aux" if word in _AUX else "noun be"
    return "verb" if class_of(words[0]) in ("ed", "irr", "s") else "noun"


def _roles(query: Query) -> tuple[str, ...]:
    """For each concept: the noun asked for, before the asking word, or first, last, amid, or alone after it."""
    asks = _ASKS.search(query.text.casefold())
    begin = asks.start() if asks else 0
    after = [c.term for c in query.concepts if c.span.start >= begin and c.term != query.focus]
    roles = []
    for concept in query.concepts:
        if concept.term == query.focus:
            role = "focus"
        elif concept.term not in after:
            role = "pre"
        elif len(after) == 1:
            role = "only"
        else:
            role = "first" if concept.term == after[0] else "last" if concept.term == after[-1] else "mid"
        roles.append(role + ("-name" if concept.name else ""))
    return tuple(roles)
