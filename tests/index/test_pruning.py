"""What is passed over could not have come in: hits and scores are those of a sum over all sentences."""

from __future__ import annotations

import numpy as np
import pytest

from index import compiled, pruning
from index.model import Hit
from index.postings import Postings
from index.ranker import Ranker, top_hits

NUM_TERMS = 24
TERMS = tuple(f"t{i:02}" for i in range(NUM_TERMS))


def ranker_of(chance: np.random.Generator, num_sentences: int) -> Ranker:
    """Sentences of 1 to some 90 tokens, terms from rare to common, some of them often in one sentence."""
    sentences, counts = [], []
    for i in range(NUM_TERMS):
        held = chance.random(num_sentences) < 0.3 / (i + 1)
        held[chance.integers(num_sentences)] = True
        sentences.append(np.flatnonzero(held).astype(np.uint32))
        often = chance.geometric(0.9, held.sum())
        often[chance.random(len(often)) < 0.01] = 70
        counts.append(often.astype(np.uint16))
    lengths = np.bincount(np.concatenate(sentences), np.concatenate(counts), minlength=num_sentences)
    lengths += chance.integers(1, 60, num_sentences)
    offsets = np.cumsum([0, *map(len, sentences)])
    return Ranker.of(Postings(TERMS, offsets, np.concatenate(sentences), np.concatenate(counts), lengths.astype("u2")))


def by_sum(ranker: Ranker, weights: dict[str, float], k: int) -> list[Hit]:
    """The best by the scores of all sentences."""
    scores, matched = ranker.scores(weights)
    return top_hits(scores, np.flatnonzero(matched), k)


def questions(chance: np.random.Generator) -> list[dict[str, float]]:
    """Weights of one to eight terms."""
    asked = [chance.choice(TERMS, chance.integers(1, 9)) for _ in range(60)]
    return [{str(term): float(chance.choice([1.0, 1.0, 2.0, 0.3])) for term in terms} for terms in asked]


@pytest.mark.parametrize(("many", "guess", "few"), [(50, 0.95, 0), (20, 0.6, 200), (200, 0.3, 10), (6_000, 0.25, 200)])
def test_sentences_are_closed_early_and_none_is_missed(
    monkeypatch: pytest.MonkeyPatch, many: int, guess: float, few: int
) -> None:
    """However few terms are read whole, and however the others are looked up, the hits are the sum's, to the bit."""
    monkeypatch.setattr(pruning, "_MANY", many)
    monkeypatch.setattr(pruning, "_GUESS", guess)
    monkeypatch.setattr(pruning, "_FEW", few)
    chance = np.random.default_rng(many)
    ranker = ranker_of(chance, 6_000)
    ranker.may_compile = False
    for weights in questions(chance):
        assert ranker.rank(weights, 10) == by_sum(ranker, weights, 10)


def test_the_compiled_search_passes_over_windows_and_misses_none() -> None:
    """Three windows, ties, counts of 70, more hits than are kept before they are scored: the sum's hits, to the bit."""
    if not compiled.wait():
        pytest.skip("numba is not installed")
    chance = np.random.default_rng(3)
    ranker = ranker_of(chance, 40_000)
    for weights in questions(chance):
        for k in (1, 10, 400, 900):
            assert ranker.rank(weights, k) == by_sum(ranker, weights, k)
