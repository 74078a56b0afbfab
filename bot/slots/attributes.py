"""Attributes that are told in few words: who asks where somebody was born needs "born" or "birthplace"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answers import AnswerType, Concept, Query
from bot.lexicon import is_nationality, told_by
from bot.mentions import mentions
from bot.question import CLOSE, STOP_TERMS, is_held
from bot.slots.articles import terms_around
from bot.slots.kinds import Slot
from bot.slots.named import place
from index.analysis import terms
from index.snapshot import Snapshot

_NATIONALITY = frozenset(terms("nationality citizenship"))
# A clause that only says when.
_ASIDE = re.compile(r"\b(?:when|after|before|while|as|since|until|once) (?![^,]*,)", re.IGNORECASE)
# What was begun or ended is the matter: who began talks did not start the war.
_WHO_BEGAN = re.compile(
    r"^\W*who (?:start(?:s|ed)|beg[ai]n|beg[iu]ns?|caused|triggered|launch(?:es|ed)|ends|ended|stopped|won|wins"
    r"|lost|broke|violated)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\W*why (?:did|does|do|has|have|was|were|is|are)\b", re.IGNORECASE)
_BEGUN = re.compile(r"^\W*wh?at(?:['’]?s| is| was| are| were) the ", re.IGNORECASE)
# Such a thing is told of in its own word, beside its name or without one: "the Red Sea resort" names no hotel.
_OF_KIND = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?P<kind>hotel|hospital|clinic|airline|airport|restaurant|cafe|prison|battalion"
    r"|regiment|brigade|embassy|church|bridge)s?\b",
    re.IGNORECASE,
)
# These ask for words about a matter, and name attributes in passing.
_PASSING = frozenset({AnswerType.STATEMENT, AnswerType.YES_NO})


def is_unasked(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a sentence has no word for what is asked beside names, or beside a beginning.

    That is, for yes or no, none for what is asked nor its opposite; for "who started the fire" nothing of a fire; for
    "where is X hiding" nothing of hiding, nor a place where something is; for "which hotel" nothing of a hotel; for
    "why did X leave" nothing of it in the sentences beside it either.
    """
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    kind = query.answer_type
    if kind is AnswerType.REASON and _WHY.match(query.text):
        asked = [c for c in query.concepts if not c.name and c.weight >= 1]
        held = terms_around(sentence_id, 1, 1, snapshot)
        return len(asked) > 1 and not any(is_held(concept, held) for concept in asked)
    if thing := _OF_KIND.search(query.text):
        things = [c for c in query.concepts if thing.start("kind") <= c.span.start < thing.end("kind")]
        return not any(is_held(concept, held, CLOSE) for concept in things)
    if kind is AnswerType.PERSON and (deed := _WHO_BEGAN.match(query.text)):
        asked = [c for c in query.concepts if c.span.start >= deed.end() and c.weight >= 1]
    elif kind is AnswerType.YES_NO or (kind is AnswerType.PLACE and not _has_place(query, sentence_id, snapshot)):
        asked = [c for c in query.concepts if not c.name and c.weight >= 1]
    else:
        return False
    return bool(asked) and not any(is_held(concept, held) for concept in asked)


def _has_place(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    return place(query, text, mentions(text)) is Slot.FILLED


def is_untold(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence lacks every word in which the attribute asked for is told."""
    if query.answer_type in _PASSING:
        return False
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    untold = [concept.term for concept in _asked(query) if held.isdisjoint(told_by(concept.term))]
    if untold and all(term in _NATIONALITY for term in untold):
        words = re.findall(r"[\w-]+", snapshot.text_of(snapshot.sentence(sentence_id)))
        return not any(is_nationality(word) for word in words)  # "a Scottish polymath"
    return bool(untold)


@lru_cache(maxsize=64)
def _asked(query: Query) -> tuple[Concept, ...]:
    """The attributes asked for; where no kind of answer is, only one that the question ends or begins with.

    "What is her salary", "what is the condition of".
    """
    text = query.text
    last = [term for term in terms(text) if term not in STOP_TERMS][-1:]
    found = [c for c in query.concepts if not c.name and told_by(c.term) and not _ASIDE.search(text, 0, c.span.start)]
    if query.answer_type is AnswerType.OTHER:
        begun = _BEGUN.search(text)
        found = [c for c in found if [c.term] == last or (begun and begun.end() == c.span.start)]
    return tuple(found)
