"""A folder of broken files: each is named with a reason, none crashes or stalls the build, and the good are indexed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.choosing import read
from index.formats.sandbox import Sandbox
from index.readers import Skipped, read_file
from index.snapshot import verify
from tests.index.documents import docx, epub, package, page, pdf, rss

GOOD = "A delegation arrived in Cairo on Sunday, the ministry said in a statement to reporters."
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
MAIL = "From: a@example.org\nSubject: Talks\n"
PLAIN = f"{MAIL}Content-Type: text/plain; charset="
PARTS = "Content-Type: multipart/mixed; boundary=b\n\n"
XML_HEAD = '<?xml version="1.0"?>'

Bytes = bytes | str


def _deflated(name: str, size: int) -> bytes:
    """A zip file with one member of so many zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, file.open(name, "w", force_zip64=True) as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return out.getvalue()


def _locked() -> bytes:
    """A zip file whose member says that it needs a password."""
    data = bytearray(package({"a.txt": GOOD}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lying() -> bytes:
    """A zip file that states a much smaller size for its member than it unpacks to."""
    data = bytearray(_deflated("a.txt", 64 << 20))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(mark) + place
        data[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def broken() -> dict[str, Bytes]:
    """Broken files by name."""
    whole = {
        "pdf": pdf([[GOOD]]),
        "docx": docx([GOOD]),
        "epub": epub({"a.xhtml": page([GOOD])}),
        "zip": package({"a.txt": GOOD}),
    }
    found: dict[str, Bytes] = {
        "empty.txt": "",
        "blank.md": " \r\n\t\n",
        "mark.txt": b"\xef\xbb\xbf",
        "latin.txt": b"Caf\xe9 closed.",
        "latin.md": b"Fine.\nCaf\xe9",
        "utf16 without mark.txt": GOOD.encode("utf-16-be"),
        "half.txt": b"\xff\xfeI\x00t\xd8",
        "utf32.txt": b"\xff\xfe\x00\x00\x00",
        "nul.txt": b"It \x00 ended.",
        "escape.txt": b"\x1b[2J It ended.",
        "surrogate.txt": b"It ended.\xed\xa0\x80",
        "overlong.txt": b"It \xc0\xaf ended.",
        "cut.txt": "It ended “".encode()[:-1],
        "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00",
        "two\nlines.txt": b"\xff",
        "bell\x07.txt": "",
        "none": "x",
        "a.exe": b"MZ\x00",
        "long line.txt": b"x" * (100 << 20),
        "long line.jsonl": b'{"id": "n", "text": "' + b"x" * (100 << 20) + b'"}',
        "long line.csv": b"text\n" + b"x" * (100 << 20),
        "long line.html": b"<p>" + b"x" * (100 << 20),
        "bad.jsonl": "{not json\n",
        "list.jsonl": '["n2", "text"]',
        "nul.jsonl": '{"id": "n", "text": "a\\u0000b"}',
        "latin.jsonl": b'{"id": "n", "text": "\xe9"}',
        "deep.jsonl": b'{"id": "n", "text": ' + b"[" * 100_000,
        "no text.csv": "id,title\n1,x\n",
        "latin.csv": b"text\nCaf\xe9\n",
        "nul.csv": b"text\nIt\x00ended\n",
        "cut.pdf": whole["pdf"][: len(whole["pdf"]) // 2],
        "head.pdf": b"%PDF-1.7\n",
        "no.pdf": "It ended.",
        "bytes.pdf": b"%PDF-1.7" + bytes(range(256)) * 99,
        "loop.pdf": whole["pdf"].replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
        "scan.pdf": pdf([[]]),
        "cut.docx": whole["docx"][:-40],
        "no.docx": "It ended.",
        "text.docx": package({"a.txt": "x"}),
        "bomb.docx": package({"word/document.xml": BOMB}),
        "zeros.docx": _deflated("word/document.xml", 200 << 20),
        "broken.docx": package({"word/document.xml": "<w><p>"}),
        "deep.docx": package({"word/document.xml": "<a>" * 100_000}),
        "sum.docx": _flipped(whole["docx"]),
        "cut.epub": whole["epub"][:-40],
        "no spine.epub": epub({}),
        "lost.epub": whole["epub"].replace(b"OPS/a.xhtml", b"OPS/b.xhtml"),
        "bomb.epub": epub({"a.xhtml": BOMB}),
        "no head.eml": "It ended.",
        "latin.eml": f"{PLAIN}utf-8\n\nCaf\xe9".encode("latin-1"),
        "strange.eml": f"{PLAIN}nonsense\n\nx",
        "empty.eml": MAIL + "\n",
        "parts.eml": MAIL + PARTS + f"--b\n{PARTS}" * 2000,
        "bomb.rss": XML_HEAD + BOMB,
        "page.rss": page([GOOD]),
        "none.atom": XML_HEAD + "<feed/>",
        "empty.xml": "",
        "entry.rss": rss(["<title>x</title>"]),
        "latin.html": page([GOOD + " caf\xe9"]).encode("latin-1"),
        "empty.html": "<html></html>",
        "nul.html": b"\x00" * 5000,
        "deep.html": "<div>" * 300_000 + GOOD,
        "cut.zip": whole["zip"][:-40],
        "no.zip": "It ended.",
        "bomb.zip": _deflated("a.txt", 200 << 20),
        "locked.zip": _locked(),
        "lying.zip": _lying(),
        "nested.zip": package({"a.zip": whole["zip"]}),
        "empty.zip": package({}),
        "many.zip": package({f"{i}.txt": "" for i in range(20_001)}),
    }
    return found


def _flipped(data: bytes) -> bytes:
    middle = data.index(b"word/document.xml") + 40
    return data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]


def good() -> dict[str, Bytes]:
    """A good file of every format, each with a text of its own."""
    said = (f"{GOOD} It was visit number {number}." for number in range(20))
    return {
        "good.txt": next(said),
        "good.md": next(said),
        "good.jsonl": json.dumps({"id": "g1", "text": next(said)}),
        "good.csv": f'text\n"{next(said)}"\n',
        "good.html": page([next(said), GOOD]),
        "good.pdf": pdf([[next(said)]]),
        "good.docx": docx([next(said)]),
        "good.epub": epub({"a.xhtml": f"<p>{next(said)}</p>"}),
        "good.eml": f"{MAIL}\n{next(said)}",
        "good.rss": rss([f"<guid>1</guid><description>{next(said)}</description>"]),
        "good.zip": package({"a.txt": next(said)}),
        "odd\nname ’.txt": next(said),
        "marked.txt": next(said).encode("utf-16"),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The broken files and the good ones, with loops of links and a pipe among them."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, content in (broken() | good()).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    os.mkfifo(folder / "pipe.txt")
    return folder


NOT_FILES = {"loop", "self.txt", "pipe.txt"}


# A small process in between: a child starts with the memory that its parent held.
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "bot", "index", "build", "--json"], capture_output=True, text=True)
unit = 1 if sys.platform == "darwin" else 1024
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit, done.stdout, sep="\\n")
"""


@pytest.fixture(scope="module")
def report(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a build of the corpus in a process of its own printed, and the most memory it and its children held."""
    index = tmp_path_factory.mktemp("index")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        env=os.environ | {"TALKS_ARTICLES": str(corpus), "TALKS_INDEX": str(index)},
        cwd=Path(__file__).parents[2],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    status, peak, printed = done.stdout.split("\n", 2)
    assert status == "0"
    said: dict[str, Any] = json.loads(printed)
    return said | {"peak": int(peak), "index": index}


def test_there_are_at_least_sixty_broken_files() -> None:
    """As many as were promised."""
    assert len(broken()) + len(NOT_FILES) >= 60


def test_every_broken_file_is_named_with_a_reason(report: dict[str, Any]) -> None:
    """None is passed over in silence, and the reason is a line that a person can read."""
    skipped = report["skipped"]
    named = {row["file"].split("/")[0] for row in skipped}
    assert named == set(broken()) | NOT_FILES
    assert all(row["reason"] and len(row["reason"]) < 200 for row in skipped)


def test_the_good_files_among_them_are_all_indexed(report: dict[str, Any]) -> None:
    """One article each."""
    snapshot = verify(report["index"])
    assert {article.file.split("/")[0] for article in snapshot.articles()} == set(good())
    assert all(GOOD in article.text for article in snapshot.articles())


def test_memory_stays_small(report: dict[str, Any]) -> None:
    """Neither the build nor the process that reads strangers' files grows over 500 MB."""
    assert report["peak"] < 500e6


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", sorted(broken()))
def test_no_file_takes_long(corpus: Path, sandbox: Sandbox, name: str) -> None:
    """Each is refused within ten seconds."""
    started = time.monotonic()
    found = read_file(corpus / name, name, sandbox)
    assert time.monotonic() - started < 10
    assert found
    assert all(isinstance(item, Skipped) for item in found)


def test_a_reader_that_never_ends_is_ended(folder: Path, write: Callable[[str, Bytes], Path], tmp_path: Path) -> None:
    """The file is named, and the next one is read by a new process."""
    hangs = write("a.pdf", "x")
    write("b.docx", docx([GOOD]))
    os.environ["PYTHONPATH"], before = str(tmp_path), os.environ.get("PYTHONPATH", "")
    (tmp_path / "pypdf.py").write_text("import time\ntime.sleep(60)", encoding="utf-8")
    try:
        with Sandbox(patience=1.0) as impatient:
            assert read_file(hangs, "a.pdf", impatient) == [Skipped("a.pdf", "takes longer than 1 seconds to read")]
            (article,) = read_file(folder / "b.docx", "b.docx", impatient)
            assert not isinstance(article, Skipped)
    finally:
        os.environ["PYTHONPATH"] = before


def test_a_reader_that_dies_is_named(folder: Path, write: Callable[[str, Bytes], Path], tmp_path: Path) -> None:
    """A crash in a library takes one file with it."""
    write("a.pdf", "x")
    write("b.txt", GOOD)
    (tmp_path / "pypdf.py").write_text("import os\nos._exit(9)", encoding="utf-8")
    os.environ["PYTHONPATH"], before = str(tmp_path), os.environ.get("PYTHONPATH", "")
    try:
        reading = read([folder])
    finally:
        os.environ["PYTHONPATH"] = before
    assert [a.article_id for a in reading.articles] == ["b"]
    assert "broke down" in reading.skipped[0].reason
