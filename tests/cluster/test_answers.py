"""The same answers from a cluster as from a folder, and what becomes of them when something is missing."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import pytest

from bench.speed import made_up
from bot import engine
from bot.answers import Abstained, Answer, Answered
from bot.live import Live
from index.address import Address
from index.cluster import filling
from index.cluster.acceptance import contract
from index.cluster.errors import ClusterError
from index.cluster.opening import open_live
from index.cluster.shipping import ship
from index.cluster.transport import Transport
from index.errors import SnapshotError
from index.home import build, verify
from index.snapshot import load as load_folder
from tests.cluster.conftest import AddressOf
from tests.conftest import SEEDS
from tests.test_hard_cases import HOLD


def shown(answer: Answer) -> object:
    """What a person sees of an answer."""
    quotes = answer.related if isinstance(answer, Abstained) else answer.quotes
    short = answer.short_answer if isinstance(answer, Answered) else answer.reason
    return short, [(quote.article.article_id, quote.text, quote.role, quote.speaker) for quote in quotes]


def test_a_cluster_does_what_the_program_needs(address_of: AddressOf) -> None:
    """Every point of `talks index contract` holds."""
    assert [verdict for verdict in contract(address_of("talks")) if verdict.fault] == []


def test_every_hard_question_is_answered_as_from_the_folder(address_of: AddressOf) -> None:
    """First quote, short answer, speaker, and silence with its reason."""
    address = address_of("seeds")
    build([SEEDS], address)
    cluster, folder = Live(address), Live(address.folder)
    for question in sorted({case.question for case in HOLD}):
        assert shown(cluster.answer(question)) == shown(folder.answer(question)), question


def test_an_article_comes_and_one_goes(address_of: AddressOf, tmp_path: Path) -> None:
    """The clone of the index before holds what a fresh one would, in the same reading order."""
    articles = _written(tmp_path / "articles", _texts(200))
    address = address_of("changing")
    build([articles], address)
    (articles / "001.txt").unlink()
    (articles / "0005.txt").write_text("Ferry Vessla carried 412 people to Port Anders.\n", encoding="utf-8")
    build([articles], address.folder)
    fresh = load_folder(address.folder)
    ship(fresh, address, small=0)
    part = open_live(address)
    verify(address)
    assert [a.article_id for a in part.articles()] == [a.article_id for a in fresh.articles()]
    words = fresh.ranker.postings.terms
    part.expect(words)
    assert [part.library.count(word)[0] for word in words] == fresh.ranker.document_frequencies().tolist()
    assert shown(Live(address).answer("How many people did Vessla carry?")) == shown(
        Live(address.folder).answer("How many people did Vessla carry?")
    )


def test_a_build_that_was_cut_short_goes_on(
    address_of: AddressOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there stays there, and until all is there the alias shows nothing."""
    articles = tmp_path / "articles.jsonl"
    articles.write_text("\n".join(made_up(3_000)), encoding="utf-8")
    address = address_of("resumed")
    sent: list[int] = []
    last = 4
    real = filling.bulk

    def watched(cluster: Transport, index: str, actions: Iterable[filling.Action]) -> None:
        if len(sent) == last:
            raise ClusterError("cut short")
        found = list(actions)
        sent.append(len(found))
        real(cluster, index, found)

    monkeypatch.setattr(filling, "_ARTICLES", 20)
    monkeypatch.setattr(filling, "bulk", watched)
    with pytest.raises(ClusterError, match="cut short"):
        build([articles], address)
    with pytest.raises(SnapshotError, match="no index there"):
        open_live(address)
    first, last = sum(sent), 1_000
    sent.clear()
    build([articles], address)
    whole = verify(address)
    # 40 of 120 articles had been written whole.
    assert first > 0
    assert sum(sent) == whole.totals.sentences + whole.totals.articles - first


def test_a_damaged_text_is_never_quoted(address_of: AddressOf) -> None:
    """What is fetched before it is sent is compared with the hash of what was indexed."""
    address = address_of("damaged")
    build([SEEDS], address)
    live = Live(address)
    answer = live.answer("Who led Hamas's delegation?")
    assert isinstance(answer, Answered)
    part = open_live(address)
    first = answer.quotes[0].article.article_id
    doc_id = part.library.of_articles([first])[0].doc_id
    _allow_writes(address, part.library.index)
    source = part.library.transport.fetch(part.library.index, [doc_id])[doc_id]
    source["stored"]["text"] = source["stored"]["text"].replace("Hamas", "Fatah")
    source["vocabulary"] = ""
    part.library.transport.manage("PUT", f"/{part.library.index}/_doc/{doc_id}", source, refresh="true")
    with pytest.raises(SnapshotError, match="damaged"):
        live.snapshot().stored_text(first)
    again = live.answer("Who led Hamas's delegation?")
    assert first not in {q.article.article_id for q in (again.quotes if isinstance(again, Answered) else again.related)}
    with pytest.raises(SnapshotError, match="damaged"):
        verify(address)


def _allow_writes(address: Address, index: str) -> None:
    request = urllib.request.Request(
        f"{address.nodes[0]}/{index}/_settings",
        data=b'{"index.blocks.write": false}',
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def test_an_index_is_swapped_under_load(address_of: AddressOf, tmp_path: Path) -> None:
    """Every answer is wholly that of one snapshot or the other, and none is lost."""
    folders = []
    for at in (1, 2):
        texts = [f"{text}\nThe tally stood at {at} on day {i}.\n" for i, text in enumerate(_texts(200)[: 10 + 5 * at])]
        folders.append(_written(tmp_path / str(at), texts))
    address = address_of("swapped")
    questions = ["What did the tally stand at?", *questions_from(200, 12)]
    expected: dict[str, list[object]] = {}
    snapshots = []
    for folder in reversed(folders):
        build([folder], address.folder)
        snapshots.append(load_folder(address.folder))
        expected[snapshots[-1].snapshot_id] = [shown(engine.answer(q, snapshots[-1])) for q in questions]
    newer = snapshots[0]
    build([folders[0]], address)
    live, stop, seen, faults = Live(address), threading.Event(), [], []

    def ask() -> None:
        while not stop.is_set():
            for number, question in enumerate(questions):
                answer = live.answer(question)
                seen.append(answer.snapshot_id)
                if shown(answer) != expected[answer.snapshot_id][number]:
                    faults.append((question, answer))

    thread = threading.Thread(target=ask)
    thread.start()
    for at in (1, 0, 1):
        build([folders[at]], address)
        ends = time.monotonic() + 30
        while seen[-1] != load_folder(address.folder).snapshot_id and time.monotonic() < ends and thread.is_alive():
            time.sleep(0.1)
    stop.set()
    thread.join()
    assert not faults
    assert set(seen) == set(expected)
    assert seen[-1] == newer.snapshot_id


def questions_from(num_sentences: int, k: int) -> list[str]:
    """Questions over made-up articles, from their own words."""
    return [f"What about {' '.join(text.split()[8:14])}?" for text in _texts(num_sentences)[:k]]


def _texts(num_sentences: int) -> list[str]:
    return [json.loads(line)["text"] for line in made_up(num_sentences)]


def _written(folder: Path, texts: list[str]) -> Path:
    """A folder with a file a text."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder
