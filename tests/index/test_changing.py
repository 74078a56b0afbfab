"""`talks index add`, `remove` and `watch`: the articles folder is the truth, and the index follows it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from index.build import build
from index.cli import IndexPaths, index_commands
from index.errors import TalksError
from index.fetching import FetchError, fetch
from index.snapshot import current_id, load, verify
from tests.index.documents import docx, page

Write = Callable[[str, str | bytes], Path]
Talks = Callable[..., Result]

TEXT = "A delegation arrived in Cairo on Sunday, the ministry said in a statement to reporters."

CAFE = "The two sides met in a café and in two hotels, three officials who were there told the agency."
PAGE = page([TEXT, CAFE])


@pytest.fixture
def talks(folder: Path, tmp_path: Path) -> Talks:
    """Runs a command of `talks index` over `folder` and an index beside it."""

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        where = IndexPaths(folder, tmp_path / "index")
        return CliRunner().invoke(
            index_commands, [str(a) for a in arguments], obj=where, input=stdin, catch_exceptions=False
        )

    return run


def indexed(tmp_path: Path) -> dict[str, str]:
    """Texts by article id."""
    return {article.article_id: article.text for article in verify(tmp_path / "index").articles()}


def test_add_copies_files_and_folders_with_their_sidecars(talks: Talks, folder: Path, tmp_path: Path) -> None:
    """A lost index is built again from the folder, additions included."""
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "b.docx").write_bytes(docx([TEXT]))
    (outside / "notes.xyz").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").write_text("It began.", encoding="utf-8")
    (tmp_path / "a.meta.toml").write_text('title = "A title"', encoding="utf-8")
    done = talks("add", "--json", tmp_path / "a.txt", outside)
    row = json.loads(done.stdout)
    assert row["added"] == ["a", "outside/deep/b"]
    assert load(tmp_path / "index").article("a").title == "A title"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "a.meta.toml", "a.txt", "outside/deep/b.docx",
    ]  # fmt: skip
    assert build([folder], tmp_path / "again").snapshot_id == row["snapshot"]


def test_add_of_a_file_that_is_in_the_folder_indexes_it(talks: Talks, write: Write, tmp_path: Path) -> None:
    """Nothing is copied onto itself."""
    path = write("deep/a.txt", "It began.")
    assert talks("add", path).exit_code == 0
    assert indexed(tmp_path) == {"deep/a": "It began."}


def test_add_never_writes_over_another_file(talks: Talks, write: Write, tmp_path: Path) -> None:
    """The same file again is no fault; another of its name is."""
    path = write("a.txt", "It began.")
    other = tmp_path / "a.txt"
    other.write_text("It began.", encoding="utf-8")
    assert talks("add", other).exit_code == 0
    other.write_text("It ended.", encoding="utf-8")
    with pytest.raises(TalksError, match="another file is there already"):
        talks("add", other)
    assert path.read_text(encoding="utf-8") == "It began."


def test_add_reads_standard_input(talks: Talks, tmp_path: Path) -> None:
    """Text by default, any format under a name."""
    talks("add", "-", stdin=b"It began.")
    talks("add", "-", "--name", "news.jsonl", stdin=b'{"id": "n1", "text": "It ended."}')
    assert sorted(indexed(tmp_path).values()) == ["It began.", "It ended."]
    assert "n1" in indexed(tmp_path)


@pytest.mark.parametrize("arguments", [["nowhere.txt"], ["-", "--name", "a.xyz"], ["-", "--name", "../../.."]])
def test_what_can_not_be_added_is_an_error_and_nothing_changes(
    talks: Talks, write: Write, tmp_path: Path, arguments: list[str]
) -> None:
    """The old index serves."""
    write("a.txt", "It began.")
    talks("build")
    before = current_id(tmp_path / "index")
    with pytest.raises(TalksError):
        talks("add", *arguments, stdin=b"x")
    assert current_id(tmp_path / "index") == before


def test_add_says_what_was_there_already(talks: Talks, tmp_path: Path) -> None:
    """The same file again, and the same text from standard input, change nothing and are no fault."""
    (tmp_path / "a.txt").write_text("It began.", encoding="utf-8")
    for told in ("added ", "already there: "):
        assert talks("add", tmp_path / "a.txt").stderr.startswith(told)
        done = talks("add", "-", stdin=b"It ended.")
        assert (done.exit_code, done.stderr.startswith(told)) == (0, True)
    with pytest.raises(TalksError, match=r"a\.txt: a file of this name is there already"):
        talks("add", "-", "--name", "a.txt", stdin=b"It went on.")


def test_add_names_some_of_many_files_and_says_how_many(talks: Talks, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(12):
        (tmp_path / "many" / f"{number:02}.txt").write_text(f"It was number {number}.", encoding="utf-8")
    lines = talks("add", tmp_path / "many").stderr.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "added 2 more"


def test_what_is_hidden_can_not_be_added(talks: Talks, folder: Path, tmp_path: Path) -> None:
    """It would be copied, and never be indexed."""
    (tmp_path / ".a.txt").write_text("It began.", encoding="utf-8")
    with pytest.raises(TalksError, match="hidden is not indexed; rename it"):
        talks("add", tmp_path / ".a.txt")
    assert not list(folder.iterdir())


def test_an_index_of_single_files_is_added_to(talks: Talks, folder: Path, tmp_path: Path) -> None:
    """From then on the folder is one of the places that it is built from."""
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"It began with {name}.", encoding="utf-8")
    talks("build", tmp_path / "a.txt")
    talks("add", tmp_path / "b.txt")
    assert sorted(indexed(tmp_path)) == ["a", "b"]
    assert (folder / "b.txt").is_file()


def test_remove_takes_a_file_that_was_left_out(talks: Talks, write: Write, folder: Path, tmp_path: Path) -> None:
    """It is named at every build until then."""
    write("a.txt", "It began.")
    write("b.txt", b"caf\xe9")
    talks("build")
    assert talks("remove", "b.txt").exit_code == 0
    assert (folder / ".removed" / "b.txt").is_file()
    assert list(indexed(tmp_path)) == ["a"]


def test_remove_moves_the_file_out_of_sight(talks: Talks, folder: Path, write: Write, tmp_path: Path) -> None:
    """It can be put back by hand; its sidecar goes with it."""
    write("a.txt", "It began.")
    write("b.txt", "It ended.")
    write("b.meta.toml", 'title = "B"')
    talks("build")
    row = json.loads(talks("remove", "b", "--json").stdout)
    assert (row["removed"], row["articles"]) == (["b"], 1)
    assert indexed(tmp_path) == {"a": "It began."}
    assert (folder / ".removed" / "b.txt").exists()
    assert (folder / ".removed" / "b.meta.toml").exists()
    with pytest.raises(TalksError, match="b: no such article; run: talks sources"):
        talks("remove", "b")


def test_remove_spares_a_file_that_holds_other_articles(talks: Talks, write: Write, tmp_path: Path) -> None:
    """Unless it is told to take them too."""
    write("a.txt", "It began.")
    write("news.jsonl", '{"id": "n1", "text": "One."}\n{"id": "n2", "text": "Two."}')
    talks("build")
    with pytest.raises(TalksError, match=r"news\.jsonl holds 2 articles; --whole-file removes them all"):
        talks("remove", "n1")
    talks("remove", "n1", "--whole-file")
    assert set(indexed(tmp_path)) == {"a"}


def test_add_goes_to_the_folder_that_the_index_was_built_from(talks: Talks, folder: Path, tmp_path: Path) -> None:
    """Not to a setting that the live index knows nothing of."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("It began.", encoding="utf-8")
    talks("build", other)
    (tmp_path / "b.txt").write_text("It ended.", encoding="utf-8")
    talks("add", tmp_path / "b.txt")
    assert set(indexed(tmp_path)) == {"a", "b"}
    assert (other / "b.txt").exists()
    assert not (folder / "b.txt").exists()


def test_a_summary_says_what_came_and_went(talks: Talks, folder: Path, write: Write) -> None:
    """Few are named, many are counted; a name can't start a line."""
    for number in range(6):
        write(f"{number}.txt", f"It is number {number}.")
    assert talks("build").stdout.endswith(" s)\n")
    for number in range(4):
        (folder / f"{number}.txt").unlink()
    (folder / "5.txt").rename(folder / "6.txt")
    write("two\nlines.txt", "It rained.")
    assert talks("build").stdout.endswith(r" s); added two\nlines; removed 4; renamed 5 to 6" + "\n")


def test_watch_indexes_what_changes_until_it_is_interrupted(folder: Path, write: Write, tmp_path: Path) -> None:
    """One report for a burst of changes; an error ends nothing."""
    write("a.txt", "It began.")
    watcher = subprocess.Popen(
        [sys.executable, "-m", "bot", "index", "watch", "--json"],
        env=os.environ | {"TALKS_ARTICLES": str(folder), "TALKS_INDEX": str(tmp_path / "index")},
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert watcher.stdout is not None
        assert json.loads(watcher.stdout.readline())["added"] == ["a"]
        time.sleep(0.5)
        (folder / "a.txt").unlink()
        write(".hidden.txt", "Not yet.")
        time.sleep(3)
        for name in "bcd":
            write(f"{name}.txt", f"Article {name}.")
        row = json.loads(watcher.stdout.readline())
        assert (row["added"], row["removed"]) == (["b", "c", "d"], ["a"])
    finally:
        watcher.send_signal(signal.SIGINT)
        _, errors = watcher.communicate(timeout=10)
    assert "no article to index" in errors
    assert "Traceback" not in errors
    assert set(indexed(tmp_path)) == {"b", "c", "d"}


class _Site(BaseHTTPRequestHandler):
    """A small web site on this machine."""

    def do_GET(self) -> None:
        bodies: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/talks": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, PAGE.encode("latin-1")),
            "/moved": (302, {"Location": "/talks"}, b""),
            "/inward": (302, {"Location": "http://127.0.0.1:1/"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
            "/large": (200, {"Content-Type": "text/plain"}, b"x" * 300_000),
            "/picture": (200, {"Content-Type": "image/png"}, b"x"),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        }  # fmt: skip
        status, headers, body = bodies.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.path == "/slow":
            for _ in range(100):
                time.sleep(0.1)
                self.wfile.write(b"x")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_and_kept_with_its_address(talks: Talks, folder: Path, tmp_path: Path, site: str) -> None:
    """Redirects are followed; the encoding that only the reply's head names is kept."""
    talks("add", f"{site}/moved", "--allow-private")
    (article,) = load(tmp_path / "index").articles()
    assert article.text == f"{TEXT}\n{CAFE}"
    assert article.url == f"{site}/talks"
    assert len(list(folder.glob("127-0-0-1-talks-*.html"))) == 1
    talks("add", f"{site}/moved", "--allow-private")
    assert load(tmp_path / "index").num_articles == 1


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/round", "redirects more than 5 times"),
        ("/large", "larger than 0 MB"),
        ("/picture", "image/png: not a known article format"),
        ("/nowhere", "the server answers 404"),
        ("/slow", "takes longer than 1 seconds"),
        ("/file", "no http:// or https:// address"),
    ],
)
def test_what_can_not_be_fetched_is_named_with_the_reason(site: str, path: str, reason: str) -> None:
    """In bounded time, size and number of redirects."""
    started = time.monotonic()
    with pytest.raises(FetchError, match=reason):
        fetch(f"{site}{path}", allow_private=True, seconds=1.0, limit=200_000)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "0.0.0.0",
             "[::ffff:127.0.0.1]", "[fe80::1]", "[2002:7f00:1::]", "2130706433"],
)  # fmt: skip
def test_private_addresses_are_refused(host: str) -> None:
    """However they are written; metadata services of clouds among them."""
    with pytest.raises(FetchError, match=r"a private address|no such host"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize("url", ["http://", "http:///x", "http://a b/", "http://a:0/", "http://a:x/", "http://u:p@a/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Before anything is looked up."""
    with pytest.raises(FetchError):
        fetch(url)
