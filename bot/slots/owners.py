"""Whose delegation, president or captain a sentence speaks of: another side's is no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.answers import AnswerType, Concept, Query
from bot.lexicon import is_nationality, is_place_name, is_role, is_role_word
from bot.mentions import MONTH, WEEKDAY, MentionType, mentions
from bot.names import POSSESSIVE
from bot.question import CLOSE, STOP_TERMS, close_terms
from bot.slots.articles import folded_text, holds_term
from index.analysis import fold, is_irregular, terms
from index.model import Sentence, Token
from index.snapshot import Snapshot

_OF = re.compile(r"^ of (?:the )?$")
_LED = re.compile(
    r"^,? (?:which (?:is|was) )?(?:led|headed|chaired) by (?:the |an? )?(?:[a-z-]+ )*(?P<side>[A-ZÀ-Þ][\w-]*)(?:['’]s)?"
    r" (?P<role>[a-z]+)"
)
_APPOSED = re.compile(r"([\w’'-]{1,60}), (?:the |an? )?[\w’'-]{1,60} $")
_BREAK = re.compile(r"[,.;:()“”\"–—]")
_AUXILIARY = re.compile(r"\b(?:do|does|did|has|have|had|is|are|was|were|will|would|can|could) $", re.IGNORECASE)
_DO = re.compile(r"\b(?:do|does|did)\b", re.IGNORECASE)
_VERBS = frozenset("do have be".split())
# "The number of Palestinians" belongs to nobody.
_COUNTS = frozenset(
    terms("number count toll total share percentage proportion amount lot majority group list kind sort name")
)
# "Norvik last year": a time is nobody's.
_TIMES = frozenset(terms("last next previous past following current this year month week season time"))
# Tokens on either side of a thing among which its owner is looked for.
_REACH = 4
_SHORTEST = 5
# "The October 7 attack" is nobody's.
_DAY = re.compile(rf"(?:{MONTH}|{WEEKDAY})(?:['’]s)?|\d+(?:st|nd|rd|th)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Owned:
    """Something that the question names by its owner: `France` and `president`, as terms that can stand for them.

    `typed` is the thing's own term, `names` are the owner's words as typed; `is_office` says that the thing is an
    office or role.
    """

    owner: frozenset[str]
    thing: frozenset[str]
    typed: str
    names: tuple[str, ...]
    is_office: bool


@lru_cache(maxsize=64)
def owned_in(query: Query) -> tuple[Owned, ...]:
    """The pairs of owner and thing in a question: "Israel's delegation", "the Israeli delegation", "president of"."""
    text = query.text
    found = []
    for name in _names(query, text):
        start, end = name[0].span.start, name[-1].span.end
        for concept in query.concepts:
            if _is_name(concept, text) or concept.term in _COUNTS | _TIMES or _is_verbal(concept.span.of(text)):
                continue
            before, after = text[concept.span.end : start], text[end : concept.span.start]
            # "Did Israel leave" has no owner and thing.
            is_subject = (
                after == " " and _AUXILIARY.search(text, 0, start) and not is_nationality(name[-1].span.of(text))
            )
            is_subject = is_subject or (after == " " and _is_done(text[:start], text[concept.span.end :]))
            if _OF.match(before) or (0 < len(after) <= 4 and not is_subject):
                found.append(_owned(name, concept, text))
    return tuple(found)


def _is_done(before: str, after: str) -> bool:
    """Whether what stands between is the verb of a question by "did": no other word can be it."""
    rest = (word for word in re.findall(r"[\w’'-]+", after) if not word[0].isupper())
    return bool(_DO.search(before)) and all(set(terms(word)) <= STOP_TERMS and word not in _VERBS for word in rest)


def _is_name(concept: Concept, text: str) -> bool:
    """Whether a word is a name; one typed small among others typed large is none, though articles write it large."""
    word = concept.span.of(text)
    return concept.name and not (word.islower() and (is_role(word) or text[1:] != text[1:].lower()))


def _names(query: Query, text: str) -> list[list[Concept]]:
    """The names of a question, neighbouring words together."""
    runs: list[list[Concept]] = []
    for one in query.concepts:
        name = _is_name(one, text) and not _DAY.fullmatch(one.span.of(text))
        # "The Miners' Union" is one name.
        if name and runs and text[runs[-1][-1].span.end : one.span.start] in (" ", "' ", "’ "):
            runs[-1].append(one)
        elif name:
            runs.append([one])
    return runs


def _owned(name: list[Concept], thing: Concept, text: str) -> Owned:
    phrases = (phrase for concept in name for phrase, weight in concept.alternatives if weight >= CLOSE)
    owner = frozenset(term for phrase in phrases for term in phrase if term not in STOP_TERMS)
    words = tuple(concept.span.of(text) for concept in name)
    return Owned(owner, close_terms(thing), thing.term, words, is_role(thing.span.of(text)))


def _is_verbal(word: str) -> bool:
    return word.endswith(("ed", "ing", "ly")) or is_irregular(word)


def is_of_another(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence speaks of another side's delegation, team or army than the question does."""
    tokens = snapshot.tokens_of(sentence_id)
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    for pair in owned_in(query):
        if query.focus in pair.thing and query.answer_type is AnswerType.PLACE:
            continue  # "which districts of Norvik": those have names of their own
        things = {pair.typed} if any(token.term == pair.typed for token in tokens) else pair.thing
        places = [i for i, token in enumerate(tokens) if token.term in things and _is_thing(token, text, sentence)]
        if not pair.is_office:
            others = {t for c in query.concepts if c.name for t in close_terms(c)} - pair.owner
            places = [i for i in places if not _describes(tokens, i, others, text, sentence.span.start)]
        if not places:
            continue
        people = [m.span for m in mentions(text) if m.kind is MentionType.PERSON]
        if any(not pair.owner.isdisjoint(terms(span.of(text))) for span in people):
            continue  # "Hamas's delegation, headed by Ann Low", asked about as Ann Low's
        if any(i and tokens[i - 1].term in pair.owner for i in places):
            continue  # "the southern tip", asked about as the Southern one
        owners = [_owners(tokens, i, text, sentence.span.start, snapshot) for i in places]
        if all(owner and owner.isdisjoint(pair.owner) for owner in owners):
            return True
    return False


def _describes(tokens: tuple[Token, ...], place: int, names: set[str], text: str, offset: int) -> bool:
    """Whether a thing tells what one of the names is: "Low, the Norvik brewer", "Norvik brewer Low"."""
    start, end = tokens[place].span.start - offset, tokens[place].span.end - offset
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and after.term in names and text[end : after.span.start - offset] == " ":
        return True
    apposed = _APPOSED.search(text[:start])
    return apposed is not None and not names.isdisjoint(terms(apposed[1]))


def is_of_nobody_here(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether an office's owner, whose holder is asked for, stands nowhere in the article of the sentence."""
    if query.answer_type is not AnswerType.PERSON:
        return False
    for pair in owned_in(query):
        if not pair.is_office:
            continue
        text = folded_text(snapshot.sentence(sentence_id).article_id, snapshot)
        stems = [fold(POSSESSIVE.sub("", name))[:-1] for name in pair.names if len(name) >= _SHORTEST]
        # "Ardovian" tells of Ardovia, "Agence France-Presse" nothing of France.
        if any(re.search(rf"\b{re.escape(stem)}\w*(?!-)\b(?!-)", text) for stem in stems):
            continue
        typed = {term for name in pair.names for term in terms(name)} if stems else set()
        owners = (c for c in query.concepts if c.span.of(query.text) in pair.names)
        known = (t for c in owners for (t, *more), _ in c.alternatives if not more and t not in typed)
        if not any(holds_term(t, sentence_id, snapshot) for t in known):
            return True
    return False


def _is_thing(token: Token, text: str, sentence: Sentence) -> bool:
    """Whether a word is no part of a name; an office may be written large."""
    word = text[token.span.start - sentence.span.start : token.span.end - sentence.span.start]
    return (word.islower() and not _is_verbal(word)) or is_role(word)


def _owners(tokens: tuple[Token, ...], place: int, text: str, offset: int, snapshot: Snapshot) -> set[str]:
    """The names that own the thing at a place: before it as possessive or adjective, behind it after "of"."""
    spans = [(token.span.start - offset, token.span.end - offset) for token in tokens]
    found: set[str] = set()
    for i in range(place - 1, max(-1, place - 1 - _REACH), -1):
        word, between = text[slice(*spans[i])], text[spans[i][1] : spans[place][0]]
        # "Israel has killed": no owner and thing.
        apart = [t for t in tokens[i + 1 : place] if t.term in STOP_TERMS]
        # "Velmo City's Anders and Lune districts"
        if _BREAK.search(between) or (apart and not (found and all(t.term == "and" for t in apart))):
            break
        owns = POSSESSIVE.search(word) or between.startswith(("'", "’")) or is_nationality(word) or is_place_name(word)
        if word[0].isupper() and (owns or found or (tokens[i].term in snapshot.names and i == place - 1)):
            found.add(tokens[i].term)
    behind = _owners_behind(tokens[place + 1 :], text[spans[place][1] :], offset + spans[place][1])
    return found | behind | _side_of_head(text[spans[place][1] :])


def _owners_behind(tokens: tuple[Token, ...], after: str, offset: int) -> set[str]:
    """The capitalised words after "of" behind a thing: "the director of the Bank of Norvik"."""
    found: set[str] = set()
    if not after.startswith(" of "):
        return found
    for token in tokens[1 : 2 * _REACH]:
        start, end = token.span.start - offset, token.span.end - offset
        if after[start].isupper() and not _BREAK.search(after[:start]):
            found.add(token.term)
        elif after[start:end] not in ("of", "the"):
            break
    return found


def _side_of_head(after: str) -> set[str]:
    """The side of who leads the thing: "a delegation, led by deputy Norvik leader Ann Low"."""
    led = _LED.match(after)
    return set(terms(led["side"])) if led and is_role_word(led["role"]) else set()
