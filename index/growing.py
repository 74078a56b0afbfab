"""A large snapshot in which little changed: stored as an addition to it, without touching what is there.

What was removed is passed over, and what was changed is that and an addition. The outcome is what a full build would
give: the same id, dates, names, hits and scores to the last bit. Where articles repeat one another, or enough has come
together, there is nothing to be had here: then all is put together anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.among import Among
from index.analysing import Progress
from index.base import Base, open_base
from index.choosing import Chosen, TextOf, choose
from index.distinct import without
from index.entries import Entry, FileEntries, is_final, of_line, read_entries, stamps_of
from index.errors import SnapshotError
from index.formats.sandbox import Sandbox
from index.joined_ranker import common_idf
from index.layout import read_back
from index.likeness import covers
from index.manifest import ArticleRecord
from index.matching import Matched, NewFile
from index.merging import Part
from index.pieces import ADDED, Addition, check_addition, read_addition, write_addition
from index.publish import Analysed, Contents, Draft, id_of, write_tables
from index.redating import date_addition
from index.snapshot import SNAPSHOT_ID, check_files, current_id, read_manifest
from index.spellings import changed_among
from index.state import Parts, read_parts
from index.stored_ranker import stored
from index.thinned_ranker import thinned
from index.updating import Held, Told, tell
from index.withdrawing import NOTHING, Withdrawn, withdraw

# So much smaller is what came and went than what is there, or all is put together anew.
_SHARE = 64


@dataclass(frozen=True, slots=True)
class Grown:
    """A snapshot that is stored as an addition: its draft, and what the next build needs to know.

    before, after: lines of articles.jsonl, those alone that only the snapshot before this one has among them, and those
    that only this one has.
    """

    draft: Draft
    base: Base
    files: Sequence[FileEntries]
    chosen: Chosen
    told: Told
    among: Among
    gone: Withdrawn
    before: Sequence[bytes]
    after: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Own:
    """What was added before, and what was withdrawn: its state and its tables."""

    parts: Parts
    addition: Addition

    def withdrawn(self) -> Withdrawn:
        head, addition = self.parts.head, self.addition
        return Withdrawn(head["gone_files"], addition.withdrawn, self.parts.lines("gone"), addition.fewer)


def grow(index: Path, listed: Sequence[tuple[Path, str]], progress: Progress | None) -> Grown | None:
    """What a build would find under these files, as an addition to the live snapshot or its base.

    None when that can't be: the caller builds the long way, which needs none of this.
    """
    try:
        snapshot_id = current_id(index) or ""
        if not SNAPSHOT_ID.fullmatch(snapshot_id):
            return None
        base_id = read_manifest(index / snapshot_id).base
        base = open_base(index, base_id or snapshot_id)
        matched = base.known.match(listed) if base else None
        if base is None or matched is None or not _is_little(base, base.lengths[matched.articles].sum()):
            return None
        own = _own(index, snapshot_id, base) if base_id else None
        if base_id and own is None:
            return None
        return _grown(base, matched, own, progress)
    except (SnapshotError, OSError, ValueError, TypeError, KeyError):
        return None  # damaged: the long way says what is to be said


def _own(index: Path, snapshot_id: str, base: Base) -> _Own | None:
    manifest, parts = read_manifest(index / snapshot_id), read_parts(index, snapshot_id)
    if parts is None or parts.head["base"] != manifest.base:
        return None
    check_files(index / snapshot_id, manifest, every_hash=True)  # all of it is copied
    addition = read_addition(index / snapshot_id)
    check_addition(
        addition, Among(base.manifest.num_articles, addition.withdrawn, addition.numbers), len(base.vocabulary)
    )
    # Others when the same articles came about in another way.
    places = [addition.numbers.tolist(), addition.withdrawn.tolist()]
    return _Own(parts, addition) if places == [parts.head["numbers"], parts.head["withdrawn"]] else None


def _grown(base: Base, matched: Matched, own: _Own | None, progress: Progress | None) -> Grown | None:
    marks = base.known.marks_alone([base.article(number) for number in matched.articles])
    held = _held(own) if own else None
    files = _read(matched.new, own)

    def text_of(entry: Entry) -> str:
        return entry.article.text if entry.is_fresh else _held_text(held, entry)

    chosen = choose(files, text_of, {})
    entries = chosen.entries
    if not (entries or matched.articles) or marks is None or base.known.is_related(files, chosen, marks):
        return None
    numbers = np.repeat([file.place for file in matched.new], chosen.counts).astype(np.int64) + np.arange(len(entries))
    among = Among(base.manifest.num_articles, np.array(matched.articles, dtype=np.int64), numbers)
    if not among.total or _repeats(base, files, chosen, among, text_of):
        return None
    told = tell(entries, text_of, held, progress)
    if not _is_little(base, len(told.part.sentences) + base.lengths[among.withdrawn].sum()):
        return None
    before = own.withdrawn() if own else NOTHING
    gone, touched = withdraw(base, matched, before, progress)
    lines = [ArticleRecord.line_of(entry.article, entry.sha256) for entry in entries]
    added = Contents(lines, lambda number: text_of(entries[number]).encode())
    draft = _draft(base, own, added, replace(told, touched=told.touched | touched), among, gone)
    if draft.snapshot_id == base.manifest.snapshot_id:  # of files that were touched, which the long way notes
        return None
    old = [line + b"\n" for line in own.addition.tables.lines] if own else []
    old += base.lines(without(gone.articles, before.articles))
    new = [*lines, *base.lines(without(before.articles, gone.articles))]
    return Grown(draft, base, files, chosen, told, among, gone, old, new)


def _is_little(base: Base, num_sentences: int) -> bool:
    """Whether so many sentences that came or went are worth an addition."""
    return num_sentences * _SHARE <= base.manifest.num_sentences


def _repeats(base: Base, files: Sequence[FileEntries], chosen: Chosen, among: Among, text_of: TextOf) -> bool:
    """Whether an added article and one of the others are nearly the same, as index.choosing would find; or may be."""
    added = [entry for file in files for entry in file.entries]
    gone = set(among.withdrawn.tolist())
    alike = [[other for other in near if other not in gone] for near in base.known.alike(added)]
    if len(added) > len(chosen.entries):  # copies among themselves: of which, is not for here to say
        return any(alike)
    for entry, number, near in zip(chosen.entries, among.added.tolist(), alike, strict=True):
        for other in near:
            if other < 0:
                return True
            record = base.record(other)
            if len({entry.article.published, record.published} - {None}) > 1:
                continue
            texts = [(base.text(other), record.sha256), (text_of(entry), entry.sha256)]
            (kept, one), (later, two) = texts if among.base[other] < number else texts[::-1]
            chosen.verdicts[one, two] = covers(kept, later)
            if chosen.verdicts[one, two]:
                return True
    return False


def _held(own: _Own) -> Held:
    tables, ranker = own.addition.tables, own.addition.stored
    kept = [json.loads(line) for line in own.parts.lines("kept")]
    return Held(
        {(sha256, place): number for number, (sha256, place) in enumerate(kept)},
        own.parts.lines("stories"),
        own.parts.lines("spellings"),
        tables.texts,
        lambda: Part(tables.rows, read_back(ranker.layout, ranker.vocabulary.terms())),
    )


def _held_text(held: Held | None, entry: Entry) -> str:
    number = held.number_of(entry) if held else None
    if held is None or number is None:
        raise ValueError(f"{entry.article.file}: its text is not at hand")  # of a copy: the long way reads it again
    return held.texts[number].decode()


def _read(new: Sequence[NewFile], own: _Own | None) -> list[FileEntries]:
    """What the new files hold; those that have not changed since they were added are not read again."""
    remembered = {file.path: file for file in map(of_line, own.parts.lines("files"))} if own else {}
    found: list[FileEntries] = []
    with Sandbox() as sandbox:
        for file in new:
            before = remembered.get(str(file.path.absolute()))
            if before and is_final(before) and before.name == file.name and before.seen == stamps_of(file.path):
                found.append(before)
            else:
                found.append(read_entries(file.path, file.name, sandbox))
    return found


def _draft(base: Base, own: _Own | None, added: Contents, told: Told, among: Among, gone: Withdrawn) -> Draft:
    # Hashing all articles takes a third of the time, and keeps no other thread waiting.
    with ThreadPoolExecutor(1) as pool:
        hashed = pool.submit(lambda: id_of(_records(base, added.lines, among)))
        draft = _named_later(base, own, added, told, among, gone)
        return replace(draft, snapshot_id=hashed.result())


def _named_later(base: Base, own: _Own | None, added: Contents, told: Told, among: Among, gone: Withdrawn) -> Draft:
    """The draft without its id."""
    sentences = told.part.sentences
    num_sentences = base.manifest.num_sentences - int(base.lengths[among.withdrawn].sum()) + len(sentences)
    ranker = stored(told.part.postings)
    frequencies = thinned(base.known.numbers("frequencies"), gone.fewer)
    base_idf, own_idf, num_terms = common_idf(base.vocabulary, frequencies, ranker, num_sentences)
    ranker = replace(ranker, model=replace(ranker.model, idf=own_idf))
    dating = date_addition(base, told, among, lambda number: added.texts(number).decode())
    patch = own.addition.tables.names if own else ()
    written = told.spellings, gone.spellings
    names = changed_among(base.parts["spellings"], base.names, written, patch, told.touched)
    analysed = Analysed(sentences, told.part.postings, names, dating.dated, dating.ladders)

    def write(folder: Path) -> None:
        inside = folder / ADDED
        inside.mkdir()
        write_tables(inside, added, analysed, ranker)
        write_addition(inside, among, gone.fewer, base_idf, dating.redated)

    return Draft("", among.total, num_sentences, num_terms, write, base.manifest.snapshot_id)


def _records(base: Base, added: Sequence[bytes], among: Among) -> Iterator[bytes]:
    """articles.jsonl of all, in pieces."""
    places = base.known.numbers("lines")
    cuts = [(places[number], places[number + 1], b"") for number in among.withdrawn]
    cuts += [(places[before], places[before], line) for before, line in zip(among.before, added, strict=True)]
    done = 0
    for start, end, line in sorted(cuts, key=lambda cut: cut[0]):
        yield base.records[done:start]
        yield line
        done = end
    yield base.records[done:]
