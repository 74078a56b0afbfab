"""When and why, as a sentence gives it in so many words: "on Wednesday", "because of a leaking valve"."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.mentions import MentionType, mentions
from bot.question import is_held
from index.analysis import terms
from index.model import Span
from index.patterns import regex
from index.snapshot import Snapshot

_CAUSE = regex(
    r"\b(?:because of|because|due to|owing to|thanks to|as a result of|in response to|on the grounds that|for fear of) "
    r"(?P<why>[^,.;:–—]{3,120}[^,.;:–—\s])",
    re.IGNORECASE,
)
_SHORTEST = 3  # characters
# Words of time that are no date.
_TIMELY = regex(
    r"\b(?:when|after|before|since|once|until|till|during|while|ago|later|earlier|next|last|shortly|soon|immediately|now"
    r"|then|today|already|centur\w+|era|age|season|period|years?|months?|weeks?|days?|hours?|minutes?|morning|night"
    r"|evening|afternoon|decades?|spring|summer|autumn|winter|easter|christmas|ramadan|weekend|annually|daily)\b|\d",
    re.IGNORECASE,
)
_TIMES = frozenset({MentionType.DATE, MentionType.DURATION})
# "Late on Tuesday, …"
_OPENING = regex(r"^\W*(?:on |in )?(?P<time>[\w.’' ]{3,40}?), ", re.IGNORECASE)
_CLAUSE_END = regex(
    r"[,;:–—]| (?:that|which|who|whom|where|when|while|as|after|before|since|until|said|says|it|he|she|they|\w+ing)\b"
)
# What is told of the reporting, not of the reason.
_ASIDE = regex(r" (?:said|says|according to)\b.*$|[”\"]$", re.IGNORECASE)


def time_told(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """The one date of the sentence for "when", where the learned span has no word of time at all."""
    if query.answer_type is not AnswerType.TIME:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    dates = [m.span for m in mentions(text) if m.kind is MentionType.DATE]
    words = text[given.start - offset : given.end - offset]
    if len(dates) != 1 or _TIMELY.search(words) or any(m.kind in _TIMES for m in mentions(words)):
        return None
    return Span(dates[0].start + offset, dates[0].end + offset)


def opening_time(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "when" the time that opens a sentence where its main clause says all that is asked, and not a later clause.

    "Late Tuesday, the army released a video that showed him on Oct. 7" was released late on Tuesday.
    """
    if query.answer_type is not AnswerType.TIME:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    opening = _OPENING.match(text)
    if opening is None or not any(m.kind is MentionType.DATE for m in mentions(opening["time"])):
        return None
    clause = _CLAUSE_END.search(text, opening.end())
    end = clause.start() if clause else len(text)
    held = set(terms(text[opening.end() : end]))
    said = [c for c in query.concepts if not c.name and c.weight >= 1]
    if given.start < end + offset or not said or not all(is_held(c, held) for c in said):
        return None
    return Span(opening.start("time") + offset, opening.end("time") + offset)


def reason_told(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """What stands behind "because", "due to" and the like, where the learned span is elsewhere in the sentence.

    A clause that holds most of what is asked tells what happened, and not why.
    """
    if query.answer_type is not AnswerType.REASON:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    found = _CAUSE.search(text)
    if found is None:
        return None
    start, end = found.span("why")
    if aside := _ASIDE.search(text, start, end):
        end = aside.start()
    held = set(terms(text[start:end]))
    asked = [concept for concept in query.concepts if concept.weight >= 1]
    told = sum(is_held(concept, held) for concept in asked)
    if given.start < end + offset and start + offset < given.end:
        cut = found.start() + offset < given.start < start + offset  # "of a leaking valve"
        return Span(start + offset, given.end) if cut else None
    return None if end - start < _SHORTEST or 2 * told >= len(asked) else Span(start + offset, end + offset)
