"""The words that the model marked in a sentence, as a short answer."""

from __future__ import annotations

from bot.answers import AnswerType, Query, Read
from bot.confidence import probability
from bot.fitting import whole
from bot.mentions import MentionType, mentions
from bot.reading.order import learned
from bot.short_answers import ShortAnswer, natural
from index.model import Span
from index.snapshot import Snapshot

_KINDS = {
    AnswerType.PERSON: MentionType.PERSON,
    AnswerType.PLACE: MentionType.PLACE,
    AnswerType.TIME: MentionType.DATE,
    AnswerType.MONEY: MentionType.MONEY,
    AnswerType.PERCENT: MentionType.PERCENT,
}
_LONG = 5  # words; whoever is asked for takes fewer


def marked(query: Query, read: Read, sentence_id: int, snapshot: Snapshot) -> ShortAnswer:
    """The marked words, whole and with the bounds of a figure, and how likely they are right.

    Of many words around the one thing asked for, that thing is left.
    """
    sentence = snapshot.sentence(sentence_id)
    text, start = snapshot.text_of(sentence), sentence.span.start
    span = whole(text, Span(read.span.start - start, read.span.end - start))
    span = natural(text, _kernel(query, text, span) or span)
    sure = probability({"sure": read.sure}, learned()["span"])
    return ShortAnswer(Span(span.start + start, span.end + start), read.sure, round(sure, 4))


def _kernel(query: Query, text: str, span: Span) -> Span | None:
    kind = _KINDS.get(query.answer_type)
    if kind is None or len(span.of(text).split()) <= _LONG:
        return None
    held = [m.span for m in mentions(text) if m.kind is kind and span.start <= m.span.start and m.span.end <= span.end]
    return held[0] if len(held) == 1 else None
