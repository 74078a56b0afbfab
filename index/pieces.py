"""What a snapshot is made of, as tables: read from a folder, or two such put together.

A large snapshot to which little was added is stored as that: the folder of the added articles holds their own tables,
where each of them stands among all, and what changed about the others.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.among import Among
from index.bm25 import Floats
from index.joined_ranker import JoinedRanker
from index.merging import Numbers, place_rows
from index.ranker import Ranker
from index.spellings import patched
from index.stored_ranker import Stored, map_array, map_bytes, read_ranker

# Inside a snapshot's folder, where it is stored as an addition to another.
ADDED = "added"
_NUMBERS, _WITHDRAWN, _FEWER, _BASE_IDF = "numbers.npy", "withdrawn.npy", "fewer.npy", "base_idf.npy"
_REDATED, _REDATED_REASONS = "redated.npy", "redated.jsonl"
_UNFIT = "what was added and what it was added to do not fit together"


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
    """Texts of both, in the order of all."""

    def __init__(self, base: Texts, added: Texts, among: Among) -> None:
        self._texts = base, added
        # Which of both, and its number there.
        self._places = np.zeros((among.total, 2), dtype=np.int64)
        self._places[among.base[among.staying], 1] = among.staying
        self._places[among.added, 0] = 1
        self._places[among.added, 1] = np.arange(len(among.added))

    def __getitem__(self, number: int) -> bytes:
        which, there = self._places[number].tolist()
        return self._texts[which][there]


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
    changed. numbers: theirs among all, ascending. withdrawn: the base articles that are gone, by number there,
    ascending. fewer: for some terms of the base, by number, how many sentences of those held it. base_idf: of the terms
    of the base. redated: base articles with other dates than before, each a number there and its row; redated_reasons:
    the reasons of those.
    """

    tables: Tables
    stored: Stored
    numbers: Numbers
    withdrawn: Numbers
    fewer: Numbers
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
    check_dates(tables.days, len(tables.reasons), len(lines))
    return tables


def check_dates(days: NDArray[Any], num_reasons: int, num_articles: int) -> None:
    """Raises ValueError unless there are days and a line of reasons for each article."""
    if days.dtype.kind != "i" or days.shape != (num_articles, 4) or num_reasons != num_articles:
        raise ValueError("its dates and its manifest do not fit together")


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
        map_array(inside / _WITHDRAWN),
        map_array(inside / _FEWER),
        map_array(inside / _BASE_IDF),
        map_array(inside / _REDATED),
        (inside / _REDATED_REASONS).read_bytes().splitlines(),
    )


def write_addition(
    inside: Path,
    among: Among,
    fewer: Numbers,
    base_idf: Floats,
    redated: tuple[NDArray[np.int32], Sequence[bytes]],
) -> None:
    """Writes what an addition has besides its tables; see Addition."""
    np.save(inside / _NUMBERS, among.added)
    np.save(inside / _WITHDRAWN, among.withdrawn)
    np.save(inside / _FEWER, fewer)
    np.save(inside / _BASE_IDF, base_idf)
    rows, reasons = redated
    np.save(inside / _REDATED, rows)
    (inside / _REDATED_REASONS).write_bytes(b"".join(line + b"\n" for line in reasons))


def read_joined(base_folder: Path, folder: Path, num_terms: int) -> tuple[Tables, Ranker]:
    """The tables and the ranker of a snapshot that is stored as an addition to another.

    Raises OSError or ValueError unless they fit one another.
    """
    base = read_tables(base_folder)
    stored = read_ranker(base_folder, len(base.rows))
    addition = read_addition(folder)
    known, added = len(stored.vocabulary), addition.tables
    among = Among(len(base.lines), addition.withdrawn, addition.numbers)
    check_addition(addition, among, known)
    gone = int(np.isnan(addition.base_idf).sum())
    _check_terms(num_terms, known - gone, known - gone + len(addition.stored.vocabulary))
    rows, ids = place_rows([(base.rows, among.base), (added.rows, among.added)])
    days, reasons = np.empty((among.total, 4), dtype=np.int32), list(base.reasons)
    days[among.base[among.staying]] = base.days[among.staying]
    days[among.base[addition.redated[:, 0]]] = addition.redated[:, 1:]
    days[among.added] = added.days
    for number, reason in zip(addition.redated[:, 0].tolist(), addition.redated_reasons, strict=True):
        reasons[number] = reason
    tables = Tables(
        among.join(base.lines, added.lines),
        _JoinedTexts(base.texts, added.texts, among),
        rows,
        days,
        among.join(reasons, added.reasons),
        patched(base.names, added.names),
        added.rungs,
    )
    stored = replace(stored, model=replace(stored.model, idf=addition.base_idf))
    return tables, JoinedRanker(stored, addition.stored, (ids[0], ids[1]), addition.fewer)


def read_joined_lines(base_folder: Path, folder: Path) -> list[bytes]:
    """The lines of articles.jsonl of such a snapshot alone. Raises OSError or ValueError unless they fit together."""
    base, added = ((one / "articles.jsonl").read_bytes().splitlines() for one in (base_folder, folder / ADDED))
    numbers, withdrawn = (map_array(folder / ADDED / name) for name in (_NUMBERS, _WITHDRAWN))
    among = Among(len(base), withdrawn, numbers)
    if not among.fits() or len(numbers) != len(added):
        raise ValueError(_UNFIT)
    return among.join(base, added)


def _check_places(places: NDArray[Any], num_articles: int, size: int) -> None:
    """Raises ValueError unless the places cut the texts into one piece an article."""
    fit = places.dtype.kind == "i" and places.shape == (num_articles + 1,)
    if not fit or places[0] != 0 or places[-1] != size or (np.diff(places) < 0).any():
        raise ValueError("its texts and its articles do not fit together")


def _check_terms(num_terms: int, least: int, most: int) -> None:
    if not least <= num_terms <= most:
        raise ValueError("its terms and its manifest do not fit together")


def check_addition(addition: Addition, among: Among, num_terms: int) -> None:
    """Raises ValueError unless it can be an addition to so many articles and terms."""
    redated, fewer = addition.redated, addition.fewer
    fit = (
        among.fits()
        and addition.numbers.shape == (len(addition.tables.lines),)
        and redated.shape == (len(addition.redated_reasons), 5)
        and _are_numbers(redated, among.num_base)
        and not np.isin(redated[:, 0], addition.withdrawn).any()
        and fewer.shape[1:] == (2,)
        and _are_numbers(fewer, num_terms)
        and addition.base_idf.dtype == np.float64
        and addition.base_idf.shape == (num_terms,)
    )
    if not fit:
        raise ValueError(_UNFIT)


def _are_numbers(rows: NDArray[Any], end: int) -> bool:
    """Whether the rows begin with whole numbers from 0 to before the end."""
    return rows.dtype.kind == "i" and (not len(rows) or 0 <= rows[:, 0].min() <= rows[:, 0].max() < end)
