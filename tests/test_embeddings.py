"""Sentences near a question in meaning: found without a word in common, worked out once, the same for everybody."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from bot.answers import Answered
from bot.live import Live
from bot.reading import embeddings
from bot.reading.desk import Desk
from bot.reading.embeddings import WIDTH, Embeddings
from bot.reading.model import Model
from bot.reading.reader import Reader
from index.build import build
from index.snapshot import Snapshot, load

QUESTION = "Who runs the main American spy agency?"


class _Counting(Model):
    """Counts the texts whose vectors it worked out."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def vector(self, ids: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.count += 1
        return super().vector(ids)


@pytest.fixture
def model() -> _Counting:
    return _Counting()


def _nearest(held: Embeddings, question: str, snapshot: Snapshot, k: int = 3) -> list[str]:
    similar = held.similar(question, snapshot)
    assert similar is not None
    return [snapshot.text_of(snapshot.sentences_of(one)[place]) for one, place in similar.nearest(k)]


def test_a_line_is_found_that_shares_no_word_with_the_question(model: _Counting, seeds: Snapshot) -> None:
    assert any("CIA Director William Burns" in line for line in _nearest(Embeddings(model), QUESTION, seeds))


def test_headings_and_captions_are_near_nothing(model: _Counting, seeds: Snapshot) -> None:
    similar = Embeddings(model).similar(QUESTION, seeds)
    assert similar is not None
    values = similar.of(np.arange(seeds.num_sentences), seeds)
    assert (values[~seeds.answerable] == -embeddings.USUAL).all()
    assert values[seeds.answerable].max() == values.max()


def test_what_is_kept_is_not_worked_out_again(model: _Counting, seeds: Snapshot, tmp_path: Path) -> None:
    """And what comes from the file is what was worked out, to the last bit."""
    first = Embeddings(model, tmp_path / "kept.npz")
    first.prepare(seeds)
    assert model.count >= int(seeds.answerable.sum())
    model.count = 0
    again = Embeddings(model, tmp_path / "kept.npz")
    again.prepare(seeds)
    assert model.count == 0
    one, other = first.similar(QUESTION, seeds), again.similar(QUESTION, seeds)
    assert one is not None
    assert other is not None
    assert one.starts == other.starts
    assert (one.values == other.values).all()
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npz"]


def test_an_article_more_costs_that_article(model: _Counting, tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "one.txt").write_text("Vessla sank\n\nThe ferry went down on Monday. Nobody was hurt.\n")
    build([articles], index)
    held = Embeddings(model)
    held.prepare(load(index))
    (articles / "two.txt").write_text("Bridge shut\n\nThe old bridge was closed.\n")
    build([articles], index)
    model.count = 0
    held.prepare(load(index))
    # Its sentence and its title.
    assert 0 < model.count <= 3


@pytest.mark.parametrize("damage", [b"", b"no file of vectors", b"\x93NUMPY", None])
def test_a_damaged_file_is_made_anew(model: _Counting, seeds: Snapshot, tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "kept.npz"
    Embeddings(model, path).prepare(seeds)
    path.write_bytes(path.read_bytes()[:5000] if damage is None else damage)
    held = Embeddings(model, path)
    held.prepare(seeds)
    assert _nearest(held, QUESTION, seeds) == _nearest(Embeddings(model), QUESTION, seeds)
    model.count = 0
    Embeddings(model, path).prepare(seeds)
    assert model.count == 0


def test_a_table_of_another_form_is_made_anew(model: _Counting, seeds: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    np.savez(path, model=model.name, keys=np.arange(3, dtype=np.uint64), rows=np.full((3, WIDTH), np.nan, np.float16))
    assert _nearest(Embeddings(model, path), QUESTION, seeds) == _nearest(Embeddings(model), QUESTION, seeds)


def test_a_snapshot_that_serves_is_asked_while_another_is_worked_out(seeds: Snapshot, tmp_path: Path) -> None:
    """Nobody waits for the vectors of an index that is not yet served."""
    (tmp_path / "one.txt").write_text("Vessla sank\n\nThe ferry went down on Monday. Nobody was hurt.\n")
    build([tmp_path / "one.txt"], tmp_path / "index")
    slow, started, go_on = _Counting(), threading.Event(), threading.Event()
    held = Embeddings(slow)
    held.prepare(seeds)

    def wait(done: int, total: int) -> None:
        started.set()
        assert go_on.wait(30), (done, total)

    other = threading.Thread(target=held.prepare, args=(load(tmp_path / "index"), wait))
    other.start()
    assert started.wait(30)
    assert _nearest(held, QUESTION, seeds)
    go_on.set()
    other.join()


def test_another_models_vectors_are_not_taken(model: _Counting, seeds: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    np.savez(path, model="another", keys=np.zeros(1, np.uint64), rows=np.ones((1, WIDTH), np.float16))
    Embeddings(model, path).prepare(seeds)
    assert model.count > 0


def test_where_nothing_can_be_written_it_works_all_the_same(model: _Counting, seeds: Snapshot, tmp_path: Path) -> None:
    held = Embeddings(model, tmp_path / "no folder" / "kept.npz")
    held.prepare(seeds)
    assert _nearest(held, QUESTION, seeds)


def test_a_large_library_is_left_to_words(model: _Counting, seeds: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "MOST_SENTENCES", seeds.num_sentences - 1)
    held = Embeddings(model)
    held.prepare(seeds)
    assert held.similar(QUESTION, seeds) is None
    assert model.count == 0


def test_a_live_program_keeps_them_beside_the_index_and_follows_it(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "one.txt").write_text("Vessla sank\n\nThe ferry went down on Monday. Nobody was hurt.\n")
    build([articles], index)
    live = Live(index, Desk(Reader(Model(), index / "embeddings.npz")))
    assert (index / "embeddings.npz").is_file()
    (articles / "two.txt").write_text("Crossing\n\nThe vessel's master, Ada Quill, was the last to step into a raft.\n")
    build([articles], index)
    answer = live.answer("Who was the vessel's master?")
    assert isinstance(answer, Answered)
    assert "Ada Quill" in answer.quotes[0].text
