"""The commands themselves, on a cluster behind TLS and a login."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.commands import Said, said
from tests.cluster.conftest import AddressOf
from tests.conftest import SEEDS
from tests.gate import Gate

SECRET = "gehe1m"
PASSWORD, KEY = f"{SECRET}-pw", f"{SECRET}-key"
QUESTION = "Who led Hamas's delegation?"
BY_PASSWORD = {"TALKS_CLUSTER_USER": "ann", "TALKS_CLUSTER_PASSWORD": PASSWORD}
BY_KEY = {"TALKS_CLUSTER_API_KEY": KEY}

Settings = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for what the commands write."""
    return tmp_path_factory.mktemp("login")


@pytest.fixture
def settings(address_of: AddressOf, folder: Path) -> Iterator[Settings]:
    """What a process is to be told to get in, but for its login: two nodes, each behind a door of its own."""
    address = address_of("guarded")
    basic = f"Basic {b64encode(f'ann:{PASSWORD}'.encode()).decode()}"
    first = Gate(address.nodes[0], (basic, f"ApiKey {KEY}"))
    second = Gate(address.nodes[1], first.admits, authority=first.authority)
    with first.open() as one, second.open() as other:
        yield {
            "TALKS_INDEX": f"{one},{other.removeprefix('https://')}/{address.alias}",
            "TALKS_CLUSTER_CA": first.write_ca(folder / "ca.pem"),
            "TALKS_CLUSTER_FOLDER": str(folder / "prepared"),
            "TALKS_ARTICLES": str(SEEDS),
            "TALKS_READER": "off",
        }


def talks(*arguments: str, **settings: str) -> Said:
    """What a command says. Whatever it says, no secret is in it."""
    done = said(*arguments, **settings)
    assert SECRET not in done.stdout + done.stderr
    return done


def test_every_command_gets_in(settings: Settings) -> None:
    """A build by password, an answer by key; the same quote as from the folder that it was built from."""
    built = talks("index", "build", **settings, **BY_PASSWORD)
    assert built.returncode == 0, built.stderr
    asked = talks("ask", "--json", QUESTION, **settings, **BY_KEY)
    assert asked.returncode == 0, asked.stderr
    embedded = talks("ask", "--json", QUESTION, **settings | {"TALKS_INDEX": settings["TALKS_CLUSTER_FOLDER"]})
    there, here = json.loads(asked.stdout), json.loads(embedded.stdout)
    assert there["quotes"] == here["quotes"]
    assert talks("index", "verify", **settings, **BY_KEY).returncode == 0
    contract = talks("index", "contract", settings["TALKS_INDEX"], **settings, **BY_KEY)
    assert (contract.returncode, contract.stderr) == (0, ""), contract.stdout


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (BY_PASSWORD | {"TALKS_CLUSTER_PASSWORD": f"{PASSWORD}x"}, "refused the login (401); set TALKS_CLUSTER_USER"),
        (BY_KEY | {"TALKS_CLUSTER_API_KEY": f"{KEY}x"}, "refused the login (401); set TALKS_CLUSTER_USER"),
        (BY_PASSWORD | {"TALKS_CLUSTER_CA": ""}, "its certificate is not trusted"),
    ],
)
def test_a_process_that_can_not_get_in_says_why(settings: Settings, changed: Settings, told: str) -> None:
    """In one line, with exit code 2, whatever was asked of it."""
    for command in (("ask", QUESTION), ("index", "status"), ("index", "build")):
        done = talks(*command, **settings | changed)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert told in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
