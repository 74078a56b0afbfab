"""What the network is trained to lower: rank, answerability and answer words."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from reader.batches import Batch
from reader.groups import RIGHT, UNCLEAR
from reader.network import END, RANK, START, STATED

# How much more a right sentence counts than a wrong one in answerability: there are about five wrong ones to each.
_RIGHT_WEIGHT = 3.0


def losses(logits: Tensor, batch: Batch) -> tuple[Tensor, ...]:
    """Mean losses over the batch: list-wise cross-entropy of the right sentence among those of its question, binary
    cross-entropy of "this sentence states it" and of "some sentence states it" (the likeliest of the question's),
    cross-entropy of the answer's ends within the right sentence, and how far near misses are from being below what
    is answered."""
    at_marks = logits[batch.marks[:, 0], batch.marks[:, 1]]
    clear, right = batch.labels != UNCLEAR, batch.labels == RIGHT
    rank = _list_wise(at_marks[:, RANK], right, clear, batch.groups)
    weight = torch.where(right, _RIGHT_WEIGHT, 1.0)[clear]
    stated = functional.binary_cross_entropy_with_logits(at_marks[clear, STATED], right[clear].float(), weight)
    answered = _answered(at_marks[:, STATED], right, clear, batch.groups)
    apart = _pairs(at_marks[:, STATED], right, clear, batch)
    return rank, stated, answered, _span(logits, batch.answers), apart


def _answered(scores: Tensor, right: Tensor, clear: Tensor, groups: Tensor) -> Tensor:
    size = int(groups.max()) + 1
    most = _most(scores, clear, groups)
    some = scores.new_zeros(size).scatter_reduce(0, groups, right.float(), "amax")
    return functional.binary_cross_entropy_with_logits(most, some)


def _pairs(scores: Tensor, right: Tensor, clear: Tensor, batch: Batch) -> Tensor:
    """Logistic loss of every answered question's right sentence against every near miss's likeliest, half of it of
    those about one passage."""
    best, most = _most(scores, right, batch.groups), _most(scores, clear, batch.groups)
    answered = torch.zeros_like(best, dtype=torch.bool)
    answered[batch.groups[right]] = True
    one, other = torch.nonzero(answered)[:, 0], torch.nonzero(~answered)[:, 0]
    if not len(one) or not len(other):
        return scores.sum() * 0
    every = functional.softplus(most[other][None, :] - best[one][:, None]).mean()
    if not len(batch.pairs):
        return every
    close = functional.softplus(most[batch.pairs[:, 1]] - best[batch.pairs[:, 0]]).mean()
    return (every + close) / 2


def _most(scores: Tensor, chosen: Tensor, groups: Tensor) -> Tensor:
    """The highest of each question's chosen scores."""
    size = int(groups.max()) + 1
    return scores.new_full((size,), -1e4).scatter_reduce(0, groups[chosen], scores[chosen], "amax")


def _list_wise(scores: Tensor, right: Tensor, clear: Tensor, groups: Tensor) -> Tensor:
    size = int(groups.max()) + 1
    table = scores.new_full((size, len(scores)), -1e4)
    places = torch.arange(len(scores))
    table[groups[clear], places[clear]] = scores[clear]
    wanted = torch.zeros_like(table, dtype=torch.bool)
    wanted[groups[right], places[right]] = True
    answered = wanted.any(dim=1)
    if not answered.any():
        return scores.sum() * 0
    chance = torch.log_softmax(table[answered], dim=1)
    found = torch.logsumexp(chance.masked_fill(~wanted[answered], -1e4), dim=1)
    return -found.mean()


def _span(logits: Tensor, answers: Tensor) -> Tensor:
    if not len(answers):
        return logits.sum() * 0
    places = torch.arange(logits.shape[1])
    inside = (places >= answers[:, 1:2]) & (places < answers[:, 2:3])
    total = logits.new_zeros(())
    for column, target in ((START, 3), (END, 4)):
        scores = logits[answers[:, 0], :, column].masked_fill(~inside, -1e4)
        total = total + functional.cross_entropy(scores, answers[:, target])
    return total / 2
