"""Groups to batches of tensors: passages cut at random, encoded as the engine encodes them, padded."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

import torch
from torch import Tensor

from bot.reading.encoding import QUESTION, SENTENCE, TITLE, Encoded, Pieces, encode, pieces
from bot.reading.windows import MOST_TOKENS
from reader.groups import Group, Passage

T = TypeVar("T")
_GROUPS = 16
# Batches that are sorted by length together, so that little is padding.
_SORTED = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One encoded window: labels of its sentences, which of them the centre is, where the answer stands.

    `answered` is the sentence that holds the answer, `first` and `last` its outer places in the row; -1 without.
    """

    encoded: Encoded
    labels: list[int]
    centre: int
    answered: int = -1
    first: int = -1
    last: int = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step.

    ids, types, mask: rows × places. marks: row and place of every sentence mark. labels, groups: of every mark.
    answers: row, first place of the sentence, its end, first and last place of the answer. pairs: an answered group
    and the near miss about the same passage.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    marks: Tensor
    labels: Tensor
    groups: Tensor
    answers: Tensor
    pairs: Tensor


@lru_cache(maxsize=400_000)
def cached(text: str, most: int) -> Pieces:
    return pieces(text, most)


def row(question: str, passage: Passage, rng: random.Random | None) -> Row:
    """The passage as a window: its centre with as many sentences beside it as chance says, one each without."""
    held = [cached(text, SENTENCE) for text in passage.sentences]
    before, after = (rng.choice((0, 1, 1, 2)), rng.choice((0, 1, 1, 2))) if rng else (1, 1)
    low, high = passage.centre, passage.centre + 1
    room = MOST_TOKENS - len(held[low].ids)
    while low > 0 and passage.centre - low < before and len(held[low - 1].ids) <= room:
        low -= 1
        room -= len(held[low].ids)
    while high < len(held) and high - passage.centre <= after and len(held[high].ids) <= room:
        room -= len(held[high].ids)
        high += 1
    encoded = encode(cached(question, QUESTION), cached(passage.title, TITLE), held[low:high])
    labels = passage.labels[low:high]
    centre = passage.centre - low
    if passage.answer is None:
        return Row(encoded, labels, centre)
    number, start, end = passage.answer
    inside = [i for i, span in enumerate(held[number].spans) if span.start < end and start < span.end]
    if not inside or not low <= number < high:
        return Row(encoded, labels, centre)
    mark = encoded.marks[number - low]
    return Row(encoded, labels, centre, number - low, mark + 1 + inside[0], mark + 1 + inside[-1])


def epoch(units: Sequence[Sequence[Group]], negatives: int, rng: random.Random) -> Iterator[Batch]:
    """Every group once, in random order, each with its first passage and at most so many others.

    Groups of one unit stay in one batch.
    """
    order = rng.sample(units, len(units))
    for chunk in _cut(order, _GROUPS * _SORTED):
        made = [[_rows(group, negatives, rng) for group in unit] for unit in chunk]
        made.sort(key=lambda unit: max(len(r.encoded.ids) for rows in unit for r in rows))
        batches = list(_cut(made, _GROUPS))
        rng.shuffle(batches)
        yield from map(batch, batches)


def _cut(units: Sequence[Sequence[T]], most: int) -> Iterator[list[Sequence[T]]]:
    """The units in order, in runs of about so many groups."""
    run: list[Sequence[T]] = []
    held = 0
    for unit in units:
        if run and held + len(unit) > most:
            yield run
            run, held = [], 0
        run.append(unit)
        held += len(unit)
    if run:
        yield run


def _rows(group: Group, negatives: int, rng: random.Random) -> list[Row]:
    first, *wrong = group.passages
    return [row(group.question, passage, rng) for passage in (first, *rng.sample(wrong, min(len(wrong), negatives)))]


def batch(units: Sequence[Sequence[Sequence[Row]]]) -> Batch:
    """The rows of these units' groups as tensors; a unit of two is a pair."""
    groups = [group for unit in units for group in unit]
    ends = accumulate(len(unit) for unit in units)
    pairs = [(end - 2, end - 1) for unit, end in zip(units, ends, strict=True) if len(unit) == 2]
    rows = [r for group in groups for r in group]
    width = max(len(r.encoded.ids) for r in rows)
    marks, labels, owners, answers = [], [], [], []
    number = 0
    for owner, group in enumerate(groups):
        for r in group:
            marks += [(number, mark) for mark in r.encoded.marks]
            labels += r.labels
            owners += [owner] * len(r.labels)
            if r.answered >= 0:
                behind = [*r.encoded.marks[1:], len(r.encoded.ids) - 1]
                answers.append((number, r.encoded.marks[r.answered] + 1, behind[r.answered], r.first, r.last))
            number += 1
    return Batch(
        torch.tensor([r.encoded.ids + [0] * (width - len(r.encoded.ids)) for r in rows]),
        torch.tensor([r.encoded.types + [0] * (width - len(r.encoded.ids)) for r in rows]),
        torch.tensor([[1] * len(r.encoded.ids) + [0] * (width - len(r.encoded.ids)) for r in rows]),
        torch.tensor(marks),
        torch.tensor(labels),
        torch.tensor(owners),
        torch.tensor(answers).reshape(-1, 5),
        torch.tensor(pairs).reshape(-1, 2),
    )
