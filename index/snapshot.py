"""The immutable index on disk: a folder of plain files with checksums, and a pointer to the current one.

    INDEX/CURRENT            id of the live snapshot, one line
    INDEX/<id>/manifest.json format, analyser, counts, SHA-256 of every other file
    INDEX/<id>/articles.jsonl, texts.bin, dates.jsonl, names.tsv, terms.txt; sentences, dates, ladders and postings
    in .npy files

Publishing writes a temporary folder, syncs it, renames it and last replaces CURRENT: a reader sees the old
snapshot or the new one, never a half.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import mmap
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSER_VERSION, analyse, terms
from index.dates import Dates, stored_days, stored_reasons
from index.errors import SnapshotError
from index.model import Article, Dated, Kind, PublishedBasis, Sentence, Span, Token
from index.ranker import Postings, Ranker

FORMAT = 3
CURRENT = "CURRENT"
REMEDY = "run: talks index build"
_TEMPORARY = ".building-"
_SNAPSHOT_ID = re.compile(r"[0-9a-f]{16}")
# Kinds as stored: the position is the code.
KINDS = tuple(Kind)
# Sizes of all files are checked at every load; hashes too, up to this many bytes (`verify` checks all).
_HASHED_AT_LOAD = 16 << 20
_ARTICLE_CACHE = 1 << 11
_RECORD_CACHE = 1 << 15
_TOKEN_CACHE = 1 << 14


_Record = TypeVar("_Record", "FileCheck", "Manifest")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """Size in bytes and SHA-256 of one file of a snapshot."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What manifest.json says of the snapshot and its files.

    Checked by hand: pydantic would be a quarter of a one-shot answer, and this is the one file without a checksum.
    """

    format: int
    analyser: int
    snapshot_id: str
    num_articles: int
    num_sentences: int
    num_terms: int
    files: dict[str, FileCheck]

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """Raises ValueError, TypeError or KeyError unless every field is there and of its type."""
        manifest = _checked(cls, json.loads(data))
        return replace(manifest, files={name: _checked(FileCheck, check) for name, check in manifest.files.items()})


_TYPES = {"int": int, "str": str, "dict[str, FileCheck]": dict}


def _checked(kind: type[_Record], found: Any) -> _Record:
    """The record of a JSON object whose fields have their types; a truth value is no number."""
    values = {field.name: found[field.name] for field in fields(kind)}
    for field in fields(kind):
        if type(values[field.name]) is not _TYPES[str(field.type)]:
            raise TypeError(f"{field.name} is {values[field.name]!r}"[:80])
    return kind(**values)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One line of articles.jsonl: metadata, and where the text stands in texts.bin (bytes)."""

    article_id: str
    file: str
    title: str
    url: str | None
    publisher: str | None
    published: dt.date | None
    published_basis: PublishedBasis
    start: int
    end: int
    sha256: str

    @classmethod
    def of(cls, line: bytes) -> ArticleRecord:
        """Raises ValueError, TypeError or KeyError for a line that is no record."""
        found = json.loads(line)
        found["published"] = dt.date.fromisoformat(found["published"]) if found["published"] else None
        found["published_basis"] = PublishedBasis(found["published_basis"])
        return cls(**found)


@dataclass(frozen=True, slots=True)
class Analysed:
    """What the articles' text becomes: what a snapshot stores beside it.

    sentences: one row a sentence: article number, start, end, line, kind. names: terms that are mostly written with
    a capital, each with its usual spelling. dated: when each article was written. ladders: for each running total of
    a thing the ids of the sentences that hold it.
    """

    sentences: NDArray[np.int32]
    postings: Postings
    names: dict[str, str]
    dated: Sequence[Dated]
    ladders: Sequence[tuple[int, ...]]


class Snapshot:
    """One published index, read-only. Everything it returns belongs to this one snapshot.

    Opens its files once, so it stays whole even if a later build removes the folder.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.snapshot_id = manifest.snapshot_id
        self.num_sentences = manifest.num_sentences
        self.num_articles = manifest.num_articles
        self._article_lines = (folder / "articles.jsonl").read_bytes().splitlines()
        self._name_lines = (folder / "names.tsv").read_text(encoding="utf-8")
        self._texts = _map_bytes(folder / "texts.bin")
        # One row a sentence: article number, start, end, line, kind.
        self._sentences: NDArray[np.int32] = _map_array(folder / "sentences.npy")
        postings = Postings(
            terms=tuple((folder / "terms.txt").read_text(encoding="utf-8").splitlines()),
            offsets=_map_array(folder / "posting_offsets.npy"),
            sentences=_map_array(folder / "posting_sentences.npy"),
            counts=_map_array(folder / "posting_counts.npy"),
            lengths=_map_array(folder / "sentence_lengths.npy"),
        )
        self._days = _map_array(folder / "dates.npy")
        self._reasons = (folder / "dates.jsonl").read_bytes().splitlines()
        # One row a rung: sentence id, ladder.
        self._ladders: NDArray[np.int32] = _map_array(folder / "ladders.npy")
        _check_sizes(manifest, len(self._article_lines), self._sentences, postings)
        _check_dates(manifest, self._days, self._reasons, self._ladders)
        self.ranker = Ranker(postings)
        # Bound to the instance, so that the caches go when the snapshot goes.
        self._record = lru_cache(maxsize=_RECORD_CACHE)(self._read_record)
        self._article = lru_cache(maxsize=_ARTICLE_CACHE)(self._read_article)
        self._tokens = lru_cache(maxsize=_TOKEN_CACHE)(self._read_tokens)

    def sentence(self, sentence_id: int) -> Sentence:
        """The sentence with that id, counted from 0 in reading order."""
        number, start, end, line, kind = self._sentences[sentence_id].tolist()
        return Sentence(sentence_id, self._record(number).article_id, Span(start, end), line, KINDS[kind])

    def sentences_of(self, article_id: str) -> list[Sentence]:
        """Every unit of an article in reading order."""
        number = self._number(article_id)
        first, last = np.searchsorted(self.article_numbers, [number, number + 1])
        return [self.sentence(i) for i in range(int(first), int(last))]

    def text_of(self, sentence: Sentence) -> str:
        return sentence.span.of(self.article(sentence.article_id).text)

    def article(self, article_id: str) -> Article:
        """The article with that id. Raises KeyError for an unknown one."""
        return self._article(self._number(article_id))

    def articles(self) -> Iterator[Article]:
        """All articles in reading order."""
        return (self._read_article(number) for number in range(self.num_articles))

    def stored_text(self, article_id: str) -> str:
        """The article's text, read from the stored bytes anew and checked against its hash.

        Raises SnapshotError when the stored bytes are not those that were indexed.
        """
        record = self._record(self._number(article_id))
        data = self._texts[record.start : record.end]
        if hashlib.sha256(data).hexdigest() != record.sha256:
            raise SnapshotError(f"{self.folder}: the stored text of {article_id} is damaged; {REMEDY}")
        return data.decode("utf-8")

    def _read_record(self, number: int) -> ArticleRecord:
        return ArticleRecord.of(self._article_lines[number])

    def _read_article(self, number: int) -> Article:
        record = self._record(number)
        return Article(
            record.article_id,
            record.file,
            record.title,
            self._texts[record.start : record.end].decode("utf-8"),
            record.url,
            record.publisher,
            record.published,
            record.published_basis,
        )

    def _number(self, article_id: str) -> int:
        return self._numbers[article_id]

    def tokens_of(self, sentence_id: int) -> tuple[Token, ...]:
        """The sentence's tokens, with spans in its article's text."""
        return self._tokens(sentence_id)

    @cached_property
    def files(self) -> frozenset[str]:
        """The files that the articles were read from."""
        return frozenset(self._record(number).file for number in range(self.num_articles))

    @cached_property
    def article_numbers(self) -> NDArray[np.intp]:
        """For each sentence the number of its article, counted from 0 in reading order."""
        return np.asarray(self._sentences[:, 0], dtype=np.intp)

    @cached_property
    def article_lengths(self) -> NDArray[np.float64]:
        """For each article its number of sentences."""
        counts = np.bincount(self.article_numbers, minlength=self.num_articles)
        return counts.astype(np.float64)

    @cached_property
    def names(self) -> dict[str, str]:
        """Terms that are mostly written with a capital, each with its usual spelling."""
        return dict(line.split("\t") for line in self._name_lines.split("\n") if line)

    @cached_property
    def dates(self) -> Dates:
        """When each article was written and how that is known, by article id."""
        return Dates(self._numbers, self._days, self._reasons)

    @cached_property
    def ladders(self) -> dict[int, tuple[int, ...]]:
        """For each sentence that holds a running total, the sentences with totals of the same thing, it among them."""
        rungs: dict[int, list[int]] = {}
        for sentence_id, ladder in self._ladders.tolist():
            rungs.setdefault(ladder, []).append(sentence_id)
        return {sentence_id: tuple(ladder) for ladder in rungs.values() for sentence_id in ladder}

    @cached_property
    def answerable(self) -> NDArray[np.bool_]:
        """For each sentence whether it may answer: headings, captions and metadata never do."""
        return np.asarray(self._sentences[:, 4] == KINDS.index(Kind.SENTENCE))

    @cached_property
    def title_terms(self) -> dict[str, tuple[int, ...]]:
        """For each term of a title the numbers of the articles that have it there."""
        found: dict[str, list[int]] = {}
        for number in range(self.num_articles):
            for term in dict.fromkeys(terms(self._read_record(number).title)):
                found.setdefault(term, []).append(number)
        return {term: tuple(numbers) for term, numbers in found.items()}

    def _read_tokens(self, sentence_id: int) -> tuple[Token, ...]:
        sentence = self.sentence(sentence_id)
        start = sentence.span.start
        found = analyse(self.text_of(sentence))
        return tuple(Token(t.term, Span(t.span.start + start, t.span.end + start)) for t in found)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self._read_record(i).article_id: i for i in range(self.num_articles)}


def snapshot_id_of(articles: list[Article]) -> str:
    """16 hexadecimal digits that depend on articles, their order, format and analyser, and on nothing else."""
    digest = hashlib.sha256(f"talks {FORMAT} {ANALYSER_VERSION}\n".encode())
    for article in articles:
        record = _metadata(article)
        digest.update(json.dumps(record, sort_keys=True, ensure_ascii=False).encode() + b"\0")
        digest.update(article.text.encode() + b"\0")
    return digest.hexdigest()[:16]


def current_id(index: Path) -> str | None:
    """The id of the live snapshot; None when nothing was ever published there."""
    try:
        return (index / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SnapshotError(f"{index / CURRENT}: can't be read ({error}); {REMEDY}") from error


def load(index: Path) -> Snapshot:
    """Opens the live snapshot. Raises SnapshotError when there is none, or it is damaged or foreign."""
    return _open_live(index)


def _open_live(index: Path, *, every_hash: bool = False) -> Snapshot:
    folder = _live_folder(index)
    while True:
        try:
            return open_snapshot(folder, every_hash=every_hash)
        except SnapshotError:
            # Builds may have replaced and pruned it since CURRENT was read.
            newer = _live_folder(index)
            if newer == folder:
                raise
            folder = newer


def _live_folder(index: Path) -> Path:
    snapshot_id = current_id(index)
    if snapshot_id is None:
        raise SnapshotError(f"{index}: no index there; {REMEDY}")
    if not _SNAPSHOT_ID.fullmatch(snapshot_id):
        raise SnapshotError(f"{index / CURRENT}: names no snapshot ({snapshot_id[:40]!r}); {REMEDY}")
    return index / snapshot_id


def open_snapshot(folder: Path, *, every_hash: bool = False) -> Snapshot:
    """Opens one snapshot folder after checking format, analyser, sizes and hashes (see _HASHED_AT_LOAD)."""
    manifest = _read_manifest(folder)
    total = sum(check.size for check in manifest.files.values())
    try:
        for name, check in manifest.files.items():
            path = folder / name
            if not path.is_file():
                raise SnapshotError(f"{path}: missing; {REMEDY}")
            if path.stat().st_size != check.size:
                raise SnapshotError(f"{path}: damaged ({path.stat().st_size} bytes, not {check.size}); {REMEDY}")
            if (every_hash or total <= _HASHED_AT_LOAD) and _sha256(path) != check.sha256:
                raise SnapshotError(f"{path}: damaged (checksum differs); {REMEDY}")
        return Snapshot(folder, manifest)
    except (OSError, ValueError, KeyError) as error:
        raise SnapshotError(f"{folder}: can't be read ({error}); {REMEDY}") from error


def verify(index: Path) -> Snapshot:
    """The live snapshot after every checksum, article and sentence span was checked.

    Raises SnapshotError naming the first fault.
    """
    snapshot = _open_live(index, every_hash=True)
    try:
        _check_sentences(snapshot)
        for _ in snapshot.dates.values():
            pass  # each is read
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise SnapshotError(f"{snapshot.folder}: can't be read ({error}); {REMEDY}") from error
    return snapshot


def _check_sentences(snapshot: Snapshot) -> None:
    """Raises SnapshotError unless the articles' sentences, in order and disjoint, are all there are."""
    checked = 0
    for article in snapshot.articles():
        text = snapshot.stored_text(article.article_id)
        end = 0
        for sentence in snapshot.sentences_of(article.article_id):
            placed = end <= sentence.span.start < sentence.span.end <= len(text)
            if not placed or (sentence.sentence_id, sentence.article_id) != (checked, article.article_id):
                where = f"{snapshot.folder}: {article.article_id}"
                raise SnapshotError(f"{where}: sentence {sentence.sentence_id} is out of place; {REMEDY}")
            end = sentence.span.end
            checked += 1
    if checked != snapshot.num_sentences:
        raise SnapshotError(
            f"{snapshot.folder}: {snapshot.num_sentences - checked} sentences have no article; {REMEDY}"
        )


def publish(index: Path, articles: list[Article], analysed: Analysed) -> str:
    """Writes a snapshot and makes it current; the caller holds the build lock. Returns its id.

    Either all of it is on disk and current, or the old one still is. Raises SnapshotError when the disk refuses.
    """
    snapshot_id = snapshot_id_of(articles)
    final = index / snapshot_id
    try:
        index.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(index)
        if not _is_whole(final):
            temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=index))
            _write(temporary, snapshot_id, articles, analysed)
            if final.exists():  # damaged: out of the way, or the rename would fail
                final.rename(index / f"{_TEMPORARY}damaged-{snapshot_id}")
            temporary.rename(final)
            _sync(index)
        previous = current_id(index)
        _replace_pointer(index, snapshot_id)
        _prune(index, keep={snapshot_id, previous})
        _remove_leftovers(index)
    except OSError as error:
        with contextlib.suppress(OSError):
            _remove_leftovers(index)  # a full disk needs the room
        remedy = "the old index still serves; make room there or set TALKS_INDEX elsewhere"
        raise SnapshotError(f"{index}: can't be written ({error.strerror}); {remedy}") from error
    return snapshot_id


def _metadata(article: Article) -> dict[str, str | None]:
    return {
        "article_id": article.article_id,
        "file": article.file,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "published_basis": article.published_basis.value,
    }


def _write(folder: Path, snapshot_id: str, articles: list[Article], analysed: Analysed) -> None:
    sentences, postings = analysed.sentences, analysed.postings
    folder.chmod(0o755)  # mkdtemp makes it private; the bot may run as another user
    position = 0
    with (folder / "texts.bin").open("wb") as texts, (folder / "articles.jsonl").open("wb") as records:
        for article in articles:
            data = article.text.encode()
            place = {
                "start": position,
                "end": position + len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            records.write(json.dumps(_metadata(article) | place, ensure_ascii=False).encode() + b"\n")
            position += texts.write(data)
    (folder / "terms.txt").write_text("".join(f"{term}\n" for term in postings.terms), encoding="utf-8")
    names = "".join(f"{term}\t{spelling}\n" for term, spelling in analysed.names.items())
    (folder / "names.tsv").write_text(names, encoding="utf-8")
    (folder / "dates.jsonl").write_bytes(stored_reasons(analysed.dated))
    rungs = [(sentence_id, number) for number, ladder in enumerate(analysed.ladders) for sentence_id in ladder]
    np.save(folder / "dates.npy", stored_days(analysed.dated))
    np.save(folder / "ladders.npy", np.array(rungs, dtype=np.int32).reshape(-1, 2))
    np.save(folder / "sentences.npy", sentences)
    np.save(folder / "posting_offsets.npy", postings.offsets)
    np.save(folder / "posting_sentences.npy", postings.sentences)
    np.save(folder / "posting_counts.npy", postings.counts)
    np.save(folder / "sentence_lengths.npy", postings.lengths)
    manifest = Manifest(
        format=FORMAT,
        analyser=ANALYSER_VERSION,
        snapshot_id=snapshot_id,
        num_articles=len(articles),
        num_sentences=len(sentences),
        num_terms=len(postings.terms),
        files={p.name: FileCheck(size=p.stat().st_size, sha256=_sha256(p)) for p in sorted(folder.iterdir())},
    )
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    try:
        manifest = Manifest.of(path.read_bytes())
    except FileNotFoundError:
        raise SnapshotError(f"{folder}: no snapshot there; {REMEDY}") from None
    except OSError as error:
        raise SnapshotError(f"{path}: can't be read ({error.strerror}); {REMEDY}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise SnapshotError(f"{path}: damaged ({type(error).__name__}: {error}); {REMEDY}") from None
    if manifest.format != FORMAT:
        raise SnapshotError(f"{path}: format {manifest.format}, expected {FORMAT}; {REMEDY}")
    if manifest.analyser != ANALYSER_VERSION:
        raise SnapshotError(f"{path}: analyser {manifest.analyser}, expected {ANALYSER_VERSION}; {REMEDY}")
    if manifest.snapshot_id != folder.name:
        raise SnapshotError(f"{path}: belongs to snapshot {manifest.snapshot_id}; {REMEDY}")
    return manifest


def _is_whole(folder: Path) -> bool:
    if not folder.exists():
        return False
    try:
        open_snapshot(folder, every_hash=True)
    except SnapshotError:
        return False
    return True


def _replace_pointer(index: Path, snapshot_id: str) -> None:
    temporary = index / f"{_TEMPORARY}{CURRENT}"
    temporary.write_text(snapshot_id + "\n", encoding="utf-8")
    _sync(temporary)
    temporary.replace(index / CURRENT)
    _sync(index)


def _remove_leftovers(index: Path) -> None:
    """What a killed build left behind. Safe: the build lock is held, so none of it is in use."""
    for path in index.glob(f"{_TEMPORARY}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _prune(index: Path, keep: set[str | None]) -> None:
    """Removes older snapshots; the previous one stays for a reader that is just opening it."""
    for path in index.iterdir():
        # Only what bears a snapshot's name: the folder may hold other people's things too.
        if path.is_dir() and path.name not in keep and _SNAPSHOT_ID.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems refuse to sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _map_bytes(path: Path) -> mmap.mmap | bytes:
    if path.stat().st_size == 0:  # an empty file can't be mapped
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _map_array(path: Path) -> NDArray[Any]:
    # Unlike np.load it opens nothing but plain arrays: no pickle, no archive.
    return np.lib.format.open_memmap(path, mode="r")


def _check_sizes(manifest: Manifest, num_articles: int, sentences: NDArray[np.int32], postings: Postings) -> None:
    """Raises ValueError unless the files fit the manifest (which has no checksum of its own) and one another."""
    arrays: tuple[NDArray[Any], ...] = (sentences, postings.offsets, postings.sentences, postings.counts)
    fit = (
        all(array.dtype.kind in "iu" for array in (*arrays, postings.lengths))
        and num_articles == manifest.num_articles
        and sentences.shape == (manifest.num_sentences, 5)
        and postings.lengths.shape == (manifest.num_sentences,)
        and len(postings.terms) == manifest.num_terms
        and postings.offsets.shape == (manifest.num_terms + 1,)
        and postings.sentences.shape == postings.counts.shape == (int(postings.offsets[-1]),)
    )
    if not fit:
        raise ValueError("its files and its manifest do not fit together")


def _check_dates(manifest: Manifest, days: NDArray[Any], reasons: Sequence[bytes], ladders: NDArray[Any]) -> None:
    """Raises ValueError unless there is a date an article, and every rung is a sentence."""
    fit = (
        days.dtype.kind == ladders.dtype.kind == "i"
        and days.shape == (manifest.num_articles, 4)
        and len(reasons) == manifest.num_articles
        and ladders.ndim == 2
        and ladders.shape[1] == 2
        and (not len(ladders) or 0 <= ladders[:, 0].min() <= ladders[:, 0].max() < manifest.num_sentences)
    )
    if not fit:
        raise ValueError("its dates and its manifest do not fit together")
