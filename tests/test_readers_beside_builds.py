"""Processes that answer while snapshots are published: each answer comes wholly from one, the newest there is.

`TALKS_TEST_QUESTIONS=10000 TALKS_TEST_SNAPSHOTS=50 python -m pytest tests/test_readers_beside_builds.py` asks more.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import re
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from bot.answers import Answered
from bot.live import Live
from index import base, growing
from index.build import build
from index.snapshot import current_id, verify

QUESTIONS = int(os.environ.get("TALKS_TEST_QUESTIONS", "600"))
SNAPSHOTS = int(os.environ.get("TALKS_TEST_SNAPSHOTS", "12"))
READERS = 3
ASKED = (
    "How many people were killed in Cairo?",
    "How many people were killed in Doha?",
    "What did the ministry say about Rafah?",
    "How many people were killed in Khan Younis?",
)
PLACES = ("Cairo", "Doha", "Rafah", "Khan Younis")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that start at once")


def write_edition(folder: Path, number: int) -> None:
    """Every article tells the number of the edition, and one comes or goes with it."""
    for place in PLACES:
        text = f"At least {number} people were killed in {place}, the ministry said on Sunday.\nIt was number {number}."
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    extra = folder / "extra.txt"
    if number % 2:
        extra.write_text(f"In {number} towns people were killed, an official told reporters in Gaza.", encoding="utf-8")
    else:
        extra.unlink(missing_ok=True)


def read_answers(index: Path, number: int, start: int, told: Path, published: Event) -> None:
    """Answers so many questions, and on until the last snapshot is published, however fast the machine is.

    A line each: the snapshot that was current before, its own, and the numbers it quotes.
    """
    live = Live(index)
    with told.open("w", encoding="utf-8") as lines:
        for i in itertools.count(start):
            if i >= start + number and published.is_set():
                return
            before = current_id(index)
            answer = live.answer(ASKED[i % len(ASKED)])
            quotes = answer.quotes if isinstance(answer, Answered) else answer.related
            quoted = {n for quote in quotes for n in re.findall(r"\d+", quote.span.of(quote.article.text))}
            print(json.dumps([before, answer.snapshot_id, sorted(quoted)]), file=lines, flush=True)


@pytest.mark.parametrize("is_large", [False, True])
def test_each_answer_comes_wholly_from_the_newest_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    """No figure of another edition in it, and none older than what was there when it was asked."""
    if is_large:  # what changes is then an addition, and what was there is passed over
        monkeypatch.setattr(base, "_LEAST", 0)
        monkeypatch.setattr(growing, "_SHARE", 0)
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    write_edition(folder, 1000)
    editions = [build([folder], index).snapshot_id]
    fork = multiprocessing.get_context("fork")
    share = QUESTIONS // READERS + 1
    told = [tmp_path / f"told{i}" for i in range(READERS)]
    published = fork.Event()
    readers = [
        fork.Process(target=read_answers, args=(index, share, i, path, published), daemon=True)
        for i, path in enumerate(told)
    ]
    for reader in readers:
        reader.start()
    for number in range(1, SNAPSHOTS + 1):
        # Spread over all questions.
        while asked(told) < number * QUESTIONS // (SNAPSHOTS + 1):
            assert all(reader.is_alive() for reader in readers)
            time.sleep(0.01)
        write_edition(folder, 1000 + number)
        editions.append(build([folder], index).snapshot_id)
        assert verify(index).snapshot_id == editions[-1]
    published.set()
    for reader in readers:
        reader.join(600)
        assert reader.exitcode == 0
    for path in told:
        check_answers([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], editions, share)


def asked(told: list[Path]) -> int:
    return sum(path.read_bytes().count(b"\n") for path in told if path.exists())


def check_answers(lines: list[list[object]], editions: list[str], number: int) -> None:
    """Each answer quotes its own edition, and one at least as new as that which was current when it was asked."""
    assert len(lines) >= number
    assert len({own for _, own, _ in lines}) > 1
    for before, own, quoted in lines:
        assert quoted == [str(1000 + editions.index(str(own)))]
        assert editions.index(str(own)) >= editions.index(str(before))
