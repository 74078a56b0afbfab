"""Analysed articles to a snapshot on disk that readers see whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSER_VERSION
from index.dates import stored_days, stored_reasons
from index.errors import SnapshotError
from index.manifest import FORMAT, MANIFEST, ArticleRecord, FileCheck, Manifest, sha256_of
from index.model import Article, Dated
from index.pieces import ADDED
from index.postings import Postings
from index.snapshot import CURRENT, current_id, is_addition, open_snapshot
from index.stored_ranker import Stored, stored, write_ranker
from index.tidying import TEMPORARY, remove_leftovers, tidy

_SYNCS = 16
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Analysed:
    """What the articles' text becomes: what a snapshot stores beside it.

    sentences: one row a sentence: article number, start, end, line, kind. names: a line for each term that is mostly
    written with a capital, and its usual spelling. dated: when each article was written. ladders: for each running
    total of a thing the ids of the sentences that hold it.
    """

    sentences: NDArray[np.int32]
    postings: Postings
    names: Sequence[bytes]
    dated: Sequence[Dated]
    ladders: Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class Contents:
    """The articles of a snapshot in reading order: their lines of articles.jsonl, and their texts in UTF-8."""

    lines: Sequence[bytes]
    texts: Callable[[int], bytes]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> Contents:
        """The contents of articles that are in memory."""
        texts = [article.text.encode() for article in articles]
        lines = [
            ArticleRecord.line_of(article, hashlib.sha256(text).hexdigest())
            for article, text in zip(articles, texts, strict=True)
        ]
        return cls(lines, texts.__getitem__)

    @cached_property
    def snapshot_id(self) -> str:
        """16 hexadecimal digits that depend on articles, their order, format and analyser, and on nothing else."""
        return id_of(self.lines)


def id_of(lines: Iterable[bytes]) -> str:
    """The id of a snapshot with these lines of articles.jsonl, in pieces of any size."""
    digest = hashlib.sha256(f"talks {FORMAT} {ANALYSER_VERSION}\n".encode())
    for line in lines:  # each bears the hash of its text
        digest.update(line)
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot to be written: what its manifest says, and what writes its files into a folder."""

    snapshot_id: str
    num_articles: int
    num_sentences: int
    num_terms: int
    write: Callable[[Path], None]
    base: str = ""


def drafted(contents: Contents, analysed: Analysed) -> Draft:
    """The draft of a snapshot that is stored whole."""
    return Draft(
        contents.snapshot_id,
        len(contents.lines),
        len(analysed.sentences),
        len(analysed.postings.terms),
        lambda folder: write_tables(folder, contents, analysed, stored(analysed.postings)),
    )


def publish(index: Path, draft: Draft) -> None:
    """Writes a snapshot and makes it current; the caller holds the build lock.

    Either all of it is on disk and current, or the old one still is. Raises SnapshotError when the disk refuses.
    """
    final = index / draft.snapshot_id
    try:
        index.mkdir(parents=True, exist_ok=True)
        remove_leftovers(index)
        if not _is_there(final, draft):
            temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=index))
            _write(temporary, draft)
            _move(temporary, final)
            _sync(index)
        previous = current_id(index)
        if previous != draft.snapshot_id:
            _replace_pointer(index, draft.snapshot_id)
        tidy(index, {draft.snapshot_id, previous})
    except OSError as error:
        raise unwritable(index, error) from error


def _move(temporary: Path, final: Path) -> None:
    """Gives a written snapshot its name, and takes the place of what bears it."""
    if is_addition(final) and not (temporary / ADDED).exists():
        # The same articles, until now stored as an addition: readers find one or the other by the manifest.
        for path in temporary.iterdir():
            if path.name != MANIFEST:
                path.replace(final / path.name)
        _sync(final)
        (temporary / MANIFEST).replace(final / MANIFEST)
        _sync(final)
        shutil.rmtree(final / ADDED, ignore_errors=True)
        shutil.rmtree(temporary, ignore_errors=True)
        return
    if final.exists():  # damaged: out of the way, or the rename would fail
        final.rename(temporary.with_name(f"{TEMPORARY}damaged-{final.name}"))
    temporary.rename(final)


def unwritable(index: Path, error: OSError) -> SnapshotError:
    """What to tell when the disk refuses; what was half written is removed."""
    with contextlib.suppress(OSError):
        remove_leftovers(index)  # a full disk needs the room
    serves = "the old index still serves; " if (index / CURRENT).exists() else ""
    room = "make room there or " if error.errno in _FULL else ""
    return SnapshotError(f"{index}: can't be written ({error.strerror}); {serves}{room}set TALKS_INDEX elsewhere")


def write_tables(folder: Path, contents: Contents, analysed: Analysed, ranker: Stored) -> None:
    """Writes the files of some articles; what index.pieces reads."""
    places = [0]
    with (folder / "texts.bin").open("wb") as texts:
        for number in range(len(contents.lines)):
            places.append(places[-1] + texts.write(contents.texts(number)))
    (folder / "articles.jsonl").write_bytes(b"".join(contents.lines))
    np.save(folder / "text_places.npy", np.array(places, dtype=np.int64))
    (folder / "names.tsv").write_bytes(b"".join(line + b"\n" for line in analysed.names))
    (folder / "dates.jsonl").write_bytes(stored_reasons(analysed.dated))
    rungs = [(sentence_id, number) for number, ladder in enumerate(analysed.ladders) for sentence_id in ladder]
    np.save(folder / "dates.npy", stored_days(analysed.dated))
    np.save(folder / "ladders.npy", np.array(rungs, dtype=np.int32).reshape(-1, 2))
    np.save(folder / "sentences.npy", analysed.sentences)
    write_ranker(folder, ranker)


def _write(folder: Path, draft: Draft) -> None:
    folder.chmod(0o755)  # mkdtemp makes it private; the bot may run as another user
    draft.write(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        format=FORMAT,
        analyser=ANALYSER_VERSION,
        snapshot_id=draft.snapshot_id,
        base=draft.base,
        num_articles=draft.num_articles,
        num_sentences=draft.num_sentences,
        num_terms=draft.num_terms,
        files={
            path.relative_to(folder).as_posix(): FileCheck(size=path.stat().st_size, sha256=sha256_of(path))
            for path in paths
        },
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    # Many at a time: the disk answers them together, one after another they take ten times as long.
    with ThreadPoolExecutor(_SYNCS) as pool:
        list(pool.map(_sync, folder.rglob("*")))
    _sync(folder)


def _is_there(folder: Path, draft: Draft) -> bool:
    """Whether the snapshot is there, undamaged; as an addition only if that will do."""
    if not folder.exists() or (is_addition(folder) and not draft.base):
        return False
    try:
        open_snapshot(folder, every_hash=True)
    except SnapshotError:
        return False
    return True


def _replace_pointer(index: Path, snapshot_id: str) -> None:
    temporary = index / f"{TEMPORARY}{CURRENT}"
    temporary.write_text(snapshot_id + "\n", encoding="utf-8")
    _sync(temporary)
    temporary.replace(index / CURRENT)
    _sync(index)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems refuse to sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
