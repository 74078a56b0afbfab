"""The earlier question taken apart: what it asks with, counts, names and is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.lexicon import is_nationality, is_person_word, is_place_name
from bot.mentions import MentionType, mentions
from bot.names import POSSESSIVE
from bot.question import STOP_TERMS
from bot.word_classes import class_of
from index.analysis import analyse, terms
from index.patterns import regex
from index.snapshot import Snapshot

AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_COUNTED = regex(rf"^(?P<asking>how (?:many|much)|which|what)\b ?(?P<behind>(?!{AUX}\b)\S.*|.*)$", re.IGNORECASE)
_INVERTED = regex(
    rf"^(?P<asking>(?:(?:to|by|from|for|with|of|about|on|in|at|since|until) )?(?:whom?|what|where|when|why|how"
    rf"(?: long| often| old| far)?)) (?P<aux>{AUX}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_DOER = regex(r"^(?P<asking>who|what) (?P<rest>.+)$", re.IGNORECASE)
_YES_NO = regex(rf"^(?P<aux>{AUX}) (?P<rest>.+)$", re.IGNORECASE)
# "did" and its like take the subject and the bare verb behind them.
DO = frozenset("do does did will would can could should may might must".split())
BE = frozenset("is are was were".split())
# A noun phrase ends before words of these classes, and before a past form.
_ENDS = frozenset("prep to and but wh pron be aux neg adv".split())
_PAST = frozenset({"ed", "irr", "said"})
_LIGHT = regex(r" (?:take place|take effect|come into force)$")
_DETERMINED = regex(r"\b(?:the|this|that|[A-Z][\w’'-]*['’]s?)(?= )", re.IGNORECASE)
_WITHIN_NAME = regex(r" (?:(?:al|el|bin|ibn|abu|de|da|von|van|der)[ -])?", re.IGNORECASE)
# Sentences that are looked at to tell whether a name is a person's.
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """A question's asking words, what they count, its auxiliary and the rest; each empty where there is none.

    `is_subject` says that the rest tells of what is asked for ("how many people | have | been killed").
    """

    asking: str
    noun: str
    aux: str
    rest: str
    is_subject: bool


def parts(question: str) -> Parts | None:
    """The parts of a question, None where it has no question's form."""
    text = question.strip().rstrip("?.! ")
    if (asked := _COUNTED.match(text)) and not (asked["asking"].lower() == "what" and _INVERTED.match(text)):
        return _counted(asked["asking"], asked["behind"])
    if asked := _INVERTED.match(text):
        # "who was killed": the verb tells of whom is asked for.
        first = class_of(asked["rest"].split()[0])
        is_subject = asked["asking"].lower() in ("who", "what") and (first in ("ed", "irr", "ing", "adv", "be"))
        return Parts(asked["asking"], "", asked["aux"], asked["rest"], is_subject)
    if asked := _DOER.match(text):
        return Parts(asked["asking"], "", "", asked["rest"], is_subject=True)
    if asked := _YES_NO.match(text):
        return Parts("", "", asked["aux"], asked["rest"], is_subject=False)
    return None


def _counted(asking: str, behind: str) -> Parts:
    words = behind.split()
    end = next((i for i, word in enumerate(words) if re.fullmatch(AUX, word, re.IGNORECASE)), None)
    verb = next((i for i, word in enumerate(words) if i and class_of(word) in (*_PAST, "prep")), len(words))
    if end is None or verb < end:
        return Parts(asking, " ".join(words[:verb]), "", " ".join(words[verb:]), is_subject=True)
    aux, rest = words[end], words[end + 1 :]
    opens_noun = bool(rest) and (rest[0][0].isupper() or class_of(rest[0]) in ("det", "pron"))
    is_subject = aux.lower() not in ("do", "does", "did") and not opens_noun
    return Parts(asking, " ".join(words[:end]), aux, " ".join(rest), is_subject)


def thing(question: str) -> str | None:
    """What a question is about, as a noun phrase with its article: "the talks" of "Where are the talks held?"."""
    asked = re.match(r"(?:which|what) (\w.*)", question, re.IGNORECASE)
    if asked and (noun := noun_phrase(asked[1])):
        return f"the {noun}"
    for match in _DETERMINED.finditer(question):
        noun = noun_phrase(question[match.end() + 1 :])
        before = question[: match.start()].split()
        if before and before[-1].lower() in DO:
            noun = _without_verb(noun) if noun else noun
        if noun:
            return f"{match.group()} {noun}"
    return None


def _without_verb(noun: str) -> str:
    """The noun of "talks start" and "dam hold": a bare verb has no ending that would tell it from a noun."""
    first, *more = _LIGHT.sub(" take", noun).split()
    plural = next((i for i, word in enumerate((first, *more)) if word.endswith("s") and not word.endswith("ss")), None)
    kept = [first, *more][: plural + 1] if plural is not None else [first, *more[:-1]]
    return " ".join(kept)


def noun_phrase(text: str) -> str:
    """The words at the start of a text up to the first that can't belong to the noun; at most five."""
    kept: list[str] = []
    for word in text.split()[:5]:
        bare = word.rstrip("?.,!;:")
        kind = class_of(bare) if bare else "prep"
        if kind in _ENDS or (kept and kind in _PAST) or (kept and kind == "ing" and kept[-1].endswith("s")):
            break
        kept.append(bare)
        if bare != word:
            break
    return " ".join(kept)


def topic(earlier: str, question: str) -> str | None:
    """The earlier question's content words that the new one does not hold, in order."""
    own = set(terms(question))
    kept = [t.span.of(earlier) for t in analyse(earlier) if t.term not in STOP_TERMS and t.term not in own]
    return " ".join(dict.fromkeys(kept)) or None


def names(question: str, snapshot: Snapshot) -> list[str]:
    """The names of a question as typed, neighbouring ones as one."""
    found: list[str] = []
    last_end = -2
    for token in analyse(question):
        word = token.span.of(question)
        if token.term in snapshot.names and token.term not in STOP_TERMS:
            word = POSSESSIVE.sub("", word)
            gap = question[max(last_end, 0) : token.span.start]
            if found and _WITHIN_NAME.fullmatch(gap):
                found[-1] += gap + word
            elif token.span.start > last_end:
                found.append(word)
            last_end = token.span.end
    return found


def kind(name: str) -> str:
    """Whether a name is a country's (or its people's), a person's by its form, or another."""
    if is_place_name(name) or is_nationality(name):
        return "country"
    return "person" if is_person_word(name.split()[0]) else "other"


def people(words: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The names of people in a question or a short answer."""
    found = (name for name in names(words, snapshot) if is_person(name, snapshot))
    return tuple(dict.fromkeys(found))


def is_person(name: str, snapshot: Snapshot) -> bool:
    """Whether the articles speak of a person by that name."""
    last = terms(name)[-1]
    if not name[0].isupper() or kind(name) == "country" or not snapshot.ranker.knows(last):
        return False
    texts = snapshot.texts_with(last, _LOOKED_AT)
    kinds = [m.kind for text in texts for m in mentions(text) if last in terms(m.span.of(text))]
    # "Gaza said" alone makes nobody of a place.
    return kinds.count(MentionType.PERSON) > kinds.count(MentionType.PLACE)
