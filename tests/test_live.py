"""The snapshot that a running program answers from."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from bot import live as module
from bot.live import Live
from index.build import build
from index.snapshot import Snapshot, load


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Ann Low led the talks in Cairo.", encoding="utf-8")
    build([tmp_path / "articles"], tmp_path / "index")
    return tmp_path / "index"


def add_article(index: Path) -> None:
    (index.parent / "articles" / "b.txt").write_text("It rained in Oslo.", encoding="utf-8")
    build([index.parent / "articles"], index)


def test_the_old_snapshot_serves_while_the_newer_one_is_opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants the newest waits; nobody else does, and all have the same one in the end."""
    live = Live(index)
    old = live.snapshot()
    add_article(index)
    opened = threading.Event()

    def slowly(where: Path) -> Snapshot:
        opened.wait(10)
        return load(where)

    monkeypatch.setattr(module, "load", slowly)
    waiting = threading.Thread(target=live.newest)
    waiting.start()
    time.sleep(0.1)
    started = time.monotonic()
    assert live.snapshot() is old
    assert time.monotonic() - started < 0.5
    opened.set()
    assert live.newest().num_articles == 2
    waiting.join()
    assert live.snapshot() is live.newest()


def test_who_sees_a_newer_snapshot_first_has_it_at_once(index: Path) -> None:
    live = Live(index)
    add_article(index)
    assert live.snapshot().num_articles == 2


def test_a_newer_snapshot_is_prepared_while_the_old_one_serves(index: Path) -> None:
    """What is worked out beforehand is worked out once, and a look at what serves opens nothing."""
    live = Live(index)
    old = live.serving()
    add_article(index)
    assert live.serving() is old
    prepared: list[tuple[Snapshot, bool]] = []
    newer = live.newest(lambda snapshot: prepared.append((snapshot, live.serving() is old)))
    assert prepared == [(newer, True)]
    assert live.serving() is newer
    assert live.newest(lambda _: pytest.fail("nothing newer")) is newer


def test_an_answer_comes_from_the_snapshot_it_is_asked_of(index: Path) -> None:
    """What is shown around a quote is then from the same articles."""
    live = Live(index)
    old = live.snapshot()
    add_article(index)
    assert live.answer("Who led the talks?", snapshot=old).snapshot_id == old.snapshot_id
    assert live.answer("Who led the talks?").snapshot_id != old.snapshot_id
