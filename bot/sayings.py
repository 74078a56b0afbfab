"""Short answers about speech: who says a sentence, and the words that are said."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.mentions import MentionType, mentions
from bot.names import key
from bot.speech.speakers import Spoken, spoken, voices_of
from index.analysis import terms
from index.model import Sentence, Span
from index.patterns import regex
from index.snapshot import Snapshot

_ASKS_SPEAKER = regex(
    r"\bwho(?:m|se)? (?:\w+ly )?(?:said|says|asked|warned|called|described|told|claimed|accused|announced|vowed|denied"
    r"|reported|reports|added|insisted|wrote|argued|promised|begged|complained|predicted|admitted|thinks|thought|believes?)\b",
    re.IGNORECASE,
)
_WHOSE = regex(r"^\W*whose\b", re.IGNORECASE)
_MINE = regex(r"(?:^|[“\"‘'])(?:My|Our|I|We)\b")
# Before a quoted word these say how far it goes.
_DEGREE = regex(r"(?:\b(?:mostly|largely|partly|very|fairly|quite|almost|nearly|not|too|so|more|less|highly) )+$")
_OPENING = regex(r"^[\s,:–—]*(?:that |at a [\w ]+? that )?[\s,:]*")
_MARKS = "“”\"‘’'«»„"
_CLAUSE_START = regex(r"(?:[“\"‘'«,;:.?!–—-]|\b(?:and|but|that|because|if|so))\s*$")
_LONGEST = 45  # words
_ALONE = regex(r"[“\"]|[^“\"]*[”\"]\W*$")
_FEW = 3  # words
_NAMES = regex(r"\b(?:call\w*|named|dubbed|as|titled|term(?:ed|s)|label\w*|nicknamed|the|their|his|her) $")
_REACH = 12  # sentences
_BESIDE = 3  # characters
_ARTICLE = regex(r"^(?:the|an?) ", re.IGNORECASE)


def said_by(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """Who says the sentence, where the question asks for that; None where a pronoun stands for the speaker."""
    asked = query.text
    if query.answer_type is not AnswerType.PERSON or not _ASKS_SPEAKER.search(asked):
        return None
    acts = spoken(sentence_id, snapshot)
    text = snapshot.article(snapshot.sentence(sentence_id).article_id).text
    if not acts:
        return None
    subject = _unowned(acts[0].subject, text)
    if abs(subject.end - given.start) <= _BESIDE:
        return None  # "the chief nurse, Ann Low"
    is_name = key(acts[0].who.split()[-1]) == key(subject.of(text).split()[-1])
    return subject if is_name else None


def named_elsewhere(query: Query, sentence_id: int, snapshot: Snapshot) -> tuple[int, Span] | None:
    """The nearest earlier sentence of the article that names who speaks this one, and where, if that is asked for.

    None where the sentence names its speaker itself, or nobody does.
    """
    asked = query.text
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    mine = _WHOSE.search(asked) is not None and _MINE.search(text) is not None
    if query.answer_type is not AnswerType.PERSON or not (mine or _ASKS_SPEAKER.search(asked)):
        return None
    for name in voices_of(sentence_id, snapshot)[:1]:
        bare = _ARTICLE.sub("", name)
        if bare in text:
            return None
        for i in range(sentence_id - 1, max(-1, sentence_id - 1 - _REACH), -1):
            other = snapshot.sentence(i)
            if other.article_id != snapshot.sentence(sentence_id).article_id:
                break
            place = snapshot.text_of(other).find(bare)
            if place >= 0:
                return i, Span(other.span.start + place, other.span.start + place + len(bare))
    return None


def with_speaker(sentence_id: int, snapshot: Snapshot) -> Span:
    """The sentence, widened to the one beside it on its line that names the speaker, where it is a quotation alone."""
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    if not _ALONE.match(text) or spoken(sentence_id, snapshot) or not voices_of(sentence_id, snapshot):
        return sentence.span
    for i in (sentence_id - 1, sentence_id + 1):
        if not 0 <= i < snapshot.num_sentences:
            continue
        beside = snapshot.sentence(i)
        if (beside.article_id, beside.line) == (sentence.article_id, sentence.line) and spoken(i, snapshot):
            return Span(min(beside.span.start, sentence.span.start), max(beside.span.end, sentence.span.end))
    return sentence.span


def _unowned(span: Span, text: str) -> Span:
    """The span without an article before it."""
    match = _ARTICLE.match(span.of(text))
    return Span(span.start + match.end(), span.end) if match else span


def words_said(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """The words that the one asked about says: quoted ones, all fragments; else the clause after the verb."""
    if query.answer_type is not AnswerType.STATEMENT:
        return None
    acts = spoken(sentence_id, snapshot)
    act = next((a for a in acts if not set(terms(a.who)).isdisjoint(query.speaker)), acts[0] if acts else None)
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.article(sentence.article_id).text
    if act is None:
        return _alone(sentence, given, text)
    part = _part(act, acts, sentence.span)
    if any(q.start <= given.start and given.end <= q.end and q.end > part.end for q in act.quoted):
        return None
    quoted = [q for q in act.quoted if part.start <= q.start and q.end <= part.end]
    whole = _clause(act, part, text)
    if len(quoted) == 1 and whole and not act.outer and _is_inside(quoted[0], whole, text):
        return whole
    if quoted:
        return _quoted(query, quoted, given, text)
    if any(q.start <= given.start and given.end <= q.end for q in act.quoted):
        return None
    clause = _clause(act, part, text)
    inside = clause is None or (clause.start <= given.start and given.end <= clause.end)
    return None if inside else clause


def is_unsaid(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a speaker is asked for of a sentence that nobody speaks."""
    asks = query.answer_type is AnswerType.PERSON and _ASKS_SPEAKER.search(query.text) is not None
    return asks and not voices_of(sentence_id, snapshot)


def _alone(sentence: Sentence, given: Span, text: str) -> Span | None:
    """The one quotation of a sentence whose speaker nothing names, where the learned answer is outside."""
    spans = [m.span for m in mentions(sentence.span.of(text)) if m.kind is MentionType.QUOTATION]
    if len(spans) != 1:
        return None
    quoted = Span(spans[0].start + sentence.span.start, spans[0].end + sentence.span.start)
    return None if quoted.start <= given.start and given.end <= quoted.end else _inner(quoted, text)


def _part(act: Spoken, acts: tuple[Spoken, ...], sentence: Span) -> Span:
    """The part of the sentence that an act covers: up to the next one's subject, and from the last one's."""
    later = [a.subject.start for a in acts if a.subject.start > act.subject.start and not a.outer]
    start = sentence.start if act.outer or act is acts[0] else act.subject.start
    return Span(start, min(later, default=sentence.end))


def _quoted(query: Query, quoted: list[Span], given: Span, text: str) -> Span:
    """The quoted words without their marks; of several fragments from the first to the last."""
    first, last = quoted[0], quoted[-1]
    if len(quoted) > 1 and len(text[first.start : last.end].split()) <= _LONGEST:
        return Span(first.start, last.end)
    if degree := _DEGREE.search(text, max(0, first.start - 30), first.start):
        return Span(degree.start(), first.end)
    if len(quoted) == 1 and _inner(first, text).start <= given.start and given.end <= _inner(first, text).end:
        whole = len(given.of(text).split()) * 2 >= len(first.of(text).split())
        if whole and _opens(text, given.start) and not query.question.rstrip("?. ").endswith(tuple(_MARKS)):
            return given  # the better half of it
    if set(terms(first.of(text))) <= set(query.terms):
        return given  # it only repeats the question
    return _inner(first, text)


def _is_inside(quoted: Span, clause: Span, text: str) -> bool:
    """Whether a few words, no name given, are quoted amid a clause that says more: "not without a "safe road" back"."""
    behind = len(text[quoted.end : clause.end].split())
    named = _NAMES.search(text, max(0, quoted.start - 30), quoted.start)
    return len(quoted.of(text).split()) <= _FEW <= behind and clause.start + 1 < quoted.start and named is None


def _opens(text: str, start: int) -> bool:
    """Whether words that start there begin a clause or quotation, and are not cut out of the middle of one."""
    return _CLAUSE_START.search(text, max(0, start - 20), start) is not None


def _inner(span: Span, text: str) -> Span:
    inner = span.of(text)
    start = span.start + (inner[0] in _MARKS)
    end = span.end - (inner[-1] in _MARKS)
    while end > start + 1 and text[end - 1] in ",.":
        end -= 1
    return Span(start, end)


def _clause(act: Spoken, part: Span, text: str) -> Span | None:
    """What stands after the verb, or before the subject where that comes last."""
    if act.outer:
        start, end = part.start, min(act.subject.start, act.verb.start)
    else:
        start, end = max(act.verb.end, act.subject.end), part.end
        start += len(_OPENING.match(text[start:end]).group())  # type: ignore[union-attr]
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if 0 < len(text[start:end].split()) <= _LONGEST else None
