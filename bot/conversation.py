"""Follow-up questions: what "he", "there" or "And Israel's?" mean after the question before.

The reading is put in words ("Read as: …") so that the user sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.lexicon import is_nationality, is_person_word, is_place_name
from bot.mentions import MentionType, mentions
from bot.question import STOP_TERMS
from index.analysis import analyse, terms
from index.patterns import regex
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers of the question before: as read, its short answer, and whether that is a person."""

    question: str
    short_answer: str | None = None
    is_person: bool = False


_HE = regex(r"\b(?:he|she|him|her(?! own)|his|hers)\b", re.IGNORECASE)
# "this war" and "those people" name what they mean; bare ones lean on what came before.
_BARE = r"(?=\s*(?:[?.,!]|$|(?:of|is|are|was|were|will|would|mean|happen|do|did|can|could)\b))"
_THEY = regex(rf"\b(?:they|them|their)\b|\b(?:those|these){_BARE}", re.IGNORECASE)
_IT = regex(rf"\b(?:it|its)\b|\b(?:that|this){_BARE}", re.IGNORECASE)
_THERE = regex(r"\bthere\b(?! (?:is|are|was|were|been|any|be|a)\b)", re.IGNORECASE)
_ELLIPSIS = regex(r"^(?:and|but|what about|how about|and what about|or|also|then)\b[\s,]*", re.IGNORECASE)
_WH = regex(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_TIME = regex(
    r"\b(?:as of|in|by|during|since|on|at) (?:(?:early|late|mid)[ -])?(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December|(?:19|20)\d\d)\b[\w ,]*|\b(?:now|today|currently)\b",
    re.IGNORECASE,
)
_ASKED_WHERE = regex(r"\bwhere\b|\b(?:which|what) (?:city|country|town|place)\b", re.IGNORECASE)
_IN = regex(
    r"\b(?:in|at|from|to|into|near) ((?:the )?(?!(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)"
)
_POSSESSIVE = regex(r"['’]s?$")
_ELSE = regex(r"\b(?:else|another|others?|same|instead|too|exactly)\b", re.IGNORECASE)
# Sentences that are looked at to tell whether a name is a person's.
_LOOKED_AT = 20
# So few words without a question word are no question of their own.
_FEW = 3


def read_as(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The question in full words, or None where it stands on its own."""
    chosen = question.strip(" ?.!")
    if _HE.search(before.question) and before.short_answer is None and _is_person_alone(chosen, snapshot):
        # The bot asked whom "he" means.
        return _HE.sub(lambda m: _with_case(m.group(), chosen), before.question, count=1)
    opened = _ELLIPSIS.sub("", question).strip()
    if _ELLIPSIS.match(question) and not _WH.search(opened) and (said := _substituted(opened, before, snapshot)):
        return said
    replaced = _replaced(question, before, snapshot)
    if replaced is not None:
        return replaced
    fragment = len(question.split()) < _FEW and not _WH.search(question)
    leans = fragment or any(sign.search(question) for sign in (_ELLIPSIS, _IT, _THEY, _ELSE))
    topic = _topic(before.question, question)
    if leans and topic:
        return f"{question.rstrip(' ?')} ({topic})?"
    return None


def whom(question: str, before: Turn, snapshot: Snapshot) -> tuple[str, ...]:
    """The people that "he" or "she" may mean after the question before, when it names more than one."""
    if not _HE.search(question) or (before.short_answer and before.is_person):
        return ()
    if _names(question, snapshot):
        return ()
    return tuple(dict.fromkeys(_people(before, snapshot)))


def _is_person_alone(words: str, snapshot: Snapshot) -> bool:
    """Whether a reply is a person's name and nothing else."""
    names = _names(words, snapshot)
    return names == [words] and _is_person(words, snapshot)


def _people(before: Turn, snapshot: Snapshot) -> list[str]:
    return [name for name in _names(before.question, snapshot) if _is_person(name, snapshot)]


def _is_person(name: str, snapshot: Snapshot) -> bool:
    """Whether the articles speak of a person by that name."""
    last = terms(name)[-1]
    if _kind(name) == "country" or not snapshot.ranker.knows(last):
        return False
    for text in snapshot.texts_with(last, _LOOKED_AT):
        if any(m.kind is MentionType.PERSON and last in terms(m.span.of(text)) for m in mentions(text)):
            return True
    return False


def _replaced(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """Pronouns replaced by what they stand for; None when there is none or nothing to put there."""
    person = _person(before, snapshot)
    plural = _plural(before.question)
    place = _place(before)
    thing = _topic(before.question, question)
    text = question
    if person and _HE.search(text):
        text = _HE.sub(lambda m: _with_case(m.group(), person), text, count=1)
    elif plural and _THEY.search(text):
        text = _THEY.sub(lambda m: _with_case(m.group(), f"the {plural}"), text, count=1)
    elif thing and _IT.search(text):
        text = _IT.sub(lambda m: _with_case(m.group(), thing), text, count=1)
    if place and _THERE.search(text):
        text = _THERE.sub(f"in {place}", text, count=1)
    return text if text != question else None


def _with_case(pronoun: str, name: str) -> str:
    return f"{name}'s" if pronoun.lower() in ("his", "hers", "their", "its") else name


def _substituted(opened: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The earlier question with its name, place or time exchanged for the one that was typed now."""
    new = opened.strip(" ?.!")
    if not new:
        return None
    if _TIME.fullmatch(new) or (_TIME.match(new) and len(new.split()) <= 4):
        earlier = _TIME.sub("", before.question).strip(" ?,")
        return f"{earlier} {new}?"
    old = _names(before.question, snapshot)
    bare = _POSSESSIVE.sub("", re.sub(r"^(?:the|in|for|by|from|to|of) ", "", new, flags=re.IGNORECASE))
    if not old or len(bare.split()) > 4:
        return None
    kind = _kind(bare)
    target = next((name for name in old if _kind(name) == kind), old[0])
    return before.question.replace(target, bare, 1) if target != bare else None


def _kind(name: str) -> str:
    if is_place_name(name) or is_nationality(name):
        return "country"
    return "person" if is_person_word(name.split()[0]) else "other"


def _names(question: str, snapshot: Snapshot) -> list[str]:
    """The names of a question as typed, neighbouring ones as one."""
    found: list[str] = []
    last_end = -2
    for token in analyse(question):
        word = token.span.of(question)
        if token.term in snapshot.names and token.term not in STOP_TERMS:
            word = _POSSESSIVE.sub("", word)
            if token.span.start == last_end + 1 and found:
                found[-1] += " " + word
            elif token.span.start > last_end:
                found.append(word)
            last_end = token.span.end
    return found


def _person(before: Turn, snapshot: Snapshot) -> str | None:
    if before.short_answer and before.is_person:
        return before.short_answer
    names = [name for name in _names(before.question, snapshot) if _kind(name) != "country"]
    return names[0] if names else before.short_answer


def _place(before: Turn) -> str | None:
    if before.short_answer and _ASKED_WHERE.search(before.question):
        return before.short_answer
    named = _IN.search(before.question)
    return _POSSESSIVE.sub("", named.group(1)) if named else None


def _plural(question: str) -> str | None:
    """The people or things asked about: the noun after "how many", else the last plural noun."""
    counted = re.search(r"\bhow many ((?:\w+ )??\w*(?:s|people|children|men|women))\b", question, re.IGNORECASE)
    if counted:
        return counted.group(1)
    plurals = re.findall(r"\b[a-z]{3,}(?<![s'’iu])s\b|\b(?:people|children|men|women)\b", question)
    kept = [word for word in plurals if not set(terms(word)) <= STOP_TERMS]
    return kept[-1] if kept else None


def _topic(earlier: str, question: str) -> str | None:
    """The earlier question's content words that the new one does not hold, in order."""
    own = set(terms(question))
    kept = [t.span.of(earlier) for t in analyse(earlier) if t.term not in STOP_TERMS and t.term not in own]
    return " ".join(dict.fromkeys(kept)) or None
