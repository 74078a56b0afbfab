"""Snapshots: what is saved is what is loaded, and one set of articles is one id and one set of bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import terms
from index.build import build
from index.choosing import read
from index.errors import SnapshotError
from index.model import Article, PublishedBasis, Span
from index.publish import Contents
from index.sentences import line_of, line_starts, split
from index.snapshot import Snapshot, current_id, load, verify
from tests.index.reading import analysed, publish_articles

Write = Callable[[str, str | bytes], Path]

NEWS = st.text(alphabet="ab Z.?!\"”’'-\n67,%é中😀\u2028\x85\u0301", max_size=60)
DATES = st.one_of(
    st.tuples(st.none(), st.just(PublishedBasis.UNKNOWN)),
    st.tuples(st.dates(), st.sampled_from([b for b in PublishedBasis if b is not PublishedBasis.UNKNOWN])),
)
ARTICLES = st.lists(
    st.builds(
        lambda name, title, text, url, dated: Article(name, f"{name}.txt", title, text, url, None, *dated),
        st.text(min_size=1, max_size=8),
        st.text(max_size=20),
        st.one_of(st.text(max_size=40), NEWS),
        st.one_of(st.none(), st.text(max_size=8)),
        DATES,
    ),
    max_size=5,
    unique_by=lambda article: article.article_id,
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(deadline=None, max_examples=60)
@given(ARTICLES)
def test_save_and_load_change_nothing(articles: list[Article]) -> None:
    """Articles, sentences and postings come back as they went in, whatever is written in them."""
    found = analysed(articles)
    postings = found.postings
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        assert publish_articles(index, articles) == current_id(index) == Contents.of(articles).snapshot_id
        snapshot = verify(index)
        assert list(snapshot.articles()) == articles
        for article in articles:
            starts = line_starts(article.text)
            assert [(s.span, s.kind, s.line) for s in snapshot.sentences_of(article.article_id)] == [
                (unit.span, unit.kind, line_of(starts, unit.span.start)) for unit in split(article.text)
            ]
            assert snapshot.stored_text(article.article_id) == article.text
        assert snapshot.name_lines == list(found.names)
        assert list(snapshot.dates) == [article.article_id for article in articles]
        assert list(snapshot.dates.values()) == list(found.dated)
        assert sorted(set(snapshot.ladders.values())) == list(found.ladders)
        loaded = snapshot.ranker.postings
        assert loaded.terms == postings.terms
        for one, other in (
            (loaded.offsets, postings.offsets),
            (loaded.sentences, postings.sentences),
            (loaded.counts, postings.counts),
            (loaded.lengths, postings.lengths),
        ):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)


def test_postings_are_the_terms_of_the_sentences(seeds_index: Path) -> None:
    """Each sentence is found by exactly the terms that it holds."""
    snapshot = load(seeds_index)
    expected: dict[str, dict[int, int]] = {}
    for i in range(snapshot.num_sentences):
        sentence_terms = terms(snapshot.text_of(snapshot.sentence(i)))
        assert snapshot.ranker.postings.lengths[i] == len(sentence_terms)
        for term in sentence_terms:
            counts = expected.setdefault(term, {})
            counts[i] = counts.get(i, 0) + 1
    assert list(snapshot.ranker.postings.terms) == sorted(expected)
    for term, counts in expected.items():
        ids, found = snapshot.ranker.posting(term)
        assert dict(zip(ids.tolist(), found.tolist(), strict=True)) == counts


def test_two_builds_of_the_same_articles_are_the_same_bytes(tmp_path: Path, seeds: Path, seeds_index: Path) -> None:
    """Where the articles and the index are, and when the build ran, leave no trace in the snapshot."""
    elsewhere = shutil.copytree(seeds, tmp_path / "copy of the articles")
    report = build([elsewhere], tmp_path / "index")
    assert report.snapshot_id == current_id(seeds_index)
    assert contents(tmp_path / "index" / report.snapshot_id) == contents(seeds_index / report.snapshot_id)


def test_another_process_with_other_hash_seeds_gives_the_same_bytes(
    tmp_path: Path, seeds: Path, seeds_index: Path
) -> None:
    """No set's or dict's order reaches the disk."""
    script = """
from pathlib import Path
from sys import argv
from index.build import build
build([Path(argv[1])], Path(argv[2]))
"""
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    subprocess.run([sys.executable, "-c", script, seeds, tmp_path], check=True, env=environment, cwd=seeds.parent)
    snapshot_id = current_id(tmp_path)
    assert snapshot_id is not None
    assert contents(tmp_path / snapshot_id) == contents(seeds_index / snapshot_id)


def test_building_again_leaves_the_snapshot_untouched(index: Path, seeds: Path) -> None:
    """A whole snapshot of the same articles is not written a second time."""
    snapshot_id = current_id(index)
    assert snapshot_id is not None
    before = {path.name: path.stat().st_ino for path in (index / snapshot_id).iterdir()}
    assert build([seeds], index).snapshot_id == snapshot_id
    assert {path.name: path.stat().st_ino for path in (index / snapshot_id).iterdir()} == before


def test_any_change_to_the_articles_gives_another_id(seeds: Path) -> None:
    """Text, order, title, date, file name and number of articles all count."""
    articles = read([seeds]).articles
    first, *rest = articles
    variants = [
        articles,
        articles[::-1],
        rest,
        [replace(first, text=first.text + " "), *rest],
        [replace(first, title="Talks"), *rest],
        [replace(first, url="http://a/b"), *rest],
        [replace(first, file="talks.txt"), *rest],
        [replace(first, published_basis=PublishedBasis.INFERRED), *rest],
    ]
    assert len({Contents.of(variant).snapshot_id for variant in variants}) == len(variants)


def test_an_old_snapshot_answers_after_its_folder_was_pruned(index: Path, write: Write, folder: Path) -> None:
    """A reader that holds a snapshot keeps it whole, though two newer ones were published since."""
    old = load(index)
    fresh = load(index)
    expected = [fresh.text_of(fresh.sentence(i)) for i in range(fresh.num_sentences)]
    hits = fresh.ranker.rank(terms("who led the delegation"), 5)
    for text in ("The first newer article.", "The second newer article."):
        write("a.txt", text)
        build([folder], index)
    assert not old.folder.exists()
    assert [old.text_of(old.sentence(i)) for i in range(old.num_sentences)] == expected
    assert old.ranker.rank(terms("who led the delegation"), 5) == hits
    assert [old.stored_text(a.article_id) for a in old.articles()] == [a.text for a in old.articles()]
    assert load(index).num_articles == 1


def test_the_previous_snapshot_stays_for_one_more_build(index: Path, write: Write, folder: Path) -> None:
    """A reader between the pointer and the folder still finds the folder; older ones go."""
    first = current_id(index)
    write("a.txt", "One.")
    second = build([folder], index).snapshot_id
    assert {path.name for path in index.iterdir() if path.is_dir()} == {first, second}
    write("a.txt", "Two.")
    third = build([folder], index).snapshot_id
    assert {path.name for path in index.iterdir() if path.is_dir()} == {second, third}


def test_a_build_removes_leftovers_of_killed_builds_and_nothing_else(index: Path, seeds: Path) -> None:
    """Half-written folders go; other people's folders stay, even if they hold a manifest.json."""
    (index / ".building-x1y2").mkdir()
    (index / ".building-x1y2" / "texts.bin").write_bytes(b"half")
    (index / ".building-CURRENT").write_text("half", encoding="utf-8")
    (index / "0123456789abcdef").mkdir()  # what a build killed while pruning leaves
    (index / "my-extension").mkdir()
    (index / "my-extension" / "manifest.json").write_text("{}", encoding="utf-8")
    snapshot_id = build([seeds], index).snapshot_id
    assert {path.name for path in index.iterdir() if path.is_dir()} == {snapshot_id, "my-extension"}
    assert not list(index.glob(".building-*"))
    assert (index / "my-extension" / "manifest.json").exists()


def test_an_unknown_article_is_a_key_error(seeds_index: Path) -> None:
    """Callers tell a wrong id from a damaged index."""
    with pytest.raises(KeyError):
        load(seeds_index).article("nobody")


def test_a_load_between_two_builds_opens_the_newer_snapshot(
    index: Path, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the folder just read from CURRENT is pruned before it is opened, the next one is opened instead."""
    write("a.txt", "Newer.")
    stale = current_id(index)
    assert stale is not None
    newer = build([folder], index).snapshot_id
    shutil.rmtree(index / stale)
    pointers = iter([stale, newer])
    monkeypatch.setattr("index.snapshot.current_id", lambda _: next(pointers))
    assert load(index).snapshot_id == newer


def test_no_index_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """The first thing a new user may see."""
    assert current_id(tmp_path) is None
    with pytest.raises(SnapshotError, match=r"no index there; run: talks index build"):
        load(tmp_path)
    with pytest.raises(SnapshotError, match=r"no index there; run: talks index build"):
        verify(tmp_path)


def test_articles_without_a_term_make_a_whole_snapshot(tmp_path: Path) -> None:
    """Marks and nothing else: nothing is found, nothing breaks."""
    articles = [Article("a", "a.txt", "", "***"), Article("b", "b.txt", "", "\u200b")]
    publish_articles(tmp_path, articles)
    snapshot: Snapshot = verify(tmp_path)
    assert snapshot.ranker.rank(["truce"], 3) == []
    assert list(snapshot.articles()) == articles


def test_the_sentences_around_a_span_are_those_of_the_article(seeds_index: Path) -> None:
    """The units that a span touches and as many on each side as asked for, never another article's."""
    snapshot = load(seeds_index)
    for article in snapshot.articles():
        units = snapshot.sentences_of(article.article_id)
        for i, unit in enumerate(units):
            for reach in (0, 2):
                near = snapshot.sentences_around(article.article_id, unit.span, reach)
                assert near == units[max(0, i - reach) : i + 1 + reach]
        whole = Span(0, len(article.text))
        assert snapshot.sentences_around(article.article_id, whole, 0) == units
