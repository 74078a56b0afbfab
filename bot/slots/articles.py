"""What a sentence's whole article holds, for checks that look beyond the sentence; found once for all its sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.analysis import analysed, fold
from index.distinct import once
from index.memory import per_snapshot
from index.snapshot import Snapshot


def holds_term(term: str, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a sentence of the same article holds the term."""
    number, held = snapshot.article_numbers[sentence_id], _articles_with(term, snapshot)
    place = int(np.searchsorted(held, number))
    return place < len(held) and bool(held[place] == number)


@per_snapshot(maxsize=64)
def _articles_with(term: str, snapshot: Snapshot) -> NDArray[np.integer]:
    """The numbers of the articles that hold the term, ascending."""
    return once(snapshot.article_numbers[snapshot.ranker.posting(term)[0]])


def around(sentence_id: int, before: int, after: int, snapshot: Snapshot) -> range:
    """The sentences of its article from so many before it to so many after: others' lines are no neighbours."""
    number = snapshot.article_numbers[sentence_id]
    first, last = np.searchsorted(snapshot.article_numbers, [number, number + 1]).tolist()
    return range(max(first, sentence_id - before), min(last, sentence_id + after + 1))


def terms_around(sentence_id: int, before: int, after: int, snapshot: Snapshot) -> set[str]:
    """The terms of a sentence and of so many before and after it in its article."""
    return {t.term for i in around(sentence_id, before, after, snapshot) for t in snapshot.tokens_of(i)}


def terms_about(sentence_id: int, snapshot: Snapshot) -> set[str]:
    """The terms of a sentence, of three before it and of its article's title: whom "its" or "the" may be of."""
    return terms_around(sentence_id, 3, 0, snapshot) | title_terms(sentence_id, snapshot)


def title_terms(sentence_id: int, snapshot: Snapshot) -> set[str]:
    """The terms of the title of a sentence's article."""
    title = snapshot.article(snapshot.sentence(sentence_id).article_id).title
    return {token.term for token in analysed(title)}


def occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each place in a text where the words stand and are no parts of longer ones."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        is_apart = not (_is_inside_word(text, start) or _is_inside_word(text, end))
        if is_apart:
            yield start, end
        start = text.find(words, end if is_apart else start + 1)


def _is_inside_word(text: str, place: int) -> bool:
    around = text[max(0, place - 1) : place + 1]
    return 0 < place < len(text) and all(sign.isalnum() or sign == "_" for sign in around)


@per_snapshot(maxsize=512)
def folded_text(article_id: str, snapshot: Snapshot) -> str:
    """The article's text, in the form in which names are compared."""
    return fold(snapshot.article(article_id).text)
