"""The compiled kernel, where numba is installed (`pip install talks[fast]`), as soon as it is there.

Importing numba takes half a second, and the first compiling of all ten or more: meanwhile numpy ranks, to the same
hits and scores, so nobody waits for it.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import struct
import threading
from array import array
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.layout import WINDOW
from index.model import Hit
from index.scoring import Scoring
from index.vocabulary import Vocabulary

_log = logging.getLogger(__name__)
# In a smaller index numpy ranks as fast as anybody needs.
_WORTH = 20_000
_LINE = 64
_PAGE = 4096
# Questions of more terms, or for more hits, are left to numpy.
_MOST = 1_000
# What a space has room for at first.
_TERMS, _HITS = 64, 64
# Where the bytes of a bytes object begin: CPython keeps them behind its header, with a 0 at the end.
_HEADER = bytes.__basicsize__ - 1
# A hit as the kernel writes it.
_RECORD = struct.Struct("qdq")

_loaded: ModuleType | None = None
_loading: threading.Thread | None = None
# Without a call of Python's own for each.
_new: Any = tuple.__new__


def kernel() -> ModuleType | None:
    """index.kernel once it is ready."""
    return _loaded


def prepare(num_sentences: int) -> None:
    """Starts getting the kernel ready, once a process and where the index is large enough."""
    global _loading  # noqa: PLW0603 - one kernel a process
    if _loading is None and num_sentences >= _WORTH:
        _loading = threading.Thread(target=_load, name="ranking kernel", daemon=True)
        _loading.start()


def wait() -> bool:
    """Gets the kernel ready before it returns; whether there is one."""
    prepare(_WORTH)
    if _loading is not None:
        _loading.join()
    return _loaded is not None


def _load() -> None:
    global _loaded  # noqa: PLW0603
    if importlib.util.find_spec("numba") is None:
        return
    try:
        _loaded = importlib.import_module("index.kernel")  # compiles, or reads what was
    except Exception as error:  # numpy ranks just as well: an old numba or a full disk is no reason to stop
        _log.warning("ranking kernel=numpy reason=%s", error)


class Search:
    """The kernel over one index."""

    def __init__(self, module: ModuleType, vocabulary: Vocabulary, idf: NDArray[np.float64], scoring: Scoring) -> None:
        layout = scoring.layout
        rows = np.full(len(vocabulary), -1, np.int32)
        rows[layout.frequent] = np.arange(len(layout.frequent), dtype=np.int32)
        # Mapped now, page by page, rather than a page at a time by the first questions.
        layout.postings[:: _PAGE // 4].max(initial=0)
        layout.columns[:, ::_PAGE].max(initial=0)
        arrays = (
            np.frombuffer(vocabulary.text, np.uint8), vocabulary.places, vocabulary.slots, idf, layout.offsets, rows,
            layout.postings, layout.cuts, layout.maxima, layout.column_of, layout.columns,
            layout.large, layout.large_counts, layout.order, layout.length_starts, scoring.norms, scoring.shares,
        )  # fmt: skip
        num_windows = -(-layout.num_sentences // WINDOW)
        table = module.Index(
            *(one.ctypes.data for one in arrays),
            len(vocabulary.slots) - 1, len(layout.large), layout.num_sentences, num_windows,
        )  # fmt: skip
        # Kept, as the kernel knows their addresses alone.
        self._arrays, self._table = arrays, np.array(table)
        self._at = self._table.ctypes.data
        self._best, self._module = module.call, module
        self._num_sentences = layout.num_sentences
        self._spaces: list[_Space] = []

    def rank(self, asked: list[str] | Mapping[str, float], k: int) -> list[Hit] | None:
        """The hits for some terms, each as often as it is asked for, or by weights; None where numpy has to rank.

        Between two questions the caches hold other data: what is not called here costs more than the search itself.
        """
        text, num_terms, k = "\n".join(asked).encode(), len(asked), min(k, self._num_sentences)
        space = self._borrow(num_terms, k)
        if space is None:
            return None
        weighed = not isinstance(asked, list)
        if weighed:
            space.weights[:num_terms] = array("d", asked.values())  # type: ignore[union-attr]
        held = self._best(self._at, space.at, id(text) + _HEADER, len(text), num_terms, weighed, k)
        hits = (
            [_new(Hit, one) for one in _RECORD.iter_unpack(space.found[: held * _RECORD.size])] if held >= 0 else None
        )
        self._spaces.append(space)
        return hits

    def _borrow(self, num_terms: int, k: int) -> _Space | None:
        """A space that is large enough, and to be given back; None where numpy does as well."""
        try:
            space = self._spaces.pop()  # no two threads get the same
            if num_terms <= space.num_terms and 0 < k <= space.k:
                return space
        except IndexError:
            pass
        if not num_terms or num_terms > _MOST or not 0 < k <= _MOST:
            return None
        return _Space(self._module, self._num_sentences, max(num_terms, _TERMS), max(k, _HITS))


class _Space:
    """A kernel's Space: numbers that it works with in one piece of memory."""

    def __init__(self, module: ModuleType, num_sentences: int, num_terms: int, k: int) -> None:
        self.num_terms, self.k = num_terms, k
        windows = -(-num_sentences // WINDOW)
        parts = module.Space(
            weights=("f8", num_terms), found=("u1", k * _RECORD.size), ids=("i8", k), scores=("f8", k),
            numbers=("i8", num_terms), factors=("f8", num_terms), turns=("i8", num_terms),
            columns=("i8", num_terms + 1), rest=("i8", num_terms + 1), begins=("i8", num_terms * (windows + 1)),
            tops=("u1", num_terms * windows), bounds=("u2", num_terms * module.ROW), total=("u2", WINDOW),
            left=("i8", WINDOW + 1), floor=("i8", 1), met=("i8", 3 * module.MET), sure=("i8", k),
        )  # fmt: skip
        sizes = [-(-np.dtype(kind).itemsize * size // _LINE) * _LINE for kind, size in parts]
        memory = np.zeros(sum(sizes) + _LINE, np.uint8)
        start = -memory.ctypes.data % _LINE
        arrays = []
        for (kind, size), taken in zip(parts, sizes, strict=True):
            arrays.append(memory[start : start + taken].view(kind)[:size])
            start += taken
        self._table = np.array([one.ctypes.data for one in arrays])
        self.at = self._table.ctypes.data
        self.weights, self.found = (one.data for one in arrays[:2])
