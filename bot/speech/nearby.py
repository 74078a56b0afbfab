"""The sentences around one sentence of an article, as read for who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.speech.attribution import read
from bot.speech.quotations import quotations
from bot.speech.readings import Reading
from index.model import Kind, Sentence, Span
from index.snapshot import Snapshot

_PARAGRAPH = 6_000  # a paragraph may be the whole of a long text: this much before and after a sentence is read


def _cut(spans: list[Span], sentence: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie in the sentence, with spans in its text."""
    start = sentence.start
    inside = [Span(max(s.start, start) - start, min(s.end, sentence.end) - start) for s in spans]
    return tuple(span for span in inside if span.start < span.end)


@dataclass(frozen=True, slots=True)
class At:
    """A sentence as read, and how many references led to it."""

    i: int
    reading: Reading
    depth: int = 0


class Nearby:
    """The sentences around one sentence of an article, read as they are needed."""

    def __init__(self, snapshot: Snapshot, sentence: Sentence) -> None:
        self._snapshot = snapshot
        self._article_id = sentence.article_id
        self._text = snapshot.article(sentence.article_id).text
        self._sentences: dict[int, Sentence | None] = {sentence.sentence_id: sentence}
        self._readings: dict[int, Reading | None] = {}

    def sentence(self, i: int) -> Sentence | None:
        """Sentence i if it is one of this article."""
        if i not in self._sentences:
            inside = 0 <= i < self._snapshot.num_sentences
            sentence = self._snapshot.sentence(i) if inside else None
            ours = sentence is not None and sentence.article_id == self._article_id
            self._sentences[i] = sentence if ours else None
        return self._sentences[i]

    def at(self, i: int, depth: int = 0) -> At | None:
        """Sentence i as read; None outside the article, for headings and metadata."""
        if i not in self._readings:
            sentence = self.sentence(i)
            self._readings[i] = None
            if sentence is not None and sentence.kind not in (Kind.HEADING, Kind.METADATA):
                span = sentence.span
                self._readings[i] = read(span.of(self._text), _cut(self.quotations_of(span), span))
        reading = self._readings[i]
        return At(i, reading, depth) if reading is not None else None

    def quotations_of(self, span: Span) -> list[Span]:
        """The quotations of the paragraph that holds the span, with spans in the article."""
        start = max(self._text.rfind("\n", 0, span.start) + 1, span.start - _PARAGRAPH)
        end = self._text.find("\n", span.end)
        end = min(len(self._text) if end < 0 else end, span.end + _PARAGRAPH)
        return [Span(start + quoted.start, start + quoted.end) for quoted in quotations(self._text[start:end])]

    def before(self, at: At, reach: int) -> Iterator[At]:
        """Up to `reach` sentences before that one, nearest first; headings and captions are passed over."""
        for k in range(at.i - 1, at.i - 1 - reach, -1):
            sentence = self.sentence(k)
            if sentence is None:
                return
            earlier = self.at(k, at.depth + 1)
            if earlier is not None and sentence.kind is Kind.SENTENCE:
                yield earlier
