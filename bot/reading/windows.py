"""Candidates to windows: runs of neighbouring sentences of one article that are read together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.snapshot import Snapshot

# Tokens of sentences in a window at most; a window of one sentence may be longer.
MOST_TOKENS = 128
# Candidates so close share a window, and with it their surroundings.
_APART = 2

Window = tuple[int, ...]


def windows(candidates: Iterable[int], snapshot: Snapshot, length: Callable[[int], int]) -> list[Window]:
    """Sentence ids to read together, in reading order: every candidate once, with the sentences beside it.

    `length` counts the tokens of a sentence. What stands beside a candidate joins its window while there is room.
    """
    found: list[Window] = []
    run: list[int] = []
    for candidate in sorted(candidates):
        joined = range(run[0], candidate + 1) if run else range(candidate, candidate + 1)
        near = run and candidate - run[-1] <= _APART and _same_article(run[0], candidate, snapshot)
        if near and _tokens(joined, snapshot, length) <= MOST_TOKENS:
            run = [*joined]
            continue
        if run:
            found.append(_widened(run, snapshot, length))
        run = [candidate]
    if run:
        found.append(_widened(run, snapshot, length))
    return found


def beside(sentence_id: int, step: int, snapshot: Snapshot) -> int | None:
    """The next sentence of the same article in one direction (step 1 or -1), past headings and captions."""
    other = sentence_id + step
    while 0 <= other < snapshot.num_sentences and _same_article(sentence_id, other, snapshot):
        if snapshot.answerable[other]:
            return other
        other += step
    return None


def _widened(run: list[int], snapshot: Snapshot, length: Callable[[int], int]) -> Window:
    held = [i for i in run if snapshot.answerable[i]]
    room = MOST_TOKENS - sum(map(length, held))
    for step in (-1, 1):
        other = beside(held[0] if step < 0 else held[-1], step, snapshot)
        if other is not None and length(other) <= room:
            room -= length(other)
            held = [other, *held] if step < 0 else [*held, other]
    return tuple(held)


def _tokens(ids: Iterable[int], snapshot: Snapshot, length: Callable[[int], int]) -> int:
    return sum(length(i) for i in ids if snapshot.answerable[i])


def _same_article(one: int, other: int, snapshot: Snapshot) -> bool:
    return bool(snapshot.article_numbers[one] == snapshot.article_numbers[other])
