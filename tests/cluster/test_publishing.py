"""What an index is made from and what the alias shows: leftovers, other versions, other people's indices, copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.address import Address
from index.cluster.finding import stand
from index.cluster.indices import ours
from index.cluster.opening import forget, live_index, open_live
from index.cluster.transport import Transport, transport
from index.errors import SnapshotError
from index.home import build, verify
from tests.cluster.conftest import AddressOf
from tests.conftest import SEEDS


def live_name(address: Address) -> str:
    """The index that the alias shows."""
    live = live_index(transport(address))
    assert live is not None
    return live[0]


def damage(cluster: Transport, index: str) -> None:
    """Another text in the first article's document of an index."""
    cluster.manage("PUT", f"/{index}/_settings", {"index": {"blocks": {"write": False}}})
    body = {"query": {"term": {"kind": "article"}}, "sort": [{"order": "asc"}], "size": 1}
    (first,) = cluster.manage("POST", f"/{index}/_search", body)["hits"]["hits"]
    source = first["_source"]
    source["stored"]["text"] = source["stored"]["text"].replace("Hamas", "Fatah")
    cluster.manage("PUT", f"/{index}/_doc/{first['_id']}", source | {"vocabulary": ""}, refresh="true")


def test_what_is_built_anew_takes_nothing_over(address_of: AddressOf) -> None:
    """Not even from the index before the one before, which bears the same name and may be what was damaged."""
    address = address_of("anew")
    build([SEEDS], address)
    plain = live_name(address)
    build([SEEDS], address, anew=True)
    assert live_name(address) == f"{plain}-again"
    damage(transport(address), plain)
    build([SEEDS], address, anew=True)
    assert live_name(address) == plain
    verify(address)


def test_what_another_version_began_is_not_gone_on_with(address_of: AddressOf) -> None:
    """Its documents have another form."""
    address = address_of("begun")
    cluster = transport(address)
    build([SEEDS], address)
    name = live_name(address)
    cluster.manage("DELETE", f"/{name}")
    forget(address)
    cluster.manage("PUT", f"/{name}", {"mappings": {"_meta": {"format": 0, "analyser": 0}}})
    build([SEEDS], address)
    assert live_name(address) == name
    verify(address)


def test_an_alias_of_somebody_else_is_left_alone(address_of: AddressOf) -> None:
    """Neither read from nor taken away."""
    address = address_of("others")
    cluster = transport(address)
    cluster.manage("PUT", "/others-own", {"aliases": {address.alias: {}}})
    try:
        for refused in (lambda: open_live(address), lambda: build([SEEDS], address)):
            with pytest.raises(SnapshotError, match="in use for something else; name another in TALKS_INDEX"):
                refused()
        assert list(cluster.manage("GET", f"/_alias/{address.alias}")) == ["others-own"]
        assert not ours(cluster)
    finally:
        cluster.manage("DELETE", "/others-own")


def test_an_alias_that_shows_two_indices_is_an_error(address_of: AddressOf, tmp_path: Path) -> None:
    """With both named: an answer of two snapshots at once would be of neither."""
    address = address_of("twice")
    build([SEEDS], address)
    first = live_name(address)
    (tmp_path / "one.txt").write_text("The ferry Vessla reached Port Anders on Sunday.\n", encoding="utf-8")
    build([tmp_path / "one.txt"], address)
    second = live_name(address)
    both: Sequence[str] = sorted((first, second))
    action = {"add": {"index": first, "alias": address.alias}}
    transport(address).manage("POST", "/_aliases", {"actions": [action]})
    with pytest.raises(SnapshotError, match=rf"shows several indices \({both[0]}, {both[1]}\); leave it to one"):
        open_live(address)


def test_another_number_of_copies_needs_no_other_articles(address_of: AddressOf) -> None:
    """The setting reaches an index that is there as it should be."""
    address = address_of("copies")
    build([SEEDS], address)
    name = live_name(address)
    build([SEEDS], replace(address, replicas=2))
    assert live_name(address) == name
    settings = transport(address).manage("GET", f"/{name}/_settings")[name]["settings"]["index"]
    assert settings["number_of_replicas"] == "2"


def test_a_phrase_stands_only_where_one_sentence_holds_all_of_it(address_of: AddressOf, tmp_path: Path) -> None:
    """Its words in two sentences are not it."""
    (tmp_path / "one.txt").write_text("Readers pay for it. A tribute was printed. They laud the ferry.\n", "utf-8")
    address = address_of("phrases")
    build([tmp_path / "one.txt"], address)
    library = open_live(address).library
    phrases = [("pay", "tribut"), ("tribut", "print"), ("laud",), ("norna",)]
    wanted = [(phrase[0], [(phrase, 1.0)]) for phrase in phrases]
    assert stand(library, wanted, np.ones(4, dtype=np.bool_)).tolist() == [False, True, True, False]
    assert not stand(library, wanted, np.zeros(4, dtype=np.bool_)).any()
