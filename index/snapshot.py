"""The immutable index on disk: a folder of plain files with checksums, and a pointer to the current one.

    INDEX/CURRENT            id of the live snapshot, one line
    INDEX/<id>/manifest.json format, analyser, counts, SHA-256 of every other file
    INDEX/<id>/articles.jsonl, texts.bin, dates.jsonl, names.tsv; places of texts, sentences, dates and ladders in .npy
    files; terms and postings, see index.stored_ranker
    INDEX/<id>/added/ the same of some articles alone, and which are gone: the others are in the folder of the snapshot
    that the manifest names as its base, see index.pieces

Publishing writes a temporary folder, syncs it, renames it and last replaces CURRENT: a reader sees the old
snapshot or the new one, never a half.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSER_VERSION, analyse, terms
from index.dates import Dates, Written
from index.errors import SnapshotError
from index.manifest import FORMAT, MANIFEST, ArticleRecord, Manifest, sha256_of
from index.model import Article, Kind, Sentence, Span, Token
from index.originals import original_of
from index.pieces import Tables, read_joined, read_joined_lines, read_whole
from index.ranker import Ranker
from index.scope import Totals, Whole, totals_of

CURRENT = "CURRENT"
REMEDY = "run: talks index build"
SNAPSHOT_ID = re.compile(r"[0-9a-f]{16}")
# Kinds as stored: the position is the code.
KINDS = tuple(Kind)
# Sizes of all files are checked at every load; hashes too, up to this many bytes (`verify` checks all).
_HASHED_AT_LOAD = 16 << 20
_ARTICLE_CACHE = 1 << 11
_RECORD_CACHE = 1 << 15
_TOKEN_CACHE = 1 << 14


class Snapshot(Whole):
    """One published index, read-only. Everything it returns belongs to this one snapshot.

    Opens its files once, so it stays whole even if a later build removes the folder.
    """

    def __init__(self, folder: Path, manifest: Manifest, tables: Tables, ranker: Ranker) -> None:
        self.folder = folder
        self.manifest = manifest
        self.snapshot_id = manifest.snapshot_id
        self.num_sentences = manifest.num_sentences
        self.num_articles = manifest.num_articles
        self.num_terms = manifest.num_terms
        self._article_lines = tables.lines
        self.name_lines = tables.names
        self.texts = tables.texts
        # One row a sentence: article number, start, end, line, kind.
        self.sentence_rows = tables.rows
        self._days = tables.days
        self._reasons = tables.reasons
        # One row a rung: sentence id, ladder.
        self._ladders = tables.rungs
        self.ranker = ranker
        _check(manifest, tables)
        self._remember()

    def _remember(self) -> None:
        """Begins what is kept of this snapshot; whoever makes one in another way begins it too."""
        # For index.memory: results of other modules that belong to this snapshot.
        self.memories: dict[Callable[..., Any], Callable[..., Any]] = {}
        # Bound to the instance, so that the caches go when the snapshot goes.
        self._record = lru_cache(maxsize=_RECORD_CACHE)(self._read_record)
        self._article = lru_cache(maxsize=_ARTICLE_CACHE)(self._read_article)
        self._sentence = lru_cache(maxsize=_TOKEN_CACHE)(self._read_sentence)
        self._tokens = lru_cache(maxsize=_TOKEN_CACHE)(self._read_tokens)

    def sentence(self, sentence_id: int) -> Sentence:
        """The sentence with that id, counted from 0 in reading order."""
        return self._sentence(sentence_id)

    def sentences_of(self, article_id: str) -> list[Sentence]:
        """Every unit of an article in reading order."""
        number = self._number(article_id)
        first, last = np.searchsorted(self.article_numbers, [number, number + 1])
        return [self.sentence(i) for i in range(int(first), int(last))]

    def sentences_around(self, article_id: str, span: Span, reach: int) -> list[Sentence]:
        """The units of an article that the span touches, and up to `reach` more on each side, in reading order."""
        number = self._number(article_id)
        first, last = np.searchsorted(self.article_numbers, [number, number + 1]).tolist()
        begins, ends = self.sentence_rows[first:last, 1], self.sentence_rows[first:last, 2]
        start = first + int(np.searchsorted(ends, span.start, side="right")) - reach
        stop = first + int(np.searchsorted(begins, span.end)) + reach
        return [self.sentence(i) for i in range(max(first, start), min(last, stop))]

    def text_of(self, sentence: Sentence) -> str:
        return sentence.span.of(self.article(sentence.article_id).text)

    def texts_with(self, term: str, k: int) -> list[str]:
        """The first k sentences of all that hold the term, as texts in reading order."""
        return [self.text_of(self.sentence(i)) for i in self.ranker.posting(term)[0][:k].tolist()]

    def article(self, article_id: str) -> Article:
        """The article with that id. Raises KeyError for an unknown one."""
        return self._article(self._number(article_id))

    def ids_and_files(self) -> Iterator[tuple[str, str]]:
        """Id and file of every article in reading order; their texts are not read."""
        records = (self._read_record(number) for number in range(self.num_articles))
        return ((record.article_id, record.file) for record in records)

    def articles(self) -> Iterator[Article]:
        """All articles in reading order."""
        return (self._read_article(number) for number in range(self.num_articles))

    def stored_text(self, article_id: str) -> str:
        """The article's text, read from the stored bytes anew and checked against its hash.

        Raises SnapshotError when the stored bytes are not those that were indexed.
        """
        record = self._record(self._number(article_id))
        data = self.text_bytes(self._number(article_id))
        if hashlib.sha256(data).hexdigest() != record.sha256:
            raise SnapshotError(f"{self.folder}: the stored text of {article_id} is damaged; {REMEDY}")
        return data.decode("utf-8")

    def _read_sentence(self, sentence_id: int) -> Sentence:
        number, start, end, line, kind = self.sentence_rows[sentence_id].tolist()
        return Sentence(int(sentence_id), self._record(number).article_id, Span(start, end), line, KINDS[kind])

    def _read_record(self, number: int) -> ArticleRecord:
        return ArticleRecord.of(self._article_lines[number])

    def text_bytes(self, number: int) -> bytes:
        """The stored text of an article, by its number in reading order."""
        return self.texts[number]

    def stored_lines(self, number: int) -> tuple[bytes, list[int], bytes]:
        """What is stored of an article beside its text and sentences: its record, its days, and their reason."""
        return self._article_lines[number], self._days[number].tolist(), self._reasons[number]

    def _read_article(self, number: int) -> Article:
        return self._record(number).with_text(self.text_bytes(number).decode("utf-8"))

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
        return np.asarray(self.sentence_rows[:, 0], dtype=np.intp)

    @cached_property
    def article_lengths(self) -> NDArray[np.float64]:
        """For each article its number of sentences."""
        counts = np.bincount(self.article_numbers, minlength=self.num_articles)
        return counts.astype(np.float64)

    @cached_property
    def totals(self) -> Totals:
        """Figures over all articles, those that are not held here among them."""
        return totals_of(self)

    @cached_property
    def names(self) -> dict[str, str]:
        """Terms that are mostly written with a capital, each with its usual spelling."""
        return dict(line.decode().split("\t") for line in self.name_lines)

    @cached_property
    def dates(self) -> Dates:
        """When each article was written and how that is known, by article id."""
        return Dates(self._numbers, self._days, self._reasons)

    def has_written(self, written: Written) -> bool:
        """Whether any article was written then."""
        return bool(written.among(self.dates).any())

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
        return np.asarray(self.sentence_rows[:, 4] == KINDS.index(Kind.SENTENCE))

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
        return tuple(analyse(self.text_of(sentence), sentence.span.start))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self._read_record(i).article_id: i for i in range(self.num_articles)}


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
        before = _stamp(folder)
        try:
            return open_snapshot(folder, every_hash=every_hash)
        except SnapshotError:
            # Builds may have replaced and pruned it since CURRENT was read, or put it together anew.
            newer = _live_folder(index)
            if newer == folder and _stamp(folder) == before:
                raise
            folder = newer


def _stamp(folder: Path) -> int:
    """Tells one manifest from another of the same snapshot."""
    try:
        return (folder / MANIFEST).stat().st_ino
    except OSError:
        return 0


def _live_folder(index: Path) -> Path:
    snapshot_id = current_id(index)
    if snapshot_id is None:
        raise SnapshotError(f"{index}: no index there; {REMEDY}")
    if not SNAPSHOT_ID.fullmatch(snapshot_id):
        raise SnapshotError(f"{index / CURRENT}: names no snapshot ({snapshot_id[:40]!r}); {REMEDY}")
    return index / snapshot_id


def open_snapshot(folder: Path, *, every_hash: bool = False) -> Snapshot:
    """Opens one snapshot folder after checking format, analyser, sizes and hashes (see _HASHED_AT_LOAD)."""
    manifest = read_manifest(folder)
    base = folder.parent / manifest.base if manifest.base else None
    parts = [(folder, manifest), *([(base, read_manifest(base))] if base else [])]
    total = sum(check.size for _, part in parts for check in part.files.values())
    try:
        for place, part in parts:
            check_files(place, part, every_hash=every_hash or total <= _HASHED_AT_LOAD)
        num_terms = manifest.num_terms
        tables, ranker = read_joined(base, folder, num_terms) if base else read_whole(folder, num_terms)
        return Snapshot(folder, manifest, tables, ranker)
    except (OSError, ValueError, KeyError) as error:
        raise SnapshotError(f"{folder}: can't be read ({error}); {REMEDY}") from error


def check_files(folder: Path, manifest: Manifest, *, every_hash: bool) -> None:
    """Raises SnapshotError unless every file is there with its size, and with its hash where that is looked at."""
    for name, check in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise SnapshotError(f"{path}: missing; {REMEDY}")
        if path.stat().st_size != check.size:
            raise SnapshotError(f"{path}: damaged ({path.stat().st_size} bytes, not {check.size}); {REMEDY}")
        if every_hash and sha256_of(path) != check.sha256:
            raise SnapshotError(f"{path}: damaged (checksum differs); {REMEDY}")


def base_of(folder: Path) -> str:
    """The id of the snapshot that the one in a folder is stored as an addition to; empty when it is stored whole."""
    try:
        return read_manifest(folder).base
    except SnapshotError:
        return ""


def is_addition(folder: Path) -> bool:
    """Whether a readable snapshot in the folder is stored as an addition to another."""
    return base_of(folder) != ""


def read_records(folder: Path) -> list[bytes]:
    """The lines of all articles of a snapshot, without looking at anything else. Raises OSError or SnapshotError."""
    base = base_of(folder)
    if not base:
        return (folder / "articles.jsonl").read_bytes().splitlines(keepends=True)
    return [line + b"\n" for line in read_joined_lines(folder.parent / base, folder)]


def verify(index: Path) -> Snapshot:
    """The live snapshot after every checksum, article, sentence span and original was checked.

    Raises SnapshotError naming the first fault.
    """
    snapshot = _open_live(index, every_hash=True)
    try:
        _check_sentences(snapshot)
        for _ in snapshot.dates.values():
            pass  # each is read
        _check_originals(snapshot, index)
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


def _check_originals(snapshot: Snapshot, index: Path) -> None:
    """Raises SnapshotError unless every file that an article was extracted from is kept as it was."""
    for digest, name in {a.original: a.article_id for a in snapshot.articles() if a.original}.items():
        path = original_of(index, digest)
        if not path.is_file() or sha256_of(path) != digest:
            raise SnapshotError(f"{path}: the original of {name} is missing or damaged; {REMEDY}")


def read_manifest(folder: Path) -> Manifest:
    """What a snapshot's folder says of itself. Raises SnapshotError unless this program can read it."""
    path = folder / MANIFEST
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
    if manifest.base and not SNAPSHOT_ID.fullmatch(manifest.base):
        raise SnapshotError(f"{path}: names no snapshot as its base ({manifest.base[:40]!r}); {REMEDY}")
    if manifest.snapshot_id != folder.name:
        raise SnapshotError(f"{path}: belongs to snapshot {manifest.snapshot_id}; {REMEDY}")
    return manifest


def _check(manifest: Manifest, tables: Tables) -> None:
    """Raises ValueError unless the tables fit the manifest (which has no checksum of its own)."""
    if len(tables.lines) != manifest.num_articles or len(tables.rows) != manifest.num_sentences:
        raise ValueError("its files and its manifest do not fit together")
    rungs = tables.rungs
    fit = (
        rungs.dtype.kind == "i"
        and rungs.ndim == 2
        and rungs.shape[1] == 2
        and (not len(rungs) or 0 <= rungs[:, 0].min() <= rungs[:, 0].max() < manifest.num_sentences)
    )
    if not fit:
        raise ValueError("its dates and its manifest do not fit together")
