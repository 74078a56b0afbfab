"""What of a cluster needs none: its address, the order of articles, and what becomes of bad answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.address import Address, where_of
from index.cluster.documents import Document, Source, id_of, lines_of, stored_of
from index.cluster.errors import ClusterError, GoneError
from index.cluster.filling import There
from index.cluster.mixing import SentenceHit, best_mixed, may_be_lifted
from index.cluster.queries import bounded
from index.cluster.shipping import _orders
from index.cluster.transport import Transport
from index.errors import TalksError
from index.snapshot import load

Json = dict[str, Any]
WHOLE = {"_shards": {"total": 5, "successful": 5, "failed": 0}, "timed_out": False, "hits": {"hits": []}}


def test_a_path_is_a_folder_and_an_address_a_cluster() -> None:
    """Several nodes, an alias, and settings."""
    assert where_of("var/index", {}) == Path("var/index")
    found = where_of("https://a:9200,b:9200/news", {"TALKS_CLUSTER_SHARDS": "6"})
    assert isinstance(found, Address)
    assert (found.nodes, found.alias, found.shards) == (("https://a:9200", "https://b:9200"), "news", 6)


def test_secrets_are_never_shown() -> None:
    """Neither those of the settings nor those that somebody put into the address."""
    address = where_of("https://a/talks", {"TALKS_CLUSTER_PASSWORD": "hidden", "TALKS_CLUSTER_API_KEY": "secret"})
    assert not {"hidden", "secret"} & set(f"{address} {address!r}".replace("'", " ").split())
    with pytest.raises(TalksError) as caught:
        where_of("https://ann:hidden@a:9200/talks", {})
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("text", ["http://,", "http://a:x/talks", "http://a,b:99999", "https://a/Talks"])
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(TalksError, match="is no address of a cluster"):
        where_of(text, {})


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"TALKS_CLUSTER_SHARDS": "many"}, "TALKS_CLUSTER_SHARDS: 'many'"),
        ({"TALKS_CLUSTER_DEADLINE": "0"}, "TALKS_CLUSTER_DEADLINE: '0'"),
        ({"TALKS_CLUSTER_CA": "no/such/file"}, "TALKS_CLUSTER_CA: no/such/file"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], named: str) -> None:
    """With what to do about it."""
    with pytest.raises(TalksError, match=named):
        where_of("https://a/talks", settings)


@given(st.lists(st.sampled_from("abcdefghij"), unique=True), st.lists(st.sampled_from("abcdefghij"), unique=True))
def test_new_articles_find_room_between_those_that_stay(before: list[str], after: list[str]) -> None:
    """In reading order, and what stays keeps its place; None exactly where it comes in another order."""
    there = {name: There(float(place), 1) for place, name in enumerate(before)}
    orders = _orders([Document(name, i, 0) for i, name in enumerate(after)], there)
    kept = [before.index(name) for name in after if name in before]
    assert (orders is None) == (kept != sorted(kept))
    if orders is not None:
        assert all(a < b for a, b in pairwise(orders))
        assert all(orders[i] == there[name].order for i, name in enumerate(after) if name in there)


def test_an_article_comes_back_as_it_was(seeds_index: Path) -> None:
    """Text, sentences, terms and days; and its id is that of what it holds."""
    seeds = load(seeds_index)
    made = Source(seeds)
    for document, holds in zip(made.documents(), made.stored(), strict=True):
        article, sentences = lines_of(document.doc_id, holds, 3.0)
        source = json.loads(json.dumps({name: value for name, value in article.items() if name != "_id"}))
        stored = stored_of(document.doc_id, source)
        assert id_of(source["stored"]) == document.doc_id
        assert stored.text == seeds.text_bytes(document.number)
        rows = seeds.sentence_rows[seeds.article_numbers == document.number]
        assert stored.rows.tolist() == rows[:, 1:].tolist()
        assert len(sentences) == len(rows)
        first = int((seeds.article_numbers < document.number).sum())
        for term in ("hama", "gaza", "ceasefir"):
            own = [i - first for i in seeds.ranker.posting(term)[0].tolist() if first <= i < first + len(rows)]
            assert stored.postings[term][0].tolist() == own if own else term not in stored.postings


def test_neighbours_and_the_article_lift_a_sentence() -> None:
    """As they do in the engine, ties in the cluster's order."""
    hits = [SentenceHit("a", 4, 5.0), SentenceHit("b", 1, 5.0), SentenceHit("b", 2, 4.5), SentenceHit("c", 0, 5.0)]
    best = best_mixed(hits, [], {"c": 1.0}, 3)
    assert [(hit.doc_id, hit.number) for hit in best] == [("b", 1), ("b", 2), ("c", 0)]


def test_a_neighbour_that_was_not_found_is_looked_up_where_it_matters() -> None:
    """Where it may lift a sentence among the best; what it scores then decides."""
    hits = [SentenceHit(f"a{i}", 0, 9.0 - i) for i in range(8)]
    # 7.0 + 0.3 × 5.0 is more than 8.0, 6.0 + 0.3 × 5.0 is less.
    assert may_be_lifted(hits, [], {}, 2, lowest=5.0, needed=2) == [("a2", 1)]
    assert may_be_lifted(hits, [], {}, 3, lowest=5.0, needed=2) == []
    best = best_mixed(hits, [], {}, 2, [SentenceHit("a2", 1, 4.9)])
    assert [hit.doc_id for hit in best] == ["a0", "a2"]


class Node:
    """The far side: answers what it is told to, and counts."""

    def __init__(self, answer: Callable[[], tuple[int, Json]]) -> None:
        self.answer, self.asked, self.heads = answer, 0, []  # type: ignore[var-annotated]

    @contextmanager
    def running(self) -> Iterator[str]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                node.asked += 1
                node.heads.append(dict(self.headers))
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                status, body = node.answer()
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _ask(*nodes: Node, **settings: Any) -> tuple[list[Json], float]:
    """What a search brings, and how long it took."""
    with nodes[0].running() as first, nodes[-1].running() as last:
        address = replace(Address((first, last), deadline_s=1.2), **settings)
        started = time.monotonic()
        found = Transport(address).search("talks", [{"size": 1}])
        return found, time.monotonic() - started


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, {"responses": [WHOLE | {"_shards": {"total": 5, "failed": 2}}]}, "2 of 5 shards did not answer"),
        (
            200,
            {"responses": [WHOLE | {"_shards": {"total": 5, "successful": 4, "failed": 0}}]},
            "1 of 5 shards did not",
        ),
        (200, {"responses": [WHOLE | {"timed_out": True}]}, "ran out of time"),
        (200, {"responses": [{"error": {"type": "search_phase_execution_exception"}}]}, "search_phase_execution"),
        (401, {}, "refused the login .401.; set TALKS_CLUSTER_USER"),
        (503, {"error": {"root_cause": [{"type": "busy", "reason": "wait"}]}}, "busy: wait .status 503."),
        (404, {"error": {"type": "index_not_found_exception", "reason": "gone"}}, "the index is gone"),
    ],
)
def test_a_part_is_an_error_that_says_what_to_do(status: int, body: Json, told: str) -> None:
    """Never a shorter answer; and not later than the deadline."""
    started = time.monotonic()
    with pytest.raises(ClusterError, match=told) as caught:
        _ask(Node(lambda: (status, body)))
    assert "; " in str(caught.value)
    assert time.monotonic() - started < 4.0
    assert isinstance(caught.value, GoneError) == (status == 404)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, {"responses": [{"error": {"type": "index_not_found_exception"}, "status": 404}]}, "the index is gone"),
        (
            200,
            {"responses": [{"error": {"type": "phase", "root_cause": [{"type": "too_many"}]}, "status": 400}]},
            "too_many",
        ),
        (
            403,
            {"error": {"type": "cluster_block_exception", "reason": "full"}},
            "cluster_block_exception: full .status",
        ),
        (
            400,
            {"error": {"type": "parsing_exception", "reason": "one\nline"}},
            "parsing_exception: one line .status 400",
        ),
    ],
)
def test_what_no_try_can_mend_is_told_at_once(status: int, body: Json, told: str) -> None:
    """An index that is gone, a request that is refused, disks that are full: nobody waits for the deadline."""
    node = Node(lambda: (status, body))
    with pytest.raises(ClusterError, match=told) as caught:
        _ask(node)
    assert node.asked == 1
    assert isinstance(caught.value, GoneError) == ("gone" in told)


def test_what_was_said_is_told_when_time_is_up() -> None:
    """Not that nobody answered the last attempt, which had no time left."""
    answers = iter([{"responses": [WHOLE | {"_shards": {"total": 5, "failed": 2}}]}])

    def slow() -> tuple[int, Json]:
        if (answer := next(answers, None)) is None:
            time.sleep(0.7)
            return 200, {"responses": [WHOLE]}
        return 200, answer

    with pytest.raises(ClusterError, match="2 of 5 shards did not answer"):
        _ask(Node(slow))


def test_another_node_is_asked_where_one_fails() -> None:
    """The answer is whole, and nobody notices."""
    bad, good = Node(lambda: (503, {})), Node(lambda: (200, {"responses": [WHOLE]}))
    for _ in range(4):
        assert _ask(bad, good)[0] == [WHOLE]
    assert good.asked >= 4


def test_a_busy_node_is_asked_again() -> None:
    """With a pause between."""
    answers = iter([(429, {}), (429, {}), (200, {"responses": [WHOLE]})])
    found, took = _ask(Node(lambda: next(answers)))
    assert found == [WHOLE]
    assert took >= 0.15


def test_the_login_is_sent() -> None:
    """As a password or as a key."""
    for settings, sent in (({"user": "ann", "password": "x"}, "Basic "), ({"api_key": "abc"}, "ApiKey abc")):
        node = Node(lambda: (200, {"responses": [WHOLE]}))
        _ask(node, **settings)
        assert {name.lower(): value for name, value in node.heads[0].items()}["authorization"].startswith(sent)


@given(
    st.lists(st.lists(st.tuples(st.lists(st.just("a"), min_size=1, max_size=3), st.integers(0, 5)), max_size=4)),
    st.integers(1, 20),
)
def test_a_long_question_is_asked_by_what_is_worth_most(things: list[list[tuple[list[str], int]]], most: int) -> None:
    """Never more clauses than a cluster takes; what is left out is worth no more than anything kept."""
    wanted = [("a", [(tuple(phrase), float(worth)) for phrase, worth in ways]) for ways in things]
    kept = bounded(wanted, most)
    clauses = [sum(len(phrase) for _, ways in found for phrase, _ in ways) for found in (wanted, kept)]
    assert len(kept) == len(wanted)
    assert clauses[1] <= most
    assert clauses[0] > most or kept == wanted
    gone = [one for (_, every), (_, some) in zip(wanted, kept, strict=True) for one in every if one not in some]
    left = [worth for _, ways in kept for _, worth in ways]
    assert all(worth <= min(left, default=worth) for _, worth in gone)
