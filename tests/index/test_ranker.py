"""Terms to hits: rank-bm25's scores, a brute-force scan's order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.analysis import terms
from index.bm25 import K1, B
from index.model import Hit
from index.pruning import candidates
from index.ranker import Postings, Ranker, top_hits
from index.snapshot import load

Corpus = Sequence[Sequence[str]]

WORDS = st.sampled_from("gaza cairo hamas truce talks aid".split())
CORPORA = st.lists(st.lists(WORDS, max_size=8), min_size=1, max_size=12)
QUERIES = st.lists(st.one_of(WORDS, st.just("unseen")), max_size=5)

SMALL = [
    "hamas truce talks".split(),
    "talks in cairo".split(),
    "truce talks".split(),
    "talks talks talks in doha".split(),
    "truce talks".split(),
]


def postings_of(corpus: Corpus) -> Postings:
    """The postings of a corpus, made the slow way."""
    vocabulary = sorted({term for sentence in corpus for term in sentence})
    rows = [[(i, s.count(term)) for i, s in enumerate(corpus) if term in s] for term in vocabulary]
    flat = [row for group in rows for row in group]
    return Postings(
        tuple(vocabulary),
        np.array([0, *accumulate(len(group) for group in rows)], dtype=np.int64),
        np.array([i for i, _ in flat], dtype=np.uint32),
        np.array([count for _, count in flat], dtype=np.uint16),
        np.array([len(sentence) for sentence in corpus], dtype=np.uint16),
    )


def scan(corpus: Corpus, ranker: Ranker, query: Mapping[str, float], k: int) -> list[Hit]:
    """Scores every sentence by the formula, one at a time, and sorts them: best first, then reading order."""
    mean_length = sum(map(len, corpus)) / len(corpus)
    found: list[tuple[float, int]] = []
    for i, sentence in enumerate(corpus):
        score = 0.0
        for term, weight in query.items():
            if tf := sentence.count(term):
                norm = K1 * (1 - B + B * len(sentence) / mean_length)
                score += weight * ranker.idf(term) * (tf * (K1 + 1) / (tf + norm))
        if set(sentence) & set(query):
            found.append((-score, i))
    return [Hit(i, -negative, rank) for rank, (negative, i) in enumerate(sorted(found)[:k], start=1)]


def assert_equals_rank_bm25(ranker: Ranker, reference: BM25Okapi, corpus: Corpus, query: Sequence[str]) -> None:
    """The scores are rank-bm25's, and exactly the sentences with a term of the query matched."""
    scores, matched = ranker.scores(Counter(query))
    np.testing.assert_allclose(scores, reference.get_scores(query), rtol=0, atol=1e-9)
    assert matched.tolist() == [bool(set(sentence) & set(query)) for sentence in corpus]


@settings(deadline=None, max_examples=150)
@given(CORPORA, QUERIES)
def test_scores_are_those_of_rank_bm25(corpus: list[list[str]], query: list[str]) -> None:
    """Also with empty sentences, repeated and unseen query terms, and idf below zero."""
    assume(any(corpus))  # rank-bm25 divides by zero without a single term
    assert_equals_rank_bm25(Ranker(postings_of(corpus)), BM25Okapi(corpus, k1=0.9, b=0.4), corpus, query)


@settings(deadline=None, max_examples=150)
@given(CORPORA, QUERIES, st.integers(0, 14))
def test_a_ranking_equals_the_brute_force_scan(corpus: list[list[str]], query: list[str], k: int) -> None:
    """Same sentences, same scores, same ranks; ties in reading order also at the cut-off."""
    ranker = Ranker(postings_of(corpus))
    assert ranker.rank(query, k) == scan(corpus, ranker, Counter(query), k)


@settings(deadline=None, max_examples=300)
@given(CORPORA, QUERIES, st.integers(0, 14))
def test_a_pruned_ranking_equals_the_brute_force_scan(corpus: list[list[str]], query: list[str], k: int) -> None:
    """What is passed over for a small corpus is done here too."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.ranker._FEW", 0)
        ranker = Ranker(postings_of(corpus))
        assert ranker.rank(query, k) == scan(corpus, ranker, Counter(query), k)


def test_pruning_passes_over_most_and_loses_nothing() -> None:
    """Common terms are looked up for few sentences; hits and scores are those of all sentences, bit by bit."""
    chance = random.Random(3)
    vocabulary = [f"w{i}" for i in range(3000)]
    frequencies = [1 / (i + 1) for i in range(3000)]
    corpus = [chance.choices(vocabulary, frequencies, k=chance.randint(3, 20)) for _ in range(20_000)]
    ranker = Ranker(fast_postings_of(corpus))
    passed_over = 0
    for _ in range(60):
        query = Counter(f"w{int(chance.random() ** 3 * 3000)}" for _ in range(chance.randint(2, 9)))
        scores, matched = ranker.scores(query)
        assert ranker.rank(query, 10) == top_hits(scores, np.flatnonzero(matched), 10)
        found = [ranker._weighed(term, weight) for term, weight in query.items() if ranker.knows(term)]
        kept = candidates(found, 10, ranker._norm)
        passed_over += len(kept) < matched.sum() / 2
    assert passed_over > 20


def fast_postings_of(corpus: Corpus) -> Postings:
    """The postings of a large corpus."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for i, sentence in enumerate(corpus):
        for term, count in Counter(sentence).items():
            rows.setdefault(term, []).append((i, count))
    terms_, flat = sorted(rows), [row for term in sorted(rows) for row in rows[term]]
    return Postings(
        tuple(terms_),
        np.array([0, *accumulate(len(rows[term]) for term in terms_)], dtype=np.int64),
        np.array([i for i, _ in flat], dtype=np.uint32),
        np.array([count for _, count in flat], dtype=np.uint16),
        np.array([len(sentence) for sentence in corpus], dtype=np.uint16),
    )


def thousand_sentences() -> list[list[str]]:
    """1,000 sentences of 0 to 30 words from 400, the first of which are much more frequent, as in real text."""
    chance = random.Random(7)
    vocabulary = [f"word{i}" for i in range(400)]
    frequencies = [1 / (i + 1) for i in range(400)]
    return [chance.choices(vocabulary, frequencies, k=chance.randint(0, 30)) for _ in range(1000)]


def test_a_thousand_sentences_score_and_rank_as_expected() -> None:
    """rank-bm25's scores and the scan's ranking, for 40 queries of frequent, rare and unseen terms."""
    corpus = thousand_sentences()
    ranker = Ranker(postings_of(corpus))
    reference = BM25Okapi(corpus, k1=0.9, b=0.4)
    chance = random.Random(11)
    for _ in range(40):
        query = [f"word{int(chance.random() ** 2 * 410)}" for _ in range(chance.randint(1, 8))]
        assert_equals_rank_bm25(ranker, reference, corpus, query)
        assert ranker.rank(query, 10) == scan(corpus, ranker, Counter(query), 10)


def test_the_seeds_rank_as_with_rank_bm25(seeds_index: Path) -> None:
    """From articles on disk to scores, the index adds nothing to rank-bm25 and loses nothing of it."""
    snapshot = load(seeds_index)
    corpus = [terms(snapshot.text_of(snapshot.sentence(i))) for i in range(snapshot.num_sentences)]
    reference = BM25Okapi(corpus, k1=0.9, b=0.4)
    for question in ("who led Hamas's delegation?", "How many hostages remain?", "the the talks in Cairo", "Rafah"):
        scores, _ = snapshot.ranker.scores(Counter(terms(question)))
        np.testing.assert_allclose(scores, reference.get_scores(terms(question)), rtol=0, atol=1e-9)
        best = int(np.argmax(reference.get_scores(terms(question))))
        assert snapshot.ranker.rank(terms(question), 3)[0].sentence_id == best


def test_ties_keep_reading_order_even_where_they_are_cut() -> None:
    """Two sentences of the same words tie; the earlier one comes first, however few are asked for."""
    ranker = Ranker(postings_of(SMALL))
    assert [hit.sentence_id for hit in ranker.rank(["truce"], 3)] == [2, 4, 0]
    assert [hit.sentence_id for hit in ranker.rank(["truce"], 1)] == [2]
    hits = top_hits(np.array([1.0, 2.0, 1.0, 1.0]), np.array([0, 1, 2, 3]), 3)
    assert [(hit.sentence_id, hit.rank) for hit in hits] == [(1, 1), (0, 2), (2, 3)]


def test_a_term_in_every_sentence_still_matches_every_sentence() -> None:
    """Its score may be next to nothing or below zero; the postings say that it is there."""
    ranker = Ranker(postings_of(SMALL))
    assert sorted(hit.sentence_id for hit in ranker.rank(["talks"], 10)) == [0, 1, 2, 3, 4]
    everywhere = Ranker(postings_of([["talks"], ["talks"]]))
    assert [hit.sentence_id for hit in everywhere.rank(["talks"], 10)] == [0, 1]


def test_an_unseen_term_matches_nothing_and_weighs_nothing() -> None:
    """It is known to be unknown, and changes no other term's hits."""
    ranker = Ranker(postings_of(SMALL))
    assert ranker.rank(["tehran"], 10) == []
    assert (ranker.knows("tehran"), ranker.knows("cairo"), ranker.idf("tehran")) == (False, True, 0.0)
    assert len(ranker.posting("tehran")[0]) == 0
    assert ranker.rank(["tehran", "cairo"], 10) == ranker.rank(["cairo"], 10)


def test_an_empty_query_and_a_cut_off_of_none_give_no_hits() -> None:
    """Nothing asked, nothing found; asking for no hits is no error."""
    ranker = Ranker(postings_of(SMALL))
    assert ranker.rank([], 10) == []
    assert ranker.rank(["truce"], 0) == []


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_a_corpus_without_terms_answers_nothing(corpus: Corpus) -> None:
    """rank-bm25 itself divides by zero here."""
    assert Ranker(postings_of(corpus)).rank(["truce"], 10) == []


def test_a_term_asked_twice_counts_twice_and_a_weight_scales_it() -> None:
    """As in rank-bm25; weights are the same thing for fractions."""
    ranker = Ranker(postings_of(SMALL))
    (once,) = ranker.rank(["cairo"], 1)
    (twice,) = ranker.rank(["cairo", "cairo"], 1)
    (half,) = ranker.rank({"cairo": 0.5}, 1)
    assert twice.score == pytest.approx(2 * once.score)
    assert half.score == pytest.approx(once.score / 2)
    assert once.score > 0


def test_a_posting_lists_sentences_in_order_with_counts() -> None:
    """Sentence ids ascend; the count is how often the term stands there."""
    sentences, counts = Ranker(postings_of(SMALL)).posting("talks")
    assert (sentences.tolist(), counts.tolist()) == ([0, 1, 2, 3, 4], [1, 1, 1, 3, 1])
