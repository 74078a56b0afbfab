"""Text to terms: what a user types must meet what an article says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import analyse, fold, term_of, terms

# Every character class the analyser treats specially, so that random texts mix them.
ODD = "aZuUsSmM 12,.%-‐–'’ʼ‘`´_\u0301\u00a0\u202f\u00ad\u200b\u2028ßİıłﬁﷺͺ½²٣ज़中😀\n\t"
TEXTS = st.one_of(st.text(), st.text(alphabet=ODD))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Erdogan", "Erdoğan"),
        ("Lodz Sorensen Dordevic", "Łódź Sørensen Đorđević"),
        ("Strasse", "Straße"),
        ("cafe\u0301", "café"),
        ("Hamas", "Hamas’s"),
        ("Hamas", "Hamas's"),
        ("Hamas", "Hamas´s"),
        ("Netanyahu", "Netanyahu`s"),
        ("O'Brien", "O`Brien"),
        ("we're", "we’re"),
        ("67139", "67,139"),
        ("67139", "67\u202f139"),
        ("67139", "67\u00a0139"),
        ("1234567", "1,234,567"),
        ("US", "U.S."),
        ("US", "U.S"),
        ("USA", "US"),
        ("U.S. plan", "u.s. plan"),
        ("the US plan", "the US’s plan"),
        ("the US plan", "the U.S.’s plan"),
        ("UN agencies", "U.N. agencies"),
        ("October 7", "Oct. 7"),
        ("september", "Sept."),
        ("7 October", "7th Oct"),
        ("85 percent", "85%"),
        ("85 percent", "85 per cent"),
        ("health ministry", "Health Ministry"),
        ("al-hayya", "Al-Hayya"),
        ("cease-fire", "cease‑fire"),
        ("delegation", "delegations"),
        ("lead", "led"),
        ("child", "children"),
    ],
)
def test_two_spellings_give_the_same_terms(typed: str, written: str) -> None:
    """Case, diacritics, quotes, possessives, thousands, points and abbreviations make no difference."""
    assert terms(typed) == terms(written) != []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("alhayya", "al-Hayya"),
        ("al Hayya", "al-Hayya"),
        ("Hayya", "Khalil al-Hayya’s"),
        ("ceasefire", "cease-fire"),
        ("cease fire", "cease-fire"),
        ("Sharm el Sheikh", "Sharm el-Sheikh"),
        ("US", "US-led"),
        ("Oct. 7", "7 October"),
    ],
)
def test_a_hyphenated_word_meets_its_parts_and_its_whole(typed: str, written: str) -> None:
    """A hyphenated word is there in parts and joined."""
    assert set(terms(typed)) <= set(terms(written))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US", "us"),
        ("67,139", "67,174"),
        ("67,139", "67"),
        ("48", "2048"),
        ("1.4", "14"),
        ("7", "7.5"),
        ("al", "alhayya"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    """The country is not the pronoun, and no figure is another one's part."""
    assert not set(terms(one)) & set(terms(other))


def test_the_death_tolls_of_the_seeds_are_whole_numbers(seeds: Path) -> None:
    """The figures that the articles give are found as they are typed."""
    found = {term for path in seeds.glob("*.txt") for term in terms(path.read_text(encoding="utf-8"))}
    assert {"27708", "28576", "58386", "67139", "67174", "1219", "1160", "85"} <= found


@pytest.mark.parametrize("text", ["", " \n", "…", "-–-", "'’´`", "ʼ", "😀", "\u200b"])
def test_a_text_without_words_has_no_terms(text: str) -> None:
    """Marks alone are nothing to search for."""
    assert analyse(text) == []


def test_a_joined_word_of_which_nothing_is_left_is_no_term() -> None:
    """`ʼl-l` joins to a bare contraction; an empty term would match by accident."""
    assert terms("ʼl-l") == ["l", "l"]


def test_spans_cover_what_was_written() -> None:
    """Highlights are cut out of the article by these spans, so they show its own spelling."""
    text = "Hamas’s al-Hayya said 67,139, or 85 per cent of the U.S.’s figure."
    assert [token.span.of(text) for token in analyse(text)] == [
        "Hamas’s",
        "al",
        "Hayya",
        "al-Hayya",
        "said",
        "67,139",
        "or",
        "85",
        "per cent",
        "of",
        "the",
        "U.S.’s",
        "figure",
    ]


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("ʼr-e ͺ-ﹰ US’s’s U.S.´s 1st-2nd Per cent-%")
def test_any_text_gives_tokens_in_order_inside_it(text: str) -> None:
    """Tokens come by their end, a joined word after its parts; none is empty or reaches outside the text."""
    tokens = analyse(text)
    assert tokens == sorted(tokens, key=lambda token: (token.span.end, -token.span.start))
    for token in tokens:
        assert 0 <= token.span.start < token.span.end <= len(text)
        assert token.term
        assert token.term.split() == [token.term]


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_analysing_twice_gives_the_same(text: str) -> None:
    """Neither caches nor earlier texts change a term."""
    first = analyse(text)
    term_of.cache_clear()
    assert analyse(text) == first


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    """Folded texts can be compared with one another."""
    assert fold(fold(text)) == fold(text)


@pytest.fixture
def _threads_switch_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_threads_switch_often")
def test_threads_do_not_mix_their_words(seeds: Path) -> None:
    """A bot analyses questions in several threads; the stemmer behind it works on one word at a time."""
    words = sorted({w for path in seeds.glob("*.txt") for w in path.read_text(encoding="utf-8").split() if w.isalpha()})
    expected = [term_of(word) for word in words]
    uncached = term_of.__wrapped__
    with ThreadPoolExecutor(8) as pool:
        for got in pool.map(lambda _: [uncached(word) for word in words], range(8)):
            assert got == expected
