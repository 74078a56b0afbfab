"""`python -m bench.parity [SENTENCES …]`: the ten best of 1,000 random questions, beside rank-bm25's own scores.

Prints, for each number of made-up sentences and each way of ranking, the largest difference of a score; exits with 1
when it is above 0.0001, or when a sentence is missing that rank-bm25 scores higher than the tenth.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bench import corpora
from index import compiled
from index.analysis import terms
from index.bm25 import K1, B
from index.postings import Postings
from index.ranker import Ranker

_K, _QUESTIONS = 10, 1_000
_ALLOWED = 1e-4


def main(sizes: Sequence[int]) -> int:
    """0 when all is equal."""
    worst = 0.0
    for size in sizes:
        for way, difference in differences(size, _QUESTIONS).items():
            print(f"{size} sentences, {_QUESTIONS} questions, {way}: scores differ by {difference:.1e} at most")
            worst = max(worst, difference)
    return int(worst > _ALLOWED)


def differences(size: int, num_questions: int) -> dict[str, float]:
    """By way of ranking the largest difference of one of the ten best scores; infinite when a better one is missing."""
    made = corpora.articles(size, corpora.texts_of([]))
    corpus = [terms(sentence) for article in made for sentence in article]
    reference, ranker = BM25Okapi(corpus, k1=K1, b=B), Ranker.of(postings_of(corpus))
    found = {"numpy": 0.0} | ({"numba": 0.0} if compiled.wait() else {})
    for question in questions(corpus, num_questions):
        scores = reference.get_scores(question)
        for way in found:
            ranker.may_compile = way == "numba"
            found[way] = max(found[way], _difference(ranker, question, scores))
    return found


def questions(corpus: Sequence[Sequence[str]], count: int) -> Iterator[list[str]]:
    """Random questions: words as frequent as in the sentences, words of the vocabulary, now and then an unseen one."""
    chance = random.Random(11)
    vocabulary = sorted({term for sentence in corpus for term in sentence})
    for _ in range(count):
        asked = [chance.choice(chance.choice(corpus) or vocabulary) for _ in range(chance.randint(1, 7))]
        asked += [chance.choice(vocabulary) for _ in range(chance.randint(0, 4))]
        yield asked + ["unseenword"] * (chance.random() < 0.1)


def postings_of(corpus: Sequence[Sequence[str]]) -> Postings:
    """The postings of sentences given by their terms."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for i, sentence in enumerate(corpus):
        for term, count in Counter(sentence).items():
            rows.setdefault(term, []).append((i, count))
    flat = np.array([row for term in sorted(rows) for row in rows[term]], dtype=np.int64).reshape(-1, 2)
    return Postings(
        tuple(sorted(rows)),
        np.array([0, *accumulate(len(rows[term]) for term in sorted(rows))], dtype=np.int64),
        flat[:, 0].astype(np.uint32),
        flat[:, 1].astype(np.uint16),
        np.array([len(sentence) for sentence in corpus], dtype=np.uint16),
    )


def _difference(ranker: Ranker, question: Sequence[str], scores: NDArray[np.float64]) -> float:
    hits = ranker.rank(question, _K)
    best = np.sort(scores)[::-1][: len(hits)]  # ties may be other sentences: the scores decide
    ours = np.array([hit.score for hit in hits])
    if (np.diff(ours) > 0).any() or (best > ours + _ALLOWED).any():
        return float("inf")
    return float(np.abs(ours - scores[[hit.sentence_id for hit in hits]]).max(initial=0.0))


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [1_000, 100_000]))
