"""The reading model: what it reads, that it reads the same way every time, and what happens without it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import engine
from bot.answers import Abstained, Answered, Read
from bot.contract import to_json
from bot.live import Live
from bot.reading.desk import Desk
from bot.reading.encoding import encode, pieces
from bot.reading.model import FOLDER, Model, ReaderError
from bot.reading.order import Reading
from bot.reading.reader import Reader
from bot.reading.windows import MOST_TOKENS, windows
from index.snapshot import Snapshot
from tests.stories import index_story

QUESTION = "who led Hamas's delegation?"


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


def test_every_candidate_stands_in_one_window_with_its_neighbours(seeds: Snapshot) -> None:
    """Windows are disjoint runs of one article, in reading order, and hold each candidate once."""
    answerable = [i for i in range(seeds.num_sentences) if seeds.answerable[i]]
    for step in (1, 2, 3, 7):
        chosen = answerable[::step]
        found = windows(chosen, seeds, lambda _: 20)
        assert set(chosen) <= {i for window in found for i in window}
        for window in found:
            assert list(window) == sorted(set(window))
            assert len({seeds.sentence(i).article_id for i in window}) == 1
            assert len(window) * 20 <= MOST_TOKENS
            assert all(seeds.answerable[i] for i in window)


def test_a_sentence_longer_than_a_window_is_read_alone(seeds: Snapshot) -> None:
    assert windows([5], seeds, lambda _: MOST_TOKENS + 1) == [(5,)]


def test_marks_stand_before_each_sentence() -> None:
    row = encode(pieces("who?", 8), pieces("Talks", 8), [pieces("He left.", 8), pieces("She came.", 8)])
    assert [row.ids[mark] for mark in row.marks] == [1, 1]
    assert row.ids[row.marks[1] + 1 : -1] == list(pieces("She came.", 8).ids)
    assert len(row.ids) == len(row.types)
    assert row.types.count(0) == 1 + len(pieces("who?", 8).ids) + 1


def test_pieces_know_where_they_stand_in_the_original() -> None:
    """Folding case and accents moves no span."""
    text = "Erdoğan’s “plan” — 67,139 dead"
    assert "".join(span.of(text) for span in pieces(text, 99).spans) == text.replace(" ", "")


def test_marked_words_lie_inside_their_sentence(reader: Reader, seeds: Snapshot) -> None:
    found = reader.read(QUESTION, [i for i in range(seeds.num_sentences) if seeds.answerable[i]], seeds)
    assert len(found) == int(seeds.answerable.sum())
    for sentence_id, read in found.items():
        span = seeds.sentence(sentence_id).span
        assert span.start <= read.span.start < read.span.end <= span.end
        assert read.sure <= 0


def test_a_window_reads_the_same_whatever_else_is_read(seeds: Snapshot) -> None:
    one, other = Reader(), Reader()
    first, *_, last = (i for i in range(seeds.num_sentences) if seeds.answerable[i])
    other.read("where are the talks?", [first, last], seeds)
    assert one.read(QUESTION, [first, last], seeds)[last] == other.read(QUESTION, [last], seeds)[last]


def test_the_model_finds_who_led_the_delegation(reader: Reader, seeds: Snapshot) -> None:
    answer = engine.answer(QUESTION, seeds, reading=reader)
    assert isinstance(answer, Answered)
    assert answer.was_read
    assert "Hayya" in str(answer.short_answer)
    assert to_json(answer, 1.0).reader


def test_without_the_model_the_answer_says_so(seeds: Snapshot) -> None:
    assert not to_json(engine.answer(QUESTION, seeds), 1.0).reader


class _Slow(Reader):
    """Takes a while for each reading, and notes whose turn it was."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds, self.turns = seconds, list[str]()

    def read(self, question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
        self.turns.append(question)
        time.sleep(self.seconds)
        return super().read(question, candidates, snapshot)


def turn_at(desk: Desk) -> Reading:
    turn = desk.reading()
    assert turn is not None
    return turn


def test_a_late_reading_is_done_without(seeds_index: Path) -> None:
    """Past the deadline the answer comes without the model, the same as with the model off."""
    late = Live(seeds_index, Desk(_Slow(0.5), deadline_s=0.05)).answer(QUESTION)
    assert not late.was_read
    assert late == Live(seeds_index).answer(QUESTION)


def test_whoever_comes_to_a_full_desk_does_without_at_once(seeds_index: Path, seeds: Snapshot) -> None:
    """Under load an answer comes soon without the model rather than late with it."""
    desk = Desk(_Slow(0.5), deadline_s=30)
    live = Live(seeds_index, desk)
    waiting = [threading.Thread(target=turn_at(desk).read, args=(name, [5], seeds)) for name in ("one", "two")]
    for thread in waiting:
        thread.start()
    time.sleep(0.1)
    assert not live.answer(QUESTION).was_read
    assert waiting[1].is_alive()
    for thread in waiting:
        thread.join()
    assert live.answer(QUESTION).was_read


def test_where_many_ask_nobody_waits_for_anothers_reading(seeds: Snapshot) -> None:
    """Nor long for their own: all are answered soon, some with the model."""
    desk = Desk(_Slow(0.5), deadline_s=30)
    *_, last = (desk.reading() for _ in range(8))
    assert last is not None
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        last.read("one", [5], seeds)
    assert time.monotonic() - started < 0.4
    assert desk.reading() is None
    time.sleep(1.2)
    calm = desk.reading()
    assert calm is not None
    assert calm.read("two", [5], seeds)


def test_readings_are_taken_in_turn(seeds: Snapshot) -> None:
    """First come, first served: nobody overtakes."""
    slow = _Slow(0.05)
    desk = Desk(slow)
    names = [f"question {number}" for number in range(6)]
    threads = []
    for name in names:
        threads.append(threading.Thread(target=turn_at(desk).read, args=(name, [5], seeds)))
        threads[-1].start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert slow.turns == names


@pytest.mark.parametrize("name", ["reader.onnx", "embedder.onnx", "tokenizer.json"])
def test_a_damaged_model_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    _overwrite(tmp_path / name)
    with pytest.raises(ReaderError, match=rf"{name}: damaged or missing.*TALKS_READER=off"):
        Model(tmp_path)


def test_weights_cut_short_are_refused_at_every_start(tmp_path: Path) -> None:
    """A torn download."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    os.truncate(tmp_path / "reader.weights", 20_000_000)
    with pytest.raises(ReaderError, match=r"reader\.weights: damaged or missing"):
        Model(tmp_path)


def test_changed_weights_of_the_right_size_are_refused_by_a_thorough_look(tmp_path: Path) -> None:
    """Chat and Telegram look at every byte, one answer doesn't."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    Model(tmp_path, thorough=True)
    _overwrite(tmp_path / "reader.weights")
    with pytest.raises(ReaderError, match=r"reader\.weights: damaged or missing"):
        Model(tmp_path, thorough=True)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")


def test_the_model_is_small_and_listed_with_its_checksums() -> None:
    listed = [line.split()[2] for line in (FOLDER / "checksums.txt").read_text().splitlines()]
    assert listed == ["reader.onnx", "reader.weights", "embedder.onnx", "embedder.weights", "tokenizer.json"]
    assert sum((FOLDER / name).stat().st_size for name in listed) <= 35_000_000


@pytest.mark.parametrize("question", ["Who leads the Israeli delegation?", "Who leads the delegation of Israel?"])
def test_a_line_about_the_other_side_hides_no_answer(question: str, reader: Reader, seeds: Snapshot) -> None:
    """What the checks know to be about somebody else never stands before a line that looks like the answer."""
    answer = engine.answer(question, seeds, reading=reader)
    assert isinstance(answer, Answered)
    assert answer.short_answer == "Ron Dermer"


FERRY = """A ferry with 172 passengers on board ran onto rocks off Port Alder on Monday, the coast guard said.

Its owner, Low Lines, said the ferry was licensed for 240.

The mayor of Port Alder, Carl Brandt, was suspended on Wednesday and replaced for now by his deputy, Ann Marsh.

Schools in the town stayed closed until Thursday.
"""


@pytest.mark.parametrize(
    "question", ["How many people was the ferry allowed to carry?", "Who fills the mayor's chair at present?"]
)
def test_what_is_told_in_other_words_is_found_by_the_model_alone(question: str, reader: Reader, tmp_path: Path) -> None:
    snapshot = index_story(FERRY, tmp_path)
    assert isinstance(engine.answer(question, snapshot), Abstained)
    assert isinstance(engine.answer(question, snapshot, reading=reader), Answered)


@pytest.mark.parametrize("question", ["Who hired the mayor?", "How many lifeboats did the ferry carry?"])
def test_what_is_not_told_stays_so_with_the_model(question: str, reader: Reader, tmp_path: Path) -> None:
    assert isinstance(engine.answer(question, index_story(FERRY, tmp_path), reading=reader), Abstained)
