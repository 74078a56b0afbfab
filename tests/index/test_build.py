"""Articles to a published snapshot: when it is out of date, what a failed build leaves, two builders at once."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from index.build import build
from index.errors import ArticlesError, SnapshotError
from index.files import is_stale, sources
from index.snapshot import current_id, load, verify

Write = Callable[[str, str | bytes], Path]

# File systems stamp changes by the clock's tick, a few milliseconds long.
TICK = 0.02
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp()


def stale(index: Path) -> bool:
    """What a running program asks: is the live snapshot out of date?"""
    return is_stale(index, load(index).files)


@pytest.fixture
def built(tmp_path: Path, seeds: Path, folder: Path) -> Path:
    """An index of a copy of the seeds in `folder`."""
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    index = tmp_path / "built"
    build([folder], index)
    assert not stale(index)
    time.sleep(TICK)
    return index


def test_a_report_counts_what_was_indexed_and_names_what_was_not(folder: Path, write: Write, tmp_path: Path) -> None:
    """Articles, sentences and reasons, and the progress that a terminal shows."""
    write("a.txt", "It began. It ended.")
    write("b.txt", "It rained.")
    write("c.txt", b"Caf\xe9")
    told: list[tuple[int, int]] = []
    report = build([folder], tmp_path / "index", lambda done, total: told.append((done, total)))
    assert (report.num_articles, report.num_sentences) == (2, 3)
    assert report.snapshot_id == current_id(tmp_path / "index")
    assert [s.file for s in report.skipped] == ["c.txt"]
    assert told == [(1, 2), (2, 2)]


def test_no_article_at_all_is_an_error_and_the_old_index_serves(index: Path, folder: Path, write: Write) -> None:
    """An emptied folder does not empty the index; the reasons are said, on a line each."""
    before = current_id(index)
    with pytest.raises(ArticlesError, match="no article to index; put"):
        build([folder], index)
    write("two\nlines.txt", b"")
    with pytest.raises(ArticlesError) as refused:
        build([folder], index)
    assert str(refused.value).splitlines()[1:] == [r"  'two\nlines.txt': empty"]
    assert verify(index).snapshot_id == before


def test_a_missing_folder_is_an_error_and_the_old_index_serves(index: Path, tmp_path: Path) -> None:
    """A misspelt path changes nothing."""
    before = current_id(index)
    with pytest.raises(ArticlesError, match="no such file or folder"):
        build([tmp_path / "nowhere"], index)
    assert verify(index).snapshot_id == before


def test_the_paths_of_the_last_build_are_known(index: Path, seeds: Path, tmp_path: Path) -> None:
    """Absolute, so that they hold wherever the program is started; none when the record is damaged."""
    assert sources(index) == [seeds.resolve()]
    for garbage in ("", "5", "[1]", "{", "null"):
        (index / "sources.json").write_text(garbage, encoding="utf-8")
        assert sources(index) == []
    assert sources(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "new.txt").write_text("It ended."), id="added"),
        pytest.param(lambda folder: next(folder.glob("000*")).write_text("It ended."), id="changed"),
        pytest.param(lambda folder: next(folder.glob("000*")).unlink(), id="removed"),
        pytest.param(lambda folder: [path.unlink() for path in folder.iterdir()], id="all removed"),
        pytest.param(lambda folder: next(folder.glob("000*")).rename(folder / "new.txt"), id="renamed"),
        pytest.param(
            lambda folder: (folder / f"{next(folder.glob('000*')).stem}.meta.toml").write_text('title = "T"'),
            id="sidecar added",
        ),
    ],
)
def test_a_changed_folder_makes_the_index_stale_until_it_is_rebuilt(
    built: Path, folder: Path, change: Callable[[Path], object]
) -> None:
    """Every way in which articles come, go and change."""
    change(folder)
    assert stale(built)
    time.sleep(TICK)
    (folder / "at_least_one.txt").write_text("Talks resumed.", encoding="utf-8")
    build([folder], built)
    assert not stale(built)


@pytest.mark.parametrize("name", ["a.meta.toml", "a.txt.meta.toml"])
def test_a_sidecar_that_is_gone_makes_the_index_stale(folder: Path, write: Write, tmp_path: Path, name: str) -> None:
    """The index holds what it said."""
    write("a.txt", "It began.")
    sidecar = write(name, 'title = "Talks"')
    build([folder], tmp_path / "index")
    time.sleep(TICK)
    assert not stale(tmp_path / "index")
    sidecar.unlink()
    assert stale(tmp_path / "index")


def test_an_old_file_moved_in_makes_the_index_stale(built: Path, folder: Path, tmp_path: Path) -> None:
    """A moved or copied file keeps the time at which it was written, which may be years ago."""
    old = tmp_path / "old.txt"
    old.write_text("It ended.", encoding="utf-8")
    os.utime(old, (LONG_AGO, LONG_AGO))
    old.rename(folder / "old.txt")
    assert stale(built)


def test_a_file_changed_during_the_build_makes_the_index_stale(folder: Path, write: Write, tmp_path: Path) -> None:
    """The snapshot holds the text as it was read; the change is noticed though CURRENT is younger."""
    path = write("a.txt", "It began.")

    def change(done: int, total: int) -> None:
        assert done == total == 1
        time.sleep(TICK)
        path.write_text("It ended.", encoding="utf-8")
        time.sleep(TICK)

    build([folder], tmp_path / "index", change)
    assert [a.text for a in load(tmp_path / "index").articles()] == ["It began."]
    assert stale(tmp_path / "index")


def test_files_that_are_no_articles_do_not_make_the_index_stale(built: Path, folder: Path) -> None:
    """A picture, a hidden draft or a broken link changes no answer."""
    (folder / "picture.jpg").write_bytes(b"x")
    (folder / ".draft.txt").write_text("Not yet.", encoding="utf-8")
    (folder / "broken.txt").symlink_to(folder / "gone.txt")
    assert not stale(built)


def test_an_index_without_its_articles_is_not_stale(built: Path, folder: Path) -> None:
    """An index may be built on one machine and serve on another."""
    shutil.rmtree(folder)
    assert not stale(built)
    (built / "sources.json").unlink()
    assert not stale(built)


def test_a_build_that_waits_too_long_for_another_says_so(
    index: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second builder does not wait for ever."""
    monkeypatch.setattr("index.locking._LOCK_SECONDS", 0.05)
    with FileLock(index / ".lock"), pytest.raises(SnapshotError, match="another process has been building"):
        build([seeds], index)


def test_who_waits_for_another_build_says_so_soon(
    index: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A minute of silence looks as if the program hung."""
    monkeypatch.setattr("index.locking._SILENT_SECONDS", 0.01)
    monkeypatch.setattr("index.locking._LOCK_SECONDS", 0.05)
    with FileLock(index / ".lock"), pytest.raises(SnapshotError):
        build([seeds], index)
    assert "another process is building; waiting up to" in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that start at once")
def test_who_waits_too_long_is_told_which_process_builds(
    index: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a person can look what it does."""
    fork = multiprocessing.get_context("fork")
    building = fork.Event()

    def slow(_done: int, _total: int) -> None:
        building.set()
        time.sleep(30)

    builder = fork.Process(target=build, args=([seeds], index, slow), kwargs={"anew": True})
    (index / "CURRENT").unlink()
    builder.start()
    try:
        assert building.wait(10)
        monkeypatch.setattr("index.locking._LOCK_SECONDS", 0.05)
        with pytest.raises(SnapshotError, match=f"process {builder.pid} on .* has been building"):
            build([seeds], index)
    finally:
        builder.kill()
        builder.join(10)
    monkeypatch.setattr("index.locking._LOCK_SECONDS", 10.0)
    assert build([seeds], index).num_articles == 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that start at once")
def test_two_builders_at_once_both_succeed_and_the_index_is_whole(tmp_path: Path, seeds: Path, folder: Path) -> None:
    """Builders of different articles into one index wait for each other; one of the two snapshots is live."""
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    next(folder.glob("004*")).unlink()
    index = tmp_path / "index"
    fork = multiprocessing.get_context("fork")
    for _ in range(3):
        builders = [fork.Process(target=build, args=([articles], index)) for articles in (seeds, folder, seeds, folder)]
        for builder in builders:
            builder.start()
        for builder in builders:
            builder.join(30)
        assert [builder.exitcode for builder in builders] == [0, 0, 0, 0]
        assert verify(index).num_articles in (4, 5)
        assert not list(index.glob(".building-*"))
