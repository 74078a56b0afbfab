"""The programs that bench.ranking compares with find what they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.engines import Fts5

SENTENCES = ["unemployment 7.8 %", "the 7 8 don't", "a\"b o'brien", "x-y ½ €"]


@pytest.mark.parametrize(
    ("term", "sentence"), [("7.8", 1), ("7", 2), ("don't", 2), ('a"b', 3), ("o'brien", 3), ("½", 4), ("€", 4)]
)
def test_sqlite_finds_terms_with_points_and_quotes(tmp_path: Path, term: str, sentence: int) -> None:
    """A term is asked for whole, whatever characters it has: `7.8` is neither a phrase nor an error."""
    (tmp_path / "sentences.txt").write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    Fts5().build(tmp_path / "sentences.txt", tmp_path)
    assert Fts5().open(tmp_path)([term, "unseen"]) == [(sentence,)]
