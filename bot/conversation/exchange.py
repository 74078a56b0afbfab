"""The earlier question with one part exchanged for a like one: a time, place, name, state, or the thing counted."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.casing import with_capitals
from bot.conversation.parts import AUX, is_person, kind, names, noun_phrase, parts
from bot.conversation.turn import Turn
from bot.lexicon import is_nationality, is_role
from bot.mentions import MentionType, mentions
from bot.names import POSSESSIVE
from bot.question import STOP_TERMS
from bot.word_classes import class_of
from index.analysis import analyse, terms
from index.patterns import regex
from index.snapshot import Snapshot

_TIME = regex(
    r"\b(?:as of|in|by|during|since|on|at|before|after) (?:(?:early|late|mid)[ -])?(?:January|February|March|April|May"
    r"|June|July|August|September|October|November|December|(?:19|20)\d\d)\b[\w ,]*|\b(?:now|today|currently)\b",
    re.IGNORECASE,
)
_PREPOSED = regex(r"\b(?:as of|in|by|during|since|on|at|before|after|until|from) (?:the )?$", re.IGNORECASE)
# A date with the preposition before it, or alone.
_DATED = regex(r"^(?:(?:as of|in|by|during|since|on|at|before|after|until|from) )?(?:the )?#[\w ,]*$", re.IGNORECASE)
_NOTHING_COUNTED = regex(r"^(?:\W*$|,| (?:in|at|on|near|by|from|to|of)\b)")
_LATEST = regex(r"(?:the )?(?:latest|newest|most recent)(?: (?:one|figure|number|count))?", re.IGNORECASE)
_PREPOSITION = regex(
    r"^(in|at|on|near|from|for|about|with|against|by|during|since|as of|inside|outside|between|among|after|before"
    r"|without|within) (?!that\b|this\b|it\b|him\b|her\b|them\b|then\b|there\b|all\b|fact\b|general\b|short\b)(\S.*)$",
    re.IGNORECASE,
)
_DETERMINER = regex(r"^(?:the|a|an|of|in|for|by|from|to|those|these|only) ", re.IGNORECASE)
_ONE = regex(r" ones?$", re.IGNORECASE)
# States that a verb's form does not give away.
_STATES = frozenset("dead alive missing homeless free safe hurt wounded ill sick unhurt unharmed hungry".split())
# Past forms that "were" does not stand before.
_ENDED = frozenset("died survived escaped fled returned remained left arrived".split())
# What is asked about an answer, and counted by nobody.
ABOUT = frozenset("names name reasons reason details detail numbers figures dates date sources causes terms".split())
_BEING = regex(r"\b(?:(?:still|now|currently) )?(?:been|being) $", re.IGNORECASE)
_TOLL = regex(
    r"^(?:what(?:['’]?s| is| was) )?(?:the )?(?:latest )?(?:death tolls?|toll|deaths|fatalities)\b", re.IGNORECASE
)
_WH_BE = regex(r"^(who|what) (?:is|are|was|were) (?P<what>.+?)\s*[?.!]*$", re.IGNORECASE)
_QUOTATION = regex(r" “[^”]*”")
_SAYS_THAT = regex(r"^who (?:else )?\w+ that ", re.IGNORECASE)
# A question with one "the" before a noun.
_NOBODYS = regex(r"((?:(?!\bthe\b).)*\b)the((?= [a-z])(?:(?!\bthe\b).)*)", re.IGNORECASE)
_WHO_LEADS = regex(r"who (?:leads?|led|heads?|headed|runs?|ran|chairs?|chaired|is|are|was|were)\b", re.IGNORECASE)
# The words in small letters at the end of a name: "US president".
_OFFICE = regex(r"(?: [a-z-]+)+$")
_MAX_WORDS = 5


def exchanged(typed: str, before: Turn, snapshot: Snapshot, *, leans: bool = True) -> str | None:
    """The earlier question with the part that was typed now in the place of the like one; None where it has no place.

    `leans` says that the words around what was typed tie it to the earlier question ("and …?", "no, I meant …"); bare
    words are taken only where a like part stands ready for them.
    """
    new = with_capitals(typed.strip(" ?.!,").lower(), snapshot) if typed.islower() else typed.strip(" ?.!,")
    if not new or len(new.split()) > _MAX_WORDS:
        return None
    # What was answered before is no part of what is asked now.
    before = replace(before, question=_unanswered(before.question))
    if (said := _time(new, before)) or (said := _prepositional(new, before, snapshot)):
        return said
    bare = _ONE.sub("", _DETERMINER.sub("", new))
    if is_role(bare) and (asked := _WH_BE.match(before.question)):
        # "And Israel's prime minister?" after "Who is the US president?".
        determiner = "" if re.search(r"['’]s? ", bare) else "the "
        return f"{before.question[: asked.start('what')]}{determiner}{bare}?"
    if is_state(bare):
        return _state(bare.lower(), before)
    if is_name(bare, snapshot):
        return _name(bare, new, before, snapshot, leans=leans)
    # "death toll?" is a topic of its own.
    if leans or class_of(bare.split()[-1]) == "er" or bare.split()[-1] in ("people", "children", "women", "men"):
        return _noun(bare, before, leans=leans)
    return None


def _unanswered(question: str) -> str:
    """The question without the answer in it: "Who says that 27 hostages are dead?" asks anew how many are."""
    said = _SAYS_THAT.match(question)
    figure = next((m.span for m in mentions(question) if m.kind is MentionType.NUMBER), None) if said else None
    if said and figure and figure.start == said.end():
        return f"How many{question[figure.end :]}"
    return _QUOTATION.sub("", question)


def is_name(words: str, snapshot: Snapshot) -> bool:
    """Whether the words are a name and no more: each with a capital, and not for the sentence's start alone."""
    content = [t.span.of(words) for t in analyse(words) if t.term not in STOP_TERMS]
    if not content or not all(word[0].isupper() for word in content):
        return False
    return len(content) > 1 or with_capitals(words.lower(), snapshot)[0].isupper() or words.isupper()


def is_state(words: str) -> bool:
    """Whether the words tell what became of somebody: "injured", "dead", "still missing"."""
    *more, last = words.lower().split()
    if any(class_of(word) != "adv" and not word.endswith("ly") and word != "still" for word in more):
        return False
    return last in _STATES | _ENDED or class_of(last) == "ed" or last in ("taken", "held", "freed", "shot", "lost")


def _time(new: str, before: Turn) -> str | None:
    if _LATEST.fullmatch(new):
        new = "now"
    if not (_TIME.match(new) or _DATED.match(_dates_marked(new))):
        return None
    question = re.sub(r" (?:now|today|currently)$", "", before.question.rstrip(" ?."))
    # "on Monday" goes, "the October 7 attack" stays.
    for mention in reversed(mentions(question)):
        behind = question[mention.span.end :]
        said = _PREPOSED.search(question, 0, mention.span.start)
        if mention.kind is MentionType.DATE and said and _NOTHING_COUNTED.match(behind):
            question = question[: said.start()].rstrip() + behind
    return f"{question} {new}?"


def _dates_marked(text: str) -> str:
    """The text with a sign in the place of each date."""
    for mention in reversed(mentions(text)):
        if mention.kind is MentionType.DATE:
            text = f"{text[: mention.span.start]}#{text[mention.span.end :]}"
    return text


def _prepositional(new: str, before: Turn, snapshot: Snapshot) -> str | None:
    """ "in Israel" in the place of another "in …", else behind the question."""
    match = _PREPOSITION.match(new)
    if match is None:
        return None
    preposition, words = match[1].lower(), match[2]
    question = before.question.rstrip(" ?.!")
    for found in re.finditer(rf"\b{preposition} (?=\S)", question, re.IGNORECASE):
        behind = question[found.end() :]
        determined = re.match(r"(?:the|a|an|this|that) ", behind)
        start = found.end() + (determined.end() if determined else 0)
        end = start + len(noun_phrase(question[start:]))
        # A place is no like of a time, nor a name of a plain noun.
        if end > start and not _TIME.match(question[found.start() :]):
            return f"{question[: found.end()]}{words}{question[end:]}?"
    same = [name for name in names(question, snapshot) if kind(name) == "country"]
    # "for Corvara" after "for" stood before another name only says which name is meant.
    if preposition not in ("in", "at", "on", "near", "as of", "since", "during", "after", "before") and same:
        return None
    return f"{question} {preposition} {words}?"


def _name(bare: str, new: str, before: Turn, snapshot: Snapshot, *, leans: bool) -> str | None:
    question = before.question
    plain = POSSESSIVE.sub("", bare)
    old = [name for name in names(question, snapshot) if name[0].isupper() or is_nationality(name)]
    owns = bare != plain or new.lower().startswith("of ")
    target = _like(plain, old, snapshot) or (old[0] if old and leans else None)
    is_side = kind(plain) == "country" and not is_nationality(plain)
    as_owner = leans and (owns or (is_side and _WHO_LEADS.match(question) is not None))
    if target is None and as_owner and (nobodys := _NOBODYS.fullmatch(question)):
        # "the delegation" and "Israel's" make "Israel's delegation".
        return f"{nobodys[1]}{plain}'s{nobodys[2]}"
    if target is None and leans and is_side and _counts_people(question):
        return f"{question.rstrip(' ?.!')} in {plain}?"
    if target is None:
        return _people_of(bare, before) if is_nationality(plain) else None
    if target == plain:
        return None
    held = re.search(rf"\b(?:the )?{re.escape(target)}$", question.rstrip(" ?.!"))
    if held and is_side and is_role(target) and (office := _OFFICE.search(target)):
        # "the US president" and "Israel" make "Israel's president".
        return f"{question[: held.start()]}{plain}'s{office.group()}?"
    determined = re.search(rf"\bthe {re.escape(target)}(?= [a-z])", question)
    if (owns or is_side) and determined:
        # "the Hamas delegation" and "Israel's" make "Israel's delegation".
        return question[: determined.start()] + f"{plain}'s" + question[determined.end() :]
    pair = re.search(rf"{re.escape(target)} and [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*", question)
    return question.replace(pair.group() if pair else target, plain, 1)


def _counts_people(question: str) -> bool:
    """Whether a question asks how many something befell: those can be counted by place."""
    asked = parts(question)
    return (
        asked is not None and asked.asking.lower() == "how many" and asked.is_subject and _befell(question) is not None
    )


def _like(name: str, old: list[str], snapshot: Snapshot) -> str | None:
    """The first of the earlier question's names that is of the same kind as a new one."""
    wanted, is_somebody = kind(name), is_person(name, snapshot)
    same = next((other for other in old if kind(other) == wanted and wanted != "other"), None)
    return same or next((other for other in old if is_person(other, snapshot) is is_somebody), None)


def _people_of(people: str, before: Turn) -> str | None:
    """A people counted in the place of others: "Israelis" for "people"."""
    return _noun(people, before, leans=True) if people.endswith("s") or is_nationality(people) else None


def _state(new: str, before: Turn) -> str | None:
    """What befell those whom the question counts, exchanged for something else."""
    question = before.question
    if _TOLL.search(question):
        return _TOLL.sub(f"How many were {new}", question, count=1)
    old = _befell(question)
    if old is None:
        return None
    start, end = old
    head, tail = question[:start], question[end:]
    has_aux = re.search(rf"\b{AUX} (?:\w+ )?(?:been |being )?$", head, re.IGNORECASE)
    first = new.split()[-1].lower()
    if first in _ENDED:
        return re.sub(rf"\b{AUX} (?:(?:still|now|been|being) )*$", "", head, flags=re.IGNORECASE) + new + tail
    if first in _STATES and _BEING.search(head):
        head = _BEING.sub("", head)
        head = re.sub(r"\b(?:have|has|had) $", "are ", head, flags=re.IGNORECASE)
    return f"{head}{'' if has_aux else 'were '}{new}{tail}"


def counted_as(aux: str, state: str, before: Turn) -> str | None:
    """How many of those counted before are in another state, where and in what the earlier question says."""
    asked = parts(before.question)
    if asked is None or asked.asking.lower() != "how many" or not asked.is_subject:
        return None
    old = _befell(before.question)
    behind = before.question[old[1] :].strip(" ?.!") if old else ""
    # What happened on a day may last: "How many are alive?".
    behind = "" if any(mention.kind is MentionType.DATE for mention in mentions(behind)) else behind
    return f"{' '.join(f'How many {asked.noun} {aux}{state} {behind}'.split())}?"


def _befell(question: str) -> tuple[int, int] | None:
    """Where the state or the past form stands that a question asks about."""
    found = None
    for match in re.finditer(r"[\w’'-]+", question):
        word = match.group().lower()
        if match.start() and (word in _STATES | _ENDED or class_of(word) in ("ed", "irr") or word in ("held", "taken")):
            found = found or match.span()
    return found


def _noun(new: str, before: Turn, *, leans: bool) -> str | None:
    """The thing counted, else the last plural, exchanged for another noun."""
    last = new.split()[-1].lower()
    if last in ABOUT or not (
        last.endswith("s") or class_of(last) == "irr" or last in ("people", "children", "women", "men")
    ):
        return None
    question, asked = before.question, parts(before.question)
    if asked is None or set(terms(new)) <= set(terms(asked.noun)):
        return None
    if asked.asking.lower() in ("how many", "which", "what") and asked.noun:
        return re.sub(rf"({asked.asking} ){re.escape(asked.noun)}", lambda m: m[1] + new, question, count=1)
    if asked.asking.lower() == "how many":
        return re.sub(r"(how many )", lambda m: f"{m[1]}{new} ", question, count=1, flags=re.IGNORECASE)
    described = _WH_BE.match(question)
    if leans and described and described["what"][0].islower():
        return f"{question[: described.start('what')]}{new}?"
    return None
