"""The words that the model marked in a sentence, as a short answer."""

from __future__ import annotations

from bot.answers import Read
from bot.confidence import probability
from bot.reading.order import learned
from bot.short_answers import ShortAnswer, natural
from index.model import Span
from index.snapshot import Snapshot


def marked(read: Read, sentence_id: int, snapshot: Snapshot) -> ShortAnswer:
    """The marked words, whole and with the bounds of a figure, and how likely they are right."""
    sentence = snapshot.sentence(sentence_id)
    text, start = snapshot.text_of(sentence), sentence.span.start
    span = natural(text, _whole(text, Span(read.span.start - start, read.span.end - start)))
    sure = probability({"sure": read.sure}, learned()["span"])
    return ShortAnswer(Span(span.start + start, span.end + start), read.sure, round(sure, 4))


def _whole(text: str, span: Span) -> Span:
    """The span without a part of a word at either end: the rest of the word joins it."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)
