"""A real cluster of three nodes for the tests in this folder; `make test-cluster` runs them, `make test` does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.address import DEFAULTS, Address, where_of
from index.cluster.acceptance import remove
from index.cluster.transport import transport
from tests.cluster.nodes import Nodes

collect_ignore_glob = [] if os.environ.get("TALKS_TEST_CLUSTER") else ["test_*.py"]

# A machine that does other things too takes longer to answer than a cluster that is gone should take to be noticed.
DEADLINE = os.environ.get("TALKS_CLUSTER_DEADLINE", DEFAULTS["TALKS_CLUSTER_DEADLINE"])

AddressOf = Callable[[str], Address]


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """Three nodes, each a process; whoever kills one starts it again."""
    found = Nodes()
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture
def address_of(nodes: Nodes, tmp_path: Path) -> Iterator[AddressOf]:
    """The address of an alias in it: two shards, a copy of each. What a test builds goes with it."""
    given: list[Address] = []

    def address_of(alias: str) -> Address:
        url = nodes.url.rsplit("/", 1)[0] + f"/{alias}"
        address = where_of(url, {"TALKS_CLUSTER_FOLDER": str(tmp_path / alias), "TALKS_CLUSTER_DEADLINE": DEADLINE})
        assert isinstance(address, Address)
        given.append(address)
        return address

    yield address_of
    for address in given:
        remove(transport(address))
