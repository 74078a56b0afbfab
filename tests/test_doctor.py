"""`talks doctor` names what is wrong and what to do, for faults planted one at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.doctor.findings import Level
from bot.doctor.installation import EXTRAS, extras, installation
from index.build import build
from index.manifest import MANIFEST
from index.snapshot import CURRENT, current_id
from tests.telegram.shared import StateServer

ROOT = Path(__file__).parent.parent
TOKEN = "7001:AAtestTESTtestTESTtestTESTtestTESTtes"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with articles and an index, in which the program runs."""

    folder: Path

    @property
    def index(self) -> Path:
        return self.folder / "var" / "index"

    @property
    def snapshot(self) -> Path:
        return self.index / (current_id(self.index) or "none")

    def set(self, *lines: str) -> None:
        (self.folder / ".env").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (self.folder / ".env").chmod(0o600)

    def examine(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(("TALKS_", "TELEGRAM_"))}
        return subprocess.run(
            [sys.executable, "-m", "bot", "doctor", *arguments],
            cwd=self.folder, env=inherited | {"PYTHONPATH": str(ROOT)} | settings,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def problems(self, **settings: str) -> list[dict[str, Any]]:
        done = self.examine("--json", **settings)
        report = json.loads(done.stdout)
        found = [finding for finding in report["findings"] if finding["level"] == "problem"]
        assert (done.returncode, report["healthy"]) == ((1, False) if found else (0, True))
        assert TOKEN not in done.stdout + done.stderr
        return found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    build([tmp_path / "seeds"], tmp_path / "var" / "index")
    return Place(tmp_path)


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """A Bot API server that knows one token."""

    class Far(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == f"/bot{TOKEN}/getMe"
            body: dict[str, Any] = {"ok": known}
            body |= {"result": {"username": "talks_test_bot"}} if known else {"description": "Unauthorized"}
            self.send_response(200 if known else 401)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Far)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_sound_place_has_nothing_to_mend(place: Place, api: str) -> None:
    """Every part is told of, and the token is known; exit 0."""
    place.set(f"TELEGRAM_BOT_TOKEN={TOKEN}", f"TELEGRAM_API_URL={api}")
    done = place.examine()
    assert done.returncode == 0, done.stdout
    for told in ("python", "installation", "settings", "articles: 5 files", "index: 5 articles", "state", "extra plot"):
        assert told in done.stdout
    assert "127.0.0.1 knows the token as @talks_test_bot" in done.stdout
    assert done.stdout.endswith("nothing to mend\n")
    assert TOKEN not in done.stdout


def test_a_shared_state_is_asked(place: Place, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It answers, and keeps what it is given; what is thrown away when memory is short is noted."""
    server = StateServer(tmp_path_factory.mktemp("state"))
    try:
        place.set(*(f"{name}={value}" for name, value in server.settings.items()))
        told = place.examine().stdout
        assert f"{server.address} answers, version " in told
        assert "throws keys away" not in told
        hook = "TELEGRAM_WEBHOOK_URL=https://bot.example.org/hook"
        place.set(*(f"{name}={value}" for name, value in server.settings.items()), hook)
        (found,) = place.problems()
        assert "TELEGRAM_WEBHOOK_SECRET" in found["remedy"]
        place.set(*(f"{name}={value}" for name, value in (server.settings | {"TALKS_STATE_PASSWORD": "no"}).items()))
        (found,) = place.problems()
        assert "refused the login" in found["text"]
        assert "TALKS_STATE_PASSWORD" in found["remedy"]
    finally:
        server.stop()


def unknown_setting(place: Place) -> None:
    place.set("TALKS_ARTICLE=seeds")


def bad_value(place: Place) -> None:
    place.set("TELEGRAM_WEBHOOK_PORT=many")


def bad_switch(place: Place) -> None:
    place.set("TALKS_READER=perhaps")


def bad_cluster(place: Place) -> None:
    place.set("TALKS_INDEX=http://localhost:9200/talks", "TALKS_CLUSTER_SHARDS=many")


def unreadable_settings(place: Place) -> None:
    (place.folder / ".env").write_bytes("TALKS_ARTICLES=se\xe9ds\n".encode("latin-1"))


def no_articles_folder(place: Place) -> None:
    place.set("TALKS_ARTICLES=seed")


def empty_articles_folder(place: Place) -> None:
    (place.folder / "none").mkdir()
    place.set("TALKS_ARTICLES=none")


def damaged_index(place: Place) -> None:
    path = place.snapshot / "terms.txt"
    path.write_bytes(path.read_bytes()[:-1])


def foreign_index(place: Place) -> None:
    path = place.snapshot / MANIFEST
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | {"format": manifest["format"] + 1}), encoding="utf-8")


def lost_snapshot(place: Place) -> None:
    (place.index / CURRENT).write_text("0123456789abcdef\n", encoding="utf-8")


def stale_index(place: Place) -> None:
    (place.folder / "seeds" / "new.txt").write_text("It ended.", encoding="utf-8")


def wrong_token(place: Place) -> None:
    place.set("TELEGRAM_BOT_TOKEN=my token")


def wrong_address(place: Place) -> None:
    place.set(f"TELEGRAM_BOT_TOKEN={TOKEN}", "TELEGRAM_API_URL=http://[")


def nobody_there(place: Place) -> None:
    place.set(f"TELEGRAM_BOT_TOKEN={TOKEN}", "TELEGRAM_API_URL=http://127.0.0.1:9")


def state_in_a_file(place: Place) -> None:
    (place.folder / "taken").write_text("mine", encoding="utf-8")
    place.set("TALKS_STATE=taken/state.sqlite3")


def state_of_another_kind(place: Place) -> None:
    (place.folder / "notes.txt").write_text("my notes, not a database", encoding="utf-8")
    place.set("TALKS_STATE=notes.txt")


def state_on_a_server_that_is_away(place: Place) -> None:
    place.set("TALKS_STATE=redis://127.0.0.1:9", "TALKS_STATE_PASSWORD=hidden", "TALKS_STATE_DEADLINE=1")


def password_in_the_address(place: Place) -> None:
    place.set("TALKS_STATE=redis://:hidden@127.0.0.1")


@pytest.mark.parametrize(
    ("plant", "subject", "told", "remedy"),
    [
        (unknown_setting, "setting TALKS_ARTICLE", "there is no such setting", "did you mean TALKS_ARTICLES?"),
        (bad_value, "setting TELEGRAM_WEBHOOK_PORT", "valid integer", ".env.example shows it"),
        (bad_switch, "settings", "neither on nor off", "correct it in the environment or .env"),
        (bad_cluster, "settings", "TALKS_CLUSTER_SHARDS", "correct it"),
        (unreadable_settings, "settings", "no UTF-8 text", "save it as UTF-8"),
        (no_articles_folder, "articles", "seed: no such file or folder", "set TALKS_ARTICLES"),
        (empty_articles_folder, "articles", "none has no articles", "put .txt"),
        (damaged_index, "index", "terms.txt: damaged", "talks index build"),
        (foreign_index, "index", "expected", "talks index build"),
        (lost_snapshot, "index", "no snapshot there", "talks index build"),
        (stale_index, "index", "older than the articles: 1 new", "talks index build"),
        (wrong_token, "telegram", "does not look like a token", "copy it again from @BotFather"),
        (wrong_address, "telegram", "TELEGRAM_API_URL is no http", "correct it in .env"),
        (nobody_there, "telegram", "127.0.0.1 can't be reached", "check the network"),
        (state_in_a_file, "state", "taken can't be written", "set TALKS_STATE"),
        (state_of_another_kind, "state", "notes.txt is no SQLite file", "move notes.txt away"),
        (state_on_a_server_that_is_away, "state", "redis://127.0.0.1:9/0: did not answer", "start it or correct"),
        (password_in_the_address, "settings", "is no address of a Redis server", "redis://host:6379/0"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_planted_fault_is_named_with_its_remedy(
    plant: Any, subject: str, told: str, remedy: str, place: Place
) -> None:
    """The fault, and no other problem unless it follows from wrong settings; exit 1."""
    plant(place)
    found = place.problems()
    assert "hidden" not in str(found)
    named = [one for one in found if one["subject"] == subject and told in one["text"] and remedy in one["remedy"]]
    assert len(named) == 1, found
    assert all("settings that are wrong" in one["text"] for one in found if one not in named), found


def test_a_refused_token_is_named(place: Place, api: str) -> None:
    """The server's answer is told without the token."""
    refused = f"{TOKEN[:-1]}x"
    place.set(f"TELEGRAM_BOT_TOKEN={refused}", f"TELEGRAM_API_URL={api}")
    (found,) = place.problems()
    assert found["text"] == "127.0.0.1 does not know the token"
    assert "@BotFather" in found["remedy"]
    assert refused not in json.dumps(found)


def test_what_is_unknown_in_the_environment_is_named(place: Place) -> None:
    (found,) = place.problems(TALKS_REDAER="off")
    assert found["remedy"] == "did you mean TALKS_READER?"


def test_no_index_and_no_token_are_no_faults(place: Place) -> None:
    """A new clone is sound: the first question builds the index."""
    shutil.rmtree(place.folder / "var")
    done = place.examine()
    assert done.returncode == 0
    assert "the first question builds it" in done.stdout
    assert "TELEGRAM_BOT_TOKEN=…" in done.stdout


def test_a_secret_that_others_may_read_is_noted(place: Place, api: str) -> None:
    place.set(f"TELEGRAM_BOT_TOKEN={TOKEN}", f"TELEGRAM_API_URL={api}")
    (place.folder / ".env").chmod(0o644)
    assert "do: chmod 600 .env" in place.examine().stdout


def test_a_missing_extra_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the reading model is a fault, and only where it is wanted."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    wanted = {one.subject: one for one in extras(reads=True)}
    assert wanted["extra reader"].level is Level.PROBLEM
    assert wanted["extra reader"].remedy == "pip install 'talks[reader]', or set TALKS_READER=off"
    assert wanted["extra pdf"].level is Level.NOTE
    assert wanted["extra pdf"].remedy == "pip install 'talks[pdf]'"
    assert {one.subject: one for one in extras(reads=False)}["extra reader"].level is Level.NOTE


def test_every_extra_is_looked_for() -> None:
    """Those that bring something to whoever runs the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - {"bench", "build", "formats", "test", "train"}


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    first = next(installation())
    assert (first.level, first.text, first.remedy) == (
        Level.PROBLEM,
        "this is Python 3.10.4",
        "use Python 3.11 or newer",
    )
