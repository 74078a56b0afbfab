"""What a snapshot is made of, as tables: read from a folder, or two such put together.

A large snapshot to which little was added is stored as that: the folder of the added articles holds their own tables,
where each of them stands among all, and what changed about the others.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Floats
from index.joined_ranker import JoinedRanker
from index.merging import Numbers, place_rows
from index.ranker import Ranker
from index.spellings import patched
from index.stored_ranker import Stored, map_array, map_bytes, read_ranker

# Inside a snapshot's folder, where it is stored as an addition to another.
ADDED = "added"
_NUMBERS, _BASE_IDF, _REDATED, _REDATED_REASONS = "numbers.npy", "base_idf.npy", "redated.npy", "redated.jsonl"

_Item = TypeVar("_Item")


class Texts(Protocol):
    """The stored text of each article, by its number in reading order."""

    def __getitem__(self, number: int, /) -> bytes: ...


class CutTexts:
    """Texts that stand one behind the other; `places` says where each begins, and where the last one ends."""

    def __init__(self, data: bytes | mmap.mmap, places: NDArray[np.int64]) -> None:
        self._data, self._places = data, places

    def __getitem__(self, number: int) -> bytes:
        start, end = self._places[number : number + 2].tolist()
        return self._data[start:end]


class _JoinedTexts:
    """Texts of both; `numbers` are those of the added articles among all."""

    def __init__(self, base: Texts, added: Texts, numbers: list[int]) -> None:
        self._base, self._added, self._numbers = base, added, numbers

    def __getitem__(self, number: int) -> bytes:
        before = bisect_left(self._numbers, number)
        if before < len(self._numbers) and self._numbers[before] == number:
            return self._added[before]
        return self._base[number - before]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a number of articles, in reading order.

    lines: of articles.jsonl. rows: one a sentence: article number, start, end, line, kind. days, reasons: see
    index.dates. names: see index.spellings. rungs: sentence id and ladder of each running total.
    """

    lines: list[bytes]
    texts: Texts
    rows: NDArray[np.int32]
    days: NDArray[np.int32]
    reasons: list[bytes]
    names: list[bytes]
    rungs: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to a large snapshot.

    tables: of the added articles; their ladders are all there are, with ids among all, and their names are those that
    changed. numbers: theirs among all, ascending. base_idf: of the terms of the base. redated: base articles with
    other dates than before, each a number there and its row; redated_reasons: the reasons of those.
    """

    tables: Tables
    stored: Stored
    numbers: Numbers
    base_idf: Floats
    redated: NDArray[np.int32]
    redated_reasons: list[bytes]


def read_tables(folder: Path) -> Tables:
    """The tables in a folder. Raises OSError or ValueError unless they fit one another."""
    lines = (folder / "articles.jsonl").read_bytes().splitlines()
    tables = Tables(
        lines,
        read_texts(folder, len(lines)),
        map_array(folder / "sentences.npy"),
        map_array(folder / "dates.npy"),
        (folder / "dates.jsonl").read_bytes().splitlines(),
        (folder / "names.tsv").read_bytes().split(b"\n")[:-1],
        map_array(folder / "ladders.npy"),
    )
    if tables.rows.dtype.kind != "i" or tables.rows.ndim != 2 or tables.rows.shape[1] != 5:
        raise ValueError("its files and its manifest do not fit together")
    if tables.days.dtype.kind != "i" or tables.days.shape != (len(lines), 4) or len(tables.reasons) != len(lines):
        raise ValueError("its dates and its manifest do not fit together")
    return tables


def read_texts(folder: Path, num_articles: int) -> Texts:
    """The texts in a folder. Raises OSError or ValueError unless there is one an article."""
    data, places = map_bytes(folder / "texts.bin"), map_array(folder / "text_places.npy")
    _check_places(places, num_articles, len(data))
    return CutTexts(data, places)


def read_whole(folder: Path, num_terms: int) -> tuple[Tables, Ranker]:
    """The tables and the ranker of a snapshot that is stored whole."""
    tables = read_tables(folder)
    stored = read_ranker(folder, len(tables.rows))
    _check_terms(num_terms, len(stored.vocabulary), len(stored.vocabulary))
    return tables, Ranker(stored.vocabulary, stored.layout, stored.model)


def read_addition(folder: Path) -> Addition:
    """What a snapshot's folder holds, when it is stored as an addition."""
    inside = folder / ADDED
    tables = read_tables(inside)
    return Addition(
        tables,
        read_ranker(inside, len(tables.rows)),
        map_array(inside / _NUMBERS),
        map_array(inside / _BASE_IDF),
        map_array(inside / _REDATED),
        (inside / _REDATED_REASONS).read_bytes().splitlines(),
    )


def write_addition(
    inside: Path, numbers: Numbers, base_idf: Floats, redated: NDArray[np.int32], redated_reasons: Sequence[bytes]
) -> None:
    """Writes what an addition has besides its tables; see Addition."""
    np.save(inside / _NUMBERS, numbers)
    np.save(inside / _BASE_IDF, base_idf)
    np.save(inside / _REDATED, redated)
    (inside / _REDATED_REASONS).write_bytes(b"".join(line + b"\n" for line in redated_reasons))


def read_joined(base_folder: Path, folder: Path, num_terms: int) -> tuple[Tables, Ranker]:
    """The tables and the ranker of a snapshot that is stored as an addition to another.

    Raises OSError or ValueError unless they fit one another.
    """
    base = read_tables(base_folder)
    stored = read_ranker(base_folder, len(base.rows))
    addition = read_addition(folder)
    known = len(stored.vocabulary)
    _check_addition(addition, len(base.lines), known)
    _check_terms(num_terms, known, known + len(addition.stored.vocabulary))
    added, numbers = addition.tables, addition.numbers.tolist()
    rows, (base_ids, added_ids) = place_rows(
        [(base.rows, others(addition.numbers, len(base.lines))), (added.rows, addition.numbers)]
    )
    days, reasons = np.array(base.days), list(base.reasons)
    days[addition.redated[:, 0]] = addition.redated[:, 1:]
    for number, reason in zip(addition.redated[:, 0].tolist(), addition.redated_reasons, strict=True):
        reasons[number] = reason
    tables = Tables(
        inserted(base.lines, added.lines, numbers),
        _JoinedTexts(base.texts, added.texts, numbers),
        rows,
        np.insert(days, addition.numbers - np.arange(len(numbers)), added.days, axis=0),
        inserted(reasons, added.reasons, numbers),
        patched(base.names, added.names),
        added.rungs,
    )
    stored = replace(stored, model=replace(stored.model, idf=addition.base_idf))
    ids = base_ids.astype(np.uint32), added_ids.astype(np.uint32)
    return tables, JoinedRanker(stored, addition.stored, ids)


def read_joined_lines(base_folder: Path, folder: Path) -> list[bytes]:
    """The lines of articles.jsonl of such a snapshot alone."""
    base, added = ((one / "articles.jsonl").read_bytes().splitlines() for one in (base_folder, folder / ADDED))
    return inserted(base, added, map_array(folder / ADDED / _NUMBERS).tolist())


def others(numbers: Numbers, count: int) -> Numbers:
    """The numbers of so many base articles among all; `numbers` are those of the added ones."""
    return np.delete(np.arange(count + len(numbers)), numbers)


def inserted(base: Sequence[_Item], added: Sequence[_Item], numbers: Sequence[int]) -> list[_Item]:
    """Items of both; `numbers` are the places of the added ones among all, ascending."""
    found: list[_Item] = []
    done = 0
    for before, (number, item) in enumerate(zip(numbers, added, strict=True)):
        found += base[done : number - before]
        found.append(item)
        done = number - before
    return found + list(base[done:])


def _check_places(places: NDArray[Any], num_articles: int, size: int) -> None:
    """Raises ValueError unless the places cut the texts into one piece an article."""
    fit = places.dtype.kind == "i" and places.shape == (num_articles + 1,)
    if not fit or places[0] != 0 or places[-1] != size or (np.diff(places) < 0).any():
        raise ValueError("its texts and its articles do not fit together")


def _check_terms(num_terms: int, least: int, most: int) -> None:
    if not least <= num_terms <= most:
        raise ValueError("its terms and its manifest do not fit together")


def _check_addition(addition: Addition, num_articles: int, num_terms: int) -> None:
    """Raises ValueError unless it can be an addition to so many articles and terms."""
    numbers, redated = addition.numbers, addition.redated
    fit = (
        numbers.dtype.kind == redated.dtype.kind == "i"
        and numbers.shape == (len(addition.tables.lines),)
        and (not len(numbers) or (numbers[0] >= 0 and numbers[-1] < num_articles + len(numbers)))
        and (np.diff(numbers) > 0).all()
        and redated.ndim == 2
        and redated.shape == (len(addition.redated_reasons), 5)
        and (not len(redated) or 0 <= redated[:, 0].min() <= redated[:, 0].max() < num_articles)
        and addition.base_idf.dtype == np.float64
        and addition.base_idf.shape == (num_terms,)
    )
    if not fit:
        raise ValueError("what was added and what it was added to do not fit together")
