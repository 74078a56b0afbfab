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
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.layout import WINDOW, Layout
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
_LONG = (1 << 16) - 1  # bytes
# What a space has room for at first.
_TERMS, _HITS = 64, 64
# Where the bytes of a bytes object begin: CPython keeps them behind its header, with a 0 at the end.
_HEADER = bytes.__basicsize__ - 1
# A hit as the kernel writes it.
_RECORD = struct.Struct("qdq")

# Gives the hits for some terms, see Search.
Rank = Callable[[list[str] | Mapping[str, float], int], list[Hit] | None]
# How many terms and hits a space has room for, its address, the hits and weights in it, and what keeps it.
_Lent = tuple[int, int, int, memoryview, memoryview, Any]

_loaded: ModuleType | None = None
_loading: threading.Thread | None = None


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
        text = np.frombuffer(vocabulary.text, np.uint8)
        # Mapped now, page by page, rather than a page at a time by the first questions.
        for one in (layout.postings, layout.order, vocabulary.slots, text):
            one[:: _PAGE // one.itemsize].max(initial=0)
        layout.columns[:, ::_PAGE].max(initial=0)
        arrays = (
            text, vocabulary.slots, _rows(vocabulary, layout, idf),
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
        self._module, self._num_sentences = module, layout.num_sentences
        self.rank = self._ranking(module.call, self._table.ctypes.data)

    def _ranking(self, best: Any, at: int) -> Rank:
        """What gives the hits for some terms, each as often as it is asked for, or by weights; None where numpy ranks.

        Between two questions the caches hold other data: what is not called here costs more than the search itself, and
        so does each name that is looked up, so that all are the function's own.
        """
        spaces: list[_Lent] = []
        pop, give_back, size, records = spaces.pop, spaces.append, _RECORD.size, _RECORD.iter_unpack
        header, long, new, kind, space_for = _HEADER, _LONG, tuple.__new__, Hit, self._space

        def rank(asked: list[str] | Mapping[str, float], k: int) -> list[Hit] | None:
            text, num_terms = "\n".join(asked).encode(), len(asked)
            if len(text) >= long:
                return None
            try:
                lent: _Lent | None = pop()  # no two threads get the same
            except IndexError:
                lent = None
            if lent is None or num_terms > lent[0] or not 0 < k <= lent[1]:
                lent = space_for(num_terms, k)
                if lent is None:
                    return None
                k = min(k, lent[1])
            _, _, space, found, weights, _ = lent
            weighed = type(asked) is not list
            if weighed:
                weights[:num_terms] = array("d", asked.values())  # type: ignore[union-attr]
            held = best(at, space, id(text) + header, len(text), num_terms, weighed, k)
            hits: Any = [new(kind, one) for one in records(found[: held * size])] if held >= 0 else None
            give_back(lent)
            return hits  # type: ignore[no-any-return]

        return rank

    def _space(self, num_terms: int, k: int) -> _Lent | None:
        """A space that is large enough; None where numpy does as well."""
        if not num_terms or num_terms > _MOST or not 0 < (k := min(k, self._num_sentences)) <= _MOST:
            return None
        return _lent(self._module, self._num_sentences, max(num_terms, _TERMS), max(k, _HITS))


def _rows(vocabulary: Vocabulary, layout: Layout, idf: NDArray[np.float64]) -> NDArray[np.int64]:
    """A kernel's Index's terms."""
    rows: NDArray[np.int64] = _aligned(len(vocabulary) * 32).view(np.int64).reshape(-1, 4)
    starts = vocabulary.places[:-1]
    rows[:, 0] = starts << 16 | np.minimum(np.diff(vocabulary.places) - 1, _LONG)
    rows[:, 1] = layout.offsets[:-1]
    rows[:, 2] = np.diff(layout.offsets) << 32
    rows[layout.frequent, 2] |= np.arange(1, len(layout.frequent) + 1)
    rows[:, 3] = idf.view(np.int64)
    return rows


def _aligned(size: int) -> NDArray[np.uint8]:
    """So many bytes, 0 all, that begin where a line of memory does."""
    memory = np.zeros(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size]


def _lent(module: ModuleType, num_sentences: int, num_terms: int, k: int) -> _Lent:
    """A new Space of a kernel: numbers that it works with in one piece of memory."""
    windows = -(-num_sentences // WINDOW)
    parts = module.Space(
        weights=("f8", num_terms), found=("u1", k * _RECORD.size), ids=("i8", k), scores=("f8", k),
        numbers=("i8", num_terms), factors=("f8", num_terms), turns=("i8", num_terms),
        columns=("i8", num_terms + 1), rest=("i8", num_terms + 1), begins=("i8", num_terms * (windows + 1)),
        tops=("u1", num_terms * windows), bounds=("u2", num_terms * module.ROW), total=("u2", WINDOW),
        left=("i8", WINDOW + 1), floor=("i8", 1), met=("i8", 3 * module.MET), sure=("i8", k),
    )  # fmt: skip
    sizes = [-(-np.dtype(kind).itemsize * size // _LINE) * _LINE for kind, size in parts]
    memory = _aligned(sum(sizes))
    start = 0
    arrays = []
    for (kind, size), taken in zip(parts, sizes, strict=True):
        arrays.append(memory[start : start + taken].view(kind)[:size])
        start += taken
    table = np.array([one.ctypes.data for one in arrays])
    return num_terms, k, table.ctypes.data, arrays[1].data, arrays[0].data, (table, arrays)
