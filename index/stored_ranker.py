"""A ranker's files: terms.txt, and plain arrays that are mapped, so that opening reads next to nothing."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.layout import FIELDS, WINDOW, Layout, layout_of
from index.postings import Postings
from index.scoring import Model, model_of
from index.vocabulary import Vocabulary

_TERMS, _TERM_PLACES, _TERM_SLOTS = "terms.txt", "term_places.npy", "term_slots.npy"
_IDF, _BOUNDS = "term_idf.npy", "term_bounds.npy"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a ranker is made of."""

    vocabulary: Vocabulary
    layout: Layout
    model: Model


def stored(postings: Postings) -> Stored:
    """What is stored of these postings."""
    layout = layout_of(postings)
    return Stored(Vocabulary.of(postings.terms), layout, model_of(postings, layout))


def write_ranker(folder: Path, ranker: Stored) -> None:
    """Writes the files of a ranker."""
    for field in FIELDS:
        np.save(_file(folder, field), getattr(ranker.layout, field))
    np.save(folder / _IDF, ranker.model.idf)
    np.save(folder / _BOUNDS, ranker.model.bounds)
    (folder / _TERMS).write_bytes(ranker.vocabulary.text)
    np.save(folder / _TERM_PLACES, ranker.vocabulary.places)
    np.save(folder / _TERM_SLOTS, ranker.vocabulary.slots)


def read_ranker(folder: Path, num_sentences: int) -> Stored:
    """What `write_ranker` wrote. Raises ValueError unless its files fit one another and the number of sentences."""
    layout = Layout(**{field: map_array(_file(folder, field)) for field in FIELDS})
    model = Model(map_array(folder / _IDF), map_array(folder / _BOUNDS))
    vocabulary = read_vocabulary(folder)
    num_terms = len(vocabulary)
    _check(layout, num_sentences, num_terms)
    fit = model.idf.shape == model.bounds.shape == (num_terms,) and model.idf.dtype == model.bounds.dtype == np.float64
    if not fit:
        raise ValueError("its terms and its manifest do not fit together")
    return Stored(vocabulary, layout, model)


def read_vocabulary(folder: Path) -> Vocabulary:
    """The terms of a ranker. Raises ValueError unless their files fit one another."""
    text = map_bytes(folder / _TERMS)
    places, slots = map_array(folder / _TERM_PLACES), map_array(folder / _TERM_SLOTS)
    fit = (
        places.dtype == np.int64
        and slots.dtype == np.uint32
        and places.ndim == 1
        and places[-1] == len(text)
        and len(slots) >= len(places)
        and len(slots) & (len(slots) - 1) == 0
    )
    if not fit:
        raise ValueError("its terms and its manifest do not fit together")
    return Vocabulary(text, places, slots)


def _check(layout: Layout, num_sentences: int, num_terms: int) -> None:
    num_windows, num_frequent = -(-num_sentences // WINDOW), len(layout.frequent)
    num_columns = int((layout.column_of >= 0).sum())
    shapes = {
        "order": (num_sentences,),
        "lengths": (len(layout.length_starts) - 1,),
        "offsets": (num_terms + 1,),
        "postings": (int(layout.offsets[-1]),),
        "cuts": (num_frequent, num_windows + 1),
        "maxima": (num_frequent, num_windows),
        "column_of": (num_frequent,),
        "columns": (num_columns, num_sentences),
        "large_counts": layout.large.shape,
    }
    kinds = {getattr(layout, field).dtype.kind for field in FIELDS}
    if kinds > {"i", "u"} or any(getattr(layout, field).shape != shape for field, shape in shapes.items()):
        raise ValueError("its postings and its manifest do not fit together")


def map_bytes(path: Path) -> mmap.mmap | bytes:
    """The bytes of a file, mapped."""
    if path.stat().st_size == 0:  # an empty file can't be mapped
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def map_array(path: Path) -> NDArray[Any]:
    """The array of a .npy file, mapped, read-only."""
    # Unlike np.load it opens nothing but plain arrays: no pickle, no archive.
    # As a plain array: numpy's class for mapped ones makes every slice several times dearer.
    return np.asarray(np.lib.format.open_memmap(path, mode="r"))


def _file(folder: Path, field: str) -> Path:
    return folder / f"rank_{field}.npy"
