"""Where pasted words stand in the articles word for word, whole or with an ellipsis for what is left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.checks.words import Words, words
from index.analysis import term_of, terms
from index.model import Article, Span
from index.snapshot import Snapshot

MayShow = Callable[[Article], bool]

# So many words may an ellipsis leave out; about two sentences.
MAX_OMITTED = 60
# Six terms name an article; more cost time. So many words do not always.
_MAX_TERMS = _FEW_WORDS = 6
# Shorter words are told apart by their capitals and points.
_SURE_LENGTH = 3
# Two words that the analyser makes one, and a word that it tells by its capitals.
_UNSURE = frozenset(("per", "cent", "usa"))


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its words, and the first word of each of its sentences."""

    article: Article
    words: Words
    starts: tuple[int, ...]

    def sentence(self, at: int) -> tuple[int, int]:
        """First and last (half-open) word of the sentence that holds word `at`."""
        i = bisect_right(self.starts, at)
        return self.starts[i - 1] if i else 0, self.starts[i] if i < len(self.starts) else len(self.words)


@dataclass(frozen=True, slots=True)
class Block:
    """`size` equal words, from word `article` of the article and word `pasted` of the pasted text on."""

    article: int
    pasted: int
    size: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Words first to last (half-open) of an article, and which of them are pasted words, in order.

    `share` of the pasted words are in it, function words counting less, minus what gaps cost; 1 for a verbatim place.
    """

    source: ReadArticle
    first: int
    last: int
    blocks: tuple[Block, ...]
    share: float


def read_article(article: Article, snapshot: Snapshot) -> ReadArticle:
    """The article's words and sentences."""
    text = words(article.text)
    sentences = snapshot.sentences_of(article.article_id)
    return ReadArticle(article, text, tuple(word_at(text, sentence.span.start) for sentence in sentences))


def word_at(text: Words, offset: int) -> int:
    """The first word that starts at the offset or after it."""
    return bisect_right(text.spans, Span(offset, -1))


def verbatim(pasted: Words, snapshot: Snapshot, may_show: MayShow, limit: int) -> list[Passage]:
    """The places where the pasted words stand, in reading order; none such, those of their parts between ellipses.

    The search ends with the article that brings the `limit`-th.
    """
    whole = [(0, len(pasted))]
    parts = list(pairwise([0, *(at for at, gap in enumerate(pasted.gaps) if "…" in gap), len(pasted)]))
    for wanted in (whole, parts) if len(parts) > 1 else (whole,):
        found: list[Passage] = []
        for article in _articles_with(pasted, snapshot):
            if may_show(article):
                found += _passages(pasted, wanted, article, snapshot)
            if len(found) >= limit:
                break
        if found:
            return found
    return []


def _passages(pasted: Words, parts: list[tuple[int, int]], article: Article, snapshot: Snapshot) -> Iterator[Passage]:
    places = _places(pasted, parts, words(article.text))
    if not places:
        return
    source = read_article(article, snapshot)
    for place in places:
        blocks = tuple(Block(at, first, last - first) for (first, last), at in zip(parts, place, strict=True))
        yield Passage(source, blocks[0].article, blocks[-1].article + blocks[-1].size, blocks, 1.0)


def _places(pasted: Words, parts: list[tuple[int, int]], text: Words) -> list[tuple[int, ...]]:
    """At which words of the text the parts begin, in order and near enough; of several that end alike the last."""
    wanted = [pasted.keys[first:last] for first, last in parts]
    places_of = {words_of_part: list(_starts(words_of_part, text)) for words_of_part in set(wanted)}
    starts = [places_of[words_of_part] for words_of_part in wanted]
    by_end: dict[int, tuple[int, ...]] = {}
    for start in starts[0]:
        place = [start]
        end = start + parts[0][1]
        for (first, last), later in zip(parts[1:], starts[1:], strict=True):
            at = next((at for at in later if end <= at <= end + MAX_OMITTED), None)
            if at is None:
                break
            place.append(at)
            end = at + last - first
        else:
            by_end[end] = tuple(place)
    return list(by_end.values())


def _starts(wanted: tuple[str, ...], text: Words) -> Iterator[int]:
    at = -1
    while True:
        try:
            at = text.keys.index(wanted[0], at + 1)
        except ValueError:
            return
        if text.keys[at : at + len(wanted)] == wanted:
            yield at


def _articles_with(pasted: Words, snapshot: Snapshot) -> Iterator[Article]:
    """Articles that may hold all the pasted words, in reading order."""
    if len(pasted) > _FEW_WORDS:
        return _articles_by_terms(pasted, snapshot)
    patterns = _rough_patterns(pasted)
    return (a for a in _articles_by_terms(pasted, snapshot) if all(p.search(a.text.lower()) for p in patterns))


def _articles_by_terms(pasted: Words, snapshot: Snapshot) -> Iterator[Article]:
    needed = {term for at in range(len(pasted)) for term in _sure_terms(pasted, at)}
    if not needed:
        return snapshot.articles()
    held = np.ones(snapshot.num_articles, dtype=np.bool_)
    for sentences in sorted((snapshot.ranker.posting(term)[0] for term in needed), key=len)[:_MAX_TERMS]:
        holds = np.zeros_like(held)
        holds[snapshot.article_numbers[sentences]] = True
        held &= holds
    firsts = np.searchsorted(snapshot.article_numbers, np.flatnonzero(held))
    return (snapshot.article(snapshot.sentence(int(first)).article_id) for first in firsts)


def _sure_terms(pasted: Words, at: int) -> list[str]:
    """The terms that the word has whatever marks stand around it in an article; none when they may depend on them."""
    span, key = pasted.spans[at], pasted.keys[at]
    around = pasted.shape[max(0, span.start - 1) : span.start] + pasted.shape[span.end : span.end + 1]
    if len(key) < _SURE_LENGTH or not key.isalpha() or key in _UNSURE or around.strip(' n,;:!?"()'):
        return []
    return [term_of(key)] if key.isascii() else terms(span.of(pasted.text))


def _rough_patterns(pasted: Words) -> list[re.Pattern[str]]:
    """Finds runs of the words in lower case with anything but letters and digits between: cheap, so that a few
    common words need not be looked for in every article. Words that are not ASCII stand in no run."""
    runs: list[list[str]] = [[]]
    for key, exact, is_number in zip(pasted.keys, pasted.exact, pasted.numbers, strict=True):
        # A long number may be grouped in the article.
        pieces = re.findall("[0-9]" if is_number else "[a-z]+|[0-9]+", key) if exact.isascii() else []
        if pieces:
            runs[-1].append(("[^a-z0-9]?" if is_number else "[^a-z0-9]{0,3}").join(pieces))
        elif runs[-1]:
            runs.append([])
    return [re.compile(f"(?<![a-z0-9]){'[^a-z0-9]{0,80}'.join(run)}(?![a-z0-9])") for run in runs if run]
