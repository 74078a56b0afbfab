"""What differs between pasted words and a passage: words, numbers, sentence breaks, and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from bot.answers import Quote
from bot.checks.cues import Cue, Mark, cues, is_negation_of, value
from bot.checks.passages import MAX_OMITTED, Block, Passage
from bot.checks.words import Words
from index.analysis import fold
from index.model import Span

_STOP = re.compile("[.!?。！？]")
# A stop after these ends no sentence.
_MAX_ABBREVIATION = 3
_ABBREVIATIONS = frozenset(("sept", "prof", "capt", "supt", "brig"))
# More words than these in place of others are other words, not one for one.
_MAX_PAIRED = 6
# How far before and after a place a negation still governs it, in words.
_CUE_REACH_BEFORE, _CUE_REACH_AFTER = 8, 3


# First and last (half-open) of some words.
Range = tuple[int, int]


class Kind(StrEnum):
    """What was done to the article's words."""

    REPLACED = "replaced"
    ADDED = "added"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Difference:
    """Pasted words against the article's; `pasted_span` in the pasted text, `span` in the article, either may be empty.

    `marks` say what is touched, none for plain words. `elsewhere`: where the pasted words do stand.
    """

    kind: Kind
    marks: tuple[Mark, ...]
    pasted: str
    article: str
    pasted_span: Span
    span: Span
    elsewhere: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """Article words that an ellipsis in the pasted text stands for, with the negations and hedges among them."""

    text: str
    span: Span
    cues: tuple[Cue, ...]
    crosses_sentence: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: `differences` change the wording, `variants` are letter case and punctuation alone."""

    differences: tuple[Difference, ...]
    variants: tuple[Difference, ...]
    omissions: tuple[Omission, ...]


def compare(pasted: Words, passage: Passage) -> Comparison:
    """All that differs, in the order of the passage."""
    comparison = _Comparison(pasted, passage)
    before = Block(passage.first, 0, 0)
    for block in (*passage.blocks, Block(passage.last, len(pasted), 0)):
        comparison.between((before.article + before.size, block.article), (before.pasted + before.size, block.pasted))
        comparison.inside(block)
        before = block
    return comparison.outcome()


class _Comparison:
    """Collects what differs while the blocks of a passage are walked through."""

    def __init__(self, pasted: Words, passage: Passage) -> None:
        self._pasted, self._passage, self._text = pasted, passage, passage.source.words
        self._differences: list[Difference] = []
        self._variants: list[Difference] = []
        self._omissions: list[Omission] = []

    def outcome(self) -> Comparison:
        return Comparison(tuple(self._differences), tuple(self._variants), tuple(self._omissions))

    def between(self, article: Range, pasted: Range) -> None:
        """Words (half-open) that two blocks leave between them."""
        num_article, num_pasted = article[1] - article[0], pasted[1] - pasted[0]
        at = pasted[0]
        if not num_pasted and 0 < at < len(self._pasted) and "…" in self._pasted.gaps[at]:
            if num_article == 0:
                return
            if num_article <= MAX_OMITTED:
                self._omissions.append(self._omission(*article))
                return
        if num_article or num_pasted:
            self._differences += self._word_differences(article, pasted)

    def inside(self, block: Block) -> None:
        """Letter case and punctuation of equal words."""
        text, pasted = self._text, self._pasted
        shift = block.article - block.pasted
        recased = (
            at for at in range(block.pasted, block.pasted + block.size) if pasted.exact[at] != text.exact[at + shift]
        )
        for _, run in groupby(enumerate(recased), lambda pair: pair[1] - pair[0]):
            ats = [at for _, at in run]
            first, last = ats[0], ats[-1] + 1
            spans = pasted.span(first, last), text.span(first + shift, last + shift)
            self._variants.append(self._difference((Mark.LETTER_CASE,), *spans))
        for at in range(block.pasted + 1, block.pasted + block.size):
            if pasted.gaps[at] != text.gaps[at + shift]:
                mark = self._gap_mark(at, at + shift)
                difference = self._difference((mark,), pasted.gap_span(at), text.gap_span(at + shift))
                (self._variants if mark is Mark.PUNCTUATION else self._differences).append(difference)

    def _gap_mark(self, at: int, article_at: int) -> Mark:
        """What other marks before a word amount to."""
        text, pasted = self._text, self._pasted
        if pasted.numbers[at - 1] and pasted.numbers[at]:
            return Mark.NUMBER
        typed, printed = bool(_STOP.search(pasted.gaps[at])), bool(_STOP.search(text.gaps[article_at]))
        if typed == printed or "…" in pasted.gaps[at]:
            return Mark.PUNCTUATION
        if printed:
            joined = self._sentence_start(article_at) == article_at and not pasted.has_line_break(at)
            return Mark.SENTENCE_BREAK if joined else Mark.PUNCTUATION
        word = pasted.keys[at - 1]
        abbreviated = len(word) <= _MAX_ABBREVIATION or word in _ABBREVIATIONS
        split = not abbreviated and not pasted.exact[at][0].islower() and self._sentence_start(article_at) != article_at
        return Mark.SENTENCE_BREAK if split else Mark.PUNCTUATION

    def _sentence_start(self, article_at: int) -> int:
        return self._passage.source.sentence(article_at)[0]

    def _omission(self, first: int, last: int) -> Omission:
        span = self._text.span(first, last)
        crosses = self._sentence_start(last) != self._sentence_start(first - 1)
        return Omission(span.of(self._text.text), span, cues(self._text, first, last), crosses)

    def _word_differences(self, article: Range, pasted: Range) -> Iterator[Difference]:
        """One difference; where a few words with as many numbers stand on both sides, one for each number and one
        for the words between."""
        few = max(article[1] - article[0], pasted[1] - pasted[0]) <= _MAX_PAIRED
        typed, printed = _numbers(self._pasted, pasted), _numbers(self._text, article)
        if not few or len(typed) != len(printed):
            yield self._words_differ(article, pasted)
            return
        at, article_at = pasted[0], article[0]
        for number, article_number in zip([*typed, pasted[1]], [*printed, article[1]], strict=True):
            if (article_at, at) != (article_number, number):
                yield self._words_differ((article_at, article_number), (at, number))
            at, article_at = number + 1, article_number + 1
            if number < pasted[1] and self._pasted.keys[number] != self._text.keys[article_number]:
                yield self._words_differ((article_number, article_at), (number, at))

    def _words_differ(self, article: Range, pasted: Range) -> Difference:
        found = _marks(self._pasted, pasted, self._text, article)
        marks = tuple(mark for mark in Mark if mark in found)
        span = self._text.span(*article)
        if article == (self._passage.first, self._passage.first):
            # Added before the passage: not at the end of whatever stands before it.
            start = self._text.spans[self._passage.first].start
            span = Span(start, start)
        return self._difference(marks, self._pasted.span(*pasted), span)

    def _difference(self, marks: tuple[Mark, ...], pasted_span: Span, span: Span) -> Difference:
        pasted, article = pasted_span.of(self._pasted.text), span.of(self._text.text)
        kind = Kind.REPLACED if pasted and article else Kind.ADDED if pasted else Kind.LEFT_OUT
        return Difference(kind, marks, pasted, article, pasted_span, span)


def _marks(pasted: Words, typed: Range, article: Words, printed: Range) -> set[Mark]:
    """Marks of what only one side has: numbers, cues; a negating prefix; accents alone."""
    marks = set()
    if _values(pasted, typed) != _values(article, printed):
        marks.add(Mark.NUMBER)
    here, there = (
        Counter((cue.mark, cue.meaning) for cue in cues(w, *r)) for w, r in ((pasted, typed), (article, printed))
    )
    marks |= {mark for mark, _ in (here - there) + (there - here)}
    if typed[1] - typed[0] == printed[1] - printed[0]:
        pairs = list(zip(pasted.keys[slice(*typed)], article.keys[slice(*printed)], strict=True))
        if any(is_negation_of(*pair) for pair in pairs):
            marks.add(Mark.NEGATION)
        if all(fold(one) == fold(other) for one, other in pairs):
            marks.add(Mark.ACCENTS)
    return marks


def _numbers(words: Words, among: Range) -> list[int]:
    return [at for at in range(*among) if value(words, at) is not None]


def _values(words: Words, among: Range) -> Counter[str | None]:
    return Counter(value(words, at) for at in _numbers(words, among))


def cut_cues(passage: Passage) -> tuple[Cue, ...]:
    """Negations, conditions and hedges that stand beside the passage in its sentence but not in it."""
    text = passage.source.words
    first = max(passage.source.sentence(passage.first)[0], passage.first - _CUE_REACH_BEFORE)
    last = min(passage.source.sentence(passage.last - 1)[1], passage.last + _CUE_REACH_AFTER)
    adjacent = text.spans[max(0, passage.first - 2)]
    before = (c for c in cues(text, first, passage.first) if c.mark is not Mark.BOUND or c.span >= adjacent)
    return (*before, *(cue for cue in cues(text, passage.last, last) if cue.mark is not Mark.BOUND))


def cut_start(pasted: Words, passage: Passage) -> Difference | None:
    """What was cut off before a passage when a negation, condition or hedge governs it and a pasted capital makes a
    whole sentence of the rest; else None."""
    text, at = passage.source.words, passage.first
    capital = pasted.exact[0][0].isupper() and text.exact[at][0].islower() and not pasted.text.isupper()
    cut = [cue for cue in cut_cues(passage) if cue.span < text.spans[at]]
    if not capital or passage.blocks[0] != Block(at, 0, passage.blocks[0].size) or not cut:
        return None
    span = text.span(text.spans.index(cut[-1].span), at)
    start = pasted.spans[0].start
    return Difference(Kind.LEFT_OUT, (cut[-1].mark,), "", span.of(text.text), Span(start, start), span)
