"""Tables and postings of a new snapshot from those of the one before and those of newly analysed articles.

Everything is moved in flat arrays: an article that stays costs no more than the copy of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of articles with their postings; the rows of `sentences` begin with the number of their article."""

    sentences: NDArray[np.int32]
    postings: Postings


@dataclass(frozen=True, slots=True)
class Placed:
    """A part, and for each of its articles the number that it gets; -1 for those that are left out."""

    part: Part
    numbers: Numbers


def merge(parts: Sequence[Placed]) -> Part:
    """One part of all articles that stay. Every number from 0 must be given to one article."""
    counts = np.zeros(sum(int((placed.numbers >= 0).sum()) for placed in parts), dtype=np.int64)
    for placed in parts:
        lengths = np.bincount(placed.part.sentences[:, 0], minlength=len(placed.numbers))
        counts[placed.numbers[placed.numbers >= 0]] = lengths[placed.numbers >= 0]
    starts = np.concatenate(([0], np.cumsum(counts)))
    maps = [_sentence_ids(placed, starts) for placed in parts]
    total = int(starts[-1])
    table, token_counts = np.empty((total, 5), dtype=np.int32), np.empty(total, dtype=np.uint16)
    for placed, ids in zip(parts, maps, strict=True):
        stay = ids >= 0
        table[ids[stay]] = placed.part.sentences[stay]
        token_counts[ids[stay]] = placed.part.postings.lengths[stay]
    table[:, 0] = np.repeat(np.arange(len(counts)), counts)
    return Part(table, _postings(parts, maps, token_counts))


def _sentence_ids(placed: Placed, starts: Numbers) -> Numbers:
    """For each sentence of a part its new id; -1 where its article is left out."""
    articles = placed.part.sentences[:, 0]
    lengths = np.bincount(articles, minlength=len(placed.numbers))
    first = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    ids: Numbers = np.arange(len(articles)) + (starts[placed.numbers] - first)[articles]
    ids[placed.numbers[articles] < 0] = -1
    return ids


def _postings(parts: Sequence[Placed], maps: Sequence[Numbers], lengths: NDArray[np.uint16]) -> Postings:
    stay = [ids[placed.part.postings.sentences] >= 0 for placed, ids in zip(parts, maps, strict=True)]
    used = [_used_terms(placed.part.postings, kept) for placed, kept in zip(parts, stay, strict=True)]
    terms = sorted({term for found in used for term in found})
    number = {term: i for i, term in enumerate(terms)}
    keys: list[Numbers] = []
    counts: list[NDArray[np.uint16]] = []
    for placed, ids, kept in zip(parts, maps, stay, strict=True):
        postings = placed.part.postings
        renamed = np.array([number.get(term, -1) for term in postings.terms], dtype=np.int64)
        of_posting = np.repeat(renamed, np.diff(postings.offsets))
        # One number that sorts as term and sentence do.
        keys.append((of_posting * len(lengths) + ids[postings.sentences])[kept])
        counts.append(postings.counts[kept])
    key, count = _in_order(keys, counts)
    per_term = np.bincount(key // max(1, len(lengths)), minlength=len(terms))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(per_term, dtype=np.int64)))
    sentences = (key % max(1, len(lengths))).astype(np.uint32)
    return Postings(tuple(terms), offsets, sentences, count, lengths)


def _used_terms(postings: Postings, stay: NDArray[np.bool_]) -> Sequence[str]:
    """The terms with a posting that stays."""
    if stay.all():
        return postings.terms
    seen = np.concatenate(([0], np.cumsum(stay)))[postings.offsets]
    return [postings.terms[i] for i in np.flatnonzero(np.diff(seen))]


def _in_order(keys: list[Numbers], counts: list[NDArray[np.uint16]]) -> tuple[Numbers, NDArray[np.uint16]]:
    """Keys ascending, with their counts."""
    keys, counts = [k for k in keys if len(k)], [c for c in counts if len(c)]
    if not keys:
        return np.empty(0, np.int64), np.empty(0, np.uint16)
    if len(keys) == 2 and all((np.diff(one) > 0).all() for one in keys):
        places = np.searchsorted(keys[0], keys[1])  # few among many: no need to sort all
        return np.insert(keys[0], places, keys[1]), np.insert(counts[0], places, counts[1])
    key, count = np.concatenate(keys), np.concatenate(counts)
    order = np.argsort(key, kind="stable")
    return key[order], count[order]
