"""A snapshot that is not as it was published is refused by name, with the remedy; the remedy works."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.analysis import ANALYSER_VERSION
from index.build import build
from index.errors import SnapshotError
from index.manifest import FORMAT, FileCheck, Manifest
from index.model import Article
from index.snapshot import current_id, load, verify

REMEDY = "run: talks index build"
FILES = (
    "articles.jsonl",
    "dates.jsonl",
    "dates.npy",
    "ladders.npy",
    "manifest.json",
    "names.tsv",
    "rank_column_of.npy",
    "rank_columns.npy",
    "rank_cuts.npy",
    "rank_frequent.npy",
    "rank_large.npy",
    "rank_large_counts.npy",
    "rank_length_starts.npy",
    "rank_lengths.npy",
    "rank_maxima.npy",
    "rank_offsets.npy",
    "rank_order.npy",
    "rank_postings.npy",
    "sentences.npy",
    "term_bounds.npy",
    "term_idf.npy",
    "term_places.npy",
    "term_slots.npy",
    "terms.txt",
    "text_places.npy",
    "texts.bin",
)


def live(index: Path) -> Path:
    """The live snapshot's folder."""
    snapshot_id = current_id(index)
    assert snapshot_id is not None
    return index / snapshot_id


def refusal(index: Path, named: Path) -> str:
    """The message with which load and verify refuse the index; it names a path and the remedy."""
    with pytest.raises(SnapshotError) as loading:
        load(index)
    with pytest.raises(SnapshotError) as verifying:
        verify(index)
    assert str(loading.value) == str(verifying.value)
    assert str(named) in str(loading.value)
    assert str(loading.value).endswith(REMEDY)
    return str(loading.value)


def assert_rebuild_repairs(index: Path, seeds: Path) -> None:
    """What the message tells the user to do helps."""
    report = build([seeds], index)
    assert verify(index).snapshot_id == report.snapshot_id
    assert not list(index.glob(".building-*"))


def sign_anew(folder: Path) -> None:
    """Makes sizes and checksums in the manifest right again: a fault that only a closer look finds."""
    path = folder / "manifest.json"
    manifest = Manifest.of(path.read_bytes())
    contents = {name: (folder / name).read_bytes() for name in manifest.files}
    files = {n: FileCheck(size=len(data), sha256=hashlib.sha256(data).hexdigest()) for n, data in contents.items()}
    path.write_text(json.dumps(asdict(replace(manifest, files=files))), encoding="utf-8")


def test_these_are_the_files_of_a_snapshot(index: Path) -> None:
    """The tests below miss none."""
    assert sorted(path.name for path in live(index).iterdir()) == list(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_byte_is_refused(index: Path, seeds: Path, name: str) -> None:
    """One flipped bit in the middle of any file."""
    path = live(index) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    refusal(index, live(index) if name == "manifest.json" else path)
    assert_rebuild_repairs(index, seeds)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_refused(index: Path, seeds: Path, name: str) -> None:
    """A full disk or a broken copy."""
    path = live(index) / name
    path.write_bytes(path.read_bytes()[:-1])
    assert "damaged" in refusal(index, path)
    path.write_bytes(b"")
    assert "damaged" in refusal(index, path)
    assert_rebuild_repairs(index, seeds)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(index: Path, seeds: Path, name: str) -> None:
    """Somebody tidied up."""
    path = live(index) / name
    path.unlink()
    refusal(index, live(index) if name == "manifest.json" else path)
    assert_rebuild_repairs(index, seeds)


def test_no_damaged_byte_anywhere_changes_what_is_loaded(index: Path) -> None:
    """Random bytes of every file: the snapshot is refused or, in the manifest's white space, still the same."""
    chance = random.Random(20240214)
    whole = load(index)
    refused = 0
    for name in FILES:
        path = live(index) / name
        original = path.read_bytes()
        for _ in range(40 if name == "manifest.json" else 8):
            data = bytearray(original)
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
            path.write_bytes(data)
            try:
                loaded = load(index).manifest
            except SnapshotError:
                refused += 1
                refusal(index, live(index))
            else:
                assert loaded == whole.manifest
        path.write_bytes(original)
    assert refused > 90


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("format", 0, f"format 0, expected {FORMAT}"),
        ("analyser", 0, f"analyser 0, expected {ANALYSER_VERSION}"),
        ("snapshot_id", "0123456789abcdef", "belongs to snapshot 0123456789abcdef"),
        ("num_articles", 4, "do not fit together"),
        ("num_sentences", 1, "do not fit together"),
        ("num_terms", 0, "do not fit together"),
        ("num_terms", "1", "damaged"),
        ("num_articles", True, "damaged"),
        ("files", {}, "can't be read"),
        ("files", [1], "damaged"),
        ("files", {"terms.txt": {"size": 1.0, "sha256": ""}}, "damaged"),
        ("files", {"terms.txt": {"size": 1, "sha256": None}}, "damaged"),
    ],
)
def test_a_foreign_manifest_is_refused(index: Path, seeds: Path, field: str, value: object, message: str) -> None:
    """Another format, another analyser or other counts would read the arrays wrongly."""
    path = live(index) / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | {field: value}), encoding="utf-8")
    if value == {}:
        for name in FILES[:1]:
            (live(index) / name).unlink()
    assert message in refusal(index, live(index))
    assert_rebuild_repairs(index, seeds)


def test_a_renamed_folder_is_refused(index: Path, seeds: Path) -> None:
    """A snapshot under another id is not what that id promises."""
    renamed = live(index).rename(index / "0123456789abcdef")
    assert "no snapshot there" in refusal(index, live(index))
    (index / "CURRENT").write_text("0123456789abcdef\n", encoding="utf-8")
    assert "belongs to snapshot" in refusal(index, renamed)
    assert_rebuild_repairs(index, seeds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\xff\xfe\x00",
        b"no\x00thing",
        b"../../elsewhere\n",
        b".\n",
        b"0123456789abcdef\n",
        b"0123456789abcdef\n0123456789abcdef\n",
        b"a" * 5000,
    ],
)
def test_a_pointer_to_nowhere_is_refused(index: Path, seeds: Path, content: bytes) -> None:
    """Whatever stands in CURRENT, it leads to a snapshot of this index or to one line that says what to do."""
    (index / "CURRENT").write_bytes(content)
    refusal(index, index)
    assert_rebuild_repairs(index, seeds)


class Trap:
    """Tells that it was unpickled by making a folder."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.mkdir, (self.sprung,))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".npy")])
@pytest.mark.parametrize("bare", [False, True])
def test_a_pickle_is_refused_and_never_run(index: Path, seeds: Path, tmp_path: Path, name: str, bare: bool) -> None:
    """An array file may carry a program; even with right checksums it is not opened."""
    path, trap = live(index) / name, Trap(tmp_path / "sprung")
    if bare:
        path.write_bytes(pickle.dumps(trap))
    else:
        np.save(path, np.array([trap], dtype=object), allow_pickle=True)
    sign_anew(live(index))
    assert "can't be read" in refusal(index, live(index))
    assert not trap.sprung.exists()
    assert_rebuild_repairs(index, seeds)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (3, 1, 0),  # begins inside an earlier sentence
        (3, 2, 10**6),  # ends after its article
        (3, 2, -1),
        (-1, 0, 99),  # belongs to no article
        (10, 0, 4),  # articles out of order
        (3, 4, 77),  # is of no kind
    ],
)
def test_verify_finds_a_sentence_out_of_place(index: Path, row: int, column: int, value: int) -> None:
    """Even where every checksum is right, each sentence must stand in its article."""
    path = live(index) / "sentences.npy"
    sentences = np.load(path)
    sentences[row, column] = value
    np.save(path, sentences)
    sign_anew(live(index))
    with pytest.raises(SnapshotError) as refused:
        verify(index)
    assert str(live(index)) in str(refused.value)
    assert REMEDY in str(refused.value)


def test_verify_finds_articles_that_are_no_records(index: Path) -> None:
    """A record that can't be read is a fault with a name, not a traceback."""
    path = live(index) / "articles.jsonl"
    path.write_bytes(b"{}\n" + b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    sign_anew(live(index))
    with pytest.raises(SnapshotError, match=REMEDY):
        verify(index)


@pytest.mark.parametrize("line", [b"{}", b"[]", b"", b"[1, "])
def test_verify_finds_reasons_of_dates_that_are_none(index: Path, line: bytes) -> None:
    """As for records."""
    path = live(index) / "dates.jsonl"
    path.write_bytes(line + b"\n" + b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    sign_anew(live(index))
    with pytest.raises(SnapshotError, match=REMEDY):
        verify(index)


@pytest.mark.parametrize(("column", "value"), [(0, -5), (0, 10**8), (1, 9), (2, -1), (3, 2**31 - 1)])
def test_verify_finds_days_that_are_none(index: Path, column: int, value: int) -> None:
    """Neither before the first year, nor after the last, nor of a basis that does not exist."""
    path = live(index) / "dates.npy"
    days = np.load(path)
    days[1, column] = value
    np.save(path, days)
    sign_anew(live(index))
    with pytest.raises(SnapshotError, match=REMEDY):
        verify(index)


def test_a_rung_that_is_no_sentence_is_refused(index: Path) -> None:
    """A question would look for it in vain."""
    path = live(index) / "ladders.npy"
    ladders = np.load(path)
    ladders[-1, 0] = 10**6
    np.save(path, ladders)
    sign_anew(live(index))
    assert "do not fit together" in refusal(index, live(index))


def test_in_a_large_index_a_damaged_text_is_found_when_quoted_and_by_verify(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading a large index checks sizes alone; no damaged quote gets past the article's own checksum."""
    monkeypatch.setattr("index.snapshot._HASHED_AT_LOAD", 0)
    texts = live(index) / "texts.bin"
    data = bytearray(texts.read_bytes())
    data[100] ^= 1
    texts.write_bytes(data)
    snapshot = load(index)
    first: Article = next(snapshot.articles())
    with pytest.raises(SnapshotError, match=f"the stored text of {first.article_id} is damaged; {REMEDY}"):
        snapshot.stored_text(first.article_id)
    with pytest.raises(SnapshotError, match="checksum differs"):
        verify(index)
    texts.write_bytes(data[:-1])
    with pytest.raises(SnapshotError, match="damaged"):
        load(index)


def test_a_full_disk_leaves_the_old_snapshot_serving(
    index: Path, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says so, and the half-written folder gives its room back."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    fewer = shutil.copytree(seeds, tmp_path / "fewer")
    next(fewer.iterdir()).unlink()
    before = current_id(index)
    with monkeypatch.context() as patched:
        patched.setattr(np, "save", full)
        with pytest.raises(SnapshotError, match=r"No space left on device\); the old index still serves; make room"):
            build([fewer], index)
    assert verify(index).snapshot_id == before
    assert not list(index.glob(".building-*"))
    assert build([fewer], index).num_articles == 4


@pytest.mark.parametrize("most", [0, 100, 2_000, 5_000, 12_000])
def test_a_disk_that_fills_at_any_point_leaves_the_old_snapshot_serving(
    index: Path, seeds: Path, tmp_path: Path, most: int
) -> None:
    """A real limit on the size of files, met while this or that file is written: one line, and nothing left behind."""
    fewer = shutil.copytree(seeds, tmp_path / "fewer")
    next(fewer.iterdir()).unlink()
    before, kept = current_id(index), {path.name for path in index.iterdir()}
    code = (
        "import resource, sys; from bot.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); sys.argv[1:] = ['index', 'build']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TALKS_ARTICLES": str(fewer), "TALKS_INDEX": str(index), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=seeds.parent, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "can't be written (File too large); the old index still serves; make room there" in line
    assert verify(index).snapshot_id == before
    assert {path.name for path in index.iterdir()} - kept <= {"sources.json.new", ".lock-holder"}


def test_an_index_folder_that_may_not_be_written_is_an_error_with_the_remedy(as_plain_user: Path, seeds: Path) -> None:
    """Neither a new index nor a newer snapshot of an old one ends in a traceback."""
    index = as_plain_user / "index"
    as_plain_user.chmod(0o500)
    with pytest.raises(SnapshotError, match=r"index: can't be written \(Permission denied\); set TALKS_INDEX"):
        build([seeds], index)
    as_plain_user.chmod(0o700)
    build([seeds], index)
    index.chmod(0o500)
    with pytest.raises(
        SnapshotError, match=r"index: can't be written \(Permission denied\); the old index still serves; set"
    ):
        build([seeds], index)
    assert verify(index).num_articles == 5


@pytest.mark.parametrize("name", ["CURRENT", "SNAPSHOT", "manifest.json", "texts.bin", "sentences.npy"])
def test_an_index_that_may_not_be_read_is_refused(as_plain_user: Path, seeds: Path, name: str) -> None:
    """Permissions are no traceback either."""
    index = as_plain_user / "index"
    build([seeds], index)
    folder = live(index)
    path = {"CURRENT": index / name, "SNAPSHOT": folder}.get(name, folder / name)
    path.chmod(0)
    refusal(index, index)
