"""A large snapshot to which little is added: stored as an addition to it, without touching what is there.

The outcome is what a full build would give: the same id, dates, names, hits and scores to the last bit. Where articles
were removed or changed, repeat one another, or enough has come together, there is nothing to be had here: then all is
put together anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.analysing import Progress
from index.base import Base, open_base
from index.choosing import Chosen, TextOf, choose
from index.entries import Entry, FileEntries, is_final, of_line, read_entries, stamps_of
from index.errors import SnapshotError
from index.formats.sandbox import Sandbox
from index.joined_ranker import common_idf
from index.known import NewFile
from index.layout import read_back
from index.likeness import covers
from index.manifest import ArticleRecord
from index.merging import Numbers, Part
from index.pieces import ADDED, Addition, others, read_addition, write_addition
from index.publish import Analysed, Contents, Draft, id_of, write_tables
from index.redating import date_addition
from index.snapshot import SNAPSHOT_ID, check_files, current_id, read_manifest
from index.spellings import changed_among
from index.state import Parts, read_parts
from index.stored_ranker import stored
from index.updating import Held, Told, tell

# So much smaller is what was added than what is there, or all is put together anew.
_SHARE = 64


@dataclass(frozen=True, slots=True)
class Grown:
    """A snapshot that is stored as an addition: its draft, and what the next build needs to know.

    numbers: those of the added articles among all. before, after: the lines of articles.jsonl that were added until
    now, and with this build.
    """

    draft: Draft
    base: Base
    files: Sequence[FileEntries]
    chosen: Chosen
    told: Told
    numbers: Numbers
    before: Sequence[bytes]
    after: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Own:
    """What was added before: its state and its tables."""

    parts: Parts
    addition: Addition


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
        new = base.known.new_files(listed) if base else None
        if base is None or new is None:
            return None
        own = _own(index, snapshot_id) if base_id else None
        if base_id and own is None:
            return None
        return _grown(base, new, own, progress)
    except (SnapshotError, OSError, ValueError, TypeError, KeyError):
        return None  # damaged: the long way says what is to be said


def _own(index: Path, snapshot_id: str) -> _Own | None:
    manifest, parts = read_manifest(index / snapshot_id), read_parts(index, snapshot_id)
    if parts is None or parts.head["base"] != manifest.base:
        return None
    check_files(index / snapshot_id, manifest, every_hash=True)  # all of it is copied
    return _Own(parts, read_addition(index / snapshot_id))


def _grown(base: Base, new: Sequence[NewFile], own: _Own | None, progress: Progress | None) -> Grown | None:
    held = _held(own) if own else None
    files = _read(new, own)

    def text_of(entry: Entry) -> str:
        return entry.article.text if entry.is_fresh else _held_text(held, entry)

    chosen = choose(files, text_of, {})
    entries = chosen.entries
    if not entries or base.known.is_related(files, chosen):
        return None
    numbers = np.repeat([file.place for file in new], chosen.counts) + np.arange(len(entries))
    if _repeats(base, files, chosen, numbers, text_of):
        return None
    told = tell(entries, text_of, held, progress)
    if len(told.part.sentences) * _SHARE > base.manifest.num_sentences:
        return None
    lines = [ArticleRecord.line_of(entry.article, entry.sha256) for entry in entries]
    before = [line + b"\n" for line in own.addition.tables.lines] if own else []
    added = Contents(lines, lambda number: text_of(entries[number]).encode())
    draft = _draft(base, own, added, told, numbers)
    return Grown(draft, base, files, chosen, told, numbers, before, lines)


def _repeats(base: Base, files: Sequence[FileEntries], chosen: Chosen, numbers: Numbers, text_of: TextOf) -> bool:
    """Whether an added article and one of the others are nearly the same, as index.choosing would find; or may be."""
    added = [entry for file in files for entry in file.entries]
    if len(added) > len(chosen.entries):  # copies among themselves: of which, is not for here to say
        return any(base.known.alike(added))
    own = others(numbers, base.manifest.num_articles)
    for entry, number, near in zip(chosen.entries, numbers.tolist(), base.known.alike(chosen.entries), strict=True):
        for other in near:
            if other < 0:
                return True
            record = base.record(other)
            if len({entry.article.published, record.published} - {None}) > 1:
                continue
            texts = [(base.text(other), record.sha256), (text_of(entry), entry.sha256)]
            (kept, one), (later, two) = texts if own[other] < number else texts[::-1]
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


def _draft(base: Base, own: _Own | None, added: Contents, told: Told, numbers: Numbers) -> Draft:
    sentences = told.part.sentences
    num_sentences = base.manifest.num_sentences + len(sentences)
    ranker = stored(told.part.postings)
    frequencies = base.known.numbers("frequencies")
    base_idf, own_idf, num_terms = common_idf(base.vocabulary, frequencies, ranker, num_sentences)
    ranker = replace(ranker, model=replace(ranker.model, idf=own_idf))
    dating = date_addition(base, told, numbers, lambda number: added.texts(number).decode())
    patch = own.addition.tables.names if own else ()
    names = changed_among(base.parts["spellings"], base.names, told.spellings, patch, told.touched)
    analysed = Analysed(sentences, told.part.postings, names, dating.dated, dating.ladders)

    def write(folder: Path) -> None:
        inside = folder / ADDED
        inside.mkdir()
        write_tables(inside, added, analysed, ranker)
        write_addition(inside, numbers, base_idf, dating.redated, dating.reasons)

    num_articles = base.manifest.num_articles + len(numbers)
    snapshot_id = id_of(_records(base, added.lines, numbers))
    return Draft(snapshot_id, num_articles, num_sentences, num_terms, write, base.manifest.snapshot_id)


def _records(base: Base, added: Sequence[bytes], numbers: Numbers) -> Iterator[bytes]:
    """articles.jsonl of all, in pieces."""
    places = base.known.numbers("lines")[numbers - np.arange(len(numbers))].tolist()
    done = 0
    for place, line in zip(places, added, strict=True):
        yield base.records[done:place]
        yield line
        done = place
    yield base.records[done:]
