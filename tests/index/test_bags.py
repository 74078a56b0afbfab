"""The terms of each sentence, turned around from the postings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import bags as module
from index.bags import bags
from index.layout import layout_of
from tests.index.test_ranker import CORPORA, Corpus, postings_of


def lines(corpus: Corpus) -> list[str]:
    """The bags of a corpus."""
    postings = postings_of(corpus)
    return list(bags(layout_of(postings), postings.terms))


@given(CORPORA)
def test_each_sentence_has_its_terms_sorted(corpus: Corpus) -> None:
    """As often as they stand there."""
    assert lines(corpus) == [" ".join(sorted(sentence)) for sentence in corpus]


@given(CORPORA, st.integers(1, 30), st.integers(1, 4))
def test_in_runs_as_in_one(corpus: Corpus, tokens: int, passes: int) -> None:
    """However few sentences are turned around together."""
    whole = lines(corpus)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TOKENS", tokens)
        patch.setattr(module, "_PASSES", passes)
        assert lines(corpus) == whole


def test_a_count_that_no_posting_can_hold() -> None:
    """Columns and listed terms, at the cap, above it, and below."""
    rare = [["ferry"] * count for count in (62, 63, 64, 900)]
    corpus = [*rare, *([["other", "word"]] * 200), ["word"] * 70]
    assert lines(corpus) == [" ".join(sorted(sentence)) for sentence in corpus]


def test_nothing() -> None:
    """No sentence, and one without a term."""
    assert lines([]) == []
    assert lines([[]]) == [""]
