"""Getting into a cluster over TLS: with a password or a key, and what is told where that fails."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.address import Address, where_of
from index.cluster.errors import ClusterError
from index.cluster.transport import Transport
from index.errors import TalksError
from tests.gate import Gate
from tests.index.test_cluster import WHOLE, Node

PASSWORD, KEY = "gehe1m-pw", "gehe1m-key"
BASIC = "Basic " + b64encode(f"ann:{PASSWORD}".encode()).decode()
LOGIN = {"TALKS_CLUSTER_USER": "ann", "TALKS_CLUSTER_PASSWORD": PASSWORD}


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A door before a node that answers whole."""
    with Node(lambda: (200, {"responses": [WHOLE]})).running() as node:
        yield Gate(node, (BASIC, f"ApiKey {KEY}"))


def search(url: str, **settings: str) -> object:
    """What a search brings."""
    address = where_of(f"{url}/talks", {"TALKS_CLUSTER_DEADLINE": "2"} | settings)
    assert isinstance(address, Address)
    return Transport(address).search("talks", [{"size": 1}])


@pytest.mark.parametrize("login", [LOGIN, {"TALKS_CLUSTER_API_KEY": KEY}])
def test_who_has_the_authority_and_the_login_gets_in(gate: Gate, login: dict[str, str], tmp_path: Path) -> None:
    """By password or by key."""
    with gate.open() as url:
        assert search(url, TALKS_CLUSTER_CA=gate.write_ca(tmp_path / "ca.pem"), **login) == [WHOLE]
    assert gate.passed == 1


@pytest.mark.parametrize(
    "login",
    [{}, LOGIN | {"TALKS_CLUSTER_PASSWORD": f"{PASSWORD}x"}, {"TALKS_CLUSTER_API_KEY": f"{KEY}x"}],
)
@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_login_is_told_and_not_shown(
    gate: Gate, status: int, login: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the error, nor in what caused it, nor in a log."""
    caplog.set_level(logging.DEBUG)
    gate.refusal = status
    told = rf"refused the login \({status}\); set TALKS_CLUSTER_USER and TALKS_CLUSTER_PASSWORD, or TALKS_CLUSTER_API"
    with gate.open() as url, pytest.raises(ClusterError, match=told) as caught:
        search(url, TALKS_CLUSTER_CA=gate.write_ca(tmp_path / "ca.pem"), **login)
    assert gate.passed == 0
    shown = f"{caught.value} {caught.value.__cause__!r} {caplog.text}"
    assert "gehe1m" not in shown
    assert b64encode(f"ann:{PASSWORD}x".encode()).decode()[:12] not in shown


def test_a_certificate_of_another_authority_is_refused(gate: Gate, tmp_path: Path) -> None:
    """Before any secret is sent; and with no authority named at all."""
    other = Gate(gate.behind, ()).write_ca(tmp_path / "other.pem")
    for settings in ({"TALKS_CLUSTER_CA": other}, {}):
        with (
            gate.open() as url,
            pytest.raises(ClusterError, match=r"is not trusted \(.*(issuer|self.signed).*\); set TALKS_CLUSTER_CA"),
        ):
            search(url, **LOGIN, **settings)
    assert gate.passed == 0


def test_a_certificate_for_another_name_is_refused(gate: Gate, tmp_path: Path) -> None:
    """With the name that was tried."""
    gate.host = "elsewhere.example"
    told = r"not valid for 'localhost'; write the name that its certificate is for in TALKS_INDEX"
    with gate.open() as url, pytest.raises(ClusterError, match=told):
        search(url, TALKS_CLUSTER_CA=gate.write_ca(tmp_path / "ca.pem"), **LOGIN)


def test_a_node_without_tls_is_named(gate: Gate) -> None:
    """https where it should be http."""
    with pytest.raises(ClusterError, match=r"speaks no TLS; write http:// in TALKS_INDEX"):
        search(gate.behind.replace("http:", "https:"), **LOGIN)


def test_a_file_that_is_no_certificate_is_named(gate: Gate, tmp_path: Path) -> None:
    """The setting and the file."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate\n", encoding="utf-8")
    with gate.open() as url, pytest.raises(TalksError, match=r"TALKS_CLUSTER_CA: .*ca.pem: no certificate in it"):
        search(url, TALKS_CLUSTER_CA=str(path), **LOGIN)


def test_a_password_and_a_key_are_one_too_many() -> None:
    """Which of them counts would be anybody's guess."""
    with pytest.raises(TalksError, match=r"TALKS_CLUSTER_USER and TALKS_CLUSTER_API_KEY: .* set one of them"):
        where_of("https://a/talks", LOGIN | {"TALKS_CLUSTER_API_KEY": KEY})
