"""Pronouns of a follow-up: "he", "it", "they" and "there" exchanged for what the question before named."""

from __future__ import annotations

import re

from bot.conversation.parts import names, parts, people, thing
from bot.conversation.turn import Turn
from bot.names import POSSESSIVE
from bot.question import STOP_TERMS
from bot.word_classes import class_of
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

HE = regex(r"\b(?:he|she|him|her(?! own)|his|hers)\b", re.IGNORECASE)
# "this war" and "those people" name what they mean; bare ones lean on what came before.
_BARE = r"(?=\s*(?:[?.,!]|$|(?:of|is|are|was|were|will|would|mean|happen|do|did|can|could)\b))"
THEY = regex(rf"\b(?:they|them|their)\b|\b(?:those|these){_BARE}", re.IGNORECASE)
# "Was it 48 or 49?", "is it true that": nothing is meant by the word.
_IDLE = r"(?:\d|true|clear|possible|likely|known|safe|legal|raining|[a-z]+ (?:that|to)\b)"
IT = regex(
    rf"\b(?:it|its)\b(?! {_IDLE})|\b(?:that|this){_BARE}"
    r"|\b(?:that|this)(?= (?:confirmed|correct|official|over|right|still|true|verified)\b)",
    re.IGNORECASE,
)
# No place: "there are", "how many were there in July".
_THERE = regex(
    r"(?:(?<!\bwere )(?<!\bare )\bthere\b|\bthere\b(?! (?:in|at|on|as of|during|by|before|after)\b))"
    r"(?! (?:is|are|was|were|been|any|be|a)\b)",
    re.IGNORECASE,
)
_ASKED_WHERE = regex(r"\bwhere\b|\b(?:which|what) (?:city|country|town|place)\b", re.IGNORECASE)
_IN = regex(
    r"\b(?:in|at|from|to|into|near) ((?:the )?(?!(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)"
)
_NEXT_WORD = regex(r" (\w[\w’'-]*)")
_OTHER_ONE = regex(r"\b(the [\w’'-]+) one\b", re.IGNORECASE)
_WHO_IS = regex(r"^who (?:is|was) (the [^?]+?)\s*\??$", re.IGNORECASE)
_ITS = regex(r"\b(?:its|their)\b", re.IGNORECASE)
_WHOLE = regex(r"\bit (?:over|done|finished|enough)\b", re.IGNORECASE)
_OWNERS = frozenset({"his", "hers", "their", "its"})
# Nouns that say little of whom they count without what befell them.
_ANYBODY = frozenset("people persons men women children others".split())
_BEFELL = regex(r"^(?:(?:been|being|still|now|already) )*(\w+ed|taken|held|shot|hurt|hit|lost|sold|sent|kept)\b")
_PAIR = regex(r"\b([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)* and [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)")


def whom(question: str, before: Turn, snapshot: Snapshot) -> tuple[str, ...]:
    """The people that "he" or "she" may mean after the question before, when it names more than one."""
    if not HE.search(question) or people(question, snapshot):
        return ()
    meant = _people(before, snapshot)
    return meant if len(meant) > 1 else ()


def replaced(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """Pronouns replaced by what they stand for; None when there is none or nothing to put there."""
    text = question
    if HE.search(text):
        text = _with_person(text, before, snapshot)
    elif is_owned(text, snapshot):
        pass
    elif THEY.search(text):
        if they := _they(before, snapshot):
            text = THEY.sub(lambda m: named(m, they), text, count=1)
    elif IT.search(text) and (it := _it(text, before, snapshot)):
        text = IT.sub(lambda m: named(m, it), text, count=1)
    if (about := thing(before.question)) and _OTHER_ONE.search(text):
        text = _OTHER_ONE.sub(lambda m: f"{m[1]} {about.split()[-1]}", text, count=1)
    place = _place(before)
    if place and _THERE.search(text):
        text = _THERE.sub(f"in {place}", text, count=1)
    return text if text != question else None


def named(pronoun: re.Match[str], name: str) -> str:
    """The name in the pronoun's place and case."""
    word = pronoun.group().lower()
    # "her job" against "asked her when".
    behind = _NEXT_WORD.match(pronoun.string, pronoun.end()) if word == "her" else None
    owns = behind is not None and class_of(behind[1]) not in ("prep", "to", "wh", "and", "adv")
    return f"{name}'s" if owns or word in _OWNERS else name


def is_owned(text: str, snapshot: Snapshot) -> bool:
    """Whether "their" or "its" belongs to somebody whom the question names: "What did Oxfam say of its staff?"."""
    pronoun = _ITS.search(text)
    return pronoun is not None and bool(names(text[: pronoun.start()], snapshot) or _plural(text[: pronoun.start()]))


def _with_person(text: str, before: Turn, snapshot: Snapshot) -> str:
    pronoun = HE.search(text)
    meant = _people(before, snapshot) or _office(before)
    # "What did Ana Silva say about her plan?" names whom it means.
    if pronoun is None or not meant or people(text[: pronoun.start()], snapshot):
        return text
    return HE.sub(lambda m: named(m, meant[0]), text, count=1)


def _people(before: Turn, snapshot: Snapshot) -> tuple[str, ...]:
    """Whom the question before asked for, where its answer is a name; else those whom it names."""
    short = before.short_answer or ""
    if before.is_person and (found := people(short, snapshot)):
        return found[:1]
    return people(before.question, snapshot)


def _office(before: Turn) -> tuple[str, ...]:
    """Whom "Who was the captain of the ferry?" asks for, where no name answered it."""
    asked = _WHO_IS.match(before.question)
    return (asked[1],) if asked else ()


def _it(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    about = thing(before.question)
    if about is not None:
        return None if re.search(r"[a-rt-z]s$", about) else about
    # Events are over, places and parties are not.
    return None if _WHOLE.search(question) else _no_person(before, snapshot)


def _no_person(before: Turn, snapshot: Snapshot) -> str | None:
    """The first name in the question before that is nobody's person."""
    persons = people(before.question, snapshot)
    return next((name for name in names(before.question, snapshot) if name not in persons and name[0].isupper()), None)


def _they(before: Turn, snapshot: Snapshot) -> str | None:
    """The people or things asked about: those counted, a pair of names, the last plural, else what it is about."""
    if counted := _counted(before.question):
        return f"the {counted}"
    if pair := _PAIR.search(before.question):
        return POSSESSIVE.sub("", pair[1])
    found = _plural(before.question)
    return f"the {found}" if found else thing(before.question) or _no_person(before, snapshot)


def _counted(question: str) -> str | None:
    asked = parts(question)
    if asked is None or not asked.asking.lower().startswith("how many") or not asked.noun:
        return None
    noun = re.sub(r"^of (?:the|these|those|its|their) ", "", asked.noun, flags=re.IGNORECASE)
    befell = _BEFELL.match(asked.rest) if asked.is_subject else None
    return f"{noun} {befell[1]}" if befell and noun.split()[-1] in _ANYBODY else noun


def _plural(question: str) -> str | None:
    # "Who leads the team": the verb has a plural's ending.
    text = re.sub(r"^(?:who|what) [a-z]+s\b", "", question, flags=re.IGNORECASE)
    plurals = re.findall(r"\b[a-z]{3,}(?<![s'’iu])s\b|\b(?:people|children|men|women)\b", text)
    kept = [word for word in plurals if not set(terms(word)) <= STOP_TERMS]
    return kept[-1] if kept else None


def _place(before: Turn) -> str | None:
    if before.short_answer and _ASKED_WHERE.search(before.question):
        return before.short_answer
    found = _IN.search(before.question)
    return POSSESSIVE.sub("", found.group(1)) if found else None
