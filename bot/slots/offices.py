"""Whether those whom a sentence names hold another office than is asked for: the former, deputy or foreign one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answers import AnswerType, Query
from bot.lexicon import is_nationality, is_place_name, is_role
from bot.mentions import Mention, MentionType, mentions
from bot.offices import apposition, office_before
from bot.question import close_terms
from bot.slots.articles import terms_about, terms_around
from bot.slots.kinds import is_new, leads
from bot.slots.named import is_where
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

_ASKED = regex(
    r"^\W*who(?:['’]?s| is| was| are| were) (?:the |an? )?(?P<office>[^?,]+?)(?: now| today| currently)?"
    r"(?: (?:before|after|until|when|while|in \d{4})\b[^?]*)?\s*\??$",
    re.IGNORECASE,
)
_WAS = regex(r"^\W*who (?:was|were)\b", re.IGNORECASE)
_OF = regex(r" (?:of|for|in|at|to|on) ", re.IGNORECASE)
# "Who is challenging the president" asks for no president.
_DOING = regex(r"\w+ing (?:the|an?|his|her|its|their)\b", re.IGNORECASE)
_WORD = regex(r"[\w.]+(?P<owns>['’]s?(?!\w))?")
_PAST = frozenset("former ex previous past late onetime".split())
_RANKS = frozenset("vice deputy acting interim assistant under caretaker".split())
# What an office is about; two that name different ones are two offices.
_FIELDS = frozenset(
    "foreign defense defence interior finance justice health education trade economy energy agriculture transport"
    " culture labour labor environment security intelligence prime general treasury home humanitarian army police"
    " military executive financial operating press sports".split()
)
# Stand before a name whatever else its bearer is: "the mayor, Professor Low".
_TITLES = frozenset(
    terms(
        "mr mrs ms miss dr doctor prof professor sir dame lord lady reverend father sister captain major colonel lt col"
        " lieutenant brigadier general gen marshal admiral commodore sergeant corporal"
    )
)
_SAME = {"defence": "defense", "labour": "labor"}
# Called by many words, or told by what was done: "who wrote it".
_LOOSE = frozenset(
    terms(
        "leader head chief boss chair official member person man woman founder cofounder author writer creator inventor"
        " owner winner victim hero father mother brother sister son daughter wife husband friend singer actor actress"
        " player star artist builder designer architect discoverer successor predecessor suspect killer attacker"
        " representative candidate source witness survivor negotiator"
    )
)
# A judge in a case, a player in a match: where the matter is told of, its kind need not be named.
_MATTERS = frozenset(terms("case trial affair scandal investigation inquiry probe match game final race lawsuit"))
# So many letters tell "commander" and "commanded" of one office.
_STEM = 6
_WING = regex(r"\b(?:wing|arm|branch|group|movement|party|members?|part) of (?:the )?$", re.IGNORECASE)
_HEAD = regex(r" (?:of|for|in|at|to|on|from|with) |, ")
_ITS = regex(r"\b(?:its|their) (?:[a-z-]+ ){0,2}?(?P<role>[a-z]+)\b", re.IGNORECASE)
_THE = regex(r"\bthe (?:[a-z-]+ ){0,2}?(?P<role>[a-z]+), (?=[A-ZÀ-Þ])", re.IGNORECASE)
# Told in one word too: "premier", "the chief".
_UNSAID = frozenset({"prime", "executive", "general"})
# "CIA", "U.N."
_ACRONYM = regex(r"(?<![\w.])(?:(?:[A-Z]\.){2,}|[A-Z]{2,}(?![a-z]))")
# Stand for a role, not for whose it is.
_ROLES_IN_SHORT = frozenset("PM FM VP MK MEP TD".split())
# A body's whole name: "World Health Organization", "Ministry of Health".
_BODY = regex(r"[A-ZÀ-Þ][\w’-]+(?: (?:of |for |the |and |on )*[A-ZÀ-Þ][\w’-]+)+")
_CAPITAL = regex(r"\b[A-ZÀ-Þ]")


@dataclass(frozen=True, slots=True)
class _Office:
    """What sets an office apart: whether it is past, its ranks and fields, whose it is and what it is, as terms.

    bodies: the names of those it is of, as they are written: acronyms, and names of more than one word.
    """

    is_past: bool
    ranks: frozenset[str]
    fields: frozenset[str]
    owners: frozenset[str]
    heads: frozenset[str]
    bodies: frozenset[str]


def is_other_office(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether everybody in the sentence whom it gives an office holds another one than is asked for."""
    asked = _asked(query)
    if asked is None:
        return False
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    if (
        _lacks_field(query, asked, sentence_id, snapshot)
        or _lacks_office(query, asked, text)
        or _lacks_body(query, sentence_id, snapshot)
        or _is_of_it(query, asked, sentence_id, snapshot)
    ):
        return True
    people = [mention for mention in mentions(text) if _is_somebody(query, text, mention)]
    offices = [_held(text, mention, asked) for mention in people]
    if not people:
        return _is_exact(asked) and not any(_may_be_somebody(query, text, mention) for mention in mentions(text))
    if _is_exact(asked) and _is_beside_others(asked, [one for held in offices for one in held], text):
        return True
    return all(held and all(_differs(asked, one, query) for one in held) for held in offices)


@lru_cache(maxsize=64)
def _asked(query: Query) -> _Office | None:
    """The office whose holder is asked for."""
    match = _ASKED.match(query.text)
    if match is None or query.answer_type is not AnswerType.PERSON or not is_role(_OF.split(match["office"])[0]):
        return None
    if _DOING.match(match["office"]):
        return None
    found = _office(match["office"])
    names = [c for c in query.concepts if c.name and not is_role(c.span.of(query.text))]
    owners = frozenset(t for c in names for t in close_terms(c))
    close = frozenset(t for c in query.concepts if c.term in found.heads for t in close_terms(c))
    heads = (close - _LOOSE) | found.heads
    return replace(found, owners=owners, heads=heads)


def _office(words: str) -> _Office:
    low = {_SAME.get(word, word) for word in re.findall(r"[a-z]+", words.casefold())}
    owners = (m for m in _WORD.finditer(words) if m["owns"] or is_place_name(m.group()) or is_nationality(m.group()))
    owned = frozenset(t for m in owners if m.group()[0].isupper() for t in terms(m.group()))
    heads = frozenset(terms(_HEAD.split(words)[0])[-1:])
    ranks, fields = frozenset(low & _RANKS), frozenset(low & _FIELDS)
    return _Office(not low.isdisjoint(_PAST), ranks, fields, owned, heads, _bodies(words))


def _bodies(words: str) -> frozenset[str]:
    named = {match.group() for pattern in (_ACRONYM, _BODY) for match in pattern.finditer(words)}
    others = {n for n in named if is_place_name(n) or is_nationality(n) or is_role(n) or n in _ROLES_IN_SHORT}
    return frozenset(named - others)


def _is_somebody(query: Query, text: str, mention: Mention) -> bool:
    if mention.kind is MentionType.PERSON:
        return is_new(query, text, mention)
    return mention.kind is MentionType.NAME and apposition(text, mention.span) is not None


def _may_be_somebody(query: Query, text: str, mention: Mention) -> bool:
    """Whether a new name may be a person's: no office stands there, and it is no part of another body's name."""
    name = mention.span.of(text)
    is_name = mention.kind is MentionType.NAME and is_new(query, text, mention) and not is_nationality(name)
    return is_name and not _WING.search(text, 0, mention.span.start) and not is_where(text, mention.span)


def _held(text: str, mention: Mention, asked: _Office) -> list[_Office]:
    """The offices that the text gives somebody, before the name and behind it; a title is none beside another."""
    spans = (office_before(text, mention.span), apposition(text, mention.span))
    held = [_office(span.of(text)) for span in spans if span is not None]
    return [one for one in held if not one.heads <= _TITLES - asked.heads]


def _differs(asked: _Office, held: _Office, query: Query) -> bool:
    if asked.is_past != held.is_past and _WAS.match(query.text) is None:
        return True
    if _is_exact(asked) and _is_exact(held) and asked.heads.isdisjoint(held.heads):
        return True
    if held.ranks - asked.ranks or (asked.fields and held.fields and asked.fields.isdisjoint(held.fields)):
        return True
    if asked.owners and held.owners and asked.owners.isdisjoint(held.owners):
        return True
    return bool(asked.bodies and held.bodies) and not _share_body(asked, held)


def _share_body(asked: _Office, held: _Office) -> bool:
    """Whether both offices may be of one body."""
    return any(_may_be_one(one, other, asked.heads) for one in asked.bodies for other in held.bodies)


def _may_be_one(name: str, other: str, heads: frozenset[str]) -> bool:
    """Whether two names may be one body's: a word in common, or the letters of one in the acronym of the other."""
    if not (set(terms(name)) - heads).isdisjoint(terms(other)):
        return True
    short, long = sorted(
        ("".join(_CAPITAL.findall(one)) if " " in one else one.replace(".", "") for one in (name, other)), key=len
    )
    letters = iter(long)
    return all(letter in letters for letter in short)


def _is_exact(office: _Office) -> bool:
    """Whether an office is one that is called by its own word, unlike a leader or somebody's father."""
    return office.heads.isdisjoint(_LOOSE)


def _lacks_office(query: Query, asked: _Office, text: str) -> bool:
    """Whether a sentence has no word for the office asked for, nor one for leading where that is a leader's."""
    if not _is_exact(asked):
        return False
    held = set(terms(text))
    stems = {term[:_STEM] for term in asked.heads}
    if not asked.heads.isdisjoint(held) or any(t.startswith(s) for s in stems for t in held):
        return False
    is_leader = any(c.term in asked.heads and leads(c.span.of(query.text)) for c in query.concepts)
    return not (is_leader and leads(text))


def _lacks_body(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a sentence lacks every noun for what the office is of: "head of the aid agency"."""
    match = _ASKED.match(query.text)
    of = _OF.search(query.text, match.start("office")) if match else None
    if of is None:
        return False
    body = [c for c in query.concepts if c.span.start >= of.end() and not c.name and c.weight >= 1]
    nouns = [close_terms(c) for c in body]
    if not nouns or any(c.term in _MATTERS for c in body):
        return False
    held = _terms_told(query, sentence_id, snapshot)
    return all(held.isdisjoint(noun) for noun in nouns)


def _is_of_it(query: Query, asked: _Office, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the office is that of "its president", and neither the sentence nor the two before it name its owner."""
    around = terms_around(sentence_id, 2, 0, snapshot)
    if not asked.owners or not asked.owners.isdisjoint(around):
        return False
    body = [c for c in query.concepts if not (c.name or c.term in asked.heads) and c.weight >= 1]
    if any(not around.isdisjoint(close_terms(c)) for c in body):
        return False  # "its president", of the union that is named there
    return _has_role(query, _ITS, snapshot.text_of(snapshot.sentence(sentence_id)))


def _has_role(query: Query, pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text speaks of "its president" where a president is asked for."""
    roles = {word for words in (c.span.of(query.text) for c in query.concepts) if is_role(word := words.casefold())}
    return any(match["role"].casefold() in roles for match in pattern.finditer(text))


def _terms_told(query: Query, sentence_id: int, snapshot: Snapshot) -> set[str]:
    """The terms of a sentence, and of what is about it where it speaks of "its president" or "the president, …"."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    is_known = _has_role(query, _ITS, text) or _has_role(query, _THE, text)
    return terms_about(sentence_id, snapshot) if is_known else terms_around(sentence_id, 0, 0, snapshot)


def _is_beside_others(asked: _Office, offices: list[_Office], text: str) -> bool:
    """Whether the owner asked about is not named where another's office is: "Norvik's president met President Low"."""
    owned = [office.owners for office in offices if office.owners]
    if any(_share_body(asked, office) for office in offices):
        return False
    return bool(asked.owners and owned) and asked.owners.isdisjoint(terms(text))


def _lacks_field(query: Query, asked: _Office, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a sentence has no word for what the office asked for is about, or for its rank."""
    held = _terms_told(query, sentence_id, snapshot)
    words = {c.span.of(query.text).casefold(): close_terms(c) for c in query.concepts}
    needed = [words[w] for w in words if _SAME.get(w, w) in (asked.fields | asked.ranks) - _UNSAID]
    return any(held.isdisjoint(one) for one in needed)
