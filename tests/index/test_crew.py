"""Articles analysed by several processes: the same as by one, whatever happens to them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index import crew
from index.analysing import Chunk
from index.build import build
from index.crew import analyse_articles
from index.merging import Part, Placed, merge
from index.model import Article
from index.spellings import Spellings, add_up
from tests.index.test_updates import article, files_of


def articles(count: int) -> list[Article]:
    chance = random.Random(5)
    return [Article(f"a{i}", f"a{i}.txt", "", article(chance)) for i in range(count)]


def together(chunks: list[Chunk]) -> Part:
    """All chunks as one part."""
    ends = np.cumsum([len(chunk.stories) for chunk in chunks])
    numbers = np.split(np.arange(ends[-1]), ends[:-1])
    return merge([Placed(chunk.part, of_chunk) for chunk, of_chunk in zip(chunks, numbers, strict=True)])


def spelled(chunks: list[Chunk]) -> Spellings:
    """All spellings, counted."""
    found: Spellings = {}
    for chunk in chunks:
        add_up(found, chunk.spellings)
    return found


def assert_same(found: list[Chunk], expected: list[Chunk]) -> None:
    one, other = together(found), together(expected)
    assert np.array_equal(one.sentences, other.sentences)
    assert one.postings.terms == other.postings.terms
    for field in ("offsets", "sentences", "counts", "lengths"):
        assert np.array_equal(getattr(one.postings, field), getattr(other.postings, field))
    assert spelled(found) == spelled(expected)
    assert [s for chunk in found for s in chunk.stories] == [s for chunk in expected for s in chunk.stories]


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_finds_the_same(workers: int) -> None:
    """In order, and told as it goes."""
    told: list[tuple[int, int]] = []
    found = list(analyse_articles(articles(40), lambda done, total: told.append((done, total)), workers))
    assert len(found) > workers
    assert told[-1] == (40, 40)
    assert told == sorted(told)
    assert_same(found, list(analyse_articles(articles(40), workers=1)))


def test_a_worker_that_dies_costs_time_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may run out: what it was at is done without it."""
    started = crew._started

    def dying() -> subprocess.Popen[bytes]:
        worker = started()
        worker.kill()
        return worker

    monkeypatch.setattr(crew, "_started", dying)
    assert_same(list(analyse_articles(articles(20), workers=2)), list(analyse_articles(articles(20), workers=1)))


def test_what_is_no_longer_wanted_is_ended() -> None:
    """Whoever interrupts a build does not wait for its workers."""
    found = analyse_articles(articles(400), workers=2)
    next(found)
    began = time.monotonic()
    found.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5


def test_a_build_by_several_processes_gives_the_bytes_of_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of cores is nobody's business."""
    for number, one in enumerate(articles(30)):
        (folder / f"{number}.txt").write_text(one.text, encoding="utf-8")
    alone = build([folder], tmp_path / "alone")
    monkeypatch.setattr(crew, "_WORTH", 0)
    monkeypatch.setattr(crew, "_cores", lambda: 3)
    assert files_of(tmp_path / "together", build([folder], tmp_path / "together")) == files_of(
        tmp_path / "alone", alone
    )


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_workers_end_with_a_build_that_is_killed() -> None:
    """Nobody else would end them."""
    code = (
        "from tests.index.test_crew import articles; from index import crew\n"
        "found = crew.analyse_articles(articles(400), workers=2)\n"
        "next(found)\nprint('begun', flush=True)\nnext(found)\nimport time; time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    builder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root, text=True)
    assert builder.stdout is not None
    assert builder.stdout.readline() == "begun\n"
    children = Path(f"/proc/{builder.pid}/task/{builder.pid}/children")
    if not children.exists():
        builder.kill()
        pytest.skip("no /proc here")
    workers = [int(pid) for pid in children.read_text().split()]
    os.kill(builder.pid, signal.SIGKILL)
    builder.communicate()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}/cmdline").exists() and _is_worker(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert workers


def _is_worker(pid: int) -> bool:
    try:
        return b"index.crew" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
