"""Files to a published snapshot. What has not changed since the last build is neither read nor analysed again."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from index import originals
from index.analysing import Progress
from index.choosing import Chosen, TextOf, choose
from index.entries import Entry, FileEntries, gather, line_of, read_entries, without_text
from index.errors import ArticlesError, SnapshotError
from index.files import list_files, publish_sources, write_sources
from index.formats.sandbox import Sandbox
from index.growing import Grown, grow
from index.known import known_of, known_of_tables
from index.locking import locked
from index.manifest import ArticleRecord
from index.publish import Contents, drafted, publish
from index.readers import Skipped
from index.snapshot import current_id, is_addition, read_records
from index.state import State, read_skipped, write_state
from index.tidying import tidy
from index.updating import Memory, recall, update


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: article ids that came, went, changed or changed their name (from, to).

    `skipped` names what was left out, with reasons.
    """

    snapshot_id: str
    num_articles: int
    num_sentences: int
    skipped: tuple[Skipped, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def build(
    paths: Sequence[Path], index: Path, progress: Progress | None = None, *, anew: bool = False, whole: bool = False
) -> Report:
    """Reads the articles under the paths and publishes a snapshot of them in `index`.

    What the last build found is kept where the files have not changed, unless `anew`; the snapshot is the same. What
    is added to a large one may be stored as an addition to it, unless `whole`, which gives the bytes of a full build.
    `progress` is told (articles done, articles in all) of those that are new. Raises ArticlesError when no article is
    left, SnapshotError when the snapshot can't be written; in both cases the old one still serves.
    """
    with locked(index):
        listed = [file for path in paths for file in list_files(path)]
        # Written before the first article is read: a file changed after this moment makes the snapshot stale.
        write_sources(index, paths, listed)
        grown = None if anew or whole else grow(index, listed, progress)
        report = (
            _added(index, grown) if grown else _put_together(index, paths, listed, progress, anew=anew, whole=whole)
        )
        publish_sources(index)
    return report


def _added(index: Path, grown: Grown) -> Report:
    """Publishes an addition."""
    draft, chosen, told = grown.draft, grown.chosen, grown.told
    originals.keep(index, _originals(grown.files, chosen))
    state = State(
        draft.snapshot_id,
        tuple(_remembered(file, None) for file in grown.files),
        _kept(chosen),
        tuple(chosen.skipped),
        chosen.verdicts,
        tuple(told.lines),
        tuple(told.spellings),
        base=draft.base,
        numbers=tuple(grown.among.added.tolist()),
        withdrawn=tuple(grown.among.withdrawn.tolist()),
        gone_files=tuple(grown.gone.files),
        gone=tuple(grown.gone.spellings),
    )
    folder = index / draft.snapshot_id
    if is_addition(folder) or not folder.exists():  # else what is known of one that is stored whole would be lost
        write_state(index, state)
    publish(index, draft)
    skipped = (*read_skipped(grown.base.parts), *chosen.skipped)
    came_and_went = _differences(grown.before, grown.after)
    return Report(draft.snapshot_id, draft.num_articles, draft.num_sentences, skipped, *came_and_went)


def _put_together(
    index: Path,
    paths: Sequence[Path],
    listed: Sequence[tuple[Path, str]],
    progress: Progress | None,
    *,
    anew: bool,
    whole: bool,
) -> Report:
    """Publishes a snapshot that is stored whole."""
    memory = None if anew else recall(index)
    files = gather(listed, memory.files if memory else {})
    texts = _Texts(memory, files)
    chosen = choose(files, texts.of, memory.state.verdicts if memory else {})
    if not chosen.entries:
        where = ", ".join(map(str, paths))
        reasons = "".join(f"\n  {s.file!r}: {s.reason}" for s in chosen.skipped)
        raise ArticlesError(f"{where}: no article to index; put .txt, .html or .pdf files there{reasons}")
    before = _records(index)
    entries = chosen.entries
    lines = [ArticleRecord.line_of(entry.article, entry.sha256) for entry in entries]
    contents = Contents(lines, lambda number: texts.bytes_of(entries[number]))
    num_sentences = _publish(index, files, chosen, contents, texts.of, memory, progress, whole=whole)
    came_and_went = _differences(before, lines)
    return Report(contents.snapshot_id, len(lines), num_sentences, tuple(chosen.skipped), *came_and_went)


class _Texts:
    """The texts of entries: just read, in the last snapshot, or in their file, which is read again for them."""

    def __init__(self, memory: Memory | None, files: Sequence[FileEntries]) -> None:
        self._memory = memory
        self._files = files
        self._read_again: dict[str, str] = {}

    def of(self, entry: Entry) -> str:
        return entry.article.text if entry.is_fresh else self.bytes_of(entry).decode()

    def bytes_of(self, entry: Entry) -> bytes:
        if entry.is_fresh:
            return entry.article.text.encode()
        number = self._memory.held.number_of(entry) if self._memory else None
        if self._memory is not None and number is not None:
            return self._memory.snapshot.text_bytes(number)
        if entry.sha256 not in self._read_again:
            self._read(entry)
        return self._read_again[entry.sha256].encode()

    def _read(self, entry: Entry) -> None:
        """Reads the file of an article that repeated another one, and therefore is in no snapshot."""
        for file in self._files:
            if any(one.sha256 == entry.sha256 for one in file.entries):
                with Sandbox() as sandbox:
                    found = read_entries(Path(file.path), file.name, sandbox).entries
                self._read_again |= {one.sha256: one.article.text for one in found}
                if entry.sha256 in self._read_again:
                    return
        raise ArticlesError(
            f"{entry.article.file}: changed while it was indexed; the old index still serves: build again"
        )


def _publish(
    index: Path,
    files: Sequence[FileEntries],
    chosen: Chosen,
    contents: Contents,
    text_of: TextOf,
    memory: Memory | None,
    progress: Progress | None,
    *,
    whole: bool,
) -> int:
    """Writes what is missing and makes it current; its number of sentences."""
    snapshot_id = contents.snapshot_id
    kept = _kept(chosen)
    remembered = tuple(_remembered(file, memory) for file in files)
    originals.keep(index, _originals(files, chosen))
    if memory and memory.snapshot.snapshot_id == snapshot_id and not (whole and memory.snapshot.manifest.base):
        old = memory.state
        known = old.known and {**old.known, **known_of(files, chosen)}
        state = replace(
            old, files=remembered, kept=kept, skipped=tuple(chosen.skipped), verdicts=chosen.verdicts, known=known
        )
        if state != old:
            write_state(index, state)
        tidy(index, {snapshot_id})
        return memory.snapshot.num_sentences
    analysed, told = update(chosen.entries, text_of, memory, progress)
    known = known_of(files, chosen) | known_of_tables(told.part, told.stories, contents.lines)
    lines, spellings = tuple(told.lines), tuple(told.spellings)
    state = State(snapshot_id, remembered, kept, tuple(chosen.skipped), chosen.verdicts, lines, spellings, known)
    write_state(index, state)
    publish(index, drafted(contents, analysed))
    return len(analysed.sentences)


def _kept(chosen: Chosen) -> tuple[tuple[str, str], ...]:
    return tuple((entry.sha256, entry.article.place.value) for entry in chosen.entries)


def _originals(files: Sequence[FileEntries], chosen: Chosen) -> dict[str, Path]:
    """The files that the chosen articles were extracted from, by SHA-256."""
    wanted = {entry.article.original for entry in chosen.entries}
    found = {entry.article.original: Path(file.path) for file in files for entry in file.entries}
    return {digest: path for digest, path in found.items() if digest and digest in wanted}


def _remembered(file: FileEntries, memory: Memory | None) -> bytes:
    """The line that tells the next build what the file held."""
    if memory and memory.files.get(file.path) is file:
        return memory.lines[file.path]
    return line_of(replace(file, entries=tuple(map(without_text, file.entries))))


def _records(index: Path) -> list[bytes]:
    """The records of the live snapshot's articles; none when it can't be read."""
    try:
        return read_records(index / str(current_id(index)))
    except (OSError, ValueError, SnapshotError):
        return []


def _differences(
    before: Sequence[bytes], after: Sequence[bytes]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Ids added, changed, removed, and renamed: gone under one id, there under another with the same text."""
    try:
        old = _hashes(set(before).difference(after), before)
    except (ValueError, TypeError, KeyError):
        old = {}  # damaged, or of another version
    new = _hashes(set(after).difference(before), after)
    gone = {sha256: name for name, sha256 in old.items() if name not in new}
    came = {name: sha256 for name, sha256 in new.items() if name not in old}
    renamed = tuple((gone.pop(sha256), name) for name, sha256 in came.items() if sha256 in gone)
    new_names = {name for _, name in renamed}
    changed = tuple(name for name in new if name in old)
    return tuple(name for name in came if name not in new_names), changed, tuple(gone.values()), renamed


def _hashes(lines: Set[bytes], order: Sequence[bytes]) -> dict[str, str]:
    """Article ids to the SHA-256 of their texts, for those of the lines."""
    records = [ArticleRecord.of(line) for line in order if line in lines]
    return {record.article_id: record.sha256 for record in records}
