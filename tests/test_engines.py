"""The programs that bench.ranking compares with find what they are asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench.engines import Fts5
from bench.ranking import spread
from bench.ranking_picture import draw

DOCS = Path(__file__).parent.parent / "docs"

SENTENCES = ["unemployment 7.8 %", "the 7 8 don't", "a\"b o'brien", "x-y ½ €"]


@pytest.mark.parametrize(
    ("term", "sentence"), [("7.8", 1), ("7", 2), ("don't", 2), ('a"b', 3), ("o'brien", 3), ("½", 4), ("€", 4)]
)
def test_sqlite_finds_terms_with_points_and_quotes(tmp_path: Path, term: str, sentence: int) -> None:
    """A term is asked for whole, whatever characters it has: `7.8` is neither a phrase nor an error."""
    (tmp_path / "sentences.txt").write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    Fts5().build(tmp_path / "sentences.txt", tmp_path)
    assert Fts5().open(tmp_path)([term, "unseen"]) == [(sentence,)]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 299, 300])
def test_slow_programs_get_questions_of_all_lengths(count: int) -> None:
    """Each question once; and the first few are as long, on the mean, as all."""
    questions = [["term"] * (1 + i * 7 % count) for i in range(count)]
    asked = spread(questions)
    assert sorted(asked, key=len) == sorted(questions, key=len)
    if count > 9:
        lengths = [len(question) for question in asked]
        for few in range(6, 20):
            assert abs(sum(lengths[:few]) / few - sum(lengths) / count) < 0.1 * count


def test_the_picture_is_drawn_of_the_figures_beside_it(tmp_path: Path) -> None:
    """docs/ranking.svg is what bench.ranking_picture makes of docs/ranking.json, line by line of each program."""
    pytest.importorskip("matplotlib")
    figures = json.loads((DOCS / "ranking.json").read_text(encoding="utf-8"))
    draw(figures, tmp_path / "drawn.svg")
    assert lines_of(tmp_path / "drawn.svg") == lines_of(DOCS / "ranking.svg")


def lines_of(picture: Path) -> list[str]:
    """What is drawn and written in it; ids and the version of what drew it differ."""
    text = picture.read_text(encoding="utf-8")
    return re.findall(r'<path d="([^"]*)" clip-path="[^"]*" style="[^"]*stroke: #', text) + re.findall(
        r">([^<>]+)</text>", text
    )
