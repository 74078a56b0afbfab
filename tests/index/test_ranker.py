"""Terms to hits: rank-bm25's scores, a brute-force scan's order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bench.parity import differences
from bench.parity import postings_of as postings_of_many
from index import compiled
from index.analysis import terms
from index.bm25 import K1, B, idf_of, same_idf
from index.joined_ranker import JoinedRanker, common_idf
from index.layout import layout_of, read_back
from index.model import Hit
from index.postings import Postings
from index.ranker import Ranker, top_hits
from index.snapshot import load
from index.stored_ranker import stored
from index.thinned_ranker import thinned
from index.vocabulary import Vocabulary

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


def share(sentence: Sequence[str], term: str, mean_length: float) -> float:
    """BM25's saturated count by the formula."""
    tf = sentence.count(term)
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(sentence) / mean_length))


def scan(corpus: Corpus, ranker: Ranker, query: Mapping[str, float], k: int) -> list[Hit]:
    """Scores every sentence by the formula, one at a time, and sorts them: best first, then reading order.

    A score is summed up from the term of most weight to the one of least.
    """
    mean_length = sum(map(len, corpus)) / len(corpus)
    terms_ = sorted(query, key=lambda term: query[term] * ranker.idf(term), reverse=True)
    found: list[tuple[float, int]] = []
    for i, sentence in enumerate(corpus):
        score = 0.0
        for term in terms_:
            if term in sentence:
                score += query[term] * ranker.idf(term) * share(sentence, term, mean_length)
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
    assert_equals_rank_bm25(Ranker.of(postings_of(corpus)), BM25Okapi(corpus, k1=0.9, b=0.4), corpus, query)


@pytest.mark.parametrize("way", ["numpy", "compiled"])
@pytest.mark.parametrize("column_share", [32, 1])
@settings(deadline=None, max_examples=150)
@given(CORPORA, QUERIES, st.integers(0, 14))
def test_a_ranking_equals_the_brute_force_scan(
    way: str, column_share: int, corpus: list[list[str]], query: list[str], k: int
) -> None:
    """Same sentences, same scores, same ranks; ties in reading order also at the cut-off; however terms are stored."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.layout._COLUMN_SHARE", column_share)
        patched.setattr("index.layout._FREQUENT", 4)
        ranker = Ranker.of(postings_of(corpus))
        rank_by(way, ranker)
        assert ranker.rank(query, k) == scan(corpus, ranker, Counter(query), k)


def rank_by(way: str, ranker: Ranker) -> None:
    """Makes every ranking that of numpy, or of the compiled kernel."""
    ranker.may_compile = way == "compiled"
    if ranker.may_compile:
        pytest.importorskip("numba")
        assert compiled.wait()


@pytest.fixture(scope="module")
def large_corpus() -> list[list[str]]:
    """20,000 sentences in which words are as frequent as in real text; a few are long, or hold a word very often."""
    chance = random.Random(3)
    vocabulary = [f"w{i}" for i in range(3000)]
    frequencies = list(accumulate(1 / (i + 1) for i in range(3000)))
    corpus = [chance.choices(vocabulary, cum_weights=frequencies, k=chance.randint(3, 20)) for _ in range(20_000)]
    corpus[77] = ["w5"] * 63 + ["w900"] * 64
    corpus[11_000] = ["w5"] * 70 + ["w6"] * 300
    return corpus


@pytest.mark.parametrize(("way", "few"), [("numpy", 200), ("numpy", 0), ("compiled", 200)])
def test_passing_over_most_sentences_loses_none(
    way: str, few: int, large_corpus: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hits and scores are those of all sentences, bit by bit; also when terms that were kept have to go."""
    monkeypatch.setattr("index.pruning._FEW", few)
    monkeypatch.setattr("index.terms._MOST_KNOWN", 5)
    ranker = Ranker.of(postings_of_many(large_corpus))
    rank_by(way, ranker)
    chance = random.Random(5)
    for turn in range(120):
        query = Counter(f"w{int(chance.random() ** 3 * 3000)}" for _ in range(chance.randint(1, 9)))
        query["w5"] += turn % 3 == 0
        scores, matched = ranker.scores(+query)
        k = (10, 1, 300)[turn % 3]
        assert ranker.rank(+query, k) == top_hits(scores, np.flatnonzero(matched), k)


def test_without_numba_numpy_ranks(large_corpus: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing needs the extra: where it is missing, or can't be loaded, the hits are the same."""
    postings = postings_of_many(large_corpus)
    hits = Ranker.of(postings).rank(["w5", "w70"], 10)
    for find in (lambda _: None, lambda _: object()):
        with monkeypatch.context() as patched:
            patched.setattr(compiled, "_loaded", None)
            patched.setattr(compiled, "_loading", None)
            patched.setattr("importlib.util.find_spec", find)
            patched.setattr("importlib.import_module", broken)
            assert not compiled.wait()
            assert Ranker.of(postings).rank(["w5", "w70"], 10) == hits


@pytest.mark.parametrize("way", ["numpy", "compiled"])
def test_terms_come_in_any_form(way: str, large_corpus: list[list[str]]) -> None:
    """As an iterator, as weights, one twice, one that holds what parts them on the way: the same by any way."""
    ranker = Ranker.of(postings_of_many(large_corpus))
    rank_by(way, ranker)
    hits = ranker.rank({"w70": 2.0, "w5": 1.0}, 10)
    assert len(hits) == 10
    assert ranker.rank(["w70", "w5", "w70"], 10) == ranker.rank(iter(["w70", "w5", "w70"]), 10) == hits
    assert ranker.rank(["w70", "w5\nw6", "", "w5", "w70"], 10) == hits
    assert ranker.rank(["w70", "w5"] * 600, 10)[0].sentence_id == ranker.rank(["w70", "w5"], 10)[0].sentence_id
    assert ranker.rank([], 10) == ranker.rank(["w5\nw6"], 10) == ranker.rank(["w5"], 0) == []


@pytest.mark.parametrize("way", ["numpy", "compiled"])
def test_terms_of_any_length_are_told_apart(way: str) -> None:
    """The kernel keeps a term's length in 16 bits."""
    long = ["x" * size for size in (65_534, 65_535, 65_536, 65_535 + 65_536)]
    ranker = Ranker.of(postings_of([["a", term] for term in long] + [["a"]]))
    rank_by(way, ranker)
    for number, term in enumerate(long):
        assert [hit.sentence_id for hit in ranker.rank([term], 10)] == [number]
    assert ranker.rank(["x" * 65_537], 10) == ranker.rank(["x"], 10) == []


def broken(name: str) -> None:
    """What an installation that is not whole does."""
    raise ImportError(f"{name} is not whole")


@pytest.mark.parametrize("way", ["numpy", "compiled"])
def test_threads_rank_at_once(way: str, large_corpus: list[list[str]]) -> None:
    """None sees what another is summing up."""
    ranker = Ranker.of(postings_of_many(large_corpus))
    rank_by(way, ranker)
    questions = [[f"w{number}", f"w{number * 7 % 900}", f"w{number * 13 % 90}"] for number in range(200)]
    alone = [ranker.rank(question, 10) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda question: ranker.rank(question, 10), questions)) == alone


def test_a_layout_gives_the_postings_back(large_corpus: list[list[str]]) -> None:
    """However a term is stored, and however often it stands in a sentence."""
    postings = postings_of_many(large_corpus)
    layout = layout_of(postings)
    kinds = [set(layout.frequent[layout.column_of >= 0].tolist()), set(layout.frequent[layout.column_of < 0].tolist())]
    assert min(map(len, kinds)) > 10
    assert len(layout.large) == 4
    back = read_back(layout, postings.terms)
    for field in ("offsets", "sentences", "counts", "lengths"):
        np.testing.assert_array_equal(getattr(back, field), getattr(postings, field))
    ranker = Ranker.of(postings)
    for term in ("w0", "w5", "w6", "w900", "w2999"):
        ids, counts = ranker.posting(term)
        assert ids.tolist() == [i for i, sentence in enumerate(large_corpus) if term in sentence]
        assert counts.tolist() == [large_corpus[i].count(term) for i in ids]


@settings(deadline=None, max_examples=100)
@given(st.sets(st.text(min_size=1, max_size=4).filter(lambda term: "\n" not in term), max_size=40))
def test_a_vocabulary_finds_its_terms_and_no_others(terms_: set[str]) -> None:
    """Whatever the terms hash to."""
    ordered = sorted(term for term in terms_ if term.encode(errors="replace").decode() == term)
    vocabulary = Vocabulary.of(ordered)
    assert [vocabulary.number(term) for term in ordered] == list(range(len(ordered)))
    assert vocabulary.terms() == tuple(ordered)
    assert all(vocabulary.number(term + "x") == -1 for term in ordered if term + "x" not in terms_)


def test_random_questions_have_the_scores_of_rank_bm25() -> None:
    """What `python -m bench.parity` shows of 100,000 sentences: every way of ranking, to a millionth."""
    found = differences(1_000, 300)
    assert "numpy" in found
    assert max(found.values()) < 1e-6


def thousand_sentences() -> list[list[str]]:
    """1,000 sentences of 0 to 30 words from 400, the first of which are much more frequent, as in real text."""
    chance = random.Random(7)
    vocabulary = [f"word{i}" for i in range(400)]
    frequencies = [1 / (i + 1) for i in range(400)]
    return [chance.choices(vocabulary, frequencies, k=chance.randint(0, 30)) for _ in range(1000)]


def test_a_thousand_sentences_score_and_rank_as_expected() -> None:
    """rank-bm25's scores and the scan's ranking, for 40 queries of frequent, rare and unseen terms."""
    corpus = thousand_sentences()
    ranker = Ranker.of(postings_of(corpus))
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
    ranker = Ranker.of(postings_of(SMALL))
    assert [hit.sentence_id for hit in ranker.rank(["truce"], 3)] == [2, 4, 0]
    assert [hit.sentence_id for hit in ranker.rank(["truce"], 1)] == [2]
    hits = top_hits(np.array([1.0, 2.0, 1.0, 1.0]), np.array([0, 1, 2, 3]), 3)
    assert [(hit.sentence_id, hit.rank) for hit in hits] == [(1, 1), (0, 2), (2, 3)]


def test_a_term_in_every_sentence_still_matches_every_sentence() -> None:
    """Its score may be next to nothing or below zero; the postings say that it is there."""
    ranker = Ranker.of(postings_of(SMALL))
    assert sorted(hit.sentence_id for hit in ranker.rank(["talks"], 10)) == [0, 1, 2, 3, 4]
    everywhere = Ranker.of(postings_of([["talks"], ["talks"]]))
    assert [hit.sentence_id for hit in everywhere.rank(["talks"], 10)] == [0, 1]


def test_an_unseen_term_matches_nothing_and_weighs_nothing() -> None:
    """It is known to be unknown, and changes no other term's hits."""
    ranker = Ranker.of(postings_of(SMALL))
    assert ranker.rank(["tehran"], 10) == []
    assert (ranker.knows("tehran"), ranker.knows("cairo"), ranker.idf("tehran")) == (False, True, 0.0)
    assert len(ranker.posting("tehran")[0]) == 0
    assert ranker.rank(["tehran", "cairo"], 10) == ranker.rank(["cairo"], 10)


def test_an_empty_query_and_a_cut_off_of_none_give_no_hits() -> None:
    """Nothing asked, nothing found; asking for no hits is no error."""
    ranker = Ranker.of(postings_of(SMALL))
    assert ranker.rank([], 10) == []
    assert ranker.rank(["truce"], 0) == []


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_a_corpus_without_terms_answers_nothing(corpus: Corpus) -> None:
    """rank-bm25 itself divides by zero here."""
    assert Ranker.of(postings_of(corpus)).rank(["truce"], 10) == []


def test_a_term_asked_twice_counts_twice_and_a_weight_scales_it() -> None:
    """As in rank-bm25; weights are the same thing for fractions."""
    ranker = Ranker.of(postings_of(SMALL))
    (once,) = ranker.rank(["cairo"], 1)
    (twice,) = ranker.rank(["cairo", "cairo"], 1)
    (half,) = ranker.rank({"cairo": 0.5}, 1)
    assert twice.score == pytest.approx(2 * once.score)
    assert half.score == pytest.approx(once.score / 2)
    assert once.score > 0


def test_a_posting_lists_sentences_in_order_with_counts() -> None:
    """Sentence ids ascend; the count is how often the term stands there."""
    sentences, counts = Ranker.of(postings_of(SMALL)).posting("talks")
    assert (sentences.tolist(), counts.tolist()) == ([0, 1, 2, 3, 4], [1, 1, 1, 3, 1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=60), st.integers(40, 90))
def test_idf_found_anew_is_rank_bm25s_to_the_last_bit(frequencies: list[int], num_sentences: int) -> None:
    """Also with terms in most sentences, whose idf depends on that of all others."""
    found = np.array(frequencies)
    assert same_idf(found, num_sentences).tolist() == idf_of(found, num_sentences, 7.5).tolist()


@settings(max_examples=120, deadline=None)
@given(st.data())
@pytest.mark.parametrize("way", ["numpy", "numba"])
def test_two_layouts_rank_as_one(way: str, data: st.DataObject) -> None:
    """Hits, scores, idf, postings: to the last bit, wherever the added sentences stand, and without those gone."""
    words = st.lists(st.sampled_from("gaza cairo hamas talks doha rafah the of".split()), max_size=8)
    drawn = data.draw(st.lists(words, min_size=2, max_size=30))
    kinds = data.draw(st.lists(st.sampled_from(["base", "base", "added", "gone"]), min_size=len(drawn)))
    there = list(zip(drawn, kinds, strict=False))
    corpus = [sentence for sentence, kind in there if kind != "gone"]
    assume(any(corpus) and any(sentence for sentence, kind in there if kind != "added"))
    query = data.draw(
        st.dictionaries(st.sampled_from("gaza cairo the of doha tehran".split()), st.floats(0.01, 3) | st.just(0.0))
    )
    numbers = iter(range(len(corpus)))
    placed = [(kind, -1 if kind == "gone" else next(numbers)) for _, kind in there]
    ids = tuple(
        np.array([i for kind, i in placed if (kind == "added") is new], dtype=np.int64) for new in (False, True)
    )
    base = stored(postings_of([sentence for sentence, kind in there if kind != "added"]))
    added = stored(postings_of([sentence for sentence, kind in there if kind == "added"]))
    gone = Counter(term for sentence, kind in there if kind == "gone" for term in set(sentence))
    fewer = np.array([(base.vocabulary.number(term), n) for term, n in gone.items()], np.int64).reshape(-1, 2)
    frequencies = thinned(base.layout.document_frequencies(), fewer)
    base_idf, own_idf, num_terms = common_idf(base.vocabulary, frequencies, added, len(corpus))
    base = replace(base, model=replace(base.model, idf=base_idf))
    added = replace(added, model=replace(added.model, idf=own_idf))
    whole = Ranker.of(postings_of(corpus))
    assert num_terms == len(set().union(*corpus))
    joined = JoinedRanker(base, added, (ids[0], ids[1]), fewer)
    if way == "numba" and not compiled.wait():
        pytest.skip("numba is not installed")
    whole.may_compile = joined.may_compile = way == "numba"
    for k in (1, 3, 100):
        assert joined.rank(query, k) == whole.rank(query, k)
    for one, other in zip(joined.scores(query), whole.scores(query), strict=True):
        assert one.tolist() == other.tolist()
    assert joined.num_tokens == whole.num_tokens
    assert joined.document_frequencies().tolist() == whole.document_frequencies().tolist()
    assert list(joined.bags()) == list(whole.bags())
    for term in (*query, "hamas"):
        assert (joined.knows(term), joined.idf(term)) == (whole.knows(term), whole.idf(term))
        rows: list[NDArray[Any]] = [*joined.posting(term), *joined.shares(term)]
        others: list[NDArray[Any]] = [*whole.posting(term), *whole.shares(term)]
        for found, expected in zip(rows, others, strict=True):
            assert (found.tolist(), found.dtype) == (expected.tolist(), expected.dtype)
    assert joined.postings.terms == whole.postings.terms
    for field in ("offsets", "sentences", "counts", "lengths"):
        assert getattr(joined.postings, field).tolist() == getattr(whole.postings, field).tolist()
