"""Which of the articles that were found become the index's: every text once, every id once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.entries import Entry, FileEntries, gather
from index.files import list_files
from index.likeness import covers
from index.model import Article
from index.readers import Skipped

TextOf = Callable[[Entry], str]
# Whether the text with the first SHA-256 covers the one with the second.
Verdicts = dict[tuple[str, str], bool]


@dataclass(slots=True)
class Chosen:
    """The articles to index in reading order, what was left out, and the verdicts on pairs that look alike.

    counts: how many of the articles are of each file.
    """

    entries: list[Entry] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    verdicts: Verdicts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Articles in reading order, and what was left out."""

    articles: list[Article]
    skipped: list[Skipped]


def read(paths: Iterable[Path]) -> Reading:
    """What a build of these paths would index. Raises ArticlesError when a path does not exist."""
    files = [file for path in paths for file in list_files(path)]
    chosen = choose(gather(files, {}), lambda entry: entry.article.text, {})
    return Reading([entry.article for entry in chosen.entries], chosen.skipped)


def choose(files: Sequence[FileEntries], text_of: TextOf, known: Verdicts) -> Chosen:
    """Chooses in reading order; what repeats an earlier article is named, and noted there as "also in".

    `known` are verdicts of an earlier build. The outcome depends on the articles alone.
    """
    chosen = Chosen()
    ids: dict[str, str] = {}
    bare: dict[str, int] = {}
    alike: dict[int, list[int]] = {}
    bands = Counter(band for file in files for entry in file.entries for band in entry.bands)
    shared = {band for band, count in bands.items() if count > 1}
    also: dict[int, list[str]] = {}
    for file in files:
        chosen.skipped += file.skipped
        before = len(chosen.entries)
        for entry in file.entries:
            original, how = bare.get(entry.bare), "same"
            if original is None:
                near = () if shared.isdisjoint(entry.bands) else _alike(entry, alike)
                original, how = _near(entry, near, chosen, text_of, known), "nearly the same"
            if original is not None:
                article = entry.article
                kept = chosen.entries[original].article.article_id
                chosen.skipped.append(Skipped(article.file, f"{article.article_id}: {how} text as {kept}"))
                also.setdefault(original, []).append(article.article_id)
                continue
            named = _named(entry, ids, chosen)
            if named is None:
                continue
            number = len(chosen.entries)
            chosen.entries.append(named)
            bare[entry.bare] = number
            if not shared.isdisjoint(entry.bands):
                for band in entry.bands:
                    alike.setdefault(band, []).append(number)
        chosen.counts.append(len(chosen.entries) - before)
    for number, names in also.items():
        entry = chosen.entries[number]
        chosen.entries[number] = replace(entry, article=replace(entry.article, also_in=tuple(names)))
    return chosen


def _alike(entry: Entry, alike: dict[int, list[int]]) -> list[int]:
    """The articles chosen before that may be nearly the same, in reading order."""
    return sorted({number for band in entry.bands for number in alike.get(band, ())})


def _near(entry: Entry, near: Iterable[int], chosen: Chosen, text_of: TextOf, known: Verdicts) -> int | None:
    """The first of some articles that covers this one; none where both bear different dates."""
    for number in near:
        other = chosen.entries[number]
        days = {entry.article.published, other.article.published} - {None}
        if len(days) > 1:
            continue
        pair = other.sha256, entry.sha256
        if pair not in known:
            known[pair] = covers(text_of(other), text_of(entry))
        chosen.verdicts[pair] = known[pair]
        if known[pair]:
            return number
    return None


def _named(entry: Entry, ids: dict[str, str], chosen: Chosen) -> Entry | None:
    """The entry under an id of its own; None when it has none."""
    article = entry.article
    if article.article_id in ids and not article.file.lower().endswith((".jsonl", ".csv")):
        # talks.txt and talks.md are two articles: the second goes by its full name.
        article = replace(article, article_id=article.file)
    if article.article_id in ids:
        other = ids[article.article_id]
        reason = f"id {article.article_id} is already used by {other}; rename one of them"
        chosen.skipped.append(Skipped(article.file, reason))
        return None
    ids[article.article_id] = article.file
    return replace(entry, article=article)
