"""Short answers by grammar: what somebody is, where something is, what a colon opens."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.lexicon import is_role
from bot.mentions import MentionType, mentions
from bot.offices import apposition, asks_who_is, is_named, office_before, told_of
from bot.question import close_terms
from bot.slots.named import is_where
from index.analysis import terms
from index.model import Span
from index.patterns import regex
from index.snapshot import Snapshot

# "World Health Organization (WHO)"
_IN_FULL = regex(r"(?P<what>[A-ZÀ-Þ][\w’'-]*(?: (?:(?:of|and|for|the|de|on) )*[A-ZÀ-Þ][\w’'-]*)*) \($")
_BEFORE_NAME = regex(
    r"\b(?P<what>(?:an?|the) [^,.;:“”\"]{3,60}?),? (?:called|named|known as|dubbed|code-?named|nicknamed) [“\"‘']?$"
)
_BEHIND_NAME = regex(
    r"[”\"’']?(?:,| is| was| are| were| [—–]) (?P<what>(?:an?|the) [^,.;:“”\"—–]{3,80}?)"
    r"(?=[,.;:]|$| [—–]| which\b| that\b| who\b| where\b)"
)
# "The supporters' trust, NAME, said"
_BEFORE_COMMA = regex(r"(?:^|[,;:] )(?P<what>(?:[Aa]n?|[Tt]he) [^,.;:“”\"]{3,60}), $")
_BEFORE_PLACE = regex(r"(?!an? |the )[^A-ZÀ-Þ,;:.]+ (?:in|at|near|on|from|to) (?=(?:the )?(?:[a-z]+ )?[A-ZÀ-Þ])")
_BEHIND_PLACE = regex(
    r" (?:[a-z]+ )?(?:desert|river|valley|mountains?|hills?|island|peninsula|coast|province|district|region|quarter"
    r"|airport|harbour|harbor|port|bay|strait|lake|forest|border|crossing|square|street|bridge)\b"
)
_WHERE_TO = regex(
    r"\bwhere\b.* to\W*(?:on \w+|last \w+|yesterday|then|next)?\W*$"
    r"|\bwhere (?:did|has|have|had|will|is|are|was|were)\b.*"
    r"\b(?:go|gone|fly|flown|travel\w*|head(?:ed|ing)|flee|fled|moved?)"
    r"\W*$",
    re.IGNORECASE,
)
_TO = regex(r"\b(?:to|into|for|towards?)(?: [Tt]he)? $")
# "What are her three conditions": what is asked for stands last.
_ASKS_LIST = regex(r"^\W*what (?:are|were) [^?]*s\W*$", re.IGNORECASE)
_COLON = regex(r":\s+(?=\S)")


def role_of(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "who is NAME" the office before the name or what is said of it between commas; else the whole name."""
    if not asks_who_is(query):
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    found = told_of(query, text)
    if found is None:
        inside = Span(given.start - offset, given.end - offset)
        whole = (m.span for m in mentions(text) if m.span.start <= inside.start and inside.end <= m.span.end)
        found = next((s for s in whole if s != inside and is_named(query, s.of(text))), None)
    return Span(found.start + offset, found.end + offset) if found is not None else None


def defined(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """For "what is NAME" what is said of it beside it: "a system called NAME", "NAME, a system", "NAME is a system"."""
    if query.answer_type is not AnswerType.DEFINITION:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    named = [token.span for token in snapshot.tokens_of(sentence_id) if token.term in query.terms]
    if not named:
        return None
    start, end = named[0].start - offset, named[-1].end - offset
    if text[end : end + 1] == ")" and (full := _IN_FULL.search(text, 0, start)):
        return Span(full.start("what") + offset, full.end("what") + offset)
    found = _BEHIND_NAME.match(text, end) or _BEFORE_NAME.search(text, 0, start)
    if found is None and text[end : end + 1] == ",":
        found = _BEFORE_COMMA.search(text, 0, start)
    return Span(found.start("what") + offset, found.end("what") + offset) if found else None


def holds_office(query: Query, text: str) -> bool:
    """Whether the sentence gives somebody the office that the question names."""
    asked = query.text
    wanted = {t for c in query.concepts if is_role(c.span.of(asked)) for t in close_terms(c)}
    for mention in mentions(text):
        if mention.kind is MentionType.PERSON:
            office = office_before(text, mention.span) or apposition(text, mention.span)
            if office is not None and wanted.intersection(terms(office.of(text))):
                return True
    return False


def only_name(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """A person's name without what is said of them behind a comma."""
    if query.answer_type is not AnswerType.PERSON:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    for mention in mentions(text):
        span = mention.span
        starts = mention.kind is MentionType.PERSON and span.start + offset == given.start
        if starts and span.end + offset < given.end and text[span.end] == ",":
            return Span(given.start, span.end + offset)
    return None


def listed(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """What a colon behind the noun asked for opens: "three missions: …"."""
    last = [concept.term for concept in query.concepts[-1:] if _ASKS_LIST.match(query.text)]
    noun = query.focus or next(iter(last), None)
    if noun is None or query.answer_type not in (AnswerType.OTHER, AnswerType.DEFINITION):
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    for token in snapshot.tokens_of(sentence_id):
        behind = token.span.end - offset
        if token.term == noun and (colon := _COLON.match(text, behind)):
            end = len(text.rstrip(" .”\"’'"))
            start = colon.end() + (text[colon.end()] in '“"')
            return Span(start + offset, end + offset)
    return None


def went_to(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "where did they go to" the one new place behind "to", where the learned span is another."""
    if query.answer_type is not AnswerType.PLACE or not _WHERE_TO.search(query.text):
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    kinds = (MentionType.PLACE, MentionType.NAME)
    spans = [m.span for m in mentions(text) if m.kind in kinds and _TO.search(text, 0, m.span.start)]
    new = [s for s in spans if set(terms(s.of(text))).isdisjoint(query.terms)]
    if len(new) != 1 or (new[0].start + offset < given.end and given.start < new[0].end + offset):
        return None
    return Span(new[0].start + offset, new[0].end + offset)


def place_told(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """A place that is told as where something is, where the learned span is somebody's country."""
    if query.answer_type is not AnswerType.PLACE:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    places = [m.span for m in mentions(text) if m.kind is MentionType.PLACE]
    chosen = next((p for p in places if p.start + offset < given.end and given.start < p.end + offset), None)
    told = [p for p in places if is_where(text, p) and set(terms(p.of(text))).isdisjoint(query.terms)]
    if not told or chosen in told or (chosen is None and len(given.of(text)) > 0 and not _is_bare(given, text, offset)):
        return None
    return Span(told[0].start + offset, told[0].end + offset)


def place_whole(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """A place without what stands before its preposition, and with the noun it ends in: "the Tharn salt desert"; a
    common noun with the name behind it: "the port of Tharn"."""
    if query.answer_type is not AnswerType.PLACE:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    start, end = given.start - offset, given.end - offset
    before = _BEFORE_PLACE.match(text, start, end)
    start = before.end() if before else start
    behind = _BEHIND_PLACE.match(text, end) if text[start:end].istitle() else None
    end = behind.end() if behind else end
    kinds = (MentionType.PLACE, MentionType.NAME)
    is_noun = text[:end].rpartition(" ")[2].islower()
    named = next(
        (m.span for m in mentions(text) if is_noun and m.kind in kinds and text[end : m.span.start] == " of "), None
    )
    end = named.end if named else end
    return Span(start + offset, end + offset) if before or behind or named else None


def _is_bare(given: Span, text: str, offset: int) -> bool:
    """Whether a span names no place at all: it is another kind of name."""
    words = text[given.start - offset : given.end - offset]
    return words[:1].isupper()
