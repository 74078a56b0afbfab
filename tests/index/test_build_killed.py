"""Builders killed at any moment, readers in between: what is read is one whole snapshot, old or new.

`TALKS_TEST_KILLS=200 python -m pytest tests/index/test_build_killed.py` kills more of them.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import shutil
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from index import base, growing
from index.build import build
from index.choosing import read
from index.intake import add, remove
from index.publish import Contents
from index.snapshot import Snapshot, load, verify

KILLS = int(os.environ.get("TALKS_TEST_KILLS", "60"))
SNAPSHOTS = 30
# Seconds. A file changed so shortly before a build is read again by the next one, which then is no addition.
UNCERTAIN = 0.15

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that start at once")


def build_in_turn(corpora: list[Path], index: Path) -> None:
    """Builds for ever. With three corpora or more every build writes, publishes and prunes a snapshot."""
    for corpus in itertools.cycle(corpora):
        build([corpus], index)


def build_numbered(folder: Path, index: Path) -> None:
    """Builds for ever, each time one article with the next number."""
    for number in itertools.count(1):
        (folder / "a.txt").write_text(f"Article {number}.", encoding="utf-8")
        build([folder], index)


def ask(index: Path, snapshot: Snapshot) -> None:
    """The snapshot answers from an article that is in all of them, and every byte of it is right."""
    (hit,) = snapshot.ranker.rank(["sharm", "sheikh", "delegation"], 1)
    assert "Sharm el-Sheikh" in snapshot.text_of(snapshot.sentence(hit.sentence_id))
    assert verify(index).snapshot_id == snapshot.snapshot_id


def half_written(index: Path) -> set[Path]:
    """The folders of snapshots that are being written, or that a killed builder left half-written."""
    return {path for path in index.glob(".building-*") if path.is_dir()}


def kill(builder: BaseProcess) -> None:
    """Kills the process, which must be running until then."""
    builder.kill()
    builder.join(10)
    assert builder.exitcode == -signal.SIGKILL


def test_a_build_killed_at_any_moment_leaves_a_whole_snapshot(tmp_path: Path, seeds: Path) -> None:
    """A third of the kills come at a random time, the others while a snapshot is written, renamed or pruned."""
    chance = random.Random(9)
    index = tmp_path / "index"
    corpora = [seeds]
    for left_out in ("001", "004"):
        corpora.append(Path(shutil.copytree(seeds, tmp_path / f"without {left_out}")))
        next(corpora[-1].glob(f"{left_out}*")).unlink()
    whole = {Contents.of(read([corpus]).articles).snapshot_id for corpus in corpora}
    started = time.monotonic()
    for corpus in corpora:
        build([corpus], index)
    one_build = (time.monotonic() - started) / len(corpora)

    interrupted = 0
    found: set[str] = set()
    fork = multiprocessing.get_context("fork")
    for attempt in range(KILLS):
        corpora = corpora[1:] + corpora[:1]
        leftovers = half_written(index)
        builder = fork.Process(target=build_in_turn, args=(corpora, index))
        builder.start()
        if attempt % 3:
            while half_written(index) <= leftovers:
                assert builder.is_alive()
                time.sleep(0.0002)
            time.sleep(chance.uniform(0, one_build / 2))
        else:
            time.sleep(chance.uniform(0, 2 * one_build))
        kill(builder)
        interrupted += bool(half_written(index) - leftovers)
        snapshot = load(index)
        assert snapshot.snapshot_id in whole
        ask(index, snapshot)
        found.add(snapshot.snapshot_id)

    assert len(found) > 1
    assert interrupted >= 5
    assert build([seeds], index).num_articles == 5
    assert verify(index).num_articles == 5
    assert not list(index.glob(".building-*"))


def add_and_remove(folder: Path, index: Path) -> None:
    """Adds and removes articles for ever, a build after each; now and then all is put together."""
    for number in itertools.count():
        name = f"new{number % 4}.txt"
        if (folder / name).exists():
            remove(folder, name)
        else:
            add(folder, name, f"Article {number}. It tells of Cairo and of {name}.".encode())
        build([folder], index, whole=number % 5 == 4)


@pytest.mark.parametrize("is_large", [False, True])
def test_additions_and_removals_killed_at_any_moment_lose_nothing(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    """The old or the new snapshot answers and is whole, and the next build is that of the folder.

    A large one is added to, and put together under the same name.
    """
    if is_large:
        monkeypatch.setattr(base, "_LEAST", 0)
        monkeypatch.setattr(growing, "_SHARE", 0)
    chance = random.Random(5)
    folder, index = Path(shutil.copytree(seeds, tmp_path / "articles")), tmp_path / "index"
    build([folder], index)
    fork = multiprocessing.get_context("fork")
    additions = 0
    for _ in range(KILLS):
        builder = fork.Process(target=add_and_remove, args=(folder, index))
        builder.start()
        time.sleep(chance.uniform(0.01, 0.25))
        kill(builder)
        snapshot = load(index)
        ask(index, snapshot)
        additions += snapshot.manifest.base != ""
        assert {article.article_id for article in snapshot.articles()} >= {path.stem for path in seeds.iterdir()}
        if chance.random() < 0.3:
            report = build([folder], index)
            additions += load(index).manifest.base != ""
            assert report.snapshot_id == build([folder], tmp_path / "full", anew=True).snapshot_id
            assert report.num_articles == len(list(folder.glob("*.txt")))
    report = build([folder], index, whole=True)
    assert verify(index).manifest.base == ""
    assert not list(index.glob(".building-*"))
    assert not (index / report.snapshot_id / "added").exists()
    assert len(list(index.glob("state-*"))) <= 3
    assert bool(additions) is is_large


def test_a_reader_beside_a_busy_builder_always_finds_a_whole_snapshot(tmp_path: Path, folder: Path) -> None:
    """Every load while snapshots are published and pruned succeeds, and time never runs backwards."""
    index = tmp_path / "index"
    (folder / "a.txt").write_text("Article 0.", encoding="utf-8")
    build([folder], index)
    builder = multiprocessing.get_context("fork").Process(target=build_numbered, args=(folder, index))
    builder.start()
    try:
        numbers = [0]
        while numbers[-1] < SNAPSHOTS:
            assert builder.is_alive()
            snapshot = load(index)
            (article,) = snapshot.articles()
            assert snapshot.text_of(snapshot.sentence(0)) == article.text == snapshot.stored_text("a")
            numbers.append(int(article.text.removeprefix("Article ").removesuffix(".")))
    finally:
        kill(builder)
    assert numbers == sorted(numbers)


def add_numbered(folder: Path, index: Path) -> None:
    """Adds articles for ever, each with the next number; every fifth time all is put together."""
    for number in itertools.count(1):
        (folder / f"{number:05}.txt").write_text(f"Article {number}. It began.", encoding="utf-8")
        time.sleep(UNCERTAIN)
        build([folder], index)
        if number % 5 == 0:
            build([folder], index, whole=True)


def test_a_reader_beside_a_builder_that_adds_always_finds_a_whole_snapshot(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while an addition and what it was added to are put together under the same name."""
    monkeypatch.setattr(base, "_LEAST", 0)
    monkeypatch.setattr(growing, "_SHARE", 0)
    index = tmp_path / "index"
    (folder / "00000.txt").write_text("Article 0. It began.", encoding="utf-8")
    build([folder], index)
    builder = multiprocessing.get_context("fork").Process(target=add_numbered, args=(folder, index))
    builder.start()
    counts, additions = [0], 0
    try:
        while counts[-1] < SNAPSHOTS:
            assert builder.is_alive()
            snapshot = load(index)
            texts = [article.text for article in snapshot.articles()]
            assert texts == [f"Article {number}. It began." for number in range(len(texts))]
            found = [hit.sentence_id for hit in snapshot.ranker.rank(["articl"], 9999)]
            assert found == list(range(0, 2 * len(texts), 2))
            counts.append(len(texts))
            additions += snapshot.manifest.base != ""
    finally:
        kill(builder)
    assert counts == sorted(counts)
    assert 0 < additions < len(counts)
