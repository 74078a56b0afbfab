"""What a question says of its subject: who scored, when it reopens, how many were arrested.

A sentence that has no word for it, and none beside it, only has the names: it answers another question.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from bot.answers import AnswerType, Concept, Query
from bot.lexicon import is_role
from bot.question import is_held
from bot.slots.articles import terms_around
from bot.slots.counted import tells_toll
from bot.slots.harm import asks_toll
from bot.slots.kinds import leads
from index.analysis import terms
from index.patterns import regex
from index.snapshot import Snapshot

# Of these kinds of question the predicate is told in its own words or close ones; why, how, where and what are
# answered in many others (measured on 7,000 questions: there the check lost more answers than it refused near misses).
_KINDS = frozenset({AnswerType.PERSON, AnswerType.TIME, AnswerType.NUMBER, AnswerType.MONEY, AnswerType.YES_NO})
_AUXILIARY = r"(?:did|does|do|has|have|had|will|would|was|were|is|are)"
_WHO = regex(
    rf"^\W*(?:and |but |so )?who(?: else| also| first| \w+ly)* (?!{_AUXILIARY}\b)(?P<rest>[a-z].*)", re.IGNORECASE
)
_ASKED = regex(
    rf"^\W*(?:and |but |so )?(?:(?P<asking>when|whom?|(?:which|what|how many|how much) [\w’'-]+(?: (?!{_AUXILIARY}\b)"
    rf"[\w’'-]+)?) )?(?P<auxiliary>{_AUXILIARY})(?:n[’']t)? (?P<rest>.+)",
    re.IGNORECASE,
)
_WORD = regex(r"[\w’'-]+|[^\w\s]")
_ARTICLES = frozenset("the a an his her its their this that these those".split())
_PREPOSITIONS = frozenset(
    "in on at to for from with by about as over under into up off out down against before after during until since"
    " through between among near around toward towards without within".split()
)
_BREAKS = (
    _PREPOSITIONS | _ARTICLES | frozenset("when where if or than because it him them he she they here there".split())
)
_PASSED = frozenset(
    "been be being ever also already still yet now just not actually really finally currently first last next"
    " recently soon again and abroad home there together alone".split()
)
# "Is due to arrive": what is due stands behind.
_AHEAD = frozenset("due set supposed expected scheduled going planned likely ready meant able hoping planning".split())
# Verbs for which a text may have any other, or none: "how many trips has she made", "how much aid does it want".
_LIGHT = _AHEAD - {"set"} | frozenset(
    "do does did done make makes made take takes took taken have has had get gets got give gives gave given go goes"
    " went gone come comes came want wants wanted need needs needed keep keeps kept put puts see sees seeing saw seen"
    " become becomes became work works worked working talk talks talked talking speak left leave use uses used bring"
    " brings brought turn turned turns fall falls fell show shows showed shown involve involved own mean"
    " report reports reported happen happened taking making giving getting bringing reckon reckons cast casts".split()
)
# "When do the talks begin": they "will take place on Monday".
_BEGINS = frozenset(terms("begin begins start starts"))
_HELD = frozenset(terms("place meet meeting held hold due set scheduled planned expected effect from opens launch"))
_MEETS = frozenset(terms("held hold"))
# Told by the same deed from its other side: "who bought it" by whom it was sold to.
_DEALS = (frozenset(terms("buy bought purchased acquired")), frozenset(terms("sell sold")))
_OFFICE = regex(r"(?:the|an?|his|her|its|their) ([\w’'-]+(?: [\w’'-]+){0,2})", re.IGNORECASE)
_SPEAKS = frozenset(terms("speaks speak spokesman spokeswoman spokesperson spokespeople representative represents"))

# What is told in words that are no others' synonyms.
_TOLD_BY = ((_SPEAKS, _SPEAKS), (_BEGINS, _HELD), _DEALS, _DEALS[::-1])


@lru_cache(maxsize=64)
def predicate(query: Query) -> tuple[Concept, ...]:
    """The words that the question says of its subject, of which one has to be told; none where it is not clear."""
    text = query.text
    if found := _WHO.match(text):
        words = list(_WORD.finditer(text, found.start("rest")))[:1]
    elif found := _ASKED.match(text):
        auxiliary = found["auxiliary"].casefold()
        office = _OFFICE.match(found["rest"])
        if (found["asking"] or "").casefold() == "who" and office and is_role(office[1]):
            return ()  # who holds an office: see offices
        is_passive = auxiliary in ("is", "are", "was", "were")
        alone = _is_subject(found["asking"] or "", auxiliary)
        words = _said(text, found.start("rest"), alone=alone, is_passive=is_passive)
    else:
        return ()
    starts = {match.start() for match in words if match.group().casefold() not in _LIGHT}
    if len(starts) < len(words):
        return ()
    return tuple(c for c in query.concepts if c.span.start in starts and not c.name and c.weight >= 1)


def _is_subject(asking: str, auxiliary: str) -> bool:
    """Whether the asking words may be the subject: "who was arrested"; a count's own verb is told in many others."""
    low = asking.casefold()
    return bool(low) and low != "when" and (not low.startswith("how") or auxiliary in ("has", "have"))


def _said(text: str, start: int, *, alone: bool, is_passive: bool) -> list[re.Match[str]]:
    """The words behind the subject, up to a preposition or an object; the last one where the subject is no name.

    `alone` says that the subject may stand before the auxiliary: "how many were arrested". In the passive no object
    follows: "the Norvik bank founded" ends in the verb.
    """
    words = list(_WORD.finditer(text, start))
    if words and words[0].group().casefold() in _ARTICLES:
        words, alone = words[1:], False
    run: list[re.Match[str]] = []
    for match, after in zip_longest(words, words[1:]):
        word, low = match.group(), match.group().casefold()
        is_told = bool(run) and run[-1].group()[0].islower() and (len(run) > 1 or run[0].group()[0].isupper())
        if low == "to" and after and run and run[-1].group() in _AHEAD:
            return [after]
        if not is_told and (low == "of" or _is_attribute(run, low, after)):
            run = []
        elif low in _BREAKS or not word[0].isalnum() or (word[0].isupper() and is_told):
            if run or low not in _ARTICLES:
                break
        elif low not in _PASSED:
            run.append(match)
    lower = [match for match in run if match.group()[0].islower()]
    if run and run[0].group()[0].isupper() and not is_passive:
        return lower
    return lower[-1:] if alone or len(run) > 1 else []


def _is_attribute(run: list[re.Match[str]], word: str, after: re.Match[str] | None) -> bool:
    """Whether a preposition and a name go on with the subject: "the bridge at Port Alder"."""
    return bool(run) and word in _PREPOSITIONS and after is not None and after.group()[0].isupper()


def lacks_predicate(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether neither the sentence nor those beside it have a word for what the question says of its subject."""
    said = predicate(query) if query.answer_type in _KINDS else ()
    if not said:
        return False
    held = terms_around(sentence_id, 1, 1, snapshot)
    if any(is_held(concept, held) for concept in said):
        return False
    words = {concept.span.of(query.text) for concept in said}
    if any(leads(word) for word in words) and leads(snapshot.text_of(snapshot.sentence(sentence_id))):
        return False
    told = set(terms(" ".join(words)))
    if asks_toll(query) and tells_toll(snapshot.text_of(snapshot.sentence(sentence_id))):
        return False
    if told <= _MEETS and query.answer_type is AnswerType.TIME:
        return False  # what is held on a day is told by the day alone
    return not any(told & asked and held & others for asked, others in _TOLD_BY)
