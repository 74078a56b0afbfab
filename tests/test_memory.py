"""What a long-running program keeps of snapshots that were replaced."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from bot.engine import answer, turn
from bot.live import Live
from index.build import build


def test_a_replaced_snapshot_is_let_go(tmp_path: Path) -> None:
    """Whatever was asked of it: nothing remembered for a question keeps it in memory."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Ann Low led the talks in Cairo. The death toll has risen to 31.", encoding="utf-8")
    build([folder], tmp_path / "index")
    live = Live(tmp_path / "index")
    replaced = weakref.ref(live.snapshot())
    before = turn(answer("Who led the talks?", live.snapshot()))
    for question in ("Who led the talcs in Cayro?", "What is the latest death toll?", "Where did she lead them?"):
        live.answer(question, before=before)
    assert replaced() is not None
    (folder / "b.txt").write_text("It rained.", encoding="utf-8")
    build([folder], tmp_path / "index")
    assert live.snapshot().num_articles == 2
    gc.collect()
    assert replaced() is None
