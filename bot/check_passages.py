"""Where pasted words stand in the articles word for word, whole or with an ellipsis for what is left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.check_words import Words, words
from index.analysis import term_of
from index.model import Article, Span
from index.snapshot import Snapshot

MayShow = Callable[[Article], bool]

# So many words may an ellipsis leave out; about two sentences.
MAX_OMITTED = 60
# Six terms name an article; more cost time.
_MAX_TERMS = 6
# Two words that the analyser makes one, and a word that it tells by its capitals.
_UNSURE = frozenset(("per", "cent", "usa"))
_PIECE = re.compile("[a-z]+|[0-9]{1,3}(?![0-9])")

# (first pasted word, its article word) of each part of a place.
_Place = tuple[tuple[int, int], ...]


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


def verbatim(pasted: Words, snapshot: Snapshot, may_show: MayShow) -> list[Passage]:
    """Every place where the pasted words stand, in reading order; without one, where its parts between ellipses do."""
    whole = [(0, len(pasted))]
    parts = list(pairwise([0, *(at for at, gap in enumerate(pasted.gaps) if "…" in gap), len(pasted)]))
    articles = [article for article in _articles_with(pasted, snapshot) if may_show(article)]
    found = list(_passages(pasted, whole, articles, snapshot))
    if not found and len(parts) > 1:
        found = list(_passages(pasted, parts, articles, snapshot))
    return found


def _passages(
    pasted: Words, parts: list[tuple[int, int]], articles: Iterable[Article], snapshot: Snapshot
) -> Iterator[Passage]:
    for article in articles:
        places = _places(pasted, parts, words(article.text))
        if places:
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


def _articles_with(pasted: Words, snapshot: Snapshot) -> list[Article]:
    """Articles that may hold all the pasted words, in reading order."""
    found: dict[str, NDArray[np.uint32]] = {}
    for at, key in enumerate(pasted.keys):
        if _is_plain(pasted, at):
            found[key], _ = snapshot.ranker.posting(term_of(key))
    if not found:
        pieces = set(_PIECE.findall(" ".join(pasted.keys)))
        return [a for a in snapshot.articles() if not pieces or all(map(a.text.lower().__contains__, pieces))]
    held = np.ones(snapshot.num_articles, dtype=np.bool_)
    for sentences in sorted(found.values(), key=len)[:_MAX_TERMS]:
        holds = np.zeros_like(held)
        holds[snapshot.article_numbers[sentences]] = True
        held &= holds
    firsts = np.searchsorted(snapshot.article_numbers, np.flatnonzero(held))
    return [snapshot.article(snapshot.sentence(int(first)).article_id) for first in firsts]


def _is_plain(pasted: Words, at: int) -> bool:
    """Whether any analysis makes the same term of the word, whatever marks stand around it in the article."""
    span, key = pasted.spans[at], pasted.keys[at]
    around = pasted.shape[max(0, span.start - 1) : span.start] + pasted.shape[span.end : span.end + 1]
    return len(key) > 2 and key.isascii() and key.isalpha() and key not in _UNSURE and not around.strip(' n,;:!?"()')
