"""Short answers by grammar: who holds the office asked for, and who did it."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.lexicon import is_role, speech_verbs
from bot.mentions import MentionType, mentions
from bot.offices import apposition, asks_who_is, is_named, office_before
from bot.question import close_terms
from index.analysis import term_of, terms
from index.model import Span
from index.patterns import regex
from index.snapshot import Snapshot

_WHO_IS = regex(r"^\W*who(?:['’]?s| is| was)\b", re.IGNORECASE)
_WHO_DID = regex(
    r"^\W*who (?!is\b|was\b|are\b|were\b|did\b|does\b|do\b|has\b|had\b|will\b|would\b|else\b)(?P<verb>\w+)",
    re.IGNORECASE,
)
_SUBJECT = regex(r"(?:^|[,;:] |\b(?:that|as|after|when|while|and|but) )((?:[\w’'-]+ ){1,8})$")
_PASSIVE = regex(r"\b(?:was|were|is|are|been|being|be) (?:\w+ly )?$", re.IGNORECASE)
_BY = regex(r"\bby ", re.IGNORECASE)
_CLAUSE_END = regex(r"[;:.] |, (?:who|which|and|but|when|while|after)\b")
_NAME = r"(?:[A-ZÀ-Þ]|[a-z]{2}-[A-ZÀ-Þ])[\w’'-]*(?: (?:of |the |and )?(?:[A-ZÀ-Þ]|[a-z]{2}-[A-ZÀ-Þ])[\w’'-]*)*"
# "The North Brigade — the armed wing of the party — released": who did it stands before the aside.
_ASIDE = regex(rf"(?:^|[,;:] |[“\"])(?P<who>{_NAME}) [—–] [^—–;:]{{3,120}} [—–] $")
# "Among them Norvik, which built"
_RELATIVE = regex(rf"(?P<who>{_NAME}), (?:who|which) (?:\w+ly |has |had |have )?$")


def holder(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """For "who is the OFFICE" the only name beside which the sentence has most words of that office."""
    if query.answer_type is not AnswerType.PERSON or not _WHO_IS.match(query.text) or asks_who_is(query):
        return None
    roles = {t for c in query.concepts if is_role(c.span.of(query.text)) for t in close_terms(c)}
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    found: dict[Span, int] = {}
    for mention in mentions(text):
        if mention.kind is MentionType.PERSON and not is_named(query, mention.span.of(text)):
            offices = filter(None, (office_before(text, mention.span), apposition(text, mention.span)))
            held = {term for office in offices for term in terms(office.of(text))}
            if not held.isdisjoint(roles):
                found[mention.span] = sum(not held.isdisjoint(close_terms(c)) for c in query.concepts)
    best = [span for span, count in found.items() if count == max(found.values())]
    return Span(best[0].start + offset, best[0].end + offset) if len(best) == 1 else None


def doer_before_aside(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """For "who did it" the name before an aside or "which" that stands before the verb."""
    verb = _verb_asked(query)
    if verb is None:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    for token in snapshot.tokens_of(sentence_id):
        if token.term == verb:
            before = token.span.start - offset
            match = _RELATIVE.search(text, 0, before) or _ASIDE.search(text, 0, before)
            if match is not None and not set(terms(match["who"])) <= set(query.terms):
                return Span(match.start("who") + offset, match.end("who") + offset)
    return None


def doer(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "who did it" the subject before the verb, where the learned span names nobody."""
    verb = _verb_asked(query)
    if verb is None:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    inside = Span(given.start - offset, given.end - offset)
    kinds = (MentionType.PERSON, MentionType.NAME, MentionType.ORGANISATION)
    if any(m.kind in kinds and m.span.start < inside.end and inside.start < m.span.end for m in mentions(text)):
        people = [m for m in mentions(text) if m.kind is MentionType.PERSON]
        if people and any(m.span.start < inside.end and inside.start < m.span.end for m in people):
            return None
    for token in snapshot.tokens_of(sentence_id):
        if token.term == verb:
            if _PASSIVE.search(text, 0, token.span.start - offset):
                return _agent(text, token.span.end - offset, offset)
            subject = _SUBJECT.search(text, 0, token.span.start - offset)
            is_clause = subject is not None and subject[1].endswith(" to ")  # "agreed to let them join"
            if subject is not None and not is_clause and not set(terms(subject[1])) <= set(query.terms):
                return Span(subject.start(1) + offset, subject.end(1) - 1 + offset)
    return None


def _agent(text: str, end: int, offset: int) -> Span | None:
    """The first person told behind "by" in the clause that goes on at `end`: "were found by the clerk, Ann Low"."""
    by = _BY.search(text, end)
    close = _CLAUSE_END.search(text, by.end()) if by else None
    until = close.start() if close else len(text)
    people = [
        m.span for m in mentions(text) if m.kind is MentionType.PERSON and by and by.end() <= m.span.start < until
    ]
    return Span(people[0].start + offset, people[0].end + offset) if people else None


def _verb_asked(query: Query) -> str | None:
    """The term of the verb in "who did it", where it is no verb of saying."""
    asked = _WHO_DID.match(query.text)
    if query.answer_type is not AnswerType.PERSON or asked is None or asked["verb"].casefold() in speech_verbs():
        return None
    return term_of(asked["verb"])
