"""The linear model of short answers as arrays: every span of a sentence scored at once, learned by softmax.

A span's score sums the weights of the names of its first word, last word, inner words and inner gaps and of its facts
(length, being a whole mention), over all groups that the question belongs to (see bot.span_features). The loss is the
list-wise cross-entropy (Cao et al., ICML 2007) of the softmax over the spans against a target that the spans which
agree best with an accepted answer share.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.question_form import Form
from bot.span_features import MAX_LENGTH, ROLES, Layout, fact_names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_GROUPS = 4  # a question's groups at most
# A name must be seen so often with a group to get a weight.
_SEEN = 100
# Agreement is raised to this power: with less, spans that are a word too long or short win.
_SHARP = 50
_BATCH = 1500
_FACTS = fact_names()


class Ids(dict[str, int]):
    """Numbers for names, given out in order of first sight."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


@dataclass(slots=True)
class Corpus:
    """Questions with their right sentences; names as numbers, for each role one list of names a word."""

    group_ids: Ids = field(default_factory=Ids)
    name_ids: dict[str, Ids] = field(default_factory=lambda: {role: Ids() for role in ROLES})
    groups: list[list[int]] = field(default_factory=list)
    num_words: list[int] = field(default_factory=list)
    listed: dict[str, array[int]] = field(default_factory=lambda: {role: array("i") for role in ROLES})
    counts: dict[str, array[int]] = field(default_factory=lambda: {role: array("i") for role in ROLES})
    spans: list[tuple[Ints, Ints]] = field(default_factory=list)  # first word, last word
    whole: list[tuple[int, int, int]] = field(default_factory=list)  # question, span of the question, fact
    target: list[Floats] = field(default_factory=list)

    def add(self, form: Form, layout: Layout, articles: Sequence[bool], gold: Sequence[tuple[int, int]]) -> None:
        """One question: which of the words are articles (they don't count), and the spans of words that answer it."""
        n = len(layout.surface.words)
        ids = [self.group_ids[group] for group in form.groups]
        self.groups.append(ids + [-1] * (_GROUPS - len(ids)))
        for role, lists in zip(ROLES, layout.by_role(), strict=True):
            known = self.name_ids[role]
            for names in lists:
                self.listed[role].extend([known[name] for name in names])
                self.counts[role].append(len(names))
        first, length = (grid.ravel() for grid in np.indices((n, MAX_LENGTH)))
        inside = first + length < n
        row = np.cumsum(inside) - 1
        for low, high, kind in layout.surface.whole:
            if high - low < MAX_LENGTH:
                fact = _FACTS.index(f"is={kind.value}")
                self.whole.append((len(self.num_words), int(row[low * MAX_LENGTH + high - low]), fact))
        first, last = first[inside], (first + length)[inside]
        self.num_words.append(n)
        self.spans.append((first, last))
        self.target.append(_shared_out(agreement(first, last, articles, gold)))


def agreement(first: Ints, last: Ints, articles: Sequence[bool], gold: Sequence[tuple[int, int]]) -> Floats:
    """The best F1 of each span against the gold spans, by words; the articles a, an and the don't count."""
    before = np.concatenate([[0], np.cumsum([not article for article in articles])])
    best = np.zeros(len(first))
    for low, high in gold:
        shared = before[np.minimum(last, high) + 1] - before[np.maximum(first, low)]
        both = before[last + 1] - before[first] + before[high + 1] - before[low]
        best = np.maximum(best, 2 * np.maximum(shared, 0) / np.maximum(both, 1))
    return best


def _shared_out(agreement: Floats) -> Floats:
    sharp = np.where(agreement > 0.3, agreement, 0.0) ** _SHARP
    return sharp / sharp.sum() if sharp.any() else sharp


@dataclass(frozen=True, slots=True)
class Table:
    """The corpus as flat arrays, with a number for each weight: (group, role and name) or (group, fact).

    `entries`: for each role the weight and the word of every name that has a weight, in order of words.
    `facts`: number of the first fact's weight; group g's facts stand at facts + g * len(_FACTS).
    """

    weights: list[tuple[str, str, str]]
    entries: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]
    groups: Ints
    words: Ints  # offsets
    offsets: Ints  # of the spans
    first: NDArray[np.int32]  # word, counted over all questions
    last: NDArray[np.int32]
    target: Floats
    whole: tuple[Ints, Ints]  # span, fact; in order of spans
    facts: int


def tabulate(corpus: Corpus) -> Table:
    """The arrays, with weights for what stands in them often enough."""
    words = np.concatenate([[0], np.cumsum(corpus.num_words)])
    offsets = np.concatenate([[0], np.cumsum([len(first) for first, _ in corpus.spans])])
    groups = np.array(corpus.groups)
    question = np.repeat(np.arange(len(groups)), corpus.num_words)
    group_names = list(corpus.group_ids)
    weights: list[tuple[str, str, str]] = []
    entries = {}
    for role in ROLES:
        names = list(corpus.name_ids[role])
        listed = np.array(corpus.listed[role], dtype=np.int64)
        word = np.repeat(np.arange(words[-1]), np.array(corpus.counts[role]))
        found = []
        for column in groups.T:
            group = column[question[word]]
            key = np.where(group >= 0, group * len(names) + listed, -1)
            seen, times = np.unique(key, return_counts=True)
            kept = seen[(times >= _SEEN) & (seen >= 0)]
            if len(kept):
                place = np.minimum(np.searchsorted(kept, key), len(kept) - 1)
                has = kept[place] == key
                found.append((len(weights) + place[has], word[has]))
                weights += [(group_names[k // len(names)], role, names[k % len(names)]) for k in kept.tolist()]
        numbers, at = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(at, kind="stable")
        entries[role] = (numbers[order].astype(np.int32), at[order].astype(np.int32))
    facts = len(weights)
    weights += [(group, "span", fact) for group in group_names for fact in _FACTS]
    shifts = words[:-1].tolist()
    first = np.concatenate([a + shift for (a, _), shift in zip(corpus.spans, shifts, strict=True)]).astype(np.int32)
    last = np.concatenate([b + shift for (_, b), shift in zip(corpus.spans, shifts, strict=True)]).astype(np.int32)
    owner, row, fact = (np.array(part) for part in zip(*corpus.whole, strict=True))
    order = np.argsort(offsets[owner] + row, kind="stable")
    whole = ((offsets[owner] + row)[order], fact[order])
    return Table(weights, entries, groups, words, offsets, first, last, np.concatenate(corpus.target), whole, facts)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some neighbouring questions of a table: its arrays cut and counted from zero."""

    names: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]
    num_words: int
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    starts: Ints
    owner: Ints
    target: Floats
    whole: tuple[Ints, Ints]
    groups: Ints


def batches(table: Table) -> list[Batch]:
    """The table in pieces."""
    return [_cut(table, low, min(low + _BATCH, len(table.groups))) for low in range(0, len(table.groups), _BATCH)]


def _cut(table: Table, low: int, high: int) -> Batch:
    w0, w1 = int(table.words[low]), int(table.words[high])
    s0, s1 = int(table.offsets[low]), int(table.offsets[high])
    names = {}
    for role, (numbers, at) in table.entries.items():
        a, b = np.searchsorted(at, np.array([w0, w1], dtype=np.int32))
        names[role] = (numbers[a:b], at[a:b] - w0)
    a, b = np.searchsorted(table.whole[0], [s0, s1])
    starts = table.offsets[low:high] - s0
    owner = np.repeat(np.arange(high - low), np.diff(table.offsets[low : high + 1]))
    return Batch(
        names, w1 - w0, table.first[s0:s1] - w0, table.last[s0:s1] - w0, starts, owner, table.target[s0:s1],
        (table.whole[0][a:b] - s0, table.whole[1][a:b]), table.groups[low:high],
    )  # fmt: skip


def fit(table: Table, share: Floats, *, decay: float, rounds: int, mask: NDArray[np.bool_] | None = None) -> Floats:
    """The weights, by Adam (Kingma and Ba, ICLR 2015) in batches; those outside the mask stay 0.

    `share` is each question's part of the loss; the mean should be 1.
    """
    pieces = batches(table)
    shares = [share[low : low + _BATCH] for low in range(0, len(share), _BATCH)]
    size = len(table.weights)
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    rng = np.random.default_rng(0)
    step = 0
    for done in range(rounds):
        rate = 0.02 * (1 - done / rounds) ** 0.5
        for piece in rng.permutation(len(pieces)).tolist():
            slope = _slope(pieces[piece], weights, shares[piece], table.facts) / _BATCH + decay * weights
            if mask is not None:
                slope *= mask
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.99 * square + 0.01 * slope**2
            weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-4)
    return weights


def _slope(batch: Batch, weights: Floats, share: Floats, facts: int) -> Floats:
    """The gradient of the batch's loss."""
    n, k = batch.num_words, len(_FACTS)
    role = {r: np.bincount(at, weights[numbers], minlength=n) for r, (numbers, at) in batch.names.items()}
    inside, gap = (np.concatenate([[0], np.cumsum(role[r])]) for r in ("inside", "gap"))
    own = np.arange(k) + facts + np.maximum(batch.groups, 0)[:, :, None] * k
    has = (batch.groups >= 0)[:, :, None]
    told = (weights[own] * has).sum(axis=1)
    first, last = batch.first, batch.last
    scores = role["start"][first] + role["end"][last] + inside[last + 1] - inside[first]
    scores += gap[last + 1] - gap[first + 1] + told[batch.owner, last - first]
    span, fact = batch.whole
    scores += np.bincount(span, told[batch.owner[span], fact], minlength=len(scores))
    raised = np.exp(scores - np.maximum.reduceat(scores, batch.starts)[batch.owner])
    error = raised / np.add.reduceat(raised, batch.starts)[batch.owner] - batch.target
    error *= (share * (np.add.reduceat(batch.target, batch.starts) > 0))[batch.owner]
    opens, closes = np.bincount(first, error, minlength=n), np.bincount(last, error, minlength=n)
    covers = np.cumsum(opens - np.concatenate([[0], closes[:-1]]))
    by_role = {"start": opens, "end": closes, "inside": covers, "gap": covers - opens}
    slope = np.zeros(len(weights))
    for r, (numbers, at) in batch.names.items():
        slope += np.bincount(numbers, by_role[r][at], minlength=len(weights))
    by_fact = np.bincount(batch.owner * k + last - first, error, minlength=len(share) * k)
    by_fact += np.bincount(batch.owner[span] * k + fact, error[span], minlength=len(share) * k)
    spread = np.broadcast_to(by_fact.reshape(-1, 1, k), own.shape) * has
    slope += np.bincount(own.ravel(), spread.ravel(), minlength=len(weights))
    return slope
